"""Sums over all places of a size, read as words: Σ_i M e_i e_iᵀ N = M N, Σ_i e_iᵀ M e_i = tr M.

A summand is multiplied out; each monomial must hold the unit vector e_i at most twice, and depend
on i in no other way.  Then e_1 e_1ᵀ + ... + e_n e_nᵀ = I and e_1 + ... + e_n = 1 contract it, at
every n, 1 included.  A sum of which that is not so stays one letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.indices import fresh_index
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import trace
from derive.algebra.word_reading import WordReading
from derive.algebra.words import Monomial, Polynomial, Word, accumulate

__all__ = ["read_whole_sum"]


def read_whole_sum(reading: WordReading, term: Term) -> Polynomial:
    """A sum over i = 1, ..., n, contracted where the summand allows it."""
    summand, index, first, last = term.args
    if first != t.ONE or last not in t.free_symbols(last):
        return reading.opaque(term)  # only a letter n is surely no literal size
    found = _contracted(reading, _in_unit_vectors(summand, index), index, last)
    return reading.opaque(term) if found is None else found


def _in_unit_vectors(term: Term, index: Symbol) -> Term:
    """The term with each entry at the index as a product with a unit vector."""
    if t.is_leaf(term) or index not in t.free_symbols(term):
        return term
    inner = [_in_unit_vectors(arg, index) for arg in term.args]
    if not isinstance(term, t.Entry) or index not in inner[1:]:
        return t.rebuild(term, inner)
    of, row, column = inner
    rows, columns = shape_of(of)
    left = () if rows == t.ONE else (t.transpose(t.unit_vector(row, rows)),)
    right = () if columns == t.ONE else (t.unit_vector(column, columns),)
    return t.as_scalar(t.mul(*left, of, *right))


def _contracted(reading: WordReading, summand: Term, index: Symbol, size: Dim) -> Polynomial | None:
    unit = reading.polynomial(t.unit_vector(index, size))
    ((_, (letter,)),) = unit
    other = fresh_index((*ordered(t.free_symbols(summand)), index))
    body = reading.polynomial(summand)
    renamed = reading.polynomial(t.substitute(summand, {index: other}))
    constant = {part for monomial in renamed for part in _parts(monomial)}
    total: Polynomial = {}
    for monomial, c in body.items():
        varying = [part for part in _parts(monomial) if part not in constant]
        pieces = _Pieces(reading, letter, size)
        made = pieces.summed(monomial, varying)
        if made is None:
            return None
        accumulate(total, made, c)
    return total


_Part = tuple[str, int]


def _parts(monomial: Monomial) -> Iterator[_Part]:
    """The scalars and the letters of a monomial."""
    scalars, word = monomial
    yield from (("scalar", atom) for atom, _ in scalars)
    yield from (("letter", letter // 2) for letter in word)


class _Pieces:
    """One monomial of a summand, cut where e_i stands."""

    def __init__(self, reading: WordReading, unit: int, size: Dim) -> None:
        self._reading, self._unit, self._size = reading, unit, size
        self._ends = (unit, unit ^ 1)

    def summed(self, monomial: Monomial, varying: list[_Part]) -> Polynomial | None:
        """The sum over the index of a monomial; `varying` are its parts that depend on it."""
        scalars, word = monomial
        letters = self._reading.letters
        depends = {atom for kind, atom in varying if kind == "scalar"}
        if any(kind == "letter" and number != self._unit // 2 for kind, number in varying):
            return None
        kept = tuple(pair for pair in scalars if pair[0] not in depends)
        cut = [pair for pair in scalars if pair[0] in depends]
        if any(count < 0 for _, count in cut):
            return None
        inside = [letters.scalar_word(atom) for atom, count in cut for _ in range(count)]
        if not inside and not self._places(word):
            return letters.times({(kept, word): Fraction(1)}, self._reading.polynomial(self._size))
        core = self._core(word, inside)
        return None if core is None else letters.times({(kept, ()): Fraction(1)}, core)

    def _places(self, word: Word) -> list[int]:
        return [i for i, letter in enumerate(word) if letter in self._ends]

    def _core(self, word: Word, inside: list[Word]) -> Polynomial | None:
        """What the unit vectors of a monomial contract to; None where they are more than two."""
        letters = self._reading.letters
        at = self._places(word)
        counts = [len(at), *(len(self._places(piece)) for piece in inside)]
        if sum(counts) > 2 or 0 in counts[1:]:
            return None
        if sum(counts) == 1:
            inner = self._added(inside[0]) if inside else self._of(())
            return letters.times(inner, self._added(word))
        if len(at) == 2:
            return self._joined_inside(word, at)
        ends = [self._turned(piece) for piece in inside]
        if len(ends) == 1 and len(at) == 0:
            return self._traced(inside[0])
        if len(at) == 0:
            first, second = ends
            if first is None or second is None:
                return None
            return letters.times(self._product(first, self._reverse(second)), self._of(word))
        [only] = ends
        return None if only is None else self._put_in(word, at[0], only)

    def _added(self, word: Word) -> Polynomial:
        """The word with a column of ones in the place of e_i, multiplied out."""
        ones = self._reading.one(self._size)
        made = (ones ^ letter & 1 if letter in self._ends else letter for letter in word)
        return self._reading.letters.times(self._of(()), self._of(tuple(made)))

    def _joined_inside(self, word: Word, at: list[int]) -> Polynomial | None:
        """M e_i e_i' N as M N."""
        first, second = at
        joined = second == first + 1 and word[first : second + 1] == (self._unit, self._unit ^ 1)
        if not joined:
            return None
        if len(word) == 2:
            return {((), ()): Fraction(1)}
        return self._product(self._of(word[:first]), self._of(word[second + 1 :]))

    def _traced(self, piece: Word) -> Polynomial | None:
        """e_i' M e_i as tr M."""
        if piece[0] != self._unit ^ 1 or piece[-1] != self._unit:
            return None
        inner = self._of(piece[1:-1])
        return trace(self._reading, inner, self._size)

    def _turned(self, piece: Word) -> Polynomial | None:
        """The row p of a scalar p e_i."""
        letters = self._reading.letters
        one = self._of(piece)
        if piece[0] == self._unit ^ 1:
            one = letters.transposed(one)
        elif piece[-1] != self._unit:
            return None
        return {((), turned[:-1]): sign for (_, turned), sign in one.items()}

    def _put_in(self, word: Word, at: int, row: Polynomial) -> Polynomial | None:
        """M e_i (p e_i) as M p'; (p e_i) e_i' N as p N."""
        if word[at] == self._unit and at == len(word) - 1:
            return self._product(self._of(word[:at]), self._reverse(row))
        if word[at] == self._unit ^ 1 and at == 0:
            return self._product(row, self._of(word[1:]))
        return None

    def _of(self, word: Word) -> Polynomial:
        return {((), word): Fraction(1)}

    def _reverse(self, polynomial: Polynomial) -> Polynomial:
        return self._reading.letters.transposed(polynomial)

    def _product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        return self._reading.letters.times(left, right)
