"""Problem 2 is solved twice, by components and by the rules."""

from pathlib import Path

import pytest

from derive.algebra import term as t
from derive.algebra.normal import same
from derive.proof.step import Entrywise
from derive.spec.load import load_problem
from tests.letters import n, x

SPEC = Path(__file__).parents[2] / "specs" / "cs182_hw0" / "vector_calculus.py"
A, c = t.matrix("A", n, n), t.matrix("c", n)
T = t.transpose


@pytest.fixture(scope="module")
def problem():
    return load_problem(SPEC)


@pytest.mark.parametrize(
    ("part", "answer"),
    [("a", T(c)), ("b", t.mul(2, T(x))), ("c", A), ("d", t.mul(T(x), t.add(A, T(A))))],
)
def test_both_ways_lead_to_the_answer(problem, part, answer):
    assert same(problem[part].answer, answer)
    by_components, by_rules = problem[part].arguments
    assert by_components.derivation.start == by_rules.derivation.start == problem[part].goal
    assert same(by_components.derivation.end, by_rules.derivation.end)
    [assembled] = by_components.derivation.steps
    assert isinstance(assembled.reason, Entrywise)
    assert not any(isinstance(s.reason, Entrywise) for s in by_rules.derivation.steps)


@pytest.mark.parametrize(("part", "lines"), [("a", 8), ("b", 8), ("c", 7), ("d", 9)])
def test_no_longer_than_a_textbook(problem, part, lines):
    assert sum(len(shown.derivation.steps) for shown in problem[part].shown) <= lines
