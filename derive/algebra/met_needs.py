"""Which needs are met where a formula has a value: compared up to units, transposes and rotations.

Needs of words are compared up to what leaves them alone; det(I + UV) = det(I + VU) (Sylvester 1851;
Horn and Johnson, Matrix Analysis, 1.3.P28).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction

from sympy import Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.block_words import Grids
from derive.algebra.context import Fact
from derive.algebra.contractions import positive_in_entries
from derive.algebra.determinant_words import determinant
from derive.algebra.grids import has_cells
from derive.algebra.indices import binders
from derive.algebra.lengths import is_at_least
from derive.algebra.letter_facts import full_column_rank, is_definite
from derive.algebra.needs import Need, inner_needs, is_nonnegative, is_positive, needs
from derive.algebra.power_words import monic
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_reading import WordReading
from derive.algebra.words import UNIT, Monomial, Polynomial, Powers, Word, accumulate
from derive.errors import LimitError

__all__ = ["Domain"]


class Domain:
    """What is met where a formula has a value."""

    def __init__(self, reading: WordReading, given: tuple[Need, ...], depth: int = 0) -> None:
        self._reading = reading
        self._letters = reading.letters
        self._parts: set[Hashable] = set()
        self._forms: set[Hashable] = set()
        self._wholes = tuple(need for need in given if not isinstance(need, Fact))
        self._given, self._depth = given, depth
        self._above: set[int] = set()  # atoms that are positive where the other formula has a value
        sums: list[Polynomial] = []
        for need in given:
            try:
                self._add(need, sums)
            except (LimitError, ZeroDivisionError):
                continue  # what is not understood meets nothing
        for polynomial in sums:
            self._forms |= set(self._forms_of(polynomial))

    def _add(self, need: Need, sums: list[Polynomial]) -> None:
        factors = self._factors_of_need(need)
        if factors is None:
            self._parts.add(self._named(need))
            if isinstance(need, Fact) and need.predicate == "<" and need.args[0] == 0:
                self._add_positive(self._reading.polynomial(need.args[1]))
            return
        for polynomial, _ in factors:
            parts = self._factors(polynomial)
            if parts is None:
                sums.append(polynomial)
            else:
                self._parts |= parts

    def _add_positive(self, polynomial: Polynomial) -> None:
        """A product that is positive has no factor that is zero, and one whose sign is not known
        has the sign of the number."""
        factors = self._factors(polynomial)
        if factors is None:
            return
        self._parts |= factors
        [((scalars, _), c)] = polynomial.items()
        open_ = [a for a, n in scalars if n % 2 and a not in self._reading.positive]
        if c > 0 and len(open_) == 1:
            self._above.add(open_[0])

    def meets(self, need: Need) -> bool:
        """Whether the need is met.  Raises LimitError for formulas that grow too long."""
        if isinstance(need, Fact) and self._is_known(need):
            return True
        if not isinstance(need, Fact):
            return need in self._wholes or self._is_met_whole(need)
        squares = self._factors_of_need(need)
        if squares is None:
            return self._named(need) in self._parts or self._known_by_form(need)
        return all(self._is_met(polynomial, size) for polynomial, size in squares)

    def _is_met(self, polynomial: Polynomial, size: Dim) -> bool:
        """Whether a square matrix, a scalar for the size 1, is invertible."""
        if not polynomial:
            return False
        factors = self._factors(polynomial)
        if factors is not None and all(map(self._nonzero, factors)):
            return True
        if self._is_positive(polynomial) or self._has_definite_half(polynomial):
            return True
        if factors is None and not self._forms.isdisjoint(self._forms_of(polynomial)):
            return True
        if size == 1:
            return False
        return self._is_gram(polynomial) or self._has_determinant(polynomial, size)

    def _is_gram(self, polynomial: Polynomial) -> bool:
        """Whether it is c X'X or c X'M X, with independent columns of X and a definite M."""
        if len(polynomial) > 1:
            return False
        [(scalars, word)] = polynomial
        return all(self._nonzero(("atom", a)) for a, _ in scalars) and self._is_definite_word(word)

    def _has_determinant(self, polynomial: Polynomial, size: Dim) -> bool:
        """Whether its determinant is seen not to be zero."""
        value = determinant(self._reading, polynomial, size)
        factors = self._factors(value)
        known = factors is not None and all(map(self._nonzero, factors))
        return known or self._is_positive(value)

    def _is_known(self, need: Fact) -> bool:
        """Whether the need is known, or is said of whole numbers in other words."""
        if self._reading.known(need) or self._is_above_zero(need):
            return True
        if need.predicate != "<=":
            return False
        below, above = need.args
        return is_at_least(above, below, self._reading.known)

    def _is_above_zero(self, need: Fact) -> bool:
        """Whether the need is of a scalar that is seen to be positive."""
        of = need.args[-1] if need.predicate in ("<", "<=") else need.args[0]
        fits = need.predicate == "!=" or (need.predicate in ("<", "<=") and need.args[0] == 0)
        if not fits or not t.is_scalar(of):
            return False
        known = self._reading.known
        return is_positive(of, known) or positive_in_entries(of, known)

    def _known_by_form(self, need: Fact) -> bool:
        """Whether a scalar is seen to be above zero, or at least zero."""
        if need.predicate == "positive_definite":
            return self._is_definite_gram(self._reading.polynomial(need.args[0]))
        if need.predicate not in ("<", "<=") or need.args[0] != 0:
            return False
        strict = need.predicate == "<"
        if not strict and is_nonnegative(need.args[1]):
            return True
        polynomial = self._reading.polynomial(need.args[1])
        return self._is_positive(polynomial) if strict else self._is_square_sum(polynomial)

    # -- what is needed as it stands ----------------------------------------------------------

    def _is_met_whole(self, need: Term) -> bool:
        """Whether a part whose domain is not analysed has a value: it is one of the other formula
        up to normal forms, and what stands in it has a value of its own."""
        if isinstance(need, t.IndexSum | t.MatrixSum | t.IndexProduct):
            return self._is_met_for_all(need)
        if binders(need) or isinstance(need, (*t.BINDING, *t.STATEMENTS)):
            return self._is_met_below(need)
        inside = [one for place in t.places(need) for one in needs(need.args[place])]
        if not all(map(self.meets, inside)):
            return False
        return self._named(need) in self._parts or self._has_value(need)

    def _is_met_below(self, need: Term) -> bool:
        """Whether a part that binds is one of the other formula up to normal forms, and needs
        nothing inside that that one does not: what is known is known of free letters only."""
        alike = [one for one in self._wholes if self._named(one) == self._named(need)]
        inner = {self._named(one) for one in _needs_inside(need)}
        return any(inner <= {self._named(i) for i in _needs_inside(one)} for one in alike)

    def _is_met_for_all(self, need: Term) -> bool:
        """Whether each summand has a value: its needs are met where those of a sum over the same
        range are."""
        index = Symbol(f"#{self._depth}", integer=True, positive=True)
        given = [
            inner
            for one in self._wholes
            if type(one) is type(need) and one.args[2:] == need.args[2:]
            for inner in _needs_at(one, index)
        ]
        inside = Domain(self._reading, (*self._given, *given), self._depth + 1)
        return all(map(inside.meets, _needs_at(need, index)))

    def _has_value(self, need: Term) -> bool:
        """Whether a power of a positive scalar, or a function of a definite matrix."""
        if isinstance(need, Pow):
            above = self._is_above_zero(Fact("<", (t.ZERO, need.base)))
            return above or self._is_positive(self._reading.polynomial(need.base))
        if isinstance(need, t.MatrixFunction) and need.args[1].name == "log":
            return self._reading.known(Fact("positive_definite", need.args[:1]))
        if isinstance(need, t.MatPow) and isinstance(need.args[1], Rational):
            base, exponent = need.args
            predicate = "positive_definite" if exponent < 0 else "positive_semidefinite"
            return exponent.q == 2 and self._reading.known(Fact(predicate, (base,)))
        return False

    def _is_definite_gram(self, polynomial: Polynomial) -> bool:
        """Whether a matrix is seen to be c B'B for a positive c and an invertible B."""
        factors = self._factors(polynomial)
        if factors is None or not all(map(self._nonzero, factors)):
            return False
        [((scalars, word), c)] = polynomial.items()
        half = word[len(word) // 2 :]
        turned, sign = self._letters.reversed(half)
        positive = self._reading.positive
        even = all(count % 2 == 0 or atom in positive for atom, count in scalars)
        return c > 0 and sign == 1 and even and word == turned + half

    # -- needs as values that can be compared -----------------------------------------------

    def _factors_of_need(self, need: Need) -> list[tuple[Polynomial, Dim]] | None:
        """What must be invertible or other than zero, with its size; None for any other need."""
        if not isinstance(need, Fact) or need.predicate not in ("invertible", "!="):
            return None
        of = need.args[0]
        if t.is_matrix(of) and need.predicate == "!=":
            return None
        if need.predicate == "invertible" and has_cells(of):
            try:
                return Grids(self._reading).factors(of)
            except LimitError:
                return None
        size = shape_of(of)[0] if t.is_matrix(of) else t.ONE
        return [(self._reading.polynomial(of), size)]

    def _named(self, need: Need) -> Hashable:
        if isinstance(need, Fact):
            return (need.predicate, *map(self._reading.argument, need.args))
        return self._reading.name(need)

    def _is_square_sum(self, polynomial: Polynomial) -> bool:
        """Whether a scalar is seen to be at least zero: each monomial is."""
        return all(
            c > 0 and not word and self._is_square(scalars)
            for (scalars, word), c in polynomial.items()
        )

    def _is_positive(self, polynomial: Polynomial) -> bool:
        """Whether a scalar is seen to be above zero: each monomial is at least zero, one above."""
        return self._is_square_sum(polynomial) and any(
            all(self._is_above(atom, count) for atom, count in scalars) for scalars, _ in polynomial
        )

    def _is_above(self, atom: int, count: int) -> bool:
        if atom in self._reading.positive or atom in self._above:
            return True
        if self._is_definite_form(atom):
            return True
        atoms = self._letters.under_roots(atom)
        zero = not all(self._nonzero(("atom", inner)) for inner in atoms)
        return not zero and (count % 2 == 0 or self._letters.is_square_sum(atom))

    def _has_definite_half(self, polynomial: Polynomial) -> bool:
        """Whether P + P' is c I with c other than zero: then v'P v is c v'v / 2, and P v = 0 only
        for v = 0."""
        total = dict(polynomial)
        accumulate(total, self._letters.transposed(polynomial), 1)
        return total.keys() == {UNIT}

    def _is_square(self, scalars: Powers) -> bool:
        """Whether every factor is seen to be at least zero."""
        return all(
            count % 2 == 0
            or atom in self._reading.positive
            or atom in self._above
            or self._letters.is_square_sum(atom)
            or self._is_form(self._letters.scalar_word(atom), "positive_semidefinite")
            for atom, count in scalars
        )

    def _factors(self, polynomial: Polynomial) -> set[Hashable] | None:
        """The scalar atoms and letters that a product of square factors is made of."""
        if len(polynomial) != 1:
            return None
        [(scalars, word)] = polynomial
        if not all(map(self._letters.is_square, word)):
            return None
        atoms = (inner for atom, _ in scalars for inner in self._letters.under_roots(atom))
        return {*(("atom", atom) for atom in atoms), *(("letter", x // 2) for x in word)}

    def _nonzero(self, factor: Hashable) -> bool:
        if factor in self._parts:
            return True
        match factor:
            case ("letter", int() as number):
                inverted = self._letters.inverted(2 * number)
                is_inverse = inverted is not None or self._reading.inverted_sum(2 * number)
                return 2 * number in self._reading.invertible or bool(is_inverse)
            case ("atom", int() as number):
                known = number in self._reading.nonzero or number in self._reading.positive
                return known or self._is_definite_form(number)
        return False

    def _is_definite_form(self, atom: int) -> bool:
        """Whether an atom is v'v or v'M v with a definite M, of a column v that is not zero."""
        return self._is_definite_word(self._letters.scalar_word(atom))

    def _is_definite_word(self, word: Word) -> bool:
        half = word[(len(word) + 1) // 2 :]
        independent = all(full_column_rank(self._reading, letter) for letter in half)
        return independent and self._is_form(word, "positive_definite")

    def _is_form(self, word: Word, predicate: str) -> bool:
        """Whether a word is X'X, or X'M X with a definite or semidefinite M."""
        half = word[(len(word) + 1) // 2 :]
        turned, sign = self._letters.reversed(half)
        middle = word[len(half) : len(word) - len(half)]
        inside = all(is_definite(self._reading, letter, predicate) for letter in middle)
        return len(word) > 1 and sign == 1 and word[: len(half)] == turned and inside

    def _forms_of(self, polynomial: Polynomial) -> Iterator[Hashable]:
        """Values of which two sums share one if they are invertible together."""
        if not polynomial:
            return
        _, shown = monic(polynomial)
        turned = self._letters.transposed(shown)
        yield frozenset({frozenset(shown.items()), frozenset(monic(turned)[1].items())})
        if len(polynomial) == 2:
            for unit in polynomial:
                if self._is_unit(unit):
                    [other] = [monomial for monomial in polynomial if monomial != unit]
                    yield from self._rotations(polynomial, unit, other)

    def _is_unit(self, monomial: Monomial) -> bool:
        factors = self._factors({monomial: Fraction(1)})
        return factors is not None and all(map(self._nonzero, factors))

    def _rotations(
        self, polynomial: Polynomial, unit: Monomial, other: Monomial
    ) -> Iterator[Hashable]:
        """I + w for the other monomial divided by the unit; all rotations of w and of its transpose
        are one."""
        scalars, word = unit
        divided: Polynomial = {
            (
                tuple((atom, -count) for atom, count in scalars),
                tuple(self._letters.inverse(letter) for letter in reversed(word)),
            ): 1 / polynomial[unit]
        }
        product = self._letters.times(divided, {other: polynomial[other]})
        if len(product) != 1 or UNIT in product:
            return
        [(monomial, c)] = product.items()
        rest, core = self._opened(monomial)
        turns = {core[i:] + core[:i] for i in range(len(core))}
        back, sign = self._letters.reversed(core)
        if sign == 1:
            turns |= {back[i:] + back[:i] for i in range(len(back))}
        yield (c, rest, frozenset(turns))

    def _opened(self, monomial: Monomial) -> tuple[Hashable, Word]:
        """A scalar word as the word that it is."""
        scalars, word = monomial
        if not word:
            for atom, count in scalars:
                inner = self._letters.scalar_word(atom)
                if inner and count == 1:
                    return tuple(pair for pair in scalars if pair[0] != atom), inner
        return scalars, word


def _needs_at(term: Term, index: Symbol) -> list[Need]:
    """The needs of a summand at an index."""
    renamed: dict[Term, Term] = {term.args[1]: index}
    return [
        need.substitute(renamed) if isinstance(need, Fact) else t.substitute(need, renamed)
        for need in inner_needs(term)
    ]


def _needs_inside(term: Term) -> list[Need]:
    return [need for place in t.places(term) for need in needs(term.args[place])]
