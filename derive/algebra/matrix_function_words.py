"""Exponentials, logarithms and roots of square matrices in words.

exp of a sum is a product over the parts that commute with one another; f(S A S^-1) is S f(A) S^-1;
f(A) commutes with what A commutes with.  The logarithm of a definite matrix has the trace
log det A, and log(c A) is log(c) I + log(A) for a positive c.

References: Higham, Functions of Matrices (2008), theorem 1.13 (commuting and similar arguments) and
theorem 10.2 (exp of a commuting sum); Horn and Johnson, Matrix Analysis (2nd ed. 2013), 7.2.6.
"""

from __future__ import annotations

from fractions import Fraction

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.letter_facts import is_nonzero
from derive.algebra.power_words import exponential, logarithm, monic
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_reading import ONE, WordReading, identity_size
from derive.algebra.words import LetterFacts, Monomial, Polynomial, Word, accumulate
from derive.errors import LimitError

__all__ = ["matrix_root", "read_matrix_function"]

MAX_TIMES = 12
DEFINITE = "positive_definite"


def read_matrix_function(reading: WordReading, term: Term) -> Polynomial:
    of, name = term.args[0], term.args[1].name
    if shape_of(of)[0] == t.ONE:
        return reading.opaque(term)
    inner = reading.reduced(reading.polynomial(of))
    if name == "exp":
        return _exponential(reading, inner, shape_of(of)[0])
    symmetric = len(inner) == 1 and all(
        c > 0 and _is_exponential(reading, m) for m, c in inner.items()
    )
    if name == "log" and (symmetric or reading.known(Fact(DEFINITE, (of,)))):
        return _logarithm(reading, inner, shape_of(of)[0])
    return reading.opaque(term)


def _is_exponential(reading: WordReading, monomial: Monomial) -> bool:
    """Whether a monomial is the exponential of a symmetric matrix, which is definite."""
    scalars, word = monomial
    known = len(word) == 1 and word[0] in reading.matrix_exponents
    return known and not scalars and reading.letters.is_symmetric(word[0])


# -- arguments ------------------------------------------------------------------------------------


def commute(reading: WordReading, one: Polynomial, other: Polynomial) -> bool:
    """Whether two matrices are seen to commute."""
    product = reading.letters.times(one, other)
    accumulate(product, reading.letters.times(other, one), -1)
    return not product or not reading.reduced(product)


def _similar(reading: WordReading, of: Polynomial) -> tuple[Word, Polynomial, Word]:
    """S, A and S^-1 of a sum S A S^-1; multiples of the identity count as such."""
    before: Word = ()
    after: Word = ()
    while True:
        words = [word for _, word in of if word]
        ends = {(word[0], word[-1]) for word in words if len(word) > 2}
        if len(ends) != 1 or any(len(word) < 3 for word in words):
            return before, of, after
        [(first, last)] = ends
        if not reading.letters.is_square(first) or reading.letters.inverse(first) != last:
            return before, of, after
        before, after = (*before, first), (last, *after)
        of = {(scalars, word[1:-1]): c for (scalars, word), c in of.items()}


def _orthogonally_similar(reading: WordReading, of: Polynomial) -> tuple[Word, Polynomial, Word]:
    """S, A and S' of a sum S A S' with an orthogonal S, so that A is symmetric where the sum is."""
    before, inner, after = _similar(reading, of)
    if all(map(reading.letters.keeps_lengths, before)):
        return before, inner, after
    return (), of, ()


def _between(reading: WordReading, ends: tuple[Word, Word], middle: Polynomial) -> Polynomial:
    times = reading.letters.times
    return times(
        times({((), ends[0]): Fraction(1)}, middle),
        {((), ends[1]): Fraction(1)},
    )


# -- exponentials ---------------------------------------------------------------------------------


def _exponential(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    before, of, after = _similar(reading, of)
    scalar: Polynomial = {m: c for m, c in of.items() if not m[1]}
    total = exponential(reading, scalar)
    for part in _commuting_parts(reading, {m: c for m, c in of.items() if m[1]}):
        total = reading.letters.times(total, _exponential_of_part(reading, part, size))
    return _between(reading, (before, after), total)


def _commuting_parts(reading: WordReading, of: Polynomial) -> list[Polynomial]:
    """Parts of a sum, each of which commutes with the others, in one order for each sum."""
    parts: list[Polynomial] = []
    for monomial in sorted(of):
        single: Polynomial = {monomial: of[monomial]}
        tied = [part for part in parts if not commute(reading, part, single)]
        parts = [part for part in parts if part not in tied]
        for part in tied:
            single |= part
        parts.append(single)
    return sorted(parts, key=lambda part: sorted(monic(part)[1].items()))


def _exponential_of_part(reading: WordReading, part: Polynomial, size: Dim) -> Polynomial:
    """exp(c P) as a power of the letter exp(P / q), where c is p / q."""
    c, base = monic(part)
    if abs(c.numerator) > MAX_TIMES:
        raise LimitError("so large a multiple is not multiplied out")
    letter = _exponential_letter(reading, base, c.denominator, size)
    if c < 0:
        letter = reading.letters.inverse(letter)
    alone: Polynomial = {((), (letter,)): Fraction(1)}
    return reading.letters.power(alone, abs(c.numerator))


def _exponential_letter(reading: WordReading, base: Polynomial, below: int, size: Dim) -> int:
    """The letter exp(P / q), of which exp(P' / q) is the transpose."""
    letters = reading.letters
    name = ("matrix exp", frozenset(base.items()), below)
    if name in reading.numbers:
        return reading.numbers[name]
    turned = letters.transposed(base)
    opposite = {monomial: -c for monomial, c in turned.items()} == base
    if opposite:  # exp of a skew-symmetric matrix is orthogonal
        made = letters.letter(LetterFacts((size, size), columns=True, rows=True))
    else:
        made = letters.letter(LetterFacts((size, size), 1 if turned == base else 0))
        reading.numbers.setdefault(("matrix exp", frozenset(turned.items()), below), made ^ 1)
    reading.numbers[name] = made
    reading.invertible.add(made)
    inside = {monomial: c / below for monomial, c in base.items()}
    reading.rules += _laws_of_exponential(reading, made, inside)
    reading.matrix_exponents[made] = inside
    return made


def _laws_of_exponential(reading: WordReading, made: int, inside: Polynomial) -> list[Polynomial]:
    """exp(P) commutes with P, with the letters of P that do and with the exponentials that do, and
    is a power of exp(P / k)."""
    alone: Polynomial = {((), (made,)): Fraction(1)}
    letters = tuple(dict.fromkeys(x for _, word in inside for x in word))
    singles: list[Polynomial] = [{((), (x,)): Fraction(1)} for x in letters]
    found = [_commutator(reading, x, alone) for x in singles if commute(reading, x, inside)]
    if not found:
        found.append(_commutator(reading, inside, alone))
    for other, argument in reading.matrix_exponents.items():
        number = _multiple(inside, argument)
        single: Polynomial = {((), (other,)): Fraction(1)}
        if number is not None and number.denominator == 1:
            found.append(_equal(reading, alone, single, int(number)))
        elif number is not None and number.numerator == 1:
            found.append(_equal(reading, single, alone, number.denominator))
        if commute(reading, argument, inside):
            found.append(_commutator(reading, single, alone))
            inverse: Polynomial = {((), (reading.letters.inverse(other),)): Fraction(1)}
            found.append(_commutator(reading, inverse, alone))
    return found


def _multiple(one: Polynomial, other: Polynomial) -> Fraction | None:
    """The positive number by which one sum is a multiple of the other; None if it is not."""
    if one.keys() != other.keys():
        return None
    [number, *others] = dict.fromkeys(one[monomial] / other[monomial] for monomial in one)
    return number if not others and number > 0 else None


def _commutator(reading: WordReading, one: Polynomial, other: Polynomial) -> Polynomial:
    product = reading.letters.times(one, other)
    accumulate(product, reading.letters.times(other, one), -1)
    return product


def _equal(reading: WordReading, whole: Polynomial, part: Polynomial, times: int) -> Polynomial:
    product = reading.letters.power(part, times)
    accumulate(product, whole, -1)
    return product


# -- logarithms of definite matrices --------------------------------------------------------------


def _logarithm(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """log of a definite matrix: a number out of it as log(c) I, log(A^-1) = -log(A)."""
    before, of, after = _orthogonally_similar(reading, of)
    common = _positive_common(reading, of)
    below = tuple((atom, -count) for atom, count in common)
    number, shown = monic(reading.letters.times({(below, ()): Fraction(1)}, of))
    if number < 0:
        number, shown = -number, {monomial: -c for monomial, c in shown.items()}
    total = logarithm(reading, {(common, ()): number}) if common or number != 1 else {}
    accumulate(total, _logarithm_of_part(reading, shown, size), 1)
    return _between(reading, (before, after), total)


def _positive_common(reading: WordReading, of: Polynomial) -> tuple[tuple[int, int], ...]:
    counts = [dict(scalars) for scalars, _ in of]
    atoms = [atom for atom in sorted(counts[0]) if atom in reading.positive]
    least = {atom: min(one.get(atom, 0) for one in counts) for atom in atoms}
    return tuple((atom, count) for atom, count in least.items() if count)


def _logarithm_of_part(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    if of == ONE:
        return {}
    letters = reading.letters
    word = next(iter(of))[1]
    if of == {((), word): 1} and len(word) == 1:
        exponent = reading.matrix_exponents.get(word[0])
        if exponent is not None and letters.transposed(exponent) == exponent:
            return exponent
        inside = _inverse_of(reading, of)
        if inside is not None:
            return {m: -c for m, c in _logarithm(reading, inside, size).items()}
    name = ("matrix log", frozenset(of.items()), identity_size(of, size))
    if name not in reading.numbers:
        made = letters.letter(LetterFacts((size, size), 1))
        reading.numbers[name] = made
        reading.matrix_logarithms[made] = of
        alone: Polynomial = {((), (made,)): Fraction(1)}
        reading.rules.append(_commutator(reading, of, alone))
    return {((), (reading.numbers[name],)): Fraction(1)}


# -- roots of semidefinite matrices ---------------------------------------------------------------


def matrix_root(reading: WordReading, base: Term, times: int) -> Polynomial | None:
    """A power of the semidefinite root of a semidefinite matrix; None for any other matrix, or for
    a negative power of one that is not definite."""
    letters = reading.letters
    of = reading.reduced(reading.polynomial(base))
    before, square, after = _orthogonally_similar(reading, of)
    if not _has_root(reading, base, before, square, times):
        return None
    below = _inverse_of(reading, square)
    if below is not None:
        square, times = below, -times
    name = ("root", frozenset(square.items()), identity_size(square, shape_of(base)[0]))
    if name not in reading.numbers:
        made = letters.letter(LetterFacts(shape_of(base), 1))
        reading.numbers[name] = made
        reading.roots[made] = square
        if reading.known(Fact(DEFINITE, (base,))):
            reading.invertible.add(made)
        alone: Polynomial = {((), (made,)): Fraction(1)}
        reading.rules.append(_equal(reading, square, alone, 2))
    letter = reading.numbers[name]
    if times < 0:
        letter = _inverse_root(reading, letter, square)
    power = letters.power({((), (letter,)): Fraction(1)}, abs(times))
    return _between(reading, (before, after), power)


def _has_root(
    reading: WordReading, base: Term, before: Word, square: Polynomial, times: int
) -> bool:
    """Whether a matrix, S A S^-1 with an orthogonal S, is known to be semidefinite or definite."""
    predicate = "positive_semidefinite" if times > 0 else DEFINITE
    if reading.known(Fact(predicate, (base,))):
        return True
    word = next(iter(square))[1]
    if len(square) > 1 or len(word) != 1 or next(iter(square)) != ((), word):
        return False
    term = reading.terms.get(word[0] // 2)
    orthogonal = all(map(reading.letters.keeps_lengths, before))
    one = square[(), word] > 0
    return one and orthogonal and term is not None and reading.known(Fact(predicate, (term,)))


def _inverse_of(reading: WordReading, of: Polynomial) -> Polynomial | None:
    """What a single letter is the inverse of; None for any other matrix."""
    [(scalars, word), *others] = of
    if others or scalars or len(word) != 1 or of[scalars, word] != 1:
        return None
    other = reading.letters.inverted(word[0])
    if other is not None:
        return {((), (other,)): Fraction(1)}
    return reading.inverted_sum(word[0])


def _inverse_root(reading: WordReading, root: int, square: Polynomial) -> int:
    """The inverse of a root, whose square is the inverse of a word of invertible letters."""
    letters = reading.letters
    reading.invertible.add(root)
    made = letters.inverse(root)
    scalars, word = next(iter(square))
    whole = len(square) == 1 and all(map(letters.is_square, word))
    if whole and all(is_nonzero(reading, atom) for atom, _ in scalars):
        inverse: Polynomial = {
            (
                tuple((atom, -count) for atom, count in scalars),
                tuple(letters.inverse(x) for x in reversed(word)),
            ): 1 / square[scalars, word]
        }
        alone: Polynomial = {((), (made,)): Fraction(1)}
        reading.rules.append(_equal(reading, inverse, alone, 2))
    return made
