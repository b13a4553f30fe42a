"""Lines and ends of derivations are defined on the same values, the irrational ones included."""

import pytest

from derive.algebra.shapes import shape_of
from derive.errors import StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse, read
from derive.proof import kernel
from derive.proof.search import explain

SYMBOLS = {
    "c": "scalar",
    "d": "scalar",
    "y": "scalar",
    r"\lambda": "scalar",
    "A": ["n", "n"],
    "B": ["n", "n"],
    "X": ["m", "n"],
    "v": ["m", 1],
}
RIDGE = r"\lim_{\lambda \to 0^+} (X^\top X + \lambda I)^{-1} X^\top v"


def derived(before, after, assumed):
    context = read_context({"symbols": SYMBOLS, "assume": assumed})
    start = parse(before, context)
    end = read(after, context, expected=shape_of(start)).term
    return kernel.derivation(context, start, explain(context, start, end))


@pytest.mark.parametrize(
    ("before", "after", "assumed"),
    [
        ("c", r"c + \frac{3}{d^2 - 2} - \frac{3}{d^2 - 2}", []),  # d = √2
        ("c", r"c + \log((d^2 - 2)^2) - \log((d^2 - 2)^2)", []),
        (r"\frac{c (d^2 - 2)}{d^2 - 2}", "c", []),
        (r"\frac{c}{y} - \frac{c}{y}", "0", []),
        (r"\log(c) - \log(c)", "0", [r"c \ge 0"]),
        ("A A^{-1} B", "B", []),
    ],
)
def test_refused(before, after, assumed):
    with pytest.raises(StepError, match=r"may have no value|not defined"):
        derived(before, after, assumed)


def test_what_must_be_assumed_is_said():
    with pytest.raises(StepError) as caught:
        derived("c", r"c + \frac{3}{d^2 - 2} - \frac{3}{d^2 - 2}", [])
    assert caught.value.hint == "assume that d^2 - 2 ≠ 0"


@pytest.mark.parametrize(
    ("before", "after", "assumed"),
    [
        ("c", r"c + \frac{3}{d^2 + 2} - \frac{3}{d^2 + 2}", []),
        ("c", r"c + \frac{3}{d^2 - 2} - \frac{3}{d^2 - 2}", [r"d^2 - 2 \neq 0"]),
        ("c", r"c + \frac{3}{d} - \frac{3}{d}", ["d > 0"]),
        (r"\frac{c (d^2 - 2)}{d^2 - 2}", "c", [r"d^2 - 2 \neq 0"]),
        (r"\frac{c}{y} - \frac{c}{y}", "0", [r"y \neq 0"]),
        (r"\log(c) - \log(c)", "0", ["c > 0"]),
        ("A A^{-1} B", "B", ["invertible(A)"]),
        ("(A B)^{-1}", "B^{-1} A^{-1}", []),
        (RIDGE, "X^+ v", []),
        # by agreement ReLU'(0) is 0, which the reason of the step says
        (r"\frac{\partial}{\partial c} \operatorname{ReLU}(c)", r"\mathbb{1}[c > 0]", []),
    ],
)
def test_made(before, after, assumed):
    assert derived(before, after, assumed).relation == "="
