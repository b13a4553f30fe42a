"""Formulas multiplied out and collected: terms as polynomials of words.

Two formulas with one normal form are equal at every size, for all values at which both are defined.
The converse does not hold: unequal normal forms say nothing.  A letter is a symbol, or an operation
that is not multiplied out (an inverse of a sum, a pseudo-inverse, a logarithm, a product taken
entry by entry) whose arguments have one normal form.

Domain
    Cancelling loses conditions: x/x is 1, and 0 y^-1 is 0.  Who compares formulas compares what
    they need as well (`derive.algebra.definedness`), from the text, before anything is cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from math import isqrt
from types import MappingProxyType
from typing import TypeAlias

from sympy import Abs, Add, Integer, Mul, Pow, Rational, Symbol, factorint, log

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.indices import binders
from derive.algebra.normal_form import key
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.algebra.word_equations import Inverse, Rewriting
from derive.algebra.words import UNIT, Letter, Letters, Monomial, Polynomial, Scalars, accumulate
from derive.errors import LimitError

__all__ = [
    "Known",
    "Reading",
    "definitions",
    "equal_by_equations",
    "equal_everywhere",
    "monic",
    "squared_norm",
    "written_out",
]

Known: TypeAlias = Callable[[Fact], bool]
MAX_POWER = 12
MAX_DEFINITIONS = 8
MAX_FACTORED = 10**9
FUEL = 20_000
ONE: Polynomial = {UNIT: Fraction(1)}


def equal_everywhere(left: Term, right: Term, known: Known | None = None) -> bool:
    """Whether two formulas of one shape have one normal form: then they are equal at every size,
    wherever both are defined.

    `known` says of a fact about a letter whether it is assumed or follows: symmetric, skew-
    symmetric, orthogonal, orthonormal_columns, idempotent.  False also where a limit is exceeded.
    """
    reading = Reading(known or _nothing)
    try:
        difference = dict(reading.polynomial(left))
        accumulate(difference, reading.polynomial(right), -1)
        return not difference or not reading.letters.cleared(difference)
    except (LimitError, ZeroDivisionError):
        return False


def equal_by_equations(
    left: Term, right: Term, known: Known, equations: Iterable[Fact], fuel: int = FUEL
) -> bool:
    """Whether two formulas are equal wherever both are defined and the equations hold: shown by
    rewriting with the equations and clearing the inverses of sums.

    False also where it is not found within the fuel, so nothing follows from False.
    """
    reading = Reading(known)
    values = definitions(equations)
    try:
        read = [reading.polynomial(written_out(side, values)) for side in (left, right)]
        rules = []
        for fact in equations:
            if not _defines(fact):
                sides = [reading.polynomial(written_out(side, values)) for side in fact.args]
                rule = dict(sides[0])
                accumulate(rule, sides[1], -1)
                rules.append(rule)
        difference = dict(read[0])
        accumulate(difference, read[1], -1)
        if not difference:
            return True
        search = Rewriting(reading.letters, reading.inverses, (*reading.rules, *rules), fuel)
        if search.vanishes(difference):
            return True
        search.complete()
        return search.vanishes(difference)
    except (LimitError, ZeroDivisionError):
        return False


def definitions(equations: Iterable[Fact]) -> dict[Term, Term]:
    """The letters that equations define, with what they stand for."""
    return {fact.args[0]: fact.args[1] for fact in equations if _defines(fact)}


def _defines(fact: Fact) -> bool:
    """Whether the equation says what a letter is."""
    left, right = fact.args
    alone = isinstance(left, t.MatrixSymbol | Symbol)
    return alone and left not in t.free_symbols(right)


def written_out(term: Term, values: Mapping[Term, Term]) -> Term:
    """The term with every letter replaced by what it is defined to be."""
    for _ in range(MAX_DEFINITIONS):
        made = t.substitute(term, dict(values))
        if made == term:
            return term
        term = made
    raise LimitError("these definitions lead in a circle")


def _nothing(_: Fact) -> bool:
    return False


class Reading:
    """The normal forms of some terms, comparable with one another."""

    def __init__(self, known: Known) -> None:
        self.letters = Letters()
        self.known = known
        self._numbers: dict[Hashable, int] = {}
        self._read: dict[Term, Polynomial] = {}
        self.inverses: list[Inverse] = []
        self.invertible: set[int] = set()  # letters that are known to be
        self.nonzero: set[int] = set()  # scalar atoms that are known to be
        self.positive: set[int] = set()
        self.simplex: set[int] = set()  # numbers of letters whose entries add up to 1
        self.rules: list[Polynomial] = []  # what is zero by the definition of a letter

    def polynomial(self, term: Term) -> Polynomial:
        """The normal form of a term.

        Raises LimitError if it grows too long, ZeroDivisionError for the inverse of zero.
        """
        if term not in self._read:
            reader = _READERS.get(type(term))
            if isinstance(term, Rational):
                made = {UNIT: Fraction(int(term.p), int(term.q))} if term else {}
            elif reader is None:
                made = self.opaque(term)
            else:
                made = reader(self, term)
            self._read[term] = made
        return self._read[term]

    # -- letters ----------------------------------------------------------------------------

    def opaque(self, term: Term) -> Polynomial:
        """The term as one letter, the same for terms whose arguments have one normal form."""
        name, shape = self.name(term), shape_of(term)
        if not shape or shape == (1, 1):
            atom = self.letters.atom(name)
            if getattr(term, "is_positive", None) or self.known(Fact("<", (t.ZERO, term))):
                self.positive.add(atom)
            elif self.known(Fact("!=", (term, t.ZERO))):
                self.nonzero.add(atom)
            return {(((atom, 1),), ()): Fraction(1)}
        if name not in self._numbers:
            self._numbers[name] = self.letters.letter(self.letter_of(term))
            if self.known(Fact("invertible", (term,))):
                self.invertible.add(self._numbers[name])
            if self.known(Fact("sums_to_one", (term,))):
                self.simplex.add(self._numbers[name] // 2)
        return {((), (self._numbers[name],)): Fraction(1)}

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
            return (shape_of(arg), frozenset(self.polynomial(arg).items()))
        return key(arg)

    def letter_of(self, term: Term) -> Letter:
        shape = shape_of(term)
        square = shape[0] == shape[1]

        def known(predicate: str) -> bool:
            return self.known(Fact(predicate, (term,)))

        orthogonal = square and known("orthogonal")
        sign = 0
        if square:
            sign = 1 if known("symmetric") else -1 if known("skew_symmetric") else 0
        return Letter(
            shape,
            sign,
            columns=orthogonal or known("orthonormal_columns"),
            rows=orthogonal,
            idempotent=square and known("idempotent"),
        )

    # -- operations -------------------------------------------------------------------------

    def _sum(self, term: Term) -> Polynomial:
        total: Polynomial = {}
        for part in term.args:
            accumulate(total, self.polynomial(part), 1)
        return total

    def _product(self, term: Term) -> Polynomial:
        total = ONE
        for factor in term.args:
            total = self.letters.times(total, self.polynomial(factor))
        return total

    def _power(self, term: Term) -> Polynomial:
        base, exponent = term.args
        if isinstance(exponent, Rational) and exponent.q == 2 and abs(exponent.p) <= MAX_POWER:
            return self._half_power(term, base, int(exponent.p))
        if not isinstance(exponent, Integer) or abs(int(exponent)) > MAX_POWER:
            return self.opaque(term)
        inner = self.polynomial(base)
        if exponent < 0:
            inner = self.inverted(inner, base)
        return self.letters.power(inner, abs(int(exponent)))

    def _half_power(self, term: Term, base: Term, times: int) -> Polynomial:
        """A power of √q, or of the semidefinite root of a semidefinite matrix."""
        if t.is_scalar(base):
            root = self.root(self.polynomial(base))
        elif self.known(Fact("positive_semidefinite", (base,))):
            root = self._matrix_root(base)
        else:
            return self.opaque(term)
        return self.letters.power(self.inverted(root, base) if times < 0 else root, abs(times))

    def root(self, square: Polynomial) -> Polynomial:
        """√q; factors that are known to be positive are taken out, so that √(x²) is x or √(x²)."""
        if not square:
            return {}
        if len(square) == 1:
            [((scalars, _), c)] = square.items()
            above, below = isqrt(max(c.numerator, 0)), isqrt(c.denominator)
            exact = Fraction(above, below)
            if exact**2 == c and all(atom in self.positive for atom, _ in scalars):
                total: Polynomial = {UNIT: exact}
                for atom, count in scalars:
                    half: Scalars = ((self.letters.root({(((atom, 1),), ()): Fraction(1)}), count),)
                    total = self.letters.times(total, {(half, ()): Fraction(1)})
                return total
        return {(((self.letters.root(square), 1),), ()): Fraction(1)}

    def _matrix_root(self, base: Term) -> Polynomial:
        square = self.polynomial(base)
        name = ("root", frozenset(square.items()))
        if name not in self._numbers:
            made = self.letters.letter(Letter(shape_of(base), 1))
            self._numbers[name] = made
            rule: Polynomial = {((), (made, made)): Fraction(1)}
            accumulate(rule, square, -1)
            self.rules.append(rule)
        return {((), (self._numbers[name],)): Fraction(1)}

    def _norm(self, term: Term) -> Polynomial:
        square = squared_norm(term)
        return self.opaque(term) if square is None else self.root(self.polynomial(square))

    def _pseudo_inverse(self, term: Term) -> Polynomial:
        """A letter with Penrose's equations and what follows from them at once."""
        base = term.args[0]
        inner = self.polynomial(base)
        if len(inner) != 1 or not next(iter(inner))[1]:
            return self.opaque(term)
        [((scalars, word), c)] = inner.items()
        if scalars or c != 1:
            return self.opaque(term)
        turned, other = self.letters.transposed(inner), next(iter(self.letters.transposed(inner)))
        if ("pinv", other[1]) in self._numbers:
            return {((), (self._numbers["pinv", other[1]] ^ 1,)): turned[other]}
        name = ("pinv", word)
        if name not in self._numbers:
            sign = 1 if turned == inner else 0
            made = self.letters.letter(Letter(shape_of(term), sign))
            self._numbers[name] = made
            self.rules += self._penrose(inner, {((), (made,)): Fraction(1)}, base)
        return {((), (self._numbers[name],)): Fraction(1)}

    def _penrose(self, x: Polynomial, p: Polynomial, base: Term) -> Iterator[Polynomial]:
        def product(*parts: Polynomial) -> Polynomial:
            return reduce(self.letters.times, parts)

        x_turned, p_turned = self.letters.transposed(x), self.letters.transposed(p)
        pairs = [
            (product(x, p, x), x),
            (product(p, x, p), p),
            (product(p_turned, x_turned), product(x, p)),
            (product(x_turned, p_turned), product(p, x)),
            (product(x_turned, x, p), x_turned),
            (product(p, x, x_turned), x_turned),
        ]
        if self.known(Fact("full_column_rank", (base,))):
            pairs.append((product(p, x), ONE))
        if self.known(Fact("full_row_rank", (base,))):
            pairs.append((product(x, p), ONE))
        for left, right in pairs:
            rule = dict(left)
            accumulate(rule, right, -1)
            yield rule

    def _log(self, term: Term) -> Polynomial:
        """log of a product of positive factors, as a sum."""
        inner = self.polynomial(term.args[0])
        if len(inner) == 1:
            [((scalars, _), c)] = inner.items()
            if c > 0 and all(atom in self.positive for atom, _ in scalars):
                total = self._log_number(c)
                for atom, count in scalars:
                    atoms: Scalars = ((self.letters.atom(("log", atom)), 1),)
                    accumulate(total, {(atoms, ()): Fraction(count)}, 1)
                return total
        return self.opaque(term)

    def _log_number(self, c: Fraction) -> Polynomial:
        total: Polynomial = {}
        for number, sign in ((c.numerator, 1), (c.denominator, -1)):
            if number > MAX_FACTORED:
                raise LimitError("the logarithm of so large a number is not split")
            for prime, count in factorint(number).items():
                atoms: Scalars = ((self.letters.atom(("log", "number", int(prime))), 1),)
                accumulate(total, {(atoms, ()): Fraction(sign * count)}, 1)
        return total

    def _absolute(self, term: Term) -> Polynomial:
        """|q| as √(q²)."""
        inner = self.polynomial(term.args[0])
        return self.root(self.letters.times(inner, inner))

    def _inverse(self, term: Term) -> Polynomial:
        return self.inverted(self.polynomial(term.args[0]), term.args[0])

    def inverted(self, inner: Polynomial, base: Term) -> Polynomial:
        if not inner:
            raise ZeroDivisionError
        if len(inner) == 1:
            return self._inverted_word(*next(iter(inner.items())))
        divisors = _divisors(inner)
        inner = self.letters.times({(divisors, ()): Fraction(1)}, inner)
        number, shown = monic(inner)
        shape = shape_of(base)
        if not shape or shape == (1, 1):
            reciprocal: Scalars = ((self.letters.reciprocal(shown), 1),)
            monomial, _ = self.letters.monomial((divisors, reciprocal), ())
            return {monomial: 1 / number}
        return {(divisors, (self._inverse_letter(shown, shape),)): 1 / number}

    def _inverted_word(self, monomial: Monomial, c: Fraction) -> Polynomial:
        """The inverse of one word: its square factors at both ends are inverted one by one."""
        scalars, word = monomial
        first = next((i for i, x in enumerate(word) if not self.letters.is_square(x)), len(word))
        middle = word[first:]
        while middle and self.letters.is_square(middle[-1]):
            middle = middle[:-1]
        inverted = tuple(self.letters.inverse(x) for x in reversed(word[:first]))
        turned = tuple(self.letters.inverse(x) for x in reversed(word[first + len(middle) :]))
        core: tuple[int, ...] = ()
        if middle:
            size = self.letters.shape(middle[0])[0]
            core = (self._inverse_letter({((), middle): Fraction(1)}, (size, size)),)
        below = tuple((atom, -count) for atom, count in scalars)
        made, sign = self.letters.monomial((below,), (*turned, *core, *inverted))
        return {made: sign / c}

    def _inverse_letter(self, monic: Polynomial, shape: t.Shape) -> int:
        """The letter for the inverse of what is not a product of square letters."""
        turned = self.letters.transposed(monic)
        name = ("Inverse", frozenset(monic.items()))
        other = ("Inverse", frozenset(turned.items()))
        if name not in self._numbers:
            sign = 1 if turned == monic else 0
            made = self.letters.letter(Letter(shape, sign))
            self._numbers[name] = made
            self._numbers.setdefault(other, made ^ 1)
            self.inverses.append(Inverse(made, monic))
        return self._numbers[name]

    def _trace(self, term: Term) -> Polynomial:
        size = shape_of(term.args[0])[0]
        total: Polynomial = {}
        for (scalars, word), c in self.polynomial(term.args[0]).items():
            found, sign, left = self.letters.traced(word) if word else ((), 1, size)
            monomial, _ = self.letters.monomial((scalars, found), ())
            made = {monomial: c * sign}
            if left is not None:
                made = self.letters.times(made, self.polynomial(left))
            accumulate(total, made, 1)
        return total

    def _determinant(self, term: Term) -> Polynomial:
        inner = self.polynomial(term.args[0])
        if len(inner) == 1:
            [(monomial, c)] = inner.items()
            if c == 1 and self._is_word(monomial):
                return {(self.letters.determinant(monomial[1]), ()): Fraction(1)}
        if len(inner) == 2:
            for unit, other in (tuple(inner), tuple(inner)[::-1]):
                invertible = all(letter // 2 * 2 in self.invertible for letter in unit[1])
                if inner[unit] == 1 and invertible and (not unit[1] or self._is_word(unit)):
                    found = self._rank_one(unit, {other: inner[other]})
                    if found is not None:
                        return found
        return self.opaque(term)

    def _is_word(self, monomial: Monomial) -> bool:
        scalars, word = monomial
        return not scalars and bool(word) and all(map(self.letters.is_square, word))

    def _rank_one(self, unit: Monomial, other: Polynomial) -> Polynomial | None:
        """det(A + u v') = det(A) (1 + v'A^-1 u), where the other term has rank one."""
        if unit[0]:
            return None
        inverted = tuple(self.letters.inverse(letter) for letter in reversed(unit[1]))
        product = self.letters.times({((), inverted): Fraction(1)}, other)
        [((scalars, word), c)] = product.items()
        if not any(self.letters.shape(letter)[0] == 1 for letter in word[1:]):
            return None
        found, sign, _ = self.letters.traced(word)
        monomial, _ = self.letters.monomial((scalars, found), ())
        total = {UNIT: Fraction(1)}
        accumulate(total, {monomial: c}, sign)
        return self.letters.times({(self.letters.determinant(unit[1]), ()): Fraction(1)}, total)

    def _adjugate(self, term: Term) -> Polynomial:
        """det(A) A^-1 of an A that is known to be invertible."""
        base = term.args[0]
        if not self.known(Fact("invertible", (base,))):
            return self.opaque(term)
        determinant = self.polynomial(t.Determinant(base))
        return self.letters.times(determinant, self.inverted(self.polynomial(base), base))


def squared_norm(norm: Term) -> Term | None:
    """tr A'A for the Frobenius norm of A or the norm of a column; None for any other norm."""
    of, name = norm.args[0], norm.args[1].name
    if name != "F" and not (name == "2" and shape_of(of)[1:] == (1,)):
        return None
    return t.Trace(t.mul(t.transpose(of), of))


def _divisors(polynomial: Polynomial) -> Scalars:
    """The least product of scalars that clears the denominators of a polynomial."""
    least: dict[int, int] = {}
    for scalars, _ in polynomial:
        for atom, count in scalars:
            least[atom] = min(least.get(atom, 0), count)
    return tuple(sorted((atom, -count) for atom, count in least.items() if count < 0))


def monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """A rational number and what it multiplies: the coefficient of the shortest monomial that is
    the same for a polynomial and its transpose."""
    first = min(polynomial, key=lambda m: (len(m[1]), m[0], sorted(x // 2 for x in m[1])))
    number = polynomial[first]
    return number, {monomial: c / number for monomial, c in polynomial.items()}


_READERS: Mapping[type, Callable[[Reading, Term], Polynomial]] = MappingProxyType(
    {
        Add: Reading._sum,
        t.MatAdd: Reading._sum,
        Mul: Reading._product,
        t.MatMul: Reading._product,
        Pow: Reading._power,
        t.MatPow: Reading._power,
        t.Inverse: Reading._inverse,
        t.Transpose: lambda self, term: self.letters.transposed(self.polynomial(term.args[0])),
        t.AsScalar: lambda self, term: self.polynomial(term.args[0]),
        t.Trace: Reading._trace,
        t.Determinant: Reading._determinant,
        t.Adjugate: Reading._adjugate,
        t.Norm: Reading._norm,
        t.PseudoInverse: Reading._pseudo_inverse,
        log: Reading._log,
        Abs: Reading._absolute,
        t.Identity: lambda self, term: ONE,
        t.ZeroMatrix: lambda self, term: {},
    }
)
