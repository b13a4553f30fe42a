"""Fractions of polynomials: which terms are one fraction, and what must not be zero."""

import pytest

from derive.algebra.context import Context
from derive.algebra.fractions import new_divisors, same_quotient
from derive.algebra.polynomials import Atoms, quotient, to_term
from derive.errors import LimitError
from derive.latex.declare import read_declarations
from derive.latex.printer import latex
from derive.latex.reader import parse

CONTEXT = Context.of(read_declarations(r"a: scalar, b: scalar, x: scalar, y: scalar, u: n, v: n"))


def term(text):
    return parse(text, CONTEXT)


SAME = [
    (r"(a + b)^2", r"a^2 + 2 a b + b^2"),
    (r"\frac{a}{b} + \frac{x}{y}", r"\frac{a y + b x}{b y}"),
    (r"\frac{1}{\frac{1}{a}}", "a"),
    (r"\frac{a^2 - b^2}{a - b}", "a + b"),
    (r"-\frac{b - y}{a - y x} + \frac{b}{a}", r"\frac{y (a - b x)}{a (a - y x)}"),
    (r"u^\top v (a + b)", r"a u^\top v + u^\top v b"),
    (r"\operatorname{ReLU}(a + b) a", r"a \operatorname{ReLU}(b + a)"),
]
DIFFERENT = [
    (r"(a + b)^2", r"a^2 + b^2"),
    (r"\frac{1}{a + b}", r"\frac{1}{a} + \frac{1}{b}"),
    (r"\frac{y (a - b x)}{a (a - y x)}", r"\frac{y (a + b x)}{a (a - y x)}"),
    (r"\operatorname{ReLU}(2 a)", r"2 \operatorname{ReLU}(a)"),
    (r"a", r"a + \operatorname{ReLU}(b) - \operatorname{ReLU}(b)"),  # brings what may be partial
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_these_are_one_fraction(left, right):
    assert same_quotient(term(left), term(right))


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_these_are_not(left, right):
    assert not same_quotient(term(left), term(right))


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (r"\frac{1}{a} + \frac{1}{b}", r"\frac{a + b}{a b}", []),
        ("1", r"\frac{a}{a}", ["a"]),
        (r"\frac{1}{2 a - 2 b}", r"\frac{a}{a (b - a)}", ["a"]),
        ("x", r"\frac{x (a - b)^2}{(a - b)^2}", ["a - b"]),
        ("x", r"\frac{x}{\frac{a}{b}} \frac{a}{b}", ["a", "b"]),
    ],
)
def test_what_is_newly_divided_by(before, after, new):
    assert [latex(part) for part in new_divisors(term(before), term(after))] == new


def test_a_polynomial_is_a_term_again():
    atoms = Atoms()
    made = quotient(term("(a - b) (a + 2 b) x"), atoms)
    assert same_quotient(to_term(made.above, atoms), term("a^2 x + a b x - 2 b^2 x"))


def test_a_division_by_zero_and_long_products_are_refused():
    with pytest.raises(ZeroDivisionError):
        quotient(term(r"\frac{1}{a - a}"), Atoms())
    with pytest.raises(LimitError):
        quotient(term("(a + b + x + y + 1)^{20}"), Atoms())
