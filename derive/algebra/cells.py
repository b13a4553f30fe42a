"""Terms of letters with literal sizes, as tables of polynomials in the entries of the letters.

Sums, products, whole powers, transposes, traces, determinants, adjugates, entries, diagonals,
products entry by entry and blocks are polynomials in the entries: they have values everywhere, and
two terms with one table are equal.

Limits
    LimitError for sides above MAX_SIDE, powers above MAX_POWER, and what is no such polynomial.

Reference: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.2 and 0.3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import polynomials as poly
from derive.algebra import term as t
from derive.algebra.polynomials import Atoms, Polynomial
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["Cells", "Table"]

Table: TypeAlias = tuple[tuple[Polynomial, ...], ...]  # 1 x 1 for a scalar
MAX_SIDE, MAX_POWER = 4, 8
ONE: Polynomial = poly.constant(1)


class Cells:
    """The tables of some terms, comparable with one another."""

    def __init__(self) -> None:
        self._atoms = Atoms()

    def of(self, term: Term) -> Table:
        """The table of a term.  Raises LimitError where there is none."""
        if isinstance(term, Rational):
            return ((poly.constant(_fraction(term)),),)
        if isinstance(term, Symbol) and term.is_real and not term.is_integer:
            return ((self._letter(term),),)
        if isinstance(term, t.MatrixSymbol):
            rows, cols = _sides(term)
            letters = (
                [self._letter(t.entry(term, Integer(i), Integer(j))) for j in range(1, cols + 1)]
                for i in range(1, rows + 1)
            )
            return tuple(map(tuple, letters))
        if isinstance(term, t.SIZED):
            rows, cols = _sides(term)
            return tuple(tuple(_constant(term, i == j) for j in range(cols)) for i in range(rows))
        if isinstance(term, Pow | t.MatPow):
            exponent = term.args[1]
            if not isinstance(exponent, Integer) or not 0 < exponent <= MAX_POWER:
                raise LimitError("only small whole powers are polynomials in the entries")
            return reduce(_product, [self.of(term.args[0])] * int(exponent))
        if isinstance(term, t.Entry):
            return self._entry(term)
        rule = RULES.get(type(term))
        if rule is None:
            raise LimitError(f"{type(term).__name__} is no polynomial in the entries")
        return rule(*map(self.of, term.args))

    def _letter(self, term: Term) -> Polynomial:
        return {((self._atoms.number(term), 1),): _fraction(Integer(1))}

    def _entry(self, term: Term) -> Table:
        of, i, j = term.args
        table = self.of(of)
        literal = isinstance(i, Integer) and isinstance(j, Integer)
        if not literal or not (0 < i <= len(table) and 0 < j <= len(table[0])):
            raise LimitError("an entry at no literal place")
        return ((table[int(i) - 1][int(j) - 1],),)


def _fraction(number: Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _sides(term: Term) -> tuple[int, int]:
    sides = shape_of(term)
    if not all(isinstance(side, Integer) and 0 < side <= MAX_SIDE for side in sides):
        raise LimitError("a size is not a small number")
    rows, cols = map(int, sides)
    return rows, cols


def _constant(term: Term, diagonal: bool) -> Polynomial:
    if isinstance(term, t.ZeroMatrix):
        return {}
    return ONE if diagonal or isinstance(term, t.OneMatrix) else {}


def _sum(*tables: Table) -> Table:
    return reduce(_plus, tables)


def _plus(left: Table, right: Table) -> Table:
    pairs = zip(left, right, strict=True)
    return tuple(tuple(map(poly.add, one, other)) for one, other in pairs)


def _times(*tables: Table) -> Table:
    return reduce(_product, tables)


def _product(left: Table, right: Table) -> Table:
    """The product of matrices, or of a scalar and a matrix."""
    if len(left[0]) == len(right):
        columns = tuple(zip(*right, strict=True))
        return tuple(tuple(_dot(row, column) for column in columns) for row in left)
    scalar, matrix = (left, right) if len(left) == len(left[0]) == 1 else (right, left)
    if not len(scalar) == len(scalar[0]) == 1:
        raise LimitError("these do not fit together")
    return tuple(tuple(poly.multiply(scalar[0][0], x) for x in row) for row in matrix)


def _dot(row: tuple[Polynomial, ...], column: tuple[Polynomial, ...]) -> Polynomial:
    return reduce(poly.add, map(poly.multiply, row, column))


def _transpose(table: Table) -> Table:
    return tuple(zip(*table, strict=True))


def _trace(table: Table) -> Table:
    return ((reduce(poly.add, (table[i][i] for i in range(len(table)))),),)


def _determinant(table: Table) -> Polynomial:
    """By expansion along the first row."""
    if len(table) == 1:
        return table[0][0]
    total: Polynomial = {}
    for j, entry in enumerate(table[0]):
        minor = tuple(row[:j] + row[j + 1 :] for row in table[1:])
        total = poly.add(
            total,
            poly.multiply(poly.constant((-1) ** j), poly.multiply(entry, _determinant(minor))),
        )
    return total


def _adjugate(table: Table) -> Table:
    def cofactor(i: int, j: int) -> Polynomial:
        minor = tuple(row[:j] + row[j + 1 :] for k, row in enumerate(table) if k != i)
        value = _determinant(minor) if minor else ONE
        return poly.multiply(poly.constant((-1) ** (i + j)), value)

    size = range(len(table))
    return tuple(tuple(cofactor(j, i) for j in size) for i in size)


def _hadamard(*tables: Table) -> Table:
    return reduce(
        lambda left, right: tuple(
            tuple(map(poly.multiply, one, other)) for one, other in zip(left, right, strict=True)
        ),
        tables,
    )


def _diagonal_matrix(table: Table) -> Table:
    size = range(len(table))
    return tuple(tuple(table[i][0] if i == j else {} for j in size) for i in size)


def _diagonal(table: Table) -> Table:
    return tuple((table[i][i],) for i in range(len(table)))


def _blocks(width: Table, *parts: Table) -> Table:
    count = int(width[0][0][()])
    rows = [parts[i : i + count] for i in range(0, len(parts), count)]
    return tuple(
        tuple(entry for part in row for entry in part[i])
        for row in rows
        for i in range(len(row[0]))
    )


RULES: Mapping[type, Callable[..., Table]] = MappingProxyType(
    {
        Add: _sum,
        t.MatAdd: _sum,
        Mul: _times,
        t.MatMul: _times,
        t.Transpose: _transpose,
        t.Trace: _trace,
        t.Determinant: lambda table: ((_determinant(table),),),
        t.Adjugate: _adjugate,
        t.AsScalar: lambda table: table,
        t.HadamardProduct: _hadamard,
        t.DiagonalMatrix: _diagonal_matrix,
        t.Diagonal: _diagonal,
        t.BlockMatrix: _blocks,
    }
)
