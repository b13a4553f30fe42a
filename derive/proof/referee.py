"""What the kernel asks of exact models before it makes a step.

A step is compared as a whole.  Where logarithms, exponentials or densities stand in a line, whole
lines are slow to compare and lose digits: there a rewriting is compared where it happens, for every
value of what is bound there, and one that makes or removes such a function by its rule, for every
value of the rule's letters.  The ends of a derivation are compared as they stand in any case.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.abstraction import compare_sharing, is_real
from derive.models.optimum_comparison import free_of, same_optima
from derive.proof.scoping import BINDS
from derive.proof.step import Reason, RuleUse

__all__ = ["compare_optima", "compare_step"]


def compare_step(
    context: Context, before: Term, after: Term, reason: Reason, where: Position
) -> None:
    """Raise StepError if the two sides of a step differ, or cannot be compared."""
    rule = reason.rule if isinstance(reason, RuleUse) else None
    if isinstance(reason, RuleUse) and rule is not None and rule.relation == "=":
        left, right = (t.substitute(side, dict(reason.bindings)) for side in (rule.lhs, rule.rhs))
        whole = rule.functions or not (is_real(before) or is_real(after))
        real = is_real(left) or is_real(right)
        if not whole and not real and _plain(before, where):
            return _compare(_free_at(context, before, where), left, right)
        if not whole and real:
            return _compare(rule.context(*rule.needs(reason.forward)), rule.lhs, rule.rhs)
    _compare(context, before, after, equal=rule is None or rule.relation == "=")
    return None


def _above(term: Term, where: Position) -> Iterator[tuple[Term, int]]:
    for index in where.path:
        yield term, index
        term = term.args[index]


def _plain(term: Term, where: Position) -> bool:
    """Whether no sum over an index stands above: its index has no value below."""
    return not any(
        isinstance(node, t.IndexSum | t.IndexProduct | t.MatrixSum | t.Tabulated)
        for node, _ in _above(term, where)
    )


def _free_at(context: Context, term: Term, where: Position) -> Context:
    """The context without what is assumed of variables that are bound above a position."""
    for node, _ in _above(term, where):
        if type(node) in BINDS:
            context = free_of(context, node.args[BINDS[type(node)]])
    return context


def _compare(context: Context, before: Term, after: Term, equal: bool = True) -> None:
    """Compare two terms, or the parts of two statements of one form, on exact models.

    The objectives of two optima are `equal`, or have the same optima.
    """
    if isinstance(before, t.OPTIMA) and isinstance(after, t.OPTIMA) and not equal:
        return compare_optima(context, before, after)
    if isinstance(before, (*t.OPTIMA, t.ForAll)):
        context = free_of(context, before.args[0])
    if isinstance(before, t.STATEMENTS):
        if type(before) is type(after) and len(before.args) == len(after.args):
            for left, right in zip(before.args, after.args, strict=True):
                _compare(context, left, right, equal)
        return None
    if before == after:
        return None
    verdict = compare_sharing(context, before, after, proved=True)
    if verdict.status == "different":
        raise StepError(f"the step is false: {verdict.reason}")
    if verdict.status != "equal":
        raise StepError(f"the step could not be checked: {verdict.reason}")
    return None


def compare_optima(context: Context, before: Term, after: Term) -> None:
    """Raise StepError if two optima are not known to be at the same points."""
    if before.args[0] != after.args[0] or before.args[2:] != after.args[2:]:
        raise StepError("these optima are over other variables, or under other constraints")
    verdict = same_optima(context, before, after)
    if verdict.status != "equal":
        raise StepError(f"these have not the same optima: {verdict.reason}")
