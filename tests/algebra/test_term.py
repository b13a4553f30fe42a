"""Construction: nothing is evaluated, products and sums are flat, numbers are folded."""

import pytest
import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from tests.letters import A, B, C, P, c, d, x

HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("made", "args"),
    [
        (t.mul(A, t.mul(B, x)), (A, B, x)),
        (t.mul(2, 3, A), (Integer(6), A)),
        (t.mul(HALF, 2, A, B), (A, B)),
        (t.mul(c, A, d, B), (c, A, d, B)),
        (t.add(A, t.add(A, A)), (A, A, A)),
        (t.sub(B, C), (B, t.mul(-1, C))),
        (t.neg(t.mul(2, A)), (Integer(-2), A)),
        (t.divide(A, c), (t.power(c, -1), A)),
        (t.divide(c, d), (c, t.power(d, -1))),
    ],
)
def test_arguments(made, args):
    assert made.args == args


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (t.mul(P, t.inverse(P)), t.MatMul),
        (t.transpose(t.mul(A, B)), t.Transpose),
        (t.transpose(t.transpose(A)), t.Transpose),
        (t.inverse(t.inverse(P)), t.Inverse),
        (t.power(P, -1), t.Inverse),
        (t.power(P, 2), t.MatPow),
        (t.sub(P, P), t.MatAdd),
        (t.mul(c, t.power(c, -1)), sympy.Mul),
        (t.add(c, t.mul(t.transpose(x), x)), sympy.Add),
    ],
)
def test_nothing_is_evaluated(made, kind):
    assert type(made) is kind


def test_a_1x1_matrix_beside_a_scalar_becomes_a_scalar():
    product = t.mul(t.transpose(x), x)
    assert t.add(c, product).args == (c, t.AsScalar(product))
    assert t.as_scalar(c) is c


def test_numbers_fold_but_zero_is_not_inverted():
    assert t.power(Integer(2), -2) == Rational(1, 4)
    assert isinstance(t.power(Integer(0), -1), sympy.Pow)


def test_an_empty_sum_is_refused():
    with pytest.raises(ValueError, match="needs a term"):
        t.add()


def test_nothing_replaced_is_the_same_object():
    line = t.mul(t.inverse(P), A)
    assert t.substitute(line, {B: C}) is line


def test_substitution_is_simultaneous_and_reaches_sizes():
    m, n = A.shape
    assert t.substitute(t.mul(P, A), {P: A, A: P}) == t.mul(A, P)
    assert t.substitute(t.add(A, A), {m: Integer(3)}).shape == (3, n)


@pytest.mark.parametrize(
    ("term", "symbols"),
    [
        (t.mul(c, A, t.identity(A.shape[1])), {c, A}),
        (t.inverse(P), {P}),
        (t.jacobian(t.mul(A, x), x), {A, x}),
    ],
)
def test_free_symbols(term, symbols):
    assert t.free_symbols(term) == symbols
