"""Letters and scalars of formulas: what a term is called in words, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from typing import TypeAlias

from sympy import Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.indices import binders
from derive.algebra.normal_form import key
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_equations import Inverse
from derive.algebra.words import UNIT, LetterFacts, Letters, Polynomial, Word

__all__ = ["ONE", "Known", "Reader", "WordReading", "identity_size"]

Known: TypeAlias = Callable[[Fact], bool]
Reader: TypeAlias = "Callable[[WordReading, Term], Polynomial]"
ONE: Polynomial = {UNIT: Fraction(1)}


class WordReading:
    """The normal forms of some terms, comparable with one another.

    `known` says whether a fact is assumed or follows; `readers` gives the function that takes an
    operation apart.
    """

    def __init__(self, known: Known, readers: Mapping[type, Reader]) -> None:
        self.letters = Letters()
        self.known = known
        self._readers = readers
        self.numbers: dict[Hashable, int] = {}
        self._read: dict[Term, Polynomial] = {}
        self.has_functions = False
        self.reducer: Callable[[Polynomial], Polynomial] | None = None
        self.inverses: list[Inverse] = []
        self.invertible: set[int] = set()  # letters that are known to be
        self.nonzero: set[int] = set()  # scalar atoms that are known to be
        self.positive: set[int] = set()
        self.divided: set[int] = set()  # atoms that formulas divide by: not zero where these exist
        self.simplex: set[int] = set()  # numbers of letters whose entries add up to 1
        self.rules: list[Polynomial] = []  # what is zero by the definition of a letter
        self.terms: dict[int, Term] = {}  # what a letter, by its number, is read from
        self.roots: dict[int, Polynomial] = {}  # the letter P^(1/2): P
        self.matrix_exponents: dict[int, Polynomial] = {}  # the letter exp(P): P
        self.adjugates: dict[int, Polynomial] = {}  # the letter adj(P): P
        self.pseudo_inverses: dict[int, Word] = {}  # the letter A^+: A
        self.matrix_logarithms: dict[int, Polynomial] = {}  # the letter log P of a definite P: P
        self.exponents: dict[int, Polynomial] = {}  # the atom exp(q): q
        self.logarithms: dict[int, int] = {}  # the atom log |a|: a
        self.primes: dict[int, int] = {}  # the atom log p: the prime p

    def polynomial(self, term: Term) -> Polynomial:
        """The normal form of a term.

        Raises LimitError if it grows too long, ZeroDivisionError for the inverse of zero.
        """
        if term not in self._read:
            reader = self._readers.get(type(term))
            if isinstance(term, Rational):
                made = {UNIT: Fraction(int(term.p), int(term.q))} if term else {}
            elif reader is None:
                made = self.opaque(term)
            else:
                made = reader(self, term)
            self._read[term] = made
        return self._read[term]

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """An argument of a function, rewritten by the equations that are known so far."""
        self.has_functions = True
        return polynomial if self.reducer is None else self.reducer(polynomial)

    def reread(self, reducer: Callable[[Polynomial], Polynomial]) -> bool:
        """Let the arguments of functions be rewritten, too; False if there are none."""
        self._read.clear()
        self.reducer = reducer
        return self.has_functions

    # -- letters ----------------------------------------------------------------------------

    def opaque(self, term: Term) -> Polynomial:
        """The term as one letter, the same for terms whose arguments have one normal form."""
        name, shape = self.name(term), shape_of(term)
        if not shape or shape == (t.ONE, t.ONE):
            atom = self.letters.atom(name)
            if getattr(term, "is_positive", None) or self.known(Fact("<", (t.ZERO, term))):
                self.positive.add(atom)
            elif self.known(Fact("!=", (term, t.ZERO))):
                self.nonzero.add(atom)
            return {(((atom, 1),), ()): Fraction(1)}
        if name not in self.numbers:
            self.numbers[name] = self.letters.letter(self.letter_of(term))
            self.terms[self.numbers[name] // 2] = term
            if self.known(Fact("invertible", (term,))):
                self.invertible.add(self.numbers[name])
            if shape[1] == t.ONE and self.known(Fact("sums_to_one", (term,))):
                self.simplex.add(self.numbers[name] // 2)
                self.letters.set_scalar((self.one(shape[0]) ^ 1, self.numbers[name]), ONE)
        return {((), (self.numbers[name],)): Fraction(1)}

    def inverted_sum(self, letter: int) -> Polynomial | None:
        """The sum that a letter is the inverse of; None for any other letter."""
        for inverse in self.inverses:
            if inverse.letter // 2 == letter // 2:
                same = inverse.letter == letter or self.letters.is_symmetric(letter)
                return dict(inverse.of) if same else self.letters.transposed(inverse.of)
        return None

    def pseudo_inverted(self, letter: int) -> Word | None:
        """The word that a letter is the pseudo-inverse of; None for any other letter."""
        base = self.pseudo_inverses.get(letter // 2 * 2)
        if base is None or not letter % 2:
            return base
        turned, sign = self.letters.reversed(base)
        return turned if sign == 1 else None

    def one(self, size: Dim) -> int:
        """The column of ones of this size, with 1'1 as the size."""
        name = ("one", size)
        if name not in self.numbers:
            made = self.letters.letter(LetterFacts((size, t.ONE)))
            self.numbers[name] = made
            self.terms[made // 2] = t.OneMatrix(size, t.ONE)
            self.letters.set_scalar((made ^ 1, made), self.polynomial(size))
        return self.numbers[name]

    def name(self, term: Term) -> Hashable:
        """A hashable value, the same for operations whose arguments have one normal form."""
        if t.is_leaf(term):
            return term
        if binders(term) or isinstance(term, (*t.BINDING, *t.STATEMENTS)):
            return key(term)
        places = t.places(term)
        args = (self.argument(a) if i in places else a for i, a in enumerate(term.args))
        return (type(term).__name__, *args)

    def argument(self, arg: Term) -> Hashable:
        if t.is_matrix(arg) or t.is_scalar(arg):
            return (shape_of(arg), frozenset(self.reduced(self.polynomial(arg)).items()))
        return key(arg)

    def letter_of(self, term: Term) -> LetterFacts:
        shape = shape_of(term)
        square = shape[0] == shape[1]

        def known(predicate: str) -> bool:
            return self.known(Fact(predicate, (term,)))

        sign = 0
        if square:
            sign = 1 if known("symmetric") else -1 if known("skew_symmetric") else 0
        # the inverse of a letter is written as its transpose, without a sign
        orthogonal = square and sign >= 0 and known("orthogonal")
        column = shape[1] == t.ONE
        return LetterFacts(
            shape,
            sign,
            columns=orthogonal
            or (sign >= 0 and known("orthonormal_columns"))
            or (column and known("unit_norm")),
            rows=orthogonal,
            idempotent=square and known("idempotent"),
        )


def identity_size(polynomial: Polynomial, size: Dim) -> Dim | None:
    """The size of a square polynomial with a multiple of I, which no word tells; else None."""
    return size if any(not word for _, word in polynomial) else None
