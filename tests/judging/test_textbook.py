"""Proofs as a textbook gives them: few lines, each lemma a line of its own."""

import pytest

from derive.judging.api import prove
from tests.quick import quick

SQUARE = "A: n×n, B: n×n"
KALMAN = ["positive_definite(P)", "positive_definite(R)"]
GAIN = ["symmetric(P)", "symmetric(R)", "positive_definite(H P H^T + R)",
        "K = P H^T (H P H^T + R)^{-1}"]  # fmt: skip

# claim, declarations, assumptions, the rules of the lines
PROOFS = [
    (r"\operatorname{tr}(A B - B A) = 0", SQUARE, [], ["expand"]),
    ("A^{-1} B = B A^{-1}", SQUARE, ["A B = B A", "invertible(A)"],
     ["expand", "mul_left_cancel"]),
    (r"(A + u v^T)^{-1} = A^{-1} - \frac{1}{1 + v^T A^{-1} u} A^{-1} u v^T A^{-1}",
     "A: n×n, u: n, v: n", ["invertible(A)", r"1 + v^T A^{-1} u \neq 0"],
     ["expand", "inv_unique"]),
    (r"(I - \frac{2}{v^T v} v v^T)(I - \frac{2}{v^T v} v v^T) = I", "v: n", [r"v \neq 0"],
     ["expand"]),
    (r"(P^{-1} + B^T R^{-1} B)^{-1} B^T R^{-1} = P B^T (B P B^T + R)^{-1}",
     "P: n×n, R: m×m, B: m×n", KALMAN, ["expand", "expand", "mul_left_cancel"]),
    ("(I - K H) P (I - K H)^T + K R K^T = (I - K H) P",
     "P: n×n, H: m×n, R: m×m, K: n×m", GAIN, ["expand", "expand"]),
    (r"x^T A x + 2 b^T x = (x + A^{-1} b)^T A (x + A^{-1} b) - b^T A^{-1} b",
     "A: n×n, x: n, b: n", ["symmetric(A)", "invertible(A)"], ["expand"]),
    (r"a^+ = \frac{1}{a^T a} a^T", "a: n", [r"a \neq 0"], ["expand"] * 4 + ["pinv_unique"]),
    ("(A^{-1} + B^{-1})^{-1} = A - A (A + B)^{-1} A", SQUARE,
     ["invertible(A)", "invertible(B)", "invertible(A + B)"], ["expand", "inv_unique"]),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "declared", "assumed", "rules"), quick(5, PROOFS))
def test_proofs(claim, declared, assumed, rules):
    made = prove(claim, declared, assume=assumed)
    assert made.status == "proved", made.reason
    assert [step["rule"] for step in made.steps] == rules


def test_an_expansion_says_what_it_uses():
    made = prove("A A B = B A A", SQUARE, assume=["A B = B A"])
    [step] = made.steps
    assert step["reason"].startswith("expand and collect, using ")
    assert step["reason"].count("=") == 1


FALSE = [
    ("A^{-1} B = A B^{-1}", SQUARE, ["A B = B A", "invertible(A)", "invertible(B)"]),
    ("(A + B)(A - B) = A A - B B", SQUARE, []),
    ("(A B - B A)^{-1} (A B - B A) = 0", SQUARE, ["A B = B A"]),
    ("B = 0", SQUARE, ["A B = 0"]),
]


@pytest.mark.parametrize(("claim", "declared", "assumed"), FALSE)
def test_what_is_false_or_has_fewer_values_is_not_proved(claim, declared, assumed):
    assert prove(claim, declared, assume=assumed).status != "proved"


def test_a_divisor_is_presumed_and_listed_and_strictly_refused():
    claim, declared = r"z = z \frac{z^2+z-1}{z^2+z-1}", "z: scalar"
    found = prove(claim, declared)
    assert (found.status, found.presumed) == ("proved", (r"z^{2} + z - 1 \ne 0",))
    assert prove(claim, declared, strict=True).status != "proved"
