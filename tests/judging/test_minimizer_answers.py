r"""Values where an optimum is asked for: right if they are shown to be the only one."""

import pytest

from derive import check

DECLARED = "X: n×p, y: n, w: p, c: scalar"
LEAST = r"\arg\min_w \|Xw-y\|^2"
FIT = "(X^TX)^{-1}X^Ty"


@pytest.mark.parametrize(
    ("gold", "answer", "assumed", "wanted"),
    [
        (LEAST, f"w = {FIT}", "full_column_rank(X)", "equivalent"),
        (LEAST, FIT, "full_column_rank(X)", "equivalent"),
        (LEAST, rf"\hat w = {FIT}", "full_column_rank(X)", "equivalent"),
        (LEAST, "X^+ y", "full_column_rank(X)", "equivalent"),
        (LEAST, "X^+ y", "n > 1", "undecided"),
        (LEAST, f"2{FIT}", "full_column_rank(X)", "different"),
        (LEAST, r"\|Xw-y\|^2", "full_column_rank(X)", "shape_error"),
        (LEAST, f"v = {FIT}", "full_column_rank(X)", "unparseable"),
        (LEAST, "w", "full_column_rank(X)", "undecided"),
        (LEAST, f"{FIT} + w - w", "full_column_rank(X)", "undecided"),
        (rf"{LEAST} + c\|w\|^2", "(X^TX + cI)^{-1}X^Ty", "c > 0", "equivalent"),
        (LEAST.replace("min", "max"), FIT, "full_column_rank(X)", "undecided"),
    ],
)
def test_values_of_an_optimum(gold, answer, assumed, wanted):
    assert check(gold, answer, DECLARED, assume=[assumed]).verdict == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(r"\frac{1}{n} X^T y", "equivalent"), (r"\frac{1}{n} X^T y + w - w", "wrong_form")],
)
def test_sizes_of_allowed_letters_are_allowed(answer, wanted):
    found = check(r"\frac{1}{n} X^T y", answer, DECLARED, in_terms_of=["X", "y"])
    assert found.verdict == wanted
