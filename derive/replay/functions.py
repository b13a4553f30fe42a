"""Operations that are evaluated only where their arguments do not vary, real functions among them.

exp, log, roots and normal densities are known to many digits (see `reals`) over the rationals; a
prime field has none of them, so that nothing is decided there.
"""

from __future__ import annotations

from fractions import Fraction

from derive.replay.exact import MAX_SIDE, Field, Number, Rows, transpose
from derive.replay.jets import UndefinedError
from derive.replay.reals import FUNCTIONS, pi
from derive.replay.report import ReplayError

__all__ = ["FarError", "function", "real", "rigid"]

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
    if name == "exp" and abs(at) > MAX_EXPONENTIAL:
        raise FarError
    found = FUNCTIONS[name](at)
    if found is None:
        raise UndefinedError
    return found


def _gaussian(field: Field, x: Rows, mean: Rows, covariance: Rows) -> Fraction:
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


def rigid(field: Field, op: str, args: tuple[Rows, ...]) -> Rows:
    """The value of an operation.  ReplayError for one that cannot be evaluated exactly."""
    match op:
        case "exp" | "log":
            return ((function(field, op, args[0][0][0]),),)
        case "gaussian":
            return ((_gaussian(field, *args),),)
        case "pinv":
            found = field.pinv(args[0])
            if found is None:
                raise UndefinedError
            return found
        case "det":
            return ((field.det(args[0]),),)
        case "rank":
            return ((field.rank(args[0]),),)
        case "hadamard" | "kronecker":
            made = args[0]
            for other in args[1:]:
                made = _entrywise(field, made, other, op == "kronecker")
            return made
    raise ReplayError(f"{op} cannot be evaluated exactly")


def _entrywise(ring: Field, a: Rows, b: Rows, kronecker: bool) -> Rows:
    if not kronecker:
        pairs = zip(a, b, strict=True)
        return tuple(tuple(ring.number(x * y) for x, y in zip(r, s, strict=True)) for r, s in pairs)
    if len(a) * len(b) > MAX_SIDE or len(a[0]) * len(b[0]) > MAX_SIDE:
        raise ReplayError("a Kronecker product is too large")
    return tuple(tuple(ring.number(x * y) for x in r for y in s) for r in a for s in b)
