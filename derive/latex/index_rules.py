r"""The types of entries, unit vectors, and sums over an index.

A sum without written bounds runs over the size of the entries that its index is used in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import ONE, Dim, Term
from derive.latex.comparisons import compared
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value
from derive.latex.families import Family
from derive.latex.power_rules import inverse_of, power_of
from derive.latex.syntax import FREE_INDICES

__all__ = ["entry", "index_sum", "member", "split_index", "unit_vector"]

_SUBSCRIPT = re.compile(r"_\{?([^{}]*)\}?")
_INDEX = re.compile(r"[A-Za-z]+")
_PAIRS = ("ij", "ji", "ik", "ki", "jk", "kj", "kl", "mn", "nm")


def entry(e: Elaborator, node: Node) -> Value:
    """A_{ij}, x_i, (A x)_k, and the row A_{i,:} and column A_{:,j}."""
    above, *indices = node.args
    if above.op == "power":
        inner = e.value(above.args[0])
        exponent = e.scalar(above.args[1], "an exponent")
        square = bool(inner.shape) and e.dims.resolve(inner.shape[0]) == inner.shape[1]
        if square and exponent != -1:
            e.refuse(
                "whether the entry or the matrix is raised is not clear", node, "put parentheses"
            )
        if not square:
            return power_of(e, _entry_of(e, inner, indices, node), exponent, node)
        return _entry_of(e, inverse_of(e, inner, above), indices, node)
    return _entry_of(e, e.value(above), indices, node)


def _entry_of(e: Elaborator, base: Value, indices: list[Node], node: Node) -> Value:
    if not base.shape:
        e.refuse("a scalar has no entries", node, "declare the name with its index")
    rows, cols = (e.dims.resolve(dim) for dim in base.shape)
    column = cols == ONE
    if len(indices) == 1 and (not column or rows == ONE):
        indices = split_index(indices[0])
    if len(indices) == 1 and (column or rows == ONE):
        found = _index(e, indices[0], rows if column else cols)
        pair: tuple[Term, Term] = (found, ONE) if column else (ONE, found)
        return e.made(t.entry(base.term, *pair), (), node)
    if len(indices) != 2:
        e.refuse("a matrix has two indices", node, "write A_{ij}")
    i, j = indices
    if i.op == j.op == "all":
        e.refuse("this is the whole matrix", node)
    if i.op == "all":
        unit = t.unit_vector(_index(e, j, cols), cols)
        return e.made(t.mul(base.term, unit), (rows, ONE), node)
    if j.op == "all":
        unit = t.unit_vector(_index(e, i, rows), rows)
        return e.made(t.mul(t.transpose(unit), base.term), (ONE, cols), node)
    pair = (_index(e, i, rows), _index(e, j, cols))
    return e.made(t.entry(base.term, *pair), (), node)


def member(e: Elaborator, node: Node) -> Value:
    """x_i, a letter of a family; of a column also its entry x_{ij}, of a matrix A_{i,jk}."""
    above, *indices = node.args
    family = Family.of(e.value(above).term)
    if family is None:
        e.refuse("this is no family", node)
    if len(indices) == 1:
        indices = split_index(indices[0])
    if any(index.op == "all" for index in indices):
        e.refuse("an index of one letter of the family was expected", node)
    before = dict(e.bound)
    for letter in FREE_INDICES:
        if letter not in e.names:
            e.bound.setdefault(letter, t.index(letter))
    first = _index(e, indices[0], family.count)
    made = e.made(family.member(first), family.shape, node)
    if len(indices) > 1:
        made = _entry_of(e, made, indices[1:], node)
    e.bound = before
    return made


def split_index(node: Node) -> list[Node]:
    """`ij` as two indices, `12` as 1 and 2."""
    if node.op == "braces":
        return split_index(node.args[0])
    if node.op == "product" and len(node.args) == 2:
        return list(node.args)
    if node.op == "number" and len(str(node.value)) == 2 and node.value.is_Integer:
        digits = [Integer(digit) for digit in str(node.value)]
        if 0 not in digits:
            return [node._replace(value=digit) for digit in digits]
    return [node]


def _index(e: Elaborator, node: Node, size: Dim) -> Term:
    """An index; what it runs over is noted."""
    found = e.scalar(node, "an index")
    if isinstance(found, Integer):
        if found < 1 or (isinstance(size, Integer) and found > size):
            e.wrong(f"there is no entry {found}: the size is {size}", node)
    elif isinstance(found, Symbol) and found in e.ranges:
        e.ranges[found].append((size, node))
    elif not found.is_integer:
        e.refuse("an index must be an integer", node, "declare it as index")
    return found


def unit_vector(e: Elaborator, node: Node) -> Value:
    """e_i: a column of unknown size."""
    size = e.unknown(node)
    found = _index(e, node.args[0], size)
    return e.made(t.unit_vector(found, size), (size, ONE), node)


def index_sum(e: Elaborator, node: Node) -> Value:
    """A sum; without written bounds each index runs over the size of the entries it is used in."""
    names, relation, product = node.value
    symbols = [t.index(name) for name in names]
    before = dict(e.bound), dict(e.ranges)
    written = node.args[1:] if relation in ("", "=") else node.args[1:-2]
    bounds = [e.scalar(arg, "a bound") for arg in written]
    e.bound |= dict(zip(names, symbols, strict=True))
    e.ranges |= {symbol: [] for symbol in symbols}
    body = e.scalarised(e.value(node.args[0]))
    term, shape = body.term, body.shape
    _refuse_families(e, names, term, node)
    if relation not in ("", "="):
        term = t.mul(compared(e, node.args[-2:], relation).term, term)
    if product and shape:
        e.wrong("a product over an index is of scalars", node.args[0])
    for symbol in reversed(symbols):
        last = bounds[-1] if bounds else _range(e, symbol, node)
        first = bounds[0] if len(bounds) == 2 else ONE
        combined = t.index_product if product else t.index_sum
        term = combined(term, symbol, first, last)
    e.bound, e.ranges = before
    return e.made(term, shape, node)


def _refuse_families(e: Elaborator, names: Sequence[str], term: Term, node: Node) -> None:
    """A name such as x_i is one letter if it is declared so; it cannot be summed over i as well."""
    for symbol in ordered(t.free_symbols(term)):
        subscript = _SUBSCRIPT.search(symbol.name)
        indices = _INDEX.findall(subscript[1]) if subscript else []
        letters = {
            letter for index in indices if len(index) == 1 or index in _PAIRS for letter in index
        }
        bound = letters & set(names)
        if bound:
            e.refuse(
                f"{symbol.name} is declared as one letter, and {min(bound)} is bound by the sum",
                node.args[0],
                "declare the matrix or vector whose entries or columns are summed",
            )


def _range(e: Elaborator, symbol: Symbol, node: Node) -> Dim:
    found = e.ranges[symbol]
    if not found:
        e.refuse(f"what {symbol} runs over cannot be seen", node, r"write \sum_{i=1}^n")
    size = found[0][0]
    for other, where in found[1:]:
        if not e.dims.same(size, other):
            shown = [str(e.dims.resolve(dim)) for dim in (size, other)]
            e.wrong(f"{symbol} runs to {shown[0]} before, and to {shown[1]} here", where)
    return e.dims.resolve(size)
