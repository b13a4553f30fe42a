"""Ridge regression as the largest posterior density and by fake features, and answers to them."""

import pytest

from derive.algebra import term as t
from derive.judging.api import check, judge_part
from derive.latex.reader import read_statement
from tests.specs.solved import solved


@pytest.fixture(scope="module")
def ridge():
    return solved("ridge_regression")


def test_the_largest_posterior_density_is_the_ridge_estimate(ridge):
    part = ridge["c"]
    [answer] = part.answers
    context = part.context
    wanted = r"\arg\min_w \lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2"
    assert part.goal == read_statement(
        r"\arg\max_w \mathcal{N}(y \mid X w, \lambda I) \mathcal{N}(w \mid 0, I)", context
    )
    assert answer.statement == read_statement(wanted, context)
    assert isinstance(part.goal, t.Maximizer)
    likelihood = part.arguments[0].derivation
    assert likelihood.end == part.goal.args[1].args[0]


def test_fake_features_are_ridge_regression(ridge):
    part = ridge["e"]
    [answer] = part.answers
    first, second = (argument.derivation for argument in part.arguments)
    assert part.goal.args[0] == t.blocks([[part.context.symbols["w"]], [part.context.symbols["z"]]])
    assert first.start == part.goal
    assert isinstance(first.end, t.System)
    assert second.start == first.end.args[0]
    assert answer.statement == ridge["c"].answers[0].statement


EQUIVALENT = [
    r"\arg\min_w \|y - Xw\|^2 + \lambda \|w\|^2",
    r"\arg\min_w \lambda w^\top w + (y - X w)^\top (y - X w)",
    r"\arg\min_w \|X w - y\|_2^2 + \lambda \|w\|_2^2",
    r"\arg\min_w y^\top y - 2 y^\top X w + w^\top (X^\top X + \lambda I) w",
    r"\hat{w} = \arg\min_{w} \frac{1}{\lambda} \|y - Xw\|^2 + \|w\|^2",
    r"\boxed{w = \operatorname*{arg\,max}_w -\frac12 \|y - Xw\|^2 - \frac{\lambda}{2} \|w\|^2}",
    r"\operatorname{argmax}_w \mathcal{N}(y; X w, \lambda I) \mathcal{N}(w; 0, I)",
]
DIFFERENT = [
    r"\arg\min_w \|y - Xw\|^2 - \lambda \|w\|^2",
    r"\arg\min_w \|y - Xw\|^2 + \lambda^2 \|w\|^2",
    r"\arg\min_w \|y - Xw\|^2 + \|w\|^2",
    r"\arg\min_w \|y - Xw\|^2 + \lambda \|w\|",
    r"\arg\min_w \|y - Xw\|^2",
    r"\arg\min_w \|y - Xw\|^2 - \lambda \|w\|^2",
    r"\arg\min_w \lambda \|y - Xw\|^2 + \|w\|^2",
    r"\arg\max_w \|y - Xw\|^2 + \lambda \|w\|^2",
    r"\arg\min_y \|y - Xw\|^2 + \lambda \|w\|^2",
    r"\arg\max_w \mathcal{N}(y; X w, I) \mathcal{N}(w; 0, I)",
]


@pytest.mark.parametrize("part", ["c", "e"])
@pytest.mark.parametrize("answer", EQUIVALENT)
def test_the_objective_in_other_words(ridge, part, answer):
    verdict = judge_part(ridge, part, "", answer)
    assert verdict.verdict == "equivalent", verdict.reason


@pytest.mark.parametrize("part", ["c", "e"])
@pytest.mark.parametrize("answer", DIFFERENT)
def test_another_objective(ridge, part, answer):
    verdict = judge_part(ridge, part, "", answer)
    assert verdict.verdict == "different", verdict.reason


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        # the least value of an objective is a number, and where it is taken is asked for
        (r"\|y - Xw\|^2 + \lambda \|w\|^2", "shape_error"),
        (r"\lambda w^\top w + (y - X w)^\top (y - X w)", "shape_error"),
        (r"J(w) = \|y - Xw\|^2 + \lambda \|w\|^2", "unparseable"),
        (r"\|y - Xw\|^2 - \lambda \|w\|^2", "shape_error"),
        (r"\|y - Xw\|^2 + \lambda w", "shape_error"),
        (r"\|y - w\|^2 + \lambda \|w\|^2", "shape_error"),
        (r"\arg\min_w \|y - Xw\|^2 + \lambda w", "shape_error"),
        (r"\arg\min_w", "unparseable"),
        (r"\arg\min_w \lambda", "undecided"),
    ],
)
def test_what_is_no_objective(ridge, answer, verdict):
    assert judge_part(ridge, "c", "", answer).verdict == verdict


GOLD = r"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (r"\arg\min_w \frac{1}{\lambda} \|y - X w\|^2 + \|w\|^2", "equivalent"),
        (r"$w^* = \operatorname*{argmax}_w -\|y - X w\|^2 - \lambda \|w\|^2$", "equivalent"),
        (r"\|y - X w\|^2 + \lambda \|w\|^2", "shape_error"),
        (r"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2 + \|y\|^2", "equivalent"),
        (r"\arg\min_w \|y - X w\|^2 + 2 \lambda \|w\|^2", "different"),
        (r"\arg\max_w \|y - X w\|^2 + \lambda \|w\|^2", "different"),
        (r"\arg\min_w \|y - X w\|^2", "different"),
    ],
)
def test_an_optimum_is_a_gold_too(ridge, answer, verdict):
    found = check(GOLD, answer, ridge.context)
    assert found.verdict == verdict, found.reason
