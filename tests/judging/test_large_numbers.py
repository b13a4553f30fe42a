"""Numbers that are too large to be written down, and derivatives that do not exist: a verdict."""

import pytest

from derive.errors import DeriveError
from derive.judging.api import check, differentiate


@pytest.mark.parametrize(
    ("gold", "answer", "verdict"),
    [
        ("0", r"\frac{1}{\cosh(e^{30 + a^2})}", "undecided"),
        ("a", r"\sinh(e^{20})", "undecided"),
        ("a", r"\cosh(1000000 a)", "different"),
        ("e^{e^{10}}", "a", "different"),
        ("a", "e^{e^{10}}", "different"),
        ("0", r"\frac{d}{da} \operatorname{sign}(a)", "different"),  # at 0 there is none
        (r"\cosh(300 a)", r"\sinh(300 a)", "different"),
    ],
)
def test_a_verdict(gold, answer, verdict):
    found = check(gold, answer, "a: scalar")
    assert found.verdict == verdict, found.reason


def test_quotients_of_equations():
    found = check(
        "2x = y", r"\frac{2x}{d^2-2} = \frac{y}{d^2-2}", "x: scalar, y: scalar, d: scalar"
    )
    assert found.verdict in ("undecided", "undefined", "different")


@pytest.mark.parametrize("f", ["|a|", r"\max(a, 0)", "2^a", r"\operatorname{sign}(a)"])
def test_an_unevaluated_derivative_is_none(f):
    with pytest.raises(DeriveError, match="no rule differentiates"):
        differentiate(f, "a", "a: scalar")


@pytest.mark.parametrize(
    ("f", "derivative"),
    [
        (r"\sqrt{a}", r"\frac{1}{2 \sqrt{a}}"),
        (r"\log a", r"\frac{1}{a}"),
        (r"\sigma(a)", r"\sigma(a) (1 - \sigma(a))"),
        ("a^3 + b a", "3 a^2 + b"),
        ("b", "0"),
    ],
)
def test_scalars(f, derivative):
    letters = "a: scalar, b: scalar"
    found = differentiate(f, "a", letters, assume=["a > 0"])
    judged = check(derivative, found.latex, letters, assume=["a > 0"])
    assert judged.verdict == "equivalent" or judged.reason.startswith("equal to")


def test_what_is_agreed_of_relu_is_said():
    [row] = differentiate(r"\operatorname{ReLU}(a)", "a", "a: scalar").steps
    assert row["rule"] == "agreed"
