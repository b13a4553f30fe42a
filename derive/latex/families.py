r"""Families: m letters x_1, …, x_m of one shape, as the columns of one matrix.

The family of columns x_i in R^d is the d × m matrix `x_{:}`, and x_i is `x_{:} e_i`.  The family of
scalars \sigma_i is the column `\sigma_{:}`, and \sigma_i its entry.  The family of p × q matrices
A_i is the p × qm matrix `A_{:q}`, and A_i is `A_{:q} (e_i ⊗ I_q)`.  An index above is written
`x^{(:)}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import ONE, Dim, Shape, Term
from derive.errors import ContextError, ReadError
from derive.latex.names import MEMBERS, RAISED_MEMBERS

__all__ = ["Family", "family_symbol", "marked_name", "member_name", "member_of"]

_INDEX = re.compile(r"(_\{|\^\{\()([A-Za-z]|\\[a-z]+|[0-9]+|[A-Za-z]_[^{}]*)(\}|\)\})")
_MARK = re.compile(r":[^{}()]*")
_WIDTH = re.compile(r":([^{}()]+)")


@dataclass(frozen=True, slots=True)
class Family:
    """The matrix of a family, how many letters there are, and the shape of each."""

    symbol: t.MatrixSymbol
    count: Dim
    shape: Shape

    @classmethod
    def of(cls, term: Term) -> Family | None:
        """The family that a symbol stands for; None for any other term."""
        if not isinstance(term, t.MatrixSymbol) or MEMBERS not in term.name:
            return None
        rows, cols = term.shape
        if cols == ONE:
            return cls(term, rows, ())
        width = _WIDTH.search(term.name)
        if width is None:
            return cls(term, cols, (rows, ONE))
        size = _size_of(width[1], cols)
        return cls(term, sympy.expand(cols / size), (rows, size))

    def member(self, index: Term) -> Term:
        """The letter with an index."""
        if not self.shape:
            return t.entry(self.symbol, index, ONE)
        unit: Term = t.unit_vector(index, self.count)
        if self.shape[1] != ONE:
            unit = t.kronecker(unit, t.identity(self.shape[1]))
        return t.mul(self.symbol, unit)


def _size_of(text: str, within: Dim) -> Dim:
    """The size that a name spells, of the symbols in a size."""
    known = {str(symbol): symbol for symbol in ordered(within.free_symbols)}
    found: Dim = known[text] if text in known else Integer(text)
    return found


def member_name(symbol: t.MatrixSymbol, index: str, entry: str = "") -> str:
    """The name of a letter of a family, with the text of its index; of an entry of the letter with
    the texts of both, `x_{i, j}` or `x^{(i)}_{j}`."""
    raised = RAISED_MEMBERS in symbol.name
    both = index if raised or not entry else f"{index}, {entry}"
    name = _MARK.sub(lambda _: both, symbol.name, count=1)
    return f"{name}_{{{entry}}}" if raised and entry else name


def member_of(factors: Sequence[Term]) -> tuple[Family, Term] | None:
    """The family and the index if the first two factors make a letter of one; else None."""
    family = Family.of(factors[0]) if len(factors) > 1 else None
    if family is None or not family.shape:
        return None
    unit = factors[1]
    if family.shape[1] != ONE:
        widened = isinstance(unit, t.KroneckerProduct) and len(unit.args) == 2
        if not widened or unit.args[1] != t.identity(family.shape[1]):
            return None
        unit = unit.args[0]
    if not isinstance(unit, t.UnitVector) or unit.args[1] != family.count:
        return None
    return family, unit.args[0]


def marked_name(name: str, index: str = "") -> str:
    """The name of the matrix of a family, from the canonical name of a letter and its index.

    Raises ReadError for a name without an index.
    """
    for found in _INDEX.finditer(name):
        if index in ("", found[2]):
            mark = MEMBERS if found[1] == "_{" else RAISED_MEMBERS[1:-1]
            return name[: found.start()] + found[1] + mark + found[3] + name[found.end() :]
    raise ReadError(f"{name} has no index", expected=r"x_i, or x^{(i)}")


def family_symbol(name: str, shape: Shape, count: Dim) -> t.MatrixSymbol:
    """The matrix of a family with this marked name; `shape` is that of a letter, () of a scalar.

    Raises ContextError for a family of one letter, or of matrices whose width has no plain name.
    """
    if count == Integer(1):
        raise ContextError("a family has more than one letter", hint="declare the letter itself")
    if not shape:
        return t.matrix(name, count, ONE)
    rows, cols = shape
    if cols == ONE:
        return t.matrix(name, rows, count)
    width = str(cols)
    if not width.isalnum():
        raise ContextError(
            f"a family of matrices with {width} columns is not read", expected="a letter"
        )
    return t.matrix(name.replace(MEMBERS, f":{width}", 1), rows, sympy.expand(cols * count))
