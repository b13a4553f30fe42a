"""Operations whose value follows from the values of their arguments, each with its evaluator.

An evaluator takes the field of the model, then the value of each argument: a number for a scalar,
else a matrix.  `evaluate.py` holds the operations that look at their arguments before they are
evaluated: those that bind, choose, or take a name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sympy import Add

from derive.algebra import term as t
from derive.models.values.fields import Field, Grid, is_grid
from derive.models.values.functions import larger
from derive.models.values.gaussian import gaussian
from derive.models.values.grids import adjugate, determinant, kronecker, pseudo_inverse, rank

__all__ = ["OF_VALUES", "as_grid"]


def as_grid(value: Any, field: Field) -> Grid:
    """A value as a matrix, a scalar as 1 x 1."""
    return value if is_grid(value) else field.grid(1, 1, [value])


def _sum(field: Field, first: Any, *rest: Any) -> Any:
    for value in rest:
        first = first + value
    return first


def _trace(field: Field, value: Grid) -> Any:
    return sum((value[i, i] for i in range(value.nrows())), start=field.number(0))


def _diagonal_matrix(field: Field, value: Grid) -> Grid:
    entries = value.entries()
    n = len(entries)
    return field.grid(n, n, [entries[i] if i == j else 0 for i in range(n) for j in range(n)])


def _diagonal(field: Field, value: Grid) -> Grid:
    n = value.nrows()
    return field.grid(n, 1, [value[i, i] for i in range(n)])


def _vec(field: Field, value: Grid) -> Grid:
    return field.grid(value.nrows() * value.ncols(), 1, value.transpose().entries())


def _hadamard(field: Field, first: Grid, *rest: Grid) -> Grid:
    for value in rest:
        pairs = zip(first.entries(), value.entries(), strict=True)
        first = field.grid(first.nrows(), first.ncols(), [a * b for a, b in pairs])
    return first


def _kronecker(field: Field, *factors: Any) -> Grid:
    first, *rest = (as_grid(value, field) for value in factors)
    for value in rest:
        first = kronecker(first, value, field)
    return first


def _largest(field: Field, first: Any, *rest: Any) -> Any:
    for value in rest:
        first = larger(first, value, field)
    return first


def _smallest(field: Field, *values: Any) -> Any:
    return _largest(field, *(value * -1 for value in values)) * -1


OF_VALUES: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {
        t.MatAdd: _sum,
        Add: _sum,
        t.Transpose: lambda field, value: value.transpose(),
        t.PseudoInverse: lambda field, value: pseudo_inverse(value, field),
        t.Adjugate: lambda field, value: adjugate(value, field),
        t.Trace: _trace,
        t.Determinant: lambda field, value: determinant(value, field),
        t.Rank: lambda field, value: field.number(rank(value)),
        t.AsScalar: lambda field, value: value[0, 0],
        t.DiagonalMatrix: _diagonal_matrix,
        t.Diagonal: _diagonal,
        t.Vectorization: _vec,
        t.HadamardProduct: _hadamard,
        t.KroneckerProduct: _kronecker,
        t.GaussianDensity: lambda field, x, mean, covariance: gaussian(x, mean, covariance, field),
        t.Maximum: _largest,
        t.Minimum: _smallest,
    }
)
