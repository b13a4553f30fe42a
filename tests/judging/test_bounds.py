"""Sums and products over parts of a range: their bounds are thresholds of sizes."""

import pytest

from derive.judging.api import check

LETTERS = "a: scalar, x: n, A: n×n, c: scalar, X: m×n, k: integer"


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        (r"\sum_{i=1}^{n-2} a", "(n-2) a"),  # at n = 1 the sum is empty
        ("(n-2) A", r"\sum_{i=1}^{n-2} A"),
        ("(n-2) x", r"\sum_{i=1}^{n-2} x"),
        (r"(n-2) \operatorname{tr} A", r"\sum_{i=1}^{n-2} \operatorname{tr} A"),
        (r"\frac{n}{2} a", r"\sum_{i=1}^{n/2} a"),
        (r"(n + \frac{1}{2}) a", r"\sum_{i=1}^{n + \frac{1}{2}} a"),
        (r"(n - k + 1) a", r"\sum_{i=k}^{n} a"),
        (r"(n-2) a", r"\sum_{i=3}^{n} a"),
        ("0", r"\prod_{i=1}^n (i-2)"),
        ("0", r"\prod_{i=1}^n (i-2) x_i"),
        ("0", r"\prod_{i=2}^n (i-2)"),
        ("0", r"\sum_{i=8}^{n} c"),
        ("A", r"A + \sum_{i=8}^{n} A^2"),
        ("1", r"\prod_{i=8}^{n} c"),
        (r"\sum_{i=20}^{n} x_i + c", r"c + 2 \sum_{i=20}^n x_i"),
        ("c", r"c + \prod_{i=n}^{20} (i-20)"),
        ("c", r"c + \sum_{i=1}^n \prod_{j=1}^{8} (i-j)"),
        ("c", r"c + (\prod_{i=1}^n (i-5)) (n-2)(n-3)(n-4)"),
    ],
)
def test_not_at_every_size(gold, answer):
    assert check(gold, answer, LETTERS).verdict in ("undecided", "different")


@pytest.mark.parametrize(
    ("gold", "answer", "assumed"),
    [
        (r"\sum_{i=1}^{n} a", "n a", []),
        (r"\sum_{i=1}^{n-1} a", "(n-1) a", []),
        (r"\sum_{i=1}^{n-2} a", "(n-2) a", ["n > 1"]),
        (r"\sum_{i=1}^{n-2} a", "(n-2) a", [r"n \ge 2"]),
        (r"\sum_{i=1}^{n-m} a", "(n-m) a", ["m < n"]),
        (r"\sum_{i=8}^{n} c", r"\sum_{j=8}^n c", []),
        (r"\sum_{i=1}^{8} a", "8 a", []),
        (r"\sum_{i=1}^n i", r"\frac{n (n+1)}{2}", []),
        (r"\prod_{i=1}^3 x_i", "x_1 x_2 x_3", ["n > 2"]),
        (r"\sum_{i=1}^{n} \sum_{j=1}^{m} X_{ji}^2", r"\operatorname{tr}(X^T X)", []),
    ],
)
def test_at_every_size(gold, answer, assumed):
    assert check(gold, answer, LETTERS, assume=assumed).verdict == "equivalent"
