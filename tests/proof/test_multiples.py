"""Equation steps: multiples of each other are accepted and replay, others refused with a reason."""

from __future__ import annotations

import pytest

from derive.errors import StepError
from tests.pen import part_of, replays
from tests.quick import quick

TRUE = [
    ("K: n×n, w: n, b: n", ("positive_definite(K)",), "K w - b = 0", "w = K^{-1} b"),
    ("X: n×d, w: d, y: n", ("full_column_rank(X)",), r"X^\top (y - X w) = 0",
     r"w = (X^\top X)^{-1} X^\top y"),
    ("A: n×n, B: n×n, C: n×n", ("invertible(A)",), "A B = A C", "B = C"),
    ("A: n×n, P: n×n, Q: n×n", (), r"A P + P A^\top = -Q",
     r"(I_n \otimes A + A \otimes I_n) \operatorname{vec}(P) = -\operatorname{vec}(Q)"),
    ("x: n, a: n, s: scalar", (r"a \neq 0",), r"a^\top (x - s a) = 0",
     r"s = \frac{a^\top x}{a^\top a}"),
    (r"X: n×d, w: d, y: n, \lambda: scalar", (r"\lambda > 0",),
     r"w = \frac{1}{\lambda} X^\top (y - X w)", r"(X^\top X + \lambda I) w = X^\top y"),
    ("R: n×n, Q: m×n, x: n, b: m", ("invertible(R)", "orthonormal_columns(Q)"),
     r"R^\top Q^\top (Q R x - b) = 0", r"R x = Q^\top b"),
    ("w: n, v: n", (), r"2 w^\top - 2 v^\top = 0", "w = v"),
]  # fmt: skip
WRONG = [
    ("X: n×d, w: d, y: n", (), "X w = y", r"X^\top X w = X^\top y", "says less", "full row rank"),
    ("A: n×n, B: n×n, C: n×n", (), "A B = A C", "B = C", "does not follow", "is invertible"),
    ("X: n×d, w: d, y: n", (), r"X^\top X w - X^\top y = 0", r"w = (X^\top X)^{-1} X^\top y",
     "was not shown", "full_column_rank(X)"),
    ("A: n×n, P: n×n, Q: n×n", (), r"A P A^\top - P + Q = 0", r"P = A P A^\top - Q",
     "does not follow", ""),
    ("a: scalar, b: scalar, c: scalar", (), "a b = a c", "b = c", "does not follow", "not zero"),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "assumed", "before", "after"), quick(4, TRUE))
def test_a_multiple_is_accepted_and_replays(declared, assumed, before, after) -> None:
    assert replays(part_of(declared, assumed, before, after))


@pytest.mark.parametrize(("declared", "assumed", "before", "after", "said", "hint"), WRONG)
def test_what_loses_solutions_is_refused_with_its_reason(
    declared, assumed, before, after, said, hint
) -> None:
    with pytest.raises(StepError) as refused:
        part_of(declared, assumed, before, after)
    assert said in refused.value.message
    assert hint in (refused.value.hint or "")
