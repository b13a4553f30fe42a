"""How operations are read as polynomials of words: sums, products, inverses, roots, determinants.

Each function gives the normal form of a term whose outermost operation it is named after; what it
cannot take apart becomes one letter.

References: Penrose (1955), for the four equations of a pseudo-inverse; Horn and Johnson, Matrix
Analysis (2nd ed. 2013), 0.8.5, for the determinant of a change of rank one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from math import isqrt

from sympy import Integer, Rational, factorint

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.algebra.word_equations import Inverse
from derive.algebra.word_reading import ONE, WordReading
from derive.algebra.words import UNIT, LetterFacts, Monomial, Polynomial, Powers, Word, accumulate
from derive.errors import LimitError

__all__ = ["monic", "read_absolute", "read_adjugate", "read_determinant", "read_inverse"]
__all__ += ["read_largest", "read_log", "read_norm", "read_power", "read_product"]
__all__ += ["read_pseudo_inverse", "read_rectified", "read_smallest", "read_sum", "read_trace"]
__all__ += ["squared_norm"]

MAX_POWER = 12
MAX_FACTORED = 10**9


def read_sum(reading: WordReading, term: Term) -> Polynomial:
    total: Polynomial = {}
    for part in term.args:
        accumulate(total, reading.polynomial(part), 1)
    return total


def read_product(reading: WordReading, term: Term) -> Polynomial:
    total = ONE
    for factor in term.args:
        total = reading.letters.times(total, reading.polynomial(factor))
    return total


def read_power(reading: WordReading, term: Term) -> Polynomial:
    base, exponent = term.args
    if isinstance(exponent, Rational) and exponent.q == 2 and abs(exponent.p) <= MAX_POWER:
        return _half_power(reading, term, base, int(exponent.p))
    if not isinstance(exponent, Integer) or abs(int(exponent)) > MAX_POWER:
        return reading.opaque(term)
    inner = reading.polynomial(base)
    if exponent < 0:
        inner = inverted(reading, inner, base)
    return reading.letters.power(inner, abs(int(exponent)))


def _half_power(reading: WordReading, term: Term, base: Term, times: int) -> Polynomial:
    """A power of √q, or of the semidefinite root of a semidefinite matrix."""
    if t.is_scalar(base):
        half = root(reading, reading.polynomial(base))
    elif reading.known(Fact("positive_semidefinite", (base,))):
        half = _matrix_root(reading, base)
    else:
        return reading.opaque(term)
    return reading.letters.power(inverted(reading, half, base) if times < 0 else half, abs(times))


def root(reading: WordReading, square: Polynomial) -> Polynomial:
    """√q; factors that are known to be positive are taken out, so that √(x²) is x or √(x²)."""
    if not square:
        return {}
    if len(square) == 1:
        [((scalars, _), c)] = square.items()
        above, below = isqrt(max(c.numerator, 0)), isqrt(c.denominator)
        exact = Fraction(above, below)
        if exact**2 == c and all(atom in reading.positive for atom, _ in scalars):
            total: Polynomial = {UNIT: exact}
            for atom, count in scalars:
                half: Powers = ((reading.letters.root({(((atom, 1),), ()): Fraction(1)}), count),)
                total = reading.letters.times(total, {(half, ()): Fraction(1)})
            return total
    return {(((reading.letters.root(square), 1),), ()): Fraction(1)}


def _matrix_root(reading: WordReading, base: Term) -> Polynomial:
    square = reading.polynomial(base)
    name = ("root", frozenset(square.items()))
    if name not in reading.numbers:
        made = reading.letters.letter(LetterFacts(shape_of(base), 1))
        reading.numbers[name] = made
        rule: Polynomial = {((), (made, made)): Fraction(1)}
        accumulate(rule, square, -1)
        reading.rules.append(rule)
    return {((), (reading.numbers[name],)): Fraction(1)}


def read_norm(reading: WordReading, term: Term) -> Polynomial:
    square = squared_norm(term)
    return reading.opaque(term) if square is None else root(reading, reading.polynomial(square))


def read_pseudo_inverse(reading: WordReading, term: Term) -> Polynomial:
    """The pseudo-inverse of a word: (Q B)^+ = B^+ Q' where Q'Q = I, likewise at the other end; what
    is left is a letter, with Penrose's equations."""
    base = term.args[0]
    inner = reading.polynomial(base)
    if len(inner) != 1 or not next(iter(inner))[1]:
        return reading.opaque(term)
    [((scalars, word), c)] = inner.items()
    if scalars or c != 1:
        return reading.opaque(term)
    letters = reading.letters
    first = next((i for i, x in enumerate(word) if not letters.keeps_lengths(x)), len(word))
    last = len(word)
    while last > first and letters.keeps_lengths(letters.turned(word[last - 1])[0]):
        last -= 1
    before, _ = letters.reversed(word[:first])
    after, _ = letters.reversed(word[last:])
    core = word[first:last]
    if not core:
        return letters.times({((), after): Fraction(1)}, {((), before): Fraction(1)})
    middle = _pseudo_inverse_letter(reading, core, base if core == word else None)
    ends: tuple[Polynomial, Polynomial] = ({((), after): Fraction(1)}, {((), before): Fraction(1)})
    return letters.times(letters.times(ends[0], middle), ends[1])


def _pseudo_inverse_letter(reading: WordReading, word: Word, base: Term | None) -> Polynomial:
    inner: Polynomial = {((), word): Fraction(1)}
    turned = reading.letters.transposed(inner)
    other = next(iter(turned))
    if ("pinv", other[1]) in reading.numbers:
        return {((), (reading.numbers["pinv", other[1]] ^ 1,)): turned[other]}
    name = ("pinv", word)
    if name not in reading.numbers:
        sign = 1 if turned == inner else 0
        shape = (reading.letters.shape(word[-1])[1], reading.letters.shape(word[0])[0])
        made = reading.letters.letter(LetterFacts(shape, sign))
        reading.numbers[name] = made
        reading.rules += _penrose(reading, inner, {((), (made,)): Fraction(1)}, base)
    return {((), (reading.numbers[name],)): Fraction(1)}


def _penrose(
    reading: WordReading, x: Polynomial, p: Polynomial, base: Term | None
) -> Iterator[Polynomial]:
    def product(*parts: Polynomial) -> Polynomial:
        return reduce(reading.letters.times, parts)

    x_turned, p_turned = reading.letters.transposed(x), reading.letters.transposed(p)
    pairs = [
        (product(x, p, x), x),
        (product(p, x, p), p),
        (product(p_turned, x_turned), product(x, p)),
        (product(x_turned, p_turned), product(p, x)),
        (product(x_turned, x, p), x_turned),
        (product(p, x, x_turned), x_turned),
    ]
    if base is not None and reading.known(Fact("full_column_rank", (base,))):
        pairs.append((product(p, x), ONE))
    if base is not None and reading.known(Fact("full_row_rank", (base,))):
        pairs.append((product(x, p), ONE))
    for left, right in pairs:
        rule = dict(left)
        accumulate(rule, right, -1)
        yield rule


def read_log(reading: WordReading, term: Term) -> Polynomial:
    """log of a product of positive factors, as a sum."""
    inner = reading.polynomial(term.args[0])
    if len(inner) == 1:
        [((scalars, _), c)] = inner.items()
        if c > 0 and all(atom in reading.positive for atom, _ in scalars):
            total = _log_number(reading, c)
            for atom, count in scalars:
                atoms: Powers = ((reading.letters.atom(("log", atom)), 1),)
                accumulate(total, {(atoms, ()): Fraction(count)}, 1)
            return total
    return reading.opaque(term)


def _log_number(reading: WordReading, c: Fraction) -> Polynomial:
    total: Polynomial = {}
    for number, sign in ((c.numerator, 1), (c.denominator, -1)):
        if number > MAX_FACTORED:
            raise LimitError("the logarithm of so large a number is not split")
        for prime, count in factorint(number).items():
            atom = reading.letters.atom(("log", "number", int(prime)))
            reading.positive.add(atom)
            atoms: Powers = ((atom, 1),)
            accumulate(total, {(atoms, ()): Fraction(sign * count)}, 1)
    return total


def read_absolute(reading: WordReading, term: Term) -> Polynomial:
    """|q| as √(q²)."""
    inner = reading.polynomial(term.args[0])
    return root(reading, reading.letters.times(inner, inner))


def read_rectified(reading: WordReading, term: Term) -> Polynomial:
    """max(q, 0) as (q + |q|) / 2."""
    return _larger(reading, reading.polynomial(term.args[0]), {}, 1)


def read_largest(reading: WordReading, term: Term) -> Polynomial:
    """max(a, b) as (a + b + |a - b|) / 2; of more than two, one letter."""
    if len(term.args) != 2:
        return reading.opaque(term)
    one, other = map(reading.polynomial, term.args)
    return _larger(reading, one, other, 1)


def read_smallest(reading: WordReading, term: Term) -> Polynomial:
    """min(a, b) as (a + b - |a - b|) / 2; of more than two, one letter."""
    if len(term.args) != 2:
        return reading.opaque(term)
    one, other = map(reading.polynomial, term.args)
    return _larger(reading, one, other, -1)


def _larger(reading: WordReading, one: Polynomial, other: Polynomial, sign: int) -> Polynomial:
    difference, total = dict(one), dict(one)
    accumulate(difference, other, -1)
    accumulate(total, other, 1)
    accumulate(total, root(reading, reading.letters.times(difference, difference)), sign)
    return {monomial: c / 2 for monomial, c in total.items()}


def read_inverse(reading: WordReading, term: Term) -> Polynomial:
    return inverted(reading, reading.polynomial(term.args[0]), term.args[0])


def inverted(reading: WordReading, inner: Polynomial, base: Term) -> Polynomial:
    if not inner:
        raise ZeroDivisionError
    if len(inner) == 1:
        return _inverted_word(reading, *next(iter(inner.items())))
    divisors = _divisors(inner)
    inner = reading.letters.times({(divisors, ()): Fraction(1)}, inner)
    number, shown = monic(inner)
    shape = shape_of(base)
    if not shape or shape == (t.ONE, t.ONE):
        reciprocal: Powers = ((reading.letters.reciprocal(shown), 1),)
        monomial, _ = reading.letters.monomial((divisors, reciprocal), ())
        return {monomial: 1 / number}
    return {(divisors, (_inverse_letter(reading, shown, shape),)): 1 / number}


def _inverted_word(reading: WordReading, monomial: Monomial, c: Fraction) -> Polynomial:
    """The inverse of one word: its square factors at both ends are inverted one by one."""
    scalars, word = monomial
    below = tuple((atom, -count) for atom, count in scalars)
    if len(word) == 1 and (inner := reading.inverted_sum(word[0])) is not None:
        return reading.letters.times({(below, ()): 1 / c}, inner)
    first = next((i for i, x in enumerate(word) if not reading.letters.is_square(x)), len(word))
    middle = word[first:]
    while middle and reading.letters.is_square(middle[-1]):
        middle = middle[:-1]
    inverted = tuple(reading.letters.inverse(x) for x in reversed(word[:first]))
    turned = tuple(reading.letters.inverse(x) for x in reversed(word[first + len(middle) :]))
    core: tuple[int, ...] = ()
    if middle:
        size = reading.letters.shape(middle[0])[0]
        core = (_inverse_letter(reading, {((), middle): Fraction(1)}, (size, size)),)
    made, sign = reading.letters.monomial((below,), (*turned, *core, *inverted))
    return {made: sign / c}


def _inverse_letter(reading: WordReading, monic: Polynomial, shape: t.Shape) -> int:
    """The letter for the inverse of what is not a product of square letters."""
    turned = reading.letters.transposed(monic)
    name = ("Inverse", frozenset(monic.items()))
    other = ("Inverse", frozenset(turned.items()))
    if name not in reading.numbers:
        sign = 1 if turned == monic else 0
        made = reading.letters.letter(LetterFacts(shape, sign))
        reading.numbers[name] = made
        reading.numbers.setdefault(other, made ^ 1)
        reading.inverses.append(Inverse(made, monic))
    return reading.numbers[name]


def read_trace(reading: WordReading, term: Term) -> Polynomial:
    size = shape_of(term.args[0])[0]
    total: Polynomial = {}
    for (scalars, word), c in reading.polynomial(term.args[0]).items():
        found, sign, left = reading.letters.traced(word) if word else ((), 1, size)
        monomial, _ = reading.letters.monomial((scalars, found), ())
        made = {monomial: c * sign}
        if left is not None:
            made = reading.letters.times(made, reading.polynomial(left))
        accumulate(total, made, 1)
    return total


def read_determinant(reading: WordReading, term: Term) -> Polynomial:
    if isinstance(term.args[0], t.BlockMatrix):
        return _block_determinant(reading, term)
    inner = reading.polynomial(term.args[0])
    if len(inner) == 1:
        [(monomial, c)] = inner.items()
        if c == 1 and _is_word(reading, monomial):
            return {(reading.letters.determinant(monomial[1]), ()): Fraction(1)}
    if len(inner) == 2:
        for unit, other in (tuple(inner), tuple(inner)[::-1]):
            invertible = all(letter // 2 * 2 in reading.invertible for letter in unit[1])
            if inner[unit] == 1 and invertible and (not unit[1] or _is_word(reading, unit)):
                found = _rank_one(reading, unit, {other: inner[other]})
                if found is not None:
                    return found
    return reading.opaque(term)


def _block_determinant(reading: WordReading, term: Term) -> Polynomial:
    """det [A B; C D] = det(A) det(D - C A^-1 B) where A is known to be invertible (Schur)."""
    rows = t.block_rows(term.args[0])
    if len(rows) != 2 or len(rows[0]) != 2:
        return reading.opaque(term)
    (a, b), (c, d) = rows
    if all(map(t.is_scalar, (a, b, c, d))):
        return reading.polynomial(t.sub(t.mul(a, d), t.mul(b, c)))
    if not all(map(t.is_matrix, (a, b, c, d))) or not reading.known(Fact("invertible", (a,))):
        return reading.opaque(term)
    rest = t.sub(d, t.mul(c, t.inverse(a), b))
    factors = map(reading.polynomial, (t.determinant(a), t.determinant(rest)))
    return reduce(reading.letters.times, factors)


def _is_word(reading: WordReading, monomial: Monomial) -> bool:
    scalars, word = monomial
    return not scalars and bool(word) and all(map(reading.letters.is_square, word))


def _rank_one(reading: WordReading, unit: Monomial, other: Polynomial) -> Polynomial | None:
    """det(A + u v') = det(A) (1 + v'A^-1 u), where the other term has rank one."""
    if unit[0]:
        return None
    inverted = tuple(reading.letters.inverse(letter) for letter in reversed(unit[1]))
    product = reading.letters.times({((), inverted): Fraction(1)}, other)
    if len(product) != 1:
        return None
    [((scalars, word), c)] = product.items()
    if not any(reading.letters.shape(letter)[0] == 1 for letter in word[1:]):
        return None
    found, sign, _ = reading.letters.traced(word)
    monomial, _ = reading.letters.monomial((scalars, found), ())
    total = {UNIT: Fraction(1)}
    accumulate(total, {monomial: c}, sign)
    return reading.letters.times({(reading.letters.determinant(unit[1]), ()): Fraction(1)}, total)


def read_adjugate(reading: WordReading, term: Term) -> Polynomial:
    """det(A) A^-1 of an A that is known to be invertible."""
    base = term.args[0]
    if not reading.known(Fact("invertible", (base,))):
        return reading.opaque(term)
    determinant = reading.polynomial(t.determinant(base))
    return reading.letters.times(determinant, inverted(reading, reading.polynomial(base), base))


def squared_norm(norm: Term) -> Term | None:
    """tr A'A for the Frobenius norm of A or the norm of a column; None for any other norm."""
    of, name = norm.args[0], norm.args[1].name
    if name != "F" and not (name == "2" and shape_of(of)[1:] == (t.ONE,)):
        return None
    return t.trace(t.mul(t.transpose(of), of))


def _divisors(polynomial: Polynomial) -> Powers:
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
