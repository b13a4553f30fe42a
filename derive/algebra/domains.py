"""Whether a formula has a value wherever another one has, for all sizes and values.

Each need of the first must be known, or be met where those of the second are.  Needs of words are
compared up to what leaves them alone: rational factors, transposes, and factors that are themselves
invertible.  det(I + UV) = det(I + VU) (Sylvester 1851; Horn and Johnson, Matrix Analysis, 1.3.P28),
so that A + UCV, C^-1 + V A^-1 U and, for columns, 1 + v'A^-1 u are invertible together where A and
C are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Add, Dummy, Mul, Poly, PolynomialError, Pow, Rational, Symbol, expand

from derive.algebra import term as t
from derive.algebra.annihilators import resultant_with_annihilator
from derive.algebra.context import Fact
from derive.algebra.met_needs import Domain
from derive.algebra.needs import Need, needs
from derive.algebra.normal_words import definitions, new_reading, written_out
from derive.algebra.term import Term
from derive.algebra.word_reading import Known
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
        domain = Domain(new_reading(known), (*needs(other), *said))
        return all(
            domain.meets(need) or _by_annihilator(domain, need, assumed, known)
            for need in needs(formula)
        )
    except (LimitError, ZeroDivisionError):
        return False


def _by_annihilator(domain: Domain, need: Need, equations: Iterable[Fact], known: Known) -> bool:
    """Whether a matrix is invertible by a polynomial that vanishes at its letter."""
    if not isinstance(need, Fact) or need.predicate != "invertible":
        return False
    resultant = resultant_with_annihilator(need.args[0], equations, known)
    return resultant is not None and domain.meets(Fact("!=", (resultant, t.ZERO)))


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
        domain = Domain(new_reading(known), tuple(_written(need, values) for need in given))
    except (LimitError, ZeroDivisionError):
        return wanted
    return tuple(need for need in wanted if not _met(domain, need, values))


def _met(domain: Domain, need: Need, values: Mapping[Term, Term]) -> bool:
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
        domain = Domain(new_reading(known), needs(given))
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
