"""Which summands vanish where the letters do: a sum of such counts nothing.

If every row and column `i` of the letters is zero, x_i w_i is zero, and so is its part in a sum
over i: the sum over 1, ..., n says no more of n than the product X'X does.  In a sum of (1 + x_i)
the ones are counted, and the sum brings n in as a number.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import Add, Mul, Pow, Rational

from derive.algebra import term as t
from derive.algebra.term import Term

__all__ = ["vanishes_with"]

_LINEAR = (t.Transpose, t.AsScalar, t.Trace, t.Norm, t.IndexSum, t.MatrixSum, t.Vectorization)
_ROOTED = (sympy.Abs, t.ReLU)  # zero at zero


@lru_cache(maxsize=2048)
def vanishes_with(term: Term, index: Term) -> bool:
    """Whether a summand is surely zero where row and column `index` of every letter are.

    Never with an inverse of a letter in it: x_i / x_i is one, and so is an entry of A A^-1.
    """
    return _vanishes(term, index) and all(map(_without_inverse, t.subterms(term)))


def _without_inverse(part: Term) -> bool:
    if isinstance(part, t.Inverse | t.PseudoInverse | t.Adjugate):
        return False
    if isinstance(part, Pow | t.MatPow):
        exponent = part.args[1]
        raised = isinstance(exponent, Rational) and bool(exponent > 0)
        return raised or not _has_letter(part)
    if isinstance(part, sympy.Function | t.Elementwise | t.MatrixFunction):
        return isinstance(part, _ROOTED) or not _has_letter(part)
    return True


def _has_letter(term: Term) -> bool:
    return any(isinstance(part, t.MatrixSymbol) for part in t.subterms(term))


def _vanishes(term: Term, index: Term) -> bool:
    if isinstance(term, t.Entry):
        return any(place == index and _edge(term.args[0], side)
                   for side, place in enumerate(term.args[1:]))  # fmt: skip
    if isinstance(term, Add | t.MatAdd):
        return all(_vanishes(part, index) for part in term.args)
    if isinstance(term, Pow | t.MatPow):
        exponent = term.args[1]
        raised = isinstance(exponent, Rational) and bool(exponent > 0)
        return raised and _vanishes(term.args[0], index)
    if isinstance(term, Mul | t.HadamardProduct | t.KroneckerProduct):
        return any(_vanishes(factor, index) for factor in term.args)
    if isinstance(term, t.MatMul):
        return any(_vanishes(f, index) for f in term.args) or _meets_unit(term, index)
    if isinstance(term, _LINEAR + _ROOTED):
        return _vanishes(term.args[0], index)
    return False


def _meets_unit(term: Term, index: Term) -> bool:
    """Whether a product takes row or column `index` of a letter by a unit vector beside it."""
    matrices = [factor for factor in term.args if t.is_matrix(factor)]
    for left, right in pairwise(matrices):
        if _is_unit(right, index) and _edge(left, 1):
            return True
        if isinstance(left, t.Transpose) and _is_unit(left.args[0], index) and _edge(right, 0):
            return True
    return False


def _is_unit(term: Term, index: Term) -> bool:
    return isinstance(term, t.UnitVector) and term.args[0] == index


def _edge(term: Term, side: int) -> bool:
    """Whether a row (0) or column (1) of a matrix is zero where that of its letters is."""
    if isinstance(term, t.MatrixSymbol):
        return True
    if isinstance(term, t.Transpose):
        return _edge(term.args[0], 1 - side)
    if isinstance(term, t.MatAdd):
        return all(_edge(part, side) for part in term.args)
    if isinstance(term, t.HadamardProduct):
        return any(_edge(part, side) for part in term.args)
    if isinstance(term, t.MatMul):
        matrices = [factor for factor in term.args if t.is_matrix(factor)]
        return _edge(matrices[-side], side)
    return isinstance(term, t.DiagonalMatrix) and _edge(term.args[0], 0)
