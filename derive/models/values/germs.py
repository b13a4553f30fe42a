"""Germs: rational functions of one variable ε near ε = 0, exactly, and matrices of them.

A germ is a quotient of polynomials over the field of a model; it is zero only if it vanishes for
all but finitely many ε, so that what has an inverse here has one for every small ε ≠ 0.  Its value
at 0 is its limit, which exists if no power of ε is left below.

Limits
    Degrees above MAX_DEGREE raise a LimitError, balls Unresolved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import flint

from derive.errors import LimitError

__all__ = ["Diverges", "Germ", "GermGrid", "NotRational", "germ_grid", "variable"]

MAX_DEGREE = 300

Polynomial: TypeAlias = Any  # fmpq_poly or nmod_poly


class Diverges(ArithmeticError):  # noqa: N818  # it is an outcome, not an error
    """The limit of a germ does not exist."""


class NotRational(ArithmeticError):  # noqa: N818  # it is an outcome, not an error
    """A number that is known as a ball only; its germ has no exact value."""


def variable(one: Any) -> Germ:
    """The germ of ε over the field that `one` is the unit of."""
    unit = _polynomial(one)
    return Germ(_shifted(unit, 1), unit)


def _polynomial(number: Any) -> Polynomial:
    if isinstance(number, flint.nmod):
        return flint.nmod_poly([int(number)], number.modulus())
    if isinstance(number, flint.fmpq | flint.fmpz | int):
        return flint.fmpq_poly([number])
    raise NotRational


def _shifted(poly: Polynomial, by: int) -> Polynomial:
    """poly times ε^by."""
    zeros = [0] * by
    if isinstance(poly, flint.nmod_poly):
        return flint.nmod_poly([*zeros, *map(int, poly.coeffs())], poly.modulus())
    return flint.fmpq_poly([*zeros, *poly.coeffs()])


def _small(poly: Polynomial) -> Polynomial:
    if poly.degree() > MAX_DEGREE:
        raise LimitError(f"a rational function has a degree above {MAX_DEGREE}")
    return poly


def _order(poly: Polynomial) -> int:
    """The lowest power of ε in a polynomial that is not zero."""
    return next(i for i, c in enumerate(poly.coeffs()) if c != 0)


def _at_zero(above: Polynomial, below: Polynomial) -> Any:
    """The limit of above / below for ε → 0.  Raises Diverges."""
    if above == 0:
        return above[0]
    order, under = _order(above), _order(below)
    if order < under:
        raise Diverges
    return above[under] / below[under]


@dataclass(frozen=True, slots=True, eq=False)
class Germ:
    """above / below, in lowest terms."""

    above: Polynomial
    below: Polynomial

    @classmethod
    def of(cls, above: Polynomial, below: Polynomial) -> Germ:
        common = above.gcd(below)
        if common.degree() > 0:
            above, below = above // common, below // common
        return cls(_small(above), _small(below))

    def limit(self) -> Any:
        """The value at ε = 0.  Raises Diverges."""
        return _at_zero(self.above, self.below)

    def _germ(self, other: Any) -> Germ:
        if isinstance(other, Germ):
            return other
        number = _polynomial(other) if not isinstance(other, int) else self.below * 0 + other
        return Germ(number, self.below * 0 + 1)

    def __add__(self, other: Any) -> Germ:
        germ = self._germ(other)
        above = self.above * germ.below + germ.above * self.below
        return Germ.of(above, self.below * germ.below)

    __radd__ = __add__

    def __neg__(self) -> Germ:
        return Germ(-self.above, self.below)

    def __sub__(self, other: Any) -> Germ:
        return self + -self._germ(other)

    def __mul__(self, other: Any) -> Any:
        if hasattr(other, "nrows") or hasattr(other, "slope"):
            return NotImplemented if not hasattr(other, "det") else germ_grid(other, self) * self
        germ = self._germ(other)
        return Germ.of(self.above * germ.above, self.below * germ.below)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __rtruediv__(self, other: Any) -> Any:
        """Raises ZeroDivisionError for the germ that is zero."""
        if self.above == 0:
            raise ZeroDivisionError
        return Germ(self.below, self.above) * other

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / self._germ(other))

    def __pow__(self, times: int) -> Germ:
        _small_power(max(self.above.degree(), self.below.degree()), times)
        return Germ(self.above**times, self.below**times)

    def __eq__(self, other: object) -> bool:
        germ = self._germ(other)
        return bool(self.above * germ.below == germ.above * self.below)

    __hash__ = None  # type: ignore[assignment]  # never a key


def _small_power(degree: int, times: int) -> None:
    if degree * times > MAX_DEGREE:
        raise LimitError(f"a rational function has a degree above {MAX_DEGREE}")


def germ_grid(value: Any, like: Germ | GermGrid) -> GermGrid:
    """A matrix of constants as one of germs."""
    if isinstance(value, GermGrid):
        return value
    one = like.below * 0 + 1
    table = tuple(tuple(_polynomial(entry) for entry in row) for row in value.tolist())
    return GermGrid(table, one)


@dataclass(frozen=True, slots=True, eq=False)
class GermGrid:
    """A matrix of polynomials over one common denominator."""

    table: tuple[tuple[Polynomial, ...], ...]
    below: Polynomial

    @classmethod
    def of(cls, table: Sequence[Sequence[Polynomial]], below: Polynomial) -> GermGrid:
        """The matrix with what all its entries share with the denominator divided out."""
        common = below
        for row in table:
            for entry in row:
                if common.degree() <= 0:
                    break
                common = common.gcd(entry)
        if common.degree() > 0:
            table = [[entry // common for entry in row] for row in table]
            below = below // common
        return cls(tuple(tuple(map(_small, row)) for row in table), _small(below))

    @classmethod
    def gather(cls, rows: int, cols: int, entries: Sequence[Any]) -> GermGrid:
        """The matrix of these germs and constants, at least one of them a germ."""
        first = next(entry for entry in entries if isinstance(entry, Germ))
        germs = [first._germ(entry) for entry in entries]
        below = germs[0].below
        for germ in germs[1:]:
            below = _small(below * (germ.below // below.gcd(germ.below)))
        flat = [germ.above * (below // germ.below) for germ in germs]
        return cls.of([flat[i * cols : (i + 1) * cols] for i in range(rows)], below)

    def limits(self) -> list[Any]:
        """The entries at ε = 0, row by row.  Raises Diverges if one has no limit."""
        return [_at_zero(entry, self.below) for row in self.table for entry in row]

    # -- as a flint matrix ------------------------------------------------------------------

    def nrows(self) -> int:
        return len(self.table)

    def ncols(self) -> int:
        return len(self.table[0])

    def tolist(self) -> list[list[Germ]]:
        return [[Germ.of(entry, self.below) for entry in row] for row in self.table]

    def entries(self) -> list[Germ]:
        return [germ for row in self.tolist() for germ in row]

    def __getitem__(self, place: tuple[int, int]) -> Germ:
        return Germ.of(self.table[place[0]][place[1]], self.below)

    def transpose(self) -> GermGrid:
        return GermGrid(tuple(zip(*self.table, strict=True)), self.below)

    def __add__(self, other: Any) -> GermGrid:
        grid = germ_grid(other, self)
        if self.below == grid.below:
            left, right, below = self.table, grid.table, self.below
        else:
            left = tuple(tuple(x * grid.below for x in row) for row in self.table)
            right = tuple(tuple(x * self.below for x in row) for row in grid.table)
            below = self.below * grid.below
        pairs = zip(left, right, strict=True)
        return GermGrid.of([[x + y for x, y in zip(*p, strict=True)] for p in pairs], below)

    __radd__ = __add__

    def __neg__(self) -> GermGrid:
        negated: GermGrid = self * -1
        return negated

    def __sub__(self, other: Any) -> GermGrid:
        return self + -germ_grid(other, self)

    def __mul__(self, other: Any) -> Any:
        if hasattr(other, "slope"):
            return NotImplemented
        if hasattr(other, "nrows"):
            return self._times(germ_grid(other, self))
        one = self.below * 0 + 1
        germ = Germ(one, one)._germ(other)
        table = [[entry * germ.above for entry in row] for row in self.table]
        return GermGrid.of(table, self.below * germ.below)

    def __rmul__(self, other: Any) -> Any:
        if hasattr(other, "nrows"):
            return germ_grid(other, self)._times(self)
        return self * other

    def _times(self, other: GermGrid) -> GermGrid:
        zero = self.below * 0
        columns = list(zip(*other.table, strict=True))
        table = [
            [sum((x * y for x, y in zip(row, column, strict=True)), start=zero)]
            for row in self.table
            for column in columns
        ]
        flat = [entry for [entry] in table]
        width = len(columns)
        rows = [flat[i * width : (i + 1) * width] for i in range(self.nrows())]
        return GermGrid.of(rows, self.below * other.below)

    def __pow__(self, times: int) -> GermGrid:
        result = self
        for _ in range(times - 1):
            result = result * self
        return result

    # -- elimination ------------------------------------------------------------------------

    def inv(self) -> GermGrid:
        """Raises ZeroDivisionError where the determinant is the zero function."""
        n = self.nrows()
        one, zero = self.below * 0 + 1, self.below * 0
        wide = [
            [*row, *(one if i == j else zero for j in range(n))] for i, row in enumerate(self.table)
        ]
        rows, pivots, last, _ = _eliminated(wide, one)
        if pivots[:n] != list(range(n)):
            raise ZeroDivisionError
        return GermGrid.of([[entry * self.below for entry in row[n:]] for row in rows], last)

    def rref(self) -> tuple[GermGrid, int]:
        """The reduced row echelon form and the rank."""
        rows, pivots, last, _ = _eliminated([list(row) for row in self.table], self.below * 0 + 1)
        return GermGrid.of(rows, last), len(pivots)

    def rank(self) -> int:
        return self.rref()[1]

    def det(self) -> Germ:
        n = self.nrows()
        _, pivots, last, sign = _eliminated([list(x) for x in self.table], self.below * 0 + 1)
        if len(pivots) < n:
            return Germ(self.below * 0, self.below * 0 + 1)
        _small_power(self.below.degree(), n)
        return Germ.of(last * sign, self.below**n)


def _eliminated(
    rows: list[list[Polynomial]], one: Polynomial
) -> tuple[list[list[Polynomial]], list[int], Polynomial, int]:
    """Gauss-Jordan elimination without fractions: the rows, all pivots being one polynomial, the
    pivot columns, that polynomial, and the sign of the exchanges of rows.

    Every division is exact (Bareiss, Math. Comp. 22, 1968).
    """
    pivots: list[int] = []
    last, sign = one, 1
    for col in range(len(rows[0])):
        top = len(pivots)
        found = next((i for i in range(top, len(rows)) if rows[i][col] != 0), None)
        if found is None:
            continue
        if found != top:
            rows[top], rows[found], sign = rows[found], rows[top], -sign
        pivot = _small(rows[top][col])
        for i, row in enumerate(rows):
            if i != top:
                c = row[col]
                pairs = zip(row, rows[top], strict=True)
                rows[i] = [(pivot * x - c * y) // last for x, y in pairs]
        last = pivot
        pivots.append(col)
    return rows, pivots, last, sign
