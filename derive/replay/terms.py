"""The terms of a certificate, as trees: each stored shape is compared with the derived one.

Format 1 writes a term where it stands, format 2 once in the table `terms`, whose nodes name their
arguments by the numbers of earlier nodes.  A number that points backwards only cannot close a
circle, and the bounds on the size and the depth of a tree (see `nodes`) are those of the term
written out, so that sharing hides no work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol, TypeGuard

from derive.replay import dims
from derive.replay.dims import Shape
from derive.replay.nodes import MAX_DEPTH, RELATIONS, Tree
from derive.replay.plain import items, named, record, text
from derive.replay.report import Below, Fuel, ReplayError
from derive.replay.shapes import show_shape
from derive.replay.trees import LEAVES, leaf, make

__all__ = ["NestedTerms", "TermTable", "Terms", "rational"]

MAX_DIGITS, LARGE = 1000, 10**9
SIGNS = ("2", "F", *RELATIONS)  # what stands for itself in the bindings of a rule, as a symbol
DIGITS = frozenset("0123456789-/")
APPLIED = ("tanh", "sin", "cos", "sinh", "cosh")  # functions that are written by their name
NAMED = ("symbol", "dimension", "index", "name")


class Terms(Protocol):
    """How a certificate writes terms: as formulas, and as trees without their LaTeX."""

    def tree(self, data: object) -> Tree: ...

    def formula(self, data: object) -> Tree: ...


class NestedTerms:
    """Format 1: a tree stands where it is used, a formula is that and its LaTeX."""

    def __init__(self, fuel: Fuel | None = None) -> None:
        self._made: dict[Tree, Tree] = {}  # one object for each tree: equality is then quick
        self._fuel = fuel or Fuel(LARGE)

    def tree(self, data: object) -> Tree:
        return self._parsed(data, 0)

    def formula(self, data: object) -> Tree:
        given = record(data, "latex", "tree")
        text(given["latex"])
        return self.tree(given["tree"])

    def _parsed(self, data: object, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise ReplayError("the term is too deep")
        tree = _node(data, lambda arg: self._parsed(arg, depth + 1))
        self._fuel.spend(4 + len(tree.args) + _new(tree))
        return self._made.setdefault(tree, tree)


class TermTable:
    """Format 2: a term is its number in the table."""

    def __init__(self, data: object, fuel: Fuel | None = None) -> None:
        """Read the table.  ReplayError for a node that is no term, or names a later one."""
        self._trees: list[Tree] = []
        fuel = fuel or Fuel(LARGE)
        for i, item in enumerate(items(data)):
            with Below(f"terms[{i}]"):
                if isinstance(item, dict) and "latex" in item:
                    text(item["latex"])
                    item = {key: value for key, value in item.items() if key != "latex"}
                tree = _node(item, self._earlier)
                fuel.spend(10 + 4 * len(tree.args) + 10 * _new(tree))
                self._trees.append(tree)

    def tree(self, data: object) -> Tree:
        if not self._known(data):
            raise ReplayError(f"there is no term {str(data)[:40]} in the table of terms")
        return self._trees[data]

    formula = tree

    def _earlier(self, data: object) -> Tree:
        if not self._known(data):
            raise ReplayError("an argument is the number of an earlier term")
        return self._trees[data]

    def _known(self, data: object) -> TypeGuard[int]:
        if not isinstance(data, int) or isinstance(data, bool):
            return False
        return 0 <= data < len(self._trees)


def _new(tree: Tree) -> int:
    """How many names a tree keeps that it does not share with an argument."""
    return sum(
        len(own)
        for own, shared in (
            (tree.symbols, {id(arg.symbols) for arg in tree.args}),
            (tree.dims, {id(arg.dims) for arg in tree.args}),
            (tree.indices, {id(arg.indices) for arg in tree.args}),
        )
        if id(own) not in shared
    )


# -- nodes ----------------------------------------------------------------------------------------


def _node(data: object, argument: Callable[[object], Tree]) -> Tree:
    """The tree of a node, its arguments read by `argument`."""
    if not isinstance(data, dict) or not isinstance(data.get("op"), str):
        raise ReplayError("not a tree")
    op = data["op"]
    keys = {"op", "shape"}
    if op == "apply":
        keys.add("function")
    if op not in LEAVES:
        keys.add("args")
    elif op == "number" or op in NAMED:
        keys.add("value" if op == "number" else "name")
    if set(data) != keys:
        raise ReplayError(f"a tree of {op[:40]} has the keys {', '.join(sorted(keys))}")
    shape = dims.parse_shape(data["shape"])
    if op in LEAVES:
        return _leaf(op, shape, data)
    if not isinstance(data["args"], list):
        raise ReplayError("args is a list")
    if op == "apply":
        op = text(data["function"], *APPLIED)
    tree = make(op, *map(argument, data["args"]))
    if tree.shape != shape:
        raise ReplayError(f"{op} has the shape {show_shape(tree.shape)}, not {show_shape(shape)}")
    return tree


def _leaf(op: str, shape: Shape, data: Mapping[str, object]) -> Tree:
    if op == "number":
        return leaf(op, shape, value=rational(data["value"]))
    name = data.get("name", "")
    if op in NAMED and name not in SIGNS:
        name = named(name)
    return leaf(op, shape, str(name))


def rational(data: object) -> Fraction:
    """A number written as 3 or -1/2, in lowest terms.  ReplayError for anything else."""
    if not isinstance(data, str) or not data or len(data) > MAX_DIGITS or not set(data) <= DIGITS:
        raise ReplayError("a number is written as 3 or -1/2")
    above, _, below = data.partition("/")
    if not _whole(above) or ("/" in data and not (below.isdigit() and int(below))):
        raise ReplayError("a number is written as 3 or -1/2")
    value = Fraction(int(above), int(below) if below else 1)
    if str(value) != data:
        raise ReplayError(f"{data[:40]} is not in lowest terms")
    return value


def _whole(data: str) -> bool:
    return data.removeprefix("-").isdigit()
