r"""Lists with dots: `[c_1, c_2, \dots, c_n]` is the row with entries c_1 to c_n.

The first and the last element determine the list: they must be the same formula except for 1 in
the one and the last index in the other, and the elements between them must fit.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.term import ONE
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["progression"]

INDEX_NAMES = "ijklpqrstuvh"


def progression(e: Elaborator, node: Node) -> Value:
    """The column (or row, or sum) of a list with dots, its length the last index.

    Entries of a vector, all of them, make the vector; others a sum over unit vectors.
    """
    first, *between, last = node.args
    letter = next(x for x in INDEX_NAMES if x not in e.names and x not in e.bound)
    ends: list[Node] = []
    body = _general(first, last, 1, letter, ends)
    fits = body is not None and all(
        _general(element, last, place, letter, []) == body
        for place, element in enumerate(between, start=2)
    )
    if body is None or not fits or len({end.value for end in ends}) != 1:
        return e.refuse("how this list goes on cannot be seen", node, r"write [c_1, \dots, c_n]")
    size = e.scalar(ends[0], "the last index")
    symbol = t.index(letter)
    before = dict(e.bound), dict(e.ranges)
    e.bound[letter], e.ranges[symbol] = symbol, []
    entry = e.scalar(body, "an element of a list")
    for other, _ in e.ranges[symbol]:
        if not e.dims.same(size, other):
            e.wrong(f"the list runs to {size}, and what it lists has {other} entries", node)
    e.bound, e.ranges = before
    if node.value == "sum":
        return e.made(t.index_sum(entry, symbol, ONE, size), (), node)
    column = _column(entry, symbol, size)
    if node.value == "row":
        return e.made(t.transpose(column), (ONE, size), node)
    if node.value == "diagonal":
        return e.made(t.diagonal_matrix(column), (size, size), node)
    return e.made(column, (size, ONE), node)


def _column(entry: t.Term, symbol: Symbol, size: t.Dim) -> t.Term:
    if isinstance(entry, t.Entry) and entry.args[1:] == (symbol, ONE):
        vector: t.Term = entry.args[0]
        return vector
    unit = t.unit_vector(symbol, size)
    return t.index_sum(t.mul(entry, unit), symbol, ONE, size)


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
