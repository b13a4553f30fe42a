"""Normal forms by rules: every instance, chosen instances, and an end to what would go on."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import equal_modulo
from derive.errors import LimitError
from derive.models.equivalence import compare
from derive.proof.moves import Direction, Fuel, normalize, replay_moves
from derive.proof.rule_choice import SIMPLIFY
from derive.rules.library import RULES
from tests.letters import A, B, P, Q, R, x

T = t.transpose
CONTEXT = Context.of([A, B, P, Q, R, x])
TWO = t.add(T(t.mul(P, Q)), T(t.mul(Q, R)))
ONE_DONE = t.add(t.mul(T(Q), T(P)), T(t.mul(Q, R)))
BOTH_DONE = t.add(t.mul(T(Q), T(P)), t.mul(T(R), T(Q)))
MUL, BACK = Direction(RULES["transpose_mul"]), Direction(RULES["transpose_mul"], forward=False)
INVERSE = Direction(RULES["inv_inv"])


@pytest.mark.parametrize(
    ("rules", "of", "expected"),
    [
        ([MUL], None, [ONE_DONE, BOTH_DONE]),
        ([MUL], R, [t.add(T(t.mul(P, Q)), t.mul(T(R), T(Q)))]),
        ([INVERSE, MUL], None, [ONE_DONE, BOTH_DONE]),
        ([MUL], x, []),
        ([INVERSE], None, []),
        ([], None, []),
    ],
)
def test_a_rule_is_used_wherever_it_applies(rules, of, expected):
    moves = normalize(CONTEXT, TWO, rules, Fuel(50), of=of)
    assert [move.after for move in moves] == expected


def test_fuel_ends_what_would_go_on():
    with pytest.raises(LimitError, match="given up"):
        normalize(CONTEXT, TWO, [MUL, BACK], Fuel(20))


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
