"""Derivatives of functions, sums over an index, blocks, Kronecker products: and none that is wrong."""

import pytest

from derive.errors import LimitError, StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse, read
from derive.models.equivalence import compare
from derive.proof.differentiate import derivative

SYMBOLS = {
    "X": ["n", "n"], "A": ["n", "n"], "C": ["m", "m"], "x": ["n", 1], "a": ["n", 1], "i": "index", "j": "index",
}  # fmt: skip
CONTEXT = read_context({"symbols": SYMBOLS, "assume": []})
TR = r"\operatorname{tr}"


@pytest.mark.parametrize(
    ("f", "by", "expected"),
    [
        (rf"{TR}(A \otimes X)", "X", rf"{TR}(A) I_n"),
        (rf"{TR}(X^4)", "X", "4 X^3"),
        (rf"{TR}(e^X)", "X", "e^X"),
        (rf"{TR}(\sin(X))", "X", r"\cos(X)"),
        (rf"{TR}\left(\begin{{bmatrix}} X & A \\ A & X \end{{bmatrix}}\right)", "X", "2 I_n"),
        (r"\left\|\begin{bmatrix} x \\ A x \end{bmatrix}\right\|^2", "x", "2 x^T (I + A^T A)"),
        (r"X_{ij}^2", "X", r"2 X_{ij} e_j e_i^T"),
        (r"a^T \tanh(x)", "x", r"(a \odot (\mathbf{1} - \tanh(x) \odot \tanh(x)))^T"),
        (r"a^T \operatorname{ReLU}(x)", "x", r"(a \odot \mathbf{1}[x > 0])^T"),
        (r"\sum_{i=1}^n x_i^3", "x", r"3 (x \odot x)^T"),
        (r"\log(1 + e^{a^T x})", "x", r"\frac{e^{a^T x}}{1 + e^{a^T x}} a^T"),
        (r"\det(X^3)", "X", r"3 \det(X)^3 X^{-1}"),
    ],
)
def test_a_derivative_by_a_row(f, by, expected):
    found = derivative(CONTEXT, parse(f, CONTEXT), CONTEXT.symbols[by])
    wanted = read(expected, CONTEXT, expected=found.shape).term
    assert compare(CONTEXT, found, wanted, domain=False).status == "equal"


@pytest.mark.parametrize(
    ("f", "by"),
    [(rf"{TR}(A \cos(X))", "X"), (r"\|C \otimes X\|_F^2", "X"), (r"\|X \otimes C\|_F^2", "X")],
)
def test_what_has_no_rule_is_refused(f, by):
    with pytest.raises((StepError, LimitError)):
        derivative(CONTEXT, parse(f, CONTEXT), CONTEXT.symbols[by])
