"""A sum over an index replaced by its closed form."""

from __future__ import annotations

from derive.algebra.closing import closed_sum
from derive.algebra.context import Context
from derive.algebra.differentiation import is_total
from derive.algebra.expansion import Expansion
from derive.algebra.pattern import Position, get, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, ShapeError, StepError
from derive.proof.primitives.checked import Checked
from derive.proof.step import Closed

__all__ = ["close"]


def close(context: Context, term: Term, position: Position, new: Term) -> Checked:
    """`term` with the sum at a position replaced by what it is in closed form.

    Raises StepError where it is not, and for what may have no value.
    """
    node = get(term, position)
    expansion = Expansion()
    try:
        value = closed_sum(node)
        if not context.dims().same_shape(shape_of(value), shape_of(new)):
            raise StepError("the closed form has another shape")
        if expansion.of(value) != expansion.of(new):
            raise StepError("the sum has another closed form")
    except (LimitError, ShapeError) as error:
        raise StepError(f"this sum is not closed: {error}") from None
    if not is_total(node.args[0]) or not is_total(new):
        raise StepError("only sums of what always has a value are closed")
    return Checked(put(term, position, new), Closed(), position)
