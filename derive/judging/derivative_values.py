"""Derivatives in an answer as what they are, so that words can compare them.

Only functions without corners are taken, whose needs are facts that hold near a value where they
hold at all: their derivatives exist wherever these are met.  What the rules for differentials give
is compared with dual numbers.
"""

from __future__ import annotations

import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.needs import derivative_needs
from derive.algebra.normal_words import equal_everywhere
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof.differentiate import derivative

__all__ = ["without_derivatives"]


def without_derivatives(context: Context, term: Term) -> Term:
    """The term with the derivatives that are found written out; the others stay."""
    found: dict[Term, Term] = {}
    for part in t.subterms(term):
        if isinstance(part, t.DERIVATIVES) and derivative_needs(part) is not None:
            of, by = part.args
            try:
                found[part] = derivative(context, _without_densities(of), by)
            except DeriveError:
                value = _of_exponential(context, of, by)
                if value is not None:
                    found[part] = value
    return t.substitute(term, found)


def _without_densities(term: Term) -> Term:
    """The term with normal densities, and their logarithms, written out."""
    found: dict[Term, Term] = {}
    for part in t.subterms(term):
        if isinstance(part, sympy.log) and isinstance(part.args[0], t.GaussianDensity):
            scale, form = _density(part.args[0])
            found[part] = t.add(t.mul(Rational(-1, 2), t.log(scale)), form)
        elif isinstance(part, t.GaussianDensity):
            scale, form = _density(part)
            found[part] = t.mul(t.power(scale, Rational(-1, 2)), t.exp(form))
    return t.substitute(term, found)


def _density(density: Term) -> tuple[Term, Term]:
    """The determinant below the root of a normal density, and what stands in the exponential."""
    point, mean, covariance = density.args
    away = t.sub(point, mean)
    if t.is_scalar(covariance):
        form = t.mul(Rational(-1, 2), t.inverse(covariance), t.power(away, Integer(2)))
        return t.mul(2, sympy.pi, covariance), form
    scale = t.determinant(t.mul(2, sympy.pi, covariance))
    inner = t.as_scalar(t.mul(t.transpose(away), t.inverse(covariance), away))
    return scale, t.mul(Rational(-1, 2), inner)


def _of_exponential(context: Context, of: Term, by: Term) -> Term | None:
    """The derivative of a product with one factor exp(M) by a scalar that M varies with, where M
    commutes with its derivative D: D exp(M) (Horn and Johnson, Topics in Matrix Analysis, 6.5)."""
    factors = list(of.args) if isinstance(of, t.MatMul) else [of]
    varied = [place for place, f in enumerate(factors) if by in t.free_symbols(f)]
    if len(varied) != 1 or t.is_matrix(by):
        return None
    node = factors[varied[0]]
    if not isinstance(node, t.MatrixFunction) or node.args[1].name != "exp":
        return None
    inner = node.args[0]
    parts = list(inner.args) if isinstance(inner, t.MatMul) else [inner]
    numbers = [part for part in parts if by in t.free_symbols(part)]
    if not numbers or any(t.is_matrix(part) for part in numbers):
        return None
    try:
        rate = derivative(context, t.mul(*numbers), by)
    except DeriveError:
        return None
    slope = t.mul(rate, *(part for part in parts if by not in t.free_symbols(part)))
    both = t.mul(slope, inner), t.mul(inner, slope)
    if not equal_everywhere(*both, lambda fact: False):
        return None
    factors[varied[0] : varied[0] + 1] = [slope, node]
    return t.mul(*factors)
