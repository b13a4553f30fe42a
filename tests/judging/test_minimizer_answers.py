r"""Values where an optimum is asked for: right if they are shown to be the only one."""

import pytest

from derive import check, prove

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


NUMBERS = "x: scalar, y: scalar, a: scalar, b: q, u: q, A: q×q"


@pytest.mark.parametrize(
    ("gold", "answer", "assumed", "wanted"),
    [
        # what is assumed of the variable restricts the points
        (r"\arg\min_x (x + 1)^2", "-1", "x >= 0", "different"),
        (r"\arg\min_x (x + 1)^2", "0", "x >= 0", "undecided"),
        (r"\arg\min_x (x - 1)^2", "1", "x >= 0", "equivalent"),
        (r"\arg\min_x x^2", "0", "x = 3", "different"),
        (r"\arg\min_x x^2", "0", r"y = \log x", "undecided"),
        (r"\arg\min_x x^2", "0", "y = 2 x + 1", "equivalent"),
        (r"\arg\min_x (x^2 + y^2)", "0", "x + y = 1", "undecided"),
        (r"\arg\min_u \|u\|^2", "0", "b^T u = 1", "undecided"),
        (r"\arg\min_x (x + 1)^2", r"\arg\min_x (x + 2)^2", "x >= 0", "undecided"),
        (r"\arg\min_x (x + 1)^2", r"\arg\min_x (2 (x + 1)^2 + 3)", "x >= 0", "equivalent"),
        # a corner: the derivative agreed upon there says nothing
        (r"\arg\min_x (\operatorname{relu}(x) - x/2)", "0", "a > 0", "undecided"),
        (r"\arg\min_u \|u - b\|", "b", "a > 0", "undecided"),
        # no value at a point, no bound, a saddle, several optima
        (r"\arg\min_x (x^2 + \frac{x}{x})", "0", "a > 0", "undecided"),
        (r"\arg\min_x (x^3 - 3 x)", "1", "a > 0", "undecided"),
        (r"\arg\min_u u^T A u", "0", "symmetric(A)", "undecided"),
        (r"\arg\min_u u^T A u", "0", "positive_semidefinite(A)", "undecided"),
        (r"\arg\min_u u^T A u", "0", "positive_definite(A)", "equivalent"),
        (r"\arg\min_u (u^T u - 2 b^T u)", "b", "a > 0", "equivalent"),
        (r"\arg\max_x (2 x - a x^2)", "1/a", "a > 0", "equivalent"),
        (r"\arg\max_x x^2", "0", "a > 0", "undecided"),
    ],
)
def test_an_optimum_is_over_the_points_that_are_meant(gold, answer, assumed, wanted):
    assert check(gold, answer, NUMBERS, assume=[assumed]).verdict == wanted


@pytest.mark.parametrize(
    ("claim", "assumed"),
    [
        (r"\arg\min_x (x + 1)^2 = -1", "x >= 0"),
        (r"\arg\min_x x^2 = 0", "x^2 = 9"),
        (r"\arg\min_x (x^2 + y^2) = 0", "x + y = 1"),
        (r"\min_x (x + 1)^2 = 0", "x >= 0"),
        (r"\arg\min_x (x^3 - 3 x) = 1", "a > 0"),
    ],
)
def test_no_claim_of_an_optimum_over_other_points_is_proved(claim, assumed):
    assert prove(claim, NUMBERS, assume=[assumed]).status != "proved"


def test_a_claim_of_an_optimum_is_proved():
    assert prove(r"\arg\min_x (x + 1)^2 = -1", NUMBERS, assume=["y = 2 x"]).status == "proved"
