"""Derivatives of trees, anew: what replaces a derivative must multiply out to what comes from here.

A scalar by a column or matrix X: each node gets its weight W, so that the change of the function is
tr(W' change of the node); the weights of the letter are added up.  A column by a column: `pushed`
gives the matrix that takes the change of the letter to that of the node times a fixed column.  By
a number: the change of the node itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.replay.claims import Fact
from derive.replay.dims import ONE, Dim
from derive.replay.nodes import Tree
from derive.replay.report import ReplayError
from derive.replay.substitution import dimension_tree
from derive.replay.trees import leaf, make, number, zero_like

__all__ = ["conditions", "granted", "rate", "total"]

LONGEST, LARGEST_POWER = 400, 6
SCALAR = ((), (ONE, ONE))


def rate(of: Tree, by: Tree) -> Tree:
    """The derivative of a scalar or a column by a letter.  ReplayError where no rule gives it."""
    walk = _Walk(by)
    if not by.shape:
        return walk.change(of)
    if of.shape in SCALAR:
        return _turned(_sum(list(walk.weights(of)), by))
    if by.shape[1] != ONE or of.shape[1] != ONE:
        raise ReplayError("a matrix is not differentiated by a matrix")
    return walk.pushed(of, _unit(ONE))


# -- what is needed, what is granted --------------------------------------------------------------


def conditions(of: Tree, by: str) -> Iterator[Fact]:
    """What the rules need, beyond that the function has a value."""
    if by not in of.symbols or not of.args:
        return
    args = of.args
    if of.op == "det":
        yield Fact("invertible", args)
    elif _is_square_of_norm(of):
        yield from conditions(args[0].args[0], by)
        return
    elif of.op == "pow" and not _is_whole(args[1]):
        yield Fact("!=", (args[0], number(0)))
    elif of.op == "norm":
        yield Fact("!=", (args[0], zero_like(args[0])))
    for arg in args:
        if arg.op != "name":
            yield from conditions(arg, by)


def granted(of: Tree, by: str) -> Iterator[Tree]:
    """What has a value where the function has a derivative and the conditions hold."""
    if by not in of.symbols or not of.args:
        return
    args = of.args
    if of.op == "det":
        yield make("inverse", args[0])
    elif of.op == "log" or (of.op == "pow" and not _is_whole(args[1])):
        yield _over(args[0])
    elif of.op == "norm":
        yield _over(of)
    for arg in args:
        if arg.op != "name":
            yield from granted(arg, by)


ALWAYS = frozenset(
    """add mul transpose as_scalar trace hadamard kronecker diag diagonal vec norm sum
    sum_of_matrices unit_vector exp tanh sin cos sinh cosh logistic relu indicator entry""".split()
)


def total(tree: Tree) -> bool:
    """Whether a tree is seen to have a value for all values of its letters."""
    if not tree.args:
        return True
    args = [arg for arg in tree.args if arg.op != "name"]
    if tree.op == "elementwise":
        return tree.args[1].name in (*_ENTRIES, "positive") and total(tree.args[0])
    if tree.op == "pow":
        return _is_whole(tree.args[1]) and tree.args[1].value > 0 and total(tree.args[0])
    return tree.op in ALWAYS and all(map(total, args))


# -- small trees ----------------------------------------------------------------------------------


def _unit(size: Dim) -> Tree:
    return leaf("identity", (size, size))


def _turned(tree: Tree) -> Tree:
    return make("transpose", tree) if tree.shape else tree


def _times(*factors: Tree) -> Tree:
    kept = [factor for factor in factors if not (factor.op == "identity" and factor.shape)]
    if not kept or (not any(factor.shape for factor in kept) and any(f.shape for f in factors)):
        kept.append(next(factor for factor in factors if factor.shape))
    return make("mul", *kept) if len(kept) > 1 else kept[0]


def _over(tree: Tree) -> Tree:
    return make("pow", tree, number(-1))


def _minus(tree: Tree) -> Tree:
    return make("mul", number(-1), tree)


def _sum(parts: list[Tree], like: Tree) -> Tree:
    if not parts:
        return zero_like(like)
    return make("add", *parts) if len(parts) > 1 else parts[0]


def _is_whole(exponent: Tree) -> bool:
    return exponent.op == "number" and exponent.value.denominator == 1


def _is_euclidean(tree: Tree) -> bool:
    return tree.op == "norm" and (tree.args[1].name == "F" or tree.args[0].shape[1] == ONE)


def _is_square_of_norm(tree: Tree) -> bool:
    if tree.op != "pow" or not _is_whole(tree.args[1]):
        return False
    return tree.args[1].value == 2 and _is_euclidean(tree.args[0])


def _apart(tree: Tree) -> Tree:
    """A whole power of a matrix as a product."""
    base, exponent = tree.args
    if not _is_whole(exponent) or not 0 < abs(exponent.value) <= LARGEST_POWER:
        raise ReplayError("no rule differentiates this power")
    factor = base if exponent.value > 0 else make("inverse", base)
    return _times(*[factor] * abs(int(exponent.value)))


def _entry_products(*trees: Tree) -> Tree:
    flat = [inner for tree in trees for inner in (tree.args if tree.op == "hadamard" else (tree,))]
    return make("hadamard", *flat) if len(flat) > 1 else flat[0]


def _numbers_apart(tree: Tree) -> tuple[list[Tree], list[Tree]]:
    factors = tree.args if tree.op == "mul" else (tree,)
    return [f for f in factors if not f.shape], [f for f in factors if f.shape]


def _by_entries(weight: Tree, *others: Tree) -> Tree:
    numbers, matrices = _numbers_apart(weight)
    return _times(*numbers, _entry_products(_times(*matrices), *others))


# -- slopes of functions --------------------------------------------------------------------------


def _one_less(tree: Tree) -> Tree:
    return make("add", number(1), _minus(tree))


_NUMBERS: dict[str, Callable[[Tree], Tree]] = {
    "exp": lambda node: node,
    "log": lambda node: _over(node.args[0]),
    "tanh": lambda node: _one_less(make("pow", node, number(2))),
    "logistic": lambda node: make("mul", node, _one_less(node)),
    "sin": lambda node: make("cos", *node.args),
    "cos": lambda node: _minus(make("sin", *node.args)),
    "sinh": lambda node: make("cosh", *node.args),
    "cosh": lambda node: make("sinh", *node.args),
    "relu": lambda node: make("indicator", number(0), leaf("name", (), "<"), node.args[0]),
}


def _ones_less(node: Tree, tree: Tree) -> Tree:
    return make("add", leaf("ones", node.shape), _minus(tree))


def _named(name: str) -> Callable[[Tree], Tree]:
    return lambda node: make("elementwise", node.args[0], leaf("name", (), name))


_ENTRIES: dict[str, Callable[[Tree], Tree]] = {
    "exp": lambda node: node,
    "tanh": lambda node: _ones_less(node, _entry_products(node, node)),
    "logistic": lambda node: _entry_products(node, _ones_less(node, node)),
    "relu": _named("positive"),
    "sin": _named("cos"),
    "cos": lambda node: _minus(_named("sin")(node)),
    "sinh": _named("cosh"),
    "cosh": _named("sinh"),
}


def _slopes(node: Tree) -> Tree:
    name = node.args[1].name
    if name not in _ENTRIES:
        raise ReplayError(f"no rule differentiates {name[:40]} entry by entry")
    return _ENTRIES[name](node)


def _slope_of_power(node: Tree) -> Tree:
    base, exponent = node.args
    if _is_whole(exponent):
        less = exponent.value - 1
        if less == 0:
            return number(1)
        return _times(exponent, base if less == 1 else make("pow", base, number(less)))
    return _times(exponent, node, _over(base))


class _Walk:
    """Derivatives by one letter."""

    def __init__(self, by: Tree) -> None:
        self._by, self._length = by, 0

    def _moves(self, tree: Tree) -> bool:
        return self._by.name in tree.symbols

    def _step(self) -> None:
        self._length += 1
        if self._length > LONGEST:
            raise ReplayError("this is too long to be differentiated")

    def _still(self, *trees: Tree) -> None:
        if any(map(self._moves, trees)):
            raise ReplayError("no rule differentiates by a bound or an exponent")

    # -- by a number ------------------------------------------------------------------------------

    def change(self, node: Tree) -> Tree:
        """The derivative by a number, of the shape of the node."""
        self._step()
        if node == self._by:
            return number(1)
        if not self._moves(node):
            return zero_like(node)
        args = node.args
        match node.op:
            case "add":
                return _sum([self.change(arg) for arg in args if self._moves(arg)], node)
            case "mul" | "hadamard" | "kronecker":
                parts = [
                    make(node.op, *args[:i], self.change(arg), *args[i + 1 :])
                    for i, arg in enumerate(args)
                    if self._moves(arg)
                ]
                return _sum(parts, node)
            case "transpose" | "as_scalar" | "trace" | "diag" | "diagonal":
                return make(node.op, self.change(args[0]))
            case "inverse":
                return _minus(_times(node, self.change(args[0]), node))
            case "det":
                inner = _times(make("inverse", args[0]), self.change(args[0]))
                return _times(node, make("trace", inner))
            case "pow" if _is_square_of_norm(node):
                inner = args[0].args[0]
                return _times(number(2), make("trace", _times(_turned(inner), self.change(inner))))
            case "pow" if node.shape:
                return self.change(_apart(node))
            case "pow":
                self._still(args[1])
                return _times(_slope_of_power(node), self.change(args[0]))
            case "elementwise":
                return _entry_products(_slopes(node), self.change(args[0]))
            case "sum" | "sum_of_matrices":
                self._still(*args[1:])
                return make(node.op, self.change(args[0]), *args[1:])
        if node.op in _NUMBERS:
            return _times(_NUMBERS[node.op](node), self.change(args[0]))
        raise ReplayError(f"no rule differentiates {node.op}")

    # -- a scalar ---------------------------------------------------------------------------------

    def weights(self, of: Tree) -> Iterator[Tree]:
        """What the letter gets, in parts of its shape."""
        yield from self._weigh(of, _unit(ONE) if of.shape else number(1))

    def _weigh(self, node: Tree, weight: Tree) -> Iterator[Tree]:
        self._step()
        if node == self._by:
            yield weight
            return
        if not self._moves(node):
            return
        if node.op in ("sum", "sum_of_matrices"):
            summand, index, *bounds = node.args
            self._still(*bounds)
            if index.name in weight.indices:
                raise ReplayError("the index of a sum is taken")
            for part in self._weigh(summand, weight):
                yield make("sum_of_matrices" if part.shape else "sum", part, index, *bounds)
            return
        for arg, part in self._below(node, weight):
            yield from self._weigh(arg, part)

    def _below(self, node: Tree, weight: Tree) -> Iterator[tuple[Tree, Tree]]:
        args = node.args
        first = args[0]
        match node.op:
            case "add":
                yield from ((arg, weight) for arg in args)
            case "mul":
                yield from self._factors(node, weight)
            case "transpose":
                yield first, _turned(weight)
            case "as_scalar":
                yield first, _times(weight, _unit(ONE))
            case "trace" if first.op == "pow":
                base, exponent = first.args
                less = make("add", exponent, number(-1))
                if _is_whole(exponent):
                    less = number(exponent.value - 1)
                power = base if less.op == "number" and less.value == 1 else make("pow", base, less)
                yield base, _times(weight, exponent, _turned(power))
            case "trace":
                yield first, _times(weight, _unit(first.shape[0]))
            case "det":
                yield first, _times(weight, node, _turned(make("inverse", first)))
            case "inverse":
                yield first, _minus(_times(_turned(node), weight, _turned(node)))
            case _:
                yield from self._rarer(node, weight)

    def _rarer(self, node: Tree, weight: Tree) -> Iterator[tuple[Tree, Tree]]:
        args = node.args
        first = args[0]
        match node.op:
            case "pow" if _is_square_of_norm(node):
                yield first.args[0], _times(number(2), weight, first.args[0])
            case "pow" if node.shape:
                yield _apart(node), weight
            case "pow":
                self._still(args[1])
                yield first, _times(weight, _slope_of_power(node))
            case "norm" if _is_euclidean(node):
                yield first, _times(weight, _over(node), first)
            case "hadamard":
                for i, arg in enumerate(args):
                    yield arg, _by_entries(weight, *args[:i], *args[i + 1 :])
            case "elementwise":
                yield first, _by_entries(weight, _slopes(node))
            case "diag":
                yield first, make("diagonal", weight)
            case "diagonal":
                yield first, make("diag", weight)
            case "entry":
                ends = [
                    _unit(ONE) if size == ONE else make("unit_vector", place, dimension_tree(size))
                    for place, size in zip(args[1:], first.shape, strict=True)
                ]
                yield first, _times(weight, ends[0], _turned(ends[1]))
            case _ if node.op in _NUMBERS:
                yield first, _times(weight, _NUMBERS[node.op](node))
            case _:
                raise ReplayError(f"no rule differentiates {node.op}")

    def _factors(self, node: Tree, weight: Tree) -> Iterator[tuple[Tree, Tree]]:
        numbers, matrices = _numbers_apart(node)
        for i, factor in enumerate(matrices):
            left = [_turned(m) for m in matrices[:i][::-1]]
            right = [_turned(m) for m in matrices[i + 1 :][::-1]]
            yield factor, _times(*numbers, *left, weight, *right)
        for i, factor in enumerate(numbers):
            rest = [*numbers[:i], *numbers[i + 1 :]]
            if matrices:
                inner = _times(_turned(weight), *matrices)
                yield factor, _times(*rest, make("trace", inner))
            else:
                yield factor, _times(weight, *rest)

    # -- a column ---------------------------------------------------------------------------------

    def pushed(self, node: Tree, v: Tree) -> Tree:
        """The matrix that takes a change of the letter to the change of node v, v held fixed."""
        self._step()
        rows, across = node.shape[0], self._by.shape[0]
        if not self._moves(node):
            return leaf("zeros", (rows, across))
        args = node.args
        if node == self._by:
            return self._scaled(_unit(rows), v)
        match node.op:
            case "add":
                parts = [self.pushed(arg, v) for arg in args if self._moves(arg)]
                return _sum(parts, leaf("zeros", (rows, across)))
            case "mul":
                return self._product(node, v)
            case "inverse":
                return _minus(_times(node, self.pushed(args[0], _times(node, v))))
            case "pow":
                return self.pushed(_apart(node), v)
            case "diag":
                return _times(make("diag", v), self.pushed(args[0], _unit(ONE)))
            case "transpose":
                return self._transposed(args[0], v)
            case "hadamard" if node.shape[1] == ONE:
                parts = [
                    _times(
                        make("diag", _entry_products(*args[:i], *args[i + 1 :])),
                        self.pushed(arg, _unit(ONE)),
                    )
                    for i, arg in enumerate(args)
                    if self._moves(arg)
                ]
                return self._scaled(_sum(parts, node), v)
            case "elementwise" if node.shape[1] == ONE:
                slope = make("diag", _slopes(node))
                return self._scaled(_times(slope, self.pushed(args[0], _unit(ONE))), v)
            case "sum_of_matrices" if node.shape[1] == ONE:
                self._still(*args[1:])
                inner = make(node.op, self.pushed(args[0], _unit(ONE)), *args[1:])
                return self._scaled(inner, v)
        raise ReplayError(f"no rule differentiates {node.op}")

    @staticmethod
    def _scaled(matrix: Tree, v: Tree) -> Tree:
        """Of a column node, node v is a multiple of it."""
        return matrix if v == _unit(ONE) else _times(make("as_scalar", v), matrix)

    def _transposed(self, inner: Tree, v: Tree) -> Tree:
        if inner.shape[1] == ONE:
            return _times(_turned(v), self.pushed(inner, _unit(ONE)))
        args = inner.args
        match inner.op:
            case "transpose":
                return self.pushed(args[0], v)
            case "add":
                parts = [self.pushed(_turned(arg), v) for arg in args if self._moves(arg)]
                return _sum(parts, inner)
            case "mul":
                numbers, matrices = _numbers_apart(inner)
                return self._product(make("mul", *numbers, *map(_turned, matrices[::-1])), v)
            case "inverse":
                return self.pushed(make("inverse", _turned(args[0])), v)
            case "diag":
                return self.pushed(inner, v)
        raise ReplayError(f"no rule differentiates {inner.op}")

    def _product(self, node: Tree, v: Tree) -> Tree:
        numbers, matrices = _numbers_apart(node)
        parts: list[Tree] = []
        for i, factor in enumerate(matrices):
            if self._moves(factor):
                rest = _times(*matrices[i + 1 :], v)
                parts.append(_times(*numbers, *matrices[:i], self.pushed(factor, rest)))
        for i, factor in enumerate(numbers):
            if self._moves(factor):
                row = _turned(_sum(list(self.weights(factor)), self._by))
                others = [*numbers[:i], *numbers[i + 1 :]]
                parts.append(_times(*others, *matrices, v, row))
        return _sum(parts, node)
