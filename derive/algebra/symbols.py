"""Symbols and numbers: the leaves of terms, and what kind of term one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import sympy
from sympy import Basic, Integer, Rational, Symbol
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

if TYPE_CHECKING:
    from typing_extensions import TypeIs  # in `typing` from Python 3.13 on; only mypy reads it

__all__ = ["ONE", "ZERO", "AnySymbol", "Dim", "MatrixExpr", "MatrixSymbol", "Term", "dimension"]
__all__ += ["index", "integer", "is_matrix", "is_number", "is_scalar", "matrix", "scalar"]

Term: TypeAlias = Basic
Dim: TypeAlias = sympy.Expr
AnySymbol: TypeAlias = Symbol | MatrixSymbol

ZERO, ONE = Integer(0), Integer(1)


def matrix(name: str, rows: Any, cols: Any = ONE) -> MatrixSymbol:
    """A matrix symbol; `name` is the LaTeX of the letter without its font."""
    return MatrixSymbol(name, rows, cols)


def scalar(name: str) -> Symbol:
    """A real scalar symbol."""
    return Symbol(name, real=True)


def dimension(name: str) -> Symbol:
    """A dimension symbol: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def index(name: str) -> Symbol:
    """An index: an integer; `nonnegative` sets it apart from other integers."""
    return Symbol(name, integer=True, nonnegative=True)


def integer(name: str) -> Symbol:
    """An integer symbol of any sign."""
    return Symbol(name, integer=True)


def is_matrix(term: Term) -> TypeIs[MatrixExpr]:
    return bool(getattr(term, "is_Matrix", False))


def is_scalar(term: Term) -> bool:
    return isinstance(term, sympy.Expr) and not is_matrix(term)


def is_number(term: Term) -> TypeIs[Rational]:
    return isinstance(term, Rational)
