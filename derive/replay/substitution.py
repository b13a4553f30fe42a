"""Substitution: instances of what rules say, and other names for indices.

A bound index that would capture a value is renamed, and every instance is made anew, so that its
shapes are derived and not carried over.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.replay import dims
from derive.replay.dims import ONE, Dim, Shape
from derive.replay.nodes import NAMED, Tree, binders
from derive.replay.report import ReplayError
from derive.replay.shapes import show_shape
from derive.replay.trees import leaf, make, number

__all__ = ["dimension_tree", "replace_indices", "substitute"]


def substitute(tree: Tree, values: Mapping[str, Tree], sizes: Mapping[str, Dim]) -> Tree:
    """The instance of a rule's term: every symbol and dimension in it must have a value."""
    if tree.op == "symbol":
        if tree.name not in values:
            raise ReplayError(f"the variable {tree.name} is not bound")
        value = values[tree.name]
        wanted = _sized(tree.shape, sizes)
        # A scalar may stand for a 1 x 1 matrix: the node above checks whether it fits.
        if value.shape != wanted and not (wanted == (ONE, ONE) and not value.shape):
            raise ReplayError(f"{tree.name} is bound to a term of shape {show_shape(value.shape)}")
        return value
    if tree.op == "index":
        if tree.name not in values or values[tree.name].shape:
            raise ReplayError(f"the index {tree.name} is not bound to an index")
        return values[tree.name]
    if tree.op == "dimension":
        return dimension_tree(_sized((dims.symbol(tree.name),), sizes)[0])
    if not tree.args:
        return leaf(tree.op, _sized(tree.shape, sizes), tree.name, tree.value)
    if tree.op in NAMED:
        return make(tree.op, substitute(tree.args[0], values, sizes), tree.args[1])
    if tree.op == "indicator":
        left, sign, right = tree.args
        sides = (substitute(side, values, sizes) for side in (left, right))
        return make("indicator", next(sides), sign, next(sides))
    bound = binders(tree.op, tree.args)
    if bound:
        _refuse_capture(tree, bound, values)
    args = tuple(substitute(arg, values, sizes) for arg in tree.args)
    if tree.op == "entry" and args[0].op == "tabulated":
        return _entry_of(args[0], args[1:])
    return make(tree.op, *args)


def _refuse_capture(tree: Tree, bound: tuple[str, ...], values: Mapping[str, Tree]) -> None:
    """ReplayError if what is put below a node that binds an index has a free one of that name."""
    named = {values[name].name for name in bound if name in values}
    inside = tree.args[0].symbols | (tree.args[0].indices - set(bound))
    if any(values[name].indices & named for name in inside if name in values):
        raise ReplayError(f"a bound index is captured: {min(named)}")


def _entry_of(table: Tree, at: tuple[Tree, ...]) -> Tree:
    """The entry of a tabulated matrix at two indices."""
    pairs = zip(table.args[1:3], at, strict=True)
    return replace_indices(table.args[0], {i.name: j for i, j in pairs if i.op == "index"})


def replace_indices(tree: Tree, by: Mapping[str, Tree]) -> Tree:
    """The tree with its free indices replaced; a bound index that would capture is renamed."""
    by = {name: new for name, new in by.items() if name in tree.indices}
    if not by:
        return tree
    if tree.op == "index":
        return by[tree.name]
    bound = binders(tree.op, tree.args)
    inner = {name: new for name, new in by.items() if name not in bound}
    for name in bound:
        inner[name] = leaf("index", (), name)
        free = tree.args[0].indices - {name}
        while inner[name].name in free or any(inner[name].name in n.indices for n in by.values()):
            inner[name] = leaf("index", (), inner[name].name + "'")
    bounds = {"sum": 2, "sum_of_matrices": 2, "tabulated": 3}.get(tree.op, 0)
    within = len(tree.args) if not bound else bounds
    parts = [replace_indices(arg, inner if i < within else by) for i, arg in enumerate(tree.args)]
    return make(tree.op, *parts)


def _sized(shape: Shape, sizes: Mapping[str, Dim]) -> Shape:
    missing = {name for dim in shape for name in dims.names(dim)} - set(sizes)
    if missing:
        raise ReplayError(f"the size {min(missing)} is not bound")
    return tuple(dims.substitute(dim, sizes) for dim in shape)


def dimension_tree(dim: Dim) -> Tree:
    parts = []
    for monomial, c in dim:
        factors = [leaf("dimension", (), name) for name in monomial]
        if c != 1 or not factors:
            factors.insert(0, number(c))
        parts.append(make("mul", *factors) if len(factors) > 1 else factors[0])
    if not parts:
        return number(0)
    return make("add", *parts) if len(parts) > 1 else parts[0]
