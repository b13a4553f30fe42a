"""Nothing that is typed crashes, hangs, or takes the memory."""

from itertools import islice

import pytest

from tests.hang import ends_within
from tests.judging.hostile import CORPUS, QUESTION, SECONDS, judged, texts

COUNT = 450  # `make fuzz` tries many more
VERDICTS = frozenset(
    "equivalent different shape_error undefined wrong_form unparseable undecided error".split()
)


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_a_hostile_text_is_judged_at_once(text):
    for gold in ("A", "c"):
        with ends_within(5 * SECONDS):
            verdict, _ = judged(QUESTION, gold, text)
        assert verdict in VERDICTS - {"error", "wrong_form"}


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_a_hostile_gold_is_judged_at_once(text):
    with ends_within(5 * SECONDS):
        verdict, _ = judged(QUESTION, text, "A")
    assert verdict in VERDICTS


def test_damaged_answers_are_judged():
    for question, gold, text in islice(texts(seed=0), COUNT):
        assert judged(question, gold, text)[0] in VERDICTS
