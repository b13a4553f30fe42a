r"""The value of a minimiser as an answer to $\arg\min_w f(w)$: is $f$ least there, and only there?

If f(w) = f(v) + (w − v)ᵀ M (w − v) for all w with a positive definite M, then v is the only
minimiser.  M is half the Hessian; that the identity holds is shown by words.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from sympy import Add, Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.needs import derivative_needs
from derive.algebra.normal_form import tidied
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.judging.all_sizes import AllSizes, all_sizes_of
from derive.models.optimum_comparison import free_of
from derive.proof.differentiate import derivative
from derive.proof.standing import restrictions

__all__ = ["is_excluded", "is_only_minimizer", "slope_at", "times"]

OPPOSITE = MappingProxyType({"<": "<=", "<=": "<", "=": "!=", "!=": "="})  # the sides exchanged


def is_only_minimizer(context: Context, optimum: Term, value: Term) -> bool:
    """Whether words show that a value is the only minimiser (or maximiser) of an unconstrained
    objective of a scalar or a column.

    What is assumed of the variable must hold of the value: of all points it is the only optimum,
    hence of those as well.
    """
    variable, objective = optimum.args[:2]
    if optimum.args[2:] or not _is_point(variable):
        return False
    if isinstance(optimum, t.Maximizer):
        objective = t.neg(objective)
    free = free_of(context, variable)
    if not all(ask(free, fact).value for fact in _restricted(context, optimum, value)):
        return False
    words = all_sizes_of(free)
    try:
        curvature = times(Rational(1, 2), _hessian(free, objective, variable))
    except DeriveError:
        return False
    step = t.sub(variable, value)
    square = t.mul(t.transpose(step), curvature, step) if t.is_matrix(step) else None
    above = t.mul(curvature, t.power(step, Integer(2))) if square is None else t.as_scalar(square)
    whole = t.add(t.substitute(objective, {variable: value}), above)
    defined = all(words.always_defined(part, t.ZERO) for part in (objective, value, curvature))
    return defined and _is_definite(free, words, curvature) and words.shown(objective, whole)


def is_excluded(context: Context, optimum: Term, value: Term) -> bool:
    """Whether what is assumed of the variable is false of a value."""
    free = free_of(context, optimum.args[0])
    return any(
        ask(free, Fact(OPPOSITE[fact.predicate], fact.args[::-1])).value
        for fact in _restricted(context, optimum, value)
        if fact.predicate in OPPOSITE and not shape_of(fact.args[0])
    )


def slope_at(context: Context, optimum: Term, value: Term) -> Term | None:
    """The gradient of an unconstrained objective at a value, which is 0 at an optimum.

    None if no derivative is found, if there may be a corner or no value at that place, and where
    the variable does not stand for every point.
    """
    variable, objective = optimum.args[:2]
    if optimum.args[2:] or restrictions(optimum, context.facts):
        return None
    free = free_of(context, variable)
    put: dict[Term, Term] = {variable: value}
    wanted = derivative_needs(t.jacobian(objective, variable))
    for need in (None,) if wanted is None else wanted:
        if not isinstance(need, Fact) or not ask(free, need.substitute(put)).value:
            return None
    try:
        found = derivative(free, objective, variable, "gradient")
    except DeriveError:
        return None
    return t.substitute(found, put)


def _restricted(context: Context, optimum: Term, value: Term) -> Iterator[Fact]:
    """What is assumed of the variable, said of a value."""
    for fact in restrictions(optimum, context.facts):
        yield fact.substitute({optimum.args[0]: value})


def _is_definite(free: Context, words: AllSizes, curvature: Term) -> bool:
    """Whether half the Hessian is positive definite: it is inferred, or it has an inverse root."""
    wide = t.is_matrix(curvature)
    fact = Fact("positive_definite", (curvature,)) if wide else Fact("<", (t.ZERO, curvature))
    return ask(free, fact).value is True or words.always_defined(
        t.power(curvature, Rational(-1, 2)), t.ZERO
    )


def _is_point(variable: Term) -> bool:
    """Whether it is a scalar or a column."""
    return shape_of(variable)[1:] in ((), (t.ONE,))


def _hessian(free: Context, objective: Term, variable: Term) -> Term:
    return derivative(free, derivative(free, objective, variable, "gradient"), variable)


def times(number: Rational, term: Term) -> Term:
    """A multiple of a sum, with its like terms together."""
    parts = term.args if isinstance(term, Add | t.MatAdd) else (term,)
    counted: dict[Term, Rational] = {}
    for part in parts:
        factors = t.factors(part)
        own = isinstance(factors[0], Rational) and len(factors) > 1
        rest = t.mul(*factors[1:]) if own else part
        count = factors[0] if own and isinstance(factors[0], Rational) else t.ONE
        counted[rest] = counted.get(rest, t.ZERO) + number * count
    made = [rest if count == 1 else t.mul(count, rest) for rest, count in counted.items() if count]
    return tidied(t.add(*made)) if made else t.mul(number, term)
