"""Contexts inferred from a gold of which nothing is declared."""

import pytest

from derive.errors import ContextError
from derive.judging.api import check
from derive.judging.infer import infer_context


@pytest.mark.parametrize(
    ("gold", "assumed"),
    [
        (r"(X^TX+\lambda I)^{-1}X^Ty", r"X is n×m, \lambda is a scalar, y is n×1"),
        (r"\hat w = (X^TX)^{-1}X^Ty", "X is n×m, y is n×1"),
        ("x^TAx", "x is n×1, A is n×n"),
        (r"\operatorname{tr}(ABC)", "A is n×m, B is m×p, C is p×n"),
        ("AB = BA", "A is n×n, B is n×n"),
        ("uv^T", "u is n×1, v is m×1"),
        ("a b", "a is a scalar, b is a scalar"),
    ],
)
def test_the_most_general_shapes(gold, assumed):
    assert infer_context(gold).assumed == f"nothing is declared; assumed: {assumed}"


def test_indices_are_not_guessed():
    with pytest.raises(ContextError, match="ranges of indices"):
        infer_context(r"\sum_{i=1}^n x_i")


@pytest.mark.parametrize(
    ("gold", "answer", "verdict"),
    [
        ("(X^TX)^{-1}X^Ty", r"(X^{\top}X)^{-1}X^{\top}y", "equivalent"),
        ("(X^TX)^{-1}X^Ty", "(XX^T)^{-1}X^Ty", "shape_error"),
        ("A + B", "B + A", "equivalent"),
        ("A + B", "A - B", "different"),
        ("A +", "A", "error"),
    ],
)
def test_the_verdict_says_what_was_assumed(gold, answer, verdict):
    found = check(gold, answer, None)
    assert found.verdict == verdict, found.reason
    assert verdict == "error" or "nothing is declared" in found.reason
