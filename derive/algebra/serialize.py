"""Terms as typed trees of plain JSON, each node with its operation and shape.

A dimension is an integer, the name of a dimension symbol, or the tree of a polynomial in them.
A shape is `[rows, columns]` or `"scalar"`; an equation has the shape of its sides.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.operation import build
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term

__all__ = ["from_tree", "to_tree"]

Tree = dict[str, Any]

APPLIED = "apply"  # a function of SymPy's, which the tree names
_KINDS: dict[str, type[Term]] = {
    row.name: kind for kind, row in t.OPERATIONS.items() if row.name != APPLIED
}


def _dim_tree(dim: Dim) -> Any:
    if isinstance(dim, Integer):
        return int(dim)
    if isinstance(dim, Symbol):
        return dim.name
    name = {Add: "add", Mul: "mul", Pow: "pow"}[type(dim)]
    args = dim.args if isinstance(dim, Pow) else sorted(dim.args, key=str)
    return {"op": name, "args": [_dim_tree(arg) for arg in args]}


def _from_dim(tree: Any) -> Dim:
    if isinstance(tree, int):
        return Integer(tree)
    if isinstance(tree, str):
        return t.dimension(tree)
    kinds: dict[str, type[Dim]] = {"add": Add, "mul": Mul, "pow": Pow}
    return kinds[tree["op"]](*map(_from_dim, tree["args"]))


def to_tree(term: Term) -> Tree:
    """The typed tree of a well-shaped term.  Raises ShapeError for one that is not."""
    shape = shape_of(term)
    typed: Tree = {"shape": [_dim_tree(dim) for dim in shape] if shape else "scalar"}
    if isinstance(term, t.MatrixSymbol):
        return {"op": "symbol", "name": term.name, **typed}
    if isinstance(term, Symbol):
        return {"op": _kind(term), "name": term.name, **typed}
    if isinstance(term, Rational):
        return {"op": "number", "value": str(term), **typed}
    if term == sympy.pi:
        return {"op": "pi", **typed}
    if isinstance(term, t.SIZED):
        return {"op": t.OPERATIONS[type(term)].name, **typed}
    args = list(term.args)
    if isinstance(term, t.Inverse):
        args = args[:1]
    if term is sympy.oo:
        return {"op": "infinity", **typed}
    operation = t.OPERATIONS.get(type(term))
    if operation is None or operation.name == APPLIED:
        return {"op": APPLIED, "function": type(term).__name__, **typed, "args": _trees(args)}
    return {"op": operation.name, **typed, "args": _trees(args)}


def _kind(symbol: Symbol) -> str:
    """A dimension, an index, an integer, a name that is no variable, or a real scalar."""
    if symbol.is_integer:
        return next((k for k, make in _INTEGERS.items() if make(symbol.name) == symbol), "symbol")
    return "symbol" if symbol.is_real else "name"


_INTEGERS = {"dimension": t.dimension, "index": t.index, "integer": t.integer}


def _trees(args: list[Term]) -> list[Tree]:
    return [to_tree(arg) for arg in args]


def from_tree(tree: Tree) -> Term:
    """The term of a typed tree; the inverse of `to_tree`."""
    operation, shape = tree["op"], tree["shape"]
    dims = [] if shape == "scalar" else [_from_dim(dim) for dim in shape]
    match operation:
        case "symbol":
            return t.matrix(tree["name"], *dims) if dims else t.scalar(tree["name"])
        case "dimension" | "index" | "integer":
            return _INTEGERS[operation](tree["name"])
        case "name":
            return Symbol(tree["name"])
        case "infinity":
            return sympy.oo
        case "number":
            return Rational(tree["value"])
        case "pi":
            return sympy.pi
        case "identity":
            return t.identity(dims[0])
        case "zeros" | "ones":
            return _KINDS[operation](*dims)
    args = [from_tree(arg) for arg in tree["args"]]
    kind = getattr(sympy, tree["function"]) if operation == APPLIED else _KINDS[operation]
    if issubclass(kind, sympy.Function):
        return t.function(kind, *args)
    construct = t.OPERATIONS[kind].construct
    return build(kind, *args) if construct is None else construct(*args)
