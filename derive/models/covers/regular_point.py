"""Formulas with inverses: one that vanishes at large enough sizes vanishes at every size.

Theorem.  Let f be made of letters by sums, products and inverses of matrices, no product passing
through a single number, and let all its inverses exist at a point where square letters are
multiples of the identity and the others are zero.  Let N be twice the letters plus the inverses,
each as often as it stands there, times the greatest number of blocks of one size.  If f vanishes
when every size is at least N, it vanishes at every size.  For: around the point f is a rational
series with a linear representation of N states, its homogeneous parts of degree below N vanish by
the index rule, and then all do (Schützenberger; Berstel and Reutenauer 2011).

A sum of single traces, or the quotient of two products of determinants, is constant if its
derivatives vanish, which are such formulas; its value at the point remains to be compared.  The
derivative of log det F is tr F^-1 dF: each F has to be invertible at the point, as F^-1 is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.models.covers.exact_draws import agree_over_primes, differ_at_unequal_sizes
from derive.models.covers.index_ranges import check_ranges
from derive.models.covers.theorem import NotCovered, Theorem
from derive.models.values.evaluate import Model, sized
from derive.models.values.fields import PrimeField

__all__ = ["by_regular_point", "states_of"]

MAX_SIZE = 100
PRIME = (1 << 61) - 1
DETERMINANTS = ", determinants"
STATEMENT = (
    "a formula of matrices with inverses that exist at multiples of the identity, and that "
    "vanishes at sizes of at least its number of states, vanishes at every size"
)


def by_regular_point(
    left: Term, right: Term, structures: Mapping[Term, frozenset[str]]
) -> Theorem | None:
    """The theorem with its numbers if both are formulas of matrices, sums of single traces or
    products of determinants, and agree at its sizes."""
    kept = {s: said & {"symmetric", "skew_symmetric"} for s, said in structures.items()}
    terms = (left, right)
    try:
        check_ranges(terms)
        kind, states = _kind(terms)
        blocks = max(_blocks(part) for term in terms for part in t.subterms(term))
        size = max(1, states * blocks)
        sizes = _sizes(terms)
    except NotCovered:
        return None
    if size > MAX_SIZE or not sizes or not _alike_at_point(terms, sizes, kept, kind):
        return None
    if differ_at_unequal_sizes(terms, sizes, kept):
        return None
    if not agree_over_primes(terms, dict.fromkeys(sizes, size), kept):
        return None
    numbers = {"states": states, "blocks": blocks, "size": size}
    return Theorem(f"regular point{kind}", numbers, STATEMENT)


def _kind(terms: Sequence[Term]) -> tuple[str, int]:
    """Which form of the theorem applies, and the states that it asks for."""
    if all(map(t.is_matrix, terms)):
        return "", sum(map(states_of, terms))
    for kind, read in ((", traces", _of_traces), (DETERMINANTS, _of_determinants)):
        try:
            return kind, 2 * sum(map(read, terms))
        except NotCovered:
            continue
    raise NotCovered


def _of_traces(term: Term) -> int:
    """The states of the formulas whose traces are added, with numbers before them."""
    if isinstance(term, t.Trace):
        return states_of(term.args[0])
    if isinstance(term, Add):
        return sum(map(_of_traces, term.args))
    if isinstance(term, Mul):
        traced = [factor for factor in term.args if not _is_coefficient(factor)]
        if len(traced) == 1:
            return _of_traces(traced[0])
    if _is_coefficient(term):
        return 0
    raise NotCovered


def _of_determinants(term: Term) -> int:
    """The states of the formulas whose determinants are multiplied."""
    if isinstance(term, t.Determinant):
        return states_of(term.args[0])
    if isinstance(term, Mul):
        return sum(map(_of_determinants, term.args))
    if isinstance(term, Pow) and isinstance(term.args[1], Integer):
        return abs(int(term.args[1])) * _of_determinants(term.args[0])
    if isinstance(term, Rational) and term != 0:
        return 0
    raise NotCovered


_TOTAL = (t.MatAdd, t.Transpose, t.BlockMatrix)


def states_of(term: Term) -> int:
    """Twice the letters plus the inverses, each as often as it stands in a formula.

    Raises NotCovered for a formula that is not made of matrices by sums, products and inverses.
    """
    if isinstance(term, t.MatrixSymbol):
        if not all(isinstance(dim, Symbol | Integer) for dim in term.shape):
            raise NotCovered
        return 2
    if isinstance(term, t.Identity | t.ZeroMatrix) or _is_coefficient(term):
        return 1
    if t.is_matrix(term) and shape_of(term) == (t.ONE, t.ONE):
        raise NotCovered  # a single number
    if isinstance(term, t.Inverse):
        return 1 + states_of(term.args[0])
    if isinstance(term, t.MatPow) and isinstance(term.args[1], Integer):
        times = abs(int(term.args[1]))
        return times * (1 + states_of(term.args[0]))
    if isinstance(term, t.MatMul):
        matrices = [factor for factor in term.args if t.is_matrix(factor)]
        if any(shape_of(factor)[1] == 1 for factor in matrices[:-1]):
            raise NotCovered  # through a single number
        return sum(map(states_of, term.args))
    if isinstance(term, _TOTAL):
        return sum(states_of(term.args[i]) for i in t.places(term))
    raise NotCovered


def _is_coefficient(term: Term) -> bool:
    """Whether a scalar is a quotient of polynomials in scalar letters."""
    return t.is_scalar(term) and all(
        isinstance(part, Rational | Add | Mul)
        or (isinstance(part, Symbol) and not part.is_integer)
        or (isinstance(part, Pow) and isinstance(part.args[1], Integer))
        for part in t.subterms(term)
    )


def _blocks(part: Term) -> int:
    """The greatest number of blocks of one size in a block matrix; 1 for another part."""
    if not isinstance(part, t.BlockMatrix):
        return 1
    rows = t.block_rows(part)
    return max(len(rows), len(rows[0]))


def _sizes(terms: Sequence[Term]) -> list[Symbol]:
    """The sizes of all parts.  Raises NotCovered for one that cannot be as large as is wanted."""
    found: dict[Symbol, None] = {}
    for part in (p for term in terms for p in t.subterms(term) if t.is_matrix(p)):
        for dim in shape_of(part):
            if isinstance(dim, Integer) and dim != 1:
                raise NotCovered
            found |= dict.fromkeys(ordered(dim.free_symbols))
    return list(found)


def _alike_at_point(
    terms: Sequence[Term],
    sizes: Sequence[Symbol],
    structures: Mapping[Term, frozenset[str]],
    kind: str,
) -> bool:
    """Whether all inverses exist where square letters are multiples of the identity, the others
    zero, and scalar formulas agree there, determinants at what is not zero: at sizes that fix
    what depends on each of them."""
    start = dict.fromkeys(sizes, 1)
    for at in (start, *({**start, size: 2} for size in sizes)):
        values = _at_point(terms, at, structures)
        if values is None or (kind and values[0] != values[1]):
            return False
        if kind == DETERMINANTS and values[0] == 0:
            return False
    return True


def _at_point(
    terms: Sequence[Term],
    sizes: Mapping[Symbol, int],
    structures: Mapping[Term, frozenset[str]],
) -> list[Any] | None:
    field = PrimeField(PRIME)
    at: dict[Term, int] = {symbol: size for symbol, size in sizes.items()}  # noqa: C416
    model = Model(field, at, {})
    values: dict[Term, Any] = {}
    for number, letter in enumerate(_letters(terms)):
        scale = 1_000_003 + 7_919 * number * number
        if not t.is_matrix(letter):
            values[letter] = field.number(scale)
            continue
        rows, cols = (model.size(dim) for dim in letter.shape)
        skew = "skew_symmetric" in structures.get(letter, ())
        unit = scale if letter.shape[0] == letter.shape[1] and not skew else 0
        flat = [unit * int(i == j) for i in range(rows) for j in range(cols)]
        values[letter] = field.grid(rows, cols, flat)
    try:
        return [sized(term, Model(field, at, values)) for term in terms]
    except (DeriveError, ArithmeticError):
        return None


def _letters(terms: Sequence[Term]) -> list[Term]:
    found = (p for term in terms for p in t.subterms(term))
    return list(
        dict.fromkeys(
            p
            for p in found
            if isinstance(p, t.MatrixSymbol) or (isinstance(p, Symbol) and not p.is_integer)
        )
    )
