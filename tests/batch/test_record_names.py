"""A name that stands twice in a line says two things: readers would take the one or the other."""

import pytest

from derive.batch.record import Job

LINE = '{"symbols": {"x": "scalar"}, "gold": "x", %s "answer": "x"}'


@pytest.mark.parametrize("twice", ['"gold": "2x",', '"answer": "2x",', '"symbols": {},'])
def test_a_name_that_stands_twice_is_an_error(twice):
    found = Job().judge(LINE % twice)
    assert found["verdict"] == "error"
    assert "twice" in found["reason"]


def test_a_line_whose_names_stand_once_is_judged():
    assert Job().judge(LINE % "")["verdict"] == "equivalent"
