"""The exact value of a term on a model.

A model gives a size to each dimension symbol and a value to each symbol, all in one field.  Scalars
are numbers of the field, matrices flint matrices.  Derivatives are evaluated by dual numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.term import Dim, Term
from derive.errors import LimitError
from derive.models.fields import Field, Grid

__all__ = ["Model", "Undefined", "evaluate", "rows_of"]

MAX_POWER = 64


class Undefined(ArithmeticError):  # noqa: N818  # it is an outcome, not an error
    """An inverse that does not exist on this model."""


@dataclass(frozen=True, slots=True)
class Model:
    """Sizes by dimension symbol, values by symbol, and the field of both."""

    field: Field
    sizes: Mapping[Dim, int]
    values: Mapping[Term, Any]

    def size(self, dim: Dim) -> int:
        """The value of a dimension polynomial."""
        if isinstance(dim, Integer):
            return int(dim)
        return int(dim.xreplace({s: Integer(v) for s, v in self.sizes.items()}))


def evaluate(term: Term, model: Model) -> Any:
    """The value of a term: a number for a scalar, else a matrix.

    Raises Undefined where an inverse does not exist, LimitError for a term beyond rational
    operations or an exponent out of bounds.
    """
    if term in model.values:
        return model.values[term]
    rule = _VALUES.get(type(term))
    if rule is None:
        if isinstance(term, Rational):
            return _number(term, model)
        if isinstance(term, Symbol) and term in model.sizes:
            return model.field.number(model.sizes[term])
        raise LimitError(f"{type(term).__name__} has no exact value")
    return rule(term, model)


def rows_of(value: Any) -> tuple[tuple[Fraction, ...], ...]:
    """A rational value as rows of fractions."""
    if not hasattr(value, "tolist"):
        return ((Fraction(int(value.p), int(value.q)),),)
    return tuple(tuple(Fraction(int(e.p), int(e.q)) for e in row) for row in value.tolist())


def _number(term: Rational, model: Model) -> Any:
    try:
        return model.field.number(Fraction(int(term.p), int(term.q)))
    except ZeroDivisionError:
        raise LimitError(f"the prime divides the denominator of {term}") from None


def _sum(term: Term, model: Model) -> Any:
    first, *rest = (evaluate(part, model) for part in term.args)
    for value in rest:
        first = first + value
    return first


def _product(term: Term, model: Model) -> Any:
    number = model.field.number(1)
    grid: Grid | None = None
    for factor in term.args:
        value = evaluate(factor, model)
        if not t.is_matrix(factor):
            number = number * value
        else:
            grid = value if grid is None else grid * value
    return number if grid is None else grid * number


def _transpose(term: Term, model: Model) -> Any:
    return evaluate(term.args[0], model).transpose()


def _inverse(term: Term, model: Model) -> Any:
    return _inverted(evaluate(term.args[0], model))


def _inverted(value: Any) -> Any:
    if not hasattr(value, "tolist"):
        if value == 0:
            raise Undefined
        return 1 / value
    if value.rank() < value.nrows():
        raise Undefined
    return value.inv()


def _power(term: Term, model: Model) -> Any:
    base, exponent = term.args
    if isinstance(base, t.Norm) and exponent == 2:
        return _squared_norm(evaluate(base.args[0], model), model)
    if not isinstance(exponent, Integer) or abs(exponent) > MAX_POWER:
        raise LimitError(f"the exponent {exponent} is not a small integer")
    value = evaluate(base, model)
    if exponent == 0:
        return _one_like(value, model)
    return (_inverted(value) if exponent < 0 else value) ** abs(int(exponent))


def _one_like(value: Any, model: Model) -> Any:
    if not hasattr(value, "tolist"):
        return model.field.number(1)
    return _identity_grid(value.nrows(), model)


def _identity_grid(n: int, model: Model) -> Grid:
    return model.field.grid(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _squared_norm(value: Grid, model: Model) -> Any:
    total = model.field.number(0)
    for entry in value.entries():
        total = total + entry * entry
    return total


def pseudo_inverse(value: Grid, model: Model) -> Grid:
    """A⁺ by a rank factorisation A = B C: C^T (C C^T)^-1 (B^T B)^-1 B^T.

    Over a prime field a Gram matrix may be singular although the columns are independent; there the
    model is Undefined.  Reference: Golub and Van Loan, Matrix Computations, P5.5.5.
    """
    rows, cols = value.nrows(), value.ncols()
    reduced, rank = value.rref()[:2]
    if rank == 0:
        return model.field.grid(cols, rows, [0] * (rows * cols))
    table = reduced.tolist()
    pivots = [next(j for j in range(cols) if table[i][j] != 0) for i in range(rank)]
    entries = value.tolist()
    b = model.field.grid(rows, rank, [entries[i][j] for i in range(rows) for j in pivots])
    c = model.field.grid(rank, cols, [e for row in table[:rank] for e in row])
    ct, bt = c.transpose(), b.transpose()
    return ct * _inverted(c * ct) * _inverted(bt * b) * bt


def _trace(term: Term, model: Model) -> Any:
    value = evaluate(term.args[0], model)
    total = model.field.number(0)
    for i in range(value.nrows()):
        total = total + value[i, i]
    return total


def _constant(entry: Callable[[int, int], int]) -> Callable[[Term, Model], Grid]:
    def build(term: Term, model: Model) -> Grid:
        rows, cols = (model.size(dim) for dim in term.shape)
        entries = [entry(i, j) for i in range(rows) for j in range(cols)]
        return model.field.grid(rows, cols, entries)

    return build


def _jacobian(term: Term, model: Model) -> Grid:
    """Numerator layout, one dual direction for each entry of the variable."""
    of, by = term.args
    point = model.values[by]
    rows, cols = point.nrows(), point.ncols()
    columns = []
    for j in range(cols):
        for i in range(rows):
            entries = [int((a, b) == (i, j)) for a in range(rows) for b in range(cols)]
            direction = model.field.grid(rows, cols, entries)
            slope = dual(of, by, direction, model)[1]
            columns.append(slope.entries() if hasattr(slope, "tolist") else [slope])
    if cols == 1:
        height = len(columns[0])
        flat = [column[i] for i in range(height) for column in columns]
        return model.field.grid(height, rows, flat)
    return model.field.grid(cols, rows, [column[0] for column in columns])


def dual(term: Term, by: Term, direction: Grid, model: Model) -> tuple[Any, Any]:
    """The value of a term and its derivative along a direction of `by`.

    Raises LimitError for an operation without a rational derivative.
    """
    if term == by:
        return model.values[by], direction
    if by not in t.free_symbols(term):
        value = evaluate(term, model)
        return value, value * model.field.number(0)
    if isinstance(term, t.MatAdd | Add):
        parts = [dual(part, by, direction, model) for part in term.args]
        return sum_of([p[0] for p in parts]), sum_of([p[1] for p in parts])
    if isinstance(term, t.MatMul | Mul):
        return _dual_product(term, by, direction, model)
    if isinstance(term, t.Transpose):
        value, slope = dual(term.args[0], by, direction, model)
        return value.transpose(), slope.transpose()
    if isinstance(term, t.AsScalar):
        value, slope = dual(term.args[0], by, direction, model)
        return value[0, 0], slope[0, 0]
    if isinstance(term, t.Inverse):
        value, slope = dual(term.args[0], by, direction, model)
        inverse = _inverted(value)
        return inverse, inverse * slope * inverse * model.field.number(-1)
    if isinstance(term, Pow) and isinstance(term.args[0], t.Norm) and term.args[1] == 2:
        value, slope = dual(term.args[0].args[0], by, direction, model)
        pairs = zip(value.entries(), slope.entries(), strict=True)
        return _squared_norm(value, model), sum_of([2 * a * b for a, b in pairs])
    if isinstance(term, t.Trace):
        value, slope = dual(term.args[0], by, direction, model)
        n = value.nrows()
        return sum_of([value[i, i] for i in range(n)]), sum_of([slope[i, i] for i in range(n)])
    raise LimitError(f"{type(term).__name__} has no exact derivative")


def _dual_product(term: Term, by: Term, direction: Grid, model: Model) -> tuple[Any, Any]:
    parts = [dual(factor, by, direction, model) for factor in term.args]
    slopes = []
    for chosen in range(len(parts)):
        slopes.append(_times([p[i == chosen] for i, p in enumerate(parts)], term, model))
    return _times([p[0] for p in parts], term, model), sum_of(slopes)


def _times(values: list[Any], term: Term, model: Model) -> Any:
    number = model.field.number(1)
    grid: Grid | None = None
    for factor, value in zip(term.args, values, strict=True):
        if not t.is_matrix(factor):
            number = number * value
        else:
            grid = value if grid is None else grid * value
    return number if grid is None else grid * number


def sum_of(values: list[Any]) -> Any:
    """The sum of a nonempty list of numbers or matrices."""
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


_VALUES: dict[type, Callable[[Any, Model], Any]] = {
    t.MatAdd: _sum,
    Add: _sum,
    t.MatMul: _product,
    Mul: _product,
    t.MatPow: _power,
    Pow: _power,
    t.Transpose: _transpose,
    t.Inverse: _inverse,
    t.PseudoInverse: lambda term, model: pseudo_inverse(evaluate(term.args[0], model), model),
    t.Trace: _trace,
    t.Determinant: lambda term, model: evaluate(term.args[0], model).det(),
    t.Rank: lambda term, model: model.field.number(evaluate(term.args[0], model).rank()),
    t.AsScalar: lambda term, model: evaluate(term.args[0], model)[0, 0],
    t.Identity: _constant(lambda i, j: int(i == j)),
    t.ZeroMatrix: _constant(lambda i, j: 0),
    t.OneMatrix: _constant(lambda i, j: 1),
    t.Jacobian: _jacobian,
}
for _integer in (sympy.core.numbers.Zero, sympy.core.numbers.One):
    _VALUES[_integer] = _number
del _integer
