"""Which lines are one line to a reader, and which are not."""

import pytest
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.normal_form import equal_modulo, tidy
from tests.letters import A, B, C, P, Q, c, d, k, m, n, x, y

T = t.transpose
ZERO, ONE = t.zeros(n, n), t.identity(n)
DOT, LINE = t.mul(T(x), x), t.mul(T(y), A)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (t.add(P, Q), t.add(Q, P)),
        (t.mul(A, t.mul(B, c)), t.mul(c, A, B)),
        (t.mul(P, ONE, Q), t.mul(P, Q)),
        (t.add(P, ZERO), P),
        (t.sub(P, P), ZERO),
        (t.add(P, P), t.mul(2, P)),
        (t.mul(P, P), t.power(P, 2)),
        (t.power(t.inverse(P), 2), t.power(P, -2)),
        (t.mul(c, d, P), t.mul(d, c, P)),
        (t.mul(x, DOT, T(x)), t.mul(t.as_scalar(DOT), x, T(x))),
        (t.mul(t.as_scalar(DOT), LINE), t.mul(LINE, t.as_scalar(DOT))),
        (t.power(t.mul(2, c), -1), t.mul(Rational(1, 2), t.power(c, -1))),
        (t.inverse(t.add(P, Q)), t.inverse(t.add(Q, P))),
    ],
)
def test_the_same(left, right):
    assert equal_modulo(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (t.mul(P, Q), t.mul(Q, P)),
        (t.mul(P, t.inverse(P)), ONE),
        (t.mul(c, t.power(c, -1)), Integer(1)),
        (T(t.mul(A, B)), t.mul(T(B), T(A))),
        (T(T(A)), A),
        (t.mul(A, t.add(B, C)), t.add(t.mul(A, B), t.mul(A, C))),
        (t.identity(n), t.identity(m)),
        (t.zeros(m, n), t.zeros(n, m)),
        (t.mul(x, T(x)), t.as_scalar(DOT)),
        (t.mul(T(x), P, x), t.mul(T(x), T(P), x)),
        (t.inverse(t.mul(2, P)), t.inverse(P)),
        (P, t.neg(P)),
    ],
)
def test_not_the_same(left, right):
    assert not equal_modulo(left, right)


@pytest.mark.parametrize(
    ("term", "tidied"),
    [
        (t.mul(A, t.identity(n), B), t.mul(A, B)),
        (t.mul(c, ONE), t.mul(c, ONE)),
        (t.mul(ONE, ONE), ONE),
        (t.mul(A, t.zeros(n, k)), t.zeros(m, k)),
        (t.mul(0, A), t.zeros(m, n)),
        (t.add(P, ZERO), P),
        (t.add(ZERO, ZERO), ZERO),
    ],
)
def test_tidy(term, tidied):
    assert tidy(term) == tidied
