"""What leads from one line to the next: the prover is chosen by the kind of the two lines.

Terms are rewritten (limits in them evaluated); equations are operated on; equations for every x
lose the x; an objective becomes another with the same optima.  A comparison is not a step: see
`derive.proof.case_analysis`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.optimum_comparison import free_of
from derive.proof import kernel, search
from derive.proof.equations import explain_equation, wrong_equation
from derive.proof.multiples import multiples, steps_of
from derive.proof.objectives import explain_objective
from derive.proof.primitives.both_sides import both_sides
from derive.proof.quantifiers import explain_for_every
from derive.proof.rule_choice import ALL, Library
from derive.proof.step import Step

__all__ = ["explain", "explain_constraint", "explain_operation", "refuse_other_shape"]

Kinds: TypeAlias = type | tuple[type, ...]
Prover: TypeAlias = Callable[[Context, Term, Term], tuple[Step, ...]]


def explain(
    context: Context,
    before: Term,
    after: Term,
    library: Library = ALL,
    limit: int = search.FUEL,
) -> tuple[Step, ...]:
    """Steps from `before` to `after`, both terms or both statements.

    A `library` other than ALL names the only rules to use, by rewriting; `limit` bounds the moves
    that a search tries.  Raises StepError with what is wrong with the line, or with a hint where no
    steps were found.
    """
    if library is ALL:
        for kind, following, prover in PROVERS:
            if isinstance(before, kind) and isinstance(after, following):
                return prover(context, before, after)
    refuse_other_shape(context, before, after)
    return search.explain(context, before, after, library, limit)


def _equation(context: Context, before: Term, after: Term) -> tuple[Step, ...]:
    steps = explain_equation(context, before, after)
    if steps is not None:
        return steps
    missing: list[Fact] = []
    for multiple in multiples(context, before, after):
        missing += (unmet := multiple.unmet(context))
        if unmet:
            continue
        try:
            return steps_of(context, before, after, multiple, search.textbook)
        except StepError:
            continue
    raise wrong_equation(context, before, after, missing)


PROVERS: tuple[tuple[Kinds, Kinds, Prover], ...] = (
    (t.Equation, t.Equation, _equation),
    (t.ForAll, t.STATEMENTS, explain_for_every),
    (t.OPTIMA, t.OPTIMA, explain_objective),
)  # kinds of the two lines; all others are rewritten


def refuse_other_shape(context: Context, before: Term, after: Term) -> None:
    """Raise StepError, with both shapes, for a line of another shape than the line before."""
    old, new = shape_of(before), shape_of(after)
    if not context.dims().same_shape(old, new):
        raise StepError(f"this line is {show_shape(new)}, the line before is {show_shape(old)}")


def explain_operation(
    context: Context, before: Term, after: Term, operation: str, operand: Term | None
) -> tuple[Step, ...]:
    """Steps from one equation to another by one operation on both sides.

    Raises StepError where that cannot be undone, or gives another equation.
    """
    step = kernel.apply(context, before, both_sides, operation, operand)
    rest = explain_equation(context, step.after, after, depth=0)
    if rest is None:
        raise StepError(f"{operation} gives {step.after}, which is not this line")
    return (step, *rest)


def explain_constraint(
    context: Context, before: Term, after: Term, operation: str = "", operand: Term | None = None
) -> tuple[Step, ...]:
    """Steps from an optimum to one whose constraint is rewritten, after an operation if one is
    named.

    Raises StepError where the operation cannot be undone, or no rewriting leads to the constraint.
    """
    steps: tuple[Step, ...] = ()
    if operation:
        steps = (kernel.apply(context, before, both_sides, operation, operand),)
        before = steps[0].after
    if before == after:
        return steps
    free = free_of(context, before.args[0])
    return (*steps, *search.explain(free, before, after))
