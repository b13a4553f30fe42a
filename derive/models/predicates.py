"""Whether an assumption holds on a model.

Over the rationals every assumption is decided.  A prime field has no order: there comparisons and
definiteness are left to the construction, and only what is polynomial or a rank is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.algebra.context import Fact
from derive.errors import LimitError
from derive.models.evaluate import Model, evaluate
from derive.models.fields import Grid, PrimeField

__all__ = ["satisfied"]


def satisfied(fact: Fact, model: Model) -> bool:
    """Whether a fact holds on a model.

    Raises LimitError for a predicate that is not decided here, Undefined where a term has no value.
    """
    ordered = not isinstance(model.field, PrimeField)
    if fact.predicate in ("<", "<=", "=", "!="):
        return _compared(fact, model, ordered)
    if fact.predicate == "constant":
        return True
    value = evaluate(fact.args[0], model)
    if fact.predicate in _ORDERED:
        return not ordered or _ORDERED[fact.predicate](value)
    if fact.predicate not in _CHECKS:
        raise LimitError(f"{fact.predicate} is not decided on models")
    return _CHECKS[fact.predicate](value)


def _compared(fact: Fact, model: Model, ordered: bool) -> bool:
    left, right = (_side(arg, model) for arg in fact.args)
    if fact.predicate == "=":
        return bool(left == right)
    if fact.predicate == "!=":
        return bool(left != right)
    if not ordered and not all(arg in model.sizes or arg.is_Integer for arg in fact.args):
        return True
    sizes = [model.sizes.get(arg, arg) for arg in fact.args]
    if all(isinstance(size, int) or size.is_Integer for size in sizes):
        left, right = (int(size) for size in sizes)
    return bool(left < right) if fact.predicate == "<" else bool(left <= right)


def _side(arg: Any, model: Model) -> Any:
    value = evaluate(arg, model)
    return (
        value[0, 0] if hasattr(value, "tolist") and value.nrows() == value.ncols() == 1 else value
    )


def _is_identity(value: Grid) -> bool:
    return all(
        entry == int(i == j) for i, row in enumerate(value.tolist()) for j, entry in enumerate(row)
    )


def _definite(value: Grid, strict: bool) -> bool:
    """By symmetric elimination: every pivot positive (or zero with a zero row)."""
    rows = [list(row) for row in value.tolist()]
    if value.transpose() != value:
        return False
    n = len(rows)
    for i in range(n):
        pivot = rows[i][i]
        if pivot < 0 or (strict and pivot == 0):
            return False
        if pivot == 0:
            if any(rows[i][j] != 0 for j in range(i, n)):
                return False
            continue
        for k in range(i + 1, n):
            factor = rows[k][i] / pivot
            rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    return True


def _entries(value: Any) -> list[Any]:
    return list(value.entries()) if hasattr(value, "tolist") else [value]


def _zero_where(value: Grid, zero: Callable[[int, int], bool]) -> bool:
    return all(
        entry == 0
        for i, row in enumerate(value.tolist())
        for j, entry in enumerate(row)
        if zero(i, j)
    )


def _diagonal_of(value: Grid) -> list[Any]:
    return [value[i, i] for i in range(min(value.nrows(), value.ncols()))]


_ORDERED: dict[str, Callable[[Any], bool]] = {
    "positive_definite": lambda value: _definite(value, strict=True),
    "positive_semidefinite": lambda value: _definite(value, strict=False),
    "positive": lambda value: all(entry > 0 for entry in _entries(value)),
    "positive_diagonal": lambda value: all(entry > 0 for entry in _diagonal_of(value)),
}
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "symmetric": lambda value: bool(value == value.transpose()),
    "skew_symmetric": lambda value: bool(value == value.transpose() * -1),
    "orthogonal": lambda value: _is_identity(value.transpose() * value),
    "orthonormal_columns": lambda value: _is_identity(value.transpose() * value),
    "diagonal": lambda value: _zero_where(value, lambda i, j: i != j),
    "lower_triangular": lambda value: _zero_where(value, lambda i, j: j > i),
    "upper_triangular": lambda value: _zero_where(value, lambda i, j: j < i),
    "idempotent": lambda value: bool(value * value == value),
    "invertible": lambda value: value.rank() == value.nrows(),
    "full_column_rank": lambda value: value.rank() == value.ncols(),
    "full_row_rank": lambda value: value.rank() == value.nrows(),
    "full_rank": lambda value: value.rank() == min(value.nrows(), value.ncols()),
    "nonzero": lambda value: all(entry != 0 for entry in _entries(value)),
    "binary": lambda value: all(entry in (0, 1) for entry in _entries(value)),
    "all_ones": lambda value: all(entry == 1 for entry in _entries(value)),
    "sums_to_one": lambda value: sum(_entries(value)[1:], _entries(value)[0]) == 1,
}
