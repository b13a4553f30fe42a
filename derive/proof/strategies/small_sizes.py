"""Lines of small literal sizes, compared cell by cell."""

from __future__ import annotations

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.primitives.cells import cell_by_cell
from derive.proof.step import Step

__all__ = ["compared_cell_by_cell"]


def compared_cell_by_cell(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """The step between two lines whose letters all have literal sizes; None where there is none."""
    letters = {x for line in (before, after) for x in t.free_symbols(line) if t.is_matrix(x)}
    if not letters or not all(isinstance(side, Integer) for x in letters for side in x.shape):
        return None
    try:
        return (kernel.apply(context, before, cell_by_cell, Position(), after),)
    except StepError:
        return None
