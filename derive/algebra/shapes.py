"""The shape gate: every operation is checked by unification of symbolic dimensions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, Self

from sympy import Basic, Integer
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.matrices.matrixbase import MatrixBase

from derive.algebra.arithmetic import SYMPY
from derive.algebra.dimensions import Dimensions, Shape, show_shape
from derive.algebra.operation import Operation
from derive.algebra.shape_rules import scalar_arguments
from derive.algebra.symbols import Term

__all__ = ["Dimensions", "MatrixNode", "operation_of", "shape_of", "show_shape"]


def operation_of(term: Term) -> Operation | None:
    """The row of the outermost operation; None for a symbol, a number, or a node of no row."""
    kind: type = type(term)
    return _row(kind)


@lru_cache(maxsize=256)
def _row(kind: Any) -> Operation | None:
    return getattr(kind, "operation", None) or SYMPY.get(kind)


def shape_of(term: Term, dims: Dimensions | None = None) -> Shape:
    """The shape of a term, every operation in it checked: () for a scalar, else (rows, columns).

    Raises ShapeError with the failing operation, its operands and both shapes.
    """
    if isinstance(term, MatrixSymbol):
        return tuple(term.shape)
    operation = operation_of(term)
    if operation is not None:
        return operation.shape(term, dims or Dimensions(), shape_of)
    if isinstance(term, MatrixBase):
        return (Integer(term.rows), Integer(term.cols))
    return scalar_arguments(term, dims or Dimensions(), shape_of)


class MatrixNode(MatrixExpr):
    """A matrix-valued operation that SymPy lacks; the shape follows from the arguments."""

    operation: ClassVar[Operation]

    def __new__(cls, *args: Any) -> Self:
        return Basic.__new__(cls, *args)

    @property
    def shape(self) -> Shape:
        return shape_of(self)

    def _sympystr(self, printer: Any) -> str:
        """SymPy's printer goes by the name of the class, and its BlockMatrix is another."""
        return f"{type(self).__name__}({', '.join(map(printer.doprint, self.args))})"
