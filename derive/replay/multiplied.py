"""Terms multiplied out and collected, anew: sums of products of scalars and of a word of matrices.

A product is a pair (scalars, word): the sorted numbers of its scalars, each as often as it occurs,
and the matrices in their order, each a number and whether it is transposed.  Besides distributing
and collecting there are four laws: (AB)' = B'A'; a stretch from a size that is literally 1 to the
next one is a scalar, equal to its transpose; a trace is a sum of traces of words, each equal to
those of all its rotations and of its transpose, and of a word without matrices it is the size; the
reciprocal of one product of scalars is the product of reciprocals.  An operation that none of this
takes apart is a matrix or scalar of its own, the same one for arguments that multiply out alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from derive.replay.dims import ONE, Shape
from derive.replay.nodes import STATEMENTS, Tree
from derive.replay.normal import Normal
from derive.replay.positions import BINDERS
from derive.replay.report import ReplayError
from derive.replay.substitution import dimension_tree
from derive.replay.trees import make

__all__ = ["Multiplied", "Products", "less"]

Factor: TypeAlias = tuple[int, bool]
Product: TypeAlias = tuple[tuple[int, ...], tuple[Factor, ...]]
Products: TypeAlias = dict[Product, Fraction]

NOTHING: Product = ((), ())
BINDING = frozenset({*BINDERS, *STATEMENTS, "tabulated"})
MAX_PRODUCTS, MAX_FACTORS, MAX_EXPONENT, MAX_BITS = 2000, 200, 12, 8000


def less(left: Products, right: Products) -> Products:
    """left - right."""
    return _collected([*left.items(), *((product, -c) for product, c in right.items())])


def _collected(summands: Iterable[tuple[Product, Fraction]]) -> Products:
    total: Products = {}
    for product, c in summands:
        total[product] = total.get(product, Fraction(0)) + c
    if len(total) > MAX_PRODUCTS:
        raise ReplayError("multiplied out, this is too long")
    if any(
        c.numerator.bit_length() + c.denominator.bit_length() > MAX_BITS for c in total.values()
    ):
        raise ReplayError("multiplied out, its numbers are too large")
    return {product: c for product, c in total.items() if c}


class Multiplied:
    """Terms multiplied out, with one numbering of matrices and scalars for all of them."""

    def __init__(self, normal: Normal) -> None:
        self._normal = normal
        self._known: dict[Hashable, int] = {}
        self._shapes: dict[int, Shape] = {}
        self._made: dict[Tree, Products] = {}

    def of(self, tree: Tree) -> Products:
        """The products of a term and their coefficients.  ReplayError if they are too many."""
        made = self._made.get(tree)
        if made is None:
            made = self._made[tree] = self._take_apart(tree)
            self._normal.fuel.spend(4 + sum(len(s) + len(w) for s, w in made))
        return made

    def _take_apart(self, tree: Tree) -> Products:
        match tree.op:
            case "number":
                return {NOTHING: tree.value} if tree.value else {}
            case "zeros":
                return {}
            case "identity":
                return {NOTHING: Fraction(1)}
            case "as_scalar":
                return self.of(tree.args[0])
            case "add":
                return _collected(item for arg in tree.args for item in self.of(arg).items())
            case "mul":
                return self._all_times([self.of(arg) for arg in tree.args])
            case "transpose":
                return self._turned(self.of(tree.args[0]))
            case "trace":
                return self._trace(tree.args[0])
            case "pow" if self._whole(tree):
                return self._power(tree.args[0], int(tree.args[1].value))
        return self._alone(tree)

    @staticmethod
    def _whole(tree: Tree) -> bool:
        exponent = tree.args[1]
        whole = exponent.op == "number" and exponent.value.denominator == 1
        return whole and 0 < abs(exponent.value) <= MAX_EXPONENT

    def _power(self, base: Tree, times: int) -> Products:
        if times > 0:
            return self._all_times([self.of(base)] * times)
        inverse = self._alone(make("inverse", base)) if base.shape else self._reciprocal(base)
        return self._all_times([inverse] * -times)

    def _reciprocal(self, base: Tree) -> Products:
        inner = self.of(base)
        if len(inner) != 1:
            return self._scalar(("one over", frozenset(inner.items())))
        [((scalars, _), c)] = inner.items()
        one = Fraction(1)
        below = [self._scalar(("one over", frozenset({(((s,), ()), one)}))) for s in scalars]
        return self._all_times([{NOTHING: 1 / c}, *below])

    # -- matrices and scalars ---------------------------------------------------------------------

    def _number(self, name: Hashable) -> int:
        return self._known.setdefault(name, len(self._known))

    def _scalar(self, name: Hashable) -> Products:
        return {((self._number(name),), ()): Fraction(1)}

    def _alone(self, tree: Tree) -> Products:
        """A term that is not taken apart."""
        number = self._number((tree.shape, self._named(tree)))
        if not tree.shape or tree.shape == (ONE, ONE):
            return {((number,), ()): Fraction(1)}
        self._shapes[number] = tree.shape
        return {((), ((number, False),)): Fraction(1)}

    def _named(self, tree: Tree) -> Hashable:
        if not tree.args or tree.op in BINDING:
            return (tree.op, frozenset(self._normal.form(tree).items()))
        inner = (
            arg.name if arg.op == "name" else (arg.shape, frozenset(self.of(arg).items()))
            for arg in tree.args
        )
        return (tree.op, *inner)

    # -- words ------------------------------------------------------------------------------------

    def _from_one(self, factor: Factor) -> bool:
        """Whether a matrix has literally one row."""
        rows, cols = self._shapes[factor[0]]
        return (cols if factor[1] else rows) == ONE

    def _to_one(self, factor: Factor) -> bool:
        return self._from_one((factor[0], not factor[1]))

    @staticmethod
    def _back(word: tuple[Factor, ...]) -> tuple[Factor, ...]:
        return tuple((number, not flipped) for number, flipped in word[::-1])

    def _cut(self, word: tuple[Factor, ...]) -> tuple[list[int], tuple[Factor, ...]]:
        """The stretches between sizes that are literally 1, as scalars, and the rest."""
        scalars: list[int] = []
        kept: list[Factor] = []
        stretch: list[Factor] = []
        for factor in word:
            if self._from_one(factor) and stretch:
                kept, stretch = [*kept, *stretch], []
            stretch.append(factor)
            if self._to_one(factor) and self._from_one(stretch[0]):
                one = tuple(stretch)
                scalars.append(self._number(("stretch", frozenset({one, self._back(one)}))))
                stretch = []
        return scalars, (*kept, *stretch)

    def _product(self, scalars: Iterable[int], word: tuple[Factor, ...]) -> Product:
        found, rest = self._cut(word)
        every = tuple(sorted([*scalars, *found]))
        if len(every) + len(rest) > MAX_FACTORS:
            raise ReplayError("multiplied out, this is too long")
        return every, rest

    def _rotations(self, word: tuple[Factor, ...]) -> Iterator[tuple[Factor, ...]]:
        for i in range(len(word)):
            yield (*word[i:], *word[:i])

    def _cycle(self, word: tuple[Factor, ...]) -> list[int]:
        """The trace of a word of matrices, as a product of scalars."""
        self._normal.fuel.spend(len(word) ** 2)
        for turned in self._rotations(word):
            if self._from_one(turned[0]):
                return self._cut(turned)[0]
        both = frozenset({*self._rotations(word), *self._rotations(self._back(word))})
        return [self._number(("trace", both))]

    # -- arithmetic -------------------------------------------------------------------------------

    def _all_times(self, factors: list[Products]) -> Products:
        total: Products = {NOTHING: Fraction(1)}
        for factor in factors:
            self._normal.fuel.spend(1 + len(total) * len(factor))
            if len(total) * len(factor) > 10 * MAX_PRODUCTS:
                raise ReplayError("multiplied out, this is too long")
            total = _collected(
                (self._product((*s, *more), (*w, *following)), c * d)
                for (s, w), c in total.items()
                for (more, following), d in factor.items()
            )
        return total

    def _turned(self, of: Products) -> Products:
        return {(scalars, self._back(word)): c for (scalars, word), c in of.items()}

    def _trace(self, of: Tree) -> Products:
        size = self.of(dimension_tree(of.shape[0]))
        parts: list[tuple[Product, Fraction]] = []
        for (scalars, word), c in self.of(of).items():
            if word:
                parts.append((self._product((*scalars, *self._cycle(word)), ()), c))
            else:
                parts += self._all_times([{(scalars, ()): c}, size]).items()
        return _collected(parts)
