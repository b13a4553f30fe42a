"""Whether two formulas are equal at every size, by every strategy that words have.

Entries come first where they can help, then words and rewriting with the assumed equations, then
cells of blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.algebra import term as t
from derive.algebra.cell_equality import equal_in_cells
from derive.algebra.context import Fact
from derive.algebra.contractions import equal_in_entries
from derive.algebra.normal_words import definitions, equal_by_equations, written_out
from derive.algebra.term import Term
from derive.algebra.word_reading import Known
from derive.errors import LimitError

__all__ = ["equal_at_all_sizes"]


OF_ENTRIES: tuple[type, ...] = (t.HadamardProduct, t.KroneckerProduct, t.Vectorization, t.Diagonal)
OF_ENTRIES += (t.DiagonalMatrix, t.Entry, t.IndexSum, t.MatrixSum, t.IndexProduct, t.OneMatrix)
OF_ENTRIES += (t.UnitVector, t.Elementwise, t.Indicator, t.Cases)


def equal_at_all_sizes(
    left: Term, right: Term, known: Known, equations: Iterable[Fact] = ()
) -> bool:
    """Whether two formulas of one shape are shown to be equal wherever both have values and the
    equations hold; False also where that is not seen."""
    assumed = tuple(equations)
    return (
        (_has_entries(left, right) and _equal_in_entries(left, right, known, assumed))
        or equal_by_equations(left, right, known, assumed)
        or equal_in_cells(left, right, known, assumed)
    )


def _equal_in_entries(left: Term, right: Term, known: Known, equations: tuple[Fact, ...]) -> bool:
    """Whether the two are equal entry by entry, as they stand or with the defined letters written
    out."""
    if equal_in_entries(left, right, known):
        return True
    try:
        values = definitions(equations)
        one, other = (written_out(side, values) for side in (left, right))
    except LimitError:
        return False
    return (one, other) != (left, right) and equal_in_entries(one, other, known)


def _has_entries(*terms: Term) -> bool:
    """Whether an operation stands in the terms that words leave as a letter."""
    return any(isinstance(part, OF_ENTRIES) for term in terms for part in t.subterms(term))
