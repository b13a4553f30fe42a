"""All operations of replay, each in one row: its arguments, its shape, its value, how it behaves.

Replay knows no operation but these and the leaves.  The rows repeat what `derive/algebra` and
`derive/models` say, and are written anew, so that no mistake is made twice.  What takes a name,
binds a letter, has corners, or is known to many digits only is told to `nodes.py` as well, and
evaluated in `evaluate.py`, where an argument must be looked at before it is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from derive.replay import shapes
from derive.replay.exact import Field, Rows, transpose
from derive.replay.functions import adjugate, function, gaussian, hadamard, kronecker, pinv
from derive.replay.shapes import ShapeRule

__all__ = ["CONTINUOUS", "OPERATIONS", "STRICT", "Operation"]

ANY = 10**6


@dataclass(frozen=True, slots=True)
class Operation:
    """The row of an operation.  What a row leaves out is the careful answer.

    shape: from the arguments, or None where they have no meaning together.
    fewest, most: how many arguments there may be.
    linear: the value of a linear function of one matrix; a derivative of it is its value at one.
    value: from the field and the values of the arguments, where they do not vary.
    strict: a node has a value only where all its arguments have one.
    continuous: in each of its arguments, wherever it has a value.
    """

    shape: ShapeRule
    fewest: int = 1
    most: int = 1
    linear: Callable[[Field, Rows], Rows] | None = None
    value: Callable[..., Rows] | None = None
    strict: bool = False
    continuous: bool = False


def _trace(field: Field, a: Rows) -> Rows:
    return ((field.number(sum(a[i][i] for i in range(len(a)))),),)


def _diag(field: Field, a: Rows) -> Rows:
    return tuple(tuple(x[0] if i == j else 0 for j in range(len(a))) for i, x in enumerate(a))


def _diagonal(field: Field, a: Rows) -> Rows:
    return tuple((a[i][i],) for i in range(len(a)))


def _vec(field: Field, a: Rows) -> Rows:
    return tuple((x,) for column in transpose(a) for x in column)


def _smooth(
    shape: ShapeRule,
    linear: Callable[[Field, Rows], Rows] | None = None,
    value: Callable[..., Rows] | None = None,
    most: int = 1,
) -> Operation:
    """The row of a strict and continuous operation; of two arguments at least if of more."""
    fewest = 1 if most == 1 else 2
    return Operation(shape, fewest, most, linear, value, strict=True, continuous=True)


def _of_scalar(name: str) -> Operation:
    return Operation(shapes.of_scalar, value=lambda field, x: ((function(field, name, x[0][0]),),))


_OPTIMUM = Operation(shapes.optimum, 2, 3)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "add": _smooth(shapes.alike, most=ANY),
        "mul": _smooth(shapes.product, most=ANY),
        "pow": Operation(shapes.power, 2, 2, strict=True),
        "transpose": _smooth(shapes.turned, lambda field, a: transpose(a)),
        "inverse": _smooth(shapes.square),
        "pinv": Operation(shapes.turned, value=pinv, strict=True),
        "adjugate": Operation(shapes.square, value=adjugate),
        "function": Operation(shapes.function, 2, 2),
        "abs": _of_scalar("abs"),
        "trace": _smooth(shapes.number_of_square, _trace),
        "det": _smooth(shapes.number_of_square, value=lambda field, a: ((field.det(a),),)),
        "rank": Operation(
            shapes.number_of_matrix, value=lambda field, a: ((field.rank(a),),), strict=True
        ),
        "exp": _of_scalar("exp"),
        "log": _of_scalar("log"),
        "gaussian": Operation(
            shapes.gaussian, 3, 3, value=lambda field, *args: ((gaussian(field, *args),),)
        ),
        "as_scalar": _smooth(shapes.as_scalar),
        "norm": Operation(shapes.norm, 2, 2, strict=True),
        "entry": Operation(shapes.entry, 3, 3),
        "sum": Operation(shapes.sum_over, 4, 4),
        "tabulated": Operation(shapes.tabulated, 5, 5),
        "diag": _smooth(shapes.diag, _diag),
        "diagonal": _smooth(shapes.diagonal, _diagonal),
        "vec": _smooth(shapes.vec, _vec),
        "hadamard": _smooth(shapes.hadamard, value=hadamard, most=ANY),
        "kronecker": _smooth(shapes.kronecker, value=kronecker, most=ANY),
        "jacobian": Operation(shapes.jacobian, 2, 2),
        "block": _smooth(shapes.block, most=ANY),
        "relu": Operation(shapes.of_scalar),
        "indicator": Operation(shapes.indicator, 3, 3),
        "limit": Operation(shapes.limit, 4, 4),
        "asymptotic": Operation(shapes.asymptotic, 5, 5),
        "equation": Operation(shapes.equation, 2, 2),
        "minimizer": _OPTIMUM,
        "maximizer": _OPTIMUM,
        "system": Operation(shapes.system, 1, ANY),
        "forall": Operation(shapes.for_all, 2, 2),
    }
)
STRICT = frozenset(op for op, row in OPERATIONS.items() if row.strict)
CONTINUOUS = frozenset(op for op, row in OPERATIONS.items() if row.continuous)
