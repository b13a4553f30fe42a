"""The values of operations on matrices of exact numbers, real functions among them.

exp, log, roots and normal densities are known to many digits (see `reals`) over the rationals; a
prime field has none of them, so that nothing is decided there.
"""

from __future__ import annotations

from fractions import Fraction

from derive.replay.exact import MAX_SIDE, Field, Number, Rows, transpose
from derive.replay.jets import UndefinedError
from derive.replay.reals import FUNCTIONS, pi
from derive.replay.report import ReplayError

__all__ = ["FarError", "function", "gaussian", "hadamard", "kronecker", "pinv", "real"]

REAL = 4000  # what a real function costs
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
