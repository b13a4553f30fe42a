"""The arithmetic of expansions: its laws, and nothing else; replay has the same in its own lines."""

from random import Random

import pytest
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.expansion import Expansion
from derive.algebra.serialize import to_tree
from derive.errors import LimitError
from derive.replay.multiplied import Multiplied, less
from derive.replay.normal import Normal
from derive.replay.report import Fuel, ReplayError
from derive.replay.terms import NestedTerms
from tests.algebra.expansion_pairs import DIMS, changed, random_term, turned, value, values
from tests.letters import A, B, C, P, Q, R, X, c, d, m, n, w, x, y

T, ONE = t.transpose, Integer(1)
I = t.identity(n)  # noqa: E741  # the identity
s = t.matrix("s", 1, 1)
log = t.log


def by_kernel(left, right):
    """Whether two terms have one expansion; None where a limit is met."""
    expansion = Expansion()
    try:
        return expansion.of(left) == expansion.of(right)
    except LimitError:
        return None


def by_replay(left, right):
    multiplied = Multiplied(Normal(Fuel(10**7)))
    trees = (NestedTerms().tree(to_tree(side)) for side in (left, right))
    try:
        return not less(*map(multiplied.of, trees))
    except ReplayError:
        return None


def inner(*factors):
    return t.as_scalar(t.mul(*factors))


LAWS = [
    (t.mul(A, t.add(B, C)), t.add(t.mul(A, C), t.mul(A, B))),
    (t.mul(t.add(P, Q), t.add(P, Q)), t.add(t.mul(P, P), t.mul(P, Q), t.mul(Q, P), t.mul(Q, Q))),
    (t.power(t.add(P, Q), 2), t.mul(t.add(P, Q), t.add(P, Q))),
    (T(t.mul(A, B)), t.mul(T(B), T(A))),
    (t.mul(c, t.add(P, t.mul(d, Q))), t.add(t.mul(c, P), t.mul(d, c, Q))),
    (inner(T(x), P, w), inner(T(w), T(P), x)),
    (t.mul(w, T(x), P, x), t.mul(inner(T(x), T(P), x), w)),
    (t.trace(t.mul(P, Q)), t.trace(t.mul(Q, P))),
    (t.trace(t.mul(P, Q, R)), t.trace(t.mul(T(Q), T(P), T(R)))),
    (t.trace(t.mul(x, T(w))), inner(T(w), x)),
    (t.trace(t.mul(X, T(X))), t.trace(t.mul(T(X), X))),
    (t.trace(I), n),
    (t.trace(t.add(I, P)), t.add(n, t.trace(P))),
    (t.trace(s), t.as_scalar(s)),
    (t.mul(s, T(x)), t.mul(t.as_scalar(T(s)), T(x))),
    (t.power(t.mul(2, c, d), -1), t.mul(Rational(1, 2), t.power(d, -1), t.power(c, -1))),
    (t.mul(P, I, Q), t.mul(P, Q)),
    (t.mul(t.sub(P, P), Q), t.zeros(n, n)),
    (T(t.inverse(P)), T(t.inverse(P))),
    (log(t.trace(t.mul(P, Q))), log(t.trace(t.mul(Q, P)))),
    (t.determinant(t.mul(P, t.add(Q, R))), t.determinant(t.add(t.mul(P, R), t.mul(P, Q)))),
    (t.kronecker(t.add(P, Q), R), t.kronecker(t.add(Q, P), R)),
]
NOT_LAWS = [
    (t.mul(P, Q), t.mul(Q, P)),
    (T(P), P),
    (t.mul(P, t.inverse(P)), I),
    (t.mul(c, t.power(c, -1)), ONE),
    (t.inverse(T(P)), T(t.inverse(P))),
    (t.inverse(t.mul(P, Q)), t.mul(t.inverse(Q), t.inverse(P))),
    (t.trace(t.mul(P, Q, R)), t.trace(t.mul(P, R, Q))),
    (t.trace(t.mul(P, P, Q, Q)), t.trace(t.mul(P, Q, P, Q))),
    (t.trace(I), ONE),
    (t.trace(t.identity(m)), t.trace(I)),
    (t.power(t.add(c, d), -1), t.add(t.power(c, -1), t.power(d, -1))),
    (t.kronecker(P, Q), t.kronecker(Q, P)),
    (t.kronecker(t.add(P, Q), R), t.add(t.kronecker(P, R), t.kronecker(Q, R))),
    (t.hadamard(P, Q), t.mul(P, Q)),
    (t.determinant(t.mul(P, Q)), t.mul(t.determinant(P), t.determinant(Q))),
    (t.mul(x, T(w)), t.mul(w, T(x))),
    (inner(T(y), X, w), inner(T(w), T(X), X, w)),
    (t.PseudoInverse(T(X)), T(t.PseudoInverse(X))),
]


@pytest.mark.parametrize(("left", "right"), LAWS)
@pytest.mark.parametrize("same", [by_kernel, by_replay])
def test_laws(same, left, right):
    assert same(left, right)


@pytest.mark.parametrize(("left", "right"), NOT_LAWS)
@pytest.mark.parametrize("same", [by_kernel, by_replay])
def test_nothing_else_is_a_law(same, left, right):
    assert same(left, right) is False


def judged(count, seed):
    """Pairs that are equal by the laws and not found so, and those that are called equal, and
    differ, or on which kernel and replay differ."""
    random = Random(seed)
    lost, false, met = [], [], 0
    while met < count:
        rows, cols = random.choice(DIMS), random.choice(DIMS)
        left = random_term(random, rows, cols, random.choice([2, 3, 4]))
        right = turned(random, left)
        true = by_kernel(left, right)
        if true is None:
            continue
        met += 1
        if not true or not by_replay(left, right):
            lost.append((left, right))
        other = changed(random, right)
        if other is None:
            continue
        said, at = by_kernel(left, other), values(random)
        if said != by_replay(left, other) or (said and value(left, at) != value(other, at)):
            false.append((left, other))
    return lost, false


@pytest.mark.parametrize(
    "count", [pytest.param(300), pytest.param(10_000, marks=pytest.mark.heavy)]
)
def test_random_pairs_are_equal_by_the_laws_and_changed_ones_are_not(count):
    lost, false = judged(count, seed=7)
    assert not lost
    assert not false


def test_what_grows_too_long_is_refused():
    long = t.power(t.add(P, Q, R, t.mul(P, Q), t.mul(Q, R)), 12)
    assert by_kernel(long, long) is None
    assert by_replay(long, long) is None
