"""Verdicts by class: right in other words, wrong, ill-typed, undefined, unreadable."""

import pytest
from hypothesis import given, settings

from derive.judging.api import check
from derive.latex.declare import read_context
from derive.latex.printer import latex
from tests.strategies import CONTEXT, terms

RIDGE = {
    "symbols": {"X": ["n", "d"], "y": ["n", 1], r"\lambda": "scalar"},
    "assume": [r"\lambda > 0"],
}
SQUARE = {"symbols": {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1]}, "assume": []}
KNOWN = {"symbols": SQUARE["symbols"], "assume": ["invertible(A)", "invertible(B)"]}
SYMMETRIC = {"symbols": SQUARE["symbols"], "assume": ["symmetric(A)"]}
TALL = {"symbols": {"X": ["m", "n"], "y": ["m", 1]}, "assume": ["m > n", "full_column_rank(X)"]}
ANY = {"symbols": {"X": ["m", "n"], "y": ["m", 1]}, "assume": []}
PRIME = {"symbols": SQUARE["symbols"], "assume": ["positive_definite(A)", "A^2 = I"]}
GOLD = r"(X^\top X + \lambda I)^{-1} X^\top y"


@pytest.mark.parametrize(
    ("question", "gold", "answer", "verdict"),
    [
        (RIDGE, GOLD, r"X^\top (X X^\top + \lambda I)^{-1} y", "equivalent"),
        (RIDGE, GOLD, r"\boxed{\hat{w} = (\lambda I_d + X^T X)^{-1} X^T y}", "equivalent"),
        (RIDGE, GOLD, r"$w = S^{-1} X^T y, \quad S = X^T X + \lambda I$", "equivalent"),
        (RIDGE, GOLD, r"(X^\top X + \lambda I)^{-1} X^\top y = X^\top (X X^\top + \lambda I)^{-1} y.", "equivalent"),
        (RIDGE, GOLD, "(XᵀX + λI)⁻¹Xᵀy", "equivalent"),
        (RIDGE, GOLD, r"(X^\top X - \lambda I)^{-1} X^\top y", "different"),
        (RIDGE, GOLD, r"\lambda (X^\top X + \lambda I)^{-1} X^\top y", "different"),
        (RIDGE, GOLD, r"(X^\top X)^{-1} X^\top y = (X^\top X + \lambda I)^{-1} X^\top y", "different"),
        (RIDGE, GOLD, r"(X^\top X + \lambda I)^{-1} y^\top X", "shape_error"),
        (RIDGE, GOLD, r"(X X^\top + \lambda I)^{-1} X^\top y", "shape_error"),
        (RIDGE, GOLD, r"X^\top X", "shape_error"),
        (RIDGE, GOLD, r"(X^\top X + \lambda)^{-1} X^\top y", "shape_error"),
        (RIDGE, GOLD, r"\frac{X^\top y}{X^\top X + \lambda I}", "shape_error"),
        (RIDGE, GOLD, r"(X^\top X + \lambda I)^{-1} X^\top z", "unparseable"),
        (RIDGE, GOLD, r"(X^\top X + \lambda I)^{-1} X^\top y +", "unparseable"),
        (RIDGE, GOLD, "it shrinks the weights", "unparseable"),
        (RIDGE, GOLD, r"X^\top y \text{ or } 2 X^\top y", "unparseable"),
        (RIDGE, GOLD, "", "unparseable"),
        (RIDGE, r"X^\top z", r"X^\top y", "error"),
        (SQUARE, "A B", "B A", "different"),
        (SQUARE, "A^{+} A", "A A^{+}", "different"),
        (SQUARE, r"\det(-A)", r"-\det A", "different"),
        (SQUARE, "A", "A + 2305843009213693951 B", "different"),
        (SQUARE, "A", "A + (n-3)(n-4)(n-5)(n-6)(n-7) (A B - B A)", "different"),
        (SQUARE, "x^T A x", "x^T A^T x", "equivalent"),
        (SQUARE, "A x", "A^T x", "different"),
        (SYMMETRIC, "A x", "A^T x", "equivalent"),
        (SQUARE, "I_n", "A^{-1} A", "different"),
        (KNOWN, "I_n", "A^{-1} A", "equivalent"),
        (KNOWN, "(A B)^{-1}", "B^{-1} A^{-1}", "equivalent"),
        (KNOWN, "(A B)^{-1}", "A^{-1} B^{-1}", "different"),
        (SQUARE, "A", "(A - A)^{-1} A", "undefined"),
        (TALL, "X^+ y", "(X^T X)^{-1} X^T y", "equivalent"),
        (ANY, "X^+ y", "(X^T X)^{-1} X^T y", "different"),
    ],
)  # fmt: skip
def test_verdicts(question, gold, answer, verdict):
    found = check(gold, answer, read_context(question))
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("gold", "answer", "verdict"),
    [
        ("A", "B = A", "equivalent"),  # B is what was asked for: nothing is said of it
        ("A", "A = B = A", "different"),
        ("A", "2 A = A", "different"),
        ("A", "A = A + B - B = A", "equivalent"),
    ],
)
def test_every_link_of_a_chain_must_hold(gold, answer, verdict):
    assert check(gold, answer, read_context(SQUARE)).verdict == verdict


def test_a_gold_without_a_value_is_an_error():
    context = read_context({"symbols": SQUARE["symbols"], "assume": ["A^2 = 0"]})
    assert check("A^{-1}", "A^{-1}", context).verdict == "error"


def test_an_order_is_not_refuted_over_a_prime_field():
    assert check("A", "I", read_context(PRIME)).verdict in ("equivalent", "undecided")


def test_the_missing_assumption_or_values_are_named():
    found = check("X^+ y", "(X^T X)^{-1} X^T y", read_context(ANY))
    assert found.counterexample is not None or "full_column_rank" in found.reason


def test_several_golds():
    context = read_context(SQUARE)
    assert check(["B", "A"], "A", context).verdict == "equivalent"
    assert check([], "A", context).verdict == "error"


def test_right_in_other_letters():
    context = read_context({"symbols": {"A": ["n", "n"], "B": ["n", "n"]}, "assume": ["B = 2 A"]})
    assert check("B", "2 A", context, in_terms_of=["A"]).verdict == "equivalent"
    assert check("B", "B", context, in_terms_of=["A"]).verdict == "wrong_form"


def test_nothing_is_given_away():
    found = check(
        GOLD, r"2 (X^\top X + \lambda I)^{-1} X^\top y", read_context(RIDGE), reveal=False
    )
    assert found.reason == "it differs from the gold"
    assert found.to_json(reveal=False)["counterexample"] is None


def test_a_verdict_is_no_bool():
    with pytest.raises(TypeError, match="not a bool"):
        bool(check("A", "A", read_context(SQUARE)))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(terms(2))
def test_a_term_is_equivalent_to_itself(term):
    assert check(latex(term), latex(term), CONTEXT).verdict in (
        "equivalent",
        "undefined",
        "undecided",
    )


@settings(max_examples=60, derandomize=True, deadline=None)
@given(terms(2), terms(2))
def test_the_order_of_the_two_does_not_matter(left, right):
    one = check(latex(left), latex(right), CONTEXT).verdict
    other = check(latex(right), latex(left), CONTEXT).verdict
    assert (one == "equivalent") == (other == "equivalent")
    assert (one == "shape_error") == (other == "shape_error")


@pytest.mark.parametrize(
    "answer",
    [
        "(" * 500,
        "x" * 30_000,
        "A^{" * 200 + "2" + "}" * 200,
        r"\frac" * 300,
        "\x00",
        "9" * 5000 + "A",
        "A^{999999999}",
    ],
    ids=["brackets", "long", "tower", "fractions", "nul", "digits", "exponent"],
)
def test_hostile_answers_get_a_verdict(answer):
    assert check("A", answer, read_context(SQUARE)).verdict in (
        "unparseable",
        "shape_error",
        "undecided",
    )
