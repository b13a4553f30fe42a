"""Limits as answers: what their inside needs near the point, needs are of the answer."""

import pytest

from derive.judging.api import check

LETTERS = "c: scalar, d: scalar, t: scalar, X: m×n, y: m, A: n×n, B: n×n"
RIDGE = r"(X^T X + t I)^{-1} X^T y"


@pytest.mark.parametrize(
    ("gold", "answer", "accepted"),
    [
        ("c", r"\lim_{t \to 0} (c + \frac{t}{d^2 - 2})", False),  # d = √2: no t gives a value
        ("c", r"\lim_{t \to 0} (c + \frac{t^2}{d^3 - 3})", False),
        ("c", r"\lim_{t \to 0} (c + t \log((d^2 - 2)^2))", False),
        ("c", r"\lim_{t \to 0} (c + \frac{t}{d^2 + 2})", True),
        (r"c + \frac{1}{d}", r"\lim_{t \to 0} (c + t + \frac{1}{d})", True),
        (r"\lim_{t \to 0} (c + \frac{t}{d^2 - 2})", r"\lim_{t \to 0} (c + \frac{2 t}{d^2 - 2})", True),
        (r"\lim_{t \to 0^+} " + RIDGE, "X^+ y", True),
        ("X^+ y", r"\lim_{t \to 0^+} " + RIDGE, True),
        (r"\lim_{t \to 0^+} " + RIDGE, r"\lim_{t \to 0^+} X^T (X X^T + t I)^{-1} y", True),
        ("A", r"\lim_{t \to 0} (A + t B)", True),
        ("A", r"\lim_{t \to 0} (A + t B^{-1})", False),
    ],
)  # fmt: skip
def test_limits(gold, answer, accepted):
    found = check(gold, answer, LETTERS)
    assert (found.verdict == "equivalent") is accepted, found.reason
