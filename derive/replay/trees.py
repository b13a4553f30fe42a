"""Making trees: leaves, and operations on trees, each with the shape that it must have.

Every tree of a replay is made here, those of the certificate and those that checks build, so
there is no tree whose shape was not derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.replay.dims import Dim, Shape
from derive.replay.nodes import NOTHING, OPTIMA, STATEMENTS, Tree, built, terms_of
from derive.replay.operations import OPERATIONS
from derive.replay.report import ReplayError
from derive.replay.shapes import show_shape

__all__ = ["LEAVES", "equation", "is_matrix", "leaf", "make", "number", "subterms", "symbol"]
__all__ += ["zero_like"]

LEAVES = (
    "symbol",
    "dimension",
    "index",
    "name",
    "number",
    "pi",
    "identity",
    "zeros",
    "ones",
    "infinity",
)


def make(op: str, *args: Tree) -> Tree:
    """The node of an operation on these arguments.  ReplayError if it has no meaning for them."""
    if op not in OPERATIONS:
        raise ReplayError(f"unknown operation {op[:40]}")
    row = OPERATIONS[op]
    if not row.fewest <= len(args) <= row.most:
        raise ReplayError(f"{op} does not take {len(args)} arguments")
    if any(arg.op == "infinity" for arg in args) and op not in ("limit", "asymptotic"):
        raise ReplayError("infinity is no number")
    if op == "limit" and args[0].op == "as_scalar":
        return make("as_scalar", make("limit", *args[0].args, *args[1:]))
    if op not in ("system", "forall", *OPTIMA) and any(arg.op in STATEMENTS for arg in args):
        raise ReplayError(f"{op} of a statement has no meaning")
    shape = row.shape(args)
    if shape is None:
        shapes = ", ".join(show_shape(arg.shape) for arg in args)
        raise ReplayError(f"{op} has no meaning for the shapes {shapes}")
    return built(op, shape, args)


def leaf(op: str, shape: Shape, name: str = "", value: Fraction | int = 0) -> Tree:
    """A symbol, a dimension, a number, or a constant of some size."""
    if op == "identity" and (not shape or shape[0] != shape[1]):
        raise ReplayError("the identity is square")
    if (op in ("identity", "zeros", "ones")) != bool(shape) and op != "symbol":
        raise ReplayError(f"{op} cannot have the shape {show_shape(shape)}")
    return built(op, shape, (), name, Fraction(value) if value else NOTHING)


def symbol(name: str, *shape: Dim) -> Tree:
    return leaf("symbol", shape, name)


def number(value: Fraction | int) -> Tree:
    return leaf("number", (), value=value)


def equation(left: Tree, right: Tree) -> Tree:
    return make("equation", left, right)


def zero_like(tree: Tree) -> Tree:
    return leaf("zeros", tree.shape) if tree.shape else number(0)


def subterms(tree: Tree) -> Iterator[Tree]:
    """The tree and every tree below it; a name is none."""
    yield tree
    for arg in terms_of(tree.op, tree.args):
        yield from subterms(arg)


def is_matrix(tree: Tree) -> bool:
    return len(tree.shape) == 2 and tree.op not in STATEMENTS
