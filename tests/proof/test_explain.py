"""The prover of a line is chosen by the kind of the two lines."""

import pytest

from derive.algebra.context import Context, Fact
from derive.errors import StepError
from derive.latex.declare import read_declarations
from derive.latex.reader import read_statement
from derive.proof.explain import explain, explain_constraint, explain_operation
from derive.proof.search import Library
from derive.proof.step import BothSides, Continuity, RuleUse
from derive.rules.library import RULES, find_rule

FREE = Context.of(
    read_declarations(r"X: n×d, A: d×d, B: d×d, w: d, y: n, \lambda: scalar, \mu: scalar")
)
HERE = FREE.assume(Fact("<", (0 * FREE.symbols[r"\mu"], FREE.symbols[r"\mu"])))


def said(text):
    return read_statement(text, HERE)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (r"(X A)^\top", r"A^\top X^\top", RuleUse),
        (r"\lim_{\lambda \to 0} (\lambda A + B)", "B", Continuity),
        (r"X w = y", r"w^\top X^\top = y^\top", BothSides),
        (r"w^\top A = w^\top B \text{ for all } w", "A = B", RuleUse),
        (r"\arg\min_w \mu \|X w - y\|^2", r"\arg\min_w \|X w - y\|^2", RuleUse),
    ],
    ids=["terms", "limits", "equations", "equations for every w", "optima"],
)
def test_each_kind_has_its_prover(before, after, reason):
    steps = explain(HERE, said(before), said(after))
    assert steps[0].before == said(before)
    assert steps[-1].after == said(after)
    assert any(isinstance(step.reason, reason) for line in steps for step in line.flat())


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (r"X A", "A", "this line is d×d, the line before is n×d"),
        (r"A B", "B A", "not equal to the one before"),
        (r"X w = y", r"X w = 2 y", "this equation does not follow"),
        (r"X w = y \text{ for all } w", r"X = 0", "no way was found"),
        (r"\arg\min_w \|X w - y\|^2", r"\arg\min_w \|X w\|^2", "not the same optima"),
    ],
)
def test_each_prover_says_what_is_wrong(before, after, message):
    with pytest.raises(StepError, match=message):
        explain(HERE, said(before), said(after))


def test_named_rules_are_used_alone():
    lines = said(r"(X A)^\top"), said(r"A^\top X^\top")
    assert explain(HERE, *lines, Library.of([find_rule("transpose_mul")]))
    with pytest.raises(StepError, match="no rules were found"):
        explain(HERE, *lines, Library.of([RULES["transpose_add"]]))


def test_an_operation_is_done_and_the_rest_is_rewritten():
    steps = explain_operation(
        HERE, said("X w = y"), said(r"w^\top X^\top = y^\top"), "transpose", None
    )
    assert isinstance(steps[0].reason, BothSides)
    with pytest.raises(StepError, match="transpose gives"):
        explain_operation(HERE, said("X w = y"), said("y = X w"), "transpose", None)


def test_a_constraint_is_rewritten_under_its_optimum():
    objective = r"\arg\min_w \|w\|^2 \text{ subject to } "
    before, after = said(objective + "X (w + w) = y"), said(objective + "2 X w = y")
    [step] = explain_constraint(HERE, before, after)
    assert (step.before, step.after) == (before, after)
    assert explain_constraint(HERE, before, before) == ()
    doubled = said(objective + "4 X w = 2 y")
    made = explain_constraint(HERE, before, doubled, "scale", said("2"))
    assert isinstance(made[0].reason, BothSides)
