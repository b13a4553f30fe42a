"""What words say of two formulas: the letters that the tables of laws are written with."""

from derive.algebra.shapes import shape_of
from derive.algebra.term import as_scalar
from derive.judging.all_sizes import all_sizes_of
from derive.latex.answer import read_answer
from derive.latex.declare import read_context

__all__ = ["accepted"]

SYMBOLS = {
    **{name: ["n", "n"] for name in "ABCDSPQRKL"},
    **{name: ["n", "d"] for name in "XY"},
    **{name: ["n", 1] for name in "xyuvzpq"},
    **{"w": ["d", 1], "M": ["2", "2"], "N": ["3", "3"], "U": ["n", "k"], "V": ["k", "n"]},
    **{"i": "index", "j": "index", "k": "positive_integer"},
    **dict.fromkeys(("a", "b", "c", "s", "t", r"\lambda", r"\theta"), "scalar"),
}


def accepted(gold, answer, *assumed):
    """Whether words show the answer wherever the gold has a value, and that it has one there."""
    context = read_context({"symbols": SYMBOLS, "assume": list(assumed)})
    left = read_answer(gold, context).term
    right = read_answer(answer, context, expected=shape_of(left)).term
    if shape_of(left) != shape_of(right):
        left, right = (as_scalar(side) if shape_of(side) else side for side in (left, right))
    words = all_sizes_of(context)
    return words.shown(left, right) and words.always_defined(right, left)
