"""Whether two formulas are equal at every size, by every strategy that words have.

Cheap ones come first: one normal form, then entries, then rewriting with the assumed equations,
then cells of blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.algebra.cell_equality import equal_in_cells
from derive.algebra.context import Fact
from derive.algebra.contractions import equal_in_entries
from derive.algebra.normal_words import equal_by_equations, equal_everywhere
from derive.algebra.term import Term
from derive.algebra.word_reading import Known

__all__ = ["equal_at_all_sizes"]


def equal_at_all_sizes(
    left: Term, right: Term, known: Known, equations: Iterable[Fact] = ()
) -> bool:
    """Whether two formulas of one shape are shown to be equal wherever both have values and the
    equations hold; False also where that is not seen."""
    assumed = tuple(equations)
    return (
        equal_everywhere(left, right, known)
        or equal_in_entries(left, right, known)
        or equal_by_equations(left, right, known, assumed)
        or equal_in_cells(left, right, known, assumed)
    )
