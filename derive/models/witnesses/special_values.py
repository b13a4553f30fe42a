"""Special values of a letter: zero, units, patterns, multiple eigenvalues, each rank, the constants
of the question as entries and as eigenvalues.

The values of two letters of one shape stand in one order, so that taking the same place in each
gives the kinds of value that occur together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from math import isqrt
from random import Random
from typing import Any

import flint

from derive.models.values.fields import Grid

__all__ = ["matrix_values", "scalar_values"]

MAX_PATTERN = 4  # diagonals of zeros, ones and signs are written out up to this size
MAX_CONSTANTS = 6
MAX_COMPANIONS = 4
_PLAIN = (Fraction(0), Fraction(1), Fraction(-1))
_MORE = (Fraction(2), Fraction(1, 2), Fraction(-2), Fraction(3), Fraction(-1, 2))

Entries = Callable[[int, int], Any]


def scalar_values(numbers: Sequence[Fraction]) -> list[Fraction]:
    """0 and ±1, the numbers with both signs, what is beside and between them, small ones."""
    found = [*_PLAIN, *numbers, *_MORE, *(-number for number in numbers)]
    for number in numbers:
        found += [number + 1, number - 1, 2 * number, 1 - number, number / 2, 1 / number]
    return list(dict.fromkeys(found))


def matrix_values(
    rows: int,
    cols: int,
    numbers: Sequence[Fraction],
    polynomials: Sequence[flint.fmpq_poly],
    random: Random,
    patterned: bool = False,
) -> Iterator[Grid]:
    """Values of a letter of this shape, the simplest first.

    `patterned` asks for every pattern of zeros, ones and signs on the diagonal of a small matrix,
    as letters need whose eigenvalues or entries are a finite set.
    """
    numbers = list(numbers)[:MAX_CONSTANTS]
    if cols == 1:
        yield from _columns(rows, numbers, random)
    elif rows == cols:
        if patterned and rows <= MAX_PATTERN:
            for entries in (*product((0, 1), repeat=rows), *product((1, -1), repeat=rows)):
                yield _diagonal(rows, rows, entries)
        yield from _squares(rows, numbers, polynomials, random)
    else:
        yield from _rectangles(rows, cols, numbers, random)


def _grid(rows: int, cols: int, entry: Entries) -> Grid:
    flat = [_number(entry(i, j)) for i in range(rows) for j in range(cols)]
    return flint.fmpq_mat(rows, cols, flat)


def _rows(entries: Sequence[Sequence[Any]]) -> Grid:
    return _grid(len(entries), len(entries[0]), lambda i, j: entries[i][j])


def _number(value: Any) -> flint.fmpq:
    return flint.fmpq(*value.as_integer_ratio())


def _diagonal(rows: int, cols: int, entries: Sequence[Any]) -> Grid:
    return _grid(rows, cols, lambda i, j: entries[i] if i == j and i < len(entries) else 0)


# -- square matrices ------------------------------------------------------------------------------


def _squares(
    n: int,
    numbers: Sequence[Fraction],
    polynomials: Sequence[flint.fmpq_poly],
    random: Random,
) -> Iterator[Grid]:
    units: list[Fraction] = [*_PLAIN, *numbers, *(-number for number in numbers)]
    units += [1 / number for number in numbers]
    for number in units:
        yield _diagonal(n, n, [number] * n)
    yield from _diagonals(n, numbers)
    yield from _permuted(n)
    yield from islice(_companions(n, polynomials), MAX_COMPANIONS)
    yield from _with_square(n, numbers)
    for number in (Fraction(1), *numbers[:2]):
        scaled = _diagonal(n, n, [number] * n)
        yield scaled + _grid(n, n, lambda i, j: int(j == i + 1))
        yield scaled + _grid(n, n, lambda i, j: int(j == 1 and i == 0))
    yield _grid(n, n, lambda i, j: 1)
    yield from _changed_bases(n, numbers, random)
    for _ in range(3):
        yield _random(n, n, random)
        half = _random(n, n, random)
        yield half + half.transpose()
        yield half * half.transpose()
        yield half - half.transpose()


def _diagonals(n: int, numbers: Sequence[Fraction]) -> Iterator[Grid]:
    """One or all but one eigenvalue zero, each number beside another, all at once."""
    yield _diagonal(n, n, [1])
    yield _diagonal(n, n, [0, *[1] * (n - 1)])
    yield _diagonal(n, n, range(1, n + 1))
    yield _diagonal(n, n, [1, *range(1, n)])
    yield _diagonal(n, n, [(-1) ** i for i in range(n)])
    yield _diagonal(n, n, [(-1) ** (i + 1) * (i + 1) for i in range(n)])
    every = [*numbers, *range(1, n + 1)]
    if numbers:
        yield _diagonal(n, n, every[:n])
        yield _diagonal(n, n, every[:n][::-1])
    for number in numbers:
        yield _diagonal(n, n, [number, *[5] * (n - 1)])
        yield _diagonal(n, n, [number, *range(2, n + 1)])
        yield _diagonal(n, n, [number, *[-number] * (n - 1)])
        yield _diagonal(n, n, [number, 1 / number, *[1] * (n - 2)])


def _permuted(n: int) -> Iterator[Grid]:
    """Shifts, turns, a nilpotent matrix, one entry off the diagonal."""
    yield _grid(n, n, lambda i, j: int(j == i + 1))
    yield _grid(n, n, lambda i, j: int(i == j + 1))
    yield _grid(n, n, lambda i, j: int(i == 0 and j == n - 1))
    yield _grid(n, n, lambda i, j: int(j == n - 1 - i))
    yield _grid(n, n, lambda i, j: int((i + 1) % n == j))
    if n % 2 == 0:
        yield _turned(n)
    third = [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]]
    yield _grid(n, n, lambda i, j: third[i][j] if i < 2 and j < 2 and n > 1 else int(i == j))
    yield _grid(n, n, lambda i, j: int(i == j) - Fraction(2, n))


def _turned(n: int) -> Grid:
    """Quarter turns of two coordinates each; a last one that is left over stays zero."""
    return _grid(n, n, lambda i, j: (1 if i < j else -1) * int(i // 2 == j // 2 and i != j))


def _companions(n: int, polynomials: Sequence[flint.fmpq_poly]) -> Iterator[Grid]:
    """Matrices on which a polynomial of degree two at least vanishes, whole or in a block."""
    for poly in polynomials:
        degree = poly.degree()
        if not 2 <= degree <= n:
            continue
        last = [-poly[i] / poly[degree] for i in range(degree)]
        entries = [[Fraction(0)] * n for _ in range(n)]
        for start in range(0, n - degree + 1, degree):
            for i in range(degree):
                entries[start + i][start + degree - 1] = Fraction(int(last[i].p), int(last[i].q))
                if i + 1 < degree:
                    entries[start + i + 1][start + i] = Fraction(1)
        yield _rows(entries)


def _with_square(n: int, numbers: Sequence[Fraction]) -> Iterator[Grid]:
    """Matrices with A'A a multiple of the identity, of size two by sums of two squares."""
    for number in numbers if n == 2 else ():
        pair = _two_squares(number)
        if pair is not None:
            a, b = pair
            yield _rows([[a, b], [b, -a]])


def _two_squares(number: Fraction) -> tuple[int, int] | None:
    if number.denominator != 1 or not 0 < number <= 10**6:
        return None
    for a in range(isqrt(int(number)), 0, -1):
        rest = int(number) - a * a
        if isqrt(rest) ** 2 == rest:
            return a, isqrt(rest)
    return None


def _changed_bases(n: int, numbers: Sequence[Fraction], random: Random) -> Iterator[Grid]:
    """Diagonal and Jordan matrices in another basis, orthogonal or not."""
    reflected = _grid(n, n, lambda i, j: int(i == j) - Fraction(2, n))
    lower = _grid(n, n, lambda i, j: 1 if i == j else random.choice((-1, 0, 1)) * int(j < i))
    upper = _grid(n, n, lambda i, j: 1 if i == j else random.choice((-1, 0, 1)) * int(j > i))
    base = lower * upper
    back = base.inv()
    eigenvalues: list[list[Any]] = [[1], [0, *[1] * (n - 1)], [(-1) ** i for i in range(n)]]
    eigenvalues += [[number, *[2] * (n - 1)] for number in numbers[:3]]
    eigenvalues.append([1, 1, *range(2, n)][:n])
    for entries in eigenvalues:
        core = _diagonal(n, n, entries)
        yield reflected * core * reflected
        yield base * core * back
    yield base * _grid(n, n, lambda i, j: int(j == i + 1)) * back
    sheared = _grid(n, n, lambda i, j: int(i == j) + int(i == 0 and j == 1))
    yield sheared * _turned(n) * sheared.inv()
    yield base * _grid(n, n, lambda i, j: int(i == 0 and j == n - 1 and n > 1)) * back


# -- columns and other shapes ---------------------------------------------------------------------


def _columns(n: int, numbers: Sequence[Fraction], random: Random) -> Iterator[Grid]:
    for entries in ([0] * n, [1] + [0] * (n - 1), [-1] + [0] * (n - 1)):
        yield _diagonal_column(entries)
    for number in numbers:
        yield _diagonal_column([number] + [0] * (n - 1))
        yield _diagonal_column([-number] + [0] * (n - 1))
    yield _diagonal_column([0] * (n - 1) + [1])
    yield _diagonal_column([1] * n)
    yield _diagonal_column([-1] * n)
    yield _diagonal_column([Fraction(1, n)] * n)
    yield _diagonal_column(list(range(1, n + 1)))
    yield _diagonal_column([(-1) ** i for i in range(n)])
    if n > 1:
        yield _diagonal_column([Fraction(3, 5), Fraction(4, 5), *[0] * (n - 2)])
        yield _diagonal_column([1, 1, *[0] * (n - 2)])
    for number in numbers:
        yield _diagonal_column([number] * n)
        yield _diagonal_column([2 * number + 1] * n)
        yield _diagonal_column([-2 * number] * n)
        squares = _two_squares(number)
        if n > 1 and squares is not None:
            yield _diagonal_column([*squares, *[0] * (n - 2)])
    for _ in range(4):
        yield _random(n, 1, random)


def _diagonal_column(entries: Sequence[Any]) -> Grid:
    return _grid(len(entries), 1, lambda i, j: entries[i])


def _rectangles(
    rows: int, cols: int, numbers: Sequence[Fraction], random: Random
) -> Iterator[Grid]:
    for number in (*_PLAIN, *numbers):
        yield _diagonal(rows, cols, [number] * min(rows, cols))
    yield _diagonal(rows, cols, [1])
    yield _diagonal(rows, cols, range(1, min(rows, cols) + 1))
    yield _grid(rows, cols, lambda i, j: 1)
    yield _grid(rows, cols, lambda i, j: int(i == rows - 1 and j == cols - 1))
    yield _random(rows, 1, random) * _random(1, cols, random)
    for _ in range(4):
        yield _random(rows, cols, random)


def _random(rows: int, cols: int, random: Random) -> Grid:
    return _grid(rows, cols, lambda i, j: random.randint(-2, 2))
