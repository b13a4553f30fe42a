"""One question has one layout: said, or the first in which everything is well-typed."""

import pytest

from derive.authoring.problem import Problem
from derive.errors import ContextError
from derive.judging.api import check, differentiate, prove
from derive.judging.question import Question
from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.publish.narrate import print_checked

LETTERS = "A: n×n, B: n×n, w: n"
ROW = r"w^\top (A + A^\top)"
COLUMN = r"(A + A^\top) w"
DERIVATIVE = r"\frac{\partial}{\partial w} w^\top A w"


@pytest.mark.parametrize(
    ("gold", "answer", "layout", "verdict", "assumed"),
    [
        (DERIVATIVE, ROW, "", "equivalent", "row"),
        (DERIVATIVE, COLUMN, "", "shape_error", "row"),
        (DERIVATIVE, COLUMN, "gradient", "equivalent", ""),
        (DERIVATIVE, ROW, "gradient", "shape_error", ""),
        (ROW, DERIVATIVE, "", "equivalent", ""),
        (COLUMN, DERIVATIVE, "", "shape_error", ""),  # the answer does not choose the layout
        (f"{DERIVATIVE} + w", f"{COLUMN} + w", "", "equivalent", "gradient"),
        (f"{DERIVATIVE} + w^T", f"{ROW} + w^T", "", "equivalent", "row"),
        (r"\nabla_w (w^\top A w)", COLUMN, "", "equivalent", ""),
    ],
)
def test_a_check_takes_the_layout_of_the_gold(gold, answer, layout, verdict, assumed):
    found = check(gold, answer, LETTERS, layout=layout)
    assert found.verdict == verdict, found.reason
    assert [f"layout {assumed}" in note for note in found.assumed] == [True] * bool(assumed)


@pytest.mark.parametrize(
    ("claim", "layout", "holds", "assumed"),
    [
        (f"{DERIVATIVE} = {ROW}", "", True, "row"),
        (f"{DERIVATIVE} = {COLUMN}", "", True, "gradient"),
        (f"{DERIVATIVE} = {COLUMN}", "gradient", True, ""),
        (r"\frac{\partial}{\partial A} \operatorname{tr}(A B) = B^\top", "", True, "gradient"),
        (r"\frac{\partial}{\partial A} \operatorname{tr}(A B) = B", "", False, "gradient"),
        (r"\frac{\partial}{\partial A} \operatorname{tr}(A B) = B", "row", True, ""),
        (r"\nabla_A \operatorname{tr}(A B) = B^\top", "", True, ""),
    ],
)
def test_a_claim_is_taken_whole(claim, layout, holds, assumed):
    found = prove(claim, LETTERS, layout=layout)
    assert found.status in (("proved", "verified") if holds else ("refuted",)), found.reason
    assert [f"layout {assumed}" in note for note in found.assumed] == [True] * bool(assumed)


def test_json_and_problems_have_a_layout():
    line = {"symbols": {"A": ["n", "n"], "w": ["n", 1]}, "gold": DERIVATIVE}
    assert Question.from_json({**line, "layout": "gradient"}).judge(COLUMN).verdict == "equivalent"
    assert read_context({**line, "layout": "gradient"}).layout == "gradient"
    assert Problem("p", course="c", title="P").context.layout == "row"
    assert Problem("p", course="c", title="P", layout="gradient").context.layout == "gradient"
    assert differentiate(r"w^\top A w", "w", LETTERS, layout="gradient").shape == "n×1"


def test_an_unknown_layout_is_refused():
    with pytest.raises(ContextError, match="diagonal"):
        read_context({"symbols": {}, "layout": "diagonal"})
    assert check("w", "w", LETTERS, layout="diagonal").verdict == "error"


@pytest.mark.parametrize("layout", ["row", "gradient"])
def test_a_sheet_prints_derivatives_in_the_layout_of_its_problem(layout):
    context = read_context({"symbols": {"A": ["n", "n"], "w": ["n", 1]}, "layout": layout})
    text = r"\frac{\partial}{\partial \boldsymbol{w}} (\boldsymbol{w}^\top \boldsymbol{A} \boldsymbol{w})"
    assert print_checked(parse(text, context), context) == text
