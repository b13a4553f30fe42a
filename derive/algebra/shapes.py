"""The shape gate: every operation is checked by unification of symbolic dimensions.

Distinct dimension symbols are rigid: n is never made equal to m to let a product pass.  Only the
unknown sizes of `I`, `0` and `1` (dummies) are solved for.  Dimensions compare as polynomials.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Dummy, Integer, Mul
from sympy.matrices.matrixbase import MatrixBase

from derive.algebra import term as t
from derive.algebra.term import Dim, Shape, Term
from derive.errors import ShapeError

__all__ = ["Dimensions", "check", "shape_of", "show_shape"]

ONE = Integer(1)


class Dimensions:
    """Equality of dimensions: known equations between them, and the unknown sizes solved so far."""

    def __init__(self, equal: dict[Dim, Dim] | None = None) -> None:
        self._equal = dict(equal or {})
        self._solved: dict[Dim, Dim] = {}

    def unknown(self) -> Dim:
        """A fresh size, to be found by unification."""
        return Dummy("k", integer=True, positive=True)

    def resolve(self, dim: Dim) -> Dim:
        """The dimension with the sizes found so far put in."""
        if isinstance(dim, Integer):
            return dim
        if not self._solved and not self._equal:
            return dim
        known = self._solved.keys() | self._equal.keys()
        while dim.free_symbols & known:
            dim = dim.xreplace(self._solved).xreplace(self._equal)
        return dim

    @property
    def solved(self) -> dict[Term, Term]:
        """The unknown sizes that are found, each with its dimension."""
        return {dummy: self.resolve(dim) for dummy, dim in self._solved.items()}

    def same(self, left: Dim, right: Dim) -> bool:
        """Whether the two are equal, an unknown size being chosen if need be."""
        if left == right:
            return True
        left, right = self.resolve(left), self.resolve(right)
        if left.is_Atom and right.is_Atom:
            return left == right or self._choose(left, right) or self._choose(right, left)
        difference = sympy.expand(left - right)
        if difference == 0:
            return True
        for dummy in sorted(difference.atoms(Dummy), key=str):
            rest = sympy.expand(difference - difference.coeff(dummy) * dummy)
            if abs(difference.coeff(dummy)) == 1 and not rest.has(dummy):
                value = -rest * difference.coeff(dummy)
                if not (value.is_number and value < 1):
                    self._solved[dummy] = value
                    return True
        return False

    def _choose(self, unknown: Dim, value: Dim) -> bool:
        if isinstance(unknown, Dummy):
            self._solved[unknown] = value
            return True
        return False

    def same_shape(self, left: Shape, right: Shape) -> bool:
        return len(left) == len(right) and all(map(self.same, left, right))


def show_shape(shape: Shape) -> str:
    """A shape as people write it: `n×1`, or `scalar`.  An unknown size shows as `?`."""
    if not shape:
        return "scalar"
    shown = ("?" if isinstance(d, Dummy) else str(d).replace("*", "") for d in shape)
    return "×".join(s if s.isalnum() or "_" in s or "\\" in s else f"({s})" for s in shown)


def check(term: Term, dims: Dimensions | None = None) -> Shape:
    """The shape of `term`; a ShapeError names the first operation that does not fit."""
    return shape_of(term, dims)


def shape_of(term: Term, dims: Dimensions | None = None) -> Shape:
    """The shape of a term, every operation in it checked: () for a scalar, else (rows, columns).

    Raises ShapeError with the failing operation, its operands and both shapes.
    """
    if isinstance(term, t.MatrixSymbol):
        return tuple(term.shape)
    rule = _SHAPES.get(type(term))
    if rule is not None:
        return rule(term, dims or Dimensions())
    if isinstance(term, t.Equation):
        return _equation(term, dims or Dimensions())
    if isinstance(term, t.STATEMENTS):
        for part in term.args:
            shape_of(part, dims)
        return ()
    if isinstance(term, MatrixBase):
        return (Integer(term.rows), Integer(term.cols))
    for arg in term.args:
        if isinstance(arg, sympy.Expr) and not isinstance(term, sympy.Symbol):
            _scalar_argument(term, arg, dims or Dimensions())
    return ()


def _scalar_argument(term: Term, arg: Term, dims: Dimensions) -> None:
    shape = shape_of(arg, dims)
    if shape:
        raise ShapeError(
            f"a scalar is wanted here, not a matrix of shape {show_shape(shape)}",
            subject=term,
            left=arg,
        )


def _sum(term: Term, dims: Dimensions) -> Shape:
    first, *rest = term.args
    shape = shape_of(first, dims)
    for part in rest:
        other = shape_of(part, dims)
        if not dims.same_shape(shape, other):
            raise ShapeError(
                f"these two cannot be added: {show_shape(shape)} plus {show_shape(other)}"
                " has no meaning",
                subject=term,
                left=first,
                right=part,
                hint=_sum_hint(shape, other),
            )
        shape = tuple(dims.resolve(dim) for dim in shape)
    return shape


def _sum_hint(left: Shape, right: Shape) -> str | None:
    if () in (left, right):
        square = left or right
        if len(square) == 2 and square[0] == square[1]:
            return "a scalar is added to a square matrix as a multiple of I"
        return "only a 1×1 matrix can be added to a scalar"
    if left == right[::-1]:
        return "one of the two may lack a transpose"
    return None


def _product(term: Term, dims: Dimensions) -> Shape:
    shape: Shape = ()
    before: Term | None = None
    for factor in term.args:
        other = shape_of(factor, dims)
        if not other:
            continue
        if shape and not dims.same(shape[1], other[0]):
            raise ShapeError(
                f"these two cannot be multiplied: {show_shape(shape)} times"
                f" {show_shape(other)} has no meaning",
                subject=term,
                left=before,
                right=factor,
                hint="a transposed right factor would fit"
                if dims.resolve(shape[1]) == dims.resolve(other[1])
                else None,
            )
        shape = (dims.resolve(shape[0]), dims.resolve(other[1])) if shape else other
        before = factor
    return shape


def _square(word: str) -> Callable[[Term, Dimensions], Shape]:
    def shape(term: Term, dims: Dimensions) -> Shape:
        rows, cols = _matrix(word)(term, dims)
        if not dims.same(rows, cols):
            raise ShapeError(
                f"{word} needs a square matrix, and this one is {show_shape((rows, cols))}",
                subject=term,
                left=term.args[0],
            )
        return (dims.resolve(rows), dims.resolve(cols))

    return shape


def _matrix(word: str) -> Callable[[Term, Dimensions], Shape]:
    def shape(term: Term, dims: Dimensions) -> Shape:
        inner = shape_of(term.args[0], dims)
        if not inner:
            raise ShapeError(f"{word} needs a matrix", subject=term, left=term.args[0])
        return inner

    return shape


def _as_scalar(term: Term, dims: Dimensions) -> Shape:
    shape = _matrix("a scalar entry")(term, dims)
    if not dims.same_shape(shape, (ONE, ONE)):
        raise ShapeError(
            f"only a 1×1 matrix is a scalar, and this one is {show_shape(shape)}",
            subject=term,
            left=term.args[0],
        )
    return ()


def _alike(word: str) -> Callable[[Term, Dimensions], Shape]:
    def shape(term: Term, dims: Dimensions) -> Shape:
        first, *rest = term.args
        result = shape_of(first, dims)
        for part in rest:
            other = shape_of(part, dims)
            if not result or not dims.same_shape(result, other):
                raise ShapeError(
                    f"the {word} product needs two matrices of one shape:"
                    f" {show_shape(result)} and {show_shape(other)} differ",
                    subject=term,
                    left=first,
                    right=part,
                )
        return tuple(dims.resolve(dim) for dim in result)

    return shape


def _kronecker(term: Term, dims: Dimensions) -> Shape:
    rows: Dim = ONE
    cols: Dim = ONE
    for part in term.args:
        shape = shape_of(part, dims) or (ONE, ONE)
        rows, cols = sympy.expand(rows * shape[0]), sympy.expand(cols * shape[1])
    return (rows, cols)


def _block(term: Term, dims: Dimensions) -> Shape:
    rows = t.block_rows(term)
    shapes = [[shape_of(entry, dims) or (ONE, ONE) for entry in row] for row in rows]
    for i, row in enumerate(shapes):
        for j, shape in enumerate(row):
            if not dims.same(shape[0], row[0][0]) or not dims.same(shape[1], shapes[0][j][1]):
                raise ShapeError(
                    f"the block in row {i + 1}, column {j + 1} is {show_shape(shape)};"
                    f" its row has {show_shape(row[0])} first,"
                    f" its column {show_shape(shapes[0][j])}",
                    subject=term,
                    left=rows[i][j],
                )
    height = sum((dims.resolve(row[0][0]) for row in shapes), Integer(0))
    width = sum((dims.resolve(shape[1]) for shape in shapes[0]), Integer(0))
    return (height, width)


def _column(word: str) -> Callable[[Term, Dimensions], Dim]:
    def size(term: Term, dims: Dimensions) -> Dim:
        rows, cols = _matrix(word)(term, dims)
        if not dims.same(cols, ONE):
            raise ShapeError(
                f"{word} needs a column, and this is {show_shape((rows, cols))}",
                subject=term,
                left=term.args[0],
            )
        return rows

    return size


def _diagonal_matrix(term: Term, dims: Dimensions) -> Shape:
    size = _column("diag of a vector")(term, dims)
    return (size, size)


def _vec(term: Term, dims: Dimensions) -> Shape:
    rows, cols = _matrix("vec")(term, dims)
    return (sympy.expand(rows * cols), ONE)


def _jacobian(term: Term, dims: Dimensions) -> Shape:
    of, by = (shape_of(arg, dims) for arg in term.args)
    if not of or of == (ONE, ONE):
        return by[::-1]
    if by and dims.same(by[1], ONE) and dims.same(of[1], ONE):
        return (of[0], by[0])
    if not by:
        return of
    raise ShapeError(
        f"the derivative of a {show_shape(of)} by a {show_shape(by)} is no matrix",
        subject=term,
        left=term.args[0],
        right=term.args[1],
        hint="differentiate vec of it",
    )


def _equation(term: t.Equation, dims: Dimensions) -> Shape:
    left, right = (shape_of(side, dims) or (ONE, ONE) for side in term.args)
    if not dims.same_shape(left, right):
        raise ShapeError(
            f"the two sides have different shapes: {show_shape(left)} and {show_shape(right)}",
            subject=term,
            left=term.lhs,
            right=term.rhs,
            hint=_sum_hint(left, right),
        )
    return left


def _limit(term: Term, dims: Dimensions) -> Shape:
    body, variable, point, _ = term.args
    if not isinstance(variable, sympy.Symbol) or shape_of(point, dims) or variable == point:
        raise ShapeError("a limit is taken over a scalar letter, towards a number", subject=term)
    return shape_of(body, dims)


def _gaussian(term: Term, dims: Dimensions) -> Shape:
    x, mean, covariance = (shape_of(arg, dims) for arg in term.args)
    wanted = (x[0], x[0]) if x else ()
    if x and not dims.same(x[1], ONE):
        raise ShapeError(
            f"a normal density is of a column, and this is {show_shape(x)}",
            subject=term,
            left=term.args[0],
        )
    for what, shape, fits in (("mean", mean, x), ("covariance", covariance, wanted)):
        if not dims.same_shape(shape, fits):
            raise ShapeError(
                f"the {what} of a {show_shape(x)} has the shape {show_shape(fits)},"
                f" and this one is {show_shape(shape)}",
                subject=term,
                left=term.args[1 if what == "mean" else 2],
            )
    return ()


def _scalar_of(word: str, square: bool = False) -> Callable[[Term, Dimensions], Shape]:
    shape = _square(word) if square else _matrix(word)

    def scalar(term: Term, dims: Dimensions) -> Shape:
        shape(term, dims)
        return ()

    return scalar


def _entry(term: Term, dims: Dimensions) -> Shape:
    _matrix("an entry")(term, dims)
    return ()


_SHAPES: dict[type, Callable[[Any, Dimensions], Shape]] = {
    t.MatAdd: _sum,
    Add: _sum,
    t.MatMul: _product,
    Mul: _product,
    t.Transpose: lambda term, dims: _matrix("a transpose")(term, dims)[::-1],
    t.Inverse: _square("an inverse"),
    t.MatPow: _square("a power"),
    t.MatrixFunction: _square("a matrix function"),
    t.Elementwise: _matrix("an elementwise function"),
    t.Adjugate: _square("the adjugate"),
    t.PseudoInverse: lambda term, dims: _matrix("a pseudo-inverse")(term, dims)[::-1],
    t.DiagonalMatrix: _diagonal_matrix,
    t.Diagonal: lambda term, dims: (_square("the diagonal")(term, dims)[0], ONE),
    t.Vectorization: _vec,
    t.HadamardProduct: _alike("elementwise"),
    t.KroneckerProduct: _kronecker,
    t.BlockMatrix: _block,
    t.MatrixSum: lambda term, dims: _matrix("a sum of matrices")(term, dims),
    t.Tabulated: lambda term, dims: term.args[3:],
    t.UnitVector: lambda term, dims: (term.args[1], ONE),
    t.Jacobian: _jacobian,
    t.Limit: _limit,
    t.MatrixLimit: _limit,
    t.Identity: lambda term, dims: (dims.resolve(term.args[0]),) * 2,
    t.ZeroMatrix: lambda term, dims: tuple(map(dims.resolve, term.args)),
    t.OneMatrix: lambda term, dims: tuple(map(dims.resolve, term.args)),
    t.AsScalar: _as_scalar,
    t.Trace: _scalar_of("the trace", square=True),
    t.Determinant: _scalar_of("the determinant", square=True),
    t.Norm: _scalar_of("a norm"),
    t.Rank: _scalar_of("the rank"),
    t.Entry: _entry,
    t.GaussianDensity: _gaussian,
}
