"""Inverses are cleared; what is presumed is only that the inverses in the two lines exist."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.definedness import stated
from derive.algebra.serialize import to_tree
from derive.errors import StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.proof import kernel
from derive.proof.search import explain
from derive.proof.step import Chain
from derive.replay.lines import stated as replay_stated
from derive.replay.terms import NestedTerms

CONTEXT = read_context(
    {
        "symbols": {
            "A": ["n", "n"],
            "B": ["n", "n"],
            "X": ["m", "n"],
            "Y": ["n", "m"],
            "C": ["n", "n"],
            "D": ["m", "m"],
            "E": ["n", "n"],
            "c": "scalar",
        },
        "assume": ["invertible(C)", "invertible(D)", "invertible(E)"],
    }
)


@pytest.mark.parametrize(
    ("before", "after", "presumed"),
    [
        ("(I + Y X)^{-1} Y", "Y (I + X Y)^{-1}", 2),
        ("A (A + I_n)^{-1}", "I - (A + I)^{-1}", 1),
        ("(A + B)^{-1} A", "I - (A + B)^{-1} B", 1),
        ("(C + Y D X)^{-1}", "C^{-1} - C^{-1} Y (D^{-1} + X C^{-1} Y)^{-1} X C^{-1}", 2),
        ("(C^{-1} + E^{-1})^{-1}", "E (C + E)^{-1} C", 2),
    ],
)
def test_lines_that_follow(before, after, presumed):
    ends = parse(before, CONTEXT), parse(after, CONTEXT)
    [step] = explain(CONTEXT, *ends)
    assert (step.before, step.after) == ends
    if isinstance(step.reason, Chain) and step.reason.presumed:  # a strategy may need no more
        assert len(step.reason.presumed) == presumed
        assert {fact.predicate for fact in step.reason.presumed} == {"invertible"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(I + Y X)^{-1} Y", "Y (I - X Y)^{-1}"),
        ("A (A + I_n)^{-1}", "I + (A + I)^{-1}"),
        ("A A^{-1}", "B B^{-1} A^{-1} B"),
    ],
)
def test_lines_that_do_not(before, after):
    with pytest.raises(StepError):
        explain(CONTEXT, parse(before, CONTEXT), parse(after, CONTEXT))


def test_nothing_else_may_be_presumed():
    A, B = CONTEXT.symbols["A"], CONTEXT.symbols["B"]
    fact = Fact("invertible", (A,))
    wider = Context(CONTEXT.symbols, (*CONTEXT.facts, fact))
    [step] = explain(wider, t.mul(A, t.inverse(A), B), B)
    assert kernel.chain(wider, [step]) == step
    with pytest.raises(StepError, match="only what gives a value"):
        kernel.chain(CONTEXT, [step], [Fact("invertible", (B,))])
    with pytest.raises(StepError, match="differ"):
        kernel.chain(CONTEXT, [step], [fact])


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("A^{-1} B", 1),
        (r"\frac{1}{c} A (A + B)^{-1}", 2),
        (r"\operatorname{tr}((A B)^{-1})", 1),
        (r"\sum_{i=1}^{3} \frac{1}{c + i} A", 0),
        (r"A + A^+", 0),
    ],
)
def test_what_a_line_says_is_the_same_for_both_checkers(line, facts):
    term = parse(line, CONTEXT)
    assert len(stated(term)) == facts
    if facts or "sum" not in line:
        assert len({*replay_stated(NestedTerms().tree(to_tree(term)))}) == facts
