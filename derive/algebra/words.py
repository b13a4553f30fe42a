"""Words: polynomials in letters that do not commute, with transposes, traces and scalars.

A polynomial is {(scalar monomial, word): coefficient}.  A word is a product of letters; the letter
number i is written 2i, its transpose 2i + 1.  1 x 1 stretches of a word are scalars, equal to their
transposes; the trace of a word is one scalar for all its cycles and their transposes.

What is silent here holds for every size and all values: bilinearity, (AB)' = B'A', tr AB = tr BA,
A A^-1 = I for an inverse that stands there, and what is known of a letter (symmetric, Q'Q = I,
PP = P).  `derive.algebra.normal_words` reads terms.

Limits
    LimitError for more than MAX_TERMS monomials, or a monomial of more than MAX_LENGTH factors.

References: Bergman, The diamond lemma for ring theory (1978), for the reductions; Lothaire,
Combinatorics on Words (1983), 1.3, for least rotations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from derive.algebra.term import Dim, Shape
from derive.errors import LimitError
from derive.fuel import spend

__all__ = ["UNIT", "LetterFacts", "Letters", "Polynomial", "Powers", "Word", "accumulate"]

Word: TypeAlias = tuple[int, ...]
Powers: TypeAlias = tuple[tuple[int, int], ...]  # (number of an atom, exponent), by number
Monomial: TypeAlias = tuple[Powers, Word]
Polynomial: TypeAlias = dict[Monomial, Fraction]

MAX_TERMS, MAX_LENGTH = 2000, 200
UNIT: Monomial = ((), ())
TOO_LONG = "these products, multiplied out, are too long"


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The shape of a letter, and what is known of it.

    `sign` is 1 for a symmetric letter, -1 for a skew-symmetric one, else 0.  `columns` says that
    Q'Q = I, `rows` that QQ' = I.
    """

    shape: Shape
    sign: int = 0
    columns: bool = False
    rows: bool = False
    idempotent: bool = False

    @property
    def square(self) -> bool:
        return bool(self.shape[0] == self.shape[1])


def accumulate(total: Polynomial, more: Mapping[Monomial, Fraction], times: Fraction | int) -> None:
    """Add a multiple of a polynomial to another one, in place."""
    for monomial, c in more.items():
        value = total.get(monomial, Fraction(0)) + c * times
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)


def _least_rotation(word: Word) -> Word:
    return min(word[i:] + word[:i] for i in range(len(word)))


class Letters:
    """Letters and scalar atoms, numbered as they are met; the arithmetic of their polynomials."""

    def __init__(self) -> None:
        self._letters: list[LetterFacts] = []
        self._inverses: dict[int, int] = {}  # the numbers of letters, both ways
        self._atoms: dict[Hashable, int] = {}
        self._names: list[Hashable] = []
        self._divisors: dict[int, Polynomial] = {}  # the atom 1/q: q
        self._squares: dict[int, Polynomial] = {}  # the atom √q: q
        self._scalars: dict[Word, tuple[Powers, int]] = {}  # values of 1 x 1 words
        self._orders: dict[int, int] = {}  # of the atoms above that are roots of a higher order

    def letter(self, letter: LetterFacts) -> int:
        """A new letter, as it is written in a word."""
        self._letters.append(letter)
        return 2 * (len(self._letters) - 1)

    def atom(self, name: Hashable) -> int:
        """The number of the scalar with this name."""
        if name not in self._atoms:
            self._names.append(name)
        return self._atoms.setdefault(name, len(self._atoms))

    def scalar_word(self, atom: int) -> Word:
        """The 1 x 1 word that a scalar atom stands for; empty for any other atom."""
        match self._names[atom]:
            case ("word", tuple() as word):
                return word
        return ()

    def traced_word(self, atom: int) -> Word:
        """The word that a scalar atom is the trace of; empty for any other atom."""
        match self._names[atom]:
            case ("trace", tuple() as word):
                return word
        return ()

    def trace_of(self, polynomial: Polynomial) -> Polynomial | None:
        """The trace of a square polynomial; None where it is that of an identity."""
        total: Polynomial = {}
        for (scalars, word), c in polynomial.items():
            if not word:
                return None
            found, sign, size = self.traced(word)
            if size is not None:
                return None
            monomial, _ = self.monomial((scalars, found), ())
            accumulate(total, {monomial: c}, sign)
        return total

    def reciprocal(self, divisor: Polynomial) -> int:
        """The number of the atom 1/q."""
        atom = self.atom(("reciprocal", frozenset(divisor.items())))
        self._divisors.setdefault(atom, divisor)
        return atom

    def root(self, square: Polynomial) -> int:
        """The number of the atom √q."""
        atom = self.atom(("root", frozenset(square.items())))
        self._squares.setdefault(atom, square)
        return atom

    def under_roots(self, atom: int) -> tuple[int, ...]:
        """The atoms that are zero where this one is: of the root of a product those of the product,
        else the atom itself."""
        square = self._squares.get(atom, {})
        if len(square) != 1:
            return (atom,)
        return tuple(inner for inner, _ in next(iter(square))[0])

    def square_of(self, atom: int) -> Polynomial | None:
        """What the square of an atom is; None where that is not known."""
        return None if atom in self._orders else self._squares.get(atom)

    def set_square(self, atom: int, square: Polynomial, order: int = 2) -> None:
        """Let the square, or a higher power, of an atom be a polynomial."""
        self._squares.setdefault(atom, square)
        if order != 2:
            self._orders.setdefault(atom, order)

    def set_scalar(self, word: Word, value: Polynomial) -> None:
        """Let a 1 x 1 word be a product of atoms times an integer; any other value is not taken."""
        if len(value) == 1:
            [((scalars, rest), c)] = value.items()
            if not rest and c.denominator == 1:
                self._scalars[word] = (scalars, c.numerator)

    def divisor_of(self, atom: int) -> Polynomial | None:
        """What an atom is the reciprocal of; None for any other atom."""
        return self._divisors.get(atom)

    def is_square_sum(self, atom: int) -> bool:
        """Whether an atom is a root, v'v or tr A'A, which are not negative."""
        match self._names[atom]:
            case ("root", _):
                return True
            case ("word", tuple() as word):
                return self._is_gram(word)
            case ("trace", tuple() as word):
                return any(self._is_gram(word[i:] + word[:i]) for i in range(len(word)))
        return False

    def _is_gram(self, word: Word) -> bool:
        half = word[len(word) // 2 :]
        turned, sign = self.reversed(half)
        return sign == 1 and word == turned + half

    def inverse(self, letter: int) -> int:
        """The letter that is the inverse of a square one."""
        known = self._letters[letter // 2]
        if known.columns:
            return self.turned(letter)[0]
        if letter // 2 not in self._inverses:
            made = self.letter(LetterFacts(known.shape, known.sign)) // 2
            self._inverses |= {letter // 2: made, made: letter // 2}
        return 2 * self._inverses[letter // 2] + letter % 2

    def inverted(self, letter: int) -> int | None:
        """The letter that this one is the inverse of; None if it is not an inverse."""
        other = self._inverses.get(letter // 2)
        return None if other is None or other > letter // 2 else 2 * other + letter % 2

    def keeps_lengths(self, letter: int) -> bool:
        """Whether Q'Q = I for a letter or the transpose of one."""
        known = self._letters[letter // 2]
        return known.rows if letter % 2 else known.columns

    def is_square(self, letter: int) -> bool:
        return self._letters[letter // 2].square

    def is_symmetric(self, letter: int) -> bool:
        return self._letters[letter // 2].sign == 1

    def determinant(self, word: Word) -> Powers:
        """The determinant of a product of square letters: that of an inverse is the reciprocal."""
        counts: dict[int, int] = {}
        for letter in word:
            number = letter // 2
            inverted = self._inverses.get(number, number) < number
            atom = self.atom(("determinant", self._inverses[number] if inverted else number))
            counts[atom] = counts.get(atom, 0) + (-1 if inverted else 1)
            if self._letters[number].columns and self._letters[number].rows:
                counts[atom] %= 2  # it is 1 or -1
        return tuple(sorted((atom, count) for atom, count in counts.items() if count))

    # -- words ------------------------------------------------------------------------------

    def shape(self, letter: int) -> tuple[Dim, Dim]:
        rows, cols = self._letters[letter // 2].shape
        return (cols, rows) if letter % 2 else (rows, cols)

    def turned(self, letter: int) -> tuple[int, int]:
        """The transpose of a letter, with its sign."""
        sign = self._letters[letter // 2].sign
        return (letter, sign) if sign else (letter ^ 1, 1)

    def reversed(self, word: Word) -> tuple[Word, int]:
        """The transpose of a word, with its sign."""
        turned = [self.turned(letter) for letter in word[::-1]]
        sign = -1 if sum(s < 0 for _, s in turned) % 2 else 1
        return tuple(letter for letter, _ in turned), sign

    def _cancels(self, first: int, second: int) -> bool:
        """Whether the product of two letters is the identity."""
        number = first // 2
        if self._inverses.get(number) == second // 2 and first % 2 == second % 2:
            return True
        letter = self._letters[number]
        if number != second // 2 or self.turned(first) != (second, 1):
            return False
        return letter.columns if second % 2 == 0 else letter.rows

    def _repeats(self, first: int, second: int) -> bool:
        return first == second and self._letters[first // 2].idempotent

    def _reduced(self, word: Iterable[int]) -> Word:
        """The word without pairs that are the identity, and without repeated projections."""
        made: list[int] = []
        for letter in word:
            if made and self._cancels(made[-1], letter):
                made.pop()
            elif not (made and self._repeats(made[-1], letter)):
                made.append(letter)
        return tuple(made)

    def _pieces(self, word: Word) -> list[int]:
        """The places of a word at which the size is literally 1."""
        places = [i for i, letter in enumerate(word) if self.shape(letter)[0] == 1]
        return [*places, len(word)] if word and self.shape(word[-1])[1] == 1 else places

    def _scalar_word(self, word: Word) -> tuple[Powers, int]:
        """A 1 x 1 word, which is its own transpose; the sign is 0 if it vanishes."""
        turned, sign = self.reversed(word)
        if word in self._scalars:
            return self._scalars[word]
        if turned in self._scalars:
            powers, number = self._scalars[turned]
            return powers, sign * number
        if turned == word:
            return ((self.atom(("word", word)), 1),), max(sign, 0)
        name = min(word, turned)
        return ((self.atom(("word", name)), 1),), 1 if name == word else sign

    def _split(self, word: Word) -> tuple[Powers, Word, int]:
        """The 1 x 1 stretches of a word as scalars, what is left of it, and the sign."""
        places = self._pieces(word)
        if len(places) < 2:
            return (), word, 1
        found: list[tuple[int, int]] = []
        sign = 1
        for start, end in pairwise(places):
            scalars, factor = self._scalar_word(word[start:end])
            found.extend(scalars)
            sign *= factor
        return tuple(found), word[: places[0]] + word[places[-1] :], sign

    # -- arithmetic -------------------------------------------------------------------------

    def monomial(self, parts: Iterable[Powers], word: Word) -> tuple[Monomial, int]:
        """The product of scalars and a word in normal form, with its sign (0 if it vanishes)."""
        scalars, rest, sign = self._split(self._reduced(word))
        counts: dict[int, int] = {}
        for part in (*parts, scalars):
            for atom, count in part:
                counts[atom] = counts.get(atom, 0) + count
        kept = tuple(sorted((atom, count) for atom, count in counts.items() if count))
        if len(rest) + sum(abs(count) for _, count in kept) > MAX_LENGTH:
            raise LimitError(TOO_LONG)
        return (kept, rest), sign

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product, multiplied out and collected."""
        if len(left) * len(right) > 10 * MAX_TERMS:
            raise LimitError(TOO_LONG)
        spend(6 * len(left) * len(right))
        total: Polynomial = {}
        for (scalars, word), c in left.items():
            for (more, following), d in right.items():
                monomial, sign = self.monomial((scalars, more), word + following)
                accumulate(total, self._without_squares({monomial: c * d}), sign)
        if len(total) > MAX_TERMS:
            raise LimitError(TOO_LONG)
        return total

    def _without_squares(self, single: Polynomial) -> Polynomial:
        """A monomial in which every root stands at most once: (√q)² is q."""
        [((scalars, word), c)] = single.items()
        for atom, count in scalars:
            order = self._orders.get(atom, 2) if atom in self._squares else 0
            if order and not 0 <= count < order:
                rest = tuple(pair for pair in scalars if pair[0] != atom)
                kept: Powers = ((atom, count % order),) if count % order else ()
                square = self._squares[atom]
                if count > 1:
                    factor = self.power(square, count // order)
                else:
                    factor = self.power(self._inverted(square), -(count // order))
                return self.times(self.times({(rest, word): c}, {(kept, ()): Fraction(1)}), factor)
        return single

    def _inverted(self, scalar: Polynomial) -> Polynomial:
        """1/q of a scalar polynomial that is not zero."""
        if len(scalar) > 1:
            return {(((self.reciprocal(scalar), 1),), ()): Fraction(1)}
        [((scalars, word), c)] = scalar.items()
        return {(tuple((atom, -count) for atom, count in scalars), word): 1 / c}

    def power(self, base: Polynomial, times: int) -> Polynomial:
        total: Polynomial = {UNIT: Fraction(1)}
        for _ in range(times):
            total = self.times(total, base)
        return total

    def transposed(self, polynomial: Polynomial) -> Polynomial:
        total: Polynomial = {}
        for (scalars, word), c in polynomial.items():
            turned, sign = self.reversed(word)
            accumulate(total, {(scalars, turned): c}, sign)
        return total

    def opened(self, word: Word) -> Word:
        """A square word without what cancels around its ends; the last two letters stay."""
        while len(word) > 1:
            first, last = word[0], word[-1]
            if self._repeats(last, first):
                word = word[1:]
            elif self._cancels(last, first) and len(word) > 2:
                word = word[1:-1]
            else:
                break
        return word

    def traced(self, word: Word) -> tuple[Powers, int, Dim | None]:
        """The trace of a square word that is not empty: scalars, and the sign.

        Where the word cancels around its ends until I is left, the size of that I as well.
        """
        word = self.opened(word)
        if len(word) == 2 and self._cancels(word[-1], word[0]):
            return (), 1, self.shape(word[-1])[0]
        places = self._pieces(word)
        if places and places[0] < len(word):
            scalars, _, sign = self._split(word[places[0] :] + word[: places[0]])
            return scalars, sign, None
        turned, sign = self.reversed(word)
        least, other = _least_rotation(word), _least_rotation(turned)
        if least == other:
            return ((self.atom(("trace", least)), 1),), max(sign, 0), None
        name = min(least, other)
        return ((self.atom(("trace", name)), 1),), 1 if name == least else sign, None

    def cleared(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial times what its reciprocals 1/q divide by, until none is left."""
        for atom, divisor in reversed(self._divisors.items()):
            counts = [dict(scalars).get(atom, 0) for scalars, _ in polynomial]
            if not any(counts):
                continue
            most = max(*counts, 0)
            total: Polynomial = {}
            for ((scalars, word), c), count in zip(polynomial.items(), counts, strict=True):
                rest = tuple(pair for pair in scalars if pair[0] != atom)
                made = self.times({(rest, word): c}, self.power(divisor, most - count))
                accumulate(total, made, 1)
            polynomial = total
        return polynomial
