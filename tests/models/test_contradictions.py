"""Assumptions that no values meet are named; what is unclear passes."""

from __future__ import annotations

import pytest

from derive.errors import ContextError
from derive.latex.declare import read_context
from derive.models.contradictions import check_assumptions

SYMBOLS = {"x": "scalar", "y": "scalar", "A": ["n", "n"], "S": [3, 3], "X": ["m", "n"]}

# what is assumed, and what the error must name
CONTRADICT: list[tuple[tuple[str, ...], str]] = [
    (("x = 5", "x = 6"), "x = 5 and x = 6"),
    (("x^2 = -1",), "x^2 = -1"),
    (("x < y", "y < x"), "x < y and y < x"),
    (("binary(x)", "x = 2"), "binary(x)"),
    (("x > 1", r"\sqrt{x} < 1"), "x"),
    (("A^2 = 0", "invertible(A)"), "A^2 = 0 and invertible(A)"),
    (("invertible(S)", "skew_symmetric(S)"), "skew_symmetric(S)"),
    (("X^T X = I", "m < n"), "m < n"),
]
AGREE: list[tuple[str, ...]] = [
    ("x > 5", "x < 6"),
    ("x^2 = y",),
    ("binary(x)", "x = 1"),
    ("A^2 = 0",),
    ("A^2 = A", "invertible(A)"),
    ("invertible(A)", "skew_symmetric(A)"),
    ("X^T X = I", r"n \le m"),
    ("e^x = y", "A x = y A"),
]


@pytest.mark.parametrize(("assume", "named"), CONTRADICT, ids=str)
def test_a_contradiction_is_named(assume: tuple[str, ...], named: str) -> None:
    context = read_context({"symbols": SYMBOLS, "assume": list(assume)})
    with pytest.raises(ContextError) as caught:
        check_assumptions(context)
    assert named in caught.value.message


@pytest.mark.parametrize("assume", AGREE, ids=str)
def test_what_can_be_met_or_is_unclear_passes(assume: tuple[str, ...]) -> None:
    check_assumptions(read_context({"symbols": SYMBOLS, "assume": list(assume)}))
