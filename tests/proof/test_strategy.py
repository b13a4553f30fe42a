"""Every combinator, on terms with two redexes."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import equal_modulo
from derive.errors import LimitError
from derive.models.equivalence import compare
from derive.proof.moves import SIMPLIFY, Fuel, normalize, replay_moves
from derive.proof.strategy import at, everywhere, first, once, repeat, then
from derive.rules.library import RULES
from tests.letters import A, B, P, Q, R, x

T = t.transpose
CONTEXT = Context.of([A, B, P, Q, R, x])
TWO = t.add(T(t.mul(P, Q)), T(t.mul(Q, R)))
ONE_DONE = t.add(t.mul(T(Q), T(P)), T(t.mul(Q, R)))
BOTH_DONE = t.add(t.mul(T(Q), T(P)), t.mul(T(R), T(Q)))
MUL, ADD = RULES["transpose_mul"], RULES["transpose_add"]
NEVER = once(RULES["inv_inv"])


def ends(strategy, term=TWO, fuel=50):
    moves = strategy(CONTEXT, term, Fuel(fuel))
    return None if moves is None else [move.after for move in moves]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (once(MUL), [ONE_DONE]),
        (once(MUL, of=R), [t.add(T(t.mul(P, Q)), t.mul(T(R), T(Q)))]),
        (everywhere(MUL), [ONE_DONE, BOTH_DONE]),
        (repeat(once(MUL)), [ONE_DONE, BOTH_DONE]),
        (then(once(MUL), once(MUL)), [ONE_DONE, BOTH_DONE]),
        (then(once(MUL), once(MUL), once(MUL)), None),
        (first(NEVER, once(MUL)), [ONE_DONE]),
        (first(NEVER, NEVER), None),
        (repeat(NEVER), []),
        (everywhere(RULES["inv_inv"]), None),
        (at((0,), once(MUL)), [ONE_DONE]),
        (at((1,), once(MUL)), None),
        (NEVER, None),
    ],
)
def test_combinators(strategy, expected):
    assert ends(strategy) == expected


def test_fuel_ends_what_would_go_on():
    back_and_forth = then(once(MUL), once(MUL, forward=False))
    with pytest.raises(LimitError, match="given up"):
        ends(repeat(back_and_forth), fuel=20)


@pytest.mark.parametrize(
    "term",
    [
        T(t.mul(P, t.add(Q, R))),
        t.mul(t.inverse(t.mul(P, Q)), P),
        T(T(t.mul(A, B))),
        t.jacobian(t.mul(T(x), P, x), x),
        t.sub(t.mul(P, Q), T(t.mul(T(Q), T(P)))),
    ],
)
def test_simplified_terms_are_equal_and_stay_simplified(term):
    moves = normalize(CONTEXT, term, SIMPLIFY, Fuel(200))
    end = moves[-1].after
    assert compare(CONTEXT, term, end, domain=False).status == "equal"
    assert normalize(CONTEXT, end, SIMPLIFY, Fuel(200)) == ()
    steps = replay_moves(CONTEXT, moves)
    assert equal_modulo(steps[-1].after, end)
