"""Breadth first from both lines: what it finds joins them, and it ends."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import LimitError
from derive.proof.moves import Direction, Fuel
from derive.proof.proposals import end, joined
from derive.proof.rule_choice import Library
from derive.proof.two_ended import two_ended
from derive.rules.library import find_rule
from tests.letters import P, Q, R

CONTEXT = Context.of([P, Q, R])
T = t.transpose
FEW = Library.of(map(find_rule, ("transpose_mul", "transpose_add"))).every


@pytest.mark.parametrize(
    ("before", "after", "lengths"),
    [
        (T(t.mul(P, Q)), t.mul(T(Q), T(P)), 1),
        (T(t.add(t.mul(P, Q), R)), t.add(t.mul(T(Q), T(P)), T(R)), 2),
    ],
)
def test_two_paths_meet(before, after, lengths):
    down, up = found = two_ended(CONTEXT, before, after, FEW, Fuel(100))
    assert len(down) + len(up) == lengths
    assert end(down, before) == end(up, after)
    steps = joined(CONTEXT, before, after, found)
    assert (steps[0].before, steps[-1].after) == (before, after)


def test_it_ends_without_moves_or_fuel():
    assert two_ended(CONTEXT, P, Q, FEW, Fuel(100)) is None
    with pytest.raises(LimitError, match="given up"):
        two_ended(
            CONTEXT,
            T(t.mul(P, Q)),
            T(t.add(P, Q)),
            [Direction(find_rule("transpose_mul"))],
            Fuel(0),
        )
