"""Equations that hold for every x: rewritten, and turned into equations between matrices.

What a person would try: rewrite the two sides, then take the x out on the left, on the right, or on
both sides of a form.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.facts import ask
from derive.algebra.pattern import Position, match
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.latex.printer import latex
from derive.models.equivalence import compare
from derive.models.optimum_comparison import free_of
from derive.proof import kernel
from derive.proof.equations import explain_equation
from derive.proof.search import explain
from derive.proof.step import Step
from derive.rules.library import find_rule

__all__ = ["explain_for_every"]


def explain_for_every(context: Context, before: Term, after: Term) -> tuple[Step, ...]:
    """Steps from `f(x) = g(x) for every x` to another such statement, or to an equation.

    Raises StepError with a counterexample for a wrong side, or with a hint where nothing was found.
    """
    if isinstance(after, t.ForAll):
        return _rewritten(context, before, after)
    for step in _without(context, before):
        rest = explain_equation(context, step.after, after)
        if rest is not None:
            return (step, *rest)
    raise StepError(
        f"no way was found from {latex(before)} to this equation",
        hint=r"both sides should be x^\top B, B x or x^\top B x, the B without x",
    )


def _rewritten(context: Context, before: Term, after: Term) -> tuple[Step, ...]:
    (x, old), (over, new) = before.args, after.args
    if x != over:
        raise StepError(f"the line before holds for every {latex(x)}")
    for one, other in zip(old.args, new.args, strict=True):
        if shape_of(one) != shape_of(other):
            raise StepError("the sides of this line have another shape than those before")
        verdict = compare(free_of(context, x), one, other, domain=False)
        if verdict.status == "different":
            raise StepError(f"a side is not equal to the one before: {verdict.reason}")
    return explain(context, before, after)


def _without(context: Context, statement: Term) -> Iterator[Step]:
    """The statement without x, by the rules for rows, columns and forms."""
    x, equation = statement.args
    for rule in map(find_rule, ("forall_form", "forall_row", "forall_column")):
        variable, pattern = rule.lhs.args
        left, right = _sides(equation, x)
        for bound in match(variable, x):
            for bindings in match(pattern, t.equation(left, right), bound):
                needs = (guard.substitute(dict(bindings)) for guard in rule.guards)
                if all(ask(context, guard).value for guard in needs):
                    yield kernel.rewrite(context, statement, rule, Position(), bindings)


def _taken_apart(side: Term, x: t.MatrixExpr) -> tuple[list[Term], Term, list[Term]]:
    """x^T in front, if it is there; what does not depend on x, numbers included; x behind."""
    factors = t.factors(side)
    numbers = [factor for factor in factors if not t.is_matrix(factor)]
    matrices: list[Term] = [factor for factor in factors if t.is_matrix(factor)]
    first = matrices[:1] if matrices[:1] == [t.transpose(x)] else []
    last = matrices[len(first) :][-1:] if matrices[-1:] == [x] else []
    inner = matrices[len(first) : len(matrices) - len(last)] or [t.identity(x.shape[0])]
    middle = inner[0]
    if len(numbers) + len(inner) > 1:
        middle = t.product_node(*numbers, *inner)
    return first, middle, last


def _sides(equation: Term, x: t.MatrixExpr) -> tuple[Term, ...]:
    """The sides with numbers beside the matrix: 2 x^T A as x^T (2 A), x^T as x^T I, 0 as x^T 0."""
    parts = [_taken_apart(side, x) for side in equation.args]
    made = []
    for side, (first, middle, last), (other, like, behind) in zip(
        equation.args, parts, reversed(parts), strict=True
    ):
        if isinstance(side, t.ZeroMatrix) or side == 0:
            first, middle, last = other, t.zeros(*shape_of(like)), behind
        made.append(t.product_node(*first, middle, *last))
    return tuple(made)
