"""Letters that vary with what a derivative, limit, optimum or sum binds, through assumptions."""

import pytest

from derive.errors import DeriveError
from derive.judging.api import check, differentiate, prove

LETTERS = "x: n, y: n, z: n, A: n×n, B: n×n, a: scalar, b: scalar, f: scalar, i: index, k: integer"
Y, Z, B2 = "y = A x", "z = B y", "b = a^2"


@pytest.mark.parametrize(
    ("gold", "answer", "assumed", "verdict"),
    [
        (r"\nabla_x (y^T y)", "0", [Y], "different"),
        (r"\nabla_x (y^T y)", "2 A^T A x", [Y], "equivalent"),
        (r"\nabla_x (y^T y)", "2 A^T y", [Y], "equivalent"),
        (r"\nabla_x (y^T y)", "0", ["A y = x"], "undecided"),
        (r"\nabla_x (y^T y)", "0", ["z = B x"], "equivalent"),
        (r"\nabla_x (z^T z)", "2 A^T B^T z", [Y, Z], "equivalent"),
        (r"\nabla_x (z^T z)", "2 A^T B^T z", [Z, Y], "equivalent"),
        (r"\nabla_x (z^T z)", "0", [Z, Y], "different"),
        (r"\nabla_x (y^T x)", "y", [Y], "different"),
        (r"\nabla_x (y^T x)", "(A + A^T) x", [Y], "equivalent"),
        (r"\nabla_x f", "0", ["f = x^T A x"], "different"),
        (r"\nabla_x f", "(A + A^T) x", ["f = x^T A x"], "equivalent"),
        (r"\nabla_x (a x^T x)", "2 a x", ["a = x^T x"], "different"),
        (r"\nabla_x (a x^T x)", "4 a x", ["a = x^T x"], "equivalent"),
        (r"\frac{\partial y}{\partial x}", "A", [Y], "equivalent"),
        (r"\frac{\partial f}{\partial y}", "2 y^T", [Y, "f = y^T y"], "equivalent"),
        (r"\frac{d}{da} b^2", "0", [B2], "different"),
        (r"\frac{d}{da} b^2", "4 a^3", [B2], "equivalent"),
        (r"\frac{d}{db} b^2", "2 b", [B2], "equivalent"),
        (r"\lim_{a \to 0} b", "b", [B2], "different"),
        (r"\lim_{a \to 0} b", "0", [B2], "equivalent"),
        (r"\arg\min_x (\|y\|^2 + \|x - z\|^2)", r"\arg\min_x \|x - z\|^2", [Y], "different"),
        (r"\arg\min_x (\|y\|^2 + a)", r"\arg\min_x x^T A^T A x", [Y], "equivalent"),
        (r"\arg\min_x \|y\|^2", r"\arg\min_x (\|y\|^2 + 1)", ["A y = x"], "undecided"),
        # k is said of one i: whether each summand has a k of its own is not said
        (r"\sum_{i=1}^n k", "n k", ["k = i^2"], "error"),
        (r"\sum_{i=1}^n k", r"\sum_{i=1}^n i^2", ["k = i^2"], "error"),
        (r"\prod_{i=1}^3 k", "k^3", ["k = i"], "error"),
    ],
)  # fmt: skip
def test_judging(gold, answer, assumed, verdict):
    found = check(gold, answer, LETTERS, assume=assumed)
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("claim", "assumed", "statuses"),
    [
        (r"\nabla_x (y^T y) = 0 x", [Y], "refuted"),
        (r"\frac{\partial}{\partial x} (y^T y) = 2 y^T A", [Y], "proved"),
        (r"\frac{\partial}{\partial x} (y^T y) = 0 x^T", ["A y = x"], "unknown"),
        (r"\lim_{a \to 0} b = b", [B2], "refuted"),
        (r"\lim_{a \to 0} (b + a) = b", [B2], "refuted"),
        (r"\lim_{a \to 0} b = 0", [B2], "proved"),
        (r"\lim_{a \to 0} f = f", [B2], "proved"),
    ],
)
def test_claims(claim, assumed, statuses):
    found = prove(claim, LETTERS, assume=assumed)
    assert found.status == statuses, found.reason


def test_derivatives_are_of_functions():
    found = differentiate("y^T y", "x", LETTERS, assume=[Y])
    assert check("2 x^T A^T A", found.latex, LETTERS).verdict == "equivalent"
    with pytest.raises(DeriveError, match="y may vary with x"):
        differentiate("y^T y", "x", LETTERS, assume=["A y = x"])
