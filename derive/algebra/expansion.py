"""Both sides of an equation multiplied out and collected, for the kernel: no laws but these.

A term becomes a sum of monomials {(scalars, word): coefficient}.  Letter number i is 2i in a word,
its transpose 2i + 1.  The laws are those of a ring of matrices: sums and products are distributed,
(AB)' = B'A', a 1 x 1 stretch of a word is a scalar and equal to its transpose, a trace is linear
and does not change when its word goes round or is transposed, tr(I) is the size, and the reciprocal
of a product of numbers is that of the factors.  Nothing is cancelled, inverted or reduced: what
else is used stands among the equations of a step.  A function of equal arguments is one letter.

Two terms with one expansion are equal at every size, wherever both have values.

Limits
    LimitError for more than MAX_TERMS monomials, or a monomial of more than MAX_LENGTH factors.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.2.5; Lothaire, Combinatorics on
Words (1983), 1.3, for least rotations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational

from derive.algebra import term as t
from derive.algebra.indices import binders
from derive.algebra.normal_form import key
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["AtomName", "AtomPowers", "Expansion", "Monomials", "Spelling", "add_multiple"]

Spelling: TypeAlias = tuple[int, ...]
AtomPowers: TypeAlias = tuple[tuple[int, int], ...]  # (number of an atom, how often), by number
Monomials: TypeAlias = dict[tuple[AtomPowers, Spelling], Fraction]
AtomName: TypeAlias = tuple[str, Hashable]

MAX_TERMS, MAX_LENGTH, MAX_POWER, MAX_BITS = 2000, 200, 12, 4000
TOO_LONG = "these products, multiplied out, are too long"


def add_multiple(total: Monomials, more: Monomials, times: Fraction | int) -> None:
    """Add a multiple of a sum to another one, in place."""
    for monomial, c in more.items():
        value = total.get(monomial, Fraction(0)) + c * times
        if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
            raise LimitError(TOO_LONG)
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)


class Expansion:
    """The expansions of some terms, comparable with one another.

    `letters` and `atoms` are what the numbers stand for: matrices; and ("term", scalar), ("word",
    spelling) of a 1 x 1 product, ("trace", spelling), or ("reciprocal", the monomials below).
    """

    def __init__(self) -> None:
        self.letters: list[Term] = []
        self.atoms: list[AtomName] = []
        self._numbers: dict[Hashable, int] = {}
        self._atom_numbers: dict[AtomName, int] = {}
        self._read: dict[Term, Monomials] = {}
        self._thinness: dict[int, tuple[bool, bool]] = {}

    def of(self, term: Term) -> Monomials:
        """The expansion of a well-shaped term.  Raises LimitError if it grows too long."""
        if term not in self._read:
            self._read[term] = self._expanded(term)
        return self._read[term]

    def _expanded(self, term: Term) -> Monomials:
        if isinstance(term, Rational):
            return {((), ()): Fraction(int(term.p), int(term.q))} if term else {}
        if isinstance(term, t.MatAdd | Add):
            return self._sum(map(self.of, term.args))
        if isinstance(term, t.MatMul | Mul):
            return self._product(map(self.of, term.args))
        if isinstance(term, t.Identity):
            return {((), ()): Fraction(1)}
        if isinstance(term, t.ZeroMatrix):
            return {}
        if isinstance(term, t.Transpose):
            return self.transposed(self.of(term.args[0]))
        if isinstance(term, t.AsScalar):
            return self.of(term.args[0])
        if isinstance(term, t.Trace):
            return self._trace(term.args[0])
        if isinstance(term, Pow | t.MatPow):
            return self._power(term)
        return self._opaque(term)

    def _power(self, term: Term) -> Monomials:
        base, exponent = term.args
        if not isinstance(exponent, Integer) or not 0 < abs(int(exponent)) <= MAX_POWER:
            return self._opaque(term)
        if exponent > 0:
            inner = self.of(base)
        else:
            inner = self._opaque(t.inverse(base)) if t.is_matrix(base) else self._reciprocal(base)
        return self._product([inner] * abs(int(exponent)))

    def _reciprocal(self, base: Term) -> Monomials:
        """The reciprocal of a scalar; of a product that of its factors."""
        inner = self.of(base)
        if len(inner) != 1:
            return self._atom(("reciprocal", frozenset(inner.items())))
        [((scalars, _), c)] = inner.items()
        below = (
            self._product([self._atom(("reciprocal", frozenset({(((a, 1),), ()): 1}.items())))] * n)
            for a, n in scalars
        )
        return self._product([{((), ()): 1 / c}, *below])

    # -- letters ----------------------------------------------------------------------------

    def _opaque(self, term: Term) -> Monomials:
        """The term as one letter or atom, the same for terms whose arguments have one expansion."""
        shape = shape_of(term)
        name = (self._name(term), shape)
        if not shape or shape == (t.ONE, t.ONE):
            if name not in self._numbers:
                self._numbers[name] = self._number(("term", term))
            return {(((self._numbers[name], 1),), ()): Fraction(1)}
        if name not in self._numbers:
            self._numbers[name] = len(self.letters)
            self.letters.append(term)
        return {((), (2 * self._numbers[name],)): Fraction(1)}

    def _name(self, term: Term) -> Hashable:
        whole = binders(term) or isinstance(term, (*t.BINDING, *t.STATEMENTS))
        operands = () if t.is_leaf(term) else t.operands(term)
        if whole or t.is_leaf(term) or not all(t.is_matrix(x) or t.is_scalar(x) for x in operands):
            return key(term)
        places = t.places(term)
        named = (
            (shape_of(arg), frozenset(self.of(arg).items())) if i in places else arg
            for i, arg in enumerate(term.args)
        )
        return (type(term).__name__, *named)

    def _number(self, name: AtomName) -> int:
        if name not in self._atom_numbers:
            self._atom_numbers[name] = len(self.atoms)
            self.atoms.append(name)
        return self._atom_numbers[name]

    def _atom(self, name: AtomName) -> Monomials:
        return {(((self._number(name), 1),), ()): Fraction(1)}

    def _thin(self, letter: int) -> tuple[bool, bool]:
        """Whether the rows and the columns of a letter are literally one."""
        if letter not in self._thinness:
            rows, cols = (size == t.ONE for size in shape_of(self.letters[letter // 2]))
            self._thinness[letter] = (cols, rows) if letter % 2 else (rows, cols)
        return self._thinness[letter]

    # -- words ------------------------------------------------------------------------------

    @staticmethod
    def reversed(word: Spelling) -> Spelling:
        """The transpose of a word."""
        return tuple(letter ^ 1 for letter in reversed(word))

    def _pieces(self, word: Spelling) -> tuple[list[int], Spelling]:
        """The 1 x 1 stretches of a word as atoms, and what is left of it."""
        places = [i for i, letter in enumerate(word) if self._thin(letter)[0]]
        if word and self._thin(word[-1])[1]:
            places.append(len(word))
        if len(places) < 2:
            return [], word
        inner = (word[start:end] for start, end in pairwise(places))
        atoms = [self._number(("word", min(piece, self.reversed(piece)))) for piece in inner]
        return atoms, word[: places[0]] + word[places[-1] :]

    def _traced(self, word: Spelling) -> list[int]:
        """The atoms of the trace of a word that is not empty."""
        for i, letter in enumerate(word):
            if self._thin(letter)[0]:
                return self._pieces(word[i:] + word[:i])[0]
        turned = self.reversed(word)
        every = (w[i:] + w[:i] for w in (word, turned) for i in range(len(w)))
        return [self._number(("trace", min(every)))]

    def monomial(
        self, parts: Iterable[AtomPowers], word: Spelling, atoms: Iterable[int] = ()
    ) -> tuple[AtomPowers, Spelling]:
        """The product of scalars and a word, its 1 x 1 stretches among the scalars."""
        found, rest = self._pieces(word)
        counts: dict[int, int] = {}
        for part in (*parts, *(((atom, 1),) for atom in (*found, *atoms))):
            for atom, count in part:
                counts[atom] = counts.get(atom, 0) + count
        if len(rest) + sum(counts.values()) > MAX_LENGTH:
            raise LimitError(TOO_LONG)
        return tuple(sorted(counts.items())), rest

    # -- arithmetic -------------------------------------------------------------------------

    def times(self, left: Monomials, right: Monomials) -> Monomials:
        """The product, multiplied out and collected."""
        if len(left) * len(right) > 10 * MAX_TERMS:
            raise LimitError(TOO_LONG)
        total: Monomials = {}
        for (scalars, word), c in left.items():
            for (more, following), d in right.items():
                made = self.monomial((scalars, more), word + following)
                add_multiple(total, {made: c * d}, 1)
        if len(total) > MAX_TERMS:
            raise LimitError(TOO_LONG)
        return total

    def transposed(self, sum_of: Monomials) -> Monomials:
        """The transpose, monomial by monomial."""
        return {(scalars, self.reversed(word)): c for (scalars, word), c in sum_of.items()}

    def traced(self, sum_of: Monomials, size: Monomials) -> Monomials:
        """The trace of a square sum whose size, as a scalar, is given."""
        total: Monomials = {}
        for (scalars, word), c in sum_of.items():
            if word:
                add_multiple(total, {self.monomial((scalars,), (), self._traced(word)): c}, 1)
            else:
                add_multiple(total, self.times({(scalars, ()): c}, size), 1)
        return total

    def _trace(self, of: Term) -> Monomials:
        return self.traced(self.of(of), self.of(shape_of(of)[0]))

    def _sum(self, parts: Iterable[Monomials]) -> Monomials:
        total: Monomials = {}
        for part in parts:
            add_multiple(total, part, 1)
        return total

    def _product(self, factors: Iterable[Monomials]) -> Monomials:
        total: Monomials = {((), ()): Fraction(1)}
        for factor in factors:
            total = self.times(total, factor)
        return total
