"""Equations as answers: the same solutions, other solutions, and equations that say nothing."""

import pytest

from derive.judging.api import check
from derive.latex.declare import read_context

SYMBOLS = {
    "A": ["n", "n"],
    "B": ["n", "n"],
    "x": ["n", 1],
    "b": ["n", 1],
    r"\lambda": "scalar",
    "X": ["m", "n"],
    "y": ["m", 1],
    "w": ["n", 1],
}
NORMAL = "X^TXw = X^Ty"


def verdict(gold, answer, assume=()):
    return check(gold, answer, read_context({"symbols": SYMBOLS, "assume": list(assume)})).verdict


@pytest.mark.parametrize(
    ("gold", "answer", "assume"),
    [
        (NORMAL, "w^TX^TX - y^TX = 0", ()),
        (NORMAL, "2w^TX^TX = 2y^TX", ()),
        (NORMAL, "X^T(y - Xw) = 0", ()),
        (NORMAL, "w = (X^TX)^{-1}X^Ty", ("full_column_rank(X)",)),
        ("AB = BA", "B^TA^T = A^TB^T", ()),
        ("AB = BA", "A = B^{-1}AB", ("invertible(B)",)),
        ("Ax = b", "x = A^{-1}b", ("invertible(A)",)),
        (r"\operatorname{tr}(AB) = 0", r"\operatorname{tr}(BA) = 0", ()),
        ("w = A x", "A x", ()),
    ],
)
def test_the_same_solutions(gold, answer, assume):
    assert verdict(gold, answer, assume) == "equivalent"


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("A B = 0", "B = 0"),
        ("A B = 0", "B A = 0"),
        ("A^2 = 0", "A = 0"),
        ("A^2 = I", "A = I"),
        (r"\lambda(\lambda - 1) = 0", r"\lambda = 0"),
        (r"\lambda x = 0", "x = 0"),
        (r"\det A = 0", "A = 0"),
        ("AB = BA", "AB^2 = B^2A"),
        ("x^TAx = 0", "A = 0"),
        ("A^3 = A", "A^2 = A"),
        (NORMAL, "Xw = y"),
        (NORMAL, "w = X^+ y"),
        (NORMAL, "w = (X^TX)^{-1}X^Ty"),
        (NORMAL, r"\lambda X^TXw = \lambda X^Ty"),
        ("Ax = b", "A^TAx = A^Tb"),
        ("Ax = b", "A^{-1}Ax = A^{-1}b"),
    ],
)
def test_other_solutions_either_way_round(gold, answer):
    assert verdict(gold, answer) == "different"
    assert verdict(answer, gold) == "different"


@pytest.mark.parametrize("answer", ["0 = 0", "w = w", "A = A"])
def test_an_equation_that_says_nothing_is_never_right(answer):
    assert verdict(NORMAL, answer) == "different"
    assert verdict("(AB)^T = B^TA^T", answer) == "wrong_form"


def test_a_formula_is_no_equation():
    assert verdict(NORMAL, "X^TXw - X^Ty") == "unparseable"
