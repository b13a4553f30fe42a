"""The interval of a scalar that inequalities leave once all other letters have values.

An inequality that is affine in the letter, as w x + b > 0 in b, is solved for it, so that draws
need not meet it by luck.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint

from derive.algebra.context import Fact
from derive.algebra.term import Term, is_number, is_scalar
from derive.errors import LimitError
from derive.models.sampling.plan import Bound
from derive.models.values.evaluate import Model, evaluate
from derive.models.values.grids import Undefined, Unresolved

__all__ = ["tightened"]


def tightened(bound: Bound, symbol: Term, facts: Iterable[Fact], model: Model) -> Bound | None:
    """The bound with the inequalities among the facts that are affine in the symbol put in.

    None where nothing is left between its ends.
    """
    low, high = bound.low, bound.high
    for fact in facts:
        if fact.predicate not in ("<", "<=") or not all(map(is_scalar, fact.args)):
            continue
        if symbol in fact.args and any(map(is_number, fact.args)):
            continue  # that bound is known
        line = _line(fact, symbol, model)
        if line is None or line[1] == 0:
            continue
        at_zero, slope = line
        end = -at_zero / slope
        if slope > 0:
            low = end if low is None else max(low, end)
        else:
            high = end if high is None else min(high, end)
    if low is not None and high is not None and low >= high:
        return None
    return Bound(low, high, bound.nonzero)


def _line(fact: Fact, symbol: Term, model: Model) -> tuple[Fraction, Fraction] | None:
    """right - left at 0 and its slope, if it is affine in the symbol."""
    values = [_difference(fact, symbol, place, model) for place in (0, 1, 2)]
    if any(value is None for value in values):
        return None
    first, second, third = (Fraction(int(v.p), int(v.q)) for v in values)
    return (first, second - first) if third - second == second - first else None


def _difference(fact: Fact, symbol: Term, place: int, model: Model) -> Any:
    moved = replace(model, values={**model.values, symbol: flint.fmpq(place)})
    try:
        left, right = (evaluate(arg, moved) for arg in fact.args)
    except (Undefined, Unresolved, LimitError, ZeroDivisionError):
        return None
    return right - left if isinstance(right - left, flint.fmpq) else None
