"""The rules by which the shape of an operation follows from its arguments; None: no meaning.

Each stored shape must be the one that is derived here, so that a certificate cannot make a term
mean two things.  `operations.py` says which operation has which rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from derive.replay import dims
from derive.replay.dims import ONE, Dim, Shape
from derive.replay.nodes import OPTIMA, RELATIONS, STATEMENTS, Tree
from derive.replay.report import ReplayError

__all__ = ["ShapeRule", "alike", "as_scalar", "asymptotic", "block", "diag", "diagonal"]
__all__ += ["dimension", "entry", "equation", "for_all", "gaussian", "hadamard", "indicator"]
__all__ += ["jacobian", "kronecker", "limit", "norm", "number_of_matrix", "number_of_square"]
__all__ += ["of_scalar", "optimum", "power", "product", "show_shape", "square", "sum_over"]
__all__ += ["system", "tabulated", "turned", "varied", "vec"]

ShapeRule: TypeAlias = Callable[[tuple[Tree, ...]], Shape | None]


def show_shape(shape: Shape) -> str:
    return "×".join(map(dims.show, shape)) if shape else "scalar"


def alike(args: tuple[Tree, ...]) -> Shape | None:
    """The one shape of all arguments."""
    shape = args[0].shape
    return shape if all(arg.shape == shape for arg in args) else None


def product(args: tuple[Tree, ...]) -> Shape | None:
    """The rows of the first matrix, the columns of the last; scalars stand anywhere."""
    shape: Shape = ()
    for arg in args:
        if arg.shape and shape and arg.shape[0] != shape[1]:
            return None
        if arg.shape:
            shape = (shape[0], arg.shape[1]) if shape else arg.shape
    return shape


def power(args: tuple[Tree, ...]) -> Shape | None:
    """That of the base, which is a scalar or square."""
    base, exponent = args
    square = not base.shape or base.shape[0] == base.shape[1]
    return base.shape if square and not exponent.shape else None


def square(args: tuple[Tree, ...]) -> Shape | None:
    """That of a square matrix."""
    shape = args[0].shape
    return shape if shape and shape[0] == shape[1] else None


def turned(args: tuple[Tree, ...]) -> Shape | None:
    """n x m of an m x n matrix."""
    return args[0].shape[::-1] or None


def number_of_square(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a square matrix."""
    return () if square(args) else None


def number_of_matrix(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a matrix."""
    return () if args[0].shape else None


def as_scalar(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a 1 x 1 matrix."""
    return () if args[0].shape == (ONE, ONE) else None


def of_scalar(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a scalar."""
    return () if not args[0].shape else None


def gaussian(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar; the mean is like the point, the covariance square."""
    point, mean, covariance = (arg.shape for arg in args)
    if not point:
        return () if mean == covariance == () else None
    column = point[1] == ONE and mean == point
    return () if column and covariance == (point[0], point[0]) else None


def norm(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a matrix and the name of a norm."""
    known = args[1].op == "name" and args[1].name in ("2", "F")
    return () if args[0].shape and known else None


def function(args: tuple[Tree, ...]) -> Shape | None:
    """A square matrix of one and the name of a function."""
    of = args[0].shape
    return of if of and of[0] == of[1] and args[1].op == "name" else None


def entry(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of a matrix and two indices."""
    return () if args[0].shape and not args[1].shape and not args[2].shape else None


def sum_over(args: tuple[Tree, ...]) -> Shape | None:
    """A sum of scalars over an index; its bounds do not speak of that index."""
    summand, over, *bounds = args
    outside = not any(b.shape or over.name in b.indices for b in bounds)
    return () if not summand.shape and over.op == "index" and outside else None


def tabulated(args: tuple[Tree, ...]) -> Shape | None:
    """The sizes that it is written with; the entry is a scalar."""
    entry, row, column, *sizes = args
    indexed = row.op == "index" and column.op == "index" and row.name != column.name
    column_only = row.op == "index" and column.op == "number" and column.value == 1
    shape = tuple(map(dimension, sizes))
    fits = indexed or (column_only and shape[1] == ONE)
    return shape if fits and not entry.shape else None


def dimension(tree: Tree) -> Dim:
    """A tree of numbers and dimension symbols as a polynomial."""
    if tree.op == "dimension":
        return dims.symbol(tree.name)
    if tree.op == "number" and tree.value.denominator == 1:
        return dims.number(int(tree.value))
    if tree.op in ("add", "mul"):
        result = dimension(tree.args[0])
        for arg in tree.args[1:]:
            result = (dims.add if tree.op == "add" else dims.multiply)(result, dimension(arg))
        return result
    if tree.op == "pow" and tree.args[1].op == "number" and tree.args[1].value.denominator == 1:
        return dims.power(dimension(tree.args[0]), int(tree.args[1].value))
    raise ReplayError("a dimension is a polynomial in dimension symbols")


def diag(args: tuple[Tree, ...]) -> Shape | None:
    """n x n of a column."""
    shape = args[0].shape
    return (shape[0], shape[0]) if shape and shape[1] == ONE else None


def diagonal(args: tuple[Tree, ...]) -> Shape | None:
    """n x 1 of an n x n matrix."""
    return (args[0].shape[0], ONE) if square(args) else None


def vec(args: tuple[Tree, ...]) -> Shape | None:
    """mn x 1 of an m x n matrix."""
    shape = args[0].shape
    return (dims.multiply(*shape), ONE) if shape else None


def hadamard(args: tuple[Tree, ...]) -> Shape | None:
    """The one shape of all arguments, which are matrices."""
    return alike(args) or None


def kronecker(args: tuple[Tree, ...]) -> Shape | None:
    """Rows and columns multiplied."""
    rows, cols = ONE, ONE
    for arg in args:
        if not arg.shape:
            return None
        rows, cols = dims.multiply(rows, arg.shape[0]), dims.multiply(cols, arg.shape[1])
    return (rows, cols)


def jacobian(args: tuple[Tree, ...]) -> Shape | None:
    """k x n for a column of k by a column of n; turned round for a scalar."""
    of, by = args
    if by.op != "symbol":
        return None
    if not of.shape or of.shape == (ONE, ONE):
        return by.shape[::-1]
    if not by.shape:
        return of.shape
    return (of.shape[0], by.shape[0]) if of.shape[1] == ONE == by.shape[1] else None


def block(args: tuple[Tree, ...]) -> Shape | None:
    """The shape of blocks given row by row after their number in a row; a scalar is 1 x 1."""
    count, *parts = args
    if count.op != "number" or count.value.denominator != 1 or count.value < 1:
        return None
    width = int(count.value)
    shapes = [part.shape or (ONE, ONE) for part in parts]
    rows = [shapes[i : i + width] for i in range(0, len(shapes), width)]
    fits = len(rows[-1]) == width and all(
        shape[0] == row[0][0] and shape[1] == top[1]
        for row in rows
        for shape, top in zip(row, rows[0], strict=False)
    )
    if not fits:
        return None
    tall = reduce(dims.add, (row[0][0] for row in rows))
    return (tall, reduce(dims.add, (top[1] for top in rows[0])))


def indicator(args: tuple[Tree, ...]) -> Shape | None:
    """A scalar of two scalars and a relation."""
    known = args[1].op == "name" and args[1].name in RELATIONS
    return () if known and not args[0].shape and not args[2].shape else None


def limit(args: tuple[Tree, ...]) -> Shape | None:
    """That of the body; the variable is a scalar letter that is not in the point."""
    body, variable, point, side = args
    letter = variable.op == "symbol" and not variable.shape
    sided = side.op == "number" and side.value in (-1, 0, 1)
    fits = not point.shape and variable.name not in point.symbols
    one_sided = point.op != "infinity" or side.value == 0
    return body.shape if letter and sided and fits and one_sided else None


def asymptotic(args: tuple[Tree, ...]) -> Shape | None:
    """A statement about two scalars near a point."""
    f, g, *approach = args
    return () if not f.shape and not g.shape and limit((f, *approach)) == () else None


def equation(args: tuple[Tree, ...]) -> Shape | None:
    """That of both sides, a scalar counting as 1 x 1."""
    left, right = (arg.shape or (ONE, ONE) for arg in args)
    return left if left == right else None


def optimum(args: tuple[Tree, ...]) -> Shape | None:
    """A statement: letters, a scalar objective, and perhaps an equation."""
    objective = args[1].shape in ((), (ONE, ONE)) and args[1].op not in STATEMENTS
    condition = len(args) == 2 or args[2].op == "equation"
    letters = varied(args[0])
    known = letters and all(letter.op == "symbol" for letter in letters)
    distinct = len({letter.name for letter in letters}) == len(letters)
    return () if known and distinct and objective and condition else None


def varied(tree: Tree) -> tuple[Tree, ...]:
    """The letters that an optimum is over: one, or a column of several."""
    if tree.op != "block":
        return (tree,)
    return tree.args[1:] if tree.args[0].value == 1 and len(tree.args) > 2 else ()


def for_all(args: tuple[Tree, ...]) -> Shape | None:
    """A statement: a letter and an equation."""
    return () if args[0].op == "symbol" and args[1].op == "equation" else None


def system(args: tuple[Tree, ...]) -> Shape | None:
    """A statement: equations, the first perhaps an optimum."""
    first, *others = args
    fits = first.op in ("equation", *OPTIMA) and all(arg.op == "equation" for arg in others)
    return () if fits else None
