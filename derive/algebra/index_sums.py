"""Values of indices among factors, and sums of their powers over a range.

Reference: Graham, Knuth and Patashnik, Concrete Mathematics (2nd ed. 1994), 6.5.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from sympy import Expr

from derive.algebra.multigraphs import Factor
from derive.algebra.term import Dim
from derive.algebra.word_reading import WordReading
from derive.algebra.words import Letters, Polynomial, accumulate
from derive.errors import LimitError

__all__ = ["sum_of_powers", "without_simplex", "without_values"]

MAX_POWER = 8


def without_values(
    reading: WordReading, factors: list[Factor], bound: dict[int, Dim]
) -> tuple[list[Factor], list[Polynomial]]:
    """The factors, and the sums of the powers of bound indices that stand in no other one."""
    others = {index for name, slots in factors if name != "value" for index in slots}
    values = []
    for index, size in bound.items():
        if index not in others:
            times = factors.count(("value", (index,)))
            values.append(sum_of_powers(reading.letters, reading.polynomial(size), times))
    kept = []
    for name, slots in factors:
        if name == "value" and isinstance(slots[0], Expr):
            values.append(reading.polynomial(slots[0]))
        elif name != "value" or slots[0] not in bound or slots[0] in others:
            kept.append((name, slots))
    return kept, values


def without_simplex(
    reading: WordReading, factors: list[Factor], bound: dict[int, Dim]
) -> tuple[list[Factor], dict[int, Dim]]:
    """The factors without Σᵢ pᵢ where the entries of p are known to add up to 1."""
    for place, (name, slots) in enumerate(factors):
        index = slots[0] if slots else ()
        alone = sum(slots.count(index) for _, slots in factors) == 1
        if name in reading.simplex and index in bound and alone:
            rest = factors[:place] + factors[place + 1 :]
            left = {i: size for i, size in bound.items() if i != index}
            return without_simplex(reading, rest, left)
    return factors, bound


def sum_of_powers(letters: Letters, size: Polynomial, exponent: int) -> Polynomial:
    """1^p + 2^p + ... + n^p for the exponent p, as a polynomial in n.  Raises LimitError."""
    if exponent > MAX_POWER:
        raise LimitError("so large a power of an index is not summed")
    if exponent == 0:
        return size
    total: Polynomial = {}
    for k, number in enumerate(_bernoulli(exponent)):
        power = letters.power(size, exponent + 1 - k)
        accumulate(total, power, number * comb(exponent + 1, k) / (exponent + 1))
    return total


def _bernoulli(last: int) -> list[Fraction]:
    """The Bernoulli numbers B_0, ..., B_last, with B_1 = 1/2."""
    found: list[Fraction] = []
    for m in range(last + 1):
        lower = sum((comb(m + 1, k) * b for k, b in enumerate(found)), Fraction(0))
        found.append((int(m == 0) - lower) / (m + 1))
    return [abs(b) if k == 1 else b for k, b in enumerate(found)]
