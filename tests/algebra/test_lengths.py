"""How many values an index has, and whether that is known to be a number."""

import pytest
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.lengths import counts, is_natural

N, M, K, PLACE = t.dimension("n"), t.dimension("m"), t.integer("k"), t.index("i")


@pytest.mark.parametrize(
    ("term", "natural"),
    [
        (N, True),
        (N - 1, True),
        (N - 2, False),
        (N * M - N, True),
        (N * M - N - M + 1, True),
        (N - M, False),
        (K, False),
        (K**2, True),
        (K**2 - K, False),
        (PLACE, True),
        (N / 2, False),
        (N + Rational(1, 2), False),
    ],
)
def test_natural(term, natural):
    assert is_natural(term) is natural


@pytest.mark.parametrize(
    ("first", "last", "assumed", "known"),
    [
        (1, N, [], True),
        (1, N - 1, [], True),
        (1, N - 2, [], False),
        (1, N - 2, [("<", 1, N)], True),
        (1, N - 2, [("<=", 2, N)], True),
        (1, N - 2, [("<", 7, N)], True),
        (1, N - 2, [("<=", 1, N)], False),
        (1, N - M, [("<", M, N)], True),
        (1, N - M, [("<", N, M)], False),
        (3, N, [], False),
        (K, N, [("<=", K, N)], True),
        (8, 20, [], True),
        (1, t.sub(N, Integer(1)), [], True),
        (1, t.sub(N, Integer(2)), [], False),
        (8, 6, [], False),
        (8, 7, [], True),
        (1, N / 2, [], False),
    ],
)
def test_counts(first, last, assumed, known):
    facts = {Fact(sign, tuple(map(_term, pair))) for sign, *pair in assumed}
    assert counts(_term(first), _term(last), facts.__contains__) is known


def _term(value):
    return Integer(value) if isinstance(value, int) else value
