"""When two scalar terms are one fraction of polynomials, and what must not be zero for that.

References: the field of fractions of a polynomial ring, e.g. Lang, Algebra (3rd ed. 2002), II.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Integer, Mul, Pow, Rational, Symbol

from derive.algebra import polynomials as poly
from derive.algebra.approach import outside_limits
from derive.algebra.polynomials import Atoms, Polynomial, quotient, same_fraction
from derive.algebra.term import Term

__all__ = ["divisors", "monic", "new_divisors", "same_quotient", "split"]


def split(term: Term) -> Iterator[Term]:
    """The factors of a term that are no numbers, each without its whole exponent."""
    if isinstance(term, Mul):
        for part in term.args:
            yield from split(part)
    elif isinstance(term, Pow) and isinstance(term.args[1], Integer):
        yield from split(term.args[0])
    elif not isinstance(term, Rational):
        yield term


def divisors(*terms: Term) -> Iterator[Term]:
    """What the terms divide by, factor by factor, outermost first."""
    for term in terms:
        for part in outside_limits(term):
            if isinstance(part, Pow) and isinstance(part.args[1], Integer) and part.args[1] < 0:
                yield from split(part.args[0])


def monic(term: Term, atoms: Atoms) -> Polynomial:
    """The numerator of a term, a multiple of it that is the same for all its multiples."""
    above = quotient(term, atoms).above
    return poly.scaled(1 / above[min(above)], above) if above else above


def same_quotient(before: Term, after: Term) -> bool:
    """Whether two scalars are equal as fractions wherever both are defined.

    What occurs in `after` and is neither a letter nor in `before` might have no value: then no.
    Raises LimitError for polynomials that are too large, ZeroDivisionError for a division by zero.
    """
    atoms = Atoms()
    left = quotient(before, atoms)
    known = len(atoms.terms)
    right = quotient(after, atoms)
    letters = all(isinstance(atom, Symbol) for atom in atoms.terms[known:])
    return letters and same_fraction(left, right)


def new_divisors(before: Term, after: Term) -> tuple[Term, ...]:
    """What `after` divides by and `before` does not: these must not be zero."""
    atoms = Atoms()
    seen = [monic(term, atoms) for term in divisors(before)]
    found = []
    for term in divisors(after):
        polynomial = monic(term, atoms)
        if polynomial not in seen:
            seen.append(polynomial)
            found.append(term)
    return tuple(found)
