"""The kernel: the only code that makes a Step or a Derivation.

A Step states that one line follows from the line before it, and why: an instance of a rule, an
assumed equation, silent arithmetic, a primitive, or a chain of such steps taken as one line.  The
kernel recomputes both sides from the instance, discharges every guard, and has the referee compare
the two sides on exact models; what it cannot establish it refuses with a StepError.  What it is
handed as a step or a derivation, and did not make, it refuses with a TypeError.

References: LCF (Gordon, Milner and Wadsworth 1979) for a small core that alone makes theorems.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Concatenate, ParamSpec

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.definedness import stated
from derive.algebra.index_ranges import inside
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import Position, get, put, tidy_at
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.equivalence import compare
from derive.proof.discharge import discharge
from derive.proof.primitives.both_sides import both_sides
from derive.proof.primitives.cells import cell_by_cell
from derive.proof.primitives.checked import Checked
from derive.proof.primitives.closed_form import close
from derive.proof.primitives.derivative_step import differentiate
from derive.proof.primitives.elimination import eliminate
from derive.proof.primitives.entrywise import entrywise
from derive.proof.primitives.expansion_step import expand
from derive.proof.primitives.fraction import fraction
from derive.proof.primitives.limit import limit
from derive.proof.referee import compare_optima, compare_step
from derive.proof.same_values import refuse_other_points, refuse_other_values
from derive.proof.scoping import refuse_bound, refuse_corners, refuse_dependent, refuse_variable
from derive.proof.step import (
    Arithmetic,
    Assumed,
    BothSides,
    CellByCell,
    Chain,
    Closed,
    Continuity,
    Derivation,
    Differentiated,
    Eliminated,
    Entrywise,
    Expanded,
    Fractions,
    Guard,
    PartResult,
    Reason,
    Reversed,
    RuleUse,
    Step,
    assumptions_of,
    refuse_forged,
    seal,
)
from derive.rules.rule import Rule

__all__ = [
    "PRIMITIVES",
    "apply",
    "arithmetic",
    "chain",
    "derivation",
    "reverse",
    "rewrite",
    "rewrite_assumed",
    "rewrite_by_result",
]

P = ParamSpec("P")

PRIMITIVES: Mapping[Callable[..., Checked], type] = MappingProxyType(
    {
        both_sides: BothSides,
        cell_by_cell: CellByCell,
        close: Closed,
        differentiate: Differentiated,
        eliminate: Eliminated,
        entrywise: Entrywise,
        expand: Expanded,
        fraction: Fractions,
        limit: Continuity,
    }
)  # the reason that each may give; `apply` runs no other

REVERSIBLE = (RuleUse, Assumed, PartResult, Arithmetic, Continuity, Reversed)
UNCOMPARED = (BothSides, Eliminated, Chain)  # the sides of these differ, or were compared


def apply(
    context: Context,
    before: Term,
    primitive: Callable[Concatenate[Context, Term, P], Checked],
    *args: P.args,
    **options: P.kwargs,
) -> Step:
    """The step by one of PRIMITIVES, which says what else it takes.

    Raises StepError where the primitive or the referee refuses, TypeError for another function.
    """
    if primitive not in PRIMITIVES:
        raise TypeError(f"{primitive} is not a primitive of the kernel")
    after, reason, position = primitive(context, before, *args, **options)
    if type(reason) is not PRIMITIVES[primitive]:
        raise TypeError(f"{primitive} may not give the reason {type(reason).__name__}")
    return _step(context, before, after, reason, position)


def rewrite(
    context: Context,
    term: Term,
    rule: Rule,
    position: Position,
    bindings: Mapping[Term, Term],
    *,
    forward: bool = True,
    lemmas: Sequence[Derivation] = (),
) -> Step:
    """`term` with the instance of a rule's side at `position` replaced by the other side.

    Raises StepError if the subterm is no instance, a guard is not met, or the referee disagrees.
    """
    refuse_forged(Derivation, *lemmas)
    if rule.captures(bindings):
        raise StepError(f"{rule.name} does not apply: the name of a bound index is taken")
    source, target = rule.sides(forward)
    instance, new = (t.substitute(side, dict(bindings)) for side in (source, target))
    instance, new = _with_constraint(term, instance, new)
    if not equal_modulo(_like(get(term, position), instance), instance):
        raise StepError(f"{rule.name} does not apply: {get(term, position)} is no instance of it")
    if any(isinstance(part, t.Tabulated) for part in t.subterms(new)):
        raise StepError(f"{rule.name} does not apply: it speaks of no entry of the matrix")
    here = inside(context, term, position.path)
    needed = (guard.substitute(dict(bindings)) for guard in rule.needs(forward))
    guards = tuple(
        discharge(context if fact.predicate == "constant" else here, fact, rule.name, lemmas)
        for fact in needed
    )  # a letter is no constant for being tied to the variable by what does not hold here
    used = [fact for guard in guards for fact in assumptions_of(guard)]
    refuse_bound(term, position, used)
    refuse_corners(term, position, rule.lhs, rule.rhs)
    if isinstance(instance, t.OPTIMA):
        refuse_variable(instance.args[0], used)
    bound = tuple(sorted(bindings.items(), key=lambda item: str(item[0])))
    reason = RuleUse(rule, forward, bound, guards)
    return _step(context, term, tidy_at(term, position, new), reason, position)


def _with_constraint(term: Term, instance: Term, new: Term) -> tuple[Term, Term]:
    """What keeps the optima over all points keeps those over the points of a constraint."""
    pair = (instance, new)
    if not all(isinstance(side, t.OPTIMA) and len(side.args) == 2 for side in pair):
        return pair
    constraint = term.args[2:] if isinstance(term, t.OPTIMA) else ()
    return (type(instance)(*instance.args, *constraint), type(new)(*new.args, *constraint))


def _like(found: Term, instance: Term) -> Term:
    """The 1 x 1 function that is differentiated, as a scalar where a scalar is wanted."""
    one = t.is_scalar(instance) and t.is_matrix(found) and shape_of(found) == (t.ONE, t.ONE)
    return t.as_scalar(found) if one else found


def rewrite_assumed(
    context: Context,
    term: Term,
    fact: Fact,
    positions: Sequence[Position],
    *,
    forward: bool = True,
) -> Step:
    """`term` with one side of an assumed equation replaced by the other at each position.

    Raises StepError if it is not assumed, or its side does not stand at a position.
    """
    if fact.predicate != "=" or fact not in context.facts:
        raise StepError(f"{fact} is not an equation among the assumptions")
    after = _replaced(term, fact.args if forward else fact.args[::-1], positions, [fact])
    reason = Assumed(fact, forward, tuple(positions))
    return _step(context, term, after, reason, _only(positions))


def rewrite_by_result(
    context: Context,
    term: Term,
    part: str,
    lemma: Derivation,
    positions: Sequence[Position],
    *,
    forward: bool = True,
) -> Step:
    """`term` with one end of another part's equality replaced by the other at each position.

    All that the lemma assumes must be assumed here as well, or follow.  Raises StepError where it
    does not, where an end does not stand at a position, and where the lemma is not an equality.
    """
    refuse_forged(Derivation, lemma)
    if lemma.relation != "=":
        raise StepError(f"({part}) ends in no equality")
    more = [fact for fact in lemma.context.facts if fact not in context.facts]
    guards = tuple(discharge(context, fact, f"({part})") for fact in more)
    ends = (lemma.start, lemma.end) if forward else (lemma.end, lemma.start)
    rests = [*lemma.context.facts, *(f for guard in guards for f in assumptions_of(guard))]
    after = _replaced(term, ends, positions, rests)
    reason = PartResult(part, lemma, forward, tuple(positions), guards)
    return _step(context, term, after, reason, _only(positions))


def _only(positions: Sequence[Position]) -> Position:
    """Where a step is made: at its one position, or else in the whole line."""
    return positions[0] if len(positions) == 1 else Position()


def _replaced(
    term: Term, ends: tuple[Term, ...], positions: Sequence[Position], facts: Sequence[Fact]
) -> Term:
    source, target = ends
    for position in sorted(positions, key=lambda where: where.path, reverse=True):
        if not equal_modulo(get(term, position), source):
            raise StepError(f"{get(term, position)} is not {source}")
        refuse_bound(term, position, facts)
        refuse_corners(term, position, source, target)
        term = put(term, position, target)
    return term


def arithmetic(context: Context, before: Term, after: Term) -> Step:
    """The step between two lines that differ by silent arithmetic only; StepError if by more."""
    if not equal_modulo(before, after):
        raise StepError("the two lines differ by more than arithmetic")
    refuse_other_values(context, before, after)
    return _step(context, before, after, Arithmetic(), Position())


def reverse(context: Context, step: Step) -> Step:
    """A rewriting, of a line or inside it, read from right to left.

    The guards of that direction are discharged as well.  Raises StepError where one is not met, and
    for a step that is not a single rewriting.
    """
    _refuse_foreign(context, [step])
    reason = step.reason
    between = isinstance(reason, RuleUse) and reason.rule.relation == "⟺"
    if between or not isinstance(reason, REVERSIBLE):
        raise StepError("only a single rewriting can be turned round")
    guards: tuple[Guard, ...] = ()
    if isinstance(reason, RuleUse):
        here = inside(context, step.before, step.position.path)
        guards = tuple(
            discharge(here, guard.substitute(dict(reason.bindings)), reason.rule.name)
            for guard in reason.rule.needs(not reason.forward)
            if guard not in reason.rule.guards
        )
    turned = Reversed(step, guards)
    return seal(Step, step.after, step.relation, step.before, turned, step.position, context)


def chain(context: Context, steps: Sequence[Step], presumed: Sequence[Fact] = ()) -> Step:
    """Several steps as one line; StepError if one does not begin where the one before ends, or uses
    what is not assumed here.

    The steps may use what is `presumed`: that the inverses in the two ends exist.  The ends must
    then be defined on the same values: StepError if the models do not say so.
    """
    _refuse_foreign(context, steps, presumed)
    _refuse_gaps(steps)
    first, last = steps[0], steps[-1]
    if not set(presumed) <= {*stated(first.before), *stated(last.after)}:
        raise StepError("only what gives a value to the two lines may be presumed between them")
    if isinstance(first.before, t.Equation) and isinstance(last.after, t.Equation):
        refuse_other_values(context, first.before, last.after, steps)
    if presumed:
        verdict = compare(context, first.before, last.after)
        if verdict.status != "equal":
            raise StepError(f"the two lines differ: {verdict.reason}")
        refuse_other_values(context, first.before, last.after, steps)
    elif len(steps) == 1:
        return first
    reason = Chain(tuple(steps), tuple(presumed))
    return _step(context, first.before, last.after, reason, first.position)


def derivation(
    context: Context, start: Term, steps: Sequence[Step], *, domain: bool = True
) -> Derivation:
    """The derivation of these steps; StepError if they do not join, or use what is not assumed.

    With `domain`, the terms at its two ends must also be defined on the same values: StepError if
    not.  A lemma that is used only where its start is defined does without.
    """
    _refuse_foreign(context, steps)
    _refuse_gaps(steps)
    if steps and steps[0].before != start:
        raise StepError("the first step does not begin at the start")
    made = seal(Derivation, context, start, tuple(steps))
    if steps and made.relation == "=" and domain:
        verdict = compare(context, start, made.end)
        exact = any(isinstance(step.reason, Differentiated) for step in made.flat())
        if verdict.status == "different" or (verdict.status != "equal" and not exact):
            raise StepError(f"the two ends differ: {verdict.reason}")
        refuse_other_values(context, start, made.end, steps)
    for step in steps:
        if isinstance(step.before, t.Equation) and isinstance(step.after, t.Equation):
            refuse_other_values(context, step.before, step.after, (step,))
    if steps and all(isinstance(end, t.OPTIMA) for end in (start, made.end)):
        compare_optima(context, start, type(made.end)(*made.end.args[:2], *start.args[2:]))
    return made


def _refuse_gaps(steps: Sequence[Step]) -> None:
    for step, following in pairwise(steps):
        if step.after != following.before:
            raise StepError(f"{following.before} is not where the step before it ends")


def _refuse_foreign(context: Context, steps: Sequence[Step], presumed: Sequence[Fact] = ()) -> None:
    """Raise StepError for a step that uses what is not assumed here, TypeError for a forged one."""
    refuse_forged(Step, *steps)
    for step in steps:
        foreign = {*step.context.facts} - {*context.facts, *presumed}
        used = step.rests_on() if foreign else ()
        for fact in used:
            if fact in foreign:
                raise StepError(f"the step from {step.before} uses {fact}, not assumed here")


def _step(context: Context, before: Term, after: Term, reason: Reason, where: Position) -> Step:
    """The step, its shapes checked and its two sides compared on exact models."""
    statement = isinstance(before, t.STATEMENTS)
    if statement != isinstance(after, t.STATEMENTS):
        raise StepError("a statement and a term cannot be related")
    if not context.dims().same_shape(shape_of(before), shape_of(after)) and not statement:
        raise StepError("the two sides of a step must have one shape")
    refuse_dependent(context, before, after)
    if statement:
        refuse_other_points(context, before, after, reason)
    if not isinstance(reason, UNCOMPARED):
        compare_step(context, before, after, reason, where)
    return seal(Step, before, "⟺" if statement else "=", after, reason, where, context)
