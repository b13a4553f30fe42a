"""Words against numpy: of thousands of changed formulas none is called equal that is not."""

import warnings

import pytest

from derive.algebra.domains import defined_wherever
from derive.algebra.equality import equal_at_all_sizes
from derive.algebra.facts import ask
from derive.algebra.shapes import shape_of
from derive.errors import DeriveError
from derive.latex.answer import read_answer
from derive.latex.declare import read_context
from tests.judging.mutants import LAWS, QUESTIONS, latex, pairs, truth

CONTEXTS = {
    q.name: read_context({"symbols": q.symbols, "assume": q.assume}) for q in (*QUESTIONS, *LAWS)
}


def accepted(question, gold, answer):
    """Whether words show the answer; None where it is not read, or of another shape."""
    context = CONTEXTS[question.name]
    try:
        left = read_answer(latex(gold), context).term
        right = read_answer(latex(answer), context, expected=shape_of(left, context.dims())).term
        if not context.dims().same_shape(shape_of(left), shape_of(right)):
            return None
    except DeriveError:
        return None
    equations = [fact for fact in context.facts if fact.predicate == "="]

    def known(fact):
        return ask(context, fact).value is True

    return equal_at_all_sizes(left, right, known, equations) and defined_wherever(
        right, left, known, equations
    )


def referee(count, seed=0, questions=QUESTIONS):
    """How many pairs are shown, and those that numpy says differ."""
    shown, false = 0, []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's, about values that are not finite
        for question, gold, answer in pairs(count, seed, questions):
            if accepted(question, gold, answer):
                shown += 1
                if truth(question, gold, answer) not in ("equivalent", "unclear"):
                    false.append((question.name, latex(gold), latex(answer)))
    return shown, false


def test_no_changed_formula_is_called_equal_that_is_not():
    shown, false = referee(600)
    assert not false
    assert shown > 30


def test_no_changed_law_is_called_equal_that_is_not():
    shown, false = referee(400, questions=LAWS)
    assert not false
    assert shown > 30


OF_WORDS = [question for question in (*QUESTIONS, *LAWS) if question.name != "hadamard"]


@pytest.mark.parametrize("question", OF_WORDS, ids=lambda question: question.name)
def test_right_answers_are_shown(question):
    gold, *others = question.right
    assert all(accepted(question, gold, other) for other in others)
