"""Exponentials, logarithms, roots and powers of scalars in words.

An exponential of a sum is a product of exponentials, one for each monomial: exp(Σ c m) is
Π exp(m)^c.  A logarithm of a product is a sum of logarithms of absolute values, for log t = log |t|
where it is defined, so that log x² is 2 log |x| and never 2 log x.  A root is taken apart only into
factors that are known not to be negative.

Reference: Hardy, A Course of Pure Mathematics (10th ed. 1952), chapter 9.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from sympy import factorint

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.algebra.word_reading import ONE, WordReading
from derive.algebra.words import UNIT, Polynomial, Powers, accumulate
from derive.errors import LimitError

__all__ = ["absolute", "exponential", "integer_power", "is_integer", "is_positive_product"]
__all__ += ["logarithm", "monic", "read_absolute", "read_exp", "read_log", "real_power", "root"]

MAX_FACTORED = 10**9
MAX_EXPONENT = 24


def monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """A rational number and what it multiplies: the coefficient of the shortest monomial that is
    the same for a polynomial and its transpose."""
    first = min(polynomial, key=lambda m: (len(m[1]), m[0], sorted(x // 2 for x in m[1])))
    number = polynomial[first]
    return number, {monomial: c / number for monomial, c in polynomial.items()}


def _common(polynomial: Polynomial, reading: WordReading, *, positive: bool) -> Powers:
    """The powers of scalars that every monomial has, those of positive scalars only if so asked."""
    counts = [dict(scalars) for scalars, _ in polynomial]
    atoms = sorted({atom for one in counts for atom in one})
    least = {atom: min(one.get(atom, 0) for one in counts) for atom in atoms}
    return tuple(
        (atom, count)
        for atom, count in least.items()
        if count and (not positive or atom in reading.positive)
    )


def _parts(polynomial: Polynomial, common: Powers, reading: WordReading) -> Polynomial:
    divisors = tuple((atom, -count) for atom, count in common)
    return reading.letters.times({(divisors, ()): Fraction(1)}, polynomial)


# -- roots ----------------------------------------------------------------------------------------


def root(reading: WordReading, square: Polynomial) -> Polynomial:
    """√q: of a product whose factors are not negative the product of their roots, so that √(x²) is
    |x|; of any other q positive factors are taken out."""
    square = reading.reduced(square)
    if not square:
        return {}
    if len(square) == 1:
        [((scalars, _), c)] = square.items()
        if c > 0 and all(_is_nonnegative(reading, atom, count) for atom, count in scalars):
            return _root_of_product(reading, scalars, c)
    common = _common(square, reading, positive=True)
    rest = _parts(square, common, reading)
    number, shown = monic(rest)
    if number < 0:
        number, shown = -number, {monomial: -c for monomial, c in shown.items()}
    outside = _root_of_product(reading, common, number)
    inside: Polynomial = {(((reading.letters.root(shown), 1),), ()): Fraction(1)}
    return reading.letters.times(outside, inside)


def _is_nonnegative(reading: WordReading, atom: int, count: int) -> bool:
    return count % 2 == 0 or atom in reading.positive or reading.letters.is_square_sum(atom)


def _root_of_product(reading: WordReading, scalars: Powers, c: Fraction) -> Polynomial:
    total = _root_of_number(reading, c)
    for atom, count in scalars:
        total = reading.letters.times(total, _root_of_power(reading, atom, count))
    return total


def _root_of_power(reading: WordReading, atom: int, count: int) -> Polynomial:
    nonnegative = atom in reading.positive or reading.letters.is_square_sum(atom)
    if nonnegative and count % 2 == 0:
        return {(((atom, count // 2),), ()): Fraction(1)}
    inside = 1 if nonnegative else 2
    under: Polynomial = {(((atom, inside),), ()): Fraction(1)}
    made = reading.letters.root(under)
    if atom in reading.positive:
        reading.positive.add(made)
    power: Polynomial = {(((made, count // inside),), ()): Fraction(1)}
    return reading.letters.times(power, ONE)


def _root_of_number(reading: WordReading, c: Fraction) -> Polynomial:
    """√(a/b) as s √r / b, with r free of squares."""
    outside, inside = Fraction(1, c.denominator), 1
    whole = c.numerator * c.denominator
    if isqrt(whole) ** 2 == whole:
        return {UNIT: outside * isqrt(whole)}
    if whole > MAX_FACTORED:
        raise LimitError("the root of so large a number is not split")
    for prime, count in factorint(whole).items():
        outside *= int(prime) ** (int(count) // 2)
        inside *= int(prime) ** (int(count) % 2)
    made = reading.letters.root({UNIT: Fraction(inside)})
    reading.positive.add(made)
    return {(((made, 1),), ()): outside}


def absolute(reading: WordReading, inner: Polynomial) -> Polynomial:
    """|q| as √(q²); a q that is seen to be positive is itself."""
    if is_positive_product(reading, inner):
        return inner
    return root(reading, reading.letters.times(inner, inner))


def read_absolute(reading: WordReading, term: Term) -> Polynomial:
    return absolute(reading, reading.polynomial(term.args[0]))


# -- logarithms -----------------------------------------------------------------------------------


def read_log(reading: WordReading, term: Term) -> Polynomial:
    """log t as log |t|, which it is where it is defined."""
    inner = reading.polynomial(term.args[0])
    return logarithm(reading, inner) if inner else reading.opaque(term)


def logarithm(reading: WordReading, inner: Polynomial) -> Polynomial:
    """log |q| of a scalar that is not zero, as a sum over its factors."""
    inner = reading.reduced(inner)
    common = _common(inner, reading, positive=False)
    number, shown = monic(_parts(inner, common, reading))
    total = _log_number(reading, abs(number))
    for atom, count in common:
        accumulate(total, _log_atom(reading, atom), count)
    if shown != ONE:
        atoms: Powers = ((reading.letters.atom(("log", frozenset(shown.items()))), 1),)
        accumulate(total, {(atoms, ()): Fraction(1)}, 1)
    return total


def _log_atom(reading: WordReading, atom: int) -> Polynomial:
    square = reading.letters.square_of(atom)
    if square is not None:
        return {monomial: c / 2 for monomial, c in logarithm(reading, square).items()}
    divisor = reading.letters.divisor_of(atom)
    if divisor is not None:
        return {monomial: -c for monomial, c in logarithm(reading, divisor).items()}
    if atom in reading.exponents:
        return reading.exponents[atom]
    made = reading.letters.atom(("log", atom))
    reading.logarithms.setdefault(made, atom)
    return {(((made, 1),), ()): Fraction(1)}


def _log_number(reading: WordReading, c: Fraction) -> Polynomial:
    total: Polynomial = {}
    for number, sign in ((c.numerator, 1), (c.denominator, -1)):
        if number > MAX_FACTORED:
            raise LimitError("the logarithm of so large a number is not split")
        for prime, count in factorint(number).items():
            atom = reading.letters.atom(("log", "number", int(prime)))
            reading.positive.add(atom)
            reading.primes.setdefault(atom, int(prime))
            atoms: Powers = ((atom, 1),)
            accumulate(total, {(atoms, ()): Fraction(sign * count)}, 1)
    return total


# -- exponentials and powers ----------------------------------------------------------------------


def read_exp(reading: WordReading, term: Term) -> Polynomial:
    return exponential(reading, reading.polynomial(term.args[0]))


def exponential(reading: WordReading, exponent: Polynomial) -> Polynomial:
    """exp of a scalar, as a product of exponentials of its monomials."""
    total = ONE
    for (scalars, _), c in reading.reduced(exponent).items():
        total = reading.letters.times(total, _exp_monomial(reading, scalars, c))
    return total


def _exp_monomial(reading: WordReading, scalars: Powers, c: Fraction) -> Polynomial:
    if abs(c.numerator) > MAX_EXPONENT or c.denominator > MAX_EXPONENT:
        raise LimitError("so large an exponent is not multiplied out")
    halvings = c.denominator.bit_length() - 1
    if c.denominator != 1 << halvings:
        exponent: Polynomial = {(scalars, ()): Fraction(1, c.denominator)}
        made = _exp_atom(reading, exponent, ("exp", scalars, c.denominator))
        reading.letters.set_square(made, _exp_base(reading, scalars), c.denominator)
        return reading.letters.times({(((made, c.numerator),), ()): Fraction(1)}, ONE)
    base = _exp_base(reading, scalars)
    for _ in range(halvings):
        base = root(reading, base)
    [((atoms, _), number)] = base.items()
    powers = tuple((atom, count * c.numerator) for atom, count in atoms)
    return reading.letters.times({(powers, ()): number**c.numerator}, ONE)


def _exp_base(reading: WordReading, scalars: Powers) -> Polynomial:
    """exp of a monomial with coefficient 1; exp(log |a|) is |a|."""
    if len(scalars) == 1 and scalars[0][1] == 1:
        atom = scalars[0][0]
        if atom in reading.primes:
            return {UNIT: Fraction(reading.primes[atom])}
        if atom in reading.logarithms:
            return absolute(reading, {(((reading.logarithms[atom], 1),), ()): Fraction(1)})
    made = _exp_atom(reading, {(scalars, ()): Fraction(1)}, ("exp", scalars))
    return {(((made, 1),), ()): Fraction(1)}


def _exp_atom(reading: WordReading, exponent: Polynomial, name: tuple[object, ...]) -> int:
    made = reading.letters.atom(name)
    reading.positive.add(made)
    reading.exponents.setdefault(made, exponent)
    return made


def real_power(reading: WordReading, base: Polynomial, exponent: Polynomial) -> Polynomial:
    """x^a as exp(a log x), of an x that is known to be positive."""
    return exponential(reading, reading.letters.times(exponent, logarithm(reading, base)))


def integer_power(reading: WordReading, base: Polynomial, exponent: Polynomial) -> Polynomial:
    """x^k for an exponent whose monomials are integers, as a product over the factors of x and the
    monomials of k.  Raises LimitError for one whose coefficients are no integers.

    The laws of exponents hold at x = 0 wherever all the powers exist: 0^k is 0 for k > 0 and 1 for
    k = 0, and exponents add.
    """
    if not base or any(c.denominator != 1 for c in exponent.values()):
        raise LimitError("this power is not taken apart")
    if is_positive_product(reading, base):
        return real_power(reading, base, exponent)
    common = _common(base, reading, positive=False)
    number, shown = monic(_parts(base, common, reading))
    total = real_power(reading, {UNIT: abs(number)}, exponent)
    if number < 0:
        total = reading.letters.times(total, _sign_power(reading, exponent))
    for atom, count in common:
        one: Polynomial = {(((atom, 1),), ()): Fraction(1)}
        times = {monomial: c * count for monomial, c in exponent.items()}
        if atom in reading.positive:
            made = real_power(reading, one, times)
        else:
            made = _opaque_powers(reading, ("atom", atom), one, times)
        total = reading.letters.times(total, made)
    if shown != ONE:
        name = ("sum", frozenset(shown.items()))
        total = reading.letters.times(total, _opaque_powers(reading, name, shown, exponent))
    return total


def _opaque_powers(
    reading: WordReading, name: tuple[object, ...], base: Polynomial, exponent: Polynomial
) -> Polynomial:
    """x^k for each monomial of the exponent; the constant one is multiplied out."""
    total = ONE
    for (scalars, _), c in exponent.items():
        if not scalars and len(base) == 1:
            [((atoms, _), _)] = base.items()
            powers: Powers = tuple((atom, count * int(c)) for atom, count in atoms)
        elif not scalars and c > 0:
            total = reading.letters.times(total, reading.letters.power(base, int(c)))
            continue
        elif not scalars:
            powers = ((reading.letters.reciprocal(base), -int(c)),)
        else:
            powers = ((reading.letters.atom(("power", name, scalars)), int(c)),)
        total = reading.letters.times(total, {(powers, ()): Fraction(1)})
    return total


def _sign_power(reading: WordReading, exponent: Polynomial) -> Polynomial:
    """(-1)^k, whose square is 1."""
    total = ONE
    for (scalars, _), c in exponent.items():
        if not scalars:
            sign: Polynomial = {UNIT: Fraction((-1) ** int(c))}
        else:
            atom = reading.letters.atom(("sign", scalars))
            reading.letters.set_square(atom, ONE)
            sign = {(((atom, int(c)),), ()): Fraction(1)}
        total = reading.letters.times(total, sign)
    return total


def is_positive_product(reading: WordReading, polynomial: Polynomial) -> bool:
    """Whether a scalar is seen to be positive: a sum of products of positive scalars."""
    return (
        bool(polynomial)
        and all(
            c > 0 and all(atom in reading.positive or count % 2 == 0 for atom, count in scalars)
            for (scalars, _), c in polynomial.items()
        )
        and any(all(atom in reading.positive for atom, _ in scalars) for scalars, _ in polynomial)
    )


def is_integer(exponent: Term) -> bool:
    """Whether every letter of an exponent is an integer by its declaration."""
    return bool(exponent.is_integer) and t.is_scalar(exponent)
