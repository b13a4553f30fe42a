"""A third of the hostile inputs has verdicts within its fuel.  All, with time and memory: `make fuzz`
runs `hostile_inputs`."""

from __future__ import annotations

import pytest

from derive.fuel import spent
from derive.judging.inputs import FUEL
from tests.judging.hostile_inputs import INPUTS, Input, judged
from tests.quick import quick

BURST = 500_000  # one operation may be paid for beyond the limit, and is then not done
VERDICTS = frozenset(
    "equivalent different shape_error undefined wrong_form unparseable undecided error".split()
)


def test_there_are_three_hundred_of_them() -> None:
    assert len(INPUTS) >= 300


@pytest.mark.parametrize("one", quick(12, INPUTS[::3]), ids=lambda one: one.kind)
def test_a_hostile_input_is_judged_within_its_fuel(one: Input) -> None:
    before = spent()
    assert judged(one) in VERDICTS
    assert spent() - before <= 3 * (FUEL + BURST)  # the declarations, the gold, the answer
