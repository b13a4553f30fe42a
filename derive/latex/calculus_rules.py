"""The types of derivatives, gradients and limits."""

from __future__ import annotations

import sympy
from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE, Term
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["Approach", "approach", "derivative", "evaluated", "gradient", "limit"]
__all__ += ["second_derivative"]

Approach = tuple[Symbol, Term, int]  # variable, point, side


def derivative(e: Elaborator, node: Node) -> Value:
    r"""∂f/∂x, of a scalar in the layout of the context; by xᵀ a row.

    `\partial / \partial \sigma^2` is the chain rule read backwards: ∂f/∂σ over 2σ.
    """
    of = e.value(node.args[0])
    turned, letter = _untransposed(node.args[1])
    if letter.op == "power":
        return _by_power(e, of, letter, node)
    by = e.value(letter)
    if isinstance(by.term, t.Entry) and isinstance(by.term.args[0], t.MatrixSymbol):
        return _partial(e, of, by.term, node)
    _check_letter(e, by, letter)
    if turned:
        return _by_row(e, of, by, node)
    if by.shape and e.layout == "gradient":
        return _gradient_layout(e, of, by, node)
    made = t.jacobian(of.term, by.term)
    return e.made(made, e.checked(made, node), node)


def _untransposed(node: Node) -> tuple[bool, Node]:
    """Whether one differentiates by a transpose, and what is transposed."""
    while node.op in ("braces", "group"):
        (node,) = node.args
    return (True, node.args[0]) if node.op in ("transpose", "prime") else (False, node)


def _check_letter(e: Elaborator, by: Value, node: Node) -> None:
    if not isinstance(by.term, Symbol | t.MatrixSymbol):
        e.refuse("one differentiates by a letter", node)
    if by.term.is_integer:
        e.refuse("one differentiates by a real letter", node)


def _scalar(e: Elaborator, of: Value) -> bool:
    return not of.shape or e.is_one_by_one(of.shape)


def _gradient_layout(e: Elaborator, of: Value, by: Value, node: Node) -> Value:
    """A scalar by x has the shape of x, a row by a column x is the Jacobian turned round."""
    if _scalar(e, of):
        made = t.transpose(t.jacobian(of.term, by.term))
        return e.made(made, by.shape, node)
    if e.dims.resolve(of.shape[0]) == ONE:
        made = t.transpose(t.jacobian(t.transpose(of.term), by.term))
    else:
        made = t.jacobian(of.term, by.term)
    return e.made(made, e.checked(made, node), node)


def _by_row(e: Elaborator, of: Value, by: Value, node: Node) -> Value:
    """∂f/∂xᵀ: the row of a scalar, the Jacobian of a column."""
    column = bool(by.shape) and e.dims.resolve(by.shape[1]) == ONE
    if not (column or (by.shape and e.layout == "gradient" and _scalar(e, of))):
        e.refuse("one differentiates by the transpose of a column", node.args[1])
    made = t.jacobian(of.term, by.term)
    return e.made(made, e.checked(made, node), node)


def _by_power(e: Elaborator, of: Value, node: Node, whole: Node) -> Value:
    by, exponent = e.value(node.args[0]), e.scalar(node.args[1], "an exponent")
    if not isinstance(by.term, Symbol) or by.term.is_integer or exponent != 2:
        e.refuse("one differentiates by a letter", node)
    made = t.divide(t.jacobian(of.term, by.term), t.mul(Integer(2), by.term))
    return e.made(made, of.shape, whole)


def _partial(e: Elaborator, of: Value, by: Term, node: Node) -> Value:
    """∂f/∂x_k and ∂f/∂X_ij: an entry of the derivative of a scalar, transposed to numerator
    layout."""
    if not _scalar(e, of):
        shown = show_shape(of.shape)
        e.wrong(f"only a scalar is differentiated by an entry, and this is {shown}", of)
    symbol, row, column = by.args
    return e.made(t.entry(t.jacobian(of.term, symbol), column, row), (), node)


def second_derivative(e: Elaborator, node: Node) -> Value:
    r"""∂²f/∂x∂y of a scalar: by letters and entries one after the other; by columns x and y the
    matrix whose row i and column j are those of x_i and y_j."""
    of = e.value(node.args[0])
    if not _scalar(e, of):
        e.wrong(f"a second derivative is of a scalar, not of {show_shape(of.shape)}", of)
    (turned, first), (_, second) = map(_untransposed, node.args[1:])
    if turned:
        first, second = second, first
    x, y = e.value(first), e.value(second)
    if not x.shape and not y.shape:
        inner = _once(e, of, y, second)
        return e.made(_once(e, inner, x, first).term, (), node)
    for by, where in ((x, first), (y, second)):
        _check_letter(e, by, where)
        if not by.shape or e.dims.resolve(by.shape[1]) != ONE:
            e.refuse("a second derivative is by columns, or by scalars", where)
    made = t.jacobian(t.transpose(t.jacobian(of.term, x.term)), y.term)
    return e.made(made, (x.shape[0], y.shape[0]), node)


def _once(e: Elaborator, of: Value, by: Value, node: Node) -> Value:
    if isinstance(by.term, t.Entry) and isinstance(by.term.args[0], t.MatrixSymbol):
        return _partial(e, of, by.term, node)
    _check_letter(e, by, node)
    return e.made(t.jacobian(of.term, by.term), (), node)


def gradient(e: Elaborator, node: Node) -> Value:
    """∇_x f = (∂f/∂x)ᵀ for a scalar f."""
    of, by = (e.value(arg) for arg in node.args)
    if not isinstance(by.term, t.MatrixSymbol):
        e.refuse("the gradient is by a column or a matrix", node.args[1])
    if not _scalar(e, of):
        e.wrong(f"the gradient is of a scalar, not of {show_shape(of.shape)}", of)
    made = t.transpose(t.jacobian(of.term, by.term))
    return e.made(made, by.shape, node)


def evaluated(e: Elaborator, node: Node) -> Value:
    """f with a value for a letter.

    A derivative is written out before the value is put in; ReadError where that is not known.
    """
    of = e.value(node.args[0])
    varied = any(isinstance(p, t.DERIVATIVES + t.LIMITS) for p in t.subterms(of.term))
    values: dict[Term, Term] = {}
    stays = True  # each value is a letter of its own
    for where, said in zip(node.args[1::2], node.args[2::2], strict=True):
        letter, value = e.value(where), e.value(said)
        _check_letter(e, letter, where)
        if value.term == 0 and letter.shape:
            value = value._replace(term=t.zeros(*letter.shape), shape=letter.shape)
        if not letter.shape:
            value = e.scalarised(value)
        if not e.dims.same_shape(letter.shape, value.shape):
            e.wrong(f"the letter is {show_shape(letter.shape)}, and its value is not", said)
        fresh = isinstance(value.term, Symbol | t.MatrixSymbol) and value.term != letter.term
        stays = stays and fresh and value.term not in t.free_symbols(of.term)
        values[letter.term] = value.term
    inner = of.term if stays or not varied else _written_out(e, of, node.args[-1])
    return e.made(t.substitute(inner, values), of.shape, node)


def _written_out(e: Elaborator, of: Value, node: Node) -> Term:
    """The term without derivatives; ReadError where they cannot be written out."""
    inner = None if e.worked is None else e.worked.at_any_point(e.settled(of))
    if inner is None:
        e.refuse("a derivative is evaluated at a letter of its own only", node, _AT_LETTER)
    return inner


_AT_LETTER = "write the derivative out, and then put the value in"


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
    counted = e.names.get(variable.value)
    if isinstance(counted, Symbol) and counted.is_integer and point.op == "infinity":
        return _of_sequence(e, node, counted)
    found, at, side = approach(e, variable, point, node.value)
    value = e.value(body)
    e.bound = before
    return e.made(t.limit(value.term, found, at, side), value.shape, node)


def _of_sequence(e: Elaborator, node: Node, counted: Symbol) -> Value:
    """The limit over whole numbers: that over all real ones, of which they are some."""
    body, variable, _ = node.args
    value = e.value(body)
    letters = ordered(t.free_symbols(value.term))
    sizes = [s for s in letters if isinstance(s, t.MatrixSymbol)]
    inside = t.free_symbols(value.term)
    if any(counted in dim.free_symbols for s in sizes for dim in s.shape) or value.shape:
        e.refuse("the letter of a limit must be no size", variable)
    if any(symbol.name == counted.name for symbol in inside if symbol != counted):
        e.refuse("the letter of a limit must be a real number", variable)
    real = t.scalar(counted.name)
    moved = t.substitute(value.term, {counted: real})
    if counted in t.free_symbols(moved) or any(isinstance(p, t.Entry) for p in t.subterms(moved)):
        e.refuse("the letter of a limit must be a real number", variable)
    return e.made(t.limit(moved, real, sympy.oo, 0), (), node)
