"""Values that satisfy one equation and not another.

For each letter in which the first equation is affine, that letter is solved for on an exact model
of the context, and the second equation is then looked at.
"""

from __future__ import annotations

from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import Counterexample
from derive.models.equivalence import models_of
from derive.models.predicates import satisfied
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals

__all__ = ["solves_only_first"]


def solves_only_first(context: Context, first: Term, second: Term) -> Counterexample | None:
    """Values for which the first equation holds and the second fails, or None if none are found.

    `left` and `right` are the sides of the second equation.
    """
    letters = sorted(t.free_symbols(first) & set(context.symbols.values()), key=lambda s: s.name)
    columns = [s for s in letters if t.is_matrix(s) and s.shape[1] == 1]
    for model in models_of(context, *first.args, *second.args):
        if not isinstance(model.field, Rationals):
            continue
        for letter in columns:
            try:
                found = _solved(first, letter, model)
                if found is None:
                    continue
                if not all(satisfied(fact, found) for fact in context.facts):
                    continue
                left, right = (evaluate(side, found) for side in second.args)
            except (Undefined, LimitError, ZeroDivisionError):
                continue
            if left != right:
                values = {s.name: rows_of(found.values[s]) for s in letters}
                return Counterexample(values, rows_of(left), rows_of(right))
    return None


def _solved(equation: Term, letter: t.MatrixExpr, model: Model) -> Model | None:
    """The model with `letter` chosen so that the equation holds; None if that cannot be."""
    size = model.size(letter.shape[0])
    at_zero = _difference(equation, letter, [0] * size, model)
    slopes = []
    for i in range(size):
        unit = [int(i == j) for j in range(size)]
        moved = _difference(equation, letter, unit, model)
        slopes.append([a - b for a, b in zip(moved, at_zero, strict=True)])
    rows = [[*(slope[k] for slope in slopes), -at_zero[k]] for k in range(len(at_zero))]
    flat = [entry for row in rows for entry in row]
    reduced, rank = model.field.grid(len(rows), size + 1, flat).rref()[:2]
    table = reduced.tolist()
    pivots = [next(j for j in range(size + 1) if table[i][j] != 0) for i in range(rank)]
    if size in pivots:
        return None
    solution = [model.field.number(0)] * size
    for i, pivot in enumerate(pivots):
        solution[pivot] = table[i][size]
    solved = _with(model, letter, solution)
    left, right = (evaluate(side, solved) for side in equation.args)
    return solved if left == right else None


def _with(model: Model, letter: Term, entries: list[Any]) -> Model:
    value = model.field.grid(len(entries), 1, entries)
    return Model(model.field, model.sizes, {**model.values, letter: value})


def _difference(equation: Term, letter: Term, entries: list[Any], model: Model) -> list[Any]:
    moved = _with(model, letter, [model.field.number(entry) for entry in entries])
    left, right = (evaluate(side, moved) for side in equation.args)
    difference = left - right
    return list(difference.entries()) if hasattr(difference, "entries") else [difference]
