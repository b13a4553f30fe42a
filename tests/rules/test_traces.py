"""Traces, determinants, Kronecker and Hadamard products: lines the rules lead to, and wrong ones."""

import pytest

from derive.algebra.shapes import shape_of
from derive.errors import StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse, read
from derive.proof.search import explain

DECLARED = {
    "symbols": {
        "A": ["n", "n"], "B": ["n", "n"], "X": ["m", "n"], "Y": ["n", "m"], "C": ["m", "m"],
        "x": ["n", 1], "y": ["n", 1], "a": "scalar",
    },
    "assume": ["invertible(A)", "invertible(B)", "invertible(C)"],
}  # fmt: skip
TR, VEC, DIAG = r"\operatorname{tr}", r"\operatorname{vec}", r"\operatorname{diag}"
RANK = r"\operatorname{rank}"


@pytest.fixture(scope="module")
def context():
    return read_context(DECLARED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{TR}(A B X^T X)", f"{TR}(X A B X^T)"),
        (f"{TR}(A B X^T X)", f"{TR}(X^T X B^T A^T)"),
        (f"{TR}(a A + B^T)", f"a {TR}(A) + {TR}(B)"),
        (r"\|X - Y^T\|_F^2", rf"{TR}(X X^T) - 2 {TR}(Y X) + \|Y\|_F^2"),
        (f"{TR}((A + B)^T (A + B))", f"{TR}(A^T A) + 2 {TR}(A^T B) + {TR}(B^T B)"),
        (f"{TR}(x y^T)", "y^T x"),
        (r"\det(A B^{-1} A^T)", r"\frac{\det(A)^2}{\det(B)}"),
        (r"\det(A + x y^T)", r"\det(A) (1 + y^T A^{-1} x)"),
        (f"{VEC}(X A Y)", rf"(Y^T \otimes X) {VEC}(A)"),
        (r"(A \otimes B)^{-1} (A \otimes I_n)", r"I_n \otimes B^{-1}"),
        (r"(A \otimes C)^T", r"A^T \otimes C^T"),
        (rf"{TR}(A \otimes C)", rf"{TR}(A) {TR}(C)"),
        (r"(A \odot B)^T", r"B^T \odot A^T"),
        (f"{DIAG}(x) y", r"x \odot y"),
        (f"{DIAG}(x) y", r"y \odot x"),
        (f"{RANK}(C X A)", f"{RANK}(X)"),
        (f"{RANK}(A^{{-1}} X^T X)", f"{RANK}(X)"),
    ],
)  # fmt: skip
def test_lines_that_follow(context, before, after):
    start = parse(before, context)
    assert explain(context, start, read(after, context, expected=shape_of(start)).term)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{TR}(A B X^T X)", f"{TR}(B A X^T X)"),
        (f"{TR}(A B)", f"{TR}(A) {TR}(B)"),
        (r"\det(A + B)", r"\det(A) + \det(B)"),
        (r"\det(a A)", r"a \det(A)"),
        (f"{VEC}(X A Y)", rf"(Y \otimes X^T)^T {VEC}(A^T)"),
        (r"(A \otimes B)^T", r"B^T \otimes A^T"),
        (r"A \odot B", "A B"),
        (f"{RANK}(X Y)", f"{RANK}(X)"),
        (f"{RANK}(A + B)", f"{RANK}(A)"),
    ],
)
def test_lines_that_do_not(context, before, after):
    with pytest.raises(StepError, match=r"not equal|false"):
        explain(context, parse(before, context), parse(after, context))
