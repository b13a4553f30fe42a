"""When two terms are the same line: equality modulo what a reader does not see as a step.

A term is brought to a polynomial {(scalar monomial, word of matrix factors): coefficient}.
Silent are the associativity of products and sums, the order of sums and of scalar factors,
arithmetic of rational numbers, the units I and 0, like terms, A A for A^2, a 1 x 1 factor that
floats as a scalar, the names of bound indices, and the order of two sides that are compared for
equality.  Not silent, because each is a named rule: distributing, transposing,
inverting, and cancelling a scalar against its reciprocal (it might be zero).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational
from sympy.matrices.matrixbase import MatrixBase

from derive.algebra import term as t
from derive.algebra.indices import binders, canonical
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term

__all__ = ["Polynomial", "equal_modulo", "key", "polynomial", "tidied", "tidy"]

Atom: TypeAlias = Hashable
Scalars: TypeAlias = frozenset[tuple[Atom, int]]
Factor: TypeAlias = tuple[Atom, Dim, Dim]
Word: TypeAlias = tuple[Factor, ...]
Polynomial: TypeAlias = dict[tuple[Scalars, Word], Rational]

ZERO, ONE = Integer(0), Integer(1)
UNIT: tuple[Scalars, Word] = (frozenset(), ())
MAX_POWER = 64
MAX_WORD = 1000  # letters of a power that is written out


def equal_modulo(left: Term, right: Term) -> bool:
    """Whether two well-shaped terms are one line, modulo the silent arithmetic."""
    return left == right or key(left) == key(right)


@lru_cache(maxsize=32768)
def key(term: Term) -> Hashable:
    """A hashable value that is equal for terms that are the same, shapes included."""
    if isinstance(term, t.STATEMENTS):
        return (type(term).__name__, *map(key, term.args))
    return (shape_of(term), frozenset(polynomial(term).items()))


def polynomial(term: Term) -> Polynomial:
    """The sum of the term's monomials; products of sums are not multiplied out."""
    if isinstance(term, Rational):
        return {UNIT: term} if term != 0 else {}
    if isinstance(term, t.MatAdd | Add):
        return _sum(term)
    if isinstance(term, t.MatMul | Mul):
        return _product(term.args)
    if type(term) in (t.MatPow, Pow):
        return _power(term)
    if isinstance(term, t.Identity):
        return {UNIT: ONE}
    if isinstance(term, t.ZeroMatrix):
        return {}
    if isinstance(term, t.AsScalar):
        return polynomial(term.args[0])
    return _atom(term, _atom_key(term))


def _atom(term: Term, name: Atom) -> Polynomial:
    shape = shape_of(term)
    if not shape or shape == (ONE, ONE):
        return {(frozenset({(name, 1)}), ()): ONE}
    rows, cols = shape
    return {(frozenset(), ((name, rows, cols),)): ONE}


def _atom_key(term: Term) -> Atom:
    if t.is_leaf(term):
        return term
    if binders(term):
        term = canonical(term)
    if isinstance(term, t.Indicator) and term.args[1].name in ("=", "!="):
        return (term.args[1].name, frozenset(map(_argument_key, term.args[::2])))
    if isinstance(term, MatrixBase):
        return ("literal", term.shape, tuple(key(entry) for entry in term))
    args = term.args[:1] if isinstance(term, t.Inverse) else term.args
    if isinstance(term, t.Jacobian) and shape_of(args[0]) == (ONE, ONE):
        args = (t.as_scalar(args[0]), args[1])
    return (type(term).__name__, tuple(map(_argument_key, args)))


def _argument_key(arg: Term) -> Hashable:
    return (
        key(arg) if isinstance(arg, t.STATEMENTS) or t.is_scalar(arg) or t.is_matrix(arg) else arg
    )


def _sum(term: Term) -> Polynomial:
    total: Polynomial = {}
    for part in term.args:
        for monomial, coefficient in polynomial(part).items():
            total[monomial] = total.get(monomial, ZERO) + coefficient
    return {monomial: c for monomial, c in total.items() if c != 0}


def _product(factors: tuple[Term, ...]) -> Polynomial:
    coefficient: Any = ONE
    scalars: Counter[Atom] = Counter()
    word: list[Factor] = []
    for factor in factors:
        inner = polynomial(factor)
        if not inner:
            return {}
        if len(inner) > 1:
            inner = _atom(factor, ("sum", frozenset(inner.items())))
        [((more, letters), number)] = inner.items()
        coefficient *= number
        scalars.update(dict(more))
        word.extend(letters)
    return {(_frozen(scalars, word), tuple(word)): coefficient}


def _frozen(scalars: Counter[Atom], word: list[Factor]) -> Scalars:
    """Move the 1 x 1 stretches of `word` into the scalars, and freeze these."""
    start, end = 0, 1
    while end <= len(word):
        if word[end - 1][2] == 1:
            if word[start][1] == 1:
                scalars[("word", tuple(word[start:end]))] += 1
                word[start:end] = []
                start, end = 0, 1
                continue
            start = end
        end += 1
    return frozenset(scalars.items())


def _power(term: Term) -> Polynomial:
    base, exponent = term.args
    short = isinstance(exponent, Integer) and _length(term) <= MAX_WORD
    if not short or not 0 < abs(exponent) <= MAX_POWER:
        return _atom(term, ("power", key(base), key(exponent)))
    if exponent > 0:
        return _product((base,) * int(exponent))
    if t.is_matrix(base):
        return _product((t.inverse(base),) * int(-exponent))
    return _reciprocal(base, int(-exponent))


@lru_cache(maxsize=4096)
def _length(term: Term) -> int:
    """How many letters a term has once its powers are written out."""
    if t.is_leaf(term):
        return 1
    times = 1
    if type(term) in (t.MatPow, Pow) and isinstance(term.args[1], Integer):
        times = min(abs(int(term.args[1])), MAX_POWER)
    return times * sum(_length(arg) for arg in term.args)


def _reciprocal(base: Term, times: int) -> Polynomial:
    inner: Mapping[tuple[Scalars, Word], Rational] = polynomial(base)
    if len(inner) != 1:
        return {(frozenset({(("reciprocal", key(base)), times)}), ()): ONE}
    [((scalars, _), coefficient)] = inner.items()
    below = Counter({("reciprocal", atom): count * times for atom, count in scalars})
    return {(frozenset(below.items()), ()): 1 / coefficient**times}


def tidy(term: Term) -> Term:
    """A node without the units that stand beside something else: I in products, 0 in sums.

    Only this node is looked at, not what stands below it.
    """
    if isinstance(term, t.MatMul):
        shape = shape_of(term)
        if any(isinstance(f, t.ZeroMatrix) for f in term.args) or 0 in term.args:
            return t.zeros(*shape)
        kept = [factor for factor in term.args if not isinstance(factor, t.Identity)]
        if not any(map(t.is_matrix, kept)):
            kept.append(next(f for f in term.args if isinstance(f, t.Identity)))
        return t.mul(*kept)
    if isinstance(term, t.MatAdd | Add):
        kept = [part for part in term.args if part != 0 and not isinstance(part, t.ZeroMatrix)]
        return t.add(*kept) if kept else term.args[0]
    return term


def tidied(term: Term) -> Term:
    """The term with the units in all its sums and products left out."""
    if t.is_leaf(term):
        return term
    made = t.rebuild(term, [tidied(arg) for arg in term.args])
    if type(made) is Mul and t.ZERO in made.args:
        return t.ZERO
    return tidy(made)
