"""Functions beyond the rational ones, to BITS bits: exp, log, square roots, pi.

A square root that is rational is exact.  Whatever else comes from here is within a relative error
of about 2^-BITS of the true value; `close` and `sign` leave the bits beyond TRUSTED for what the
arithmetic in between may lose, and say None where that is not enough.

References: `decimal` (correctly rounded exp and ln); Machin 1706 for pi.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import TypeAlias

__all__ = ["BITS", "FUNCTIONS", "alike", "close", "pi", "sign"]

Table: TypeAlias = Sequence[Sequence[int | Fraction]]
BITS, TRUSTED = 1000, 200
TINY = Fraction(1, 2 ** (BITS - 100))  # below it may be nothing but what was lost
_DECIMALS = Context(prec=340)


def rounded(value: Fraction) -> Fraction:
    """The value to BITS significant bits."""
    if not value:
        return value
    shift = BITS - value.numerator.bit_length() + value.denominator.bit_length()
    scale = Fraction(2) ** shift
    return round(value * scale) / scale


def _decimal(value: Fraction) -> Decimal:
    return _DECIMALS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _exp(value: Fraction) -> Fraction | None:
    return rounded(Fraction(_DECIMALS.exp(_decimal(value)))) if value else Fraction(1)


def _log(value: Fraction) -> Fraction | None:
    if value <= 0:
        return None
    return rounded(Fraction(_DECIMALS.ln(_decimal(value)))) if value != 1 else Fraction(0)


def _root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above**2 == value.numerator and below**2 == value.denominator:
        return Fraction(above, below)
    shift = 2 * BITS + value.denominator.bit_length()
    return rounded(Fraction(isqrt((value.numerator << 2 * shift) // value.denominator), 1 << shift))


@lru_cache(maxsize=1)
def pi() -> Fraction:
    """16 arctan(1/5) - 4 arctan(1/239)."""
    return rounded(16 * _arctan_of_reciprocal(5) - 4 * _arctan_of_reciprocal(239))


def _arctan_of_reciprocal(n: int) -> Fraction:
    unit = 1 << (BITS + 50)
    total, power, k = 0, unit // n, 0
    while power:
        total += (-1) ** k * (power // (2 * k + 1))
        power, k = power // n**2, k + 1
    return Fraction(total, unit)


# None outside the domain
FUNCTIONS: Mapping[str, Callable[[Fraction], Fraction | None]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _root,
    "abs": abs,
}


def sign(left: Fraction, right: Fraction) -> int | None:
    """The sign of left - right: None if they are too close to be told apart."""
    gap = left - right
    if not gap:
        return 0
    if abs(gap) <= max(abs(left), abs(right)) / 2**TRUSTED:
        return None
    return 1 if gap > 0 else -1


def close(left: Fraction, right: Fraction) -> bool | None:
    """Whether two values are one up to what is lost: None for values too small to be told."""
    if left == right:
        return True
    if max(abs(left), abs(right)) < TINY:
        return None
    return sign(left, right) is None


def alike(
    one: Sequence[Sequence[int | Fraction]], other: Sequence[Sequence[int | Fraction]]
) -> bool | None:
    """Whether two matrices are one up to what is lost: None where no entry can be told.

    Of matrices whose other entries agree, entries that may be zero on both sides are taken for it.
    """
    rows = (zip(*pair, strict=True) for pair in zip(one, other, strict=True))
    found = {close(Fraction(x), Fraction(y)) for row in rows for x, y in row}
    return False if False in found else True if True in found else None
