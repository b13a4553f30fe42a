"""Claims proved, verified, refuted; derivatives, each confirmed by dual numbers."""

import json

import pytest

from derive.batch.record import diff_line, prove_line
from derive.judging.api import check, prove
from derive.latex.declare import read_context
from derive.replay import replay
from tests.command import derive

AB = {"symbols": {"A": ["n", "n"], "B": ["n", "n"]}, "assume": ["invertible(A)", "invertible(B)"]}
IDEMPOTENT = {"symbols": {"A": ["n", "n"]}, "assume": ["idempotent(A)"]}


@pytest.mark.parametrize(
    ("question", "lhs", "rhs", "status", "rules"),
    [
        (AB, "(A B)^{-1}", "B^{-1} A^{-1}", "proved", ["mul_inv_rev"]),
        (AB, "(A B)^T", "B^T A^T", "proved", ["transpose_mul"]),
        (AB, "A^{-1} A B", "B", "proved", ["inv_mul_cancel"]),
        (AB, r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)", "proved", ["trace_mul_comm"]),
        (AB, "(A B)^{-1}", "A^{-1} B^{-1}", "refuted", []),
        (AB, "A", "A x", "error", []),
        (AB, r"\operatorname{tr} A", "A", "shape_error", []),
        (AB, r"A + \operatorname{tr} A", "A", "shape_error", []),
        (IDEMPOTENT, "A (I - A)^{-1}", "0", "unknown", []),
    ],
)
def test_claims(question, lhs, rhs, status, rules):
    made = prove_line({**question, "lhs": lhs, "rhs": rhs})
    if status == "unknown":  # the inverse exists for A = 0 only: proved would prove too much
        assert made["status"] in ("unknown", "refuted")
        return
    assert made["status"] == status, made["reason"]
    assert [step["rule"] for step in made["steps"]] == rules


VECTORS = {
    "symbols": {"A": ["n", "n"], "X": ["m", "n"], "b": ["m", 1], "x": ["n", 1], "Q": ["n", "n"]},
    "assume": [],
}


@pytest.mark.parametrize(
    ("f", "wrt", "layout", "derivative"),
    [
        (r"\|X x - b\|^2", "x", "gradient", "2 X^T (X x - b)"),
        (r"\|X x - b\|^2", "x", "row", "2 (X x - b)^T X"),
        ("x^T A x", "x", "row", "x^T (A + A^T)"),
        ("A x", "x", "row", "A"),
        (r"\operatorname{tr}(A Q)", "Q", "gradient", "A^T"),
        (r"\operatorname{tr}(Q^T A Q)", "Q", "gradient", "A Q + A^T Q"),
        (r"\det Q", "Q", "gradient", r"\det(Q) Q^{-T}"),
        (r"\operatorname{tr}(Q^{-1} A)", "Q", "gradient", "-Q^{-T} A^T Q^{-T}"),
        (r"b^T X x", "X", "gradient", "b x^T"),
        (r"\operatorname{tr}(Q^3)", "Q", "gradient", "3 (Q^2)^T"),
    ],
)
def test_derivatives(f, wrt, layout, derivative):
    made = diff_line({**VECTORS, "f": f, "wrt": wrt, "layout": layout})
    assert "error" not in made, made
    verdict = check(derivative, made["derivative"], read_context(VECTORS))
    assert verdict.verdict == "equivalent", made["derivative"]


@pytest.mark.parametrize(
    ("f", "wrt"), [(r"\operatorname{rank} Q", "Q"), ("z", "Q"), ("A", "Q + A")]
)
def test_what_is_not_differentiated_says_so(f, wrt):
    assert "error" in diff_line({**VECTORS, "f": f, "wrt": wrt, "layout": "row"})


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("prove", "(A B)^T = B^T A^T", "-d", "A: n×n, B: n×n"), 0, "proved"),
        (("prove", "A B = B A", "-d", "A: n×n, B: n×n"), 1, "refuted"),
        (("prove", "A B", "-d", "A: n×n, B: n×n"), 2, "error"),
        (("diff", "x^T A x", "--wrt", "x", "-d", "A: n×n, x: n"), 0, "1×n"),
        (("diff", "x^T A x", "-d", "A: n×n, x: n"), 2, "diff needs"),
    ],
)
def test_the_commands(arguments, code, said):
    done = derive(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("claim", "assumed"),
    [
        ("A^{-1} B A = A^{-1} A B", ["A B = B A"]),
        ("(A B)^{-1} A = B^{-1}", []),
        (r"\operatorname{tr}(A B - B A) = 0", []),
    ],
)
def test_the_certificate_of_a_proof_replays(claim, assumed, tmp_path):
    made = prove(claim, "A: n×n, B: n×n", assume=assumed)
    assert made.status == "proved"
    report = replay(json.loads(json.dumps(made.certificate())))
    assert report.problems == ()
    assert report.lacking == ()


def test_a_certificate_is_written_only_for_a_chain_of_steps(tmp_path):
    path = tmp_path / "claim.json"
    asked = ("-d", "A: n×n, B: n×n", "--certificate", path)
    assert derive("prove", "A B = B A", *asked).returncode == 1
    assert not path.exists()
    assert derive("prove", "(A B)^T = B^T A^T", *asked).returncode == 0
    assert derive("replay", path).returncode == 0


def test_a_line_of_a_batch_has_its_certificate_if_it_asks():
    line = {**AB, "lhs": "(A B)^T", "rhs": "B^T A^T"}
    assert "certificate" not in prove_line(line)
    assert prove_line({**line, "certificate": True})["certificate"]["format"]
    assert prove_line({**line, "rhs": "A", "certificate": True})["certificate"] is None


def test_batches(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", **AB, "lhs": "A", "rhs": "B"}) + "\n[]\n")
    assert derive("prove", "--batch", source, "-o", out, "--workers", "1").returncode == 0
    assert [json.loads(line)["status"] for line in out.read_text().splitlines()] == [
        "refuted",
        "error",
    ]
    source.write_text(
        json.dumps({"id": "b", **VECTORS, "f": "A x", "wrt": "x", "layout": "row"}) + "\n"
    )
    assert derive("diff", "--batch", source, "-o", out, "--workers", "1", "--force").returncode == 0
    assert json.loads(out.read_text())["shape"] == "n×n"


MOVE = r"\frac{s (w - b x)}{w (w - s x)}"


@pytest.mark.parametrize(
    ("claim", "assumed", "status"),
    [
        (f"{MOVE} > 0", ["s > 0", "w > 0", "x < 0", "w x + b > 0"], "proved"),
        (f"{MOVE} < 0", ["s > 0", "w < 0", "x > 0", "w x + b > 0"], "proved"),
        (f"{MOVE} > 0", ["s > 0", "w > 0", "x > 0", "w x + b > 0", "s x < w"], "refuted"),
        (f"{MOVE} > 0", ["s > 0", "w > 0", "x > 0", "w x + b > 0", "s x < w", "b x < w"], "proved"),
        (r"w^2 + x^2 \ge 2 w x", [], "proved"),
        (r"w^2 + x^2 > 2 w x", [], "refuted"),
        (r"w^4 + x^4 + b^4 \ge w x b (w + x + b)", [], "unknown"),
        ("w > x", ["w > b", "b > x"], "proved"),
        (r"w \neq 0", ["w x = 1"], "unknown"),
    ],
)
def test_a_comparison_is_proved_refuted_or_unknown(claim, assumed, status):
    made = prove(claim, "w: scalar, b: scalar, x: scalar, s: scalar", assume=assumed)
    assert made.status == status, made.reason
    assert (made.counterexample is not None) == (status == "refuted")
    assert bool(made.steps) == (status == "proved")


LETTERS = "A: n×n, B: n×n, X: n×5, a: scalar, b: scalar, x: scalar, v: m"


@pytest.mark.parametrize(
    ("claim", "assumed", "status", "presumed"),
    [
        ("A A^{-1} = I", [], "proved", [r"\boldsymbol{A} \text{ is invertible}"]),
        ("A A^{-1} = I", ["invertible(A)"], "proved", []),
        (r"\frac{x}{x} = 1", [], "proved", [r"x \ne 0"]),
        (r"\frac{x}{x} = 1", ["x > 0"], "proved", []),
        (r"\frac{x}{x} - \frac{x}{x} = 0", [], "proved", [r"x \ne 0"]),
        (r"\frac{1}{x^2} > 0", [], "proved", [r"x \ne 0"]),
        (r"\log a + \log b = \log b + \log a", [], "proved", ["0 < a", "0 < b"]),
        # not presumed: what stands below a root or a logarithm of one side
        (r"a = b + 0 \sqrt{-(a - b)^2}", [], "unknown", []),
        (r"\log a - \log a = 0", [], "unknown", []),
        (r"\sqrt{a} \sqrt{b} = \sqrt{a b}", [], "unknown", []),
        # never met: what is presumed must be possible
        (r"\frac{1}{a - a} = \frac{1}{a - a}", [], "unknown", []),
        ("(A B - B A)(A B - B A)^{-1} = A", ["A B = B A"], "unknown", []),
        # ill-typed
        ("A = a", [], "shape_error", []),
        ("A > 0", [], "shape_error", []),
        ("A + v = A", [], "shape_error", []),
        # models alone are no evidence
        (r"\det(X X^T) = \det(X X^T) (n - 1)", [], "refuted", []),
        (r"\operatorname{rank}(X) = \min(n, 5)", [], "refuted", []),
    ],
)
def test_what_is_divided_by_is_presumed_and_listed(claim, assumed, status, presumed):
    made = prove(claim, LETTERS, assume=assumed)
    assert made.status == status, made.reason
    assert list(made.presumed) == presumed
    assert (made.evidence is not None) == (status in ("proved", "verified"))


@pytest.mark.parametrize(
    ("claim", "status"),
    [("A A^{-1} = I", "refuted"), (r"\frac{x}{x} = 1", "refuted"), ("A^T A = (A^T A)^T", "proved")],
)
def test_a_strict_claim_has_values_on_both_sides_together(claim, status):
    assert prove(claim, LETTERS, strict=True).status == status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ({"claim": "A B = A B"}, "proved"),
        ({"lhs": "a^2 + b^2", "relation": r"\ge", "rhs": "2 a b"}, "proved"),
        ({"lhs": "a^2", "relation": ">", "rhs": "0"}, "refuted"),
        ({"lhs": "2 a = 4 b", "rhs": "a = 2 b"}, "proved"),
        ({"lhs": "a = b", "rhs": "a^2 = b^2"}, "refuted"),
        ({"lhs": "A + B", "rhs": "A + v"}, "shape_error"),
        ({"lhs": "A", "rhs": "A B = B"}, "error"),
        ({"lhs": "A A^{-1}", "rhs": "I", "strict": True}, "refuted"),
    ],
)
def test_lines_name_a_relation_or_hold_the_whole_claim(line, status):
    symbols = {"A": ["n", "n"], "B": ["n", "n"], "v": ["m", 1], "a": "scalar", "b": "scalar"}
    assert prove_line({"symbols": symbols, **line})["status"] == status


def test_an_ill_typed_claim_ends_with_1():
    assert derive("prove", "A + v = A", "-d", LETTERS).returncode == 1
    assert derive("prove", "A A^{-1} = I", "-d", LETTERS, "--strict").returncode == 1
