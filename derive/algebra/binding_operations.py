"""Operations that bind a variable or an index: sums, tables, derivatives, limits, and entries."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Symbol

from derive.algebra import shape_rules as shapes
from derive.algebra.arithmetic import AsScalar, as_scalar
from derive.algebra.indices import replace_index
from derive.algebra.operation import Operation, ScalarNode, build
from derive.algebra.shapes import MatrixNode
from derive.algebra.symbols import Term, is_matrix, is_scalar

__all__ = ["DERIVATIVES", "LIMITS", "Derivative", "Entry", "IndexProduct", "IndexSum", "Jacobian"]
__all__ += ["Limit", "MatrixLimit", "MatrixSum", "Tabulated", "entry", "index_product"]
__all__ += ["index_sum", "jacobian", "limit", "tabulate"]


# -- tables and entries ---------------------------------------------------------------------------


class Tabulated(MatrixNode):
    """The matrix with given entries; arguments (entry, row index, column index, rows, columns).

    It binds both indices; the column index of a column is the number 1.
    """

    operation = Operation(
        "tabulated", lambda term, dims, of: term.args[3:], rational=True, indices=(1, 2)
    )


def tabulate(entry: Term, row: Term, column: Term, rows: Term, columns: Term) -> Term:
    """The matrix with this entry at each (row, column)."""
    return build(Tabulated, entry, row, column, rows, columns)


class Entry(ScalarNode):
    """The entry (i, j) of a matrix; arguments (A, i, j), counted from 1."""

    operation = Operation(
        "entry",
        shapes.of_entry,
        construct=lambda of, row, column: entry(of, row, column),
        linear=True,
    )


def entry(of: Term, row: Term, column: Term) -> Term:
    """The entry (row, column); that of a tabulated matrix is read off."""
    if isinstance(of, Tabulated):
        inner, i, j = of.args[:3]
        by: dict[Term, Term] = {
            index: at for index, at in ((i, row), (j, column)) if isinstance(index, Symbol)
        }
        return replace_index(inner, by)
    return build(Entry, of, row, column)


# -- sums and products over an index --------------------------------------------------------------


class IndexSum(ScalarNode):
    """A sum of scalars over an index; arguments (summand, index, first, last)."""

    operation = Operation("sum", linear=True, variable=1, indices=(1,), repeated=True)


class MatrixSum(MatrixNode):
    """A sum of matrices over an index; arguments (summand, index, first, last)."""

    operation = Operation(
        "sum_of_matrices",
        shapes.of_argument("a sum of matrices"),
        linear=True,
        variable=1,
        indices=(1,),
        repeated=True,
    )


def index_sum(summand: Term, over: Symbol, first: Term, last: Term) -> Term:
    """The sum of `summand` for `over` = first, ..., last."""
    kind = MatrixSum if is_matrix(summand) else IndexSum
    return build(kind, summand, over, first, last)


class IndexProduct(ScalarNode):
    """A product of scalars over an index; arguments (factor, index, first, last)."""

    operation = Operation("product", rational=True, repeated=True)


def index_product(factor: Term, over: Symbol, first: Term, last: Term) -> Term:
    """The product of `factor` for `over` = first, ..., last; 1 if there are none."""
    return build(IndexProduct, factor, over, first, last)


# -- derivatives ----------------------------------------------------------------------------------


class Jacobian(MatrixNode):
    """The derivative of f by x in numerator layout; arguments (f, x).

    f a scalar or a k x 1 column, x an n x 1 column: k x n (a row for a scalar f).  f a scalar, x of
    shape m x n: n x m.  The gradient layout is its transpose.
    """

    operation = Operation(
        "jacobian",
        shapes.of_jacobian,
        construct=lambda of, by: jacobian(of, by),
        rational=True,
        variable=1,
    )


class Derivative(ScalarNode):
    """The derivative of a scalar by a scalar letter; arguments (f, x).

    One agrees on ReLU'(0) = 0.
    """

    operation = Operation(
        "jacobian", construct=lambda of, by: jacobian(of, by), rational=True, variable=1
    )

    def _sympystr(self, printer: Any) -> str:
        """SymPy's printer goes by the name of the class, and its Derivative is another."""
        return f"Derivative({', '.join(map(printer.doprint, self.args))})"


def jacobian(of: Term, by: Term) -> Term:
    """The derivative of `of` by `by` in numerator layout; a 1 x 1 matrix and its entry are one."""
    if is_scalar(of) and is_scalar(by):
        return build(Derivative, of, by)
    return build(Jacobian, of.args[0] if isinstance(of, AsScalar) else of, by)


# -- limits ---------------------------------------------------------------------------------------


class Limit(ScalarNode):
    """The limit of a scalar; arguments (body, variable, point, side).

    The variable is a scalar symbol that is bound here, the point a number or `oo`; the side is 1
    for a limit from above, -1 from below, 0 for both sides (and at infinity).  It has a value only
    where the limit exists and is finite (Rudin, Principles of Mathematical Analysis, 4.1 and 4.33).
    """

    operation = Operation(
        "limit", shapes.of_limit, construct=lambda *args: limit(*args), variable=1
    )


class MatrixLimit(MatrixNode):
    """The limit of a matrix, entry by entry; arguments as those of `Limit`."""

    operation = Operation(
        "limit", shapes.of_limit, construct=lambda *args: limit(*args), variable=1
    )


def limit(body: Term, variable: Symbol, point: Term, side: int = 0) -> Term:
    """The limit of `body` as `variable` tends to `point` (a number or `oo`); see `Limit`.

    That of the entry of a 1 x 1 matrix is the entry of its limit.
    """
    if isinstance(body, AsScalar):
        return as_scalar(limit(body.args[0], variable, point, side))
    kind = MatrixLimit if is_matrix(body) else Limit
    return build(kind, body, variable, point, Integer(side))


DERIVATIVES = (Jacobian, Derivative)
LIMITS = (Limit, MatrixLimit)
