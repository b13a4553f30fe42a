"""A notation in which the tables of rules read like a book.

`A @ B` is the matrix product, `c * A` the scalar multiple, `A.T` the transpose; nothing is
evaluated.  Capital letters are matrices with generic sizes, small ones columns or scalars.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import indices
from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.term import Term

__all__ = ["Formula", "asymptotic", "block", "column", "delta", "det", "diag", "equation", "exp"]
__all__ += ["fact", "forall", "gaussian", "hadamard", "index", "indicator", "inv", "jac", "kron"]
__all__ += ["letter", "lim", "log", "maximizer", "minimizer", "norm", "number", "ones", "partial"]
__all__ += ["pi", "pinv", "power", "rank", "relu", "size", "sqrt", "sum_over", "system", "tr"]
__all__ += ["unit", "vec", "zero"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A term under construction; `.term` is the term itself."""

    term: Term

    def __matmul__(self, other: Formula) -> Formula:
        return Formula(t.mul(self.term, other.term))

    def __mul__(self, other: Formula) -> Formula:
        return Formula(t.mul(self.term, other.term))

    def __rmul__(self, number: int) -> Formula:
        return Formula(t.mul(Integer(number), self.term))

    def __add__(self, other: Formula) -> Formula:
        return Formula(t.add(self.term, other.term))

    def __sub__(self, other: Formula) -> Formula:
        return Formula(t.sub(self.term, other.term))

    def __neg__(self) -> Formula:
        return Formula(t.neg(self.term))

    def __pow__(self, exponent: int | Term) -> Formula:
        return Formula(t.power(self.term, exponent))

    def __getitem__(self, where: tuple[Formula, Formula] | Formula) -> Formula:
        """An entry: A[i, j], and x[i] of a column."""
        row, col = where if isinstance(where, tuple) else (where, Formula(t.ONE))
        return Formula(t.entry(self.term, row.term, col.term))

    @property
    def T(self) -> Formula:  # noqa: N802  # the transpose is written T everywhere
        return Formula(t.transpose(self.term))

    @property
    def value(self) -> Formula:
        """A 1 x 1 product as a scalar."""
        return Formula(t.as_scalar(self.term))


def letter(name: str, rows: str | int, cols: str | int) -> Formula:
    """A matrix variable with dimension variables or numbers as sizes."""
    return Formula(t.matrix(name, _size(rows), _size(cols)))


def column(name: str, rows: str | int) -> Formula:
    return letter(name, rows, 1)


def number(name: str) -> Formula:
    """A scalar variable."""
    return Formula(t.scalar(name))


def index(name: str) -> Formula:
    """An index variable."""
    return Formula(t.index(name))


def size(name: str) -> Formula:
    """A dimension variable as a number."""
    return Formula(t.dimension(name))


def _symbol(of: Formula) -> Symbol:
    if not isinstance(of.term, Symbol):
        raise TypeError(f"a sum and a limit bind a scalar letter, and this is {of.term}")
    return of.term


def sum_over(i: Formula, last: Formula, of: Formula) -> Formula:
    """The sum of `of` for i = 1, ..., last."""
    return Formula(t.index_sum(of.term, _symbol(i), t.ONE, last.term))


def _lifted(construct: Callable[..., Term]) -> Callable[..., Formula]:
    """A constructor of terms as one of formulas."""

    def lifted(*formulas: Formula) -> Formula:
        return Formula(construct(*(formula.term for formula in formulas)))

    return lifted


inv, pinv, det, tr, rank = map(_lifted, (t.inverse, t.pinv, t.determinant, t.trace, t.rank))
adj = _lifted(t.adjugate)
vec, diag = _lifted(t.vec), _lifted(t.diagonal_matrix)
kron, hadamard = _lifted(t.kronecker), _lifted(t.hadamard)
exp, log, relu, power = _lifted(t.exp), _lifted(t.log), _lifted(t.relu), _lifted(t.power)
jac, gaussian, delta = _lifted(t.jacobian), _lifted(t.gaussian_density), _lifted(indices.delta)
equation, system, forall = _lifted(t.equation), _lifted(t.system), _lifted(t.for_all)
minimizer, maximizer = _lifted(t.minimizer), _lifted(t.maximizer)


def partial(of: Formula, by: Formula, k: Formula) -> Formula:
    """The derivative of a scalar by the k-th entry of a column."""
    return jac(of, by)[Formula(t.ONE), k]


def _size(size: str | int) -> Term:
    return Integer(size) if isinstance(size, int) else t.dimension(size)


def unit(size: str | int) -> Formula:
    return Formula(t.identity(_size(size)))


def zero(rows: str | int, cols: str | int) -> Formula:
    return Formula(t.zeros(_size(rows), _size(cols)))


def ones(rows: str | int, cols: str | int) -> Formula:
    return Formula(t.ones(_size(rows), _size(cols)))


def pi() -> Formula:
    return Formula(sympy.pi)


def sqrt(formula: Formula) -> Formula:
    """The root of a scalar."""
    return Formula(t.power(formula.term, Rational(1, 2)))


def root(formula: Formula) -> Formula:
    """The semidefinite root of a semidefinite matrix."""
    return Formula(t.power(formula.term, Rational(1, 2)))


def inverse_root(formula: Formula) -> Formula:
    """A^(-1/2)."""
    return Formula(t.power(formula.term, Rational(-1, 2)))


def block(*rows: Sequence[Formula]) -> Formula:
    """The matrix with these rows of blocks."""
    return Formula(t.blocks([[part.term for part in row] for row in rows]))


def magnitude(formula: Formula) -> Formula:
    """|c|."""
    return Formula(t.function(sympy.Abs, formula.term))


def of_matrix(name: str, formula: Formula) -> Formula:
    """A function of a square matrix."""
    return Formula(t.matrix_function(formula.term, name))


def norm(formula: Formula, kind: str = "2") -> Formula:
    return Formula(t.norm(formula.term, kind))


def indicator(left: Formula, relation: str, right: Formula) -> Formula:
    """1 where the comparison (`<`, `<=`, `=`, `!=`) holds, else 0."""
    return Formula(t.indicator(left.term, relation, right.term))


def lim(of: Formula, by: Formula, point: int | None = None, side: int = 0) -> Formula:
    """The limit as a scalar tends to a number, or to infinity."""
    at = sympy.oo if point is None else Integer(point)
    return Formula(t.limit(of.term, _symbol(by), at, side))


def asymptotic(of: Formula, to: Formula, by: Formula, point: int | None, side: int) -> Formula:
    """f ~ g, as a statement."""
    at = sympy.oo if point is None else Integer(point)
    return Formula(t.asymptotic(of.term, to.term, _symbol(by), at, side))


def fact(predicate: str, *formulas: Formula) -> Fact:
    return Fact(predicate, tuple(formula.term for formula in formulas))
