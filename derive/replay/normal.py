"""Equality modulo silent arithmetic, decided anew.

A term becomes a sum of monomials, each a rational coefficient, a multiset of scalar atoms and a
word of matrix atoms.  Atoms are numbered as they are met.  Silent are: regrouping, the order of
sums and scalars, rational arithmetic, the units I and 0, like terms, A A for A^2, and a 1 x 1
stretch of a product that floats as a scalar, the names of bound indices, and the order of the two
indices of a Kronecker delta.  Products of sums are not multiplied out, and
nothing is transposed, inverted or cancelled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import TypeAlias

from derive.replay.dims import ONE, Dim, Shape
from derive.replay.nodes import STATEMENTS, SUMS, Tree
from derive.replay.report import Fuel, ReplayError
from derive.replay.substitution import replace_indices
from derive.replay.trees import leaf

__all__ = ["UNIT", "Normal"]

Letter: TypeAlias = tuple[int, Dim, Dim]
Monomial: TypeAlias = tuple[tuple[tuple[int, int], ...], tuple[Letter, ...]]
Sum: TypeAlias = dict[Monomial, Fraction]

UNIT: Monomial = ((), ())
MAX_EXPONENT, MAX_WORD, MAX_BITS = 64, 400, 20_000


class Normal:
    """Normal forms of one replay; remembers what it has seen."""

    def __init__(self, fuel: Fuel) -> None:
        self.fuel = fuel
        self._atoms: dict[Hashable, int] = {}
        self._seen: dict[Tree, Sum] = {}
        self._sums: dict[int, Sum] = {}  # what an atom stands for that is a sum in a product

    def same(self, left: Tree, right: Tree) -> bool:
        """Whether two terms or statements are one line."""
        if left == right:
            return True
        if left.op in STATEMENTS or right.op in STATEMENTS:
            return (
                left.op == right.op
                and len(left.args) == len(right.args)
                and all(map(self._same_part, left.args, right.args))
            )
        return left.shape == right.shape and self.form(left) == self.form(right)

    def _same_part(self, left: Tree, right: Tree) -> bool:
        """The same, where a 1 x 1 matrix and its entry are one."""
        if left.op in STATEMENTS or right.op in STATEMENTS:
            return self.same(left, right)
        alike = (left.shape or (ONE, ONE)) == (right.shape or (ONE, ONE))
        return alike and self.form(left) == self.form(right)

    def form(self, tree: Tree) -> Sum:
        """The sum of the term's monomials."""
        known = self._seen.get(tree)
        if known is None:
            known = self._seen[tree] = self._form(tree)
            self.fuel.spend(4 + sum(1 + len(word) for _, word in known))
        return known

    def _form(self, tree: Tree) -> Sum:
        match tree.op:
            case "number":
                return {UNIT: tree.value} if tree.value else {}
            case "identity":
                return {UNIT: Fraction(1)}
            case "zeros":
                return {}
            case "as_scalar":
                return self.form(tree.args[0])
            case "add":
                return self._sum(tree.args)
            case "mul":
                return self._product(tree.args)
            case "pow":
                return self._power(tree)
        return self._single(tree.shape, self._name(tree))

    def _number(self, name: Hashable) -> int:
        return self._atoms.setdefault(name, len(self._atoms))

    def _name(self, tree: Tree) -> Hashable:
        if not tree.args:
            return (tree.op, tree.name, tree.shape)
        if tree.op == "jacobian":
            # The derivatives of a 1 x 1 matrix and of its entry are one.
            of, by = tree.args
            return (tree.op, of.shape or (ONE, ONE), self._argument(of)[1], self._argument(by))
        if tree.op in SUMS:
            bound = leaf("index", (), f"·{_nested(tree)}")
            summand = replace_indices(tree.args[0], {tree.args[1].name: bound})
            return (tree.op, *map(self._argument, (summand, *tree.args[2:])))
        if tree.op == "indicator" and tree.args[1].name in ("=", "!="):
            return (tree.args[1].name, frozenset(map(self._argument, tree.args[::2])))
        return (tree.op, *(self._argument(arg) for arg in tree.args))

    def _argument(self, tree: Tree) -> tuple[Shape, Hashable]:
        return (tree.shape, frozenset(self.form(tree).items()))

    def _single(self, shape: Shape, name: Hashable, times: int = 1) -> Sum:
        atom = self._number(name)
        if not shape or shape == (ONE, ONE):
            return {(((atom, times),), ()): Fraction(1)}
        return {((), ((atom, shape[0], shape[1]),)): Fraction(1)}

    def _sum(self, parts: Iterable[Tree]) -> Sum:
        total: Sum = {}
        for part in parts:
            for monomial, c in self.form(part).items():
                total[monomial] = total.get(monomial, Fraction(0)) + c
        return {monomial: c for monomial, c in total.items() if c}

    def _product(self, factors: Iterable[Tree]) -> Sum:
        coefficient = Fraction(1)
        scalars: Counter[int] = Counter()
        word: list[Letter] = []
        for factor in factors:
            inner = self.form(factor)
            if not inner:
                return {}
            if len(inner) > 1:
                inner = self._bracketed(factor.shape, inner)
            [((more, letters), c)] = inner.items()
            coefficient = _bounded(coefficient * c)
            scalars.update(dict(more))
            word.extend(letters)
            if len(word) > MAX_WORD:
                raise ReplayError("a product has too many factors")
            self.fuel.spend(1 + len(letters))
        if coefficient == 1 and len(word) + scalars.total() == 1:
            only = word[0][0] if word else next(atom for atom, n in scalars.items() if n)
            if only in self._sums:
                return self._sums[only]  # nothing but units stands beside the sum
        kept = self._float(word, scalars)
        return {(tuple(sorted(scalars.items())), kept): coefficient}

    def _bracketed(self, shape: Shape, inner: Sum) -> Sum:
        """A sum as one factor."""
        name = ("sum", frozenset(inner.items()))
        self._sums[self._number(name)] = inner
        return self._single(shape, name)

    def _float(self, word: list[Letter], scalars: Counter[int]) -> tuple[Letter, ...]:
        """Cut the word where a dimension is 1; a stretch between two cuts is a scalar."""
        kept: list[Letter] = []
        stretch: list[Letter] = []
        for letter in word:
            stretch.append(letter)
            if letter[2] == ONE:
                if stretch[0][1] == ONE:
                    scalars[self._number(("stretch", tuple(stretch)))] += 1
                else:
                    kept.extend(stretch)
                stretch = []
        return (*kept, *stretch)

    def _power(self, tree: Tree) -> Sum:
        base, exponent = tree.args
        times = exponent.value
        if exponent.op != "number" or times.denominator != 1 or not 0 < abs(times) <= MAX_EXPONENT:
            return self._single(
                tree.shape, ("power", self._argument(base), self._argument(exponent))
            )
        count = int(abs(times))
        if times > 0:
            return self._product([base] * count)
        if base.shape:
            name = ("inverse", self._argument(base))
            [((scalars, word), _)] = self._single(base.shape, name).items()
            repeated = tuple((atom, n * count) for atom, n in scalars)
            return {(repeated, word * count): Fraction(1)}
        return self._reciprocal(base, count)

    def _reciprocal(self, base: Tree, count: int) -> Sum:
        inner = self.form(base)
        if len(inner) != 1:
            return self._single((), ("reciprocal", self._argument(base)), count)
        [((scalars, _), c)] = inner.items()
        below: Counter[int] = Counter()
        for atom, n in scalars:
            below[self._number(("reciprocal", atom))] += n * count
        return {(tuple(sorted(below.items())), ()): 1 / _bounded(c**count)}


def _nested(tree: Tree) -> int:
    """How deep sums stand within each other."""
    return (tree.op in SUMS) + max(map(_nested, tree.args), default=0)


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
        raise ReplayError("a number is too large")
    return value
