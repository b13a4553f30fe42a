"""Formulas whose sizes are numbers, or bounded by the assumptions: each allowed size is tried.

At one assignment of sizes a formula is a quotient of polynomials in the entries of its letters, of
a known degree; letters that are generic, symmetric, skew-symmetric, triangular or diagonal range
over a linear space, on which it is zero at a random point of a prime field with a chance below its
degree divided by the prime, unless it is zero (Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.models.covers.exact_draws import agree_over_primes
from derive.models.covers.theorem import Theorem
from derive.models.sampling.strata import completed_sizes, integers_of, size_facts

__all__ = ["at_fixed_sizes"]

LARGEST = 10
MAX_ASSIGNMENTS = 24
# what is one value at random points and another at special ones
_JUMPING = (t.Rank, t.PseudoInverse, t.Indicator, t.Cases, *t.LIMITS)
STATEMENT = "a quotient of polynomials that is zero at a random point of a prime field is zero"


def at_fixed_sizes(
    context: Context, left: Term, right: Term, structures: Mapping[Term, frozenset[str]]
) -> Theorem | None:
    """The theorem with its numbers if the assumptions leave finitely many small sizes, and the
    formulas agree at each."""
    terms = (left, right)
    if any(isinstance(p, _JUMPING) for term in terms for p in t.subterms(term)):
        return None
    assignments = _allowed(context, terms)
    if not assignments or len(assignments) > MAX_ASSIGNMENTS:
        return None
    if not all(agree_over_primes(terms, sizes, structures) for sizes in assignments):
        return None
    return Theorem("exactly those sizes", {"sizes": len(assignments), "primes": 2}, STATEMENT)


def _allowed(context: Context, terms: tuple[Term, Term]) -> list[dict[Term, int]] | None:
    """All sizes that the assumptions allow; None if they are unbounded or large."""
    integers = integers_of(context, terms)
    if not all(symbol.is_positive for symbol in integers):
        return None
    if not all(_is_bounded(symbol, context, integers) for symbol in integers):
        return None
    if (LARGEST + 1) ** len(integers) > 2000:
        return None
    found = []
    for values in product(range(1, LARGEST + 2), repeat=len(integers)):
        sizes = completed_sizes(context, integers, dict(zip(integers, values, strict=True)))
        if sizes is not None:
            found.append(sizes)
    if any(max(sizes.values(), default=0) > LARGEST for sizes in found):
        return None
    unique = {tuple(sizes.values()): sizes for sizes in found}
    return list(unique.values())


def _is_bounded(symbol: Term, context: Context, integers: tuple[Term, ...]) -> bool:
    """Whether a comparison with a number bounds a size from above, or an equation fixes it."""
    for fact in size_facts(context, integers):
        if fact.predicate == "=" and symbol in fact.args:
            return all(isinstance(arg, Symbol | Integer) for arg in fact.args)
        upper = fact.predicate in ("<", "<=") and fact.args[0] == symbol
        if upper and isinstance(fact.args[1], Integer):
            return True
    return False
