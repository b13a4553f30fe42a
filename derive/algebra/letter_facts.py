"""What is known of the letters of words beyond what their arithmetic uses: ranks and definiteness.

Each question is asked of the term that a letter stands for, when it is needed.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_reading import WordReading
from derive.algebra.words import Word

__all__ = [
    "full_column_rank",
    "full_row_rank",
    "is_definite",
    "is_invertible",
    "is_nonzero",
    "is_smaller",
    "is_unit",
]


def is_smaller(reading: WordReading, one: Dim, other: Dim) -> bool:
    """Whether a size is known to be less than another."""
    return one != other and reading.known(Fact("<", (one, other)))


def is_nonzero(reading: WordReading, atom: int) -> bool:
    """Whether a scalar is known not to be zero wherever the formulas that are read have values."""
    return atom in reading.nonzero or atom in reading.positive or atom in reading.divided


def is_invertible(reading: WordReading, letter: int) -> bool:
    letters = reading.letters
    if not letters.is_square(letter):
        return False
    inverse = letters.inverted(letter) is not None or reading.inverted_sum(letter) is not None
    both = letters.keeps_lengths(letter) or letters.keeps_lengths(letter ^ 1)
    return letter // 2 * 2 in reading.invertible or inverse or both


def is_definite(reading: WordReading, letter: int, predicate: str = "positive_definite") -> bool:
    """Whether a letter, or what it is the inverse of, is known to be definite (semidefinite)."""
    inverted = reading.letters.inverted(letter)
    letter = letter if inverted is None else inverted
    term = reading.terms.get(letter // 2)
    return term is not None and reading.known(Fact(predicate, (term,)))


def is_unit(reading: WordReading, word: Word) -> bool:
    """Whether each letter of a word is invertible."""
    return all(is_invertible(reading, letter) for letter in word)


def full_column_rank(reading: WordReading, letter: int) -> bool:
    """Whether the columns of a letter are known to be independent."""
    if is_invertible(reading, letter) or reading.letters.keeps_lengths(letter):
        return True
    term = reading.terms.get(letter // 2)
    if term is None:
        return False
    predicate = "full_row_rank" if letter % 2 else "full_column_rank"
    if reading.known(Fact(predicate, (term,))):
        return True
    return not letter % 2 and _is_nonzero_column(reading, term)


def full_row_rank(reading: WordReading, letter: int) -> bool:
    turned, _ = reading.letters.turned(letter)
    return full_column_rank(reading, turned)


def _is_nonzero_column(reading: WordReading, term: Term) -> bool:
    shape = shape_of(term)
    if shape[1] != t.ONE:
        return False
    if isinstance(term, t.OneMatrix):
        return True
    return reading.known(Fact("!=", (term, t.ZeroMatrix(*shape))))
