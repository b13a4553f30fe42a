"""Whether two formulas have values at once on some model, where the comparison has no models."""

import pytest

from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.models.existence import have_values

SYMBOLS = {"X": ["m", "n"], "Y": ["m", "n"], "A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1]}
POSSIBLE = [
    (["X X^T = Y Y^T"], "X^T X", "Y^T Y"),
    (["X X^T = Y Y^T"], r"(X X^T)^{-1}", "X X^T"),
    (["X X^T = Y Y^T", "full_column_rank(X)"], r"(X^T X)^{-1}", r"(Y^T Y)^{-1}"),
    (["A B = B A"], "A^{-1} B", "B A^{-1}"),
]
IMPOSSIBLE = [
    (["A B = B A"], "(A B - B A)^{-1}", "A"),
    (["X X^T = Y Y^T"], "(X X^T - Y Y^T)^{-1}", "X X^T"),
    (["X X^T = -Y Y^T"], "(X X^T)^{-1}", "X X^T"),
    (["A^T = A", "A^T = -A"], "A^{-1}", "A"),
]


def found(assumed, left, right):
    context = read_context({"symbols": SYMBOLS, "assume": assumed})
    return have_values(context, parse(left, context), parse(right, context))


@pytest.mark.parametrize(("assumed", "left", "right"), POSSIBLE)
def test_values_are_found(assumed, left, right):
    assert found(assumed, left, right)


@pytest.mark.parametrize(("assumed", "left", "right"), IMPOSSIBLE)
def test_no_values_are_found_where_there_are_none(assumed, left, right):
    assert not found(assumed, left, right)
