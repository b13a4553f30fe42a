"""Matching modulo associativity, sums in any order, floating scalars; rewriting in place."""

import pytest
from sympy import Dummy, Integer

from derive.algebra import term as t
from derive.algebra.occurrences import find
from derive.algebra.pattern import Position, get, match, positions, put, tidy_at
from derive.errors import StepError
from tests.letters import A, B, P, Q, R, U, V, X, c, d, m, n, x, y

T = t.transpose
i, j = t.dimension("i"), t.dimension("j")
F, G, H = t.matrix("F", i, j), t.matrix("G", i, j), t.matrix("H", j, i)
K = t.matrix("K", i, i)
a, b = t.scalar("a"), t.matrix("b", i)
UNNAMED = Dummy("a", real=True)
p, q, r, s = map(t.index, "pqrs")
GRAM = t.mul(T(F), F)


@pytest.mark.parametrize(
    ("pattern", "term", "bound"),
    [
        (F, X, {F: X}),
        (t.mul(F, H), t.mul(X, T(X)), {F: X, H: T(X)}),
        (T(F), T(t.mul(P, Q)), {F: t.mul(P, Q)}),
        (GRAM, t.mul(T(X), X), {F: X}),
        (GRAM, t.mul(T(t.mul(A, B)), A, B), {F: t.mul(A, B)}),
        (t.mul(a, F), t.mul(2, X, c), {a: t.mul(2, c), F: X}),
        (t.add(F, G), t.add(P, Q), {F: P, G: Q}),
        (t.add(F, G), t.sub(P, Q), {F: P, G: t.neg(Q)}),
        (t.inverse(K), t.inverse(t.mul(P, Q)), {K: t.mul(P, Q)}),
        (t.identity(i), t.identity(n), {i: n}),
        (UNNAMED, c, {UNNAMED: c}),
        (t.indicator(p, "=", q), t.indicator(r, "=", s), {p: s, q: r}),
        (t.indicator(a, "<", t.ZERO), t.indicator(c, "<", t.ZERO), {a: c}),
    ],
)
def test_it_matches(pattern, term, bound):
    assert any(bound.items() <= found.items() for found in match(pattern, term))


@pytest.mark.parametrize(
    ("pattern", "term"),
    [
        (GRAM, t.mul(X, T(X))),
        (GRAM, t.mul(T(P), Q)),
        (b, X),
        (K, X),
        (T(F), X),
        (t.mul(a, F), X),
        (t.mul(F, H), X),
        (t.identity(i), t.zeros(n, n)),
        (a, X),
        (t.ONE, Integer(2)),
        (t.indicator(a, "<", t.ZERO), t.indicator(c, "<=", t.ZERO)),
    ],
)
def test_it_does_not_match(pattern, term):
    assert list(match(pattern, term)) == []


@pytest.mark.parametrize(
    ("pattern", "term", "window", "rest"),
    [
        (GRAM, t.mul(P, T(Q), Q, R), (1, 2), t.mul(P, R)),
        (GRAM, t.mul(V, T(X), T(U), c, U, X, T(V)), (2, 4), t.mul(V, T(X), c, X, T(V))),
    ],
)
def test_a_stretch_of_factors_is_found_and_replaced(pattern, term, window, rest):
    found = [(where, bound) for where, bound in find(pattern, term) if where.window == window]
    [(where, bound)] = found
    assert tidy_at(term, where, t.identity(bound[F].shape[1])) == rest


def test_a_scalar_in_front_does_not_displace_the_factors():
    term = t.mul(-1, T(x), T(P), Q, x)
    assert put(term, Position((), (0, 2)), T(t.neg(P))) == t.mul(T(x), T(t.neg(P)), Q, x)


def test_no_run_crosses_a_1x1_made_a_scalar():
    term = t.mul(P, x, t.as_scalar(t.mul(T(x), Q, x)), T(x))
    pattern = t.mul(x, T(x))
    assert [where.window for where, _ in find(pattern, term, {x: x})] == [(1, 3)]


@pytest.mark.parametrize(
    "position",
    [
        Position((), (0, 2)),
        Position((), (1, 0)),
        Position((), (0, 0)),
        Position((), (0, 7)),
        Position((5,)),
        Position((0, 0, 0)),
    ],
)
def test_positions_that_mean_nothing_are_refused(position):
    with pytest.raises(StepError):
        get(t.mul(P, Q, R), position)


def test_put_is_inverse_to_get():
    term = t.add(t.mul(c, d, P, t.inverse(t.mul(Q, R))), P)
    for where in (Position((0,)), Position((0, 3, 0)), Position((0,), (2, 3)), Position((1,))):
        assert put(term, where, get(term, where)) == term


def test_nothing_is_found_in_sizes_and_names():
    assert list(find(t.identity(i), t.mul(X, y))) == []
    assert m != n


def test_names_have_no_position():
    """A relation and the name of a norm are words: nothing may be put in their place."""
    c = t.scalar("c")
    indicator = t.indicator(t.ZERO, "<", c)
    assert [get(indicator, where) for where in positions(indicator)] == [indicator, c]
    norm = t.norm(t.matrix("x", t.dimension("n")), "F")
    assert [where.path for where in positions(norm)] == [(), (0,)]
