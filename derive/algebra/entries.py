"""Entries of formulas with ⊙, diag, entries, sums over an index, 1, e_i, ⊗ and vec, in components.

The entry (i, j) of a formula is a sum of products of entries of letters, each product summed over
its bound indices.  Two such products are the same if they differ by the names of bound indices and
the order of their factors: they are multigraphs with the indices as vertices.  A normal form for
these decides equality at every size at once, where all the sums run over whole sizes.

What is not a polynomial in entries (an inverse, a logarithm) is a letter, the same for arguments
with one normal form of words.

Limits
    LimitError for what is not of this kind, for more than MAX_TERMS products, and for products with
    so many alike indices that too many orders of them would have to be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import sympy
from sympy import Expr, Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.entry_functions import read_power
from derive.algebra.index_products import Product, Products, joined, multiplied, vanishes
from derive.algebra.index_sums import without_simplex, without_values
from derive.algebra.lengths import counts, is_at_least, is_whole
from derive.algebra.multigraphs import Factor, Index, canonical, merged
from derive.algebra.needs import Need, needs
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import squared_norm
from derive.algebra.word_reading import WordReading
from derive.algebra.words import Polynomial
from derive.errors import LimitError
from derive.fuel import spend

__all__ = ["EntryReader", "EntryReading"]

MAX_TERMS, MAX_POWER = 500, 6
OTHER = "this is not a polynomial in entries"
EntryReader: TypeAlias = "Callable[[EntryReading, Term, Index, Index], Products]"


@dataclass(slots=True)
class EntryReading:
    """The entries of some formulas, with bound indices numbered as they are met.

    `readers` gives the function that takes an operation apart.
    """

    reading: WordReading
    readers: Mapping[type, EntryReader]
    count: int = 0
    ranges: dict[Index, Dim] = field(default_factory=dict)  # of the indices that sums bind
    named: dict[Term, Index] = field(default_factory=dict)
    hidden: list[Index | None] = field(default_factory=list)
    exponents: dict[Hashable, tuple[Product, tuple[Index, ...]]] = field(default_factory=dict)
    outer: dict[Index, Index] = field(default_factory=dict)  # what the slots of a form stand for
    needed: frozenset[Need] = frozenset()  # what the two formulas need in order to have values

    def difference(self, left: Term, right: Term) -> dict[Hashable, Fraction]:
        """The normal form of the difference; empty if the two are equal where both have values."""
        shape = shape_of(left)
        self.needed = frozenset((*needs(left), *needs(right)))
        splits = [self._split(side) for side in (left, right)]
        rows = self._free("row", shape, [split[0] for split in splits], 0)
        cols = self._free("column", shape, [split[1] for split in splits], 1)
        total = self.normal(self.entry(left, rows, cols))
        for key, number in self.normal(self.entry(right, rows, cols)).items():
            total[key] = total.get(key, Fraction(0)) - number
        return {key: number for key, number in total.items() if number}

    def normal(self, products: Iterable[Product]) -> dict[Hashable, Fraction]:
        """The normal form of a sum of products."""
        total: dict[Hashable, Fraction] = {}
        for one in products:
            for key, number in self._normal(one):
                total[key] = total.get(key, Fraction(0)) + number
        return {key: number for key, number in total.items() if number}

    def _free(self, name: str, shape: t.Shape, splits: list[tuple[Dim, ...]], place: int) -> Index:
        if not shape or shape[place] == 1:
            return ()
        parts = max(splits, key=len)
        if len(parts) < 2:
            self.ranges[name] = shape[place]
            return name
        for i, dim in enumerate(parts):
            self.ranges[f"{name} {i}"] = dim
        return tuple(f"{name} {i}" for i in range(len(parts)))

    def _split(self, term: Term) -> tuple[tuple[Dim, ...], tuple[Dim, ...]]:
        """How the sizes of a matrix are products of sizes, by the ⊗ and vec in it."""
        if isinstance(term, t.KroneckerProduct):
            shapes = [shape_of(arg) or (t.ONE, t.ONE) for arg in term.args]
            rows, cols = (tuple(s[i] for s in shapes if s[i] != 1) for i in (0, 1))
            return rows, cols
        if isinstance(term, t.Vectorization):
            return shape_of(term.args[0])[::-1], ()
        if isinstance(term, t.Transpose):
            return self._split(term.args[0])[::-1]
        if isinstance(term, t.MatAdd):
            return max(map(self._split, term.args), key=lambda split: max(map(len, split)))
        if isinstance(term, t.MatMul):
            matrices = [arg for arg in term.args if t.is_matrix(arg)]
            return self._split(matrices[0])[0], self._split(matrices[-1])[1]
        return (), ()

    # -- entries ----------------------------------------------------------------------------

    def fresh(self, dims: Sequence[Dim]) -> tuple[Index, tuple[tuple[int, Dim], ...]]:
        """A new bound index, a tuple of them for a product of sizes, with their ranges."""
        bound = []
        for dim in dims:
            self.count += 1
            self.ranges[self.count] = dim
            bound.append((self.count, dim))
        numbers = tuple(number for number, _ in bound)
        return (numbers[0] if len(numbers) == 1 else numbers), tuple(bound)

    def entry(self, term: Term, row: Index, col: Index) -> Products:
        """The entry (row, col) of a matrix; the value of a scalar, whose indices are ()."""
        reader = self.readers.get(type(term))
        made = self.letter(term, row, col) if reader is None else reader(self, term, row, col)
        if len(made) > MAX_TERMS:
            raise LimitError("these sums are too long")
        return made

    def letter(self, term: Term, row: Index, col: Index) -> Products:
        """The entry of a word of letters, from the normal form of words.

        Raises LimitError for an operation that is not taken apart and that a bound index stands in.
        """
        if not t.free_symbols(term).isdisjoint(self.named):
            raise LimitError(OTHER)
        found: Products = []
        for (scalars, word), number in self.reading.polynomial(term).items():
            if not word and shape_of(term):
                found += [one.times(Product(number, scalars)) for one in self.delta(row, col)]
                continue
            factors: list[Factor] = []
            bound: list[tuple[int, Dim]] = []
            left = row
            for place, letter in enumerate(word):
                last = place == len(word) - 1
                size = self.reading.letters.shape(letter)[1]
                right, more = (col, ()) if last else ((), ()) if size == 1 else self.fresh([size])
                bound += more
                factors.append(self._factor(letter, left, right))
                left = right
            found.append(Product(number, scalars, tuple(factors), tuple(bound)))
        return found

    def _factor(self, letter: int, row: Index, col: Index) -> Factor:
        for index, size in zip((row, col), self.reading.letters.shape(letter), strict=True):
            if (index == ()) != (size == 1) or (index != () and self.ranges.get(index) != size):
                raise LimitError(OTHER)
        slots = (col, row) if letter % 2 else (row, col)
        return (letter // 2, slots)

    def delta(self, row: Index, col: Index) -> Products:
        if isinstance(row, tuple) and isinstance(col, tuple):
            if len(row) != len(col):
                raise LimitError(OTHER)
            pairs = list(zip(row, col, strict=True))
            if any(self.ranges.get(r) != self.ranges.get(c) for r, c in pairs):
                raise LimitError(OTHER)
            return [Product(factors=tuple(("=", (r, c)) for r, c in pairs))]
        if isinstance(row, tuple) or isinstance(col, tuple):
            raise LimitError(OTHER)
        if isinstance(row, Integer) and isinstance(col, Integer):
            return [Product()] if row == col else []
        return [Product(factors=(("=", (row, col)),))]

    def read_sum(self, term: Term, row: Index, col: Index) -> Products:
        return [one for part in term.args for one in self.entry(part, row, col)]

    def read_product(self, term: Term, row: Index, col: Index) -> Products:
        return self._chain(term.args, row, col)

    def _chain(self, factors: Sequence[Term], row: Index, col: Index) -> Products:
        matrices = [factor for factor in factors if shape_of(factor)]
        made: list[Products] = [self.entry(f, (), ()) for f in factors if not shape_of(f)]
        left = row
        for place, matrix in enumerate(matrices):
            right, summed = col, Product()
            if place < len(matrices) - 1:
                right, over = self._between(matrix, matrices[place + 1])
                summed = Product(bound=over)
            made.append([one.times(summed) for one in self.entry(matrix, left, right)])
            left = right
        return [multiplied(choice) for choice in product(*made)]

    def _between(self, left: Term, right: Term) -> tuple[Index, tuple[tuple[int, Dim], ...]]:
        size = shape_of(left)[1]
        if size == 1:
            return self.fresh(())
        parts = max(self._split(left)[1], self._split(right)[0], key=len)
        return self.fresh(parts if len(parts) > 1 else [size])

    def read_power(self, term: Term, row: Index, col: Index) -> Products:
        base, exponent = term.args
        if not isinstance(exponent, Integer) or not 0 < exponent <= MAX_POWER:
            return self._other_power(term, row, col)
        times = int(exponent)
        if isinstance(base, t.Norm) and times % 2 == 0:
            square = squared_norm(base)
            base, times = (base, times) if square is None else (square, times // 2)
        return self._chain([base] * times, row, col)

    def _other_power(self, term: Term, row: Index, col: Index) -> Products:
        """A power of a scalar with indices; one without is a scalar of words."""
        base, exponent = term.args
        if t.is_matrix(term) or not isinstance(exponent, Rational):
            return self.letter(term, row, col)
        inside = self.entry(base, (), ())
        if not any(one.factors for one in inside):
            return self.letter(term, row, col)
        return read_power(self, inside, Fraction(int(exponent.p), int(exponent.q)))

    def read_hadamard(self, term: Term, row: Index, col: Index) -> Products:
        return [multiplied(c) for c in product(*(self.entry(arg, row, col) for arg in term.args))]

    def read_diagonal_matrix(self, term: Term, row: Index, col: Index) -> Products:
        inside = self.entry(term.args[0], row, ())
        return [one.times(other) for one in inside for other in self.delta(row, col)]

    def read_trace(self, term: Term, row: Index, col: Index) -> Products:
        parts = self._split(term.args[0])[0]
        size = shape_of(term.args[0])[0]
        if size == 1:
            return self.entry(term.args[0], (), ())
        index, bound = self.fresh(parts if len(parts) > 1 else [size])
        return [o.times(Product(bound=bound)) for o in self.entry(term.args[0], index, index)]

    def _index(self, index: Term, size: Dim) -> Index:
        place = self.place(index)
        if isinstance(place, int):
            return place
        if size == 1:
            return ()
        self.ranges[place] = size
        return place

    def place(self, index: Term) -> Index:
        """An index as it stands in a factor."""
        return self.named.get(index, index)

    def bind(self, index: Term, size: Dim) -> tuple[tuple[int, Dim], ...]:
        """A bound index for a letter, until it is released."""
        _, bound = self.fresh([size])
        self._enter(index, self.count)
        return bound

    def _enter(self, index: Term, place: Index) -> None:
        """Let a letter stand for an index, which hides what it stood for outside."""
        self.hidden.append(self.named.get(index))
        self.named[index] = place

    def release(self, index: Term) -> None:
        """Let the letter that was bound last stand for what it stood for before."""
        before = self.hidden.pop()
        if before is None:
            del self.named[index]
        else:
            self.named[index] = before

    def read_symbol(self, term: Term, row: Index, col: Index) -> Products:
        """A letter; the value of an index that a sum binds."""
        if term not in self.named:
            return self.letter(term, row, col)
        return [Product(factors=(("value", (self.named[term],)),))]

    def read_of_entry(self, term: Term, row: Index, col: Index) -> Products:
        sizes = shape_of(term.args[0])
        places = [self._index(i, size) for i, size in zip(term.args[1:], sizes, strict=True)]
        return self.entry(term.args[0], *places)

    def read_unit_vector(self, term: Term, row: Index, col: Index) -> Products:
        return self.delta(row, self._index(*term.args))

    def read_index_sum(self, term: Term, row: Index, col: Index) -> Products:
        """A sum over a whole size; over all but the first or the last index as a difference."""
        summand, index, first, last = term.args
        if not counts(first, last, self.reading.known):
            raise LimitError(OTHER)
        if first == 1:
            try:
                return self._sum_over(summand, index, last, row, col)
            except LimitError:
                whole = sympy.expand(last + 1)
                total = self._sum_over(summand, index, whole, row, col)
                return total + self._negated_at(summand, index, whole, row, col)
        if first == 2:
            total = self._sum_over(summand, index, last, row, col)
            return total + self._negated_at(summand, index, t.ONE, row, col)
        raise LimitError(OTHER)

    def _sum_over(
        self, summand: Term, index: Symbol, last: Dim, row: Index, col: Index
    ) -> Products:
        bound = self.bind(index, last)
        try:
            made = self.entry(summand, row, col)
        finally:
            self.release(index)
        return [one.times(Product(bound=bound)) for one in made]

    def _negated_at(
        self, summand: Term, index: Symbol, at: Dim, row: Index, col: Index
    ) -> Products:
        """The summand at one index, with the sign turned."""
        self._enter(index, at)
        try:
            made = self.entry(summand, row, col)
        finally:
            self.release(index)
        return [one.times(Product(Fraction(-1))) for one in made]

    def read_kronecker(self, term: Term, row: Index, col: Index) -> Products:
        shapes = [shape_of(arg) or (t.ONE, t.ONE) for arg in term.args]
        rows, cols = (
            self._parts(row, [s[0] for s in shapes]),
            self._parts(col, [s[1] for s in shapes]),
        )
        parts = [
            self.entry(arg, r if shape_of(arg) else (), c if shape_of(arg) else ())
            for arg, r, c in zip(term.args, rows, cols, strict=True)
        ]
        return [multiplied(choice) for choice in product(*parts)]

    def _parts(self, index: Index, sizes: Sequence[Dim]) -> list[Index]:
        """The index of a product of sizes as those of its factors."""
        wide = [size for size in sizes if size != 1]
        places = [index] if len(wide) == 1 else list(index) if isinstance(index, tuple) else []
        if len(places) != len(wide):
            raise LimitError(OTHER)
        for part, size in zip(places, wide, strict=True):
            if self.ranges.get(part) != size:
                raise LimitError(OTHER)
        following = iter(places)
        return [() if size == 1 else next(following) for size in sizes]

    def read_vec(self, term: Term, row: Index, col: Index) -> Products:
        rows, cols = shape_of(term.args[0])
        second, first = self._parts(row, (cols, rows))
        return self.entry(term.args[0], first, second)

    # -- normal form ------------------------------------------------------------------------

    def _normal(self, one: Product) -> Iterator[tuple[Hashable, Fraction]]:
        """The product with equal indices merged and bound indices named by their places."""
        spend(20 + 5 * len(one.factors) * (1 + len(one.bound)))
        factors, bound = merged(one.factors, dict(one.bound), self._lies_in)
        factors = joined(factors, self._is_binary)
        if any(vanishes(factor, factors) for factor in factors):
            return
        factors, bound = without_simplex(self.reading, factors, bound)
        scalars: Polynomial = {((), ()): one.number}
        letters = self.reading.letters
        for atom, count in one.powers:
            scalars = letters.times(scalars, {(((atom, count),), ()): Fraction(1)})
        factors, values = without_values(self.reading, factors, bound)
        for value in values:
            scalars = letters.times(scalars, value)
        used = {index for _, slots in factors for index in slots}
        live = {index: size for index, size in bound.items() if index in used}
        shape = canonical(factors, live, self._symmetric)
        for monomial, number in scalars.items():
            yield (monomial, shape), number

    def _lies_in(self, index: Index, size: Dim) -> bool:
        """Whether an index is certainly one of 1, ..., size."""
        index = self.outer.get(index, index)
        if isinstance(index, int | str):
            last = self.ranges.get(index)
            return last is not None and (last == size or is_at_least(size, last, self._holds))
        if not isinstance(index, Expr) or not is_whole(index):
            return False
        place = isinstance(index, Symbol) and index.is_nonnegative
        counted = place or is_at_least(index, t.ONE, self._holds)
        return counted and is_at_least(size, index, self._holds)

    def _holds(self, fact: Fact) -> bool:
        return fact in self.needed or self.reading.known(fact)

    def _is_binary(self, name: Hashable) -> bool:
        term = self.reading.terms.get(name) if isinstance(name, int) else None
        return term is not None and self.reading.known(Fact("binary", (term,)))

    def _symmetric(self, name: Hashable) -> bool:
        return name == "=" or (
            isinstance(name, int) and self.reading.letters.is_symmetric(2 * name)
        )
