"""Level sets: whether the gradients of two functions are parallel at a point of a model.

If they are at a generic point, one function is a function of the other nearby.  Along a constraint
the second gradient may also be a combination with the constraint's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flint

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.values.evaluate import Model, evaluate
from derive.models.values.fields import Grid, is_grid

__all__ = ["gradient", "same_levels"]


def gradient(of: Term, letters: Sequence[Term]) -> tuple[Term, ...]:
    """The derivatives of a scalar or a column by each of these columns or scalars."""
    return tuple(t.jacobian(of, letter) for letter in letters)


def same_levels(
    first: Sequence[Term], second: Sequence[Term], along: Sequence[Sequence[Term]], model: Model
) -> bool | None:
    """Whether the gradients are parallel, modulo the rows of constraints `along`; None if that
    cannot be told on the model."""
    try:
        left, right = _flat(first, model), _flat(second, model)
        rows = [row for constraint in along for row in _rows(constraint, model)]
    except (ArithmeticError, LimitError):
        return None
    if rows:
        return _in_span([left, *rows], [right], model)
    place = next((i for i, entry in enumerate(left) if _nonzero(entry)), None)
    if place is None:
        return None
    pairs = zip(left, right, strict=True)
    return not any(_nonzero(a * right[place] - b * left[place]) for a, b in pairs)


def _flat(derivatives: Sequence[Term], model: Model) -> list[Any]:
    """All entries of the derivatives of a scalar."""
    tables = (_table(evaluate(term, model)) for term in derivatives)
    return [entry for table in tables for row in table for entry in row]


def _rows(derivatives: Sequence[Term], model: Model) -> list[list[Any]]:
    """The derivatives of a column side by side."""
    tables = [_table(evaluate(term, model)) for term in derivatives]
    return [[e for table in tables for e in table[i]] for i in range(len(tables[0]))]


def _table(value: Any) -> list[list[Any]]:
    return [list(row) for row in value.tolist()] if is_grid(value) else [[value]]


def _in_span(rows: list[list[Any]], more: list[list[Any]], model: Model) -> bool | None:
    """Whether more rows leave the rank as it is; None for balls."""
    if any(isinstance(entry, flint.arb) for row in (*rows, *more) for entry in row):
        return None
    return bool(_grid(rows, model).rank() == _grid([*rows, *more], model).rank())


def _grid(rows: list[list[Any]], model: Model) -> Grid:
    return model.field.grid(len(rows), len(rows[0]), [entry for row in rows for entry in row])


def _nonzero(entry: Any) -> bool:
    """Whether a number is certainly not zero."""
    return not entry.contains(0) if isinstance(entry, flint.arb) else bool(entry != 0)
