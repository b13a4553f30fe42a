r"""The layout of derivatives: whether `\frac{\partial f}{\partial x}` of a scalar is a row, or has
the shape of x.

One question or document has one layout.  Where the context does not say it, it is the first of an
order in which what is read is well-typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from derive.algebra.context import Context
from derive.errors import ContextError, ShapeError

__all__ = ["GRADIENT_FIRST", "LAYOUTS", "ROW_FIRST", "LaidOut", "checked_layout", "laid_out"]

LAYOUTS = ("row", "gradient")
ROW_FIRST = ("row", "gradient")
GRADIENT_FIRST = ("gradient", "row")
_SIGNS = (r"\partial", "∂", "d}", "d ", "{d")

Read = TypeVar("Read")


class LaidOut(Generic[Read]):
    """What was read, under which context, and which layout was assumed for it, in words."""

    __slots__ = ("assumed", "context", "value")

    def __init__(self, value: Read, context: Context, assumed: str) -> None:
        self.value, self.context, self.assumed = value, context, assumed


def checked_layout(said: object) -> str:
    """`row`, `gradient`, or "" for nothing.  Raises ContextError for anything else."""
    if said in (None, ""):
        return ""
    if said not in LAYOUTS:
        raise ContextError(f"the layout {said} is not known", expected="row or gradient")
    return str(said)


def laid_out(
    context: Context,
    texts: Sequence[str],
    order: Sequence[str],
    read: Callable[[Context], Read],
) -> LaidOut[Read]:
    """What `read` makes of the texts in the layout of the context, or else in the first of `order`
    in which they are well-typed.

    Raises what `read` raises in the row layout if they are so in none.
    """
    signed = any(sign in text for text in texts for sign in _SIGNS)
    if context.layout or not signed:
        return LaidOut(read(context), context, "")
    found: dict[str, Read] = {}
    for layout in order:
        try:
            found[layout] = read(replace(context, layout=layout))
        except ShapeError:
            continue
    if not found:
        return LaidOut(read(context), context, "")
    layout, value = next(iter(found.items()))
    if len(found) > 1 and all(other == value for other in found.values()):
        return LaidOut(value, context, "")
    said = "a derivative of a scalar is a row" if layout == "row" else _GRADIENT
    return LaidOut(value, replace(context, layout=layout), f"layout {layout}: {said}")


_GRADIENT = "a derivative of a scalar has the shape of what it is by"
