"""AB = BC makes f(A) B = B f(C), for one function f that is defined on both by one formula.

That is so for exp of all matrices, for the semidefinite root of semidefinite ones and for the
logarithm of definite ones: f(A) and f(C) are then values of one polynomial.

Reference: Higham, Functions of Matrices (2008), theorem 1.13 and problem 1.12.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from derive.algebra.word_reading import WordReading
from derive.algebra.words import Polynomial, accumulate

__all__ = ["intertwined"]

MAX_LETTERS = 8


def intertwined(reading: WordReading, polynomials: Iterable[Polynomial]) -> list[Polynomial]:
    """What is zero since a letter in the polynomials intertwines the arguments of two functions."""
    letters = list(dict.fromkeys(x for one in polynomials for _, word in one for x in word))
    tables = (reading.matrix_exponents, reading.roots, reading.matrix_logarithms)
    functions = {letter // 2 for table in tables for letter in table}
    plain = [x for x in letters if x // 2 not in functions][:MAX_LETTERS]
    return [law for table in tables for law in _laws(reading, table, plain)]


def _laws(
    reading: WordReading, table: dict[int, Polynomial], plain: list[int]
) -> Iterator[Polynomial]:
    for left, first in list(table.items()):
        for right, second in list(table.items()):
            for letter in plain:
                between: Polynomial = {((), (letter,)): Fraction(1)}
                if not _fits(reading, left, letter, right):
                    continue
                if _are_equal(reading, first, between, second):
                    yield _difference(reading, left, between, right)
                    if {left, right} <= reading.invertible:
                        inverses = [reading.letters.inverse(x) for x in (left, right)]
                        yield _difference(reading, inverses[0], between, inverses[1])


def _fits(reading: WordReading, left: int, letter: int, right: int) -> bool:
    shape = reading.letters.shape
    return shape(letter) == (shape(left)[0], shape(right)[0])


def _are_equal(
    reading: WordReading, first: Polynomial, between: Polynomial, second: Polynomial
) -> bool:
    product = reading.letters.times(first, between)
    accumulate(product, reading.letters.times(between, second), -1)
    return not product or not reading.reduced(product)


def _difference(reading: WordReading, left: int, between: Polynomial, right: int) -> Polynomial:
    times = reading.letters.times
    product = times({((), (left,)): Fraction(1)}, between)
    accumulate(product, times(between, {((), (right,)): Fraction(1)}), -1)
    return product
