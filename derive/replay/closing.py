"""Sums over a whole size, anew: what replaces a sum must multiply out to what comes from here.

The summand becomes a sum of products.  Entries, rows and columns at the index are products with the
unit vector e of the index; in each product these are counted and contracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from derive.replay.derivations import Checker, Claim
from derive.replay.differentials import total
from derive.replay.dims import ONE
from derive.replay.lines import Place
from derive.replay.multiplied import Multiplied
from derive.replay.nodes import SUMS, Tree
from derive.replay.plain import record
from derive.replay.positions import get, put_all
from derive.replay.report import ReplayError
from derive.replay.substitution import dimension_tree
from derive.replay.trees import leaf, make, number, zero_like

__all__ = ["closed"]

Word: TypeAlias = tuple[Tree, ...]
Product: TypeAlias = tuple[Fraction, tuple[Tree, ...], tuple[Word, ...], Word]
# a number, scalars, products that are 1 x 1, and what else is multiplied

MOST, HIGHEST = 500, 6
FUNCTIONS = ("exp", "tanh", "sin", "cos", "sinh", "cosh", "logistic", "relu")


def closed(checker: Checker, claim: Claim, place: Place) -> None:
    """The sum at the position is what stands there afterwards."""
    record(claim.reason, "kind")
    before, after = claim.lines
    position = claim.position
    if position.window is not None:
        raise ReplayError("a whole sum is replaced", "position")
    node, new = get(before, position), get(after, position)
    if node.op not in SUMS or node.shape != new.shape:
        raise ReplayError("no sum of this shape stands here", "position")
    summand, index, first, last = node.args
    if first.op != "number" or first.value != 1:
        raise ReplayError("the sum does not begin at 1")
    if not total(summand) or not total(new):
        raise ReplayError("only sums of what always has a value are closed")
    value = _Closing(index, last).sum_of(summand)
    if index.name in value.indices:
        raise ReplayError("the index is left over")
    multiplied = Multiplied(checker.normal)
    if multiplied.of(value) != multiplied.of(new):
        raise ReplayError("the sum has another closed form")
    checker.must_be(put_all(before, [position], new), after, place)


def _turned(tree: Tree) -> Tree:
    return tree.args[0] if tree.op == "transpose" else make("transpose", tree)


def _times(factors: Sequence[Tree]) -> Tree:
    return make("mul", *factors) if len(factors) > 1 else factors[0]


class _Closing:
    def __init__(self, index: Tree, size: Tree) -> None:
        self._index, self._size = index, size
        self._unit = make("unit_vector", index, size)
        self._ones = leaf("ones", self._unit.shape)

    def _moves(self, *trees: Tree) -> bool:
        return any(self._index.name in tree.indices for tree in trees)

    def sum_of(self, summand: Tree) -> Tree:
        """The sum of a tree over the index."""
        parts = [self._summed(product, summand) for product in self._products(summand)]
        if not parts:
            return zero_like(summand)
        return make("add", *parts) if len(parts) > 1 else parts[0]

    # -- products ---------------------------------------------------------------------------------

    def _products(self, tree: Tree) -> list[Product]:
        made = list(self._taken(tree))
        if len(made) > MOST:
            raise ReplayError("multiplied out, this sum is too long")
        return made

    def _taken(self, tree: Tree) -> Iterator[Product]:
        match tree.op:
            case "number":
                yield tree.value, (), (), ()
            case "zeros":
                return
            case "identity":
                yield Fraction(1), (), (), ()
            case "as_scalar":
                yield from self._products(tree.args[0])
            case "add":
                for arg in tree.args:
                    yield from self._products(arg)
            case "mul":
                yield from self._multiplied(tree.args)
            case "transpose":
                for c, scalars, stretches, word in self._products(tree.args[0]):
                    yield c, scalars, stretches, tuple(map(_turned, word[::-1]))
            case "pow" if tree.args[1].op == "number" and self._is_small(tree.args[1].value):
                yield from self._multiplied(tree.args[:1] * int(tree.args[1].value))
            case "entry" if self._moves(tree):
                yield from self._products(self._entry(tree))
            case _ if tree.op in FUNCTIONS and self._moves(tree):
                name = leaf("name", (), tree.op)
                column = make("elementwise", self._column(tree.args[0]), name)
                yield Fraction(1), (), ((_turned(self._unit), column),), ()
            case _:
                yield self._alone(tree)

    @staticmethod
    def _is_small(exponent: Fraction) -> bool:
        return exponent.denominator == 1 and 0 < exponent <= HIGHEST

    def _alone(self, tree: Tree) -> Product:
        if self._moves(tree) and tree != self._unit:
            raise ReplayError("the index stands inside an operation that is not taken apart")
        if not tree.shape:
            return Fraction(1), (tree,), (), ()
        return Fraction(1), *self._cut((), (), (tree,))

    def _multiplied(self, factors: Sequence[Tree]) -> list[Product]:
        found: list[Product] = [(Fraction(1), (), (), ())]
        for factor in factors:
            found = [
                (c * d, *self._cut((*s, *more), (*w, *others), (*word, *following)))
                for c, s, w, word in found
                for d, more, others, following in self._products(factor)
            ]
            if len(found) > MOST:
                raise ReplayError("multiplied out, this sum is too long")
        return found

    @staticmethod
    def _cut(
        scalars: tuple[Tree, ...], stretches: tuple[Word, ...], word: Word
    ) -> tuple[tuple[Tree, ...], tuple[Word, ...], Word]:
        """The 1 x 1 stretches of a word apart."""
        starts = [i for i, tree in enumerate(word) if tree.shape[0] == ONE]
        if word and word[-1].shape[1] == ONE:
            starts.append(len(word))
        if len(starts) < 2:
            return scalars, stretches, word
        found = tuple(word[i:j] for i, j in pairwise(starts))
        return scalars, (*stretches, *found), (*word[: starts[0]], *word[starts[-1] :])

    def _entry(self, tree: Tree) -> Tree:
        of, row, column = tree.args
        factors = [of]
        for place, size, left in ((row, of.shape[0], True), (column, of.shape[1], False)):
            if size == ONE:
                continue
            unit = self._unit if place == self._index else None
            if unit is None or unit.shape[0] != size:
                unit = make("unit_vector", place, dimension_tree(size))
            factors = [_turned(unit), *factors] if left else [*factors, unit]
        return make("as_scalar", _times(factors)) if len(factors) > 1 else tree

    def _column(self, scalar: Tree) -> Tree:
        """The column of the values of a scalar at all indices."""
        parts: list[Tree] = []
        for c, scalars, stretches, word in self._products(scalar):
            if word:
                raise ReplayError("a number is expected")
            kept, columns = self._apart(scalars, stretches)
            inner = make("hadamard", *columns) if len(columns) > 1 else (*columns, self._ones)[0]
            parts.append(_times([number(c), *kept, inner]))
        if not parts:
            return zero_like(self._ones)
        return make("add", *parts) if len(parts) > 1 else parts[0]

    # -- contractions -----------------------------------------------------------------------------

    def _apart(
        self, scalars: Sequence[Tree], stretches: Sequence[Word]
    ) -> tuple[list[Tree], list[Tree]]:
        """The scalars that do not vary, and the columns of the values of those that do."""
        kept, columns = list(scalars), []
        for word in stretches:
            starts, ends = word[0] == _turned(self._unit), word[-1] == self._unit
            if starts and ends:
                inner = self._fixed(word[1:-1])
                columns.append(make("diagonal", inner) if inner is not None else self._ones)
            elif starts:
                columns.append(self._known(word[1:]))
            elif ends:
                columns.append(_turned(self._known(word[:-1])))
            else:
                kept.append(make("as_scalar", self._known(word)))
        return kept, columns

    def _fixed(self, word: Word) -> Tree | None:
        if self._moves(*word):
            raise ReplayError("the index stands inside an operation that is not taken apart")
        return _times(word) if word else None

    def _known(self, word: Word) -> Tree:
        found = self._fixed(word)
        return leaf("identity", (ONE, ONE)) if found is None else found

    def _summed(self, product: Product, like: Tree) -> Tree:
        c, scalars, stretches, word = product
        kept, columns = self._apart(scalars, stretches)
        units = [i for i, tree in enumerate(word) if tree in (self._unit, _turned(self._unit))]
        front = [number(c), *kept]
        if not units:
            inner = self._fixed(word)
            rest = [] if inner is None else [inner]
            if inner is None and like.shape and like.shape != (ONE, ONE):
                rest = [leaf("identity", like.shape)]
            made = _times([*front, self._number_of(columns), *rest])
            thin = like.shape and not made.shape
            return make("mul", made, leaf("identity", like.shape)) if thin else made
        left, right = word[: units[0]], word[units[-1] + 1 :]
        ends = [inner for inner in map(self._fixed, (left, right)) if inner is not None]
        parts: list[Tree]
        if len(units) == 2 and units[1] == units[0] + 1 and word[units[0]] == self._unit:
            middle = [make("diag", column) for column in columns]
            parts = [*ends[: bool(left)], *middle, *ends[bool(left) :]]
            parts = parts or [leaf("identity", (self._unit.shape[0], self._unit.shape[0]))]
        elif len(units) == 1:
            held = self._held(columns)
            turned = word[units[0]] != self._unit
            middle = [_turned(held) if turned else held]
            parts = [*ends[: bool(left)], *middle, *ends[bool(left) :]]
        else:
            raise ReplayError("unit vectors that are not contracted")
        return _times([*front, *parts])

    def _held(self, columns: list[Tree]) -> Tree:
        *first, last = columns or [self._ones]
        return _times([*(make("diag", column) for column in first), last])

    def _number_of(self, columns: list[Tree]) -> Tree:
        """The sum of the products of the entries of columns."""
        if not columns:
            return self._size
        if len(columns) == 1 and columns[0].op == "diagonal":
            return make("trace", columns[0].args[0])
        if len(columns) == 1:
            return make("as_scalar", _times([_turned(self._ones), columns[0]]))
        first, *middle, last = columns
        inner = [make("diag", column) for column in middle]
        return make("as_scalar", _times([_turned(first), *inner, last]))
