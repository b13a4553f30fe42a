"""The derivatives of functions of one number, also entry by entry, and of functions of a matrix.

References: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), chapter 4; Higham,
Functions of Matrices (2008), chapter 3.
"""

from __future__ import annotations

import sympy
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["FUNCTIONS", "entrywise_slope", "matrix_slope", "power_slope", "scalar_slope"]

FUNCTIONS = (
    sympy.exp,
    sympy.log,
    sympy.sin,
    sympy.cos,
    sympy.sinh,
    sympy.cosh,
    sympy.tanh,
    t.Logistic,
    t.ReLU,
)
TURNED = {"exp": (1, "exp"), "sin": (1, "cos"), "cos": (-1, "sin"), "sinh": (1, "cosh")}
TURNED["cosh"] = (1, "sinh")


def scalar_slope(node: Term) -> Term | None:
    """f'(u) for a function node f(u) of a scalar; None for one whose derivative is not known."""
    [u] = node.args
    match node:
        case sympy.log():
            return t.power(u, Integer(-1))
        case sympy.tanh():
            return t.sub(t.ONE, t.power(node, Integer(2)))
        case t.Logistic():
            return t.mul(node, t.sub(t.ONE, node))
        case t.ReLU():
            return t.indicator(t.ZERO, "<", u)
    turned = TURNED.get(type(node).__name__)
    return turned and t.mul(turned[0], t.function(getattr(sympy, turned[1]), u))


def entrywise_slope(node: Term) -> Term | None:
    """f'(A), entry by entry and of A's shape, for f(A) entry by entry; None where not known."""
    of, name = node.args
    ones = t.ones(*shape_of(of))

    def by(function: str) -> Term:
        return t.elementwise(of, function)

    match name.name:
        case "tanh":
            return t.sub(ones, t.hadamard(node, node))
        case "logistic":
            return t.hadamard(node, t.sub(ones, node))
        case "relu":
            return by("positive")
    turned = TURNED.get(name.name)
    return turned and t.mul(turned[0], by(turned[1]))


def matrix_slope(node: Term) -> Term | None:
    """f'(A) for a function f(A) of a square matrix, where d tr f(A) = tr(f'(A) dA)."""
    of, name = node.args
    if name.name == "log":
        return t.inverse(of)
    turned = TURNED.get(name.name)
    return turned and t.mul(turned[0], t.matrix_function(of, turned[1]))


def power_slope(node: Term) -> Term:
    """k u^(k - 1) for a power u^k of a scalar, or of a matrix within a trace."""
    base, exponent = node.args
    less = exponent - 1 if t.is_number(exponent) else t.add(exponent, Integer(-1))
    return t.mul(exponent, t.power(base, less))
