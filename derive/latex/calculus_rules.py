"""The types of derivatives, gradients and limits."""

from __future__ import annotations

import sympy
from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import Term
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["Approach", "approach", "derivative", "gradient", "limit"]

Approach = tuple[Symbol, Term, int]  # variable, point, side


def derivative(e: Elaborator, node: Node) -> Value:
    """∂f/∂x in numerator layout."""
    of, by = (e.value(arg) for arg in node.args)
    if isinstance(by.term, t.Entry) and isinstance(by.term.args[0], t.MatrixSymbol):
        return _partial(e, of, by.term, node)
    if not isinstance(by.term, Symbol | t.MatrixSymbol):
        e.refuse("one differentiates by a letter", node.args[1])
    if by.term.is_integer:
        e.refuse("one differentiates by a real letter", node.args[1])
    made = t.jacobian(of.term, by.term)
    return e.made(made, e.checked(made, node), node)


def _partial(e: Elaborator, of: Value, by: Term, node: Node) -> Value:
    """∂f/∂x_k and ∂f/∂X_ij: an entry of the derivative of a scalar, transposed to numerator
    layout."""
    if of.shape and not e.is_one_by_one(of.shape):
        shown = show_shape(of.shape)
        e.wrong(f"only a scalar is differentiated by an entry, and this is {shown}", of)
    symbol, row, column = by.args
    return e.made(t.entry(t.jacobian(of.term, symbol), column, row), (), node)


def gradient(e: Elaborator, node: Node) -> Value:
    """∇_x f = (∂f/∂x)ᵀ for a scalar f."""
    of, by = (e.value(arg) for arg in node.args)
    if not isinstance(by.term, t.MatrixSymbol):
        e.refuse("the gradient is by a column or a matrix", node.args[1])
    if of.shape and not e.is_one_by_one(of.shape):
        e.wrong(f"the gradient is of a scalar, not of {show_shape(of.shape)}", of)
    made = t.transpose(t.jacobian(of.term, by.term))
    return e.made(made, by.shape, node)


def approach(e: Elaborator, variable: Node, point: Node, side: int) -> Approach:
    """The variable, bound from here on, its point and its side."""
    at = sympy.oo if point.op == "infinity" else e.scalar(point, "what is tended to")
    found = e.bound.get(variable.value) or e.names.get(variable.value)
    if found is None:
        found = t.scalar(variable.value)
        e.bound[variable.value] = found
    if not isinstance(found, Symbol) or found.is_integer:
        e.refuse("the letter of a limit must be a real number", variable)
    if found in t.free_symbols(at):
        e.refuse("a letter cannot tend to itself", point)
    if at is sympy.oo and side:
        e.refuse("infinity has one side only", point)
    return found, at, side


def limit(e: Elaborator, node: Node) -> Value:
    """The limit of a term; of a 1 x 1 matrix and of its entry it is the same."""
    body, variable, point = node.args
    before = dict(e.bound)
    found, at, side = approach(e, variable, point, node.value)
    value = e.value(body)
    e.bound = before
    return e.made(t.limit(value.term, found, at, side), value.shape, node)
