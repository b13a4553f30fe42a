"""Limits: their values by rules and by continuity, leading terms by their definition.

What is found is only proposed; the kernel makes the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Integer, oo

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.continuity import obvious_limit
from derive.algebra.occurrences import find
from derive.algebra.pattern import Position, get, match, positions
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.primitives.limit import limit
from derive.proof.step import LimitPart, Step
from derive.rules.rule import Rule

__all__ = ["evaluate_limits", "growing_taken_out", "quotient_limit"]


def quotient_limit(statement: Term) -> Term:
    """What f ~ g means: the equation lim f / g = 1."""
    f, g, variable, point, side = statement.args
    quotient = t.mul(f, t.power(g, Integer(-1)))
    return t.equation(t.limit(quotient, variable, point, int(side)), t.ONE)


def growing_taken_out(term: Term) -> tuple[Term, ...]:
    """The lines that take what grows out of the inverses below a limit at infinity; none if nothing
    does.

    (P + x Q)^-1 is (x (x^-1 P + Q))^-1, and this is x^-1 (x^-1 P + Q)^-1, whose inverse may have a
    limit.
    """
    lines = tuple(_below_limits(term, outside) for outside in (False, True))
    return lines if term not in lines else ()


def _below_limits(term: Term, outside: bool) -> Term:
    if t.is_leaf(term):
        return term
    made = t.rebuild(term, tuple(_below_limits(arg, outside) for arg in term.args))
    if not isinstance(made, t.LIMITS) or made.args[2] is not oo:
        return made
    body, *approach = made.args
    return t.rebuild(made, (_taken_out(body, approach[0], outside), *approach))


def _taken_out(body: Term, variable: Term, outside: bool) -> Term:
    if t.is_leaf(body):
        return body
    made = t.rebuild(body, tuple(_taken_out(arg, variable, outside) for arg in body.args))
    if not isinstance(made, t.Inverse) or not isinstance(made.args[0], t.MatAdd):
        return made
    summands = made.args[0].args
    if not any(variable in t.factors(summand) for summand in summands):
        return made
    rest = t.add(*(_divided(s, variable) for s in summands))
    if outside:
        return t.mul(t.power(variable, -1), t.inverse(rest))
    return t.inverse(t.mul(variable, rest))


def _divided(summand: Term, variable: Term) -> Term:
    """A summand over the variable, which is left out where it is a factor."""
    factors = list(t.factors(summand))
    if variable not in factors:
        return t.mul(t.power(variable, -1), summand)
    factors.remove(variable)
    return t.mul(*factors)


def evaluate_limits(context: Context, term: Term, rules: Iterable[Rule]) -> tuple[Step, ...]:
    """Steps that replace limits in a term by their values, innermost first, as far as that goes.

    Of the rules those that say a limit are used.
    """
    known = tuple(rule for rule in rules if isinstance(rule.lhs, t.LIMITS))
    steps: list[Step] = []
    while (step := _next(context, term, known)) is not None:
        steps.append(step)
        term = step.after
    return tuple(steps)


def _next(context: Context, term: Term, known: tuple[Rule, ...]) -> Step | None:
    for position in reversed(list(positions(term))):
        node = get(term, position)
        if isinstance(node, t.LIMITS):
            try:
                return _evaluated(context, term, position, known)
            except StepError:
                continue
    return None


def _evaluated(context: Context, term: Term, position: Position, known: tuple[Rule, ...]) -> Step:
    """Continuity alone, or with rules for the limits of parts; StepError if neither applies."""
    node = get(term, position)
    places = tuple(_occurrences(node))
    try:
        plain = [LimitPart(where) for where in places]
        return kernel.apply(context, term, limit, position, plain)
    except StepError:
        if not known:
            raise
    for rule in known:
        for bindings in match(rule.lhs, node):
            return kernel.rewrite(context, term, rule, position, bindings)
    parts = [*_derived(context, node, known)]
    taken = [part.position for part in parts]
    for where in places:
        if not any(_stands_in(where, other) for other in taken):
            parts.append(LimitPart(where))
    return kernel.apply(context, term, limit, position, parts)


def _derived(context: Context, node: Term, known: tuple[Rule, ...]) -> Iterator[LimitPart]:
    """The first part of the body whose limit a rule says."""
    body, variable, point, side = node.args
    for rule in known:
        if rule.lhs.args[2:] != (point, side):
            continue
        pattern, bound = rule.lhs.args[:2]
        for where, bindings in find(pattern, body, {bound: variable}):
            inner = t.limit(get(body, where), variable, point, int(side))
            try:
                step = kernel.rewrite(context, inner, rule, Position(), bindings)
                yield LimitPart(where, kernel.derivation(context, inner, [step]))
            except StepError:
                continue
            return


def _occurrences(node: Term) -> Iterator[Position]:
    """Where the variable stands, or a power of it whose limit is seen; the widest places only."""
    body, *approach = node.args
    found: list[Position] = []
    for where in positions(body):
        seen = obvious_limit(get(body, where), *approach) is not None
        if seen and not any(_stands_in(where, other) for other in found):
            found.append(where)
            yield where


def _stands_in(inner: Position, outer: Position) -> bool:
    """Whether a place is below or at another one."""
    if inner.path[: len(outer.path)] != outer.path:
        return False
    below = inner.path[len(outer.path) :]
    return outer.window is None or bool(below and below[0] in outer.window)
