"""Every answer of every family gets its verdict."""

import pytest

from derive.judging.api import check
from derive.latex.declare import read_context
from tests.judging.families import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_every_answer_of_a_family_gets_its_verdict(family):
    symbols, assume, gold, answers = FAMILIES[family]
    context = read_context({"symbols": symbols, "assume": assume})
    missed = [
        (answer, expected, found.verdict, found.reason)
        for expected, texts in answers.items()
        for answer in texts
        if (found := check(gold, answer, context)).verdict != expected
    ]
    assert not missed
