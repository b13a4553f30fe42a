"""Values that satisfy one equation and not another.

For each letter in which the first equation is affine, that letter is solved for on an exact model
of the context, and the second equation is then looked at.  Models on which a letter is zero, or has
one column alone, are tried as well: what is lost by multiplying with a singular matrix shows there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import Counterexample
from derive.models.equivalence import models_of
from derive.models.predicates import satisfied
from derive.models.sampling.linear import degree_in, solved
from derive.models.sampling.sample_matrix import PLACES
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.grids import Unresolved

__all__ = ["solves_only_first"]

MODELS = 6  # that are changed
MAX_ENTRIES = 36  # of a letter that is solved for
SMALL = (0, 1, -1, 2, 1, 3)
_STRUCTURE = frozenset({"symmetric", "skew_symmetric", *PLACES})


def solves_only_first(context: Context, first: Term, second: Term) -> Counterexample | None:
    """Values for which the first equation holds and the second fails, or None if none are found.

    `left` and `right` are the sides of the second equation.
    """
    used = t.free_symbols(first) | t.free_symbols(second)
    letters = ordered(used & set(context.symbols.values()))
    unknowns = [s for s in letters if all(degree_in(side, s) <= 1 for side in first.args)]
    unknowns.sort(key=lambda s: 0 if t.is_matrix(s) and s.shape[1] == 1 else 1)
    random = Random(3)
    for model in _bases(context, first, second, letters):
        for letter in unknowns:
            found = _solved(context, first, letter, model, random)
            if found is None:
                continue
            try:
                left, right = (evaluate(side, found) for side in second.args)
            except (Undefined, Unresolved, LimitError, ZeroDivisionError):
                continue
            if _values(left) != _values(right):
                values = {s.name: rows_of(found.values[s]) for s in letters if s in found.values}
                return Counterexample(values, rows_of(left), rows_of(right))
    return None


def _bases(
    context: Context, first: Term, second: Term, letters: tuple[t.AnySymbol, ...]
) -> Iterator[Model]:
    """The models of the context, then those on which one letter is special."""
    drawn = (m for m in models_of(context, *first.args, *second.args) if _is_rational(m))
    models = list(islice(drawn, MODELS))
    yield from models
    for model in models[:2]:
        for letter in letters:
            if letter in model.values:
                for value in _special(model, letter):
                    yield replace(model, values={**model.values, letter: value}, roots={})


def _is_rational(model: Model) -> bool:
    return isinstance(model.field, Rationals)


def _special(model: Model, letter: t.AnySymbol) -> Iterator[Any]:
    if not t.is_matrix(letter):
        yield model.field.number(0)
        return
    rows, cols = (model.size(dim) for dim in letter.shape)
    yield model.field.grid(rows, cols, [0] * (rows * cols))
    yield model.field.grid(rows, cols, [int(i % cols == 0) for i in range(rows * cols)])
    if rows == cols and rows > 1:
        yield model.field.grid(rows, cols, [int(i == 0) for i in range(rows * cols)])


def _values(value: Any) -> list[Any]:
    return list(value.entries()) if is_grid(value) else [value]


def _solved(
    context: Context, equation: Term, letter: t.AnySymbol, model: Model, random: Random
) -> Model | None:
    """The model with `letter` chosen so that the equation holds; None if that cannot be."""
    if letter not in model.values:
        return None
    said = frozenset(
        fact.predicate
        for fact in context.facts
        if fact.args == (letter,) and fact.predicate in _STRUCTURE
    )
    try:
        if t.is_matrix(letter):
            rows, cols = (model.size(dim) for dim in letter.shape)
            if rows * cols > MAX_ENTRIES:
                return None

        def draw() -> Any:
            return model.field.number(random.choice(SMALL))

        value = solved(letter, (Fact("=", equation.args),), said, model, draw)
        if value is None:
            return None
        found = replace(model, values={**model.values, letter: value}, roots={})
        left, right = (evaluate(side, found) for side in equation.args)
        if _values(left) != _values(right):
            return None
        return found if all(satisfied(fact, found) for fact in context.facts) else None
    except (Undefined, Unresolved, LimitError, ZeroDivisionError):
        return None
