"""Where values live: prime fields, the reals (rational numbers, or balls), and their tangents.

A value of the reals is a rational number as long as it is one, and becomes a ball (an interval that
certainly holds it) where a function leaves the rationals.  A prime field knows no functions: there
each is a fixed random map of its argument, so that two terms which agree are equal whatever the
function is, and two that do not agree are not known to differ.

References: python-flint (nmod_mat, fmpq_mat, arb_mat); Johansson, Arb, IEEE Trans. Computers 2017.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

import flint

from derive.errors import LimitError
from derive.models.values.duals import DualGrid, DualNumber
from derive.models.values.germs import Germ, GermGrid

__all__ = ["Field", "Germs", "Grid", "Number", "PrimeField", "Rationals", "Tangent", "base_field"]
__all__ += ["draw_prime", "is_grid"]

Grid: TypeAlias = Any  # a flint matrix, or a dual one
Number: TypeAlias = Any  # a flint number, or a dual one

MAX_ENTRIES = 1_000_000
_GRIDS = (flint.nmod_mat, flint.fmpq_mat, flint.arb_mat, DualGrid, GermGrid)


def is_grid(value: object) -> bool:
    """Whether a value is a matrix, not a number."""
    return isinstance(value, _GRIDS)


def _check_size(rows: int, cols: int) -> None:
    """Raise LimitError for a matrix that is none, as one of -1 rows, or is too large to be made;
    flint ends the process for it."""
    if rows < 0 or cols < 0 or rows * cols > MAX_ENTRIES:
        raise LimitError(f"no matrix of {rows} rows and {cols} columns is made")


@dataclass(frozen=True, slots=True)
class PrimeField:
    """Integers modulo a prime."""

    prime: int
    ordered = False

    def number(self, value: int | Fraction) -> Number:
        """Raises ZeroDivisionError for a fraction whose denominator the prime divides."""
        if isinstance(value, int):
            return flint.nmod(value, self.prime)
        return flint.nmod(value.numerator, self.prime) / flint.nmod(value.denominator, self.prime)

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        _check_size(rows, cols)
        return flint.nmod_mat(rows, cols, [int(entry) for entry in entries], self.prime)

    def draw(self, random: Random) -> Number:
        return flint.nmod(random.randrange(self.prime), self.prime)

    def drawn_grid(self, rows: int, cols: int, random: Random) -> Grid:
        """A matrix of numbers that are drawn one after the other, as by `draw`."""
        _check_size(rows, cols)
        drawn = [random.randrange(self.prime) for _ in range(rows * cols)]
        return flint.nmod_mat(rows, cols, drawn, self.prime)

    def oracle(self, name: str, *arguments: Any) -> Number:
        """A fixed random number for a function's name and arguments."""
        shown = " ".join([name, str(self.prime), *map(str, arguments)])
        digest = hashlib.sha256(shown.encode()).digest()
        return flint.nmod(int.from_bytes(digest[:16], "big") % self.prime, self.prime)


@dataclass(frozen=True, slots=True)
class Rationals:
    """The reals, drawn as multiples of 1/`parts` of at most `spread`: integers a person can check.

    Fractions with a large denominator stay small and are still as good as generic.
    """

    spread: int = 3
    parts: int = 1
    ordered = True

    def number(self, value: int | Fraction) -> Number:
        if isinstance(value, int):
            return flint.fmpq(value)
        return flint.fmpq(value.numerator, value.denominator)

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        _check_size(rows, cols)
        if any(isinstance(entry, flint.arb) for entry in entries):
            return flint.arb_mat(rows, cols, [flint.arb(entry) for entry in entries])
        return flint.fmpq_mat(rows, cols, [flint.fmpq(entry) for entry in entries])

    def draw(self, random: Random) -> Number:
        limit = self.spread * self.parts
        return flint.fmpq(random.randint(-limit, limit), self.parts)

    def drawn_grid(self, rows: int, cols: int, random: Random) -> Grid:
        """A matrix of numbers that are drawn one after the other, as by `draw`."""
        limit = self.spread * self.parts
        _check_size(rows, cols)
        drawn = [random.randint(-limit, limit) for _ in range(rows * cols)]
        if self.parts == 1:
            return flint.fmpq_mat(rows, cols, drawn)
        return flint.fmpq_mat(rows, cols, [flint.fmpq(one, self.parts) for one in drawn])


@dataclass(frozen=True, slots=True)
class _Over:
    """Numbers that are made of those of a field, which are among them."""

    inner: Field

    @property
    def ordered(self) -> bool:
        return self.inner.ordered

    def number(self, value: int | Fraction) -> Number:
        return self.inner.number(value)


@dataclass(frozen=True, slots=True)
class Tangent(_Over):
    """Numbers a + b ε over a field, with ε² = 0: the value and its derivative along a direction;
    `one_sided` where ε is above zero, so that corners have one."""

    one_sided: bool = False

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        if not any(isinstance(entry, DualNumber) for entry in entries):
            return self.inner.grid(rows, cols, entries)
        zero = self.inner.number(0)
        pairs = [(e.value, e.slope) if isinstance(e, DualNumber) else (e, zero) for e in entries]
        return DualGrid(
            self.inner.grid(rows, cols, [value for value, _ in pairs]),
            self.inner.grid(rows, cols, [slope for _, slope in pairs]),
        )


@dataclass(frozen=True, slots=True)
class Germs(_Over):
    """Rational functions of a variable near one point, over a field."""

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        if any(isinstance(entry, Germ) for entry in entries):
            return GermGrid.gather(rows, cols, entries)
        return self.inner.grid(rows, cols, entries)


Field: TypeAlias = PrimeField | Rationals | Tangent | Germs


def base_field(field: Field) -> PrimeField | Rationals:
    """The field of numbers below tangents and germs."""
    while isinstance(field, Tangent | Germs):
        field = field.inner
    return field


def draw_prime(random: Random) -> int:
    """A random prime of 61 or 62 bits."""
    while True:
        candidate = random.randrange(1 << 60, 1 << 62) | 1
        if flint.fmpz(candidate).is_prime():
            return candidate
