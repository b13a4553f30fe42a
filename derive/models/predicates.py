"""Whether an assumption holds on a model.

Over the reals every assumption is decided.  A prime field has no order: there comparisons and
definiteness are left to the construction (their polynomial part, symmetry, is checked), and only
what is polynomial or a rank is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import flint
from sympy import Expr

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.values.evaluate import Model, evaluate, sized
from derive.models.values.fields import Grid, Rationals, is_grid
from derive.models.values.functions import positive
from derive.models.values.grids import Unresolved, inverted, pay_for, rank, squared_norm

__all__ = ["COMPARES", "agree", "satisfied"]

COMPARES = ("<", "<=", "=", "!=")


def satisfied(fact: Fact, model: Model) -> bool:
    """Whether a fact holds on a model, as far as its field can tell.

    Raises LimitError for a predicate that is not decided here, Undefined where a term has no value,
    Unresolved where balls cannot tell.
    """
    ordered = model.field.ordered
    if fact.predicate in COMPARES:
        return _compared(fact, model)
    if fact.predicate == "constant":
        return True
    value = evaluate(fact.args[0], model)
    if fact.predicate in ("positive_definite", "positive_semidefinite"):
        strict = fact.predicate == "positive_definite"
        return _definite(value, strict) if ordered else agree(value, value.transpose())
    if fact.predicate in _ORDERED:
        return not ordered or _ORDERED[fact.predicate](value)
    if fact.predicate == "unit_norm":
        return agree(squared_norm(value, model.field), model.field.number(1))
    if fact.predicate not in _CHECKS:
        raise LimitError(f"{fact.predicate} is not decided on models")
    return _CHECKS[fact.predicate](value)


def agree(left: Any, right: Any) -> bool:
    """Whether two values are equal; balls are where they meet.

    Balls that meet prove nothing: a model on which an assumption holds by balls only supports a
    claim, it is never exact.
    """
    if is_grid(left) != is_grid(right):
        return False
    if isinstance(left, flint.arb | flint.arb_mat) or isinstance(right, flint.arb | flint.arb_mat):
        pairs = zip(_entries(left), _entries(right), strict=True)
        return all(flint.arb(a).overlaps(flint.arb(b)) for a, b in pairs)
    return bool(left == right)


def _compared(fact: Fact, model: Model) -> bool:
    if not model.field.ordered and all(_of_integers(arg, model) for arg in fact.args):
        model = Model(Rationals(), model.sizes, {})
    left, right = (sized(arg, model) for arg in fact.args)
    if fact.predicate == "=":
        return agree(left, right)
    if fact.predicate == "!=":
        return not agree(left, right)
    if not model.field.ordered:
        return True
    if is_grid(left) or is_grid(right):
        raise LimitError(f"{fact} compares matrices")
    if positive(right + left * -1):
        return True
    return fact.predicate == "<=" and bool(left == right)


def _of_integers(term: Term, model: Model) -> bool:
    """Whether only whole numbers of the model occur in a scalar term."""
    return (
        isinstance(term, Expr) and not t.is_matrix(term) and term.free_symbols <= model.sizes.keys()
    )


def _is_identity(value: Grid) -> bool:
    return all(
        agree(entry, flint.fmpq(int(i == j))) if isinstance(entry, flint.arb) else entry == (i == j)
        for i, row in enumerate(value.tolist())
        for j, entry in enumerate(row)
    )


def _definite(value: Grid, strict: bool) -> bool:
    """By symmetric elimination: every pivot positive (or zero with a zero row).

    Of rational numbers by the characteristic polynomial: its zeros are real, and none is negative
    if its coefficients alternate in sign (Horn and Johnson, Matrix Analysis, 7.2.P3).
    """
    if not agree(value, value.transpose()):
        return False
    if isinstance(value, flint.fmpq_mat):
        pay_for(value, 4)
        n = value.nrows()
        signed = [c * (-1) ** (n - k) for k, c in enumerate(value.charpoly().coeffs())]
        return all(c >= 0 for c in signed) and (not strict or signed[0] > 0)
    rows = [list(row) for row in value.tolist()]
    n = len(rows)
    for i in range(n):
        pivot = rows[i][i]
        if pivot == 0:
            if strict or any(rows[i][j] != 0 for j in range(i, n)):
                return False
            continue
        if not positive(pivot):
            return False
        for k in range(i + 1, n):
            factor = rows[k][i] * inverted(pivot)
            rows[k] = [a + b * factor * -1 for a, b in zip(rows[k], rows[i], strict=True)]
    return True


def _entries(value: Any) -> list[Any]:
    return list(value.entries()) if is_grid(value) else [value]


def _zero_where(value: Grid, zero: Callable[[int, int], bool]) -> bool:
    return all(
        entry == 0
        for i, row in enumerate(value.tolist())
        for j, entry in enumerate(row)
        if zero(i, j)
    )


def _diagonal_of(value: Grid) -> list[Any]:
    return [value[i, i] for i in range(min(value.nrows(), value.ncols()))]


def _whole(value: Any) -> bool:
    """Whether every entry is an integer.  Over a prime field every number passes."""
    for entry in _entries(value):
        if isinstance(entry, flint.arb):
            raise Unresolved
        if isinstance(entry, flint.fmpq) and entry.q != 1:
            return False
    return True


_ORDERED: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "positive": lambda value: all(positive(entry) for entry in _entries(value)),
        "positive_diagonal": lambda value: all(positive(entry) for entry in _diagonal_of(value)),
    }
)
_CHECKS: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "symmetric": lambda value: agree(value, value.transpose()),
        "skew_symmetric": lambda value: agree(value, value.transpose() * -1),
        "orthogonal": lambda value: _is_identity(value.transpose() * value),
        "orthonormal_columns": lambda value: _is_identity(value.transpose() * value),
        "diagonal": lambda value: _zero_where(value, lambda i, j: i != j),
        "lower_triangular": lambda value: _zero_where(value, lambda i, j: j > i),
        "upper_triangular": lambda value: _zero_where(value, lambda i, j: j < i),
        "idempotent": lambda value: agree(value * value, value),
        "invertible": lambda value: rank(value) == value.nrows(),
        "full_column_rank": lambda value: rank(value) == value.ncols(),
        "full_row_rank": lambda value: rank(value) == value.nrows(),
        "full_rank": lambda value: rank(value) == min(value.nrows(), value.ncols()),
        "nonzero": lambda value: all(entry != 0 for entry in _entries(value)),
        "binary": lambda value: all(entry == 0 or entry == 1 for entry in _entries(value)),
        "integer": _whole,
        "all_ones": lambda value: all(entry == 1 for entry in _entries(value)),
        "sums_to_one": lambda value: agree(sum(_entries(value)[1:], _entries(value)[0]), 1),
    }
)
