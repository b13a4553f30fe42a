"""Sizes at which formulas may differ that agree elsewhere: the smallest, and those at thresholds.

The determinant of Z'Z, Z = [X Y] with X: n x 2 and Y: n x 3, is zero for n < 5: the threshold is
the size of a part, and need not be written.  So each size is tried around every number that stands
in the question, and around the value of every size of a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import DeriveError
from derive.models.sampling.strata import completed_sizes, integers_of
from derive.models.witnesses.constants import literals

__all__ = ["special_sizes"]

LARGEST = 9
MAX_ASSIGNMENTS = 24
SMALL = (1, 2, 3)


def special_sizes(context: Context, terms: Sequence[Term]) -> list[dict[Term, int]]:
    """Assignments that the assumptions allow: all at their least together, each alone, around each
    threshold, and all at their bound together; the smallest first within each group."""
    integers = integers_of(context, terms)
    if not integers:
        return [{}]
    parts = _part_sizes(context, terms)
    found: dict[tuple[int, ...], dict[Term, int]] = {}
    for wanted in _wanted(integers, parts, _thresholds(context, terms, parts)):
        sizes = completed_sizes(context, integers, wanted)
        if sizes is not None and max(sizes.values()) <= LARGEST and _indices_fit(sizes, wanted):
            found.setdefault(tuple(sizes.values()), sizes)
        if len(found) == MAX_ASSIGNMENTS:
            break
    return list(found.values())


def _indices_fit(sizes: Mapping[Term, int], wanted: Mapping[Term, int]) -> bool:
    return all(sizes[symbol] >= 1 or not symbol.is_positive for symbol in wanted)


def _wanted(
    integers: Sequence[Term], parts: Sequence[Dim], thresholds: Sequence[int]
) -> Iterator[dict[Term, int]]:
    dims = [symbol for symbol in integers if symbol.is_positive]
    rest = [symbol for symbol in integers if not symbol.is_positive]
    for sizes in _of_dims(dims, parts, thresholds):
        yield {**sizes, **dict.fromkeys(rest, 1)}
        for symbol in rest:
            yield {**sizes, **dict.fromkeys(rest, 1), symbol: 2}


def _of_dims(
    dims: Sequence[Term], parts: Sequence[Dim], thresholds: Sequence[int]
) -> Iterator[dict[Term, int]]:
    for value in SMALL:
        yield dict.fromkeys(dims, value)
    for symbol in dims if len(dims) > 1 else ():
        for value, others in ((1, 2), (1, 3), (2, 1), (3, 1), (3, 2)):
            yield {**dict.fromkeys(dims, others), symbol: value}
    for threshold in thresholds:
        for value in (threshold, threshold + 1, threshold - 1):
            if value > 0:
                yield dict.fromkeys(dims, value)
                for symbol in dims if len(dims) > 1 else ():
                    yield {**dict.fromkeys(dims, 1), symbol: value}
                    yield {**dict.fromkeys(dims, 2), symbol: value}
    for part in parts:
        yield from _around(part, dims)
    for value in range(SMALL[-1] + 1, 7):
        yield dict.fromkeys(dims, value)


def _around(part: Dim, dims: Sequence[Term]) -> Iterator[dict[Term, int]]:
    """Sizes that are one of the others' combinations, one more, or one less."""
    for others in (1, 2):
        start = dict.fromkeys(dims, others)
        value = part.xreplace({symbol: Integer(others) for symbol in dims})
        for symbol in dims:
            if isinstance(value, Integer) and symbol not in part.free_symbols:
                for size in (int(value), int(value) + 1, int(value) - 1):
                    if size > 0:
                        yield {**start, symbol: size}


def _part_sizes(context: Context, terms: Sequence[Term]) -> list[Dim]:
    """The sizes of the parts of formulas and of declared letters that are not letters alone."""
    found: list[Dim] = []
    shown = [part for term in terms for part in islice(t.subterms(term), 400)]
    for part in (*shown, *context.symbols.values()):
        try:
            found += shape_of(part) if t.is_matrix(part) else ()
        except (DeriveError, ValueError):
            continue
    return list(dict.fromkeys(dim for dim in found if not isinstance(dim, Symbol)))


def _thresholds(context: Context, terms: Sequence[Term], parts: Sequence[Dim]) -> list[int]:
    """Numbers of the question as sizes: of parts, literals, bounds; how many columns there are."""
    sides = [arg for fact in context.facts for arg in fact.args]
    found = [int(dim) for dim in parts if isinstance(dim, Integer)]
    for number in literals((*terms, *sides)):
        if number.denominator == 1:
            found.append(abs(number.numerator))
    columns = {s for term in terms for s in t.free_symbols(term) if t.is_matrix(s)}
    found.append(sum(1 for letter in columns if letter.shape[1] == 1))
    return list(dict.fromkeys(size for size in found if 1 < size <= LARGEST))
