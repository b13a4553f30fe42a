"""Indices: what a sum binds, and replacing an index without capture.

A sum over an index and a tabulated matrix bind their indices: the name of a bound index means
nothing outside, and two terms that differ by such names only are the same line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sympy import Symbol

from derive.algebra import symbols
from derive.algebra.operation import build
from derive.algebra.scalar_operations import Indicator, indicator
from derive.algebra.shapes import operation_of
from derive.algebra.symbols import Term
from derive.algebra.traversal import is_leaf, rebuild

__all__ = [
    "binders",
    "bound_indices",
    "canonical",
    "delta",
    "free_indices",
    "fresh_index",
    "is_delta",
]
__all__ += ["replace_index"]


def delta(i: Term, j: Term) -> Term:
    """The Kronecker delta: 1 where the two indices are equal, else 0."""
    return indicator(i, "=", j)


def is_delta(term: Term) -> bool:
    """Whether the term compares two indices for equality."""
    return (
        isinstance(term, Indicator)
        and term.args[1].name == "="
        and all(_is_index(side) for side in (term.args[0], term.args[2]))
    )


def _is_index(term: Term) -> bool:
    return isinstance(term, Symbol) and symbols.index(term.name) == term


def binders(term: Term) -> tuple[Symbol, ...]:
    """The indices that the node itself binds; the number 1 where a column has no second one."""
    operation = operation_of(term)
    bound = operation.indices if operation is not None else ()
    return tuple(term.args[place] for place in bound if isinstance(term.args[place], Symbol))


def bound_indices(term: Term) -> frozenset[Term]:
    """The index symbols that something in the term binds."""
    if is_leaf(term):
        return frozenset()
    below: frozenset[Term] = frozenset().union(*map(bound_indices, term.args))
    return below | frozenset(binders(term))


def free_indices(term: Term) -> frozenset[Term]:
    """The index symbols that occur in the term and that nothing in it binds."""
    if _is_index(term):
        return frozenset({term})
    if is_leaf(term):
        return frozenset()
    found: frozenset[Term] = frozenset().union(*map(free_indices, term.args))
    bound = binders(term)
    if not bound:
        return found
    outside = frozenset().union(*map(free_indices, _unbound(term)))
    return (found - frozenset(bound)) | outside


def _unbound(term: Term) -> tuple[Term, ...]:
    """The arguments of a node that binds an index in which that index is not bound: the bounds."""
    operation = operation_of(term)
    assert operation is not None  # it binds an index
    return term.args[max(operation.indices) + 1 :]


def replace_index(term: Term, by: Mapping[Term, Term]) -> Term:
    """The term with its free indices replaced; a bound index that would capture is renamed."""
    by = {index: new for index, new in by.items() if index in free_indices(term)}
    if not by:
        return term
    if term in by:
        return by[term]
    bound = binders(term)
    if not bound:
        return rebuild(term, [replace_index(arg, by) for arg in term.args])
    incoming = frozenset().union(*map(free_indices, by.values()))
    inner = {index: new for index, new in by.items() if index not in bound}
    for index in bound:
        if index in incoming:
            inner[index] = _fresh(index, incoming | free_indices(term.args[0]) | set(bound))
    outside = _unbound(term)
    within = term.args[: len(term.args) - len(outside)]
    args = [replace_index(arg, inner) for arg in within]
    return rebuild(term, [*args, *(replace_index(arg, by) for arg in outside)])


def _fresh(index: Symbol, taken: frozenset[Term] | set[Term]) -> Symbol:
    return next(new for new in _names(index.name) if new not in taken)


def _names(name: str) -> Iterator[Symbol]:
    yield from (symbols.index(letter) for letter in "ijklpqrst")
    count = 1
    while True:
        yield symbols.index(f"{name}_{{{count}}}")
        count += 1


def canonical(term: Term) -> Term:
    """A node that binds indices, these named by how deep other binders stand below it."""
    by: dict[Term, Term] = {}
    for n, index in enumerate(binders(term)):
        by[index] = symbols.index(f"·{_height(term)}·{n}")
    within = len(term.args) - len(_unbound(term))
    args = [replace_index(arg, by) for arg in term.args[:within]]
    return build(type(term), *args, *term.args[within:])


def _height(term: Term) -> int:
    if is_leaf(term):
        return 0
    return max(map(_height, term.args)) + bool(binders(term))


def fresh_index(taken: Iterable[Term]) -> Symbol:
    """An index with a name that is not taken."""
    names = {getattr(symbol, "name", "") for symbol in taken}
    return next(new for new in _names("i") if new.name not in names)
