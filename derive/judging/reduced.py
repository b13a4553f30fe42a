"""Equations over the reals in their shortest form, by operations that can be undone.

‖u‖ = 0, ‖u‖² = 0, uᵀu = 0, uuᵀ = 0 and tr(UᵀU) = 0 all say u = 0; |s| = 0 and s² = 0 say s = 0;
‖u‖ = ‖v‖ says uᵀu = vᵀv, as both sides are not negative.
"""

from __future__ import annotations

from sympy import Abs, Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["reduced"]

MAX_ROUNDS = 8


def reduced(equation: t.Equation) -> t.Equation:
    """The shortest equation with the same solutions that these operations reach."""
    for _ in range(MAX_ROUNDS):
        shorter = _squared(equation) or _without_wrapping(equation)
        if shorter is None:
            break
        equation = shorter
    return equation


def _squared(equation: t.Equation) -> t.Equation | None:
    """Two norms, or two roots, by what is under them."""
    if not all(isinstance(side, t.Norm) for side in equation.args):
        return None
    return t.equation(*(t.power(side, Integer(2)) for side in equation.args))


def _without_wrapping(equation: t.Equation) -> t.Equation | None:
    """`f(u) = 0` as `u = 0`, for an f that is zero at zero only; None if none stands there."""
    for side, other in (equation.args, equation.args[::-1]):
        if other == 0 or isinstance(other, t.ZeroMatrix):
            inner = _only_zero_with(side)
            if inner is not None:
                shape = shape_of(inner)
                return t.equation(inner, t.zeros(*shape) if shape else t.ZERO)
    return None


def _only_zero_with(term: Term) -> Term | None:
    """What is zero exactly where a term is, inside it; None if nothing is known."""
    inner: Term | None = term.args[0] if term.args else None
    if isinstance(term, t.Norm | t.AsScalar | t.Transpose | Abs):
        return inner
    if isinstance(term, Pow) and isinstance(term.args[1], Rational) and term.args[1] > 0:
        return inner
    if isinstance(term, t.Trace):
        return _square_root_of(term.args[0])
    if isinstance(term, t.MatMul) and all(map(t.is_matrix, term.args)):
        return _square_root_of(term)
    number, *rest = t.factors(term)
    return t.mul(*rest) if rest and t.is_number(number) and number != 0 else None


def _square_root_of(term: Term) -> Term | None:
    """B of BᵀB; None for a product of another form."""
    args = t.factors(term)
    half = len(args) // 2
    if len(args) % 2 or not half or not all(map(t.is_matrix, args)):
        return None
    mirrored = all(
        left == t.transpose(right) or right == t.transpose(left)
        for left, right in zip(args[:half], reversed(args[half:]), strict=True)
    )
    return t.mul(*args[half:]) if mirrored else None
