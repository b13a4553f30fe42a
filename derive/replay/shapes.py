"""The shape of every operation, derived from those of its arguments.

Replay knows no operation but those of the table SHAPES and the leaves; each stored shape must be
the one that is derived here, so that a certificate cannot make a term mean two things.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from derive.replay import dims
from derive.replay.dims import ONE, Dim, Shape
from derive.replay.nodes import OPTIMA, RELATIONS, STATEMENTS, Tree
from derive.replay.report import ReplayError

__all__ = ["SHAPES", "dimension", "show_shape", "varied"]


def show_shape(shape: Shape) -> str:
    return "×".join(map(dims.show, shape)) if shape else "scalar"


def _alike(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return shape if all(arg.shape == shape for arg in args) else None


def _product(args: tuple[Tree, ...]) -> Shape | None:
    shape: Shape = ()
    for arg in args:
        if arg.shape and shape and arg.shape[0] != shape[1]:
            return None
        if arg.shape:
            shape = (shape[0], arg.shape[1]) if shape else arg.shape
    return shape


def _power(args: tuple[Tree, ...]) -> Shape | None:
    base, exponent = args
    square = not base.shape or base.shape[0] == base.shape[1]
    return base.shape if square and not exponent.shape else None


def _square(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return shape if shape and shape[0] == shape[1] else None


def _turned(args: tuple[Tree, ...]) -> Shape | None:
    return args[0].shape[::-1] or None


def _number_of_square(args: tuple[Tree, ...]) -> Shape | None:
    return () if _square(args) else None


def _number_of_matrix(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape else None


def _as_scalar(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape == (ONE, ONE) else None


def _of_scalar(args: tuple[Tree, ...]) -> Shape | None:
    return () if not args[0].shape else None


def _gaussian(args: tuple[Tree, ...]) -> Shape | None:
    point, mean, covariance = (arg.shape for arg in args)
    if not point:
        return () if mean == covariance == () else None
    column = point[1] == ONE and mean == point
    return () if column and covariance == (point[0], point[0]) else None


def _norm(args: tuple[Tree, ...]) -> Shape | None:
    known = args[1].op == "name" and args[1].name in ("2", "F")
    return () if args[0].shape and known else None


def _entry(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape and not args[1].shape and not args[2].shape else None


def _sum_over(args: tuple[Tree, ...]) -> Shape | None:
    """A sum of scalars over an index; its bounds do not speak of that index."""
    summand, over, *bounds = args
    outside = not any(b.shape or over.name in b.indices for b in bounds)
    return () if not summand.shape and over.op == "index" and outside else None


def _tabulated(args: tuple[Tree, ...]) -> Shape | None:
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


def _diag(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return (shape[0], shape[0]) if shape and shape[1] == ONE else None


def _diagonal(args: tuple[Tree, ...]) -> Shape | None:
    return (args[0].shape[0], ONE) if _square(args) else None


def _vec(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return (dims.multiply(*shape), ONE) if shape else None


def _hadamard(args: tuple[Tree, ...]) -> Shape | None:
    return _alike(args) or None


def _kronecker(args: tuple[Tree, ...]) -> Shape | None:
    rows, cols = ONE, ONE
    for arg in args:
        if not arg.shape:
            return None
        rows, cols = dims.multiply(rows, arg.shape[0]), dims.multiply(cols, arg.shape[1])
    return (rows, cols)


def _jacobian(args: tuple[Tree, ...]) -> Shape | None:
    of, by = args
    if by.op != "symbol":
        return None
    if not of.shape or of.shape == (ONE, ONE):
        return by.shape[::-1]
    if not by.shape:
        return of.shape
    return (of.shape[0], by.shape[0]) if of.shape[1] == ONE == by.shape[1] else None


def _block(args: tuple[Tree, ...]) -> Shape | None:
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


def _scalar(args: tuple[Tree, ...]) -> Shape | None:
    return None if args[0].shape else ()


def _indicator(args: tuple[Tree, ...]) -> Shape | None:
    known = args[1].op == "name" and args[1].name in RELATIONS
    return () if known and not args[0].shape and not args[2].shape else None


def _limit(args: tuple[Tree, ...]) -> Shape | None:
    body, variable, point, side = args
    letter = variable.op == "symbol" and not variable.shape
    sided = side.op == "number" and side.value in (-1, 0, 1)
    fits = not point.shape and variable.name not in point.symbols
    one_sided = point.op != "infinity" or side.value == 0
    return body.shape if letter and sided and fits and one_sided else None


def _asymptotic(args: tuple[Tree, ...]) -> Shape | None:
    f, g, *approach = args
    return () if not f.shape and not g.shape and _limit((f, *approach)) == () else None


def _equation(args: tuple[Tree, ...]) -> Shape | None:
    left, right = (arg.shape or (ONE, ONE) for arg in args)
    return left if left == right else None


def _optimum(args: tuple[Tree, ...]) -> Shape | None:
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


def _for_all(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].op == "symbol" and args[1].op == "equation" else None


def _system(args: tuple[Tree, ...]) -> Shape | None:
    first, *others = args
    fits = first.op in ("equation", *OPTIMA) and all(arg.op == "equation" for arg in others)
    return () if fits else None


# the operation: how many arguments (at least, at most), and the shape they give (None: no meaning)
SHAPES: dict[str, tuple[int, int, Callable[[tuple[Tree, ...]], Shape | None]]] = {
    "add": (2, 10**6, _alike),
    "mul": (2, 10**6, _product),
    "pow": (2, 2, _power),
    "transpose": (1, 1, _turned),
    "inverse": (1, 1, _square),
    "pinv": (1, 1, _turned),
    "adjugate": (1, 1, _square),
    "trace": (1, 1, _number_of_square),
    "det": (1, 1, _number_of_square),
    "rank": (1, 1, _number_of_matrix),
    "exp": (1, 1, _of_scalar),
    "log": (1, 1, _of_scalar),
    "gaussian": (3, 3, _gaussian),
    "as_scalar": (1, 1, _as_scalar),
    "norm": (2, 2, _norm),
    "entry": (3, 3, _entry),
    "sum": (4, 4, _sum_over),
    "tabulated": (5, 5, _tabulated),
    "diag": (1, 1, _diag),
    "diagonal": (1, 1, _diagonal),
    "vec": (1, 1, _vec),
    "hadamard": (2, 10**6, _hadamard),
    "kronecker": (2, 10**6, _kronecker),
    "jacobian": (2, 2, _jacobian),
    "block": (2, 10**6, _block),
    "relu": (1, 1, _scalar),
    "indicator": (3, 3, _indicator),
    "limit": (4, 4, _limit),
    "asymptotic": (5, 5, _asymptotic),
    "equation": (2, 2, _equation),
    "minimizer": (2, 3, _optimum),
    "maximizer": (2, 3, _optimum),
    "system": (1, 10**6, _system),
    "forall": (2, 2, _for_all),
}
