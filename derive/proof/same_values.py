"""Are two lines defined on the same values, two optima over the same points?  Words compare what
each of them needs.

Models see rational values only: 3/(d^2 - 2) - 3/(d^2 - 2) has a value on each of them, and none
where d is a root of 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.domains import defined_near, unmet_needs
from derive.algebra.facts import ask
from derive.algebra.index_ranges import inside
from derive.algebra.indices import is_delta
from derive.algebra.needs import CORNERED, Need, needs
from derive.algebra.normal_words import equations_of
from derive.algebra.pattern import put
from derive.algebra.plain_text import plain
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.optimum_comparison import free_of
from derive.proof.step import Chain, Eliminated, Reason, RuleUse, Step
from derive.rules.rule import Rule

__all__ = ["refuse_other_points", "refuse_other_values"]

UNANALYSED = (*CORNERED, *t.LIMITS, *t.DERIVATIVES)


def refuse_other_values(
    context: Context, before: Term, after: Term, steps: Sequence[Step] = ()
) -> None:
    """Raise StepError, which names what must be assumed, unless the two are seen to be defined on
    the same values: from what they need, or because each of the steps between them keeps it."""
    for one, other in ((before, after), (after, before)):
        missing = next(_missing(context, one, other), None)
        if missing is None or (steps and all(map(_keeps_values, _flat(steps)))):
            continue
        raise StepError(
            f"{plain(one)} may have no value where {plain(other)} has one",
            hint=f"assume that {_said(missing)}",
        )


def _flat(steps: Sequence[Step]) -> Iterator[Step]:
    return (inner for step in steps for inner in step.flat())


def _keeps_values(step: Step) -> bool:
    """Whether a step is seen to lead from a line to one that is defined on the same values.

    What a rule puts in the place of its instance is used as the instance was: it is enough that
    these two have values together, and that the rest of the line is not tidied away.
    """
    if not isinstance(step.reason, RuleUse):
        return _same(step.context, step.before, step.after)
    rule, forward = step.reason.rule, step.reason.forward
    bindings = dict(step.reason.bindings)
    sides = [t.substitute(side, bindings) for side in rule.sides(forward)]
    here = inside(step.context, step.before, step.position.path)
    if not _same(here, *sides) and not _keeps_any(rule, forward, bindings):
        return _same(step.context, step.before, step.after)
    return _same(step.context, put(step.before, step.position, sides[1]), step.after)


def _keeps_any(rule: Rule, forward: bool, bindings: Mapping[Term, Term]) -> bool:
    """Whether the two sides of a rule have values together whatever its letters are, of which those
    that stand for partial terms occur on both sides."""
    sides = rule.sides(forward)
    if any(isinstance(p, (*t.DERIVATIVES, *t.LIMITS)) for side in sides for p in t.subterms(side)):
        return False
    shared = frozenset.intersection(*map(t.free_symbols, sides))
    total = all(letter in shared or not needs(value) for letter, value in bindings.items())
    return total and _same(rule.context(*rule.needs(forward)), *sides)


def _same(context: Context, before: Term, after: Term) -> bool:
    pairs = ((before, after), (after, before))
    return not any(True for pair in pairs for _ in _missing(context, *pair))


def _missing(context: Context, one: Term, other: Term) -> Iterator[Need]:
    """The needs of a line that are not seen to be met where the other line has a value.

    Whether a limit exists is what its rules say and models try: its inside needs values near the
    point.
    """
    met = tuple(need for need in needs(other) if isinstance(need, Fact))
    context = Context(context.symbols, tuple(dict.fromkeys((*context.facts, *met))))
    known = partial(_is_known, context)
    for need in unmet_needs(one, other, known, equations_of(context.facts)):
        if isinstance(need, t.LIMITS):
            near = inside(context, need, (0,))
            if defined_near(need, other, partial(_is_known, near), equations_of(near.facts)):
                continue
        if isinstance(need, t.DERIVATIVES) and _is_agreed(context, need.args[0], other):
            continue
        yield need


def _is_agreed(context: Context, function: Term, other: Term) -> bool:
    """Whether a function has a derivative but for the corners of ReLU, whose slope at 0 is agreed
    to be 0 (`scalar_deriv_relu`): around each point where the other line has a value it has one."""
    corners = (p for p in t.subterms(function) if isinstance(p, CORNERED) and not is_delta(p))
    if not all(map(_is_rectifier, corners)):
        return False
    return not any(_is_closed(need) for need in needs(function)) and not any(
        True for _ in _missing(context, function, other)
    )


def _is_rectifier(part: Term) -> bool:
    """Whether a part is ReLU, of a number or entry by entry."""
    return isinstance(part, t.ReLU) or (
        isinstance(part, t.Elementwise) and part.args[1].name == "relu"
    )


def _is_closed(need: Need) -> bool:
    """Whether a need may be met at a point and at none beside it, as that of a root."""
    return not isinstance(need, Fact) or (need.predicate == "<=" and t.ZERO in need.args)


def _is_known(context: Context, fact: Fact) -> bool:
    return ask(context, fact).value is True


def _said(need: Need) -> str:
    return str(need) if isinstance(need, Fact) else f"{plain(need)} has a value"


# -- the points of an optimum ---------------------------------------------------------------------


def refuse_other_points(context: Context, before: Term, after: Term, reason: Reason) -> None:
    """Raise StepError if a step may change the points that an optimum is over, which are those at
    which its objective and its constraint have values.

    A rule between optima answers for itself.  One that says where the derivative vanishes needs an
    objective that has a value at every point, and no corner or jump.
    """
    if isinstance(reason, Chain):
        return
    optima = [(_optimum_in(one), other) for one, other in ((before, after), (after, before))]
    (old, _), (new, _) = optima
    if old is not None and new is not None:
        if isinstance(reason, RuleUse) and reason.rule.relation == "⟺":
            return
        if isinstance(reason, Eliminated):
            _refuse_lost(context, new, before.args[2].rhs, new.args[1:])
            return
        for one, other in ((old, new), (new, old)):
            for part in one.args[1:]:
                _refuse_lost(context, one, part, other.args[1:])
        return
    for optimum, other in optima:
        if optimum is not None:
            sides = (side for part in optimum.args[1:] for side in _sides(part))
            for part in (*sides, *_sides(other)):
                _refuse_lost(context, optimum, part, ())
                _refuse_broken(optimum, part)


def _optimum_in(statement: Term) -> Term | None:
    first: Term = statement.args[0] if isinstance(statement, t.System) else statement
    return first if isinstance(first, t.OPTIMA) else None


def _sides(statement: Term) -> Iterator[Term]:
    """The terms of equations and systems of them; a term itself."""
    if not isinstance(statement, t.STATEMENTS):
        yield statement
        return
    for arg in statement.args:
        yield from _sides(arg)


def _refuse_lost(context: Context, optimum: Term, part: Term, others: Sequence[Term]) -> None:
    """Raise StepError if a part of an optimum, or what is said of it, may have no value at a point
    at which the others have one."""
    letters = t.free_symbols(optimum.args[0])
    here = free_of(context, optimum.args[0])
    given = [side for other in others for side in _sides(other)] or [t.ZERO]
    for side in _sides(part):
        first, *more = (tuple(_missing(here, side, other)) for other in given)
        lost = [need for need in first if letters & _letters(need)]
        for need in (one for one in lost if all(one in also for also in more)):
            raise StepError(
                f"{plain(side)} may have no value where the optimum is looked for",
                hint=f"nothing shows for every {plain(optimum.args[0])} that {_said(need)}",
            )


def _letters(need: Need) -> frozenset[Term]:
    return need.free_symbols if isinstance(need, Fact) else t.free_symbols(need)


def _refuse_broken(optimum: Term, part: Term) -> None:
    letters = t.free_symbols(optimum.args[0])
    for node in t.subterms(part):
        if isinstance(node, UNANALYSED) and letters & t.free_symbols(node):
            raise StepError(
                f"{plain(node)} may jump, or have a corner: where its derivative is zero says not"
                " where the optimum is"
            )
