"""Sines, cosines, hyperbolic functions and the logistic function of scalars in words.

sin and cos are polynomials in the sines and cosines of the monomials of their argument, with
sin² = 1 - cos²; the hyperbolic functions and the logistic one are quotients of exponentials.

Reference: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 4.3 and 4.5.
"""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.power_words import exponential
from derive.algebra.term import Term
from derive.algebra.word_functions import inverted
from derive.algebra.word_reading import ONE, WordReading
from derive.algebra.words import UNIT, Polynomial, Powers, accumulate
from derive.errors import LimitError

__all__ = ["read_cos", "read_cosh", "read_logistic", "read_sin", "read_sinh", "read_tanh"]

MAX_MULTIPLE, MAX_ANGLES = 8, 4


def read_cos(reading: WordReading, term: Term) -> Polynomial:
    return _waves(reading, reading.polynomial(term.args[0]))[0]


def read_sin(reading: WordReading, term: Term) -> Polynomial:
    return _waves(reading, reading.polynomial(term.args[0]))[1]


def _waves(reading: WordReading, angle: Polynomial) -> tuple[Polynomial, Polynomial]:
    """cos and sin of a sum of monomials, by their addition theorems."""
    angle = reading.reduced(angle)
    if len(angle) > MAX_ANGLES:
        raise LimitError("the sine of so long a sum is not taken apart")
    found: tuple[Polynomial, Polynomial] = (ONE, {})
    for (scalars, _), c in angle.items():
        found = _added(reading, found, _of_monomial(reading, scalars, c))
    return found


def _added(
    reading: WordReading,
    first: tuple[Polynomial, Polynomial],
    second: tuple[Polynomial, Polynomial],
) -> tuple[Polynomial, Polynomial]:
    times = reading.letters.times
    cosine = times(first[0], second[0])
    accumulate(cosine, times(first[1], second[1]), -1)
    sine = times(first[1], second[0])
    accumulate(sine, times(first[0], second[1]), 1)
    return cosine, sine


def _of_monomial(
    reading: WordReading, scalars: Powers, c: Fraction
) -> tuple[Polynomial, Polynomial]:
    """cos and sin of c m, as those of a multiple of m over the denominator of c."""
    if abs(c.numerator) > MAX_MULTIPLE:
        raise LimitError("the sine of so large a multiple is not taken apart")
    letters = reading.letters
    cosine = letters.atom(("cos", scalars, c.denominator))
    sine = letters.atom(("sin", scalars, c.denominator))
    square: Polynomial = {UNIT: Fraction(1), (((cosine, 2),), ()): Fraction(-1)}
    letters.set_square(sine, square)
    sign = 1 if c > 0 else -1
    one: tuple[Polynomial, Polynomial] = (
        {(((cosine, 1),), ()): Fraction(1)},
        {(((sine, 1),), ()): Fraction(sign)},
    )
    found = one
    for _ in range(abs(c.numerator) - 1):
        found = _added(reading, found, one)
    return found


def _both_exponentials(reading: WordReading, term: Term) -> tuple[Polynomial, Polynomial]:
    inner = reading.polynomial(term.args[0])
    return exponential(reading, inner), exponential(reading, {m: -c for m, c in inner.items()})


def read_cosh(reading: WordReading, term: Term) -> Polynomial:
    return _half_sum(*_both_exponentials(reading, term), 1)


def read_sinh(reading: WordReading, term: Term) -> Polynomial:
    return _half_sum(*_both_exponentials(reading, term), -1)


def read_tanh(reading: WordReading, term: Term) -> Polynomial:
    up, down = _both_exponentials(reading, term)
    below = inverted(reading, _half_sum(up, down, 1), term)
    return reading.letters.times(_half_sum(up, down, -1), below)


def _half_sum(up: Polynomial, down: Polynomial, sign: int) -> Polynomial:
    total = {monomial: c / 2 for monomial, c in up.items()}
    accumulate(total, down, Fraction(sign, 2))
    return total


def read_logistic(reading: WordReading, term: Term) -> Polynomial:
    """1 / (1 + exp(-q))."""
    _, down = _both_exponentials(reading, term)
    below = dict(down)
    accumulate(below, ONE, 1)
    return inverted(reading, below, term)
