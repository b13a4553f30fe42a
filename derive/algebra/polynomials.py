"""Polynomials and fractions of them in the scalar letters of a term, with exact coefficients.

What is no sum, product, whole power or number is one letter (an atom): a symbol, `x_i`, `ReLU(u)`,
a 1 x 1 product of matrices.  Products of sums are multiplied out, so that two fractions are equal
where both are defined exactly if their cross products are one polynomial.

Limits
    LimitError for more than MAX_TERMS terms or a degree above MAX_DEGREE.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational

from derive.algebra import term as t
from derive.algebra.normal_form import key
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = [
    "Atoms",
    "Monomial",
    "Polynomial",
    "Quotient",
    "add",
    "constant",
    "multiply",
    "power",
    "quotient",
    "same_fraction",
    "scaled",
    "to_term",
]

Monomial: TypeAlias = tuple[tuple[int, int], ...]  # (number of the atom, exponent), in order
Polynomial: TypeAlias = dict[Monomial, Fraction]

MAX_TERMS, MAX_DEGREE = 3000, 64


class Atoms:
    """The letters of some terms, numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.terms: list[Term] = []

    def number(self, term: Term) -> int:
        name = key(term)
        if name not in self._numbers:
            self._numbers[name] = len(self.terms)
            self.terms.append(term)
        return self._numbers[name]


@dataclass(frozen=True, slots=True)
class Quotient:
    """above / (the product of `below`); no polynomial in `below` is a product or a number."""

    above: Polynomial
    below: tuple[Polynomial, ...] = ()


def constant(value: Fraction | int) -> Polynomial:
    return {(): Fraction(value)} if value else {}


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for monomial, c in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + c
    return {monomial: c for monomial, c in total.items() if c}


def scaled(c: Fraction, polynomial: Polynomial) -> Polynomial:
    return {monomial: c * d for monomial, d in polynomial.items()} if c else {}


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAX_TERMS * 10:
        raise LimitError("these products, multiplied out, are too long")
    total: dict[Monomial, Fraction] = {}
    for one, c in left.items():
        for other, d in right.items():
            both = _product(one, other)
            total[both] = total.get(both, Fraction(0)) + c * d
    if len(total) > MAX_TERMS:
        raise LimitError("these products, multiplied out, are too long")
    return {monomial: c for monomial, c in total.items() if c}


def _product(one: Monomial, other: Monomial) -> Monomial:
    exponents = dict(one)
    for atom, count in other:
        exponents[atom] = exponents.get(atom, 0) + count
    if sum(exponents.values()) > MAX_DEGREE:
        raise LimitError(f"a degree is above {MAX_DEGREE}")
    return tuple(sorted(exponents.items()))


def power(polynomial: Polynomial, times: int) -> Polynomial:
    return reduce(multiply, [polynomial] * times, constant(1))


def product(polynomials: Iterable[Polynomial]) -> Polynomial:
    return reduce(multiply, polynomials, constant(1))


def quotient(term: Term, atoms: Atoms) -> Quotient:
    """A scalar term as a fraction; what is divided by stays in the factors that the author wrote.

    Raises ZeroDivisionError for a division by what is identically zero.
    """
    if isinstance(term, Rational):
        return Quotient(constant(Fraction(int(term.p), int(term.q))))
    if isinstance(term, Add):
        return _sum([quotient(part, atoms) for part in term.args])
    if isinstance(term, Mul):
        return _times([quotient(part, atoms) for part in term.args])
    if isinstance(term, Pow) and _whole(term.args[1]):
        base, times = quotient(term.args[0], atoms), int(term.args[1])
        return _times([base if times > 0 else _inverse(base, term.args[0], atoms)] * abs(times))
    if isinstance(term, t.AsScalar) and isinstance(term.args[0], t.MatAdd):
        return _sum([quotient(t.as_scalar(part), atoms) for part in term.args[0].args])
    return Quotient({((atoms.number(term), 1),): Fraction(1)})


def _whole(exponent: Term) -> bool:
    return isinstance(exponent, Integer) and 0 < abs(int(exponent)) <= MAX_DEGREE


def _sum(parts: list[Quotient]) -> Quotient:
    below: list[Polynomial] = []
    for part in parts:
        rest = list(below)
        for factor in part.below:
            if factor in rest:
                rest.remove(factor)
            else:
                below.append(factor)
    above: Polynomial = {}
    for part in parts:
        missing = list(below)
        for factor in part.below:
            missing.remove(factor)
        above = add(above, multiply(part.above, product(missing)))
    return Quotient(above, tuple(below))


def _times(parts: list[Quotient]) -> Quotient:
    above = product(part.above for part in parts)
    return Quotient(above, tuple(factor for part in parts for factor in part.below))


def _inverse(base: Quotient, term: Term, atoms: Atoms) -> Quotient:
    """1 / base; its factors are those that the term was written with."""
    found: list[Polynomial] = []
    number = Fraction(1)
    for factor in _factors(term, atoms):
        if not factor:
            raise ZeroDivisionError
        if set(factor) == {()}:
            number *= factor[()]
        else:
            found.append(factor)
    return Quotient(scaled(1 / number, product(base.below)), tuple(found))


def _factors(term: Term, atoms: Atoms) -> list[Polynomial]:
    """The numerators of the factors of a term."""
    if isinstance(term, Mul):
        return [factor for part in term.args for factor in _factors(part, atoms)]
    if isinstance(term, Pow) and _whole(term.args[1]):
        if term.args[1] < 0:
            return [product(quotient(term.args[0], atoms).below)] * abs(int(term.args[1]))
        return _factors(term.args[0], atoms) * int(term.args[1])
    return [quotient(term, atoms).above]


def same_fraction(left: Quotient, right: Quotient) -> bool:
    """Whether the two are equal wherever both are defined."""
    return multiply(left.above, product(right.below)) == multiply(right.above, product(left.below))


def to_term(polynomial: Mapping[Monomial, Fraction], atoms: Atoms) -> Term:
    """The polynomial as a sum of products, those of higher degree first."""
    parts = []
    for monomial, c in sorted(polynomial.items(), key=lambda item: (-_degree(item[0]), item[0])):
        letters = [t.power(atoms.terms[atom], Integer(count)) for atom, count in monomial]
        parts.append(t.mul(Rational(c.numerator, c.denominator), *letters))
    return t.add(*parts) if parts else t.ZERO


def _degree(monomial: Monomial) -> int:
    return sum(count for _, count in monomial)
