"""Two matrices are equal if their entries are, whatever the indices."""

from __future__ import annotations

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.index_ranges import range_facts
from derive.algebra.indices import free_indices
from derive.algebra.normal_form import equal_modulo
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.primitives.checked import Checked
from derive.proof.step import Derivation, Entrywise, refuse_forged

__all__ = ["entrywise"]


def entrywise(
    context: Context, before: Term, after: Term, entries: Derivation, row: Term, column: Term
) -> Checked:
    """A matrix whose entries (row, column) are equal to those of `before` for all such indices.

    `entries` derives the entry of the after from that of the before; it may assume, beyond the
    context, that the indices are in range.  The index of a side of size 1 is the number 1.  Raises
    StepError for other indices, other assumptions, and a derivation of other entries.
    """
    refuse_forged(Derivation, entries)
    ranges: list[Fact] = []
    for index, size in zip((row, column), shape_of(before), strict=True):
        if index == 1 and size == 1:
            continue
        taken = context.symbols.keys() | {dim.name for dim in context.dimensions}
        unknown = isinstance(index, Symbol) and index.name not in taken
        if index not in free_indices(index) or not unknown:
            raise StepError(f"{index} must be an index of which nothing is known")
        ranges += range_facts(index, size)
    free = frozenset().union(*(free_indices(side) for side in (before, after)))
    if row == column or free & {row, column}:
        raise StepError("the indices of the entry mean something else already")
    if not set(entries.context.facts) <= {*context.facts, *ranges}:
        raise StepError("the entries are derived under assumptions that are not made here")
    wanted = (t.entry(side, row, column) for side in (before, after))
    if not all(map(equal_modulo, (entries.start, entries.end), wanted)):
        raise StepError(f"the derivation of the entries does not lead from {before} to {after}")
    return Checked(after, Entrywise(row, column, entries))
