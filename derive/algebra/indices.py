"""Indices: what a sum binds, and replacing an index without capture.

A sum over an index and a tabulated matrix bind their indices: the name of a bound index means
nothing outside, and two terms that differ by such names only are the same line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.approach import approaches_above, limits_above
from derive.algebra.context import Context, Fact
from derive.algebra.term import Dim, Term

__all__ = [
    "binders",
    "canonical",
    "delta",
    "entry_of",
    "free_indices",
    "fresh_index",
    "inside",
    "is_delta",
    "range_facts",
    "ranges_above",
    "replace_index",
    "tabulate",
]

_SUMS = (t.IndexSum, t.MatrixSum)


def delta(i: Term, j: Term) -> Term:
    """The Kronecker delta: 1 where the two indices are equal, else 0."""
    return t.Term.__new__(t.Indicator, i, Symbol("="), j)


def is_delta(term: Term) -> bool:
    """Whether the term compares two indices for equality."""
    return (
        isinstance(term, t.Indicator)
        and term.args[1].name == "="
        and all(_is_index(side) for side in (term.args[0], term.args[2]))
    )


def _is_index(term: Term) -> bool:
    return isinstance(term, Symbol) and t.index(term.name) == term


def binders(term: Term) -> tuple[Symbol, ...]:
    """The indices that the node itself binds."""
    if isinstance(term, _SUMS):
        return (term.args[1],)
    if isinstance(term, t.Tabulated):
        return tuple(arg for arg in term.args[1:3] if isinstance(arg, Symbol))
    return ()


def free_indices(term: Term) -> frozenset[Term]:
    """The index symbols that occur in the term and that nothing in it binds."""
    if _is_index(term):
        return frozenset({term})
    if t.is_leaf(term):
        return frozenset()
    found: frozenset[Term] = frozenset().union(*map(free_indices, term.args))
    bound = binders(term)
    if not bound:
        return found
    outside = frozenset().union(*map(free_indices, _unbound(term)))
    return (found - frozenset(bound)) | outside


def _unbound(term: Term) -> tuple[Term, ...]:
    """The arguments of a node that binds an index in which that index is not bound: the bounds."""
    return term.args[2:] if isinstance(term, _SUMS) else term.args[3:]


def replace_index(term: Term, by: Mapping[Term, Term]) -> Term:
    """The term with its free indices replaced; a bound index that would capture is renamed."""
    by = {index: new for index, new in by.items() if index in free_indices(term)}
    if not by:
        return term
    if term in by:
        return by[term]
    bound = binders(term)
    if not bound:
        return t.rebuild(term, [replace_index(arg, by) for arg in term.args])
    incoming = frozenset().union(*map(free_indices, by.values()))
    inner = {index: new for index, new in by.items() if index not in bound}
    for index in bound:
        if index in incoming:
            inner[index] = _fresh(index, incoming | free_indices(term.args[0]) | set(bound))
    outside = _unbound(term)
    within = term.args[: len(term.args) - len(outside)]
    args = [replace_index(arg, inner) for arg in within]
    return t.rebuild(term, [*args, *(replace_index(arg, by) for arg in outside)])


def _fresh(index: Symbol, taken: frozenset[Term] | set[Term]) -> Symbol:
    return next(new for new in _names(index.name) if new not in taken)


def _names(name: str) -> Iterator[Symbol]:
    yield from (t.index(letter) for letter in "ijklpqrst")
    count = 1
    while True:
        yield t.index(f"{name}_{{{count}}}")
        count += 1


def canonical(term: Term) -> Term:
    """A node that binds indices, these named by how deep other binders stand below it."""
    by: dict[Term, Term] = {}
    for n, index in enumerate(binders(term)):
        by[index] = t.index(f"·{_height(term)}·{n}")
    within = len(term.args) - len(_unbound(term))
    args = [replace_index(arg, by) for arg in term.args[:within]]
    return t.Term.__new__(type(term), *args, *term.args[within:])


def _height(term: Term) -> int:
    if t.is_leaf(term):
        return 0
    return max(map(_height, term.args)) + bool(binders(term))


def range_facts(index: Term, size: Dim) -> tuple[Fact, ...]:
    """That an index is one of 1, ..., size."""
    return (Fact("<=", (t.ONE, index)), Fact("<=", (index, size)))


def ranges_above(term: Term, path: Sequence[int]) -> tuple[Fact, ...]:
    """What the sums inside which a subterm stands say of their indices."""
    known: tuple[Fact, ...] = ()
    for place in path:
        if isinstance(term, _SUMS) and place == 0:
            _, over, first, last = term.args
            known = tuple(fact for fact in known if not _speaks_of(fact, {over}))
            known += (Fact("<=", (first, over)), Fact("<=", (over, last)))
        term = term.args[place]
    return known


def _speaks_of(fact: Fact, indices: Set[Term]) -> bool:
    return any(free_indices(arg) & indices for arg in fact.args)


def inside(context: Context, term: Term, path: Sequence[int]) -> Context:
    """What is known where a subterm stands: of a bound index its range, of the variable of a limit
    that it is near its point, and nothing else."""
    ranges = ranges_above(term, path)
    letters = {node.args[-3] for node in limits_above(term, path)}
    if not ranges and not letters:
        return context
    bound = frozenset().union(*(free_indices(arg) for fact in ranges for arg in fact.args))
    kept = (
        fact
        for fact in context.facts
        if not _speaks_of(fact, bound) and not any(letters & t.free_symbols(a) for a in fact.args)
    )
    return Context(context.symbols, (*kept, *ranges, *approaches_above(term, path)))


def fresh_index(taken: Iterable[Term]) -> Symbol:
    """An index with a name that is not taken."""
    names = {getattr(symbol, "name", "") for symbol in taken}
    return next(new for new in _names("i") if new.name not in names)


def tabulate(entry: Term, row: Term, column: Term, rows: Term, columns: Term) -> Term:
    """The matrix with this entry at each (row, column)."""
    return t.Term.__new__(t.Tabulated, entry, row, column, rows, columns)


def entry_of(table: Term, row: Term, column: Term) -> Term:
    """The entry of a tabulated matrix at an index."""
    inner, i, j = table.args[:3]
    by: dict[Term, Term] = {
        index: at for index, at in ((i, row), (j, column)) if isinstance(index, Symbol)
    }
    return replace_index(inner, by)
