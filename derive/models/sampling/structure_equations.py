"""Equations that say what a matrix is: A^2 = A, A^2 = 0, Q^T Q = I, ||x|| = 1, ...

They are named as structures, because no linear system gives their solutions.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.normal_form import equal_modulo
from derive.algebra.term import Term

__all__ = ["recognized"]


def recognized(fact: Fact) -> tuple[Term, str] | None:
    """The symbol and the structure that an equation says of it, if it is one of those known."""
    if fact.predicate != "=":
        return None
    letters = fact.free_symbols
    if len(letters) != 1:
        return None
    [letter] = letters
    if not t.is_matrix(letter):
        return None
    for left, right, structure in _templates(letter):
        for one, other in (fact.args, fact.args[::-1]):
            if _alike(one, left) and _alike(other, right):
                return letter, structure
    return None


def _alike(one: Term, other: Term) -> bool:
    """Whether two terms are one line, a 1 x 1 matrix and its entry being the same."""
    return equal_modulo(*(t.as_scalar(term) if _single(term) else term for term in (one, other)))


def _single(term: Term) -> bool:
    return t.is_matrix(term) and term.shape == (t.ONE, t.ONE)


def _templates(a: t.MatrixSymbol) -> Iterator[tuple[Term, Term, str]]:
    rows, cols = a.shape
    turned = t.transpose(a)
    yield t.mul(turned, a), t.identity(cols), "orthonormal_columns"
    yield t.mul(a, turned), t.identity(rows), "orthonormal_rows"
    if rows == cols:
        square, unit = t.mul(a, a), t.identity(rows)
        yield square, a, "idempotent"
        yield square, unit, "involution"
        yield square, t.zeros(rows, cols), "nilpotent"
        yield turned, a, "symmetric"
        yield turned, t.neg(a), "skew_symmetric"
        yield t.inverse(a), turned, "orthogonal"
        yield t.mul(a, turned), t.mul(turned, a), "normal"
        yield t.inverse(a), a, "involution"
    if cols == 1:
        one = Integer(1)
        yield t.as_scalar(t.mul(turned, a)), one, "unit_norm"
        yield t.norm(a), one, "unit_norm"
        yield t.power(t.norm(a), Integer(2)), one, "unit_norm"
