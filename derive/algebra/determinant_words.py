"""Determinants in words: factors taken out, Sylvester's and Schur's theorems, changes of rank one.

det(c A) = c^n det A, det(AB) = det A det B of square factors, det(I + AB) = det(I + BA),
det [A B; C D] = det A det(D - C A^-1 B), det(A + u v') = det A + v' adj(A) u, det exp A = exp tr A;
a product through a smaller size is zero.

Reference: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.8.5 and 1.3.P28.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.letter_facts import is_definite, is_nonzero, is_smaller, is_unit
from derive.algebra.power_words import exponential, integer_power, monic, root
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import inverse_of_scalar, inverted, trace
from derive.algebra.word_reading import ONE, WordReading, identity_size
from derive.algebra.words import (
    LetterFacts,
    Monomial,
    Polynomial,
    Powers,
    accumulate,
)
from derive.errors import LimitError

__all__ = ["determinant", "read_adjugate", "read_determinant"]

MAX_TURNS = 24


def read_determinant(reading: WordReading, term: Term) -> Polynomial:
    of = term.args[0]
    if isinstance(of, t.BlockMatrix):
        found = _of_blocks(reading, of)
        return reading.opaque(term) if found is None else found
    try:
        return determinant(reading, reading.polynomial(of), shape_of(of)[0])
    except LimitError:
        return reading.opaque(term)


def determinant(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """The determinant of a square matrix of this size, as a polynomial of scalars."""
    of = reading.reduced(of)
    if not of:
        return {}
    if size == 1:
        return of
    reading.divided |= {atom for scalars, _ in of for atom, count in scalars if count < 0}
    common = _common(of)
    number, rest = monic(_divided(reading, common, of))
    first = integer_power(reading, {(common, ()): number}, reading.polynomial(size))
    return reading.letters.times(first, _of_primitive(reading, rest, size))


def _common(polynomial: Polynomial) -> Powers:
    counts = [dict(scalars) for scalars, _ in polynomial]
    atoms = sorted({atom for one in counts for atom in one})
    least = {atom: min(one.get(atom, 0) for one in counts) for atom in atoms}
    return tuple((atom, count) for atom, count in least.items() if count)


def _divided(reading: WordReading, common: Powers, polynomial: Polynomial) -> Polynomial:
    below = tuple((atom, -count) for atom, count in common)
    return reading.letters.times({(below, ()): Fraction(1)}, polynomial)


def _of_primitive(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """The determinant of a sum without common scalars: square letters at its ends are taken out."""
    letters = reading.letters
    words = [word for _, word in of]
    for place in (0, -1):
        if not all(words) or len({word[place] for word in words}) > 1:
            continue
        letter = words[0][place]
        if letters.is_square(letter):
            keep = slice(1, None) if place == 0 else slice(0, -1)
            rest = {(scalars, word[keep]): c for (scalars, word), c in of.items()}
            outside = _of_letter(reading, letter)
            return letters.times(outside, determinant(reading, rest, size))
        if is_smaller(reading, letters.shape(letter)[1 if place == 0 else 0], size):
            return {}
    if not any(words):  # a multiple of I
        return integer_power(reading, of, reading.polynomial(size))
    if len(of) == 1:
        word = words[0]
        if any(is_smaller(reading, letters.shape(letter)[0], size) for letter in word[1:]):
            return {}
        return _named(reading, of, size)
    return _of_sum(reading, of, size)


def _of_letter(reading: WordReading, letter: int) -> Polynomial:
    letters = reading.letters
    size = letters.shape(letter)[0]
    inside = reading.inverted_sum(letter)
    if inside is not None:
        return inverse_of_scalar(reading, determinant(reading, inside, size))
    alone = letter // 2 * 2
    if alone in reading.roots:
        return root(reading, determinant(reading, reading.roots[alone], size))
    if alone in reading.matrix_exponents:
        return exponential(reading, trace(reading, reading.matrix_exponents[alone], size))
    if alone in reading.adjugates:
        base = determinant(reading, reading.adjugates[alone], size)
        less = dict(reading.polynomial(size))
        accumulate(less, ONE, -1)
        return integer_power(reading, base, less)
    other = letters.inverted(letter)
    if other is not None:
        return inverse_of_scalar(reading, _of_letter(reading, other))
    powers = letters.determinant((letter,))
    for atom, _ in powers:
        if letters.keeps_lengths(letter) and letters.keeps_lengths(letter ^ 1):
            letters.set_square(atom, ONE)
        elif is_definite(reading, letter):
            reading.positive.add(atom)
        elif is_unit(reading, (letter,)):
            reading.nonzero.add(atom)
    return {(powers, ()): Fraction(1)}


def _named(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """The determinant of a matrix that is not taken apart, the same for its transpose."""
    names = (tuple(sorted(p.items())) for p in (of, reading.letters.transposed(of)))
    atom = reading.letters.atom(("determinant of", min(names), identity_size(of, size)))
    return {(((atom, 1),), ()): Fraction(1)}


def _is_unit(reading: WordReading, monomial: Monomial) -> bool:
    scalars, word = monomial
    return is_unit(reading, word) and all(is_nonzero(reading, atom) for atom, _ in scalars)


def _of_sum(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """The determinant of a sum with a term that is invertible: that of I + W times its own."""
    units = [m for m in of if _is_unit(reading, m)]
    if not units:
        changed = _changed_by_rank_one(reading, of, size)
        return _named(reading, of, size) if changed is None else changed
    unit = min(units, key=lambda monomial: (len(monomial[1]), monomial))
    scalars, word = unit
    letters = reading.letters
    divisor: Polynomial = {
        (
            tuple((atom, -count) for atom, count in scalars),
            tuple(letters.inverse(letter) for letter in reversed(word)),
        ): 1 / of[unit]
    }
    outside = reduce(
        letters.times,
        (_of_letter(reading, letter) for letter in word),
        integer_power(reading, {(scalars, ()): of[unit]}, reading.polynomial(size)),
    )
    return letters.times(outside, _of_one_plus(reading, letters.times(divisor, of), size))


def _of_one_plus(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """det(I + W), the same for all that Sylvester's theorem makes of it; I + u v' is a scalar."""
    rest = dict(of)
    accumulate(rest, ONE, -1)
    if not rest:
        return ONE
    turns: list[Polynomial] = []
    for turned, at in _turns(reading, rest, size):
        if all(not word for _, word in turned):  # a multiple of I of this size
            accumulate(turned, ONE, 1)
            if at == 1 or not turned:
                return turned
            return integer_power(reading, turned, reading.polynomial(at))
        turns += (turned, reading.letters.transposed(turned))
        size = at
    name = min(tuple(sorted(turned.items())) for turned in turns)
    # of the last turn: where I is left beside other words, no further turn is made
    atom = reading.letters.atom(("one plus", name, identity_size(turned, size)))
    return {(((atom, 1),), ()): Fraction(1)}


def _turns(reading: WordReading, first: Polynomial, size: Dim) -> Iterator[tuple[Polynomial, Dim]]:
    """What a sum becomes if a letter that begins all its words is put at their ends, and its size
    then."""
    seen: list[Polynomial] = []
    current = first
    while current not in seen and len(seen) < MAX_TURNS:
        seen.append(dict(current))
        yield current, size
        starts = {word[:1] for _, word in current}
        if len(starts) != 1 or starts == {()}:
            return
        [start] = starts
        size = reading.letters.shape(start[0])[1]
        turned: Polynomial = {}
        for (scalars, word), c in current.items():
            monomial, sign = reading.letters.monomial((scalars,), word[1:] + start)
            accumulate(turned, {monomial: c}, sign)
        current = turned


def _changed_by_rank_one(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial | None:
    """det(A + u v') = det A + v' adj(A) u for a letter A."""
    letters = reading.letters
    alone = [m for m in of if not m[0] and len(m[1]) == 1 and of[m] == 1]
    thin = [m for m in of if any(letters.shape(letter)[0] == 1 for letter in m[1][1:])]
    if len(of) != 2 or len(alone) != 1 or len(thin) != 1 or alone == thin:
        return None
    base: Polynomial = {alone[0]: Fraction(1)}
    product = letters.times(_adjugate_of(reading, base, size), {thin[0]: of[thin[0]]})
    total = dict(determinant(reading, base, size))
    accumulate(total, trace(reading, product, size), 1)
    return total


# -- block matrices -------------------------------------------------------------------------------


def _of_blocks(reading: WordReading, of: Term) -> Polynomial | None:
    """det [A B; C D] by Schur complements, of A or D if one is known to be invertible; a block
    triangular one without."""
    rows = t.block_rows(of)
    if len(rows) != 2 or len(rows[0]) != 2:
        return None
    (a, b), (c, d) = rows
    if all(map(t.is_scalar, (a, b, c, d))):
        return reading.polynomial(t.sub(t.mul(a, d), t.mul(b, c)))
    if not all(map(t.is_matrix, (a, b, c, d))) or shape_of(a)[0] != shape_of(a)[1]:
        return None
    pa, pb, pc, pd = map(reading.polynomial, (a, b, c, d))
    sizes = shape_of(a)[0], shape_of(d)[0]
    times = reading.letters.times
    if not pb or not pc:
        return times(determinant(reading, pa, sizes[0]), determinant(reading, pd, sizes[1]))
    for pivot, right, left, other, base, first, second in (
        (pa, pb, pc, pd, a, *sizes),
        (pd, pc, pb, pa, d, *sizes[::-1]),
    ):
        if _is_invertible(reading, pivot, base):
            rest = dict(other)
            middle = times(inverted(reading, pivot, base), right)
            accumulate(rest, times(left, middle), -1)
            factors = determinant(reading, pivot, first), determinant(reading, rest, second)
            return times(*factors)
    return None


def _is_invertible(reading: WordReading, polynomial: Polynomial, base: Term) -> bool:
    if len(polynomial) == 1:
        [monomial] = polynomial
        if _is_unit(reading, monomial):
            return True
    return reading.known(Fact("invertible", (base,)))


# -- adjugates ------------------------------------------------------------------------------------


def read_adjugate(reading: WordReading, term: Term) -> Polynomial:
    """det(A) A^-1 of an A that is known to be invertible, else a letter with A adj A = det(A) I."""
    base = term.args[0]
    inner, size = reading.polynomial(base), shape_of(base)[0]
    if size == 1:
        return ONE
    if _is_invertible(reading, inner, base):
        return reading.letters.times(
            determinant(reading, inner, size), inverted(reading, inner, base)
        )
    return _adjugate_of(reading, inner, size)


def _adjugate_of(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    letters = reading.letters
    turned = letters.transposed(of)
    at = identity_size(of, size)
    name = ("adjugate", frozenset(of.items()), at)
    if name not in reading.numbers:
        made = letters.letter(LetterFacts((size, size), 1 if turned == of else 0))
        reading.numbers[name] = made
        reading.numbers.setdefault(("adjugate", frozenset(turned.items()), at), made ^ 1)
        reading.adjugates[made] = of
        alone: Polynomial = {((), (made,)): Fraction(1)}
        for product in (letters.times(of, alone), letters.times(alone, of)):
            accumulate(product, determinant(reading, of, size), -1)
            reading.rules.append(product)
    return {((), (reading.numbers[name],)): Fraction(1)}
