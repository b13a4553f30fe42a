"""Limits are evaluated exactly: pole orders and ranks decide, no number stands for infinity."""

import pytest

from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.latex.declare import read_declarations
from derive.latex.reader import parse, read
from derive.models.equivalence import compare
from tests.hang import ends_within

SYMBOLS = read_declarations(
    r"X: n×d, A: n×n, B: n×n, y: n, \lambda: scalar, \sigma: scalar, \mu: scalar"
)
FREE = Context.of(SYMBOLS)
LETTERS = FREE.symbols
POSITIVE = FREE.assume(Fact("<", (parse("0", FREE), LETTERS[r"\lambda"])))
TALL = POSITIVE.assume(Fact("full_column_rank", (LETTERS["X"],)))
WIDE = POSITIVE.assume(Fact("full_row_rank", (LETTERS["X"],)))
REGULAR = FREE.assume(Fact("invertible", (LETTERS["A"],)))
NONZERO = FREE.assume(Fact("!=", (LETTERS[r"\sigma"], parse("0", FREE))))
DOWN, UP = r"\lim_{\lambda \to 0^+} ", r"\lim_{\lambda \to \infty} "
RIDGE = r"(X^\top X + \lambda I)^{-1} X^\top y"


@pytest.mark.parametrize(
    ("context", "left", "right", "status"),
    [
        (POSITIVE, DOWN + RIDGE, "X^+ y", "equal"),
        (TALL, DOWN + RIDGE, r"(X^\top X)^{-1} X^\top y", "equal"),
        (POSITIVE, DOWN + RIDGE, r"(X^\top X)^{-1} X^\top y", "different"),
        (WIDE, DOWN + RIDGE, r"X^\top (X X^\top)^{-1} y", "equal"),
        (TALL, DOWN + RIDGE, r"X^\top (X X^\top)^{-1} y", "undefined"),
        (POSITIVE, UP + RIDGE, "0", "equal"),
        (POSITIVE, UP + r"\lambda " + RIDGE, r"X^\top y", "equal"),
        (POSITIVE, UP + r"\lambda " + RIDGE, r"X^\top y + X^+ y", "different"),
        (POSITIVE, DOWN + r"(X^\top X + \lambda I)^{-1}", r"(X^\top X)^+", "different"),
        (TALL, DOWN + r"(X^\top X + \lambda I)^{-1}", r"(X^\top X)^{-1}", "equal"),
        (FREE, UP + r"(A + \lambda B)^{-1}", "0", "different"),  # a singular B
        (FREE, r"\lim_{\lambda \to 0} (A + \lambda B)", "A", "equal"),
        (REGULAR, r"\lim_{\lambda \to 0} (A + \lambda B)^{-1}", "A^{-1}", "equal"),
        (FREE, r"\lim_{\lambda \to 0} \det(A + \lambda B)", r"\det A", "equal"),
        (FREE, DOWN + r"\operatorname{rank}(A + \lambda I)", "n", "equal"),
        (FREE, DOWN + r"\operatorname{rank}(A + \lambda I)", r"\operatorname{rank} A", "different"),
        (FREE, DOWN + r"\lambda (\lambda X)^+", "X^+", "equal"),
        (FREE, DOWN + r"\lVert y + \lambda y \rVert^2", r"y^\top y", "equal"),
        (NONZERO, DOWN + r"\frac{\sigma}{\sigma^2 + \lambda}", r"\frac{1}{\sigma}", "equal"),
        (FREE, DOWN + r"\frac{\sigma}{\sigma^2 + \lambda}", r"\frac{1}{\sigma}", "different"),
        (FREE, r"\lim_{\lambda \to \sigma} \lambda^2", r"\sigma^2", "equal"),
        (FREE, r"\lim_{\lambda \to 2} \frac{\lambda^2 - 4}{\lambda - 2}", "4", "equal"),
        (FREE, UP + r"\frac{3 \lambda^2 + \mu}{\lambda^2 + 1}", "3", "equal"),
        (FREE, UP + r"\frac{\sqrt{\lambda}}{\sqrt{\lambda} + 1}", "1", "equal"),
        (FREE, DOWN + r"\frac{\lambda}{\sqrt{\lambda}}", "0", "equal"),
        (FREE, r"\lim_{t \to 3} t \mu", r"3 \mu", "equal"),
        (POSITIVE, r"\lambda + \lim_{\lambda \to 0} \lambda", r"\lambda", "equal"),  # it is bound
    ],
)
def test_limits_have_exact_values(context, left, right, status):
    left = parse(left, context)
    right = read(right, context, expected=shape_of(left)).term
    assert compare(context, left, right).status == status


@pytest.mark.parametrize(
    "diverging",
    [
        r"\lim_{\lambda \to 0^+} \frac{1}{\lambda}",
        r"\lim_{\lambda \to \infty} \lambda",
        r"\lim_{\lambda \to 0} \lambda \cdot (\lambda - \lambda)^{-1}",
        r"\lim_{\lambda \to 1} \frac{\lambda}{\lambda^2 - 1}",
    ],
)
@pytest.mark.parametrize("value", ["0", "1"])
def test_what_diverges_equals_nothing(diverging, value):
    verdict = compare(FREE, parse(diverging, FREE), parse(value, FREE))
    assert verdict.status == "undefined"


@pytest.mark.parametrize(
    "beyond",
    [
        r"\lim_{\lambda \to 0} \frac{\lvert \lambda \rvert}{\lambda}",
        r"\lim_{\lambda \to 0} \frac{\exp(\lambda) - 1}{\lambda}",
        r"\lim_{\lambda \to 0} \max(\lambda, 0)",
        r"\lim_{\lambda \to 0} \sqrt{\lambda}",
        r"\lim_{\lambda \to 0} (\lim_{\mu \to 0} \mu)",
        r"\lim_{\lambda \to 0} \frac{\lambda^{60} \lambda^{60} \lambda^{60} \lambda^{60} \lambda^{62}}{2}",
    ],
)
def test_what_is_not_rational_is_undecided(beyond):
    for value in ("0", "1", "-1"):
        verdict = compare(FREE, parse(beyond, FREE), parse(value, FREE))
        assert verdict.status == "undecided"


def test_large_powers_end_soon():
    power = parse(r"\lim_{\lambda \to 0} (A + \lambda B)^{64}", FREE)
    with ends_within(30):
        assert compare(FREE, power, parse("A^{64}", FREE)).status in ("equal", "undecided")
