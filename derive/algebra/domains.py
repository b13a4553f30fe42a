"""Whether a formula has a value wherever another one has, for all sizes and values.

Each need of the first must be known, or be met where those of the second are.  Needs of words are
compared up to what leaves them alone: rational factors, transposes, and factors that are themselves
invertible.  det(I + UV) = det(I + VU) (Sylvester 1851; Horn and Johnson, Matrix Analysis, 1.3.P28),
so that A + UCV, C^-1 + V A^-1 U and, for columns, 1 + v'A^-1 u are invertible together where A and
C are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from fractions import Fraction

from sympy import Add, Dummy, Mul, Poly, PolynomialError, Pow, Rational, Symbol, expand

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.lengths import is_at_least
from derive.algebra.needs import Need, is_nonnegative, is_positive, needs
from derive.algebra.normal_words import definitions, new_reading, written_out
from derive.algebra.term import Term
from derive.algebra.word_functions import monic
from derive.algebra.word_reading import Known, WordReading
from derive.algebra.words import UNIT, Monomial, Polynomial, Powers, Word, accumulate
from derive.errors import LimitError

__all__ = ["defined_near", "defined_wherever", "unmet_needs"]


def defined_wherever(
    formula: Term, other: Term, known: Known, equations: Iterable[Fact] = ()
) -> bool:
    """Whether every need of the formula is known, or met wherever the other one has a value.

    `known` says whether a fact is assumed or follows; letters that the equations define are
    replaced by what they stand for, and the equations hold, so that what they need is met.  False
    also where it is not seen.
    """
    try:
        assumed = tuple(equations)
        values = definitions(assumed)
        formula, other = (written_out(side, values) for side in (formula, other))
        sides = [written_out(side, values) for fact in assumed for side in fact.args]
        said = [need for side in sides for need in needs(side)]
        domain = _Domain(new_reading(known), (*needs(other), *said))
        return all(domain.meets(need) for need in needs(formula))
    except (LimitError, ZeroDivisionError):
        return False


def unmet_needs(
    formula: Term, other: Term, known: Known, equations: Iterable[Fact] = ()
) -> tuple[Need, ...]:
    """The needs of the formula that are not seen to be met as `defined_wherever` asks, as they
    stand in the formula."""
    wanted = needs(formula)
    try:
        assumed = tuple(equations)
        values = definitions(assumed)
        said = [need for fact in assumed for side in fact.args for need in needs(side)]
        given = [*needs(other), *said]
        domain = _Domain(new_reading(known), tuple(_written(need, values) for need in given))
    except (LimitError, ZeroDivisionError):
        return wanted
    return tuple(need for need in wanted if not _met(domain, need, values))


def _met(domain: _Domain, need: Need, values: Mapping[Term, Term]) -> bool:
    try:
        return domain.meets(_written(need, values))
    except (LimitError, ZeroDivisionError):
        return False


def _written(need: Need, values: Mapping[Term, Term]) -> Need:
    """A need with every letter replaced by what it is defined to be."""
    if isinstance(need, Fact):
        return Fact(need.predicate, tuple(written_out(arg, values) for arg in need.args))
    return written_out(need, values)


def defined_near(limit: Term, other: Term, known: Known, equations: Iterable[Fact] = ()) -> bool:
    """Whether the body of a limit is seen to have a value near its point wherever the other formula
    has one; not whether the limit exists.

    `known` says what is known near the point.
    """
    body, variable = limit.args[:2]
    given, same = other, False
    if isinstance(other, t.LIMITS):
        given, same = other.args[0], other.args[1:] == limit.args[1:]
        if not same:
            given = t.substitute(given, {other.args[1]: Dummy(real=True)})
    try:
        assumed = tuple(equations)
        values = definitions(assumed)
        body, given = (written_out(side, values) for side in (body, given))
        domain = _Domain(new_reading(known), needs(given))
        return all(_is_nonzero_near(need, variable) or domain.meets(need) for need in needs(body))
    except (LimitError, ZeroDivisionError):
        return False


def _is_nonzero_near(need: Need, variable: Term) -> bool:
    """Whether a scalar is a polynomial in the variable of which one coefficient is a number other
    than zero: then it has no other zeros near a point, whatever the other letters are."""
    if not isinstance(need, Fact) or need.predicate != "!=":
        return False
    scalar = need.args[0]
    if not all(isinstance(p, Add | Mul | Pow | Symbol | Rational) for p in t.subterms(scalar)):
        return False
    try:
        coefficients = Poly(expand(scalar), variable).all_coeffs()
    except PolynomialError:
        return False
    return any(isinstance(c, Rational) and c != 0 for c in coefficients)


class _Domain:
    """What is met where a formula has a value."""

    def __init__(self, reading: WordReading, given: tuple[Need, ...]) -> None:
        self._reading = reading
        self._letters = reading.letters
        self._parts: set[Hashable] = set()
        self._forms: set[Hashable] = set()
        sums: list[Polynomial] = []
        for need in given:
            try:
                self._add(need, sums)
            except (LimitError, ZeroDivisionError):
                continue  # what is not understood meets nothing
        for polynomial in sums:
            self._forms |= set(self._forms_of(polynomial))

    def _add(self, need: Need, sums: list[Polynomial]) -> None:
        polynomial = self._polynomial(need)
        if polynomial is None:
            self._parts.add(self._named(need))
        elif (factors := self._factors(polynomial)) is not None:
            self._parts |= factors
        else:
            sums.append(polynomial)

    def meets(self, need: Need) -> bool:
        """Whether the need is met.  Raises LimitError for formulas that grow too long."""
        if isinstance(need, Fact) and self._is_known(need):
            return True
        polynomial = self._polynomial(need)
        if polynomial is None:
            return self._named(need) in self._parts or self._known_by_form(need)
        factors = self._factors(polynomial)
        if factors is not None and all(map(self._nonzero, factors)):
            return True
        if self._is_positive(polynomial) or self._has_definite_half(polynomial):
            return True
        return factors is None and not self._forms.isdisjoint(self._forms_of(polynomial))

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
        return fits and t.is_scalar(of) and is_positive(of, self._reading.known)

    def _known_by_form(self, need: Need) -> bool:
        """Sums of squares are not negative; a semidefinite matrix has a root, a definite one a root
        that is invertible."""
        if isinstance(need, Fact):
            if need.predicate == "positive_definite":
                return self._is_gram(self._reading.polynomial(need.args[0]))
            if need.predicate not in ("<", "<=") or need.args[0] != 0:
                return False
            strict = need.predicate == "<"
            if not strict and is_nonnegative(need.args[1]):
                return True
            polynomial = self._reading.polynomial(need.args[1])
            return self._is_positive(polynomial) if strict else self._is_square_sum(polynomial)
        if isinstance(need, Pow) and not need.exp.is_integer:
            return is_positive(need.base, self._reading.known)
        if isinstance(need, t.MatPow) and isinstance(need.args[1], Rational):
            base, exponent = need.args
            predicate = "positive_definite" if exponent < 0 else "positive_semidefinite"
            return exponent.q == 2 and self._reading.known(Fact(predicate, (base,)))
        return False

    def _is_gram(self, polynomial: Polynomial) -> bool:
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

    def _polynomial(self, need: Need) -> Polynomial | None:
        """What must be invertible or other than zero; None for any other need."""
        if isinstance(need, Fact) and need.predicate in ("invertible", "!="):
            return self._reading.polynomial(need.args[0])
        return None

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
        positive = self._reading.positive
        return self._is_square_sum(polynomial) and any(
            all(atom in positive for atom, _ in scalars) for scalars, _ in polynomial
        )

    def _has_definite_half(self, polynomial: Polynomial) -> bool:
        """Whether P + P' is c I with c other than zero: then v'P v is c v'v / 2, and P v = 0 only
        for v = 0."""
        total = dict(polynomial)
        accumulate(total, self._letters.transposed(polynomial), 1)
        return total.keys() == {UNIT}

    def _is_square(self, scalars: Powers) -> bool:
        known = self._reading.positive
        odd = [(atom, count) for atom, count in scalars if count % 2 and atom not in known]
        if not odd:
            return True
        word = self._letters.scalar_word(odd[0][0])
        half = word[len(word) // 2 :]
        turned, sign = self._letters.reversed(half)
        return len(odd) == 1 and bool(word) and sign == 1 and word == turned + half

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
                return number in self._reading.nonzero | self._reading.positive
        return False

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
