"""Optima that move, and objectives whose optima stay."""

from __future__ import annotations

import pytest

from derive.latex.declare import read_context
from derive.latex.reader import read_statement
from derive.models.witnesses.optimum_points import moved_optimum

LETTERS = {
    "X": ["n", "d"],
    "y": ["n", 1],
    "w": ["d", 1],
    "a": ["d", 1],
    "s": "scalar",
    "t": "scalar",
}
CONTEXT = read_context({"symbols": LETTERS, "assume": ["full_column_rank(X)"]})
LOSS = r"\|X w - y\|^2"

MOVED = [
    (rf"\arg\min_w {LOSS}", rf"\arg\min_w {LOSS} + 10^{{-20}} w^T w"),
    (rf"\arg\min_w {LOSS}", rf"\arg\max_w {LOSS}"),
    (rf"\arg\min_w {LOSS}", rf"\arg\min_w ({LOSS} - 7)^2"),
    (r"\arg\min_w \|w\|^2", r"\arg\min_w \|w\|^2 - 10^{-30} \|w\|^4"),
    (r"\arg\min_w \|w\|^2", r"\arg\min_w \|w\|^2 (10^{9} - \|w\|^2)"),
    (r"\arg\min_w \|w - a\|^2", r"\arg\min_w \|w - a\|^4 - 10^{-9} \|w - a\|^6"),
    (r"\arg\min_t (t - s)^2", r"\arg\min_t (t - s)^2 + 10^{-6} t^2"),
]
SAME = [
    (rf"\arg\min_w {LOSS}", rf"\arg\min_w 3 {LOSS} + 5"),
    (rf"\arg\min_w {LOSS}", rf"\arg\max_w 2 - {LOSS}"),
    (r"\arg\min_t (t - s)^2", r"\arg\max_t 2 s t - t^2"),
    (r"\arg\min_w \|w - a\|^2", r"\arg\min_w \|w - a\|^4"),
]


def optima(*texts: str) -> list[object]:
    return [read_statement(text, CONTEXT) for text in texts]


@pytest.mark.parametrize(("left", "right"), MOVED)
def test_an_optimum_that_moves_is_seen(left: str, right: str) -> None:
    assert moved_optimum(CONTEXT, *optima(left, right)) is not None


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_that_stays_is_not(left: str, right: str) -> None:
    assert moved_optimum(CONTEXT, *optima(left, right)) is None
