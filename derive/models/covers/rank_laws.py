"""Ranks and pseudo-inverses of products by their laws, so that the index rule need not know them.

rank(A') = rank(A'A) = rank(A⁺) = tr(A⁺A) = rank(A), and a factor that is invertible leaves a rank
as it is (Horn and Johnson, Matrix Analysis, 0.4.6); (A⁺)⁺ = A, (A')⁺ = (A⁺)', A'(AA')⁺ = A⁺ and
A A⁺ A = A (Penrose, Proc. Cambridge Phil. Soc. 51, 1955).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.normal_form import equal_modulo
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["by_rank_laws"]

MAX_ROUNDS = 6

Known = Callable[[Fact], bool]


def by_rank_laws(term: Term, known: Known) -> Term:
    """The formula with its ranks and pseudo-inverses in a shorter form, if the laws give one."""
    for _ in range(MAX_ROUNDS):
        shorter = _everywhere(term, known)
        if shorter == term:
            break
        term = shorter
    return term


def _everywhere(term: Term, known: Known) -> Term:
    if t.is_leaf(term) or isinstance(term, t.BINDING):
        return term
    args = list(term.args)
    for place in t.places(term):
        args[place] = _everywhere(args[place], known)
    term = t.rebuild(term, tuple(args))
    if isinstance(term, t.Rank):
        return _rank(term.args[0], known)
    if isinstance(term, t.Trace):
        return _trace(term)
    if isinstance(term, t.PseudoInverse):
        return _pseudo_inverse(term)
    return _product(term) if isinstance(term, t.MatMul) else term


def _rank(of: Term, known: Known) -> Term:
    if isinstance(of, t.Transpose | t.PseudoInverse | t.Inverse):
        return t.rank(of.args[0])
    if isinstance(of, t.MatPow) and isinstance(of.args[1], Integer) and of.args[1] > 0:
        return t.rank(of.args[0]) if known(Fact("symmetric", of.args[:1])) else t.rank(of)
    rows, cols = shape_of(of)
    for predicate, size in (
        ("invertible", rows),
        ("full_column_rank", cols),
        ("full_row_rank", rows),
    ):
        if (predicate != "invertible" or rows == cols) and known(Fact(predicate, (of,))):
            return size
    factors = [factor for factor in t.factors(of) if t.is_matrix(factor)]
    while len(factors) > 1 and _keeps_from_left(factors[0], known):
        factors = factors[1:]
    while len(factors) > 1 and _keeps_from_right(factors[-1], known):
        factors = factors[:-1]
    half = len(factors) // 2
    if len(factors) % 2 == 0 and _mirrored(factors[:half], factors[half:]):
        factors = factors[half:]
    number, *rest = t.factors(of)
    scaled = t.is_number(number) and number != 0
    if scaled and len(rest) == len([f for f in rest if t.is_matrix(f)]) and rest:
        return t.rank(t.mul(*factors))
    if all(map(t.is_matrix, t.factors(of))):
        return t.rank(t.mul(*factors))
    return t.rank(of)


def _keeps_from_left(factor: Term, known: Known) -> bool:
    rows, cols = shape_of(factor)
    if rows == cols:
        return known(Fact("invertible", (factor,)))
    return known(Fact("full_column_rank", (factor,)))


def _keeps_from_right(factor: Term, known: Known) -> bool:
    rows, cols = shape_of(factor)
    if rows == cols:
        return known(Fact("invertible", (factor,)))
    return known(Fact("full_row_rank", (factor,)))


def _mirrored(left: Sequence[Term], right: Sequence[Term]) -> bool:
    return all(map(_transposed, left, reversed(right)))


def _transposed(one: Term, other: Term) -> bool:
    return equal_modulo(t.transpose(one), other) or equal_modulo(one, t.transpose(other))


def _trace(term: Term) -> Term:
    """tr(A⁺A) and tr(AA⁺) as the rank of A."""
    factors = t.factors(term.args[0])
    if len(factors) == 2:
        one, other = factors
        if one == t.pinv(other) or other == t.pinv(one):
            return t.rank(one if other == t.pinv(one) else other)
    return term


def _pseudo_inverse(term: Term) -> Term:
    [of] = term.args
    if isinstance(of, t.PseudoInverse):
        inner: Term = of.args[0]
        return inner
    return t.transpose(t.pinv(of.args[0])) if isinstance(of, t.Transpose) else term


def _product(term: Term) -> Term:
    """A product in which A'(AA')⁺, (A'A)⁺A', A(A'A)⁺ or (AA')⁺A, or A A⁺ A, is one letter."""
    factors = list(t.factors(term))
    for place in range(len(factors) - 1):
        whole = _gram(factors[place], factors[place + 1])
        if whole is not None:
            return t.mul(*factors[:place], whole, *factors[place + 2 :])
    for place in range(len(factors) - 2):
        one, middle, other = factors[place : place + 3]
        inverse = middle == t.pinv(one) or one == t.pinv(middle)
        if inverse and equal_modulo(one, other):
            return t.mul(*factors[:place], one, *factors[place + 3 :])
    return term


def _gram(one: Term, other: Term) -> Term | None:
    """A⁺ or its transpose, of two factors one of which is the pseudo-inverse of a Gram matrix:
    A'(AA')⁺ = A⁺ and (A'A)⁺A' = A⁺."""
    if not (t.is_matrix(one) and t.is_matrix(other)):
        return None
    for inverse, beside, last in ((other, one, True), (one, other, False)):
        if not isinstance(inverse, t.PseudoInverse):
            continue
        halves = t.factors(inverse.args[0])
        if len(halves) != 2 or not _transposed(*halves):
            continue
        if equal_modulo(beside, halves[1] if last else halves[0]):
            return t.pinv(halves[0] if last else halves[1])
    return None
