"""What is known of an operation, in one row: its name, its shape, what it binds, how it behaves.

A node of our own carries its row as the attribute `operation`, beside its class; the rows of
SymPy's nodes stand in `arithmetic.py`; `operations.py` collects them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

import sympy
from sympy import Basic

from derive.algebra.shape_rules import ShapeRule, scalar_arguments
from derive.algebra.symbols import Term

__all__ = ["Operation", "ScalarNode", "build"]

_Node = TypeVar("_Node", bound=Basic)


@dataclass(frozen=True, slots=True)
class Operation:
    """The row of an operation.  What a row leaves out is the careful answer, but for the warnings
    `counts`, `corners` and `stepped`.

    name: in certificates; a name may serve two classes, one for scalars and one for matrices.
    shape: the shape of a node, from those of its arguments.
    construct: builds a node from arguments, where more is done than placing them.
    strict: a node has a value only where each argument has one, and then always, but for inverses.
    continuous: in each of its arguments, wherever it has a value.
    linear: in its arguments taken together, the others fixed; for matrices and scalars.
    rational: a quotient of polynomials in the entries of its arguments, at each size, as a linear
        one is without saying so.  Powers and norms count as such; their exponents are looked at.
    counts: a size may enter the value as a number even if it is no number below (tr(I) = n).
    corners: a derivative of it is agreed upon, and not rewritten by rules.
    stepped: it may jump or repeat, so that values at some sizes do not speak for others.
    name_at: the argument that is a name, not a term.
    variable: the argument that is a variable bound here; nothing that is assumed of it holds in
        the arguments before it.
    indices: the arguments that are bound indices, which may be renamed.
    repeated: the first argument is evaluated for each value of an index, its second argument.
    """

    name: str
    shape: ShapeRule = scalar_arguments
    construct: Callable[..., Term] | None = None
    strict: bool = False
    continuous: bool = False
    linear: bool = False
    rational: bool = False
    counts: bool = False
    corners: bool = False
    stepped: bool = False
    name_at: int | None = None
    variable: int | None = None
    indices: tuple[int, ...] = ()
    repeated: bool = False


class ScalarNode(sympy.Expr):
    """A scalar-valued operation on matrices that SymPy lacks."""

    is_commutative = True
    is_real = True
    operation: ClassVar[Operation]

    def __new__(cls, *args: Any) -> Self:
        return Basic.__new__(cls, *args)


def build(kind: type[_Node], *args: Any) -> _Node:
    """The node with these arguments, as they are: nothing is evaluated or flattened."""
    return Basic.__new__(kind, *args)
