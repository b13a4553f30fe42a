"""Finding why a rational function has a sign under polynomial conditions.

The difference is split into its factors; for each, a sum of products of what is assumed positive
and of squares is looked for, its coefficients by exact linear arithmetic (z3).  What is found is
checked by `derive.algebra.signs`; z3 is not trusted.

Limits
    Products of at most two assumptions and one square.  z3 works within `RLIMIT`, never by the
    clock: the answer is the same on every machine, and where it gives none nothing is known.
References: de Moura and Bjørner, Z3 (2008); Handelman (1988).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, islice
from typing import Any

from sympy import Integer, Poly, Rational, factor_list, symbols

from derive.algebra import polynomials as poly
from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.fractions import divisors, monic, split
from derive.algebra.polynomials import Atoms, Polynomial, quotient
from derive.algebra.signs import (
    STRICT,
    Factor,
    SignProof,
    Summand,
    check_contradiction,
    check_sign,
    hypothesis,
    shows,
)
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.fuel import spend

__all__ = ["Unknown", "prove_contradiction", "prove_sign", "sign_of", "sum_of"]

RLIMIT = 400_000
PRICE = 100_000  # of a question to z3, which works within its limit
MAX_CANDIDATES = 150


@dataclass(frozen=True, slots=True)
class Unknown:
    """The factors whose signs are not decided."""

    factors: tuple[Term, ...]


def prove_sign(facts: Sequence[Fact], fact: Fact) -> SignProof | None:
    """A proof of a comparison of scalars, or None where none is found."""
    if fact.predicate not in ("<", "<=", "=", "!=") or not all(map(t.is_scalar, fact.args)):
        return None
    return _proved(tuple(facts), fact)


@lru_cache(maxsize=1024)
def _proved(facts: tuple[Fact, ...], fact: Fact) -> SignProof | None:
    try:
        found = sign_of(facts, fact)
        if isinstance(found, Unknown):
            return None
        check_sign(facts, found)
    except (StepError, LimitError, ZeroDivisionError):
        return None
    return found


def prove_contradiction(facts: Sequence[Fact]) -> tuple[Summand, ...] | None:
    """Summands that show that the facts contradict each other, or None where none are found."""
    atoms = Atoms()
    known = [(f, said) for f in facts if (said := hypothesis(f, atoms)) is not None]
    finder = _Finder(known, atoms)
    found = finder.clash() or finder.vanishing()
    if found is not None:
        check_contradiction(facts, found)
    return found


def sign_of(facts: Sequence[Fact], fact: Fact) -> SignProof | Unknown:
    """A proof of the comparison if the signs of its factors give it, else the factors that do not.

    Raises LimitError for polynomials that are too large, ZeroDivisionError for a division by zero.
    """
    atoms = Atoms()
    known = [(f, said) for f in facts if (said := hypothesis(f, atoms)) is not None]
    finder = _Finder(known, atoms)
    left, right = fact.args
    difference = t.sub(right, left) if left != 0 else right
    difference = t.neg(left) if right == 0 else difference
    number, powers = _factored(difference, atoms)
    strict = fact.predicate in ("<", "!=")
    factors = [finder.factor(term, k, strict or k < 0) for term, k in powers]
    shown = {_line(term, atoms) for term, k in powers if strict or k < 0}
    for divisor in divisors(left, right):
        if _line(divisor, atoms) not in shown:
            shown.add(_line(divisor, atoms))
            powers.append((divisor, 0))
            factors.append(finder.factor(divisor, 0, True))
    pairs = list(zip(powers, factors, strict=True))
    if any(factor and factor.sign == "=" and k > 0 for (_, k), factor in pairs):
        pairs = [(p, f or Factor(p[0], p[1], "", ())) for p, f in pairs]
    made = tuple(factor for _, factor in pairs if factor is not None)
    if len(made) < len(factors):
        return Unknown(tuple(term for (term, _), factor in pairs if factor is None))
    proof = SignProof(fact, number, made)
    return proof if shows(proof) else Unknown(())


def _factored(difference: Term, atoms: Atoms) -> tuple[Rational, list[tuple[Term, int]]]:
    """number · Π termᵢ^kᵢ: the factors as they are written where the difference is a product."""
    made = quotient(difference, atoms)
    if not made.above:
        return Integer(0), []
    powers: list[tuple[Term, int]] = []
    for factor in made.below:
        _count(powers, poly.to_term(factor, atoms), -1, atoms)
    number, above = _factors_of(made.above, atoms)
    for term, k in above:
        _count(powers, term, k, atoms)
    shown = [(term, k) for term, k in powers if k]
    written = {_line(f, atoms): f for f in split(difference)}
    return _rescaled(number, shown, written, made, atoms)


def _line(term: Term, atoms: Atoms) -> tuple[Any, ...]:
    """A name that is the same for all multiples of a term."""
    return tuple(sorted(monic(term, atoms).items()))


def _count(powers: list[tuple[Term, int]], term: Term, k: int, atoms: Atoms) -> None:
    for place, (other, count) in enumerate(powers):
        if quotient(other, atoms).above == quotient(term, atoms).above:
            powers[place] = (other, count + k)
            return
    powers.append((term, k))


def _rescaled(
    number: Rational,
    powers: list[tuple[Term, int]],
    written: dict[Any, Term],
    made: poly.Quotient,
    atoms: Atoms,
) -> tuple[Rational, list[tuple[Term, int]]]:
    """The factors as the author wrote them, and the number that is left over."""
    order = list(written)
    chosen = [(written.get(_line(f, atoms), f), k) for f, k in powers]
    chosen.sort(
        key=lambda c: (c[1] < 0, order.index(n) if (n := _line(c[0], atoms)) in order else 0)
    )
    shown = quotient(t.mul(*(t.power(f, Integer(k)) for f, k in chosen)), atoms)
    left = poly.multiply(made.above, poly.product(shown.below))
    right = poly.multiply(shown.above, poly.product(made.below))
    ratio = left[min(left)] / right[min(right)]
    return Rational(ratio.numerator, ratio.denominator), chosen


def _factors_of(polynomial: Polynomial, atoms: Atoms) -> tuple[Rational, list[tuple[Term, int]]]:
    """The irreducible factors of a polynomial, by SymPy; what it says is checked by the caller."""
    letters = symbols(f"z:{len(atoms.terms)}")
    if not letters:
        return Rational(*polynomial[()].as_integer_ratio()), []
    table = {
        _exponents(monomial, len(letters)): Rational(c.numerator, c.denominator)
        for monomial, c in polynomial.items()
    }
    number, found = factor_list(Poly.from_dict(table, *letters))
    powers = []
    for factor, k in found:
        back = {
            tuple((i, e) for i, e in enumerate(exponents) if e): _as_fraction(c)
            for exponents, c in factor.as_dict().items()
        }
        powers.append((poly.to_term(back, atoms), int(k)))
    return Rational(number), powers


def _exponents(monomial: poly.Monomial, size: int) -> tuple[int, ...]:
    found = dict(monomial)
    return tuple(found.get(i, 0) for i in range(size))


def _as_fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))


class _Finder:
    """Looks for sums that show the signs of factors, from what is known."""

    def __init__(self, known: Sequence[tuple[Fact, tuple[Polynomial, str]]], atoms: Atoms) -> None:
        self._known, self._atoms = known, atoms

    def factor(self, term: Term, k: int, strict: bool) -> Factor | None:
        """The factor with its sign, or None where no sign is found that is of use."""
        own = quotient(term, self._atoms).above
        for fact, (polynomial, sign) in self._known:
            ratio = _ratio(own, polynomial) if sign == "=" else None
            if ratio is not None:
                return Factor(term, k, "=", (Summand(ratio, t.ONE, (fact,)),))
        wanted = ((">", 1), ("<", -1)) if strict else ((">", 1), ("<", -1), (">=", 1), ("<=", -1))
        for sign, c in wanted:
            found = self._sum(poly.scaled(Fraction(c), own), strict=sign in STRICT)
            if found is not None:
                return Factor(term, k, sign, found)
        for fact, (polynomial, sign) in self._known:
            ratio = _ratio(own, polynomial) if sign == "!=" else None
            if ratio is not None:
                return Factor(term, k, "!=", (Summand(ratio, t.ONE, (fact,)),))
        if k > 0 and k % 2 == 0 and not strict:
            return Factor(term, k, "", ())
        return None

    def clash(self) -> tuple[Summand, ...] | None:
        """One fact says that a polynomial is zero, another that it is not."""
        for fact, (polynomial, sign) in self._known:
            for other, (second, said) in self._known:
                ratio = _ratio(polynomial, second) if (sign, said) == ("=", "!=") else None
                if ratio is not None:
                    return (Summand(t.ONE, t.ONE, (fact,)), Summand(-ratio, t.ONE, (other,)))
        return None

    def vanishing(self) -> tuple[Summand, ...] | None:
        """Summands that are positive or zero, one of them never zero, and add up to zero."""
        return self._sum({}, strict=True)

    def _sum(self, wanted: Polynomial, *, strict: bool) -> tuple[Summand, ...] | None:
        """A sum that is the polynomial, from few kinds of summands and few assumptions first."""
        signed = [(f, p, s) for f, (p, s) in self._known if s in (">", ">=", "=")]
        near = [known for known in signed if _atoms(known[1]) <= _atoms(wanted)]
        for known in (near, signed) if len(near) < len(signed) else (signed,):
            for products, squares in ((1, False), (1, True), (2, False), (2, True)):
                candidates = self._candidates(wanted, known, products, squares)
                found = _solved(wanted, list(islice(candidates, MAX_CANDIDATES)), strict)
                if found is not None:
                    return found
        return None

    def _candidates(
        self,
        wanted: Polynomial,
        signed: Sequence[tuple[Fact, Polynomial, str]],
        products: int,
        squares: bool,
    ) -> Iterator[tuple[Polynomial, Summand, bool]]:
        """Summands with coefficient 1, their values, and whether they are never zero."""
        largest = wanted or {m: Fraction(1) for _, p, _ in signed for m in p}
        degree = max((sum(k for _, k in monomial) for monomial in largest), default=0) + products
        used = _atoms(wanted).union(*(_atoms(p) for _, p, _ in signed))
        roots: list[tuple[Term, Polynomial]] = [(t.ONE, poly.constant(1))]
        if squares:
            for atom in sorted(used):
                roots.append((self._atoms.terms[atom], {((atom, 1),): Fraction(1)}))
        for count in range(products + 1):
            for chosen in combinations_with_replacement(signed, count):
                value = poly.product(p for _, p, _ in chosen)
                never = all(s == ">" for _, _, s in chosen)
                zero = any(s == "=" for _, _, s in chosen)
                for root, squared in roots:
                    whole = poly.multiply(value, poly.power(squared, 2))
                    if max(sum(k for _, k in m) for m in [*whole, ()]) <= degree:
                        facts = tuple(f for f, _, _ in chosen)
                        yield whole, Summand(t.ONE, root, facts), never and root == t.ONE
                        if zero:
                            minus = poly.scaled(Fraction(-1), whole)
                            yield minus, Summand(Integer(-1), root, facts), False


def _atoms(polynomial: Polynomial) -> frozenset[int]:
    return frozenset(atom for monomial in polynomial for atom, _ in monomial)


def _ratio(own: Polynomial, other: Polynomial) -> Rational | None:
    """The number c with own = c · other."""
    if not own or own.keys() != other.keys():
        return None
    c = own[min(own)] / other[min(own)]
    return Rational(c.numerator, c.denominator) if own == poly.scaled(c, other) else None


def _solved(
    wanted: Polynomial, candidates: list[tuple[Polynomial, Summand, bool]], strict: bool
) -> tuple[Summand, ...] | None:
    """Nonnegative numbers with which the candidates add up to the polynomial, as few as found."""
    from z3 import RealVal, Sum, sat

    remaining = _usable(wanted, candidates)
    if remaining is None:
        return None
    candidates = remaining
    if strict and not any(never for _, _, never in candidates):
        return None
    numbers, solver = _equations(wanted, candidates)
    if strict:
        solver.add(
            Sum([x for x, (_, _, never) in zip(numbers, candidates, strict=True) if never]) > 0
        )
    if solver.check() != sat:
        return None
    for x in reversed(numbers):  # drop what is not needed, the longest products first
        solver.push()
        solver.add(x == RealVal(0))
        if solver.check() != sat:
            solver.pop()
    solver.check()
    model = solver.model()
    made = []
    for x, (_, summand, _) in zip(numbers, candidates, strict=True):
        c = model.eval(x, model_completion=True).as_fraction()
        if c:
            number = Rational(c.numerator, c.denominator) * summand.coefficient
            made.append(Summand(number, summand.root, summand.facts))
    return tuple(made)


def _usable(
    wanted: Polynomial, candidates: list[tuple[Polynomial, Summand, bool]]
) -> list[tuple[Polynomial, Summand, bool]] | None:
    """The candidates that may have a coefficient above zero; None if they cannot add up.

    A monomial of one sign in a candidate needs another candidate, or the polynomial itself, against
    which it cancels.
    """
    needed = {(monomial, c > 0) for monomial, c in wanted.items()}
    while True:
        signs = [{(monomial, c > 0) for monomial, c in value.items()} for value, _, _ in candidates]
        there = set().union(*signs)
        if not needed <= there:
            return None
        balanced = needed | {(monomial, not positive) for monomial, positive in there}
        kept = [c for c, own in zip(candidates, signs, strict=True) if own <= balanced]
        if len(kept) == len(candidates):
            return candidates
        candidates = kept


def _equations(
    wanted: Polynomial, candidates: list[tuple[Polynomial, Summand, bool]]
) -> tuple[list[Any], Any]:
    """A variable for each candidate, and a solver that knows that they add up to the polynomial."""
    from z3 import Real, RealVal, SolverFor, Sum

    solver = SolverFor("QF_LRA")
    solver.set("rlimit", RLIMIT)
    spend(PRICE)
    numbers = [Real(f"c{i}") for i in range(len(candidates))]
    for x in numbers:
        solver.add(x >= 0)
    monomials = set(wanted).union(*(value for value, _, _ in candidates))
    for monomial in sorted(monomials):
        terms = [
            x if value[monomial] == 1 else RealVal(str(value[monomial])) * x
            for x, (value, _, _) in zip(numbers, candidates, strict=True)
            if monomial in value
        ]
        solver.add(Sum(terms) == RealVal(str(wanted.get(monomial, 0))))
    return numbers, solver


def sum_of(factor: Factor) -> Term:
    """The sum that shows the sign of a factor, as a reader writes it; it is equal to the factor."""
    return t.add(*(_as_term(summand, factor.sign in ("<", "<=")) for summand in factor.sum))


def _as_term(summand: Summand, turned: bool) -> Term:
    """coefficient · root² · Π of the sides of the facts, the signs of these put in front."""
    number: Rational = -summand.coefficient if turned else summand.coefficient
    factors: list[Term] = []
    for fact in summand.facts:
        left, right = fact.args if len(fact.args) == 2 else (t.ZERO, fact.args[0])
        if right == 0:
            number = -number
            factors.append(left)
        else:
            factors.append(right if left == 0 else t.sub(right, left))
    if summand.root != 1:
        factors.append(t.power(summand.root, Integer(2)))
    return t.mul(number, *factors)
