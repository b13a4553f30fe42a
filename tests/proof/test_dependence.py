"""Steps below a binder, where letters vary with what is bound there through assumptions."""

import pytest

from derive.algebra.pattern import Position
from derive.errors import StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.proof import kernel
from derive.proof.search import explain

SYMBOLS = {"c": "scalar", "d": "scalar", "s": "scalar", "y": ["n", 1], "x": ["n", 1]}


@pytest.mark.parametrize(
    ("assumed", "before", "after"),
    [
        (["d = c^2"], r"\lim_{c \to 0} d", "d"),
        (["d = c^2"], r"\lim_{c \to 0} (d + 1)", "d + 1"),
        (["d = c s"], r"\lim_{c \to 1} \frac{d}{ds} (d s)", r"\lim_{c \to 1} d"),
        (["y = c x"], r"\frac{\partial}{\partial x} (y^T x)", "y^T"),
        (["c y = x"], r"\frac{\partial}{\partial x} (y^T x)", "y^T"),
    ],
)
def test_a_letter_that_varies_is_no_constant(assumed, before, after):
    context = read_context({"symbols": SYMBOLS, "assume": assumed})
    with pytest.raises(StepError):
        explain(context, parse(before, context), parse(after, context))


@pytest.mark.parametrize(
    ("assumed", "before", "after"),
    [
        (["s = c^2"], r"\lim_{c \to 0} d", "d"),
        (["d = c^2"], r"\lim_{c \to 0} c^2", "0"),
        (["y = c x"], r"\frac{\partial}{\partial x} (c x^T x)", "2 c x^T"),
    ],
)
def test_others_are(assumed, before, after):
    context = read_context({"symbols": SYMBOLS, "assume": assumed})
    steps = explain(context, parse(before, context), parse(after, context))
    assert steps[-1].after == parse(after, context)


def test_even_arithmetic_asks_for_it_written_out():
    context = read_context({"symbols": SYMBOLS, "assume": ["d = c^2"]})
    line, same = (parse(rf"\lim_{{c \to 0}} ({text})", context) for text in ("d + 1", "1 + d"))
    with pytest.raises(StepError, match="varies with what is bound"):
        kernel.arithmetic(context, line, same)
    assert (
        Position()
        == kernel.arithmetic(
            context, *(parse(rf"\lim_{{c \to 0}} ({text})", context) for text in ("s + 1", "1 + s"))
        ).position
    )
