"""Claims that are false in ways that few models show, and true ones that look like them.

A hundred of each kind here; thousands by `make attack`.
"""

from itertools import islice

import pytest

from tests.attack.cases import judged
from tests.attack.kinds import KINDS, drawn

SEED, EACH = 7, 100


@pytest.mark.parametrize("kind", KINDS)
def test_every_witness_shows_what_it_is_there_for(kind):
    cases = list(islice(drawn(kind, SEED), EACH))
    assert [str(case) for case in cases if case.differs is not None and not case.differs()] == []
    assert {case.is_true for case in cases} == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_false_is_accepted_and_nothing_true_is_called_wrong(kind):
    found = (judged(case) for case in islice(drawn(kind, SEED), EACH))
    false = [f"{one.verdict.verdict}: {one.case}" for one in found if one.is_false]
    assert false == []
