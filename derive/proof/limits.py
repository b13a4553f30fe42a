"""Limits: leading terms by their definition."""

from __future__ import annotations

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.term import Term

__all__ = ["quotient_limit"]


def quotient_limit(statement: Term) -> Term:
    """What f ~ g means: the equation lim f / g = 1."""
    f, g, variable, point, side = statement.args
    quotient = t.mul(f, t.power(g, Integer(-1)))
    return t.Equation(t.limit(quotient, variable, point, int(side)), t.ONE)
