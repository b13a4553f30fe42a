"""The numbers at which a question may change: its literals, and the roots of its polynomials.

Numbers found here decide nothing.  They are values for letters, at which a witness is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

import flint
from sympy import Add, Integer, Mul, Pow, Rational, Symbol, factor_list

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term

__all__ = ["irreducibles", "literals", "polynomial_in", "special_numbers"]

MAX_NUMBERS = 12
MAX_POWER = 16
MAX_BITS = 256
MAX_FACTORED = 40  # parts of a polynomial that is factored
ROOTS = (2, 3)


def special_numbers(context: Context, terms: Sequence[Term]) -> tuple[Fraction, ...]:
    """Rational numbers other than 0 and ±1, the likeliest first: literals, rational roots of
    polynomials in one letter and of the factors of assumed equations, square and cube roots."""
    sides = [arg for fact in context.facts for arg in fact.args]
    found: list[Fraction] = []
    for fact in context.facts:
        found += _roots_of_factors(fact)
    for poly in irreducibles((*terms, *sides)):
        if poly.degree() == 1:
            found.append(_fraction(-poly[0] / poly[1]))
    plain = literals((*terms, *sides))
    found += plain
    found += [root for number in plain for root in _rational_roots(number)]
    return tuple(dict.fromkeys(n for n in found if n not in (0, 1, -1)))[:MAX_NUMBERS]


def literals(terms: Iterable[Term]) -> list[Fraction]:
    """The numbers in formulas, exponents and places of entries left out, each once."""
    return list(dict.fromkeys(number for term in terms for number in _literals(term)))


@lru_cache(maxsize=1024)
def _literals(term: Term) -> tuple[Fraction, ...]:
    if isinstance(term, Rational):
        return (Fraction(int(term.p), int(term.q)),) if _bits(term) <= MAX_BITS else ()
    if t.is_leaf(term):
        return ()
    args = term.args[:1] if isinstance(term, Pow | t.MatPow | t.Entry) else term.args
    found = [number for arg in args for number in _literals(arg)]
    if isinstance(term, Pow) and isinstance(term.args[0], Integer):
        found += _power_of(*term.args)
    return tuple(dict.fromkeys(found))


def _power_of(base: Integer, exponent: Term) -> list[Fraction]:
    """10^12 as the number that it is."""
    if not isinstance(exponent, Integer) or abs(exponent) > MAX_BITS or _bits(base) > 16:
        return []
    if base == 0:
        return []
    value = Fraction(int(base)) ** int(exponent)
    return [value] if max(value.numerator, value.denominator).bit_length() <= MAX_BITS else []


def _bits(number: Rational) -> int:
    return int(max(int(number.p).bit_length(), int(number.q).bit_length()))


def _rational_roots(number: Fraction) -> Iterator[Fraction]:
    for degree in ROOTS:
        above, below = flint.fmpz(abs(number.numerator)), flint.fmpz(number.denominator)
        roots = [part.root(degree) for part in (above, below)]
        if roots[0] ** degree == above and roots[1] ** degree == below:
            root = Fraction(int(roots[0]), int(roots[1]))
            yield -root if number < 0 and degree % 2 else root


# -- polynomials ----------------------------------------------------------------------------------


def irreducibles(terms: Iterable[Term]) -> list[flint.fmpq_poly]:
    """The irreducible factors of the polynomials in one scalar or one square matrix that stand in
    formulas, read as polynomials in a number, in the order in which they stand."""
    found: dict[str, flint.fmpq_poly] = {}
    for term in terms:
        for poly in _polynomials(term):
            whole = flint.fmpz_poly([int(c) for c in (poly * poly.denom()).coeffs()])
            for factor, _ in whole.factor()[1]:
                if factor.degree() > 0:
                    found.setdefault(str(factor), flint.fmpq_poly(factor))
    return list(found.values())


@lru_cache(maxsize=512)
def _polynomials(term: Term) -> tuple[flint.fmpq_poly, ...]:
    """The largest parts of a formula that are polynomials in one letter."""
    if t.is_leaf(term):
        return ()
    letters = t.free_symbols(term)
    if isinstance(term, Add | t.MatAdd) and len(letters - _sizes(letters)) == 1:
        [letter] = letters - _sizes(letters)
        poly = polynomial_in(term, letter)
        if poly is not None and poly.degree() > 0:
            return (poly,)
    return tuple(poly for arg in term.args for poly in _polynomials(arg))


def _sizes(letters: frozenset[Term]) -> frozenset[Term]:
    return frozenset(s for s in letters if isinstance(s, Symbol) and s.is_integer)


def polynomial_in(term: Term, letter: Term) -> flint.fmpq_poly | None:
    """A formula in one letter, a matrix read as a number, with rational coefficients; None if it
    is not one.  A transpose of the letter is read as the letter."""
    if term == letter or (isinstance(term, t.Transpose) and term.args[0] == letter):
        return flint.fmpq_poly([0, 1])
    if isinstance(term, Rational):
        small = _bits(term) <= MAX_BITS
        return flint.fmpq_poly([flint.fmpq(int(term.p), int(term.q))]) if small else None
    if isinstance(term, t.Identity):
        return flint.fmpq_poly([1])
    if isinstance(term, t.ZeroMatrix):
        return flint.fmpq_poly([0])
    if isinstance(term, Pow | t.MatPow):
        base, exponent = term.args
        inner = polynomial_in(base, letter)
        fits = isinstance(exponent, Integer) and 0 <= exponent <= MAX_POWER
        return inner ** int(exponent) if inner is not None and fits else None
    if not isinstance(term, Add | t.MatAdd | Mul | t.MatMul):
        return None
    total: flint.fmpq_poly | None = None
    for arg in term.args:
        part = polynomial_in(arg, letter)
        if part is None:
            return None
        if total is None:
            total = part
        else:
            total = total + part if isinstance(term, Add | t.MatAdd) else total * part
    return total if total is None or total.degree() <= 4 * MAX_POWER else None


def _roots_of_factors(fact: Fact) -> list[Fraction]:
    """The rational roots of the factors in one letter of an assumed scalar equation."""
    if fact.predicate not in ("=", "<=", "<") or not all(map(t.is_scalar, fact.args)):
        return []
    difference = t.sub(*fact.args)
    if sum(1 for _ in t.subterms(difference)) > MAX_FACTORED:
        return []
    others: dict[Term, Symbol] = {}
    _, factors = factor_list(_polynomial(difference, others))
    found = []
    for factor, _ in factors:
        letters = ordered(factor.free_symbols)
        own = len(letters) == 1 and letters[0] not in others.values()
        poly = polynomial_in(factor, letters[0]) if own else None
        if poly is not None and poly.degree() == 1:
            found.append(_fraction(-poly[0] / poly[1]))
    return found


def _polynomial(term: Term, others: dict[Term, Symbol]) -> Term:
    """A scalar whose parts that are not polynomial are letters, which are put into `others`."""
    if isinstance(term, Rational | Symbol):
        return term
    if isinstance(term, Add | Mul):
        return t.rebuild(term, [_polynomial(arg, others) for arg in term.args])
    exponent = term.args[1] if isinstance(term, Pow) else None
    if isinstance(exponent, Integer) and 0 < exponent <= MAX_POWER:
        return t.power(_polynomial(term.args[0], others), exponent)
    return others.setdefault(term, t.scalar(f"@{len(others)}"))


def _fraction(value: flint.fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
