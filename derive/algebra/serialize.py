"""Terms as typed trees of plain JSON, each node with its operation and shape.

A dimension is an integer, the name of a dimension symbol, or the tree of a polynomial in them.
A shape is `[rows, columns]` or `"scalar"`; an equation has the shape of its sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term

__all__ = ["OPERATIONS", "from_tree", "to_tree"]

Tree = dict[str, Any]

OPERATIONS: dict[type, str] = {
    t.MatAdd: "add",
    Add: "add",
    t.MatMul: "mul",
    Mul: "mul",
    t.MatPow: "pow",
    Pow: "pow",
    t.Transpose: "transpose",
    t.Inverse: "inverse",
    t.PseudoInverse: "pinv",
    t.Adjugate: "adjugate",
    t.DiagonalMatrix: "diag",
    t.Diagonal: "diagonal",
    t.Vectorization: "vec",
    t.HadamardProduct: "hadamard",
    t.KroneckerProduct: "kronecker",
    t.Elementwise: "elementwise",
    t.MatrixFunction: "function",
    t.UnitVector: "unit_vector",
    t.Tabulated: "tabulated",
    t.Jacobian: "jacobian",
    t.Derivative: "jacobian",
    t.Identity: "identity",
    t.ZeroMatrix: "zeros",
    t.OneMatrix: "ones",
    t.AsScalar: "as_scalar",
    t.Trace: "trace",
    t.Determinant: "det",
    t.Norm: "norm",
    t.Rank: "rank",
    t.Entry: "entry",
    t.BlockMatrix: "block",
    t.MatrixSum: "sum_of_matrices",
    t.IndexSum: "sum",
    t.IndexProduct: "product",
    t.Indicator: "indicator",
    t.Cases: "cases",
    t.Logistic: "logistic",
    t.ReLU: "relu",
    t.Maximum: "max",
    t.Minimum: "min",
    sympy.exp: "exp",
    t.GaussianDensity: "gaussian",
    sympy.log: "log",
    t.Equation: "equation",
    t.Minimizer: "minimizer",
    t.Maximizer: "maximizer",
    t.Asymptotic: "asymptotic",
    t.System: "system",
    t.ForAll: "forall",
}
_LIMITS = (t.Limit, t.MatrixLimit)
_KINDS: dict[str, type[Term]] = {name: kind for kind, name in OPERATIONS.items()}


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
    if isinstance(term, t.Identity | t.ZeroMatrix | t.OneMatrix):
        return {"op": OPERATIONS[type(term)], **typed}
    args = list(term.args)
    if isinstance(term, t.Inverse):
        args = args[:1]
    if term is sympy.oo:
        return {"op": "infinity", **typed}
    name = "limit" if isinstance(term, _LIMITS) else OPERATIONS.get(type(term))
    if name is None:
        return {"op": "apply", "function": type(term).__name__, **typed, "args": _trees(args)}
    return {"op": name, **typed, "args": _trees(args)}


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
    args: list[Any] = [from_tree(arg) for arg in tree["args"]]
    match operation:
        case "add":
            return t.add(*args)
        case "mul":
            return t.mul(*args)
        case "pow":
            return t.power(*args)
        case "inverse":
            return t.inverse(args[0])
        case "exp" | "log":
            function: Callable[..., Term] = _KINDS[operation]
            return function(*args, evaluate=False)
        case "jacobian":
            return t.jacobian(*args)
        case "limit":
            return t.limit(args[0], args[1], args[2], int(args[3]))
        case "apply":
            function = getattr(sympy, tree["function"])
            return function(*args, evaluate=False)
    return sympy.Basic.__new__(_KINDS[operation], *args)
