"""How operations are read as polynomials of words: sums, products, inverses, roots, determinants.

Each function gives the normal form of a term whose outermost operation it is named after; what it
cannot take apart becomes one letter.

References: Penrose (1955), for the four equations of a pseudo-inverse; Horn and Johnson, Matrix
Analysis (2nd ed. 2013), 0.8.5, for the determinant of a change of rank one.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.matrix_function_words import matrix_root
from derive.algebra.power_words import (
    absolute,
    integer_power,
    is_integer,
    is_positive_product,
    monic,
    real_power,
    root,
)
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_equations import Inverse
from derive.algebra.word_reading import ONE, WordReading, identity_size
from derive.algebra.words import (
    LetterFacts,
    Monomial,
    Polynomial,
    Powers,
    accumulate,
)
from derive.errors import LimitError

__all__ = ["inverse_of_scalar", "inverted", "inverted_square", "read_inverse"]
__all__ += ["read_largest", "read_norm", "read_power", "read_product"]
__all__ += ["read_rectified", "read_smallest", "read_sum"]
__all__ += ["squared_norm", "trace"]

MAX_POWER = 12


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
        return _symbolic_power(reading, term) if t.is_scalar(base) else reading.opaque(term)
    inner = reading.polynomial(base)
    if exponent < 0:
        inner = inverted(reading, inner, base)
    return reading.letters.power(inner, abs(int(exponent)))


def _symbolic_power(reading: WordReading, term: Term) -> Polynomial:
    """x^a of a positive x, or with an integer a."""
    base, exponent = term.args
    try:
        inner, times = reading.polynomial(base), reading.polynomial(exponent)
        if is_integer(exponent):  # read alike where it is the power of a determinant
            return integer_power(reading, inner, times)
        if is_positive_product(reading, inner) or reading.known(Fact("<", (t.ZERO, base))):
            return real_power(reading, inner, times)
    except LimitError:
        pass  # then it is one letter
    return reading.opaque(term)


def _half_power(reading: WordReading, term: Term, base: Term, times: int) -> Polynomial:
    """A power of √q, or of the semidefinite root of a semidefinite matrix."""
    if t.is_scalar(base):
        half = _root_of_term(reading, base)
        half = inverse_of_scalar(reading, half) if times < 0 else half
        return reading.letters.power(half, abs(times))
    found = matrix_root(reading, base, times)
    return reading.opaque(term) if found is None else found


def _root_of_term(reading: WordReading, base: Term) -> Polynomial:
    """√b; of an even power an absolute value."""
    if isinstance(base, Pow) and isinstance(base.exp, Integer):
        times = int(base.exp)
        if times % 2 == 0 and 0 < times <= MAX_POWER:
            inner = absolute(reading, reading.polynomial(base.base))
            return reading.letters.power(inner, times // 2)
    return root(reading, reading.polynomial(base))


def read_norm(reading: WordReading, term: Term) -> Polynomial:
    square = squared_norm(term)
    if square is None:
        return (
            _spectral(reading, term.args[0]) if term.args[1].name == "2" else reading.opaque(term)
        )
    return root(reading, reading.polynomial(square))


def _spectral(reading: WordReading, of: Term) -> Polynomial:
    """The spectral norm: that of B'B and of BB' is ‖B‖², that of B' is ‖B‖, that of c B is |c| ‖B‖
    (Horn and Johnson, Matrix Analysis, 5.6.P2 and 5.6.P20)."""
    if isinstance(of, t.Transpose):
        return _spectral(reading, of.args[0])
    factors = list(of.args) if isinstance(of, t.MatMul) else []
    if factors and isinstance(factors[0], Rational):
        inner = _spectral(reading, t.mul(*factors[1:]))
        size = abs(Fraction(int(factors[0].p), int(factors[0].q)))
        return {monomial: c * size for monomial, c in inner.items()} if size else {}
    middle = len(factors) // 2
    if factors and len(factors) % 2 == 0 and _mirrored(factors[:middle], factors[middle:]):
        half = _spectral(reading, t.mul(*factors[middle:]))
        return reading.letters.times(half, half)
    return reading.opaque(t.norm(of, "2"))


def _mirrored(left: list[Term], right: list[Term]) -> bool:
    """Whether a product of matrices is the transpose of another one."""
    return all(
        one == t.transpose(other) or other == t.transpose(one)
        for one, other in zip(left, reversed(right), strict=True)
    )


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
    shape = shape_of(base)
    if not shape or shape == (t.ONE, t.ONE):
        return inverse_of_scalar(reading, inner)
    return inverted_square(reading, inner, shape)


def inverted_square(reading: WordReading, inner: Polynomial, shape: t.Shape) -> Polynomial:
    """The inverse of a square matrix that is larger than 1 x 1 and not zero."""
    if len(inner) == 1:
        return _inverted_word(reading, *next(iter(inner.items())))
    if not any(word for _, word in inner):  # a multiple of I
        return inverse_of_scalar(reading, inner)
    divisors = _divisors(inner)
    inner = reading.letters.times({(divisors, ()): Fraction(1)}, inner)
    number, shown = monic(inner)
    return {(divisors, (_inverse_letter(reading, shown, shape),)): 1 / number}


def inverse_of_scalar(reading: WordReading, inner: Polynomial) -> Polynomial:
    """1/q; raises ZeroDivisionError for 0."""
    if not inner:
        raise ZeroDivisionError
    if len(inner) == 1:
        return _inverted_word(reading, *next(iter(inner.items())))
    divisors = _divisors(inner)
    inner = reading.letters.times({(divisors, ()): Fraction(1)}, inner)
    number, shown = monic(inner)
    reciprocal: Powers = ((reading.letters.reciprocal(shown), 1),)
    monomial, _ = reading.letters.monomial((divisors, reciprocal), ())
    return {monomial: 1 / number}


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
    at = identity_size(monic, shape[0])
    name = ("Inverse", frozenset(monic.items()), at)
    other = ("Inverse", frozenset(turned.items()), at)
    if name not in reading.numbers:
        sign = 1 if turned == monic else 0
        made = reading.letters.letter(LetterFacts(shape, sign))
        reading.numbers[name] = made
        reading.numbers.setdefault(other, made ^ 1)
        reading.inverses.append(Inverse(made, monic))
    return reading.numbers[name]


def trace(reading: WordReading, of: Polynomial, size: Dim) -> Polynomial:
    """The trace of a square matrix of this size."""
    total: Polynomial = {}
    for (scalars, word), c in of.items():
        found, sign, left = reading.letters.traced(word) if word else ((), 1, size)
        monomial, _ = reading.letters.monomial((scalars, found), ())
        made = {monomial: c * sign}
        if left is not None:
            made = reading.letters.times(made, reading.polynomial(left))
        accumulate(total, made, 1)
    return total


def squared_norm(norm: Term) -> Term | None:
    """tr A'A for the Frobenius norm of A or the norm of a column or row; None for another norm."""
    of, name = norm.args[0], norm.args[1].name
    if name != "F" and not (name == "2" and t.ONE in shape_of(of)):
        return None
    return t.trace(t.mul(t.transpose(of), of))


def _divisors(polynomial: Polynomial) -> Powers:
    """The least product of scalars that clears the denominators of a polynomial."""
    least: dict[int, int] = {}
    for scalars, _ in polynomial:
        for atom, count in scalars:
            least[atom] = min(least.get(atom, 0), count)
    return tuple(sorted((atom, -count) for atom, count in least.items() if count < 0))
