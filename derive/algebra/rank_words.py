"""Ranks and pseudo-inverses in words.

A factor with independent columns on the left, or independent rows on the right, leaves the rank of
a product alone; rank(A'A) = rank(A) = rank(A') = rank(A^+); the rank of an idempotent matrix is its
trace.  A^+ = (A'A)^-1 A' where the columns are independent; of any other matrix it is a letter with
Penrose's equations.

References: Penrose (1955); Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.4 and 7.3.P7.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.determinant_words import determinant
from derive.algebra.letter_facts import (
    full_column_rank,
    full_row_rank,
    is_definite,
    is_nonzero,
)
from derive.algebra.power_words import logarithm, monic
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import inverse_of_scalar, inverted_square, trace
from derive.algebra.word_reading import ONE, WordReading, identity_size
from derive.algebra.words import LetterFacts, Polynomial, Word, accumulate

__all__ = ["read_pseudo_inverse", "read_rank", "read_trace"]


def _said(reading: WordReading, predicate: str, term: Term) -> bool:
    return reading.known(Fact(predicate, (term,)))


# -- ranks ----------------------------------------------------------------------------------------


def read_rank(reading: WordReading, term: Term) -> Polynomial:
    of = term.args[0]
    rows, cols = shape_of(of)
    if _said(reading, "full_column_rank", of):
        return reading.polynomial(cols)
    if _said(reading, "full_row_rank", of):
        return reading.polynomial(rows)
    inner = reading.reduced(reading.polynomial(of))
    if not inner:
        return {}
    if rows == cols and reading.letters.times(inner, inner) == inner:
        return trace(reading, inner, rows)
    if len(inner) > 1:
        return _named(reading, inner, rows)
    [(scalars, word)] = inner
    if not all(is_nonzero(reading, atom) for atom, _ in scalars):
        return _named(reading, inner, rows)
    return _of_word(reading, word, rows)


def _named(reading: WordReading, inner: Polynomial, size: Dim) -> Polynomial:
    """The rank of a matrix that is not taken apart, the same for its transpose and multiples."""
    turned = reading.letters.transposed(inner)
    names = (tuple(sorted(monic(p)[1].items())) for p in (inner, turned))
    atom = reading.letters.atom(("rank of", min(names), identity_size(inner, size)))
    return {(((atom, 1),), ()): Fraction(1)}


def _of_word(reading: WordReading, word: Word, size: Dim) -> Polynomial:
    """The rank of a product; `size` is that of the identity for the empty one."""
    letters = reading.letters
    while word:
        shorter = _shortened(reading, word)
        if shorter is None:
            names = (word, letters.reversed(word)[0])
            return {(((letters.atom(("rank", min(names))), 1),), ()): Fraction(1)}
        if not shorter:
            left = full_column_rank(reading, word[0])
            size = letters.shape(word[0])[1 if left else 0]
        word = shorter
    return reading.polynomial(size)


def _shortened(reading: WordReading, word: Word) -> Word | None:
    """A shorter word of the same rank; None if none is seen."""
    letters = reading.letters
    if full_column_rank(reading, word[0]):
        return word[1:]
    if full_row_rank(reading, word[-1]):
        return word[:-1]
    half = word[(len(word) + 1) // 2 :]
    if len(word) > 1 and word[: len(half)] == letters.reversed(half)[0]:
        if len(word) % 2 == 0:
            return half
        if is_definite(reading, word[len(half)]):
            return half
    alone = letters.is_symmetric(word[0]) and all(letter == word[0] for letter in word)
    if alone and len(word) > 1:
        return word[:1]
    return _without_pseudo_inverse(reading, word)


def _without_pseudo_inverse(reading: WordReading, word: Word) -> Word | None:
    """A for A^+, A A^+ and A^+ A."""
    for place in (0, -1):
        base = reading.pseudo_inverted(word[place])
        rest = word[1:] if place == 0 else word[:-1]
        if base is not None and rest in ((), base):
            return base
    return None


def read_trace(reading: WordReading, term: Term) -> Polynomial:
    """A trace; that of a projection A A^+ is the rank of A, that of log A is log det A."""
    of = term.args[0]
    total: Polynomial = {}
    size = shape_of(of)[0]
    for (scalars, word), c in reading.polynomial(of).items():
        value = _special_trace(reading, word, size)
        if value is None:
            value = trace(reading, {((), word): Fraction(1)}, size)
        accumulate(total, reading.letters.times({(scalars, ()): Fraction(1)}, value), c)
    return total


def _special_trace(reading: WordReading, word: Word, size: Dim) -> Polynomial | None:
    base = _projected(reading, word)
    if base is not None:
        return _of_word(reading, base, t.ONE)
    cycle = reading.letters.opened(word)
    if len(cycle) == 1 and cycle[0] in reading.matrix_logarithms:
        inside = determinant(reading, reading.matrix_logarithms[cycle[0]], size)
        return logarithm(reading, inside)
    return None


def _projected(reading: WordReading, word: Word) -> Word | None:
    """A for a cycle of A A^+."""
    for start in range(len(word)):
        turned = word[start:] + word[:start]
        base = reading.pseudo_inverted(turned[0])
        if base is not None and turned[1:] == base:
            return base
    return None


# -- pseudo-inverses ------------------------------------------------------------------------------


def read_pseudo_inverse(reading: WordReading, term: Term) -> Polynomial:
    """The pseudo-inverse: (Q B)^+ = B^+ Q' where Q'Q = I, likewise at the other end."""
    base = term.args[0]
    inner = reading.reduced(reading.polynomial(base))
    if not inner:
        return {}
    shape = shape_of(base)
    found = _of_full_rank(reading, inner, base)
    if found is not None:
        return found
    if len(inner) > 1:
        return _letter(reading, inner, shape)
    [((scalars, word), c)] = inner.items()
    if not all(is_nonzero(reading, atom) for atom, _ in scalars):
        return _letter(reading, inner, shape)
    below: Polynomial = {(tuple((atom, -count) for atom, count in scalars), ()): 1 / c}
    return reading.letters.times(below, _of_product(reading, word))


def _of_full_rank(reading: WordReading, inner: Polynomial, base: Term) -> Polynomial | None:
    """(A'A)^-1 A' for independent columns, A'(AA')^-1 for independent rows; else None."""
    letters = reading.letters
    turned = letters.transposed(inner)
    rows, cols = shape_of(base)
    if len(inner) == 1 and not next(iter(inner))[1]:
        return None
    if _said(reading, "full_column_rank", base) or _independent(reading, inner):
        return letters.times(_inverse(reading, letters.times(turned, inner), cols), turned)
    if _said(reading, "full_row_rank", base) or _independent(reading, turned):
        return letters.times(turned, _inverse(reading, letters.times(inner, turned), rows))
    return None


def _independent(reading: WordReading, inner: Polynomial) -> bool:
    """Whether the columns of a product are independent since those of each factor are."""
    if len(inner) > 1:
        return False
    [(scalars, word)] = inner
    return all(is_nonzero(reading, atom) for atom, _ in scalars) and all(
        full_column_rank(reading, letter) for letter in word
    )


def _inverse(reading: WordReading, square: Polynomial, size: Dim) -> Polynomial:
    if size == 1:
        return inverse_of_scalar(reading, square)
    return inverted_square(reading, square, (size, size))


def _of_product(reading: WordReading, word: Word) -> Polynomial:
    letters = reading.letters
    first = next((i for i, x in enumerate(word) if not letters.keeps_lengths(x)), len(word))
    last = len(word)
    while last > first and letters.keeps_lengths(letters.turned(word[last - 1])[0]):
        last -= 1
    before, sign = letters.reversed(word[:first])
    after, other = letters.reversed(word[last:])
    core = word[first:last]
    middle = _of_core(reading, core) if core else ONE
    ends: tuple[Polynomial, Polynomial]
    ends = ({((), after): Fraction(other)}, {((), before): Fraction(sign)})
    return letters.times(letters.times(ends[0], middle), ends[1])


def _of_core(reading: WordReading, core: Word) -> Polynomial:
    """(A^+)^+ = A, (A'A)^+ = A^+ (A^+)'; any other product is a letter."""
    letters = reading.letters
    base = reading.pseudo_inverted(core[0]) if len(core) == 1 else None
    if base is not None:
        return {((), base): Fraction(1)}
    half = core[len(core) // 2 :]
    turned, sign = letters.reversed(half)
    if len(core) % 2 == 0 and core == turned + half and sign == 1:
        inner = _of_product(reading, half)
        return letters.times(inner, letters.transposed(inner))
    shape = (letters.shape(core[0])[0], letters.shape(core[-1])[1])
    return _letter(reading, {((), core): Fraction(1)}, shape)


def _letter(reading: WordReading, inner: Polynomial, shape: t.Shape) -> Polynomial:
    """A letter for the pseudo-inverse of a matrix of this shape, with its equations."""
    letters = reading.letters
    turned = letters.transposed(inner)
    at = identity_size(inner, shape[0])
    name, other = (("pinv", frozenset(p.items()), at) for p in (inner, turned))
    if name not in reading.numbers:
        made = letters.letter(LetterFacts((shape[1], shape[0]), 1 if turned == inner else 0))
        reading.numbers[name] = made
        reading.numbers.setdefault(other, made ^ 1)
        if len(inner) == 1 and not next(iter(inner))[0]:
            reading.pseudo_inverses[made] = next(iter(inner))[1]
        reading.rules += _penrose(reading, inner, {((), (made,)): Fraction(1)})
    return {((), (reading.numbers[name],)): Fraction(1)}


def _penrose(reading: WordReading, x: Polynomial, p: Polynomial) -> Iterator[Polynomial]:
    def product(*parts: Polynomial) -> Polynomial:
        return reduce(reading.letters.times, parts)

    x_turned, p_turned = reading.letters.transposed(x), reading.letters.transposed(p)
    pairs = [
        (product(x, p, x), x),
        (product(p, x, p), p),
        (product(p, p_turned, x_turned), p),
        (product(x_turned, p_turned, p), p),
        (product(p_turned, x_turned), product(x, p)),
        (product(x_turned, p_turned), product(p, x)),
        (product(x_turned, x, p), x_turned),
        (product(p, x, x_turned), x_turned),
    ]
    for left, right in pairs:
        rule = dict(left)
        accumulate(rule, right, -1)
        yield rule
