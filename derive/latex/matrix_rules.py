r"""The types of names and of matrices: I, 0 and 1 with their sizes, literal and block matrices."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sympy
from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import ONE, Dim
from derive.latex.comparisons import delta, is_pair
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["capital", "cases", "constant_matrix", "group", "matrix", "name", "row_tuple"]


def name(e: Elaborator, node: Node) -> Value:
    """A bound index, or a declared symbol with its shape."""
    found: Any = e.bound.get(node.value)
    if found is None:
        found = e.names[node.value]
    shape = tuple(found.shape) if isinstance(found, t.MatrixSymbol) else ()
    return e.made(found, shape, node)


def capital(e: Elaborator, node: Node) -> Value:
    """The matrix A whose entries are written a_{ij}."""
    found = name(e, node)
    if not found.shape or ONE in map(e.dims.resolve, found.shape):
        e.refuse(f"{node.value.lower()} is not declared", node)
    e.notes.append(f"{node.value.lower()} with two indices is an entry of {node.value}")
    return found


def group(e: Elaborator, node: Node) -> Value:
    r"""Parentheses: what is 1 x 1 in them is a scalar.  `[u \; v]` of columns is a block matrix."""
    inner = node.args[0]
    if inner.op == "product" and not inner.value and node.value == "[":
        parts = [e.value(factor) for factor in inner.args]
        if _side_by_side(e, parts):
            return matrix(e, inner._replace(op="matrix", value=len(parts)))
    return e.scalarised(e.value(inner))


def _side_by_side(e: Elaborator, parts: list[Value]) -> bool:
    """Whether no two neighbours can be multiplied, and all have the same rows, more than one."""
    shapes = [e.resolved(part.shape) for part in parts]
    if not all(shapes) or any(shape[0] == ONE or shape[0] != shapes[0][0] for shape in shapes):
        return False
    return all(left[1] != right[0] for left, right in pairwise(shapes))


def row_tuple(e: Elaborator, node: Node) -> Value:
    """(x_1, …, x_n) of scalars or of rows, a row."""
    made = e.value(node.args[0])
    if e.dims.resolve(made.shape[0]) != ONE:
        e.refuse("what is listed is no scalar and no row", node, r"write \begin{bmatrix}")
    return made


def constant_matrix(e: Elaborator, node: Node) -> Value:
    """I, 0 or 1, with its written size or one to be found; I_{ij} is an entry."""
    if node.op == "identity" and is_pair(e, node.args):
        return delta(e, node)
    sizes: list[Dim] = [_size(e, arg) for arg in node.args]
    blackboard = node.op == "ones" and node.value == "blackboard" and len(sizes) < 2
    if blackboard and not e.blackboard:
        e.blackboard = "seen"
    if node.op == "identity" or (blackboard and e.blackboard == "identity"):
        size = sizes[0] if sizes else e.unknown(node)
        return e.made(t.identity(size), (size, size), node)
    if not sizes:
        sizes = [e.unknown(node), ONE if node.op == "ones" else e.unknown(node)]
    rows, cols = (*sizes, ONE)[:2]
    made = t.zeros(rows, cols) if node.op == "zeros" else t.ones(rows, cols)
    return e.made(made, (rows, cols), node)


def _size(e: Elaborator, node: Node) -> Dim:
    """The size that a subscript writes: a polynomial in dimensions."""
    if node.op == "number" and isinstance(node.value, Integer):
        return node.value
    if node.op == "name":
        for name, dim in _dimensions(e).items():
            if name == node.value:
                return dim
    if node.op in ("sum", "product", "braces"):
        parts = [_size(e, arg) for arg in node.args]
        if node.op == "sum":
            parts = [sign * part for sign, part in zip(node.value, parts, strict=True)]
            return sympy.expand(sum(parts, Integer(0)))
        return sympy.expand(sympy.prod(parts))
    return e.refuse("a size was expected here", node, "write a number or a dimension")


def _dimensions(e: Elaborator) -> dict[str, Dim]:
    """The dimension symbols in scope by name."""
    found: dict[str, Dim] = {
        name: x for name, x in e.names.items() if isinstance(x, Symbol) and x.is_integer
    }
    for symbol in e.names.values():
        if isinstance(symbol, t.MatrixSymbol):
            found |= {str(d): d for dim in symbol.shape for d in ordered(dim.free_symbols)}
    return found


def matrix(e: Elaborator, node: Node) -> Value:
    """Scalars make a literal matrix, matrices a block matrix with zeros of any size."""
    cols = node.value
    entries = [e.scalarised(e.value(arg)) for arg in node.args]
    if any(entry.shape for entry in entries):
        entries = [_filled(e, entry, arg) for entry, arg in zip(entries, node.args, strict=True)]
    shapes = [entry.shape or (ONE, ONE) for entry in entries]
    made = t.blocks([[x.term for x in entries[i : i + cols]] for i in range(0, len(entries), cols)])
    for place, (height, width) in enumerate(shapes):
        row, column = shapes[place - place % cols], shapes[place % cols]
        if not e.dims.same(row[0], height) or not e.dims.same(column[1], width):
            e.checked(made, entries[place])
    heights = (e.dims.resolve(shapes[i][0]) for i in range(0, len(shapes), cols))
    widths = (e.dims.resolve(shape[1]) for shape in shapes[:cols])
    shape = (sum(heights, Integer(0)), sum(widths, Integer(0)))
    return e.made(made, shape, node)


def _filled(e: Elaborator, entry: Value, node: Node) -> Value:
    if entry.shape or entry.term != 0:
        return entry
    rows, cols = e.unknown(node), e.unknown(node)
    return e.made(t.zeros(rows, cols), (rows, cols), node)


def cases(e: Elaborator, node: Node) -> Value:
    """A scalar by cases: values and conditions alternate, all of them scalars."""
    parts = [e.scalar(arg, "a case") for arg in node.args]
    return e.made(t.cases(*parts), (), node)
