"""What a term needs to have a value, collected from the tree before anything is simplified.

What is inverted or divided by, what stands below a root or a logarithm, the places of entries, and
what has a limit or a derivative.  A need inside a sum, an optimum or a limit is one for each value
of what is bound there, and no fact about that says anything of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from derive.replay.claims import Fact
from derive.replay.nodes import OPTIMA, Tree, terms_of
from derive.replay.substitution import dimension_tree
from derive.replay.trees import make, number

__all__ = ["Need", "approach", "below", "bound_by", "difference", "factors", "needs"]

# of what binds: the arguments below it, and those outside
PARTS = {
    "sum": (slice(0, 1), slice(2, 4)),
    "limit": (slice(0, 1), slice(2, 2)),
    "asymptotic": (slice(0, 2), slice(2, 2)),
    **dict.fromkeys(("forall", *OPTIMA), (slice(1, 3), slice(3, 3))),
}
TOTAL = ("exp", "sin", "cos")  # functions of every square matrix
ROUGH = ("pinv", "rank", "adjugate", "limit", "norm", "abs")  # what need not have a derivative


@dataclass(frozen=True, slots=True)
class Need:
    """What must hold of a tree, for each value of what is bound by the nodes `over` it.

    Kinds: `nonzero` and `regular` (invertible), `log` (positive) and `root` (at least zero),
    `definite`, `integer`; any other is the operation of a part that is not analysed.
    """

    kind: str
    tree: Tree
    over: tuple[Tree, ...] = ()

    @property
    def bound(self) -> frozenset[str]:
        """The names that mean nothing outside."""
        return frozenset().union(*map(bound_by, self.over))

    @property
    def ranges(self) -> tuple[Fact, ...]:
        """What is known of the indices that are bound above it."""
        known: tuple[Fact, ...] = ()
        for node in self.over:
            known = tuple(f for f in known if not bound_by(node) & (f.indices | f.symbols))
            if node.op == "sum":
                _, index, first, last = node.args
                known += (Fact("<=", (first, index)), Fact("<=", (index, last)))
            elif node.op in ("limit", "asymptotic"):
                known += (approach(*node.args[-3:]),)
        return known


def bound_by(node: Tree) -> frozenset[str]:
    """The names of what a node binds."""
    if node.op in ("sum", "limit"):
        return frozenset({node.args[1].name})
    if node.op == "asymptotic":
        return frozenset({node.args[2].name})
    return node.args[0].symbols


def approach(variable: Tree, point: Tree, side: Tree) -> Fact:
    """What is known of the variable of a limit near its point."""
    zero = point.op == "number" and point.value == 0
    if point.op == "infinity" or (zero and side.value == 1):
        return Fact("<", (number(0), variable))
    return Fact("!=", (variable, point))


@lru_cache(maxsize=2000)
def needs(tree: Tree) -> tuple[Need, ...]:
    """What must hold for the term, or each term of the statement, to have a value."""
    return tuple(dict.fromkeys(map(_outside, _needs(tree))))


def below(need: Need, over: tuple[Tree, ...]) -> Need:
    """The need of a term that stands below these nodes."""
    return _outside(replace(need, over=(*over, *need.over))) if over else need


def _outside(need: Need) -> Need:
    """The need without the nodes above it that say nothing of it, and are never empty."""
    kept: list[Tree] = []
    names = need.tree.symbols | need.tree.indices
    for node in reversed(need.over):
        if bound_by(node) & names or not _never_empty(node):
            kept.insert(0, node)
            names |= frozenset().union(*(arg.symbols | arg.indices for arg in node.args[2:]))
    return replace(need, over=tuple(kept)) if len(kept) < len(need.over) else need


def _never_empty(node: Tree) -> bool:
    if node.op != "sum":
        return True
    first, last = node.args[2:]
    return first == number(1) and last.op == "dimension"


def _needs(tree: Tree) -> Iterator[Need]:
    args, op = tree.args, tree.op
    if op == "jacobian":
        yield from _of_derivative(tree)
        return
    yield from _own(tree)
    body, outside = PARTS.get(op, (slice(0, 0), slice(0, 0)))
    for part in args[body]:
        for need in _needs(part):
            if op not in ("limit", "asymptotic") or not _says(need, tree):
                yield replace(need, over=(tree, *need.over))
    for part in args[outside] if op in PARTS else terms_of(op, args):
        yield from _needs(part)


def _own(tree: Tree) -> Iterator[Need]:
    """What must hold at a node for it to have a value where its arguments have one."""
    args, op = tree.args, tree.op
    if op == "inverse":
        yield Need("regular", args[0])
    elif op == "pow":
        yield from _of_power(tree)
    elif op == "log":
        yield Need("log", args[0])
    elif op == "gaussian":
        yield Need("definite" if args[2].shape else "log", args[2])
    elif op == "entry":
        yield from _of_entry(tree)
    elif op in ("limit", "asymptotic"):
        yield Need(op, tree)
    elif op == "function" and args[1].name not in TOTAL:
        yield Need("function", tree)
    elif op == "sum":
        yield from (Need("integer", bound) for bound in args[2:] if not _counts(bound))


def _says(need: Need, node: Tree) -> bool:
    """Whether a need speaks of what the node binds; near a point it is met if there is a limit."""
    over = (arg for one in need.over for arg in one.args)
    return any(bound_by(node) & tree.symbols for tree in (need.tree, *over))


def _of_power(power: Tree) -> Iterator[Need]:
    base, exponent = power.args
    if exponent.op == "dimension":
        return
    if exponent.op != "number":
        yield Need("power", power)
        return
    if exponent.value.denominator != 1:
        yield Need("root" if not base.shape else "power", base if not base.shape else power)
    if exponent.value < 0:
        if base.shape:
            yield Need("regular", base)
        else:
            yield from (Need("nonzero", factor) for factor in factors(base))


def _of_entry(entry: Tree) -> Iterator[Need]:
    """Its place is a whole number from 1 up to the size."""
    for place, dim in zip(entry.args[1:], entry.args[0].shape, strict=True):
        if not _counts(place):
            yield Need("integer", place)
        if place.op == "number" and place.value == 1:
            continue  # every size is at least 1
        yield Need("root", difference(number(1), place))
        yield Need("root", difference(place, dimension_tree(dim)))


def _counts(tree: Tree) -> bool:
    """Whether the value is a whole number wherever there is one."""
    if tree.op == "number":
        return tree.value.denominator == 1
    return tree.op in ("index", "dimension", "rank") or (
        tree.op in ("add", "mul") and all(map(_counts, tree.args))
    )


def _of_derivative(jacobian: Tree) -> Iterator[Need]:
    """The function has a value around the point: a root, not at 0; some functions are not looked
    into, and have a derivative where another line has the same one."""
    of, by = jacobian.args
    if _is_rough(of, by.name):
        yield Need("jacobian", jacobian)
    for need in _needs(of):
        if need.kind == "root" and by.name in need.tree.symbols:
            yield replace(need, kind="log")
        yield need


def _is_rough(tree: Tree, name: str) -> bool:
    """Whether something in the tree may vary with the letter and have no derivative."""
    if name not in tree.symbols:
        return False
    if tree.op == "pow":
        base, exponent = tree.args
        if name in exponent.symbols:
            return True
        even = exponent.op == "number" and (exponent.value / 2).denominator == 1
        if base.op == "norm" and even and exponent.value > 0:
            return _is_rough(base.args[0], name)
    return tree.op in ROUGH or any(_is_rough(arg, name) for arg in terms_of(tree.op, tree.args))


# -- helpers --------------------------------------------------------------------------------------


def factors(tree: Tree) -> Iterator[Tree]:
    """The factors of a scalar, without numbers and whole exponents."""
    if tree.op == "mul" and not tree.shape:
        for arg in tree.args:
            yield from factors(arg)
    elif tree.op == "pow" and not tree.shape and _whole(tree.args[1]):
        yield from factors(tree.args[0])
    elif tree.op != "number" or not tree.value:
        yield tree


def _whole(exponent: Tree) -> bool:
    return exponent.op == "number" and exponent.value.denominator == 1


def difference(left: Tree, right: Tree) -> Tree:
    """right - left."""
    if left.op == "number" and not left.value:
        return right
    minus = number(-left.value) if left.op == "number" else make("mul", number(-1), left)
    if right.op == "number" and not right.value:
        return minus
    if left.op == "add":
        minus = make("add", *(difference(arg, number(0)) for arg in left.args))
        if right.op == "number" and not right.value:
            return minus
    return make("add", right, minus)
