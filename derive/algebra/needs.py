"""What a formula needs in order to have a value, read from its text before anything is cancelled.

A need is a fact (`invertible(P)`, `q != 0`, `0 < x` of a logarithm, `0 <= x` of a root, `i <= n` of
an entry), or a part of the formula whose domain is not analysed, which is needed as it stands.
A formula has a value wherever all its needs are met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

import sympy
from sympy import Add, Integer, Mul, Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.lengths import after, is_at_least, is_natural, is_whole
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term

__all__ = [
    "CORNERED",
    "Need",
    "derivative_needs",
    "inner_needs",
    "is_nonnegative",
    "is_positive",
    "needs",
    "needs_inside",
]

Need: TypeAlias = Fact | Term
Ranges: TypeAlias = Mapping[Term, Dim]  # bound index -> the last of its values 1, 2, ...

TOTAL: tuple[type, ...] = (t.MatAdd, Add, t.MatMul, Mul, t.Transpose, t.AsScalar, t.Trace)
TOTAL += (t.Determinant, t.BlockMatrix, t.KroneckerProduct, t.HadamardProduct, t.Vectorization)
TOTAL += (t.DiagonalMatrix, t.Diagonal, t.PseudoInverse, t.Norm, t.Rank, t.Adjugate, t.Indicator)
TOTAL += (t.Maximum, t.Minimum, t.ReLU, t.Logistic, sympy.Abs, sympy.sign, sympy.exp, sympy.sin)
TOTAL += (sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, t.Equation)
CORNERED: tuple[type, ...] = (
    t.ReLU,
    t.Indicator,
    t.Cases,
    t.Maximum,
    t.Minimum,
    sympy.Abs,
    sympy.sign,
)
CORNERED += (sympy.Abs, sympy.sign, t.Elementwise, t.Rank, t.PseudoInverse)
INDEXED = (t.IndexSum, t.MatrixSum, t.IndexProduct)
SMOOTH_OF_ENTRIES = frozenset(["exp", "sin", "cos", "sinh", "cosh", "tanh", "logistic", "log"])
TOTAL_OF_MATRICES = frozenset({"exp", "sin", "cos", "sinh", "cosh"})
TOTAL_OF_ENTRIES = TOTAL_OF_MATRICES | {
    "tanh",
    "abs",
    "relu",
    "logistic",
    "sign",
    "max",
    "min",
    "positive",
}


@lru_cache(maxsize=4096)
def needs(term: Term) -> tuple[Need, ...]:
    """The needs of a formula, in the order in which they stand, each once."""
    return tuple(dict.fromkeys(_needs(term, {})))


def _needs(term: Term, ranges: Ranges) -> Iterator[Need]:
    if t.is_leaf(term):
        return
    if isinstance(term, t.IndexSum | t.MatrixSum | t.IndexProduct):
        yield from _sum(term, ranges)
        return
    if isinstance(term, t.Jacobian | t.Derivative):
        apart = derivative_needs(term, ranges)
        yield from (term,) if apart is None else apart
        return
    own = _own(term, ranges)
    if own is None:
        yield term
        return
    yield from own
    for place in t.places(term):
        yield from _needs(term.args[place], ranges)


def derivative_needs(
    derivative: Term, ranges: Ranges = MappingProxyType({})
) -> tuple[Need, ...] | None:
    """What a derivative needs: that its function has a value near the point, without a corner.

    What a need says of the variable must hold on a neighbourhood: it is open, as `invertible`,
    `0 < f` and `f != 0` are of a continuous f, and a root has derivatives above zero only.  None
    where it is not, and for corners or jumps.
    """
    of, variable = derivative.args[:2]
    if not _is_smooth(of):
        return None
    letters = t.free_symbols(variable)
    found = [_opened(need, letters) for need in (*_needs(of, ranges), *_lengths(of, letters))]
    return None if None in found else tuple(dict.fromkeys(need for need in found if need))


def _opened(need: Need, letters: frozenset[Term]) -> Need | None:
    """The need as what holds near a value of these letters, too; None where none is seen."""
    if not letters & _letters(need):
        return need
    if not isinstance(need, Fact):
        inside = _inside(need, {}) if isinstance(need, INDEXED) else None
        same = inside is not None and all(_opened(one, letters) == one for one in inside)
        return need if same else None
    if need.predicate == "invertible":
        return need
    of = need.args[-1] if need.predicate in ("<", "<=") else need.args[0]
    if not t.is_scalar(of) or need.predicate not in ("<", "<=", "!="):
        return None
    return Fact("<", need.args) if need.predicate == "<=" else need


def _lengths(of: Term, letters: frozenset[Term]) -> Iterator[Need]:
    """That what a norm is taken of is not zero, where it is not squared."""
    for norm in _bare_norms(of):
        if letters & t.free_symbols(norm):
            yield Fact("!=", (norm, t.ZERO))


def _bare_norms(term: Term) -> Iterator[Term]:
    """The norms in a term that stand in no even power, which would have no corner."""
    if t.is_leaf(term):
        return
    squared = isinstance(term, Pow) and _is_even(term.args[1]) and isinstance(term.base, t.Norm)
    if isinstance(term, t.Norm):
        yield term
    for place in t.places(term):
        inner = term.args[place]
        yield from _bare_norms(inner.args[0] if squared and place == 0 else inner)


def _letters(need: Need) -> frozenset[Term]:
    return need.free_symbols if isinstance(need, Fact) else t.free_symbols(need)


def _is_smooth(term: Term) -> bool:
    """Whether a formula has no corners or jumps inside of its domain but where a norm is zero; of a
    sum over an index, what is said of its norms is said of no single one."""
    parts = list(t.subterms(term))
    below = any(isinstance(part, INDEXED) and any(_bare_norms(part)) for part in parts)
    norms = all(_is_quadratic(part) for part in parts if isinstance(part, t.Norm))
    return norms and not below and not any(map(_is_cornered, parts))


def _is_cornered(part: Term) -> bool:
    if isinstance(part, t.Elementwise):
        return part.args[1].name not in SMOOTH_OF_ENTRIES
    return isinstance(part, CORNERED)


def _is_quadratic(norm: Term) -> bool:
    """Whether the square of a norm is a polynomial: of a column, or the Frobenius norm."""
    of, name = norm.args[0], norm.args[1].name
    return name == "F" or (name == "2" and shape_of(of)[1:] == (t.ONE,))


def _is_even(exponent: Term) -> bool:
    return isinstance(exponent, Integer) and exponent > 0 and int(exponent) % 2 == 0


def is_nonnegative(term: Term) -> bool:
    """Whether a scalar is seen to be at least zero from how it is written."""
    if isinstance(term, Rational):
        return bool(term >= 0)
    if isinstance(term, t.Norm | sympy.Abs | sympy.exp | t.ReLU | t.Rank | t.Indicator):
        return True
    if isinstance(term, Pow):
        even = _is_even(term.exp) or (isinstance(term.exp, Rational) and term.exp.q % 2 == 0)
        return even or is_nonnegative(term.base)
    if isinstance(term, Add | Mul):
        return all(map(is_nonnegative, term.args))
    if isinstance(term, t.IndexSum | t.IndexProduct):
        return is_nonnegative(term.args[0])
    return bool(getattr(term, "is_positive", None))


def is_positive(term: Term, known: Callable[[Fact], bool]) -> bool:
    """Whether a scalar is seen to be above zero from how it is written and what is known."""
    if isinstance(term, Rational):
        return bool(term > 0)
    if isinstance(term, sympy.exp | t.GaussianDensity) or getattr(term, "is_positive", None):
        return True
    if isinstance(term, Add):
        some = any(is_positive(arg, known) for arg in term.args)
        return some and all(is_nonnegative(a) or is_positive(a, known) for a in term.args)
    if isinstance(term, Mul):
        return all(is_positive(arg, known) for arg in term.args)
    if isinstance(term, Pow):
        return is_positive(term.base, known)
    if isinstance(term, t.IndexSum):
        summand, _, first, last = term.args
        return first == 1 and last.is_positive is True and is_positive(summand, known)
    return isinstance(term, sympy.Symbol) and known(Fact("<", (t.ZERO, term)))


def _own(term: Term, ranges: Ranges) -> list[Need] | None:
    """What the operation itself needs; None if that is not analysed."""
    if isinstance(term, TOTAL):
        return []
    if isinstance(term, t.Inverse):
        return [Fact("invertible", term.args[:1])]
    if isinstance(term, sympy.log):
        return [Fact("<", (t.ZERO, term.args[0]))]
    if isinstance(term, Pow | t.MatPow):
        return _power(*term.args)
    if isinstance(term, t.GaussianDensity):
        covariance = term.args[2]
        scalar = t.is_scalar(covariance)
        return [
            Fact("<", (t.ZERO, covariance)) if scalar else Fact("positive_definite", (covariance,))
        ]
    if isinstance(term, t.Entry):
        return _in_range(list(zip(term.args[1:], shape_of(term.args[0]), strict=True)), ranges)
    if isinstance(term, t.Cases):
        return [] if _is_covered(term, ranges) else None
    if isinstance(term, t.UnitVector):
        return _in_range([term.args], ranges)
    named = term.args[1].name if isinstance(term, t.MatrixFunction | t.Elementwise) else ""
    total = TOTAL_OF_MATRICES if isinstance(term, t.MatrixFunction) else TOTAL_OF_ENTRIES
    return [] if named in total else None


def _is_range(need: Fact) -> bool:
    """Whether a need says of an index that it is in the range of a letter."""
    return need.predicate == "<=" and isinstance(need.args[0], sympy.Symbol)


def _is_covered(cases: Term, ranges: Ranges) -> bool:
    """Whether a case holds for all values, and every value and condition exists always."""
    inside = (need for part in cases.args for need in _needs(part, ranges))
    if not all(isinstance(need, Fact) and _is_range(need) for need in inside):
        return False
    if len(cases.args) % 2:
        return True
    conditions = [part for part in cases.args[1::2] if isinstance(part, t.Indicator)]
    said = [(one.args[0], one.args[1].name, one.args[2]) for one in conditions]
    return any((left, "!=", right) in said for left, name, right in said if name == "=")


def _power(base: Term, exponent: Term) -> list[Need] | None:
    if isinstance(exponent, Integer):
        if exponent >= 0:
            return []
        if t.is_matrix(base):
            return [Fact("invertible", (base,))]
        return [_nonzero(factor) for factor in _factors(base)]
    if is_natural(exponent):
        return []
    if isinstance(exponent, Rational) and exponent.q % 2 == 0 and t.is_scalar(base):
        return [Fact("<" if exponent < 0 else "<=", (t.ZERO, base))]
    return None


def _nonzero(factor: Term) -> Need:
    if isinstance(factor, t.Determinant):
        return Fact("invertible", factor.args)
    return Fact("!=", (factor, t.ZERO))


def _factors(scalar: Term) -> Iterator[Term]:
    """The factors of a scalar that must all be other than zero for it to be so."""
    if isinstance(scalar, Mul):
        for factor in scalar.args:
            yield from _factors(factor)
    elif isinstance(scalar, Pow) and isinstance(scalar.exp, Integer) and scalar.exp > 0:
        yield from _factors(scalar.base)
    elif not isinstance(scalar, Rational) or scalar == 0:
        yield scalar


def _in_range(pairs: list[tuple[Term, Dim]], ranges: Ranges) -> list[Need]:
    """That each index is at most the size; one that a sum binds to that range is."""
    return [
        Fact("<=", (index, size))
        for index, size in pairs
        if index not in (1, size) and not _covers(size, ranges.get(index))
    ]


def _covers(size: Dim, last: Dim | None) -> bool:
    """Whether an index that is at most `last` is at most the size."""
    if last is None:
        return False
    return last == size or is_natural(t.sub(size, last))


def _sum(term: Term, ranges: Ranges) -> Iterator[Need]:
    """What each summand needs, where that is the same for all and there is a summand; else a sum
    needs nothing only if its summand needs nothing for any index in the range."""
    index, first, last = term.args[1:]
    inner = tuple(inner_needs(term, ranges))
    if first == 1 and last.is_positive is True:
        alike = [need for need in inner if index not in _letters(need)]
        inner = tuple(need for need in inner if need not in alike)
        yield from alike
    if inner:
        yield term
    for bound in term.args[2:]:
        yield from _needs(bound, ranges)
    yield from _count(*term.args[2:])


def inner_needs(term: Term, ranges: Ranges = MappingProxyType({})) -> Iterator[Need]:
    """What the summand of a sum, or the factor of a product over an index, needs in its range."""
    summand, index, first, last = term.args
    outside = {other: size for other, size in ranges.items() if other != index}
    yield from _needs(summand, {**outside, **_bound(index, first, last)})


def _bound(index: Term, first: Term, last: Dim) -> Ranges:
    """The range of an index that is counted from 1 or a greater number."""
    return {index: last} if isinstance(first, Integer) and first >= 1 else {}


def _count(first: Term, last: Term) -> Iterator[Fact]:
    """That the bounds are whole numbers, and that the sum is not cut off before it begins."""
    fractional = [bound for bound in (first, last) if not is_whole(bound)]
    yield from (Fact("integer", (bound,)) for bound in fractional)
    end = after(last)
    if not fractional and not is_at_least(end, first, lambda fact: False):
        yield Fact("<=", (first, end))


def needs_inside(part: Term) -> tuple[Fact, ...] | None:
    """What a part that is needed as it stands hangs on: a sum or product over an index on the needs
    of its summand, a derivative on those of a function that has no corners.

    None for any other part, and for one that has other parts inside.
    """
    return _inside(part, {})


def _inside(part: Term, ranges: Ranges) -> tuple[Fact, ...] | None:
    found: list[Fact] = []
    if isinstance(part, t.IndexSum | t.MatrixSum | t.IndexProduct):
        index, first, last = part.args[1:]
        found += _count(first, last)
        ranges = {other: size for other, size in ranges.items() if other != index}
        ranges = {**ranges, **_bound(index, first, last)}
    elif not isinstance(part, t.Jacobian | t.Derivative) or _has_corners(part.args[0]):
        return None
    for need in _needs(part.args[0], ranges):
        inner = (need,) if isinstance(need, Fact) else _inside(need, ranges)
        if inner is None:
            return None
        found += inner
    return tuple(found)


def _has_corners(function: Term) -> bool:
    """Whether a function may have a value and no derivative."""
    return not _is_smooth(function) or any(_bare_norms(function))
