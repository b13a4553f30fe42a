r"""The value of a minimiser as an answer to $\arg\min_w f(w)$: is $f$ least there, and only there?

If f(w) = f(v) + (w − v)ᵀ M (w − v) for all w with a positive definite M, then v is the only
minimiser.  M is half the Hessian; that the identity holds is shown by words.
"""

from __future__ import annotations

from types import MappingProxyType

from sympy import Add, Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import as_function
from derive.algebra.facts import ask, equations_in
from derive.algebra.needs import derivative_needs
from derive.algebra.normal_form import tidied
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.judging.all_sizes import AllSizes, all_sizes_of
from derive.judging.varied import constraints, free_around, meets_constraints
from derive.proof.differentiate import derivative

__all__ = ["is_excluded", "is_only_minimizer", "slope_at", "times", "unturned"]

OPPOSITE = MappingProxyType({"<": "<=", "<=": "<", "=": "!=", "!=": "="})  # the sides exchanged

_CORNERS = t.which(lambda row: row.corners)


def is_only_minimizer(context: Context, optimum: Term, value: Term) -> bool:
    """Whether words show that a value is the only minimiser (or maximiser) of an unconstrained
    objective of a scalar or a column."""
    variable = optimum.args[0]
    if optimum.args[2:] or not _is_point(variable):
        return False
    if not meets_constraints(context, variable, value):
        return False
    free = free_around(context, variable)
    words = all_sizes_of(free)
    try:
        objective = as_function(equations_in(context.facts), optimum.args[1], variable)
        objective = t.neg(objective) if isinstance(optimum, t.Maximizer) else objective
        curvature = times(Rational(1, 2), unturned(free, _hessian(free, objective, variable)))
    except DeriveError:
        return False
    step = t.sub(variable, value)
    square = t.mul(t.transpose(step), curvature, step) if t.is_matrix(step) else None
    above = t.mul(curvature, t.power(step, Integer(2))) if square is None else t.as_scalar(square)
    whole = t.add(t.substitute(objective, {variable: value}), above)
    defined = all(words.always_defined(part, t.ZERO) for part in (objective, value, curvature))
    return defined and _is_definite(free, words, curvature) and words.shown(objective, whole)


def _is_definite(free: Context, words: AllSizes, curvature: Term) -> bool:
    """Whether half the Hessian is positive definite: it is inferred, or it has an inverse root."""
    wide = t.is_matrix(curvature)
    fact = Fact("positive_definite", (curvature,)) if wide else Fact("<", (t.ZERO, curvature))
    return ask(free, fact).value is True or words.always_defined(
        t.power(curvature, Rational(-1, 2)), t.ZERO
    )


def is_excluded(context: Context, optimum: Term, value: Term) -> bool:
    """Whether what is assumed of the variable is false of a value."""
    variable = optimum.args[0]
    free = free_around(context, variable)
    return any(
        ask(
            free, Fact(OPPOSITE[fact.predicate], fact.args[::-1]).substitute({variable: value})
        ).value
        for fact in constraints(context, variable)
        if fact.predicate in OPPOSITE and not shape_of(fact.args[0])
    )


def slope_at(context: Context, optimum: Term, value: Term) -> Term | None:
    """The gradient of an unconstrained objective at a value, which is 0 at an optimum; None if no
    derivative is found, or the objective has corners, or no value, at which an optimum may be."""
    variable, objective = optimum.args[:2]
    if optimum.args[2:] or constraints(context, variable):
        return None
    try:
        objective = as_function(equations_in(context.facts), objective, variable)
        if any(isinstance(part, _CORNERS) for part in t.subterms(objective)):
            return None
        free, put = free_around(context, variable), {variable: value}
        for need in derivative_needs(t.jacobian(objective, variable)) or ():
            if not isinstance(need, Fact) or not ask(free, need.substitute(put)).value:
                return None
        found = derivative(free, objective, variable, "gradient")
    except DeriveError:
        return None
    return t.substitute(found, {variable: value})


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


def unturned(context: Context, term: Term) -> Term:
    """The term with the transposes of symmetric letters left out."""
    letters = [s for s in ordered(t.free_symbols(term)) if isinstance(s, t.MatrixSymbol)]
    symmetric = [s for s in letters if ask(context, Fact("symmetric", (s,))).value is True]
    return t.substitute(term, {t.transpose(s): s for s in symmetric})
