"""Models on which the only optimum of one objective is none of another.

On a rational model the stationary point of a quadratic objective is exact.  It is no optimum of the
other objective if the slope of that one is not zero there, if that one bends the other way, or if
some other point, near or far, is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

import flint

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import show_values
from derive.models.optimum_comparison import free_of
from derive.models.sampling.model_set import prepared_for
from derive.models.values.evaluate import Model, evaluate, rows_of
from derive.models.values.fields import Grid, is_grid
from derive.models.values.functions import positive
from derive.models.values.grids import inverted
from derive.models.witnesses.branches import Purse, special_models
from derive.models.witnesses.constants import special_numbers

__all__ = ["moved_optimum"]

MODELS = 12
FUEL = 8_000
_FAR = (Fraction(1), Fraction(1, 1000), Fraction(10**3), Fraction(10**12))


def moved_optimum(context: Context, left: Term, right: Term) -> str | None:
    """Values for which the only optimum of one of two objectives is none of the other, in words;
    None if no such model is found, or there is a constraint.

    `left` and `right` are Minimizers or Maximizers over one column or one number.
    """
    x = left.args[0]
    if left.args[2:] or right.args[2:] or (t.is_matrix(x) and x.shape[1] != 1):
        return None
    if x not in context.symbols.values():
        return None
    equations = equations_in(context.facts)
    left, right = (written_below(equations, side, strict=False) for side in (left, right))
    free = free_of(context, x)
    try:
        for one, other in ((left, right), (right, left)):
            for model in _models(free, x, one, other):
                if _moved(model, x, one, other):
                    values = {str(s): rows_of(v) for s, v in model.values.items() if s != x}
                    return show_values(values) or f"{x} near the optimum of the one"
    except LimitError:
        return None
    return None


def _models(context: Context, x: Term, *sides: Term) -> Iterator[Model]:
    terms = [side.args[1] for side in sides]
    prepared = prepared_for(context, *terms)
    yield from prepared.simple
    yield from islice(special_models(context, terms, Purse(FUEL)), MODELS)


def _moved(model: Model, x: Term, one: Term, other: Term) -> bool:
    """Whether the first has one optimum, and the second does not have it."""
    try:
        found = _only_optimum(model, x, one)
        if found is None:
            return False
        here = replace(model, values={**model.values, x: found})
        return _slopes(here, x, other) or _is_beaten(here, x, other)
    except (LimitError, ArithmeticError):
        return False


def _only_optimum(model: Model, x: Term, optimum: Term) -> Any:
    """The stationary point of a quadratic that bends the right way; None for another objective."""
    row = t.jacobian(optimum.args[1], x)
    start = replace(model, values={**model.values, x: _zero(model, x)})
    gradient = _grid(evaluate(row, start))
    hessian = _grid(evaluate(_bent(x, row), start))
    found = inverted(hessian) * gradient.transpose() * -1
    here = replace(model, values={**model.values, x: _like(x, found)})
    if any(entry != 0 for entry in _grid(evaluate(row, here)).entries()):
        return None
    if any(a != b for a, b in zip(_bends(here, x, row), hessian.entries(), strict=True)):
        return None  # it is not quadratic
    return _like(x, found) if _definite(hessian * _sign(optimum)) else None


def _bends(model: Model, x: Term, row: Term) -> list[Any]:
    return list(_grid(evaluate(_bent(x, row), model)).entries())


def _bent(x: Term, row: Term) -> Term:
    return t.jacobian(t.transpose(row) if t.is_matrix(row) else row, x)


def _sign(optimum: Term) -> int:
    return -1 if isinstance(optimum, t.Maximizer) else 1


def _zero(model: Model, x: Term) -> Any:
    if not t.is_matrix(x):
        return model.field.number(0)
    size = model.size(x.shape[0])
    return model.field.grid(size, 1, [0] * size)


def _grid(value: Any) -> Grid:
    return value if is_grid(value) else flint.fmpq_mat(1, 1, [value])


def _like(x: Term, value: Grid) -> Any:
    return value if t.is_matrix(x) else value[0, 0]


def _slopes(here: Model, x: Term, optimum: Term) -> bool:
    """Whether an objective changes to first order at a point, or has its optimum turned round."""
    row = t.jacobian(optimum.args[1], x)
    try:
        if any(entry != 0 for entry in _grid(evaluate(row, here)).entries()):
            return True
        return _definite(_grid(evaluate(_bent(x, row), here)) * -_sign(optimum))
    except (LimitError, ArithmeticError):
        return False  # it has no derivatives there


def _is_beaten(here: Model, x: Term, optimum: Term) -> bool:
    """Whether an objective is better at another point, on either side, near or far."""
    value = evaluate(optimum.args[1], here)
    context = Context.of([])
    numbers = special_numbers(context, [optimum.args[1]])
    steps = (*_FAR, *numbers, *(1 / number for number in numbers))
    for direction in _directions(_grid(here.values[x]).nrows()):
        for step in steps:
            moved = _grid(here.values[x]) + direction * flint.fmpq(step.numerator, step.denominator)
            there = replace(here, values={**here.values, x: _like(x, moved)})
            better = (value - evaluate(optimum.args[1], there)) * _sign(optimum)
            if positive(better):
                return True
    return False


def _directions(size: int) -> Sequence[Grid]:
    first = [int(i == 0) for i in range(size)]
    return [flint.fmpq_mat(size, 1, [c * e for e in row]) for row in (first, [1] * size)
            for c in (1, -1)]  # fmt: skip


def _definite(value: Grid) -> bool:
    """Whether all leading minors are positive (Sylvester)."""
    table = value.tolist()
    return all(
        type(value)(k, k, [x for row in table[:k] for x in row[:k]]).det() > 0
        for k in range(1, len(table) + 1)
    )
