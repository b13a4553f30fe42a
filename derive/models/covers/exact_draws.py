"""Draws over prime fields at sizes that a theorem names: do two formulas agree there?

Letters are generic, or symmetric, skew-symmetric, triangular or diagonal: each of these is a linear
space, on which a formula that is not zero vanishes at a random point with a chance of at most its
degree divided by the prime (Schwartz 1980, Zippel 1979).  Whatever else is assumed of a letter is
left out: what holds without it holds with it.  Functions that are not rational are fixed random
maps, so that agreement holds for every function in their place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Any

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import text_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.models.sampling.sample_matrix import Structured, closure
from derive.models.values.evaluate import Model, sized
from derive.models.values.fields import PrimeField, draw_prime

__all__ = [
    "STRUCTURES",
    "agree_over_primes",
    "differ_at_unequal_sizes",
    "structures_of",
    "values_over_primes",
]

STRUCTURES = frozenset(
    "symmetric skew_symmetric diagonal lower_triangular upper_triangular".split()
)
_SYMMETRIC = frozenset(["positive_definite", "positive_semidefinite"])
PRIMES = 2


def structures_of(context: Context) -> dict[Term, frozenset[str]]:
    """The linear structures that are assumed of square letters."""
    found: dict[Term, set[str]] = {}
    for fact in context.facts:
        [letter, *more] = fact.args
        if more or not isinstance(letter, t.MatrixSymbol) or letter.shape[0] != letter.shape[1]:
            continue
        said = {"symmetric"} if fact.predicate in _SYMMETRIC else {fact.predicate} & STRUCTURES
        found.setdefault(letter, set()).update(said)
    return {letter: frozenset(said) for letter, said in found.items()}


def agree_over_primes(
    terms: Sequence[Term], sizes: Mapping[Term, int], structures: Mapping[Term, frozenset[str]]
) -> bool:
    """Whether two formulas have values and agree on draws over two primes at these sizes."""
    for values in values_over_primes(terms, sizes, structures):
        if values is None or values[0] != values[1]:
            return False
    return True


def differ_at_unequal_sizes(
    terms: Sequence[Term], sizes: Sequence[Term], structures: Mapping[Term, frozenset[str]]
) -> bool:
    """Whether two formulas differ on a draw where no two sizes are equal, in two orders: a guard
    beside the theorems, which draw large sizes that are equal."""
    for order in (sizes, sizes[::-1]):
        unequal = {size: number for number, size in enumerate(order, 1)}
        for values in values_over_primes(terms, unequal, structures):
            if values is not None and values[0] != values[1]:
                return True
    return False


def values_over_primes(
    terms: Sequence[Term],
    sizes: Mapping[Term, int],
    structures: Mapping[Term, frozenset[str]],
    fixed: Mapping[Term, Sequence[int]] = MappingProxyType({}),
) -> Iterable[list[Any] | None]:
    """The values of the formulas on one draw over each prime; None where one has none.

    `fixed` gives the entries of some letters, row by row.
    """
    seed = _seed(tuple(terms))
    for number in range(PRIMES):
        random = Random(f"{seed} {number} {sorted(sizes.values())}")
        field = PrimeField(draw_prime(random))
        model = Model(field, sizes, {})
        letters = _letters(terms)
        values = {s: _drawn(s, model, field, random, structures) for s in letters}
        for letter, entries in fixed.items():
            values[letter] = _placed(letter, entries, model, field)
        drawn = Model(field, sizes, values)
        try:
            yield [sized(term, drawn) for term in terms]
        except (DeriveError, ArithmeticError):
            yield None


def _letters(terms: Sequence[Term]) -> list[Term]:
    """Letters in the order in which they occur."""
    found = [
        p
        for term in terms
        for p in t.subterms(term)
        if isinstance(p, t.MatrixSymbol) or (isinstance(p, Symbol) and not p.is_integer)
    ]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _seed(terms: tuple[Term, ...]) -> str:
    """A seed that hangs on the formulas, so that no number in them can be a multiple of a prime
    that is drawn for them."""
    return hashlib.sha256(" | ".join(map(text_of, terms)).encode()).hexdigest()


def _placed(letter: Term, entries: Sequence[int], model: Model, field: PrimeField) -> Any:
    if not t.is_matrix(letter):
        return field.number(entries[0])
    rows, cols = (model.size(dim) for dim in letter.shape)
    return field.grid(rows, cols, entries)


def _drawn(
    letter: Term,
    model: Model,
    field: PrimeField,
    random: Random,
    structures: Mapping[Term, frozenset[str]],
) -> Any:
    if not t.is_matrix(letter):
        return field.draw(random)
    rows, cols = (model.size(dim) for dim in letter.shape)
    said = closure(structures.get(letter, frozenset()), rows == cols)
    return Structured(field, random, rows, cols).draw(said)
