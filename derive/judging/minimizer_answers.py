r"""The value of a minimiser as an answer to $\arg\min_w f(w)$: is $f$ least there, and only there?

If f(w) = f(v) + (w − v)ᵀ M (w − v) for all w with a positive definite M, then v is the only
minimiser.  M is half the Hessian; that the identity holds is shown by words.
"""

from __future__ import annotations

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.dependence import as_function
from derive.algebra.facts import equations_in
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.judging.all_sizes import all_sizes_of
from derive.judging.varied import constraints, free_around, meets_constraints
from derive.proof.differentiate import derivative

__all__ = ["is_only_minimizer", "slope_at"]

_CORNERS = t.which(lambda row: row.corners)


def is_only_minimizer(context: Context, optimum: Term, value: Term) -> bool:
    """Whether words show that a value is the only minimiser of an unconstrained objective of a
    scalar or a column."""
    variable = optimum.args[0]
    if not isinstance(optimum, t.Minimizer) or optimum.args[2:] or not _is_point(variable):
        return False
    if not meets_constraints(context, variable, value):
        return False
    free = free_around(context, variable)
    words = all_sizes_of(free)
    try:
        objective = as_function(equations_in(context.facts), optimum.args[1], variable)
        curvature = t.mul(Rational(1, 2), _hessian(free, objective, variable))
    except DeriveError:
        return False
    step = t.sub(variable, value)
    square = t.mul(t.transpose(step), curvature, step) if t.is_matrix(step) else None
    above = t.mul(curvature, t.power(step, Integer(2))) if square is None else t.as_scalar(square)
    whole = t.add(t.substitute(objective, {variable: value}), above)
    definite = t.power(curvature, Rational(-1, 2))
    needed = (objective, value, definite)
    return all(words.always_defined(part, t.ZERO) for part in needed) and words.shown(
        objective, whole
    )


def slope_at(context: Context, optimum: Term, value: Term) -> Term | None:
    """The gradient of an unconstrained objective at a value, which is 0 at an optimum; None if no
    derivative is found, or the objective has corners, at which an optimum may be."""
    variable, objective = optimum.args[:2]
    if optimum.args[2:] or constraints(context, variable):
        return None
    try:
        objective = as_function(equations_in(context.facts), objective, variable)
        if any(isinstance(part, _CORNERS) for part in t.subterms(objective)):
            return None
        found = derivative(free_around(context, variable), objective, variable, "gradient")
    except DeriveError:
        return None
    return t.substitute(found, {variable: value})


def _is_point(variable: Term) -> bool:
    """Whether it is a scalar or a column."""
    return shape_of(variable)[1:] in ((), (t.ONE,))


def _hessian(free: Context, objective: Term, variable: Term) -> Term:
    return derivative(free, derivative(free, objective, variable, "gradient"), variable)
