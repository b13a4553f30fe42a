"""Limits and leading terms are read, printed, and read again."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.serialize import from_tree, to_tree
from derive.errors import ReadError, ShapeError
from derive.latex.declare import read_declarations
from derive.latex.printer import latex
from derive.latex.reader import read_statement

CONTEXT = Context.of(
    read_declarations(r"X: n×d, y: n, \lambda: scalar, \sigma: scalar, k: positive_integer")
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            r"\lim_{\lambda \to \infty} \lambda X",
            r"\lim_{\lambda \to \infty} \lambda \boldsymbol{X}",
        ),
        (r"\lim\limits_{\lambda\rightarrow+\infty} \lambda", r"\lim_{\lambda \to \infty} \lambda"),
        (r"\lim_{\lambda \downarrow 0} \lambda", r"\lim_{\lambda \to 0^{+}} \lambda"),
        (r"\lim_{λ → 0+} λ", r"\lim_{\lambda \to 0^{+}} \lambda"),
        (r"\lim_{\lambda \uparrow 2} \lambda", r"\lim_{\lambda \to 2^{-}} \lambda"),
        (r"\lim_{\lambda \to -\frac12} \lambda", r"\lim_{\lambda \to -\frac{1}{2}} \lambda"),
        (r"\lim_{\lambda \to -1/2} \lambda", r"\lim_{\lambda \to -\frac{1}{2}} \lambda"),
        (r"\lim_{t \to \sigma} t^2 + 1", r"\lim_{t \to \sigma} t^{2} + 1"),
        (r"\lim_{t \to 0} (t + 1)", r"\lim_{t \to 0} (t + 1)"),
        (r"2 \left(\lim_{t \to 0} t\right) y", r"2 (\lim_{t \to 0} t) \boldsymbol{y}"),
        (r"\lim_{t \to 0} (-t)", r"\lim_{t \to 0} (-t)"),
        (r"\lim_{t \to 0} t \, y^\top y", None),
        (
            r"\lambda y \to 0 \quad (\lambda \to 0^+)",
            r"\lim_{\lambda \to 0^{+}} \lambda \boldsymbol{y} = \boldsymbol{0}",
        ),
        (
            r"\frac{y}{\lambda} \xrightarrow{\lambda \to \infty} 0",
            r"\lim_{\lambda \to \infty} \frac{1}{\lambda} \boldsymbol{y} = \boldsymbol{0}",
        ),
        (
            r"\frac{\sigma}{\sigma^2 + \lambda} \sim \frac{\sigma}{\lambda} \text{ as } \sigma \to 0",
            r"\frac{\sigma}{\sigma^{2} + \lambda} \sim \frac{\sigma}{\lambda} \quad (\sigma \to 0)",
        ),
        (
            r"\sigma \sim 2 \sigma, \sigma \to \infty",
            r"\sigma \sim 2 \sigma \quad (\sigma \to \infty)",
        ),
    ],
)
def test_round_trip(text, printed):
    made = read_statement(text, CONTEXT)
    again = latex(made)
    assert read_statement(again, CONTEXT) == made
    assert from_tree(to_tree(made)) == made
    assert printed is None or again == printed


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (r"\lim \lambda", ReadError, "what tends to what"),
        (r"\lim_{\lambda} \lambda", ReadError, "arrow"),
        (r"\lim_{\lambda \to 0^2} \lambda", ReadError, "side"),
        (r"\lim_{\lambda \to \infty^+} \lambda", ReadError, "one side"),
        (r"\lim_{\lambda \to -\infty} \lambda", ReadError, "minus infinity"),
        (r"\lim_{\lambda \to \lambda} \lambda", ReadError, "itself"),
        (r"\lim_{\lambda \to X} \lambda", ShapeError, "scalar"),
        (r"\lim_{X \to 0} X", ReadError, "real number"),
        (r"\lim_{k \to 0} \frac{1}{k}", ReadError, "real number"),
        (r"\lim_{t \to 0} s", ReadError, "not declared"),
        (r"t + \lim_{t \to 0} t", ReadError, "not declared"),
        (r"y \to 0", ReadError, "tends to"),
        (r"y \to \lambda y \quad (\lambda \to 0)", ReadError, "does not depend"),
        (r"y \to X \quad (\lambda \to 0)", ShapeError, "shapes"),
        (r"y \sim y \quad (\lambda \to 0)", ShapeError, "scalars"),
    ],
)
def test_what_is_no_limit_is_refused_with_its_place(text, error, said):
    with pytest.raises(error, match=said) as caught:
        read_statement(text, CONTEXT)
    assert caught.value.place is not None


def test_the_letter_is_bound():
    made = read_statement(r"\lim_{t \to 0} t", CONTEXT)
    assert isinstance(made, t.Limit)
    assert made.args[1] == t.scalar("t")
