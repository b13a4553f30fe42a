"""Derivatives and sums replaced by their values: accepted, replayed, and refused where wrong."""

from __future__ import annotations

import pytest

from derive.errors import StepError
from tests.pen import part_of, replays
from tests.quick import quick

NET = "W: m×d, x: d, b: m, a: m"
TRUE = [
    ("X: n×d, w: d, y: n", (), r"\frac{\partial}{\partial w} \lVert y - X w \rVert^2",
     r"-2 (y - X w)^\top X", "row"),
    (NET, (), r"\frac{\partial}{\partial W} \frac{1}{2} \lVert \sigma(W x + b) - a \rVert^2",
     r"((\sigma(W x + b) - a) \odot \sigma'(W x + b)) x^\top", "gradient"),
    ("z: m", (), r"\frac{\partial}{\partial z} \operatorname{ReLU}(z)",
     r"\operatorname{diag}(\mathbf{1}[z > 0])", "row"),
    ("X: n×d, y: n, w: d", (), r"\frac{\partial}{\partial w} \sum_{i=1}^n (X_{i,:} w - y_i)^2",
     r"2 \sum_{i=1}^n (X_{i,:} w - y_i) X_{i,:}", "row"),
    ("X: n×n, A: n×n", ("invertible(X)",), r"\nabla_X \operatorname{tr}(A X^{-1})",
     r"-X^{-\top} A^\top X^{-\top}", "row"),
    ("X: n×n", ("positive_definite(X)",), r"\nabla_X \log\det(X)", "X^{-1}", "row"),
    ("G: n×n, g: n, x: n", ("symmetric(G)",), r"\nabla_x^2 (\frac{1}{2} x^\top G x + g^\top x)",
     "G", "row"),
    ("t: scalar, A: n×n", ("invertible(A)",), r"\frac{d}{dt} (t A)^\top", r"A^\top", "row"),
    (r"X: n×d, c: n", (), r"\sum_{i=1}^n c_i X_{i,:}^\top X_{i,:}",
     r"X^\top \operatorname{diag}(c) X", "row"),
    (r"x: n, \bar{x}: scalar", (r"\bar{x} = \frac{1}{n} \sum_{i=1}^n x_i",),
     r"\sum_{i=1}^n (x_i - \bar{x})^2", r"\sum_{i=1}^n x_i^2 - n \bar{x}^2", "row"),
    ("x: n, y: n, A: n×n", (), r"\sum_{i=1}^n \sum_{j=1}^n x_i A_{ij} y_j", r"x^\top A y", "row"),
    ("A: n×n", (), r"\sum_{i=1}^n A_{ii}", r"\operatorname{tr}(A)", "row"),
    ("g: m, s: m", (), r"(g^\top \operatorname{diag}(s))^\top", r"g \odot s", "row"),
]  # fmt: skip
WRONG = [
    ("A: n×n, x: n", (), r"\frac{\partial}{\partial x} (x^\top A x)", r"2 x^\top A",
     "if $A$ were symmetric"),
    (NET, (), r"\nabla_W \frac{1}{2} \lVert \sigma(W x + b) - a \rVert^2",
     r"(\sigma(W x + b) - a) x^\top", ""),
    ("X: n×n", (), r"\nabla_X \det(X)", r"\det(X) X^{-\top}", ""),
    ("x: n, A: n×n", (), r"\sum_{i=1}^n \sum_{j=1}^n x_i A_{ij} x_j",
     r"\operatorname{tr}(A) x^\top x", ""),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "assumed", "before", "after", "layout"), quick(6, TRUE))
def test_a_true_value_is_accepted_and_replays(declared, assumed, before, after, layout) -> None:
    assert replays(part_of(declared, assumed, before, after, layout=layout))


@pytest.mark.parametrize(("declared", "assumed", "before", "after", "hint"), WRONG)
def test_a_wrong_value_is_refused(declared, assumed, before, after, hint) -> None:
    with pytest.raises(StepError) as refused:
        part_of(declared, assumed, before, after)
    assert hint in (refused.value.hint or "")
