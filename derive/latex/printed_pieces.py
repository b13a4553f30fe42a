r"""Names and numbers as they are printed, and what the printer asks of factors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sympy import Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.latex.printer_forms import ATOM, POWER, SUM, TIGHT

__all__ = [
    "Mark",
    "is_vector_letter",
    "name_binds",
    "name_of",
    "number_of",
    "of_scalar",
    "reaches_on",
    "reciprocal",
]

_NAME = re.compile(r"(\\(?:hat|bar|tilde|vec|dot|check)\{)([^{}]*)(\})(.*)$|([^_^']*)(.*)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A colour for the subterm at a position: see `derive.algebra.pattern.Position`."""

    path: tuple[int, ...]
    window: tuple[int, ...] | None
    colour: str


def name_of(name: str, bold: bool) -> str:
    """A declared name, its letter bold."""
    if not bold:
        return name
    found = _NAME.match(name)
    assert found is not None  # the last alternative matches every text
    if found[1]:
        return f"{found[1]}{name_of(found[2], bold)}{found[3]}{found[4]}"
    return rf"\boldsymbol{{{found[5]}}}{found[6]}"


def name_binds(name: str) -> int:
    """A name with a superscript takes no second one without parentheses."""
    return POWER if "^" in name or "'" in name else ATOM


def is_vector_letter(term: Term) -> bool:
    """Whether an entry of the term may be raised to a power without parentheses."""
    if not isinstance(term, t.MatrixSymbol) or term.shape.count(t.ONE) != 1:
        return False
    return not set("_^'") & set(term.name)


def reciprocal(term: Term | None) -> bool:
    return isinstance(term, Pow) and term.args[1] == -1


def number_of(value: Rational) -> tuple[str, int]:
    if isinstance(value, Integer):
        return str(value), ATOM if value >= 0 else SUM
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.p)}}}{{{value.q}}}", SUM if sign else TIGHT


def of_scalar(term: Term) -> bool:
    """Whether the term is the derivative of a scalar by a column or a matrix."""
    return isinstance(term, t.Jacobian) and shape_of(term.args[0]) in ((), (1, 1))


def reaches_on(factor: Term) -> bool:
    """Whether what follows a factor would be read as differentiated too."""
    if isinstance(factor, t.Transpose) and of_scalar(factor.args[0]):
        factor = factor.args[0]
    return isinstance(factor, t.Jacobian | t.Derivative) and not t.is_leaf(factor.args[0])
