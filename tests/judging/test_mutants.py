"""Changed right answers against numpy: no false accept, no false reject, the class of each error."""

import sys
import warnings

import pytest

from derive.judging.api import check
from derive.latex.declare import read_context
from tests.judging.mutants import QUESTIONS, latex, pairs, truth
from tests.quick import quick

QUICK, COUNT = 200, 900  # `make fuzz` tries many more
CONTEXTS = {q.name: read_context({"symbols": q.symbols, "assume": q.assume}) for q in QUESTIONS}


def disagreements(count, seed=0):
    """The changed answers that derive and numpy judge differently."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's, about values that are not finite
        for question, gold, answer in pairs(count, seed):
            expected = truth(question, gold, answer)
            verdict = check(latex(gold), latex(answer), CONTEXTS[question.name])
            if expected not in ("unclear", verdict.verdict):
                found.append((question.name, latex(answer), expected, verdict))
    return found


@pytest.mark.parametrize("count", quick(1, [QUICK, COUNT]))
def test_changed_answers_are_judged_as_numpy_does(count):
    assert not disagreements(count)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_right_answers_are_right_both_ways(question):
    context = CONTEXTS[question.name]
    texts = [latex(answer) for answer in question.right]
    assert all(check(a, b, context).verdict == "equivalent" for a in texts for b in texts)


if __name__ == "__main__":
    missed = disagreements(int(sys.argv[1]), seed=1)
    print(*missed, f"{len(missed)} of {sys.argv[1]} judged otherwise than by numpy", sep="\n")
    sys.exit(bool(missed))
