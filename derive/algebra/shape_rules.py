"""The rules by which the shape of an operation follows from the shapes of its arguments.

A rule takes the node, what is known of the dimensions, and `of`, which gives the shape of an
argument.  It raises ShapeError with the failing operation, its operands and both shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import sympy
from sympy import Integer

from derive.algebra.dimensions import Dimensions, Shape, show_shape
from derive.algebra.symbols import ONE, Dim, Term
from derive.errors import ShapeError

__all__ = ["ShapeOf", "ShapeRule", "alike", "block_rows", "of_argument", "of_blocks", "of_density"]
__all__ += ["of_diagonal", "of_diagonal_matrix", "of_entry", "of_equation", "of_jacobian"]
__all__ += ["of_kronecker", "of_limit", "of_product", "of_single_entry", "of_statements", "of_sum"]
__all__ += ["of_vec", "scalar_arguments", "scalar_of", "sized", "square", "transposed"]

ShapeOf: TypeAlias = Callable[[Any, Dimensions], Shape]
ShapeRule: TypeAlias = Callable[[Any, Dimensions, ShapeOf], Shape]


def scalar_arguments(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """A scalar of scalars."""
    for arg in term.args:
        if isinstance(arg, sympy.Expr):
            _scalar_argument(term, arg, dims, of)
    return ()


def _scalar_argument(term: Term, arg: Term, dims: Dimensions, of: ShapeOf) -> None:
    shape = of(arg, dims)
    if shape:
        raise ShapeError(
            f"a scalar is wanted here, not a matrix of shape {show_shape(shape)}",
            subject=term,
            left=arg,
        )


def of_sum(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The one shape of all summands."""
    first, *rest = term.args
    shape = of(first, dims)
    for part in rest:
        other = of(part, dims)
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


def of_product(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The rows of the first matrix and the columns of the last; scalars may stand anywhere."""
    shape: Shape = ()
    before: Term | None = None
    for factor in term.args:
        other = of(factor, dims)
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


def square(word: str) -> ShapeRule:
    """The shape of the argument, which is a square matrix."""

    def shape(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
        rows, cols = of_argument(word)(term, dims, of)
        if not dims.same(rows, cols):
            raise ShapeError(
                f"{word} needs a square matrix, and this one is {show_shape((rows, cols))}",
                subject=term,
                left=term.args[0],
            )
        return (dims.resolve(rows), dims.resolve(cols))

    return shape


def of_argument(word: str) -> ShapeRule:
    """The shape of the first argument, which is a matrix."""

    def shape(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
        inner = of(term.args[0], dims)
        if not inner:
            raise ShapeError(f"{word} needs a matrix", subject=term, left=term.args[0])
        return inner

    return shape


def of_single_entry(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """A scalar, of a 1 x 1 matrix."""
    shape = of_argument("a scalar entry")(term, dims, of)
    if not dims.same_shape(shape, (ONE, ONE)):
        raise ShapeError(
            f"only a 1×1 matrix is a scalar, and this one is {show_shape(shape)}",
            subject=term,
            left=term.args[0],
        )
    return ()


def alike(word: str) -> ShapeRule:
    """The one shape of all arguments, which are matrices."""

    def shape(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
        first, *rest = term.args
        result = of(first, dims)
        for part in rest:
            other = of(part, dims)
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


def of_kronecker(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """Rows and columns multiplied; a scalar counts as 1 x 1."""
    rows: Dim = ONE
    cols: Dim = ONE
    for part in term.args:
        shape = of(part, dims) or (ONE, ONE)
        rows, cols = sympy.expand(rows * shape[0]), sympy.expand(cols * shape[1])
    return (rows, cols)


def block_rows(term: Term) -> tuple[tuple[Term, ...], ...]:
    """The rows of blocks of a BlockMatrix."""
    cols = int(term.args[0])
    return tuple(term.args[i : i + cols] for i in range(1, len(term.args), cols))


def of_blocks(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The heights of the rows of blocks and the widths of their columns, added up."""
    rows = block_rows(term)
    shapes = [[of(entry, dims) or (ONE, ONE) for entry in row] for row in rows]
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


def of_diagonal_matrix(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """n x n of a column."""
    rows, cols = of_argument("diag of a vector")(term, dims, of)
    if not dims.same(cols, ONE):
        raise ShapeError(
            f"diag of a vector needs a column, and this is {show_shape((rows, cols))}",
            subject=term,
            left=term.args[0],
        )
    return (rows, rows)


def of_vec(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """mn x 1 of an m x n matrix."""
    rows, cols = of_argument("vec")(term, dims, of)
    return (sympy.expand(rows * cols), ONE)


def of_jacobian(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """Numerator layout: k x n for a column of k by a column of n; turned round for a scalar."""
    above, by = (of(arg, dims) for arg in term.args)
    if not above or above == (ONE, ONE):
        return by[::-1]
    if by and dims.same(by[1], ONE) and dims.same(above[1], ONE):
        return (above[0], by[0])
    if not by:
        return above
    raise ShapeError(
        f"the derivative of a {show_shape(above)} by a {show_shape(by)} is no matrix",
        subject=term,
        left=term.args[0],
        right=term.args[1],
        hint="differentiate vec of it",
    )


def of_equation(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The shape of both sides, a scalar counting as 1 x 1."""
    left, right = (of(side, dims) or (ONE, ONE) for side in term.args)
    if not dims.same_shape(left, right):
        raise ShapeError(
            f"the two sides have different shapes: {show_shape(left)} and {show_shape(right)}",
            subject=term,
            left=term.args[0],
            right=term.args[1],
            hint=_sum_hint(left, right),
        )
    return left


def of_limit(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The shape of the body; the variable is a scalar symbol that is not the point."""
    body, variable, point, _ = term.args
    if not isinstance(variable, sympy.Symbol) or of(point, dims) or variable == point:
        raise ShapeError("a limit is taken over a scalar letter, towards a number", subject=term)
    return of(body, dims)


def of_density(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """A scalar; the mean has the shape of the point, the covariance is square."""
    x, mean, covariance = (of(arg, dims) for arg in term.args)
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


def scalar_of(word: str, of_square: bool = False) -> ShapeRule:
    """A scalar, of a matrix or of a square one."""
    shape = square(word) if of_square else of_argument(word)

    def scalar(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
        shape(term, dims, of)
        return ()

    return scalar


def of_entry(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """A scalar, of a matrix."""
    of_argument("an entry")(term, dims, of)
    return ()


def transposed(word: str) -> ShapeRule:
    """The shape of the matrix turned round."""

    def shape(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
        return of_argument(word)(term, dims, of)[::-1]

    return shape


def of_diagonal(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """n x 1 of an n x n matrix."""
    return (square("the diagonal")(term, dims, of)[0], ONE)


def of_statements(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """A statement has none, and each of its parts is checked."""
    for part in term.args:
        of(part, dims)
    return ()


def sized(term: Term, dims: Dimensions, of: ShapeOf) -> Shape:
    """The size that a constant is written with."""
    rows, cols = (term.args * 2)[:2]
    return (dims.resolve(rows), dims.resolve(cols))
