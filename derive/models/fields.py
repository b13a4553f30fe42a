"""Exact fields for the models: prime fields and the rational numbers, by python-flint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

import flint

__all__ = ["Field", "Grid", "Number", "PrimeField", "Rationals", "draw_prime"]

Grid: TypeAlias = Any  # a flint matrix
Number: TypeAlias = Any  # a flint number


@dataclass(frozen=True, slots=True)
class PrimeField:
    """Integers modulo a prime."""

    prime: int

    def number(self, value: int | Fraction) -> Number:
        """Raises ZeroDivisionError for a fraction whose denominator the prime divides."""
        exact = Fraction(value)
        return flint.nmod(exact.numerator, self.prime) / flint.nmod(exact.denominator, self.prime)

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        return flint.nmod_mat(rows, cols, [int(entry) for entry in entries], self.prime)

    def draw(self, random: Random) -> Number:
        return flint.nmod(random.randrange(self.prime), self.prime)


@dataclass(frozen=True, slots=True)
class Rationals:
    """The rational numbers; draws are small integers, `spread` at most."""

    spread: int = 3

    def number(self, value: int | Fraction) -> Number:
        exact = Fraction(value)
        return flint.fmpq(exact.numerator, exact.denominator)

    def grid(self, rows: int, cols: int, entries: Sequence[Any]) -> Grid:
        return flint.fmpq_mat(rows, cols, [flint.fmpq(entry) for entry in entries])

    def draw(self, random: Random) -> Number:
        return flint.fmpq(random.randint(-self.spread, self.spread))


Field: TypeAlias = PrimeField | Rationals


def draw_prime(random: Random) -> int:
    """A random prime of 61 or 62 bits."""
    while True:
        candidate = random.randrange(1 << 60, 1 << 62) | 1
        if flint.fmpz(candidate).is_prime():
            return candidate
