"""An answer is judged by what is given, not by what the solution found."""

import pytest

from derive import Problem
from derive.authoring.given import given_context
from derive.judging.api import judge_part


@pytest.fixture(scope="module")
def problem():
    made = Problem("normal", course="demo", title="The normal equations")
    made.declare(r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n, y \in \mathbb{R}^m")
    made.assume("full_column_rank(X)")
    with made.part("a", r"Solve $X^\top X w = X^\top y$ for $w$.", given=["m > n"]) as d:
        d.define("G", r"X^\top X")
        d.define("H", "G G")
        d.start(r"G w = X^\top y")
        d.line(r"w = G^{-1} X^\top y")
        d.answer("w")
    return made


def test_the_context_of_a_question(problem):
    part = problem["a"]
    facts = [str(fact) for fact in given_context(problem, part, part.answers[0].term).facts]
    assert facts == ["full_column_rank(X)", "n < m", "G = X^T X"]
    assert any("w =" in str(fact) for fact in part.context.facts)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(r"(X^\top X)^{-1} X^\top y", "equivalent"), ("X^+ y", "equivalent"), ("w", "different")],
)
def test_what_was_asked_for_is_no_answer(problem, answer, verdict):
    assert judge_part(problem, "a", "", answer).verdict == verdict
