r"""Comparisons as 0 and 1: `1[a > 0]` of scalars, `1[x > 0]` of every entry, `\delta_{ij}`."""

from __future__ import annotations

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import Term
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["compared", "condition", "delta", "is_pair"]

_SIGNS = {"<": "<", ">": "<", r"\le": "<=", r"\ge": "<=", r"\neq": "!=", "=": "="}
# what an entry of right - left must be
_STEPS = {"<": "positive", "<=": "nonnegative", "=": "zero", "!=": "nonzero"}


def compared(e: Elaborator, sides: tuple[Node, ...], sign: str) -> Value:
    """1 where a comparison holds, else 0: of two scalars, or entry by entry."""
    left, right = (e.scalarised(e.value(side)) for side in sides)
    if sign in (">", r"\ge"):
        left, right = right, left
    relation = _SIGNS[sign]
    if not left.shape and not right.shape:
        made = t.indicator(left.term, relation, right.term)
        return left._replace(term=made, shape=())
    shape = left.shape or right.shape
    if left.shape and right.shape and not e.dims.same_shape(left.shape, right.shape):
        shown = " and ".join(show_shape(side.shape) for side in (left, right))
        e.wrong(f"two of different shapes are compared: {shown}", sides[0])
    gap = _spread(right, shape)
    if left.term != 0 and not isinstance(left.term, t.ZeroMatrix):
        gap = t.sub(gap, _spread(left, shape))
    made = t.elementwise(gap, _STEPS[relation])
    return left._replace(term=made, shape=shape)


def _spread(value: Value, shape: t.Shape) -> Term:
    """A scalar in every entry of a matrix of this shape."""
    if value.shape:
        return value.term
    return t.zeros(*shape) if value.term == 0 else t.mul(value.term, t.ones(*shape))


def condition(e: Elaborator, node: Node) -> Value:
    """A chain of comparisons: all of them hold."""
    parts = [compared(e, node.args[i : i + 2], sign) for i, sign in enumerate(node.value)]
    if len(parts) == 1:
        return e.made(parts[0].term, parts[0].shape, node)
    if not any(part.shape for part in parts):
        return e.made(t.mul(*(part.term for part in parts)), (), node)
    shape = next(part.shape for part in parts if part.shape)
    terms = [_spread(part, shape) for part in parts]
    return e.made(t.hadamard(*terms), shape, node)


def delta(e: Elaborator, node: Node) -> Value:
    r"""`\delta_{ij}`, an entry of the identity."""
    indices = node.args
    if len(indices) == 1:
        inside = indices[0]
        indices = inside.args if inside.op == "product" else indices
    if len(indices) != 2:
        e.refuse("a Kronecker delta has two indices", node, r"write \delta_{ij}")
    return e.made(compared(e, indices, "=").term, (), node)


def is_pair(e: Elaborator, nodes: tuple[Node, ...]) -> bool:
    """Whether `ij` are two indices, not a size: then `I_{ij}` is an entry."""
    if len(nodes) == 1 and nodes[0].op == "product":
        nodes = nodes[0].args
    return len(nodes) == 2 and all(node.op == "name" and _is_index(e, node.value) for node in nodes)


def _is_index(e: Elaborator, name: str) -> bool:
    found = e.bound.get(name) or e.names.get(name)
    return isinstance(found, Symbol) and found == t.index(found.name)
