"""Claims proved, verified, refuted; derivatives, each confirmed by dual numbers."""

import json

import pytest

from derive.batch.record import diff_line, prove_line
from derive.judging.api import check, prove
from derive.latex.declare import read_context
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
