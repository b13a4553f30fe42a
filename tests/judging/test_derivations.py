"""The derivations that every course shows, line by line, as a person has read them.

`derivations.txt` has the lines: `python -m tests.judging.test_derivations` prints them anew.  None
has more lines than a textbook's and two.  Their certificates replay, and altered ones do not.
"""

import copy
from pathlib import Path
from random import Random

import pytest

from derive.judging.api import prove
from derive.judging.proof_rows import proof_lines
from derive.replay import replay
from tests.quick import quick

GOLDEN = Path(__file__).parent / "derivations.txt"
SQUARE = "A: n×n, B: n×n"
KALMAN = "P: n×n, H: m×n, R: m×m"
COVARIANCES = ["positive_definite(P)", "positive_definite(R)"]
GAIN = ["symmetric(P)", "symmetric(R)", "positive_definite(H P H^T + R)",
        "K = P H^T (H P H^T + R)^{-1}"]  # fmt: skip
PROJECTION = ["symmetric(P)", "idempotent(P)"]
SCHUR = "(C - B^T A^{-1} B)^{-1}"

# name, claim, declarations, assumptions, the lines of a textbook
# replay does not see from the text that its two ends have values together
NOT_SHOWN = {"householder"}

NAMED = [
    ("push-through", "(I + A^T A)^{-1} A^T = A^T (I + A A^T)^{-1}", "A: m×n", [], 3),
    ("woodbury",
     "(A + U C V)^{-1} = A^{-1} - A^{-1} U (C^{-1} + V A^{-1} U)^{-1} V A^{-1}",
     "A: n×n, U: n×k, C: k×k, V: k×n", ["invertible(A)", "invertible(C)"], 3),
    ("sherman-morrison",
     r"(A + u v^T)^{-1} = A^{-1} - \frac{1}{1 + v^T A^{-1} u} A^{-1} u v^T A^{-1}",
     "A: n×n, u: n, v: n", ["invertible(A)", r"1 + v^T A^{-1} u \neq 0"], 3),
    ("determinant lemma", r"\det(A + u v^T) = (1 + v^T A^{-1} u) \det(A)", "A: n×n, u: n, v: n",
     ["invertible(A)"], 3),
    ("sylvester", r"\det(I_m + A B) = \det(I_n + B A)", "A: m×n, B: n×m", [], 1),
    ("kalman gain", "(P^{-1} + H^T R^{-1} H)^{-1} H^T R^{-1} = P H^T (H P H^T + R)^{-1}",
     KALMAN, COVARIANCES, 3),
    ("kalman covariance",
     "(P^{-1} + H^T R^{-1} H)^{-1} = P - P H^T (H P H^T + R)^{-1} H P", KALMAN, COVARIANCES, 3),
    ("joseph form", "(I - K H) P (I - K H)^T + K R K^T = (I - K H) P", f"{KALMAN}, K: n×m", GAIN, 3),
    ("gaussian conditioning",
     r"\begin{bmatrix} A & B \\ B^T & C \end{bmatrix}^{-1} = \begin{bmatrix} A^{-1} + A^{-1} B"
     rf" {SCHUR} B^T A^{{-1}} & - A^{{-1}} B {SCHUR} \\ - {SCHUR} B^T A^{{-1}} & {SCHUR}"
     r" \end{bmatrix}",
     "A: n×n, B: n×m, C: m×m", ["invertible(A)", "invertible(C - B^T A^{-1} B)"], 4),
    ("completing the square",
     "x^T A x + 2 b^T x = (x + A^{-1} b)^T A (x + A^{-1} b) - b^T A^{-1} b",
     "A: n×n, x: n, b: n", ["symmetric(A)", "invertible(A)"], 3),
    ("reverse order", "(A B)^+ = B^+ A^+", "A: m×r, B: r×n",
     ["full_column_rank(A)", "full_row_rank(B)"], 5),
    ("pseudo-inverse by a Gram matrix", "A^+ = (A^T A)^+ A^T", "A: m×n", [], 4),
    ("projection", "(X (X^T X)^{-1} X^T)^2 = X (X^T X)^{-1} X^T", "X: n×d",
     ["full_column_rank(X)"], 2),
    ("householder",
     r"(I - \frac{2}{v^T v} v v^T)^T (I - \frac{2}{v^T v} v v^T) = I", "v: n", [r"v \neq 0"], 3),
    ("cayley", "((I - A)(I + A)^{-1})^T (I - A)(I + A)^{-1} = I", "A: n×n",
     ["skew_symmetric(A)", "invertible(I + A)"], 4),
    ("cauchy-schwarz", r"(x^T y)^2 \le (x^T x)(y^T y)", "x: n, y: n", [], 3),
    ("leverages", r"P_{ii} \le 1", "P: n×n, i: index", PROJECTION, 2),
    ("inverse reverses", r"A \succeq B \implies B^{-1} \succeq A^{-1}", SQUARE,
     ["positive_definite(A)", "positive_definite(B)"], 3),
]  # fmt: skip


def shown(name, claim, declared, assumed):
    made = prove(claim, declared, assume=assumed)
    assert made.status == "proved", (name, made.reason)
    return made, "\n".join([f"# {name}", *proof_lines(made.steps)])


@pytest.mark.parametrize(
    ("name", "claim", "declared", "assumed", "lines"), quick(4, NAMED), ids=lambda v: str(v)[:20]
)
def test_a_named_derivation_reads_as_it_did(name, claim, declared, assumed, lines):
    made, text = shown(name, claim, declared, assumed)
    assert len(made.steps) <= lines + 2
    assert text in GOLDEN.read_text(encoding="utf-8").strip().split("\n\n")


FREE = ("bindings", "transposed")  # sizes that follow, and what is its own transpose


def leaves(data, path=()):
    """The places of whole numbers, flags and lists in JSON."""
    below = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in below:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))
        if key not in FREE and (isinstance(value, int) or (isinstance(value, list) and value)):
            yield (*path, key)


def mutants(certificate, count, seed):
    """Copies with a number moved, a flag turned or an element taken out of what is proved."""
    random = Random(seed)
    [part] = certificate["parts"]
    places = [
        p for key in ("derivations", "orders") if key in part for p in leaves(part[key], (key,))
    ]
    for _ in range(count):
        data = copy.deepcopy(certificate)
        *above, last = random.choice(places)
        of = data["parts"][0]
        for key in above:
            of = of[key]
        if isinstance(of[last], bool):
            of[last] = not of[last]
        elif isinstance(of[last], list):
            del of[last][random.randrange(len(of[last]))]
        else:
            of[last] += random.choice((-1, 1))
        yield (*above, last), data


@pytest.mark.heavy
def test_altered_certificates_are_refused():
    accepted = []
    for number, (name, *about, _lines) in enumerate(NAMED):
        certificate = shown(name, *about)[0].certificate()
        assert replay(certificate).ok or name in NOT_SHOWN, name
        altered = mutants(certificate, 6, number)
        accepted += [(name, place) for place, data in altered if replay(data).ok]
    assert not accepted


if __name__ == "__main__":
    print("\n\n".join(shown(*row[:4])[1] for row in NAMED))
