"""Derivatives in all their spellings, in both layouts, and what is evaluated at a point."""

from dataclasses import replace

import pytest

from derive.algebra.shapes import shape_of, show_shape
from derive.errors import DeriveError
from derive.judging.inputs import known_context
from derive.latex.printer import latex
from derive.latex.reader import parse

CONTEXT = known_context(
    r"A: n×n, X: m×n, x: n, w: n, a: m, c: scalar, b: scalar, \sigma: scalar", []
)


@pytest.mark.parametrize(
    "alike",
    [
        (r"\frac{\partial c^2}{\partial c}", r"\frac{\partial}{\partial c} c^2", "∂c²/∂c",
         r"\partial c^2 / \partial c", r"\partial_c c^2", r"\frac{d}{dc} c^2", r"\frac{d c^2}{d c}",
         r"\frac{\mathrm{d}}{\mathrm{d}c} c^2", r"\frac d{dc} c^2", r"\partial/\partial c \, c^2"),
        (r"\nabla_x^2 \, x^\top A x", r"\nabla^2_x (x^\top A x)",
         r"\frac{\partial^2 x^\top A x}{\partial x \partial x^\top}",
         r"\frac{\partial^2}{\partial x^2} x^\top A x",
         r"\frac{\partial^2 x^\top A x}{\partial x^\top \partial x}"),
        (r"D_x (x^\top A x)", r"\frac{\partial x^\top A x}{\partial x^\top}"),
        (r"\left. x^\top A x \right|_{x=w}", r"w^\top A w"),
        (r"(x^\top A x)|_{x=w}", r"\left. (x^\top A x) \right|_{x=w}", r"(w^\top A w)"),
        (r"\frac{\partial^2 c^2 b}{\partial c \partial b}",
         r"\frac{\partial}{\partial c} \frac{\partial c^2 b}{\partial b}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["row", "gradient"])
def test_these_are_one_formula(alike, layout):
    context = replace(CONTEXT, layout=layout)
    first, *others = (parse(text, context) for text in alike)
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    ("text", "row", "gradient"),
    [
        (r"\frac{\partial x^\top A x}{\partial x}", "1×n", "n×1"),
        (r"\partial_x (x^\top A x)", "1×n", "n×1"),
        (r"\frac{\partial x^\top A x}{\partial x^\top}", "1×n", "1×n"),
        (r"\nabla_x (x^\top A x)", "n×1", "n×1"),
        (r"\frac{\partial a^\top X x}{\partial X}", "n×m", "m×n"),
        (r"\frac{\partial X x}{\partial x}", "m×n", "m×n"),
        (r"\frac{\partial X x}{\partial x^\top}", "m×n", "m×n"),
        (r"\frac{\partial a^\top X}{\partial x}", None, "n×n"),
        (r"\frac{\partial a^\top X x}{\partial X^\top}", None, "n×m"),
    ],
)
def test_the_layout_says_the_shape(text, row, gradient):
    for layout, shape in (("row", row), ("", row), ("gradient", gradient)):
        context = replace(CONTEXT, layout=layout)
        if shape is None:
            with pytest.raises(DeriveError):
                parse(text, context)
            continue
        term = parse(text, context)
        assert show_shape(shape_of(term)) == shape
        assert parse(latex(term, layout=layout), context) == term
