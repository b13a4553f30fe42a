"""Cell by cell: a term of literal sizes replaced by one whose entries are the same polynomials."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.cells import Cells
from derive.algebra.context import Context
from derive.algebra.pattern import Position, get, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.proof.primitives.checked import Checked
from derive.proof.scoping import refuse_bound, refuse_corners
from derive.proof.step import CellByCell

__all__ = ["cell_by_cell"]


def cell_by_cell(context: Context, term: Term, position: Position, new: Term) -> Checked:
    """`term` with the part at a position replaced by one with the same entries.

    Both are polynomials in the entries of letters, so that they have values everywhere; nothing
    that is assumed is used.  Raises StepError where they are not, and where the entries differ.
    """
    if position.window is not None:
        raise StepError("a whole term is compared cell by cell")
    old = get(term, position)
    if isinstance(old, t.STATEMENTS) or isinstance(new, t.STATEMENTS):
        raise StepError("only terms have cells")
    if not context.dims().same_shape(shape_of(old), shape_of(new)):
        raise StepError("the two sides of a step must have one shape")
    cells = Cells()
    try:
        same = cells.of(old) == cells.of(new)
    except LimitError as error:
        raise StepError(f"the two are not compared cell by cell: {error}") from None
    if not same:
        raise StepError("the two differ in a cell")
    refuse_bound(term, position, [])
    refuse_corners(term, position, old, new)
    return Checked(put(term, position, new), CellByCell(), position)
