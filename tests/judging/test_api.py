"""The checker from Python: LaTeX or SymPy in, verdicts and proofs out, shown in notebooks."""

import subprocess
import sys

import pytest
import sympy

import derive
from derive.errors import DeriveError

n, m = sympy.symbols("n m")
A = sympy.MatrixSymbol("A", n, m)
S = sympy.MatrixSymbol("S", n, n)
x = sympy.MatrixSymbol("x", m, 1)
k = sympy.Symbol("k")
SQUARE = "A: n×n, B: n×n"


@pytest.mark.parametrize(
    ("gold", "answer", "context", "expected"),
    [
        ("(A B)^T", "B^T A^T", "A: m×n, B: n×k", "equivalent"),
        ("A B", "B A", SQUARE, "different"),
        ("A B", "A B", {"A": ["n", "n"], "B": ["n", "n"]}, "equivalent"),
        ("A", "A^T", {"symbols": {"A": ["n", "n"]}, "assume": ["symmetric(A)"]}, "equivalent"),
        ("A B", "A +", SQUARE, "unparseable"),
        ("A B", "A", None, "shape_error"),
        ("A B", "A B", None, "equivalent"),
        ("A Z", "A", SQUARE, "error"),
        ("A", "A", {"A": "wrong kind"}, "error"),
        (["A", "B"], "B", SQUARE, "equivalent"),
        (A * x, A * x, None, "equivalent"),
        ((A * x).T, x.T * A.T, None, "equivalent"),
        ((A * x).T, r"x^\top A^\top", None, "equivalent"),
        (A * x, x.T * A.T, None, "shape_error"),
        ((S + k * sympy.Identity(n)).I, "(k I + S)^{-1}", None, "equivalent"),
        (S, "S^T", None, "different"),
        (S, "S^T", "S: n×n", "different"),
        (sympy.Identity(n), "I", None, "equivalent"),
        (sympy.HadamardProduct(S, S), r"S \odot S", None, "equivalent"),
        ("A B", "A B", "", "equivalent"),
        (sympy.Integral(k, k), "k", None, "error"),
        (None, "A", None, "error"),
        (["A", 3], "A", None, "error"),
        ([], "A", None, "error"),
        ("A", None, None, "unparseable"),
        ("A", "A", 3, "error"),
        ("A", "A", {"symbols": 3}, "error"),
    ],
)
def test_check(gold, answer, context, expected):
    assert derive.check(gold, answer, context).verdict == expected


def test_assumptions_stand_beside_any_context():
    for context in (None, "A: n×n", {"A": ["n", "n"]}, derive.Context.of(())):
        verdict = derive.check("A A", "A^T A", context, assume=["symmetric(A)"])
        assert verdict.verdict == ("equivalent" if context != derive.Context.of(()) else "error")
    assert derive.check(S, "S^T", assume=["symmetric(S)"]).verdict == "equivalent"


def test_one_text_is_as_good_as_a_list():
    assert derive.check("A", "A^T", "A: n×n", assume="symmetric(A)").verdict == "equivalent"
    assert (
        derive.check("A", "B", "A: n×n, B: n×n", assume="A = B", in_terms_of="A").verdict
        == "wrong_form"
    )
    for wrong in ({"assume": 3}, {"in_terms_of": 3}, {"assume": [None]}):
        assert derive.check("A", "A", "A: n×n", **wrong).verdict == "error"
    assert derive.prove(3).status == derive.prove("A = A", 3).status == "error"


def test_without_reveal_nothing_is_shown_in_a_notebook_either():
    shown = derive.check("A B", "B A", SQUARE)._repr_html_()
    assert "<table>" in shown
    hidden = derive.check("A B", "B A", SQUARE, reveal=False)
    assert hidden.counterexample is None
    assert "<table>" not in hidden._repr_html_()
    assert hidden._repr_latex_() == r"$\text{different}$"


def test_a_notebook_shows_text_as_text():
    verdict = derive.check("A B", "<script>alert(1)</script>", SQUARE)
    assert "<script>" not in verdict._repr_html_()
    assert "&lt;script&gt;" in verdict._repr_html_()


@pytest.mark.parametrize(
    ("claim", "context", "status"),
    [
        (r"(A B)^{-1} = B^{-1} A^{-1}", SQUARE, "proved"),
        ("A B = B A", SQUARE, "refuted"),
        ("A B", SQUARE, "error"),
        ("A = A", None, "error"),
        ("A = = A", SQUARE, "error"),
        (
            r"\lim_{\lambda \to \infty} \frac{1}{\lambda} A = 0",
            r"A: n×n, \lambda: scalar",
            "proved",
        ),
    ],
)
def test_prove(claim, context, status):
    proof = derive.prove(claim, context)
    assert proof.status == status
    assert status in proof._repr_html_()
    with pytest.raises(TypeError, match="not a bool"):
        bool(proof)


def test_the_steps_of_a_proof_are_shown():
    proof = derive.prove(r"(A B)^{-1} = B^{-1} A^{-1}", SQUARE)
    assert [step["rule"] for step in proof.steps] == ["mul_inv_rev"]
    assert r"\begin{aligned}" in proof._repr_latex_()
    assert "mul_inv_rev" in proof._repr_html_()


def test_differentiate():
    made = derive.differentiate("x^T A x", "x", "A: n×n, x: n")
    assert made.shape == "1×n"
    assert [step["rule"] for step in made.steps][-1] == "derivative_of_differential"
    assert made._repr_latex_() == rf"$\displaystyle {made.latex}$"
    assert derive.check("x^T (A + A^T)", made.latex, "A: n×n, x: n").verdict == "equivalent"
    of_sympy = derive.differentiate(x.T * A.T * A * x, x)
    assert derive.check("2 x^T A^T A", of_sympy.term, "A: n×m, x: m").verdict == "equivalent"
    assert derive.differentiate("x^T x", "x", "x: n", layout="gradient").shape == "n×1"
    with pytest.raises(DeriveError):
        derive.differentiate("x^T A", "x", "x: n")


def test_the_package_alone_imports_nothing_heavy():
    code = "import sys, derive; print({m.partition('.')[0] for m in sys.modules} & set(sys.argv))"
    heavy = ["sympy", "flint", "typer", "rich", "matplotlib", "z3", "pyarrow", "ray"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
