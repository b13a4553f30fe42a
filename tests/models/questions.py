"""Two formulas in the context of a question, read from LaTeX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from derive.algebra.context import Context
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.latex.answer import read_answer
from derive.latex.declare import read_context

__all__ = ["asked"]

# letters by their shapes: A, B, C, P, Q, M square, X, Y: n×d, x, y, u, v, w columns, Z: n×2, W: n×3
SHAPES: Mapping[str, Any] = {
    **{key: ["n", "n"] for key in "ABCMPQ"},
    **{key: ["n", "d"] for key in "XY"},
    **{key: ["n", 1] for key in "xyuvw"},
    "Z": ["n", 2],
    "W": ["n", 3],
    **dict.fromkeys("abcstk", "scalar"),
    "q": "index",
}


def asked(
    left: str, right: str, assume: Sequence[str] = (), **more: Any
) -> tuple[Context, Term, Term]:
    """The context of the letters that occur, with the two formulas; `more` declares letters."""
    text = " ".join((left, right, *assume))
    symbols = {name: shape for name, shape in {**SHAPES, **more}.items() if name in text}
    context = read_context({"symbols": symbols, "assume": list(assume)})
    one = read_answer(left, context).term
    return context, one, read_answer(right, context, expected=shape_of(one)).term
