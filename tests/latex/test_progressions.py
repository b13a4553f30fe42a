"""Lists with dots."""

import pytest
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import ReadError, ShapeError
from derive.latex.reader import parse
from tests.letters import P, X, c, n, w, x

CONTEXT = Context.of([P, X, c, w, x])
J = t.index("i")
W_J = t.Term.__new__(t.Entry, w, J, t.ONE)
TWICE = t.index_sum(t.mul(Integer(2), W_J, t.Term.__new__(t.UnitVector, J, n)), J, t.ONE, n)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"[w_1, w_2, \dots, w_n]", t.transpose(w)),
        (r"\left[w_{1},\ldots,w_{n}\right]", t.transpose(w)),
        (r"\begin{bmatrix} w_1 & \cdots & w_n \end{bmatrix}", t.transpose(w)),
        (r"\begin{pmatrix} w_1 \\ w_2 \\ \vdots \\ w_n \end{pmatrix}", w),
        (r"\operatorname{diag}(w_1, \dots, w_n)", t.Term.__new__(t.DiagonalMatrix, w)),
        (r"[2 w_1, 2 w_2, \dots, 2 w_n]", t.transpose(TWICE)),
    ],
)
def test_lists_with_dots(text, term):
    assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (r"[w_1, w_1, \dots, w_n]", ReadError),
        (r"[w_1, w_3, \dots, w_n]", ReadError),
        (r"[w_1, x_2, \dots, w_n]", ReadError),
        (r"[w_2, \dots, w_n]", ReadError),
        (r"[w_1, \dots]", ReadError),
        (r"[w_1, \dots, w_2, \dots, w_n]", ReadError),
        (r"[c, \dots, w_n]", ReadError),
        (r"[w_1, \dots, w_m]", ShapeError),
        (r"c + w_1 + \dots + w_n", ReadError),
        (r"\max(w_1, \dots, w_n)", ReadError),
        (r"\begin{bmatrix} w_1 & \dots \\ \dots & w_n \end{bmatrix}", ReadError),
    ],
)
def test_lists_that_are_not_understood(text, error):
    with pytest.raises(error) as caught:
        parse(text, CONTEXT)
    assert caught.value.place is not None
