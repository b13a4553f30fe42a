"""The value of a term on a model.

A model gives a size to each dimension symbol and a value to each symbol, all in one field.  Scalars
are numbers of the field, matrices flint matrices.  Derivatives are evaluated by dual numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as filled
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import flint
import sympy
from sympy import Function, Integer, Mul, Pow, Rational, Symbol
from sympy.matrices.matrixbase import MatrixBase

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import LimitError
from derive.fuel import spend
from derive.models.values.duals import DualGrid, DualNumber, times
from derive.models.values.fields import (
    Field,
    Grid,
    PrimeField,
    Rationals,
    Tangent,
    base_field,
    is_grid,
)
from derive.models.values.functions import (
    apply,
    apply_to_matrix,
    norm_at_zero,
    positive,
    relation_holds,
    root,
    spectral_norm,
)
from derive.models.values.grids import (
    Corner,
    Undefined,
    Unresolved,
    entrywise,
    inverted,
    multiplied,
    pay_for,
    squared_norm,
    unit,
)
from derive.models.values.limit_values import limit_of
from derive.models.values.operation_values import OF_VALUES, as_grid

__all__ = ["EVALUATORS", "Model", "Undefined", "evaluate", "rows_of", "sized"]

MAX_BITS = 200_000  # of a ball that is written down
MAX_POWER = 64
MAX_TERMS = 64  # of a sum over an index
MAX_ENTRIES = 20_000  # of a matrix
MAX_DIRECTIONS = 49  # entries of a matrix along which a derivative is evaluated


@dataclass(frozen=True, slots=True)
class Model:
    """Sizes by dimension symbol, values by symbol, and the field of both.

    `sizes` holds all integers: dimensions, integer symbols, indices.  `roots` holds a square root
    of some symbols' values.
    """

    field: Field
    sizes: Mapping[Term, int]
    values: Mapping[Term, Any]
    roots: Mapping[Term, Any] = filled(default_factory=dict)

    def size(self, dim: Dim) -> int:
        """The value of a polynomial in the integers; LimitError if it is none."""
        if isinstance(dim, Integer):
            return int(dim)
        if dim in self.sizes:
            return self.sizes[dim]
        number = dim.xreplace({s: Integer(v) for s, v in self.sizes.items()}).doit()
        if not isinstance(number, Integer):
            raise LimitError(f"{dim} is no integer that is known")
        return int(number)


def evaluate(term: Term, model: Model) -> Any:
    """The value of a term: a number for a scalar, else a matrix.

    Raises Undefined where an inverse does not exist, Unresolved where balls cannot tell, LimitError
    for a term that has no value in this field or whose exponents are out of bounds.
    """
    value = model.values.get(term)
    if value is not None:
        return value
    spend(4)
    rule = EVALUATORS.get(type(term))
    if rule is not None:
        return rule(term, model)
    if isinstance(term, Rational):
        return _number(term, model)
    if isinstance(term, Symbol) and term in model.sizes:
        return model.field.number(model.sizes[term])
    if isinstance(term, MatrixBase):
        entries = [evaluate(entry, model) for entry in term]
        return model.field.grid(term.rows, term.cols, entries)
    if isinstance(term, Function) and len(term.args) == 1:
        return apply(type(term).__name__, evaluate(term.args[0], model), model.field)
    if isinstance(term, sympy.core.numbers.NumberSymbol):
        return apply(str(term), model.field.number(0), model.field)
    named = isinstance(term, Symbol | t.MatrixSymbol)
    raise LimitError(f"{term} is not declared" if named else f"{term} has no value on models")


def sized(term: Term, model: Model) -> Any:
    """The value of a term, a 1 x 1 matrix as its entry."""
    value = evaluate(term, model)
    if is_grid(value) and value.nrows() == value.ncols() == 1:
        return value[0, 0]
    return value


def rows_of(value: Any) -> tuple[tuple[Fraction, ...], ...]:
    """A value as rows of fractions; a ball as a fraction near its middle.

    Raises LimitError for a ball that is too far from 1 to be written down.
    """
    table = value.tolist() if is_grid(value) else [[value]]
    return tuple(tuple(_fraction(entry) for entry in row) for row in table)


def _fraction(value: Any) -> Fraction:
    if hasattr(value, "mid"):
        mantissa, exponent = (int(part) for part in value.mid().man_exp())
        if abs(exponent) > MAX_BITS:
            raise LimitError(f"a value has more than {MAX_BITS} binary digits")
        exact = Fraction(mantissa) * Fraction(2) ** exponent
        return exact.limit_denominator(10**6)
    return Fraction(int(value.p), int(value.q))


def _number(term: Rational, model: Model) -> Any:
    try:
        return model.field.number(Fraction(int(term.p), int(term.q)))
    except ZeroDivisionError:
        raise LimitError(f"the prime divides the denominator of {term}") from None


def _product(term: Term, model: Model) -> Any:
    number: Any = None
    grid: Grid | None = None
    for factor in term.args:
        value = evaluate(factor, model)
        if not is_grid(value):
            number = value if number is None else number * value
        else:
            grid = value if grid is None else multiplied(grid, value)
    if grid is None:
        return number
    return grid if number is None else times(grid, number)


def _power(term: Term, model: Model) -> Any:
    base, exponent = term.args
    if exponent == 2 and isinstance(base, t.Norm):
        value = evaluate(base.args[0], model)
        if not is_grid(value) or not _is_spectral(base, value):
            return squared_norm(value, model.field)
    if isinstance(exponent, Rational) and not isinstance(exponent, Integer):
        return _rational_power(base, exponent, model)
    try:
        times_ = model.size(exponent)
    except LimitError:
        return _real_power(base, exponent, model)
    if abs(times_) > MAX_POWER:
        raise LimitError(f"the exponent {exponent} is above {MAX_POWER}")
    return _raised(evaluate(base, model), times_, model.field)


def _raised(value: Any, exponent: int, field: Field) -> Any:
    if exponent == 0:
        return unit(value.nrows(), field) if is_grid(value) else field.number(1)
    base = inverted(value) if exponent < 0 else value
    pay_for(base, abs(exponent))
    return base ** abs(exponent)


def _rational_power(base: Term, exponent: Rational, model: Model) -> Any:
    """base^(p/q): of a root where one was drawn with the value, else by exp and log."""
    if exponent.q == 2:
        known = model.roots.get(base)
        value = root(evaluate(base, model), model.field) if known is None else known
        if abs(exponent.p) > MAX_POWER:
            raise LimitError(f"the exponent {exponent} is above {MAX_POWER}")
        return _raised(value, int(exponent.p), model.field)
    return _real_power(base, exponent, model)


def _real_power(base: Term, exponent: Term, model: Model) -> Any:
    """e^x, and x^y = exp(y log x) for a positive x."""
    if base == sympy.E:
        return apply("exp", evaluate(exponent, model), model.field)
    value = evaluate(base, model)
    if is_grid(value):
        raise LimitError(f"the matrix power {exponent} has no value on models")
    if isinstance(value, DualNumber) and value == 0 and bool(exponent.is_positive):
        raise Unresolved  # its slope there may be 0
    if isinstance(value, flint.fmpq) and value == 0 and bool(exponent.is_positive):
        return value
    logarithm = apply("log", value, model.field)
    return apply("exp", logarithm * evaluate(exponent, model), model.field)


def _constant(entry: Callable[[int, int], int]) -> Callable[[Term, Model], Grid]:
    def build(term: Term, model: Model) -> Grid:
        rows, cols = (model.size(dim) for dim in shape_of(term))
        if rows * cols > MAX_ENTRIES:
            raise LimitError(f"a matrix of {rows}×{cols} entries is too large")
        entries = [entry(i, j) for i in range(rows) for j in range(cols)]
        return model.field.grid(rows, cols, entries)

    return build


def _norm(term: Term, model: Model) -> Any:
    """The Euclidean, Frobenius or spectral norm."""
    value = evaluate(term.args[0], model)
    if not is_grid(value):
        return apply("Abs", value, model.field)
    if _is_spectral(term, value):
        return spectral_norm(value, model.field)
    ordered = not isinstance(base_field(model.field), PrimeField)
    if ordered and isinstance(value, DualGrid) and all(e == 0 for e in value.entries()):
        return norm_at_zero(value, model.field)
    return root(squared_norm(value, model.field), model.field)


def _is_spectral(term: Term, value: Grid) -> bool:
    return str(term.args[1]) != "F" and 1 not in (value.nrows(), value.ncols())


def _blocks(term: Term, model: Model) -> Grid:
    table: list[list[Any]] = []
    for row in t.block_rows(term):
        grids = [as_grid(evaluate(entry, model), model.field).tolist() for entry in row]
        table += [[e for grid in grids for e in grid[i]] for i in range(len(grids[0]))]
    return model.field.grid(len(table), len(table[0]), [e for row in table for e in row])


def _unit_vector(term: Term, model: Model) -> Grid:
    i, n = (model.size(arg) for arg in term.args)
    if not 1 <= i <= n:
        raise Undefined
    return model.field.grid(n, 1, [int(j == i) for j in range(1, n + 1)])


def _entry(term: Term, model: Model) -> Any:
    value = evaluate(term.args[0], model)
    i, j = (model.size(arg) for arg in term.args[1:])
    if not (1 <= i <= value.nrows() and 1 <= j <= value.ncols()):
        raise Undefined
    return value[i - 1, j - 1]


def _index_sum(term: Term, model: Model) -> Any:
    summand, index, first, last = term.args
    start, stop = model.size(first), model.size(last)
    if stop - start >= MAX_TERMS:
        raise LimitError(f"a sum of more than {MAX_TERMS} terms")
    values = [
        evaluate(summand, replace(model, sizes={**model.sizes, index: i}))
        for i in range(start, stop + 1)
    ]
    if not values:
        return _nothing(term, model)
    total = values[0]
    for value in values[1:]:
        total = total * value if isinstance(term, t.IndexProduct) else total + value
    return total


def _nothing(term: Term, model: Model) -> Any:
    """The sum or product over no index."""
    if not t.is_matrix(term):
        return model.field.number(int(isinstance(term, t.IndexProduct)))
    rows, cols = (model.size(dim) for dim in shape_of(term))
    return model.field.grid(rows, cols, [0] * (rows * cols))


def _indicator(term: Term, model: Model) -> Any:
    field = model.field
    left, relation, right = term.args
    if (left.free_symbols | right.free_symbols) <= model.sizes.keys():
        model = replace(model, field=Rationals())  # whole numbers have an order in every field
    values = (evaluate(left, model), evaluate(right, model))
    holds = relation_holds(str(relation), *values, model.field)
    return field.number(int(holds)) if isinstance(holds, bool) else holds


def _cases(term: Term, model: Model) -> Any:
    args = term.args
    if isinstance(base_field(model.field), PrimeField):
        raise LimitError("a prime field has no order to tell the cases apart")
    for value, condition in zip(args[::2], args[1::2], strict=False):
        if evaluate(condition, model) != 0:
            return evaluate(value, model)
    if len(args) % 2:
        return evaluate(args[-1], model)
    raise Undefined


def _elementwise(term: Term, model: Model) -> Grid:
    value, name = evaluate(term.args[0], model), str(term.args[1])
    return entrywise(lambda entry: apply(name, entry, model.field), value, model.field)


def _jacobian(term: Term, model: Model) -> Any:
    """Numerator layout, one dual direction for each entry of the variable."""
    of, by = term.args
    point = model.values.get(by)
    if point is None:
        raise LimitError(f"{by} is no letter to differentiate by")
    if not is_grid(point):
        return _slope(of, by, DualNumber(point, model.field.number(1)), model)
    rows, cols = point.nrows(), point.ncols()
    if cols > 1 and rows * cols > MAX_DIRECTIONS:
        raise Unresolved
    columns = []
    for k in range(rows * cols):
        direction = model.field.grid(rows, cols, [int(k == j) for j in range(rows * cols)])
        slope = _slope(of, by, DualGrid(point, direction), model)
        columns.append(slope.entries() if is_grid(slope) else [slope])
    if cols == 1:
        flat = [column[i] for i in range(len(columns[0])) for column in columns]
        return model.field.grid(len(columns[0]), rows, flat)
    return model.field.grid(rows, cols, [column[0] for column in columns]).transpose()


def _slope(of: Term, by: Term, point: Any, model: Model) -> Any:
    """The slope along one direction, at a corner from both sides.

    Raises Undefined where the sides differ, Unresolved where that shows no derivative by a column.
    """
    try:
        return _slope_ahead(of, by, point, model, one_sided=False)
    except Corner:
        pass
    back = type(point)(point.value, point.slope * -1)
    try:
        slopes = [_slope_ahead(of, by, at, model, one_sided=True) for at in (point, back)]
    except Corner:
        if _has_corner(of) and not any(map(_has_corner, t.subterms(of.args[0]))):
            raise Undefined from None
        raise Unresolved from None
    gap = slopes[0] + slopes[1]
    if any(positive(e) or positive(-e) for e in (gap.entries() if is_grid(gap) else [gap])):
        raise Undefined
    if is_grid(point):
        raise Unresolved  # that it is linear in all directions is not seen
    return slopes[0]


def _has_corner(term: Term) -> bool:
    """Whether it is an operation that has a corner, a jump or an infinite slope at 0."""
    if isinstance(term, Pow):
        return not isinstance(term.exp, Integer)
    return isinstance(term, _CORNERS) and not isinstance(term, t.ReLU)


def _slope_ahead(of: Term, by: Term, point: Any, model: Model, *, one_sided: bool) -> Any:
    field = Tangent(model.field, one_sided)
    tangent = replace(model, field=field, values={**model.values, by: point})
    tangent = replace(tangent, roots={s: r for s, r in model.roots.items() if s != by})
    value = evaluate(of, tangent)
    return value.slope if isinstance(value, DualNumber | DualGrid) else value * 0


_CORNERS = (*t.which(lambda row: row.corners or row.stepped), t.Elementwise)
_DEAR = (t.PseudoInverse, t.Adjugate, t.Determinant, t.Rank, t.GaussianDensity)


def _of_values(kind: type, rule: Callable[..., Any]) -> Callable[[Term, Model], Any]:
    """An operation that is a function of the values of its arguments; some eliminate."""
    dear = kind in _DEAR

    def value(term: Term, model: Model) -> Any:
        values = [evaluate(arg, model) for arg in term.args]
        for one in values if dear else ():
            pay_for(one, 2)
        return rule(model.field, *values)

    return value


def _limit(term: Term, model: Model) -> Any:
    return limit_of(term, model, evaluate)


def _matrix_function(term: Term, model: Model) -> Grid:
    return apply_to_matrix(str(term.args[1]), evaluate(term.args[0], model), model.field)


EVALUATORS: Mapping[type, Callable[[Any, Model], Any]] = MappingProxyType(
    {
        **{kind: _of_values(kind, rule) for kind, rule in OF_VALUES.items()},
        t.MatMul: _product,
        Mul: _product,
        t.MatPow: _power,
        Pow: _power,
        t.Inverse: lambda term, model: inverted(evaluate(term.args[0], model)),
        t.Norm: _norm,
        t.Identity: _constant(lambda i, j: int(i == j)),
        t.ZeroMatrix: _constant(lambda i, j: 0),
        t.OneMatrix: _constant(lambda i, j: 1),
        t.BlockMatrix: _blocks,
        t.UnitVector: _unit_vector,
        t.Entry: _entry,
        t.IndexSum: _index_sum,
        t.MatrixSum: _index_sum,
        t.IndexProduct: _index_sum,
        t.Indicator: _indicator,
        t.Cases: _cases,
        t.Elementwise: _elementwise,
        t.MatrixFunction: _matrix_function,
        t.Jacobian: _jacobian,
        t.Derivative: _jacobian,
        t.Limit: _limit,
        t.MatrixLimit: _limit,
        sympy.core.numbers.Zero: _number,
        sympy.core.numbers.One: _number,
    }
)
