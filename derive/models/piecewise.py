"""Functions with steps (|x|, max, ReLU, 1[x > 0], cases): was every branch seen on some model?

Two formulas that differ only where c > 10^9 agree on all small numbers.  So terms with steps are
compared on models of several scales more, and a branch that no model reached is held against them:
always where a step is at a single value (1[c = 5]), else where a number is in it that draws of
small numbers may miss.

Limits: PAIRS steps are looked at two by two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, pairwise

import sympy
from sympy import Rational

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.values.evaluate import Model, Undefined, evaluate
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.functions import positive
from derive.models.values.grids import Unresolved

__all__ = ["SCALES", "has_steps", "unseen_branch"]

SCALES = (Rationals(1, 16), Rationals(3, 4), Rationals(10, 3), Rationals(100))
PAIRS = 8
PLAIN = 8  # numbers up to this, and their reciprocals, are small
_OF_ENTRIES = frozenset(["relu", "abs", "sign", "positive", "nonnegative"])
_AT_A_POINT = frozenset(["zero", "nonzero", "=", "!="])
_ONE_ARGUMENT = (sympy.Abs, sympy.sign, t.ReLU)
_SEVERAL = (t.Maximum, t.Minimum)
_REPEATED = t.which(lambda row: row.repeated)


@lru_cache(maxsize=2048)
def has_steps(term: Term) -> bool:
    """Whether a function with steps is in a term."""
    return any(True for part in t.subterms(term) for _ in _gaps_of(part))


def _gaps_of(part: Term) -> Iterator[tuple[Term, bool]]:
    """What changes sign at a step, and whether only its being zero matters."""
    if isinstance(part, t.Indicator):
        left, relation, right = part.args
        yield t.sub(right, left), relation.name in _AT_A_POINT
    elif isinstance(part, _ONE_ARGUMENT):
        yield part.args[0], False
    elif isinstance(part, _SEVERAL):
        for left, right in pairwise(part.args):
            yield t.sub(right, left), False
    elif isinstance(part, t.Elementwise) and part.args[1].name in _OF_ENTRIES | _AT_A_POINT:
        yield part.args[0], part.args[1].name in _AT_A_POINT


def unseen_branch(terms: Sequence[Term], models: Sequence[Model]) -> str:
    """Why these models do not speak for every branch of the terms; empty if they do."""
    gaps = [gap for term in terms for gap in _gaps(term, ())]
    gaps = [gap for gap in dict.fromkeys(gaps) if not _whole(gap[0])]
    seen = [[_signs(gap, binders, model) for model in models] for gap, _, binders in gaps]
    for (gap, point, _), signs in zip(gaps, seen, strict=True):
        found = set().union(*signs)
        if point and 0 not in found:
            return f"no model was found on which {gap} is zero"
        if not point and not {-1, 1} <= found and _has_odd_number(gap):
            return f"{gap} has one sign on every model that was tried"
    for (one, left), (other, right) in combinations(list(zip(gaps, seen, strict=True))[:PAIRS], 2):
        if one[2] or other[2] or not (_has_odd_number(one[0]) or _has_odd_number(other[0])):
            continue
        together = {(a, b) for x, y in zip(left, right, strict=True) for a in x for b in y}
        if any((a, b) not in together for a in (-1, 1) for b in (-1, 1)):
            return f"not all signs of {one[0]} and {other[0]} came together on a model"
    return ""


_Gap = tuple[Term, bool, tuple[Term, ...]]


def _gaps(term: Term, binders: tuple[Term, ...]) -> Iterator[_Gap]:
    """The gaps of a term, each with the sums over an index that it stands in."""
    for gap, point in _gaps_of(term):
        yield gap, point, binders
    if not t.is_leaf(term):
        within = (*binders, term) if isinstance(term, _REPEATED) else binders
        for place in t.places(term):
            yield from _gaps(term.args[place], within)


def _signs(gap: Term, binders: tuple[Term, ...], model: Model) -> frozenset[int]:
    """The signs that a gap takes on a model: at every entry and for every index around it."""
    if binders:
        _, index, first, last = binders[0].args
        stretch = range(model.size(first), model.size(last) + 1)
        each = (replace(model, sizes={**model.sizes, index: i}) for i in stretch)
        return frozenset().union(*(_signs(gap, binders[1:], inner) for inner in each))
    try:
        value = evaluate(gap, model)
        entries = value.entries() if is_grid(value) else [value]
        return frozenset(0 if entry == 0 else 1 if positive(entry) else -1 for entry in entries)
    except (Undefined, Unresolved, LimitError, ZeroDivisionError):
        return frozenset()


def _whole(gap: Term) -> bool:
    """Whether only whole numbers are compared, which sizes and indices show."""
    letters = t.free_symbols(gap)
    return all(symbol.is_integer for symbol in letters)


@lru_cache(maxsize=2048)
def _has_odd_number(term: Term) -> bool:
    """Whether a number is in a term that small draws may never reach."""
    return any(
        isinstance(part, Rational) and max(abs(int(part.p)), int(part.q)) > PLAIN
        for part in t.subterms(term)
    )
