"""What is known of the indices and variables inside which a subterm stands."""

from __future__ import annotations

from collections.abc import Sequence, Set

from derive.algebra import term as t
from derive.algebra.approach import approaches_above, limits_above
from derive.algebra.context import Context, Fact
from derive.algebra.indices import free_indices
from derive.algebra.term import Dim, Term

__all__ = ["inside", "range_facts", "ranges_above"]

_SUMS = (t.IndexSum, t.MatrixSum)


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
