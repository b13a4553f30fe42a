"""Exact linear algebra on small matrices, over the rationals or the integers modulo a prime.

A matrix is a tuple of rows.  Over a prime field there is no order, and the pseudo-inverse is the
one that the full-rank factorisation A = C F gives, (F' (F F')^-1) ((C' C)^-1 C').

References: Golub and Van Loan, Matrix Computations (4th ed. 2013), sections 3.4, 4.2, 5.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, isqrt, lcm
from operator import mul
from typing import TypeAlias

from derive.replay.report import Fuel, ReplayError

__all__ = ["MAX_SIDE", "Field", "Number", "Rows", "identity", "prime_from", "transpose", "zeros"]

Number: TypeAlias = int | Fraction
Rows: TypeAlias = tuple[tuple[Number, ...], ...]

MAX_BITS, MAX_SIDE = 40_000, 40
WORD = 256  # bits of a number that are as quick as one


def zeros(rows: int, cols: int) -> Rows:
    return ((0,) * cols,) * rows


def identity(size: int) -> Rows:
    return tuple(tuple(int(i == j) for j in range(size)) for i in range(size))


def transpose(a: Rows) -> Rows:
    return tuple(zip(*a, strict=True))


def _whole(a: Rows) -> tuple[tuple[tuple[int, ...], ...], int]:
    """The matrix times its common denominator, and that."""
    below = lcm(*dict.fromkeys(x.denominator for row in a for x in row))
    if below == 1:
        return tuple([tuple([x.numerator for x in row]) for row in a]), 1
    whole = [tuple([x.numerator * (below // x.denominator) for x in row]) for row in a]
    return tuple(whole), below


def _over(x: int, below: int) -> Number:
    """x / below, an int where it is whole: those are quicker."""
    whole, rest = divmod(x, below)
    return Fraction(x, below) if rest else whole


class Field:
    """Matrix arithmetic modulo a prime, or over the rationals if `modulus` is None."""

    def __init__(self, modulus: int | None, fuel: Fuel) -> None:
        self.modulus = modulus
        self.fuel = fuel

    def number(self, value: Number) -> Number:
        """An element of the field.  ReplayError if its denominator is 0 there."""
        if self.modulus is None or isinstance(value, int):
            return value if self.modulus is None else value % self.modulus
        if value.denominator % self.modulus == 0:
            raise ReplayError("a number has no value modulo the prime of this replay")
        return value.numerator * pow(value.denominator, -1, self.modulus) % self.modulus

    def reciprocal(self, value: Number) -> Number:
        return Fraction(1) / value if self.modulus is None else pow(int(value), -1, self.modulus)

    def root(self, value: Number) -> Number | None:
        """The root of a square; None where there is none.

        ReplayError for a positive number whose root is not rational.
        """
        if self.modulus is not None:
            found = pow(int(value), (self.modulus + 1) // 4, self.modulus)
            return found if found * found % self.modulus == value else None
        if value < 0:
            return None
        above, below = isqrt(value.numerator), isqrt(value.denominator)
        if (above * above, below * below) != (value.numerator, value.denominator):
            raise ReplayError("a root that is not rational cannot be evaluated exactly")
        return Fraction(above, below)

    def add(self, a: Rows, b: Rows) -> Rows:
        p = self.modulus
        pairs = zip(a, b, strict=True)
        if p is None:
            return tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in pairs)
        return tuple(tuple((x + y) % p for x, y in zip(r, s, strict=True)) for r, s in pairs)

    def scale(self, c: Number, a: Rows) -> Rows:
        p = self.modulus
        if p is None:
            return _bounded(tuple(tuple(c * x for x in row) for row in a))
        return tuple(tuple(c * x % p for x in row) for row in a)

    def product(self, a: Rows, b: Rows) -> Rows:
        self.fuel.spend(len(a) * len(b) * len(b[0]))
        if self.modulus is None:
            for _ in range(len(b[0])):
                self._pay(a)
            return self._rational_product(a, b)
        p, columns = self.modulus, transpose(b)
        return tuple(tuple(sum(map(mul, row, col)) % p for col in columns) for row in a)

    def _rational_product(self, a: Rows, b: Rows) -> Rows:
        (left, da), (right, db) = _whole(a), _whole(b)
        below, columns = da * db, transpose(right)
        whole = [[sum(map(mul, row, col)) for col in columns] for row in left]
        if below == 1:
            return _bounded(tuple(map(tuple, whole)))
        return _bounded(tuple([tuple([_over(x, below) for x in row]) for row in whole]))

    def echelon(self, a: Rows) -> tuple[Rows, tuple[int, ...]]:
        """The reduced row echelon form without its zero rows, and its pivot columns."""
        self.fuel.spend(len(a) ** 2 * len(a[0]))
        for _ in range(len(a) if self.modulus is None else 0):
            self._pay(a)
        return _rational_echelon(a) if self.modulus is None else _echelon(a, self.modulus)

    def rank(self, a: Rows) -> int:
        return len(self.echelon(a)[1])

    def inverse(self, a: Rows) -> Rows | None:
        """The inverse, or None for a singular matrix."""
        n = len(a)
        wide = tuple(row + unit for row, unit in zip(a, identity(n), strict=True))
        reduced, pivots = self.echelon(wide)
        return tuple(row[n:] for row in reduced) if pivots == tuple(range(n)) else None

    def det(self, a: Rows) -> Number:
        """The determinant, by elimination without fractions (Bareiss 1968)."""
        whole, below = _whole(a) if self.modulus is None else (a, 1)
        rows = [list(map(int, row)) for row in whole]
        n, sign, last = len(rows), 1, 1
        for k in range(n):
            self._pay(rows[k:])
            found = next((i for i in range(k, n) if rows[i][k]), None)
            if found is None:
                return 0
            sign = sign if found == k else -sign
            rows[k], rows[found] = rows[found], rows[k]
            top, pivot = rows[k], rows[k][k]
            for i in range(k + 1, n):
                c = rows[i][k]
                rows[i] = [
                    self._over_last(pivot * x - c * y, last)
                    for x, y in zip(rows[i], top, strict=True)
                ]
            last = pivot
        value = sign * rows[n - 1][n - 1]
        return value % self.modulus if self.modulus else _over(value, below**n)

    def _over_last(self, x: int, last: int) -> int:
        """An exact division by the pivot before."""
        return x // last if self.modulus is None else x * pow(last, -1, self.modulus) % self.modulus

    def _pay(self, rows: Sequence[Sequence[Number]]) -> None:
        """Long numbers are paid for by their length."""
        longest = max((_length(x) for row in rows for x in row), default=0)
        self.fuel.spend(len(rows) * len(rows[0]) * (1 + longest // WORD) if rows else 0)

    def pinv(self, a: Rows) -> Rows | None:
        """The pseudo-inverse; None where a prime field has none."""
        reduced, pivots = self.echelon(a)
        if not pivots:
            return zeros(len(a[0]), len(a))
        columns = tuple(tuple(row[j] for j in pivots) for row in a)
        left = self.inverse(self.product(transpose(columns), columns))
        right = self.inverse(self.product(reduced, transpose(reduced)))
        if left is None or right is None:
            return None
        inner = self.product(self.product(right, left), transpose(columns))
        return self.product(transpose(reduced), inner)

    def solve(self, a: Rows, b: Rows) -> tuple[Rows, tuple[Rows, ...]] | None:
        """A solution of a x = b for a column b, and a basis of the kernel; None without one."""
        n = len(a[0])
        reduced, pivots = self.echelon(tuple(r + s for r, s in zip(a, b, strict=True)))
        if n in pivots:
            return None
        particular = [0] * n  # type: list[Number]
        for row, j in zip(reduced, pivots, strict=True):
            particular[j] = row[n]
        kernel = []
        for free in (j for j in range(n) if j not in pivots):
            vector = [0] * n  # type: list[Number]
            vector[free] = 1
            for row, j in zip(reduced, pivots, strict=True):
                vector[j] = self.number(-row[free])
            kernel.append(tuple((x,) for x in vector))
        return tuple((x,) for x in particular), tuple(kernel)

    def definite(self, a: Rows, *, strictly: bool) -> bool:
        """Whether a rational matrix is symmetric and positive definite (or semidefinite)."""
        if a != transpose(a):
            return False
        rest = [list(map(Fraction, row)) for row in a]
        while rest:
            pivot, *row = rest[0]
            if pivot < 0 or (pivot == 0 and (strictly or any(row))):
                return False
            below = rest[1:]
            if pivot:
                rest = [
                    [x - r[0] * y / pivot for x, y in zip(r[1:], row, strict=True)] for r in below
                ]
            else:
                rest = [r[1:] for r in below]
        return True


def _echelon(a: Rows, p: int) -> tuple[Rows, tuple[int, ...]]:
    """The reduced row echelon form modulo a prime."""
    rows = [list(row) for row in a]
    pivots: list[int] = []
    for col in range(len(rows[0])):
        top = len(pivots)
        found = next((i for i in range(top, len(rows)) if rows[i][col]), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        factor = pow(int(rows[top][col]), -1, p)
        rows[top] = pivot = [x * factor % p for x in rows[top]]
        for i, row in enumerate(rows):
            c = row[col]
            if i != top and c:
                rows[i] = [(x - c * y) % p for x, y in zip(row, pivot, strict=True)]
        pivots.append(col)
    return tuple(map(tuple, rows[: len(pivots)])), tuple(pivots)


def _rational_echelon(a: Rows) -> tuple[Rows, tuple[int, ...]]:
    """The reduced row echelon form over the rationals, with whole numbers until the end."""
    rows = [list(_whole((row,))[0][0]) for row in a]
    pivots: list[int] = []
    for col in range(len(rows[0])):
        top = len(pivots)
        found = next((i for i in range(top, len(rows)) if rows[i][col]), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        pivot, lead = rows[top], rows[top][col]
        for i, row in enumerate(rows):
            c = row[col]
            if i != top and c:
                rows[i] = _primitive([lead * x - c * y for x, y in zip(row, pivot, strict=True)])
        pivots.append(col)
    made = (
        tuple([_over(x, row[col]) for x in row]) for row, col in zip(rows, pivots, strict=False)
    )
    return _bounded(tuple(made)), tuple(pivots)


def _primitive(row: list[int]) -> list[int]:
    """The row without the factor that all its numbers share."""
    shared = gcd(*row)
    return [x // shared for x in row] if shared > 1 else row


def _bounded(a: Rows) -> Rows:
    for row in a:
        for x in row:
            bits = x.bit_length() if isinstance(x, int) else _bits(x)
            if bits > MAX_BITS:
                raise ReplayError("a number became too large")
    return a


def _length(x: Number) -> int:
    return x.bit_length() if isinstance(x, int) else _bits(x)


def _bits(x: Fraction) -> int:
    return x.numerator.bit_length() + x.denominator.bit_length()


def _is_prime(n: int) -> bool:
    """Miller and Rabin's test with the first twelve primes, exact below 3.3e24 (Sorenson 2015)."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    if any(n % q == 0 for q in bases):
        return n in bases
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in bases:
        x = pow(base, odd, n)
        if x not in (1, n - 1) and all(pow(x, 2**i, n) != n - 1 for i in range(1, twos)):
            return False
    return True


def prime_from(seed: int) -> int:
    """The first 61-bit prime 4 k + 3 at or after a place that the seed determines.

    Modulo such a prime the root of a square a is a^(k + 1).
    """
    candidate = (1 << 60) + seed % (1 << 59) | 3
    while not _is_prime(candidate):
        candidate += 4
    return candidate
