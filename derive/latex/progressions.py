r"""Lists with dots: `[c_1, c_2, \dots, c_n]` is the row with entries c_1 to c_n.

The first and the last element determine the list: they must be the same formula except for 1 in
the one and the last index in the other, and the elements between them must fit.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value
from derive.latex.index_rules import split_index

__all__ = ["grid", "progression"]

INDEX_NAMES = "ijklpqrstuvh"


def progression(e: Elaborator, node: Node) -> Value:
    """The column (or row, or sum) of a list with dots, its length the last index.

    Entries of a vector, all of them, make the vector; others a sum over unit vectors.  A row of
    columns and a column of rows are matrices.
    """
    first, *between, last = map(_indexed, node.args)
    letter = _letters(e, 1)[0]
    ends: list[Node] = []
    body = _general(first, last, 1, letter, ends)
    fits = body is not None and all(
        _general(element, last, place, letter, []) == body
        for place, element in enumerate(between, start=2)
    )
    if body is None or not fits or len({end.value for end in ends}) != 1:
        return e.refuse("how this list goes on cannot be seen", node, r"write [c_1, \dots, c_n]")
    size = e.scalar(ends[0], "the last index")
    value, (symbol,) = _body(e, body, (letter,), (size,), node)
    return _assembled(e, value, symbol, size, node)


def _assembled(e: Elaborator, value: Value, symbol: Symbol, size: t.Dim, node: Node) -> Value:
    kind = node.value
    if kind == "sum":
        return e.made(t.index_sum(value.term, symbol, ONE, size), value.shape, node)
    if value.shape and kind in ("row", "column") and not e.is_one_by_one(value.shape):
        return _of_vectors(e, value, symbol, size, node)
    value = e.scalarised(value)
    if value.shape:
        e.wrong(
            f"an element of a list must be a scalar, and this is {show_shape(value.shape)}", node
        )
    column = _column(value.term, symbol, size)
    if kind == "row":
        return e.made(t.transpose(column), (ONE, size), node)
    if kind == "diagonal":
        return e.made(t.diagonal_matrix(column), (size, size), node)
    return e.made(column, (size, ONE), node)


def _of_vectors(e: Elaborator, value: Value, symbol: Symbol, size: t.Dim, node: Node) -> Value:
    """The matrix whose columns are listed in a row, or whose rows are listed in a column."""
    rows, cols = (e.dims.resolve(dim) for dim in value.shape)
    if (cols if node.value == "row" else rows) != ONE:
        e.wrong(
            f"columns stand in a row, rows in a column; this is {show_shape(value.shape)}", node
        )
    turned = node.value == "column"
    term = value.term.args[0] if turned and isinstance(value.term, t.Transpose) else value.term
    factors = t.factors(term)
    unit = t.unit_vector(symbol, size)
    whole: t.Term
    free = not any(symbol in t.free_symbols(factor) for factor in factors[:-1])
    if factors[-1] == unit and free and (term is not value.term or not turned):
        whole = t.mul(*factors[:-1])
        whole = t.transpose(whole) if turned else whole
    else:
        beside = (unit, value.term) if turned else (value.term, t.transpose(unit))
        whole = t.index_sum(t.mul(*beside), symbol, ONE, size)
    return e.made(whole, (size, cols) if turned else (rows, size), node)


def _column(entry: t.Term, symbol: Symbol, size: t.Dim) -> t.Term:
    if isinstance(entry, t.Entry) and entry.args[1:] == (symbol, ONE):
        vector: t.Term = entry.args[0]
        return vector
    unit = t.unit_vector(symbol, size)
    return t.index_sum(t.mul(entry, unit), symbol, ONE, size)


def grid(e: Elaborator, node: Node) -> Value:
    """The matrix whose entries with dots between are told by its corners, and fit the others.

    All entries of a matrix make the matrix; others a sum over unit matrices.
    """
    width, entries = node.value, [_indexed(entry) for entry in node.args]
    rows = [entries[i : i + width] for i in range(0, len(entries), width)]
    i, j = _letters(e, 2)
    across: list[Node] = []
    down: list[Node] = []
    lines = [_general(row[0], row[-1], 1, j, across) for row in rows]
    body = None if None in lines else _general(lines[0], lines[-1], 1, i, down)
    ends = {end.value for end in across}, {end.value for end in down}
    if body is None or any(len(found) != 1 for found in ends):
        return e.refuse("how this matrix goes on cannot be seen", node)
    for place, (row, line) in enumerate(zip(rows, lines, strict=True), start=1):
        told = all(_general(x, row[-1], n, j, []) == line for n, x in enumerate(row[:-1], start=1))
        if not told or (place < len(rows) and _general(line, lines[-1], place, i, []) != body):
            return e.refuse("the entries of this matrix do not go on alike", node)
    height = e.scalar(down[0], "the last index")
    length = e.scalar(across[0], "the last index")
    value, (row_index, column_index) = _body(e, body, (i, j), (height, length), node)
    value = e.scalarised(value)
    if value.shape:
        e.wrong("an entry of a matrix with dots must be a scalar", node)
    entry = value.term
    if isinstance(entry, t.Entry) and entry.args[1:] == (row_index, column_index):
        return e.made(entry.args[0], (height, length), node)
    units = t.unit_vector(row_index, height), t.transpose(t.unit_vector(column_index, length))
    inner = t.index_sum(t.mul(entry, *units), column_index, ONE, length)
    return e.made(t.index_sum(inner, row_index, ONE, height), (height, length), node)


def _letters(e: Elaborator, count: int) -> list[str]:
    return [x for x in INDEX_NAMES if x not in e.names and x not in e.bound][:count]


def _body(
    e: Elaborator, body: Node, letters: tuple[str, ...], sizes: tuple[t.Dim, ...], node: Node
) -> tuple[Value, tuple[Symbol, ...]]:
    """The general element and its indices; ShapeError where it is of something of another size."""
    symbols = tuple(map(t.index, letters))
    before = dict(e.bound), dict(e.ranges)
    for letter, symbol in zip(letters, symbols, strict=True):
        e.bound[letter], e.ranges[symbol] = symbol, []
    value = e.value(body)
    for symbol, size in zip(symbols, sizes, strict=True):
        for other, _ in e.ranges[symbol]:
            if not e.dims.same(size, other):
                e.wrong(f"the list runs to {size}, and what it lists has {other} entries", node)
    e.bound, e.ranges = before
    return value, symbols


def _indexed(node: Node) -> Node:
    """The node with each subscript as its indices: `a_{1n}` is a with 1 and n."""
    args = tuple(map(_indexed, node.args))
    if node.op in ("entry", "member") and len(args) == 2:
        pair = split_index(args[1])
        return node._replace(args=(args[0], *pair))
    if node.op == "braces":
        return args[0]
    return node._replace(args=args)


def _general(first: Node, last: Node, number: int, letter: str, ends: list[Node]) -> Any:
    """The formula that is `first` for `number` and `last` for the last index; None if none is."""
    if first.op == "number" and first.value == number and last.op == "name":
        ends.append(last)
        return Node("name", (), last.start, last.end, letter)
    if (first.op, first.value, len(first.args)) != (last.op, last.value, len(last.args)):
        return None
    args = [
        _general(a, b, number, letter, ends) for a, b in zip(first.args, last.args, strict=True)
    ]
    return None if None in args else last._replace(args=tuple(args))
