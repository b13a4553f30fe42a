"""Equality of block matrices, and of matrices of a fixed size, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable

from derive.algebra import term as t
from derive.algebra.block_words import Grids
from derive.algebra.context import Fact
from derive.algebra.grids import has_cells
from derive.algebra.normal_words import definitions, new_reading
from derive.algebra.term import Term
from derive.algebra.word_reading import Known
from derive.errors import LimitError

__all__ = ["equal_in_cells"]

FUEL = 20_000


def equal_in_cells(
    left: Term, right: Term, known: Known, equations: Iterable[Fact] = (), fuel: int = FUEL
) -> bool:
    """Whether two formulas with block matrices, or matrices of a fixed size, have equal cells
    wherever both are defined and the equations hold; False also where that is not seen."""
    if not (has_cells(left) or has_cells(right)):
        return False
    assumed = tuple(equations)
    grids = Grids(new_reading(known))
    try:
        values = definitions(assumed)
        said = [fact for fact in assumed if values.get(fact.args[0]) != fact.args[1]]
        sides = [fact.args for fact in said if _is_read(fact)]
        rules = [grids.difference(one, other, values) for one, other in sides]
        cells = grids.difference(left, right, values)
        return grids.vanish(cells, [cell for rule in rules for cell in rule], fuel)
    except (LimitError, ZeroDivisionError):
        return False


def _is_read(fact: Fact) -> bool:
    return fact.predicate == "=" and all(t.is_matrix(a) or t.is_scalar(a) for a in fact.args)
