"""The build reads every LaTeX string of a certificate again, and refuses one that says otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Integer

from derive import Problem
from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof.certificate import checked_latex as module
from derive.proof.certificate.checked_latex import checked_latex, confirm
from derive.publish.certificate import certificate

n, m = t.dimension("n"), t.dimension("m")
A, B, f = t.matrix("A", n, n), t.matrix("B", n, n), t.matrix("f", 1, 1)
x, c, d = t.matrix("x", n), t.scalar("c"), t.scalar("d")
PRODUCT = t.mul(A, B, x)
GRADIENT = t.jacobian(t.add(c, d), c)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("B A x", PRODUCT),
        (r"A B x^\top", PRODUCT),
        ("A B", PRODUCT),
        ("A B x = x", PRODUCT),
        ("A = B", t.Equation(B, A)),
        (r"\frac{\partial}{\partial c} (c + d) c", t.mul(GRADIENT, c)),
        ("c - d", t.add(c, d)),
        (r"\boldsymbol{A}^{-1}", t.transpose(A)),
        ("", PRODUCT),
        ("A B x)", PRODUCT),
    ],
)
def test_a_text_that_says_something_else_is_refused(text: str, term: Term) -> None:
    with pytest.raises(DeriveError):
        confirm(text, term)


@pytest.mark.parametrize(
    "term",
    [
        PRODUCT,
        t.Equation(t.mul(A, x), x),
        t.mul(GRADIENT, c),
        t.mul(GRADIENT, Integer(-1), d),
        t.Minimizer(x, f),
        t.identity(n),
        t.zeros(m, n),
    ],
    ids=str,
)
def test_what_is_printed_reads_as_the_term(term: Term) -> None:
    assert checked_latex(term)


def test_an_entry_of_a_number_has_no_notation() -> None:
    one = t.as_scalar(t.mul(t.transpose(x), x)).args[0]
    assert checked_latex(t.entry(one, Integer(1), Integer(1))) is None


@pytest.fixture
def problem() -> Problem:
    made = Problem("small", course="test", title="A product")
    made.declare(r"A \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n")
    made.assume("invertible(A)")
    with made.part("a", r"Simplify $A^{-1} A x$.") as part:
        part.start(r"A^{-1} A x")
        part.line("x")
        part.answer("y", "x")
    return made


def test_a_build_with_a_false_printer_is_refused(
    problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert certificate(problem)["terms"]
    printed = module.latex
    monkeypatch.setattr(module, "latex", lambda term: printed(term).replace("^{-1}", r"^\top"))
    with pytest.raises(DeriveError, match="does not read back"):
        certificate(problem)
