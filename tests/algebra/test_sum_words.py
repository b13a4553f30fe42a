"""Sums over a whole size, contracted in words: what is equal, and look-alikes that are not."""

import pytest

from derive.algebra.facts import ask
from derive.algebra.normal_words import equal_by_equations, equations_of
from derive.latex.declare import read_context
from derive.latex.reader import parse

CONTEXT = read_context(
    {
        "symbols": {
            **{"A": ["n", "n"], "X": ["m", "n"], "Y": ["m", "n"], "W": ["m", "k"]},
            **{"x": ["n", 1], "y": ["n", 1], "v": ["m", 1], "c": "scalar", "i": "index"},
            "z_i": {"shape": ["m", 1], "index": "i", "count": "n"},
        },
        "assume": [r"X X^T = \sum_{i=1}^n z_i z_i^T"],
    }
)

EQUAL = [
    (r"\sum_{i=1}^n X e_i e_i^T Y^T", "X Y^T"),
    (r"\sum_{i=1}^n X e_i (y_i - c x_i)", "X y - c X x"),
    (r"\sum_{i=1}^n e_i^T A e_i", r"\operatorname{tr}(A)"),
    (r"\sum_{i=1}^n c x_i y_i", "c x^T y"),
    (r"\sum_{i=1}^n A_{ii}", r"\operatorname{tr}(A)"),
    (r"\sum_{i=1}^n x_i", r"\mathbf{1}^T x"),
    (r"\sum_{i=1}^n (x_i y_i + c)", "x^T y + n c"),
    (r"\sum_{i=1}^n \|W^T z_i\|_2^2", r"\|W^T X\|_F^2"),
    (r"\operatorname{tr}(W^T X X^T W)", r"\sum_{i=1}^n \operatorname{tr}(W^T z_i z_i^T W)"),
    (r"v^T X X^T v", r"\sum_{i=1}^n (v^T z_i)^2"),
]
NOT_EQUAL = [
    (r"\sum_{i=1}^n X e_i e_i^T Y^T", "Y X^T"),
    (r"\sum_{i=1}^n e_i^T A e_i", r"\mathbf{1}^T A \mathbf{1}"),
    (r"\sum_{i=1}^n x_i y_i", r"(\mathbf{1}^T x)(\mathbf{1}^T y)"),
    (r"\sum_{i=1}^n x_i^2 y_i", "x^T y"),
    (r"\sum_{i=1}^n x_i^2 y_i", "x^T x y_i"),
    (r"\sum_{i=1}^n i x_i", r"\mathbf{1}^T x"),
    (r"\sum_{i=1}^n c", "c"),
    (r"\sum_{i=2}^n x_i y_i", "x^T y"),
    (r"\sum_{i=1}^n |x_i|", r"|\mathbf{1}^T x|"),
    (r"\sum_{i=1}^n \frac{x_i}{y_i}", r"\frac{\mathbf{1}^T x}{\mathbf{1}^T y}"),
    (r"\sum_{i=1}^n x_i x_i", r"x_i x_i"),
    (r"\sum_{i=1}^n \|W^T z_i\|_2", r"\|W^T X\|_F"),
    (r"\operatorname{tr}(W^T X X^T W)", r"\operatorname{tr}(W W^T) \operatorname{tr}(X X^T)"),
    (r"\sum_{i=1}^n v^T z_i", r"v^T X \mathbf{1}"),
]


def shown(left, right):
    def known(fact):
        return ask(CONTEXT, fact).value is True

    sides = parse(left, CONTEXT), parse(right, CONTEXT)
    return equal_by_equations(*sides, known, equations_of(CONTEXT.facts))


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_at_every_size(left, right):
    assert shown(left, right)


@pytest.mark.parametrize(("left", "right"), NOT_EQUAL)
def test_look_alikes_are_not_shown(left, right):
    assert not shown(left, right)
