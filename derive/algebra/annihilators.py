"""Polynomials that vanish at a square matrix, and what they say of other polynomials in it.

If p(A) = 0, every eigenvalue of A is a root of p.  So q(A) is invertible where q has no root of p,
that is where their resultant is not 0: I - c A under A² = 0, I + A under A² = A (Horn and Johnson,
Matrix Analysis, 2.4.P; Cohen, A Course in Computational Algebraic Number Theory, 3.3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Add, Expr, Integer, Mul, Poly, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.algebra.word_reading import Known

__all__ = ["resultant_with_annihilator"]

MAX_DEGREE = 8
MAX_PARTS = 40  # parts of a polynomial that is looked at
_X = Symbol("x*")  # stands for the matrix


def resultant_with_annihilator(
    matrix: Term, equations: Iterable[Fact], known: Known
) -> Term | None:
    """A scalar such that the matrix, a polynomial in one letter, is invertible where that is not 0;
    None where no polynomial is known to vanish at the letter."""
    letters = [s for s in ordered(t.free_symbols(matrix)) if isinstance(s, t.MatrixSymbol)]
    asked = _polynomial(matrix, letters[0], known) if len(letters) == 1 else None
    if asked is None:
        return None
    for vanishing in _annihilators(letters[0], equations, known):
        return vanishing.resultant(asked)
    return None


def _annihilators(letter: Term, equations: Iterable[Fact], known: Known) -> Iterator[Poly]:
    """Polynomials with rational coefficients, not constant, that vanish at the letter."""
    if known(Fact("idempotent", (letter,))):
        yield Poly(_X**2 - _X, _X)
    for fact in equations:
        sides = [_polynomial(side, letter, known) for side in fact.args]
        if sides[0] is not None and sides[1] is not None:
            difference = sides[0] - sides[1]
            if difference.degree() > 0 and all(
                isinstance(one, Rational) for one in difference.all_coeffs()
            ):
                yield difference


def _polynomial(term: Term, letter: Term, known: Known) -> Poly | None:
    """A square matrix as a polynomial in _X, its coefficients polynomials in scalars; None if it is
    not one."""
    if not t.is_matrix(term) or shape_of(term) != shape_of(letter):
        return None
    if sum(1 for _ in t.subterms(term)) > MAX_PARTS:
        return None
    found = _read(term, letter, known)
    return Poly(found, _X) if found is not None else None


def _read(term: Term, letter: Term, known: Known) -> Expr | None:
    """A polynomial in _X and scalars; None for what is not one, or of too high a degree."""
    if isinstance(term, Rational | Symbol):
        return term
    if term == letter or isinstance(term, t.Identity | t.ZeroMatrix):
        return _X if term == letter else Integer(isinstance(term, t.Identity))
    if isinstance(term, t.Transpose):
        return _read(term.args[0], letter, known) if known(Fact("symmetric", (letter,))) else None
    if isinstance(term, Pow | t.MatPow):
        base, exponent = _read(term.args[0], letter, known), term.args[1]
        fits = isinstance(exponent, Integer) and 0 < exponent <= MAX_DEGREE
        return base**exponent if base is not None and fits else None
    if not isinstance(term, Add | t.MatAdd | Mul | t.MatMul):
        return None
    total: Expr = Integer(0 if isinstance(term, Add | t.MatAdd) else 1)
    for arg in term.args:
        part = _read(arg, letter, known)
        if part is None:
            return None
        total = total + part if isinstance(term, Add | t.MatAdd) else total * part
    return total if Poly(total, _X).degree() <= MAX_DEGREE else None
