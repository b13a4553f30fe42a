"""Places in a tree: the subterm at a position, replacing at several, and what is bound there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derive.replay.claims import Fact
from derive.replay.needs import approach
from derive.replay.nodes import Tree
from derive.replay.plain import items, record
from derive.replay.report import ReplayError
from derive.replay.trees import is_matrix, make, number, zero_like

__all__ = ["WHOLE", "Position", "bound_above", "get", "parse_position", "put_all", "ranges_above"]
__all__ += ["approaches_above", "binders_above", "nodes_above"]
__all__ += ["refuse_bound", "refuse_corners"]


@dataclass(frozen=True, slots=True)
class Position:
    """A node, and the factors or summands of it that are meant (None: the whole node)."""

    path: tuple[int, ...]
    window: tuple[int, ...] | None


WHOLE = Position((), None)
BINDERS = {
    **{"jacobian": 1, "minimizer": 0, "maximizer": 0, "forall": 0},
    **{"sum": 1, "sum_of_matrices": 1, "limit": 1, "asymptotic": 2},
}  # which argument is the variable


def parse_position(data: object) -> Position:
    given = record(data, "path", "window")
    window = given["window"]
    return Position(_indices(given["path"]), None if window is None else _indices(window))


def _indices(data: object) -> tuple[int, ...]:
    indices = items(data)
    if not all(isinstance(i, int) and not isinstance(i, bool) and i >= 0 for i in indices):
        raise ReplayError("indices are whole numbers from 0")
    return tuple(indices)


def _node(tree: Tree, path: Sequence[int]) -> Tree:
    for index in path:
        if index >= len(tree.args) or tree.args[index].op == "name":
            raise ReplayError("there is no such position")
        tree = tree.args[index]
    return tree


def get(tree: Tree, position: Position) -> Tree:
    """The subterm; the matrix factors of a window must be neighbours and in order."""
    node = _node(tree, position.path)
    window = position.window
    if window is None:
        return node
    if not window or len(set(window)) != len(window) or max(window) >= len(node.args):
        raise ReplayError("there is no such window")
    if node.op not in ("add", "mul"):
        raise ReplayError("only products and sums have windows")
    chosen = tuple(node.args[i] for i in window)
    if node.op == "mul":
        matrices = [i for i, arg in enumerate(node.args) if is_matrix(arg)]
        meant = [i for i in window if i in matrices]
        if meant:
            start = matrices.index(meant[0])
            if meant != matrices[start : start + len(meant)]:
                raise ReplayError("the factors of a window must be neighbours, in order")
    return make(node.op, *chosen) if len(chosen) > 1 else chosen[0]


def put_all(tree: Tree, positions: Iterable[Position], new: Tree) -> Tree:
    """The tree with the subterm at each position replaced; no two positions may overlap."""
    places = sorted(positions, key=lambda p: (p.path, p.window or ()), reverse=True)
    for one, other in zip(places[1:], places, strict=False):
        inside = other.path[: len(one.path)] == one.path
        apart = one.path == other.path and one.window and other.window
        if inside and apart and not set(one.window or ()) & set(other.window or ()):
            continue
        below = other.path[len(one.path) : len(one.path) + 1]
        if inside and not (one.window and below and below[0] not in one.window):
            raise ReplayError("two positions overlap")
    for place in places:
        tree = _put(tree, place.path, place.window, new)
    return tree


def _put(tree: Tree, path: Sequence[int], window: tuple[int, ...] | None, new: Tree) -> Tree:
    if path:
        args = list(tree.args)
        args[path[0]] = _put(args[path[0]], path[1:], window, new)
        return make(tree.op, *args)
    if window is None:
        return new
    matrices = [i for i in window if is_matrix(tree.args[i])]
    first = matrices[0] if matrices else window[0]
    if tree.op == "mul":
        # Units keep the places of what is replaced, so that other indices stay what they are.
        return make("mul", *(_kept(tree, i, first, window, new, number(1)) for i in _all(tree)))
    zero = zero_like(tree.args[0])
    return make("add", *(_kept(tree, i, first, window, new, zero) for i in _all(tree)))


def _all(tree: Tree) -> range:
    return range(len(tree.args))


def _kept(tree: Tree, i: int, first: int, window: tuple[int, ...], new: Tree, unit: Tree) -> Tree:
    if i == first:
        return new
    return unit if i in window else tree.args[i]


def bound_above(tree: Tree, path: Sequence[int]) -> frozenset[str]:
    """The variables of derivatives, minima and sums inside which the node at `path` stands.

    ReplayError if the node is such a variable itself.
    """
    bound: frozenset[str] = frozenset()
    for index in path:
        binder = BINDERS.get(tree.op)
        if binder == index:
            raise ReplayError("the variable of a derivative or a minimum is not rewritten")
        if binder is not None:
            bound |= tree.args[binder].symbols | tree.args[binder].indices
        tree = tree.args[index]
    return bound


def refuse_corners(tree: Tree, position: Position, sides: Iterable[Tree]) -> None:
    """ReplayError if a function with corners is rewritten inside a derivative.

    At a corner the derivative is agreed upon, and follows from how the function is written.
    """
    cornered = any(side.corners for side in sides)
    for index in position.path:
        if cornered and tree.op == "jacobian":
            raise ReplayError("a function with corners is not rewritten inside a derivative")
        tree = tree.args[index]


def refuse_bound(tree: Tree, position: Position, facts: Iterable[Fact]) -> None:
    """ReplayError if a fact about a variable is used where that variable takes every value."""
    bound = bound_above(tree, position.path)
    known = (*ranges_above(tree, position.path), *approaches_above(tree, position.path)[1])
    for fact in facts:
        about = bound & (fact.symbols | fact.indices)
        if about and fact not in known:
            raise ReplayError(f"an assumption about {min(about)} is used inside a function of it")


def nodes_above(tree: Tree, path: Sequence[int]) -> tuple[Tree, ...]:
    """The nodes on the way to the node at `path`."""
    found: list[Tree] = []
    for place in path:
        found.append(tree)
        tree = tree.args[place]
    return tuple(found)


def binders_above(tree: Tree, path: Sequence[int]) -> tuple[Tree, ...]:
    """The nodes that bind something for the node at `path`, but derivatives: those are taken at a
    point, which is known."""
    found: list[Tree] = []
    for place in path:
        binder = BINDERS.get(tree.op, 0)
        below = tree.op == "sum" and place > 0
        if tree.op in BINDERS and tree.op != "jacobian" and not below and place != binder:
            found.append(tree)
        tree = tree.args[place]
    return tuple(found)


def ranges_above(tree: Tree, path: Sequence[int]) -> tuple[Fact, ...]:
    """What the sums inside which the node at `path` stands say of their indices."""
    known: tuple[Fact, ...] = ()
    for depth, place in enumerate(path):
        _node(tree, path[depth : depth + 1])
        if tree.op in ("sum", "sum_of_matrices") and place == 0:
            _, over, first, last = tree.args
            known = tuple(fact for fact in known if over.name not in fact.indices)
            known += (Fact("<=", (first, over)), Fact("<=", (over, last)))
        tree = tree.args[place]
    return known


def approaches_above(tree: Tree, path: Sequence[int]) -> tuple[frozenset[str], tuple[Fact, ...]]:
    """The variables of the limits inside which the node at `path` stands, and that they are not
    at their point yet, or positive, if they tend to 0 from above or to infinity."""
    known: dict[str, tuple[Fact, ...]] = {}
    for depth, place in enumerate(path):
        _node(tree, path[depth : depth + 1])
        if place < {"limit": 1, "asymptotic": 2}.get(tree.op, 0):
            known[tree.args[-3].name] = (approach(*tree.args[-3:]),)
        tree = tree.args[place]
    return frozenset(known), tuple(fact for facts in known.values() for fact in facts)
