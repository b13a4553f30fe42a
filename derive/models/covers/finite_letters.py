"""Letters with finitely many values: binary ones, and determinants of orthogonal matrices.

The determinant of an orthogonal matrix is 1 or -1, so a formula in which it stands is compared with
either put in.  A polynomial in binary entries is zero if it is zero for each of their values at
sizes of at least its number of indices, as the index rule says after x² = x; few entries are tried
in every way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.normal_words import equal_everywhere
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.models.covers.exact_draws import values_over_primes
from derive.models.covers.index_rule import rule_points
from derive.models.covers.theorem import NotCovered, Theorem

__all__ = ["by_binary_values", "by_signs_of_determinants"]

MAX_LETTERS = 6
MAX_BITS = 10

Known = Callable[[Fact], bool]
Equal = Callable[[Term, Term], bool]


def by_signs_of_determinants(
    context: Context, left: Term, right: Term, known: Known, equal: Equal
) -> Theorem | None:
    """The theorem with its numbers if the formulas are equal for every sign of the determinants of
    orthogonal letters."""
    letters = [s for s in context.symbols.values() if known(Fact("orthogonal", (s,)))]
    found = {t.determinant(one) for s in letters for one in (s, t.transpose(s))}
    signed = [part.args[0] for term in (left, right) for part in t.subterms(term) if part in found]
    bases = list(dict.fromkeys(s.args[0] if isinstance(s, t.Transpose) else s for s in signed))
    if not bases or len(bases) > MAX_LETTERS:
        return None
    for signs in product((1, -1), repeat=len(bases)):
        values: dict[Term, Term] = {}
        for base, sign in zip(bases, signs, strict=True):
            values[t.determinant(base)] = Integer(sign)
            values[t.determinant(t.transpose(base))] = Integer(sign)
        one, other = (t.substitute(side, values) for side in (left, right))
        if not (equal_everywhere(one, other, known) or equal(one, other)):
            return None
    text = "the determinant of an orthogonal matrix is 1 or -1"
    return Theorem("signs of determinants", {"letters": len(bases), "signs": 2 ** len(bases)}, text)


def by_binary_values(
    context: Context, left: Term, right: Term, structures: Mapping[Term, frozenset[str]]
) -> Theorem | None:
    """The theorem with its numbers if polynomial formulas agree for all values of the entries of
    binary letters."""
    terms = (left, right)
    binary = [
        fact.args[0]
        for fact in context.facts
        if fact.predicate == "binary"
        and any(fact.args[0] in t.free_symbols(side) for side in terms)
    ]
    if not binary or not all(t.is_leaf(letter) for letter in binary):
        return None
    try:
        points = rule_points(left, right)
    except NotCovered:
        return None
    tried = 0
    for sizes in points:
        bits = [_entries(letter, sizes) for letter in binary]
        if sum(bits) > MAX_BITS:
            return None
        for values in product((0, 1), repeat=sum(bits)):
            fixed = dict(zip(binary, _split(values, bits), strict=True))
            tried += 1
            for found in values_over_primes(terms, sizes, structures, fixed):
                if found is None or found[0] != found[1]:
                    return None
    text = "a polynomial in binary entries is zero if it is zero for each of their values"
    return Theorem("all binary values", {"values": tried}, text)


def _entries(letter: Term, sizes: Mapping[Term, int]) -> int:
    if not t.is_matrix(letter):
        return 1
    rows, cols = (_size(dim, sizes) for dim in shape_of(letter))
    return rows * cols


def _size(dim: Term, sizes: Mapping[Term, int]) -> int:
    return int(dim) if isinstance(dim, Integer) else sizes[dim]


def _split(values: tuple[int, ...], counts: list[int]) -> list[tuple[int, ...]]:
    found, start = [], 0
    for count in counts:
        found.append(values[start : start + count])
        start += count
    return found
