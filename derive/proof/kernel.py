"""The kernel: the only code that makes a Step.

A Step states that one line follows from the line before it, and why: an instance of a rule, an
assumed equation, silent arithmetic, the same operation on both sides of an equation, or a chain of
such steps taken as one line.  The kernel recomputes both sides from the instance, discharges every
guard, and has the referee compare the two sides on exact models; what it cannot establish it
refuses with a StepError.

References: LCF (Gordon, Milner and Wadsworth 1979) for a small core that alone makes theorems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from derive.algebra import term as t
from derive.algebra.approach import LIMITS
from derive.algebra.context import Context, Fact
from derive.algebra.continuity import needed_at, obvious_limit, put_values
from derive.algebra.definedness import stated
from derive.algebra.facts import Proof, ask
from derive.algebra.fractions import new_divisors, same_quotient
from derive.algebra.indices import free_indices, inside, range_facts
from derive.algebra.normal_form import equal_modulo, tidied, tidy
from derive.algebra.pattern import Position, get, put, tidy_at
from derive.algebra.shapes import shape_of
from derive.algebra.signs import check_sign
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.equivalence import compare
from derive.proof.referee import compare_optima, compare_step
from derive.proof.scoping import refuse_bound, refuse_corners, refuse_variable
from derive.proof.sign_search import prove_sign
from derive.proof.step import (
    OPERATIONS,
    Arithmetic,
    Assumed,
    BothSides,
    Chain,
    Continuity,
    Derivation,
    Eliminated,
    Entrywise,
    Fractions,
    Guard,
    LimitPart,
    PartResult,
    Reason,
    Reversed,
    RuleUse,
    Step,
    assumed_by,
    assumptions_of,
)
from derive.rules.rule import Rule

__all__ = [
    "apply_to_both_sides",
    "arithmetic",
    "chain",
    "derivation",
    "eliminate",
    "entrywise",
    "fractions",
    "limit",
    "reverse",
    "rewrite",
    "rewrite_assumed",
    "rewrite_shown",
]


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
    guards = tuple(
        _discharge(here, guard.substitute(dict(bindings)), rule.name, lemmas)
        for guard in rule.needs(forward)
    )
    refuse_bound(term, position, [fact for guard in guards for fact in assumptions_of(guard)])
    refuse_corners(term, position, rule.lhs, rule.rhs)
    if isinstance(instance, t.OPTIMA):
        for guard in guards:
            refuse_variable(instance.args[0], assumptions_of(guard))
    used = tuple(sorted(bindings.items(), key=lambda item: str(item[0])))
    reason = RuleUse(rule, forward, used, guards)
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
    """`term` with one side of an assumed equation replaced by the other at each position."""
    if fact.predicate != "=" or fact not in context.facts:
        raise StepError(f"{fact} is not an equation among the assumptions")
    after = _replaced(term, fact.args if forward else fact.args[::-1], positions, [fact])
    where = positions[0] if len(positions) == 1 else Position()
    return _step(context, term, after, Assumed(fact, forward, tuple(positions)), where)


def rewrite_shown(
    context: Context,
    term: Term,
    part: str,
    lemma: Derivation,
    positions: Sequence[Position],
    *,
    forward: bool = True,
) -> Step:
    """`term` with one end of another part's equality replaced by the other at each position.

    All that the lemma assumes must be assumed here as well, or follow.
    """
    if lemma.relation != "=":
        raise StepError(f"({part}) ends in no equality")
    more = [fact for fact in lemma.context.facts if fact not in context.facts]
    guards = tuple(_discharge(context, fact, f"({part})", ()) for fact in more)
    ends = (lemma.start, lemma.end) if forward else (lemma.end, lemma.start)
    rests = [*lemma.context.facts, *(f for guard in guards for f in assumptions_of(guard))]
    after = _replaced(term, ends, positions, rests)
    where = positions[0] if len(positions) == 1 else Position()
    return _step(
        context, term, after, PartResult(part, lemma, forward, tuple(positions), guards), where
    )


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


def fractions(context: Context, term: Term, position: Position, new: Term) -> Step:
    """`term` with the scalar at a position replaced by one that is the same fraction.

    What the new one divides by, and the old one does not, must not be zero.
    """
    old = get(term, position)
    try:
        if not (t.is_scalar(old) and t.is_scalar(new) and same_quotient(old, new)):
            raise StepError("the two lines differ by more than arithmetic of fractions")
    except ZeroDivisionError:
        raise StepError("this divides by zero") from None
    facts = [Fact("!=", (divisor, t.ZERO)) for divisor in new_divisors(old, new)]
    here = inside(context, term, position.path)
    guards = tuple(_discharge(here, fact, "the division", ()) for fact in facts)
    refuse_bound(term, position, [fact for guard in guards for fact in assumptions_of(guard)])
    return _step(context, term, tidy_at(term, position, new), Fractions(guards), position)


def limit(context: Context, term: Term, position: Position, parts: Sequence[LimitPart]) -> Step:
    """`term` with the limit at a position replaced by its body, each part by its own limit.

    The parts are all that depends on the variable; what joins them is continuous, since the
    inverses in the value exist.  Each part is the variable, a power of it, or has a derivation of
    its limit, whose two ends are defined on the same values.
    """
    node = get(term, position)
    if not isinstance(node, LIMITS):
        raise StepError(f"{node} is no limit")
    body, variable, point, side = node.args
    values = []
    for part in parts:
        inner = get(body, part.position)
        value = obvious_limit(inner, variable, point, side)
        if part.derivation is not None:
            _same_limit(context, t.limit(inner, variable, point, int(side)), part.derivation)
            value = part.derivation.end
        if value is None:
            raise StepError(f"the limit of {inner} is not seen at once")
        values.append((part.position, value))
    value = put_values(body, variable, values)
    here = inside(context, term, position.path)
    guards = tuple(_discharge(here, fact, "the limit", ()) for fact in needed_at(body, value))
    used = [fact for guard in guards for fact in assumptions_of(guard)]
    for part in parts:
        used += part.derivation.context.facts if part.derivation else ()
    refuse_bound(term, position, used)
    after = tidy_at(term, position, tidied(value))
    return _step(context, term, after, Continuity(tuple(parts), guards), position)


def _same_limit(context: Context, limit: Term, derived: Derivation) -> None:
    """Raise StepError unless the derivation is one of this limit, under what is assumed here."""
    if derived.relation != "=" or not set(derived.context.facts) <= set(context.facts):
        raise StepError("the limit of a part does not hold under what is assumed here")
    if (
        not equal_modulo(derived.start, limit)
        or compare(context, limit, derived.end).status != "equal"
    ):
        raise StepError(f"the derivation is not one of {limit}")


def arithmetic(context: Context, before: Term, after: Term) -> Step:
    """The step between two lines that differ by silent arithmetic only."""
    if not equal_modulo(before, after):
        raise StepError("the two lines differ by more than arithmetic")
    return _step(context, before, after, Arithmetic(), Position())


def apply_to_both_sides(
    context: Context, equation: Term, operation: str, operand: Term | None = None
) -> Step:
    """An equation, or the constraint of an optimum, with one of OPERATIONS done to both its sides,
    where that can be undone.

    `multiply_left` and `multiply_right` need an invertible operand, `scale` a nonzero number.
    """
    if isinstance(equation, t.OPTIMA) and len(equation.args) == 3:
        inner = apply_to_both_sides(context, equation.args[2], operation, operand)
        refuse_variable(equation.args[0], assumed_by(inner.reason))
        after: Term = type(equation)(*equation.args[:2], inner.after)
        return _step(context, equation, after, inner.reason, Position((2,)))
    if not isinstance(equation, t.Equation):
        raise StepError("only an equation has two sides")
    if operation not in OPERATIONS or (operand is None) != (operation == "transpose"):
        raise StepError(f"no such operation: {operation}", expected=", ".join(OPERATIONS))
    needed: tuple[Fact, ...] = ()
    if operand is not None and operation.startswith("multiply"):
        needed = (Fact("invertible", (operand,)),)
    elif operand is not None and operation == "scale":
        needed = (Fact("!=", (operand, t.ZERO)),)
    guards = tuple(_discharge(context, fact, operation, ()) for fact in needed)
    after = t.Equation(*(tidy(_operate(side, operation, operand)) for side in equation.args))
    reason = BothSides(operation, operand, guards)
    return _step(context, equation, after, reason, Position())


def eliminate(context: Context, statement: Term, letter: Term) -> Step:
    """An optimum over several letters as one over the others, and the constraint.

    The constraint must be solved for the letter, which is put into the objective.
    """
    parts = statement.args[0].args[1:] if isinstance(statement, t.OPTIMA) else ()
    if letter not in parts or len(parts) < 2 or len(statement.args) < 3:
        raise StepError(f"{letter} is not one of several letters of an optimum under a constraint")
    constraint = statement.args[2]
    if constraint.lhs != letter or letter in t.free_symbols(constraint.rhs):
        raise StepError(f"the constraint is not solved for {letter}")
    for node in t.subterms(statement.args[1]):
        if isinstance(node, t.BINDING) and letter in t.free_symbols(node):
            raise StepError(f"{letter} stands below {type(node).__name__}, and is not put in there")
    rest = [part for part in parts if part != letter]
    variable = rest[0] if len(rest) == 1 else t.blocks([[part] for part in rest])
    objective = t.substitute(statement.args[1], {letter: constraint.rhs})
    after = t.System(type(statement)(variable, objective), constraint)
    return _step(context, statement, after, Eliminated(letter), Position())


def _operate(side: Term, operation: str, operand: Term | None) -> Term:
    if operand is None:
        return t.transpose(side)
    if operation == "add":
        return t.add(side, operand)
    return t.mul(side, operand) if operation == "multiply_right" else t.mul(operand, side)


def reverse(context: Context, step: Step) -> Step:
    """A rewriting, of a line or inside it, read from right to left; the guards of that direction
    are discharged as well."""
    reason = step.reason
    between = isinstance(reason, RuleUse) and reason.rule.relation == "⟺"
    if between or isinstance(reason, Chain | BothSides | Entrywise):
        raise StepError("only a single rewriting can be turned round")
    guards: tuple[Guard, ...] = ()
    if isinstance(reason, RuleUse):
        needed = reason.rule.needs(not reason.forward)
        here = inside(context, step.before, step.position.path)
        guards = tuple(
            _discharge(here, guard.substitute(dict(reason.bindings)), reason.rule.name, ())
            for guard in needed
            if guard not in reason.rule.guards
        )
    turned = Reversed(step, guards)
    return Step(step.after, step.relation, step.before, turned, step.position)


def entrywise(
    context: Context, before: Term, after: Term, entries: Derivation, row: Term, column: Term
) -> Step:
    """The step between two matrices whose entries (row, column) are equal for all such indices.

    `entries` derives the entry of the after from that of the before; it may assume, beyond the
    context, that the indices are in range.  The index of a side of size 1 is the number 1.
    """
    ranges: list[Fact] = []
    for index, size in zip((row, column), shape_of(before), strict=True):
        if index == 1 and size == 1:
            continue
        taken = context.symbols.keys() | {dim.name for dim in context.dimensions}
        if index not in free_indices(index) or str(index) in taken:
            raise StepError(f"{index} must be an index of which nothing is known")
        ranges += range_facts(index, size)
    free = frozenset().union(*(free_indices(side) for side in (before, after)))
    if row == column or free & {row, column}:
        raise StepError("the indices of the entry mean something else already")
    if not set(entries.context.facts) <= {*context.facts, *ranges}:
        raise StepError("the entries are derived under assumptions that are not made here")
    wanted = (t.entry(side, row, column) for side in (before, after))
    if not all(map(equal_modulo, (entries.start, entries.end), wanted)):
        raise StepError(f"the derivation of the entries does not lead from {before} to {after}")
    return _step(context, before, after, Entrywise(row, column, entries), Position())


def chain(context: Context, steps: Sequence[Step], presumed: Sequence[Fact] = ()) -> Step:
    """Several steps as one line; StepError if one does not begin where the one before ends.

    The steps may use what is `presumed`: that the inverses in the two ends exist.  The ends must
    then be defined on the same values.
    """
    _connected(steps)
    first, last = steps[0], steps[-1]
    if not set(presumed) <= {*stated(first.before), *stated(last.after)}:
        raise StepError("only what gives a value to the two lines may be presumed between them")
    if presumed:
        verdict = compare(context, first.before, last.after)
        if verdict.status != "equal":
            raise StepError(f"the two lines differ: {verdict.reason}")
    elif len(steps) == 1:
        return first
    reason = Chain(tuple(steps), tuple(presumed))
    return _step(context, first.before, last.after, reason, first.position)


def derivation(
    context: Context, start: Term, steps: Sequence[Step], *, domain: bool = True
) -> Derivation:
    """The derivation of these steps.

    With `domain`, the terms at its two ends must also be defined on the same values: StepError if
    not.  A lemma that is used only where its start is defined does without.
    """
    _connected(steps)
    if steps and steps[0].before != start:
        raise StepError("the first step does not begin at the start")
    made = Derivation(context, start, tuple(steps))
    if steps and made.relation == "=" and domain:
        verdict = compare(context, start, made.end)
        if verdict.status != "equal":
            raise StepError(f"the two ends differ: {verdict.reason}")
    if steps and all(isinstance(end, t.OPTIMA) for end in (start, made.end)):
        compare_optima(context, start, type(made.end)(*made.end.args[:2], *start.args[2:]))
    return made


def _connected(steps: Sequence[Step]) -> None:
    for step, following in pairwise(steps):
        if step.after != following.before:
            raise StepError(f"{following.before} is not where the step before it ends")


def _step(context: Context, before: Term, after: Term, reason: Reason, where: Position) -> Step:
    """The step, its shapes checked and its two sides compared on exact models."""
    statement = isinstance(before, t.STATEMENTS)
    if statement != isinstance(after, t.STATEMENTS):
        raise StepError("a statement and a term cannot be related")
    if not context.dims().same_shape(shape_of(before), shape_of(after)) and not statement:
        raise StepError("the two sides of a step must have one shape")
    if not isinstance(reason, BothSides | Eliminated | Chain):
        compare_step(context, before, after, reason, where)
    return Step(before, "⟺" if statement else "=", after, reason, where)


def _discharge(context: Context, fact: Fact, wanted_by: str, lemmas: Sequence[Derivation]) -> Guard:
    """A proof of the guard: inferred from the assumptions, or one of the lemmas given."""
    if fact.predicate == "=":
        if equal_modulo(*fact.args):
            return Proof(fact, "arithmetic")
        for lemma in lemmas:
            proved = equal_modulo(lemma.start, fact.args[0]) and equal_modulo(
                lemma.end, fact.args[1]
            )
            if proved and set(lemma.context.facts) <= set(context.facts):
                return lemma
    known = ask(context, fact)
    if known.proof is not None:
        return known.proof
    sign = prove_sign(context.facts, fact)
    if sign is None:
        raise StepError(f"{wanted_by} needs {fact}, which is {known.reason}")
    check_sign(context.facts, sign)
    return sign
