"""The values of operations on matrices of exact numbers, real functions among them.

exp, log, roots and normal densities are known to many digits (see `reals`) over the rationals; a
prime field has none of them, so that nothing is decided there.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from operator import mul

from derive.replay.exact import MAX_SIDE, Field, Number, Rows, identity, transpose
from derive.replay.jets import UndefinedError
from derive.replay.reals import BITS, FUNCTIONS, pi
from derive.replay.report import ReplayError

__all__ = ["FarError", "adjugate", "function", "gaussian", "hadamard", "kronecker"]
__all__ += ["matrix_function", "matrix_root", "pinv", "real"]

REAL = 4000  # what a real function costs
ROOT_BITS = BITS + 50  # of a root of a matrix, which may be inverted exactly
MAX_STEPS = 60  # of an iteration that converges quadratically
PLACES = 2 * BITS  # binary ones, of the sum of a series
MAX_MATRIX = 400  # the largest row sum of a matrix of which a function is taken
SERIES = {"exp": (0, 1, 1), "sin": (1, 2, -1), "cos": (0, 2, -1)}  # first power, step, sign
MAX_EXPONENTIAL = 1500  # of which exp is taken, so that numbers stay small enough to compute with


class FarError(UndefinedError):
    """A term has a value that is too large or too small to be computed."""


def real(field: Field, value: Number) -> Fraction:
    """A real number.  UndefinedError over a prime field, which has no functions."""
    if field.modulus is not None:
        raise UndefinedError
    return Fraction(value)


def function(field: Field, name: str, value: Number) -> Fraction:
    """exp, log or sqrt of a number.  UndefinedError where it has none, FarError far out."""
    at = real(field, value)
    field.fuel.spend(REAL)
    if name == "exp" and abs(at) > MAX_EXPONENTIAL:
        raise FarError
    found = FUNCTIONS[name](at)
    if found is None:
        raise UndefinedError
    return found


def gaussian(field: Field, x: Rows, mean: Rows, covariance: Rows) -> Fraction:
    """det(2πΣ)^(-1/2) exp(-1/2 (x - μ)' Σ^-1 (x - μ)) for a positive definite Σ."""
    real(field, 0)
    inverse = field.inverse(covariance)
    if inverse is None or not field.definite(covariance, strictly=True):
        raise UndefinedError
    gap = field.add(x, field.scale(-1, mean))
    form = field.product(transpose(gap), field.product(inverse, gap))[0][0]
    volume = Fraction(field.det(covariance)) * (2 * pi()) ** len(x)
    root = function(field, "sqrt", volume)
    return function(field, "exp", Fraction(form) / -2) / root


def adjugate(field: Field, a: Rows) -> Rows:
    """The transposed cofactors."""

    def cofactor(i: int, j: int) -> Number:
        minor = tuple(row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i)
        return field.number((-1) ** (i + j) * (field.det(minor) if minor else 1))

    return tuple(tuple(cofactor(j, i) for j in range(len(a))) for i in range(len(a)))


def matrix_function(field: Field, name: str, a: Rows) -> Rows:
    """exp, sin or cos of a square matrix, to many digits, by its series.

    UndefinedError over a prime field, FarError for large entries, ReplayError for another function.
    """
    real(field, 0)
    first, step, sign = SERIES.get(name, (None, 0, 0))
    if first is None:
        raise ReplayError(f"{name[:20]} of a matrix cannot be evaluated")
    norm = max(sum(abs(Fraction(x)) for x in row) for row in a)
    if norm > MAX_MATRIX:
        raise FarError
    below = lcm(*(Fraction(x).denominator for row in a for x in row))
    columns = [[int(x * below) for x in column] for column in transpose(a)]
    power = [
        [int(unit) << PLACES for unit in row] for row in identity(len(a))
    ]  # A^k / k!, in units
    total = [[0] * len(a) for _ in a]
    k = 0
    while k < 2 * norm or any(x for row in power for x in row):
        field.fuel.spend(10 * len(a) ** 3)
        if (k - first) % step == 0 and k >= first:
            turn = sign ** ((k - first) // step)
            total = [
                [x + turn * y for x, y in zip(*pair, strict=True)]
                for pair in zip(total, power, strict=True)
            ]
        k += 1
        power = [
            [_over(sum(map(mul, row, column)), below * k) for column in columns] for row in power
        ]
    return tuple(tuple(Fraction(x, 1 << PLACES) for x in row) for row in total)


def _over(above: int, below: int) -> int:
    """The quotient, rounded towards zero."""
    return above // below if above >= 0 else -(-above // below)


def matrix_root(field: Field, a: Rows) -> Rows:
    """The root of a positive definite matrix, to many digits.

    UndefinedError over a prime field and for an unsymmetric matrix, FarError for another one.

    Reference: Denman and Beavers, The matrix sign function (1976).
    """
    real(field, 0)
    if a != transpose(a):
        raise UndefinedError
    if not field.definite(a, strictly=True):
        raise FarError
    half, tiny = Fraction(1, 2), Fraction(1, 2**BITS)
    root, other = a, identity(len(a))
    for _ in range(MAX_STEPS):
        field.fuel.spend(50 * len(a) ** 3)
        one, two = _inverse(root), _inverse(other)
        following = _rounded(field.scale(half, field.add(root, two)))
        other = _rounded(field.scale(half, field.add(other, one)))
        gaps = field.add(root, field.scale(-1, following))
        if max(abs(Fraction(gap)) for row in gaps for gap in row) < tiny:
            whole = field.add(following, transpose(following))
            return _rounded(field.scale(half, whole), ROOT_BITS)
        root = following
    raise FarError


def _inverse(a: Rows) -> Rows:
    """The inverse of a positive definite matrix, each number rounded: no pivot is zero."""
    n = len(a)
    rows = [[*row, *unit] for row, unit in zip(a, identity(n), strict=True)]
    for k in range(n):
        pivot = Fraction(rows[k][k])
        if not pivot:
            raise FarError
        [rows[k]] = map(list, _rounded((tuple(x / pivot for x in rows[k]),)))
        for i in range(n):
            if i != k and rows[i][k]:
                c = rows[i][k]
                made = tuple(x - c * y for x, y in zip(rows[i], rows[k], strict=True))
                [rows[i]] = map(list, _rounded((made,)))
    return tuple(tuple(row[n:]) for row in rows)


def _rounded(a: Rows, places: int = 2 * BITS) -> Rows:
    """Each entry to a number of binary places."""
    unit = 2**places
    return tuple(tuple(Fraction(round(Fraction(x) * unit), unit) for x in row) for row in a)


def hadamard(field: Field, first: Rows, *rest: Rows) -> Rows:
    """The product entry by entry."""
    for other in rest:
        pairs = zip(first, other, strict=True)
        first = tuple(
            tuple(field.number(x * y) for x, y in zip(r, s, strict=True)) for r, s in pairs
        )
    return first


def kronecker(field: Field, a: Rows, *rest: Rows) -> Rows:
    """The product of each entry with each.  ReplayError for one that is too large."""
    for b in rest:
        if len(a) * len(b) > MAX_SIDE or len(a[0]) * len(b[0]) > MAX_SIDE:
            raise ReplayError("a Kronecker product is too large")
        a = tuple(tuple(field.number(x * y) for x in r for y in s) for r in a for s in b)
    return a


def pinv(field: Field, a: Rows) -> Rows:
    """The pseudo-inverse.  UndefinedError where the field has none."""
    found = field.pinv(a)
    if found is None:
        raise UndefinedError
    return found
