"""Entries: formulas with ⊙, diag, entries, sums over an index, 1, e_i, ⊗ and vec, in components.

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

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Symbol

from derive.algebra import term as t
from derive.algebra.lengths import counts
from derive.algebra.multigraphs import Factor, Index, canonical, merged
from derive.algebra.normal_words import new_reading
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import squared_norm
from derive.algebra.word_reading import Known, WordReading
from derive.algebra.words import Polynomial, Powers
from derive.errors import LimitError

__all__ = ["equal_in_entries"]

MAX_TERMS, MAX_FACTORS, MAX_POWER = 500, 24, 6
OTHER = "this is not a polynomial in entries"


@dataclass(frozen=True, slots=True)
class _Product:
    """A number times powers times entries of letters, summed over the bound indices."""

    number: Fraction = Fraction(1)
    powers: Powers = ()
    factors: tuple[Factor, ...] = ()
    bound: tuple[tuple[int, Dim], ...] = ()

    def times(self, other: _Product) -> _Product:
        factors = self.factors + other.factors
        if len(factors) > MAX_FACTORS:
            raise LimitError("these products are too long")
        powers = self.powers + other.powers
        bound = self.bound + other.bound
        return _Product(self.number * other.number, powers, factors, bound)


Products: TypeAlias = list[_Product]


def equal_in_entries(left: Term, right: Term, known: Known) -> bool:
    """Whether two formulas of one shape have the same entries, at every size, wherever both are
    defined; False also where that is not seen."""
    try:
        return not _Entries(new_reading(known)).difference(left, right)
    except (LimitError, ZeroDivisionError):
        return False


@dataclass(slots=True)
class _Entries:
    """The entries of some formulas, with bound indices numbered as they are met."""

    reading: WordReading
    count: int = 0
    ranges: dict[Index, Dim] = field(default_factory=dict)  # of the indices that sums bind
    named: dict[Symbol, int] = field(default_factory=dict)

    def difference(self, left: Term, right: Term) -> dict[Hashable, Fraction]:
        """The normal form of the difference; empty if the two are equal."""
        shape = shape_of(left)
        splits = [self._split(side) for side in (left, right)]
        rows = self._free("row", shape, [split[0] for split in splits], 0)
        cols = self._free("column", shape, [split[1] for split in splits], 1)
        total: dict[Hashable, Fraction] = {}
        for side, sign in ((left, 1), (right, -1)):
            for one in self.entry(side, rows, cols):
                for key, number in self._normal(one):
                    value = total.get(key, Fraction(0)) + sign * number
                    total[key] = value
                    if not value:
                        del total[key]
        return total

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
            return tuple(s[0] for s in shapes), tuple(s[1] for s in shapes)
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
        reader = _READERS.get(type(term))
        made = self._letter(term, row, col) if reader is None else reader(self, term, row, col)
        if len(made) > MAX_TERMS:
            raise LimitError("these sums are too long")
        return made

    def _letter(self, term: Term, row: Index, col: Index) -> Products:
        """The entry of a word of letters, from the normal form of words.

        Raises LimitError for an operation that is not taken apart and that a bound index stands in.
        """
        if not t.free_symbols(term).isdisjoint(self.named):
            raise LimitError(OTHER)
        found: Products = []
        for (scalars, word), number in self.reading.polynomial(term).items():
            if not word and shape_of(term):
                found += [one.times(_Product(number, scalars)) for one in self._delta(row, col)]
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
            found.append(_Product(number, scalars, tuple(factors), tuple(bound)))
        return found

    def _factor(self, letter: int, row: Index, col: Index) -> Factor:
        for index, size in zip((row, col), self.reading.letters.shape(letter), strict=True):
            if (index == ()) != (size == 1) or (index != () and self.ranges.get(index) != size):
                raise LimitError(OTHER)
        slots = (col, row) if letter % 2 else (row, col)
        return (letter // 2, slots)

    def _delta(self, row: Index, col: Index) -> Products:
        if isinstance(row, tuple) and isinstance(col, tuple):
            if len(row) != len(col):
                raise LimitError(OTHER)
            pairs = list(zip(row, col, strict=True))
            if any(self.ranges.get(r) != self.ranges.get(c) for r, c in pairs):
                raise LimitError(OTHER)
            return [_Product(factors=tuple(("=", (r, c)) for r, c in pairs))]
        if isinstance(row, tuple) or isinstance(col, tuple):
            raise LimitError(OTHER)
        return [_Product(factors=(("=", (row, col)),))]

    def _sum(self, term: Term, row: Index, col: Index) -> Products:
        return [one for part in term.args for one in self.entry(part, row, col)]

    def _product(self, term: Term, row: Index, col: Index) -> Products:
        return self._chain(term.args, row, col)

    def _chain(self, factors: Sequence[Term], row: Index, col: Index) -> Products:
        matrices = [factor for factor in factors if shape_of(factor)]
        made: list[Products] = [self.entry(f, (), ()) for f in factors if not shape_of(f)]
        left = row
        for place, matrix in enumerate(matrices):
            right, summed = col, _Product()
            if place < len(matrices) - 1:
                right, over = self._between(matrix, matrices[place + 1])
                summed = _Product(bound=over)
            made.append([one.times(summed) for one in self.entry(matrix, left, right)])
            left = right
        return [_all(choice) for choice in product(*made)]

    def _between(self, left: Term, right: Term) -> tuple[Index, tuple[tuple[int, Dim], ...]]:
        size = shape_of(left)[1]
        if size == 1:
            return self.fresh(())
        parts = max(self._split(left)[1], self._split(right)[0], key=len)
        return self.fresh(parts if len(parts) > 1 else [size])

    def _power(self, term: Term, row: Index, col: Index) -> Products:
        base, exponent = term.args
        if not isinstance(exponent, Integer) or not 0 < exponent <= MAX_POWER:
            return self._letter(term, row, col)
        times = int(exponent)
        if isinstance(base, t.Norm) and times % 2 == 0:
            square = squared_norm(base)
            base, times = (base, times) if square is None else (square, times // 2)
        return self._chain([base] * times, row, col)

    def _hadamard(self, term: Term, row: Index, col: Index) -> Products:
        return [_all(c) for c in product(*(self.entry(arg, row, col) for arg in term.args))]

    def _diagonal_matrix(self, term: Term, row: Index, col: Index) -> Products:
        inside = self.entry(term.args[0], row, ())
        return [one.times(other) for one in inside for other in self._delta(row, col)]

    def _trace(self, term: Term, row: Index, col: Index) -> Products:
        parts = self._split(term.args[0])[0]
        size = shape_of(term.args[0])[0]
        if size == 1:
            return self.entry(term.args[0], (), ())
        index, bound = self.fresh(parts if len(parts) > 1 else [size])
        return [o.times(_Product(bound=bound)) for o in self.entry(term.args[0], index, index)]

    def _index(self, index: Term, size: Dim) -> Index:
        if isinstance(index, Symbol) and index in self.named:
            return self.named[index]
        if size == 1:
            return ()
        self.ranges[index] = size
        return index

    def _of_entry(self, term: Term, row: Index, col: Index) -> Products:
        sizes = shape_of(term.args[0])
        places = [self._index(i, size) for i, size in zip(term.args[1:], sizes, strict=True)]
        return self.entry(term.args[0], *places)

    def _unit_vector(self, term: Term, row: Index, col: Index) -> Products:
        return self._delta(row, self._index(*term.args))

    def _index_sum(self, term: Term, row: Index, col: Index) -> Products:
        summand, index, first, last = term.args
        if first != 1 or index in self.named or not counts(first, last, self.reading.known):
            raise LimitError(OTHER)
        _, bound = self.fresh([last])
        self.named[index] = self.count
        made = self.entry(summand, row, col)
        del self.named[index]
        return [one.times(_Product(bound=bound)) for one in made]

    def _kronecker(self, term: Term, row: Index, col: Index) -> Products:
        shapes = [shape_of(arg) or (t.ONE, t.ONE) for arg in term.args]
        rows, cols = (
            self._parts(row, [s[0] for s in shapes]),
            self._parts(col, [s[1] for s in shapes]),
        )
        parts = [
            self.entry(arg, r if shape_of(arg) else (), c if shape_of(arg) else ())
            for arg, r, c in zip(term.args, rows, cols, strict=True)
        ]
        return [_all(choice) for choice in product(*parts)]

    def _parts(self, index: Index, sizes: Sequence[Dim]) -> list[Index]:
        """The index of a product of sizes as those of its factors."""
        if all(size == 1 for size in sizes):
            return [()] * len(sizes)
        if not isinstance(index, tuple) or len(index) != len(sizes):
            raise LimitError(OTHER)
        for part, size in zip(index, sizes, strict=True):
            if self.ranges.get(part) != size or size == 1:
                raise LimitError(OTHER)
        return list(index)

    def _vec(self, term: Term, row: Index, col: Index) -> Products:
        rows, cols = shape_of(term.args[0])
        second, first = self._parts(row, (cols, rows))
        return self.entry(term.args[0], first, second)

    # -- normal form ------------------------------------------------------------------------

    def _normal(self, one: _Product) -> Iterator[tuple[Hashable, Fraction]]:
        """The product with equal indices merged and bound indices named by their places."""
        factors, bound = self._without_simplex(*merged(one.factors, dict(one.bound)))
        scalars: Polynomial = {((), ()): one.number}
        letters = self.reading.letters
        for atom, count in one.powers:
            scalars = letters.times(scalars, {(((atom, count),), ()): Fraction(1)})
        used = {index for _, slots in factors for index in slots}
        for index, size in bound.items():
            if index not in used:
                scalars = letters.times(scalars, self.reading.polynomial(size))
        live = {index: size for index, size in bound.items() if index in used}
        shape = canonical(factors, live, self._symmetric)
        for monomial, number in scalars.items():
            yield (monomial, shape), number

    def _without_simplex(
        self, factors: list[Factor], bound: dict[int, Dim]
    ) -> tuple[list[Factor], dict[int, Dim]]:
        """The factors without Σᵢ pᵢ where the entries of p are known to add up to 1."""
        for place, (name, (index, _)) in enumerate(factors):
            alone = sum(slots.count(index) for _, slots in factors) == 1
            if name in self.reading.simplex and index in bound and alone:
                rest = factors[:place] + factors[place + 1 :]
                left = {i: size for i, size in bound.items() if i != index}
                return self._without_simplex(rest, left)
        return factors, bound

    def _symmetric(self, name: Hashable) -> bool:
        return name == "=" or (
            isinstance(name, int) and self.reading.letters.is_symmetric(2 * name)
        )

    def _sorted(self, factor: Factor) -> Factor:
        return factor


def _all(parts: Sequence[_Product]) -> _Product:
    total = _Product()
    for part in parts:
        total = total.times(part)
    return total


_Reader: TypeAlias = Callable[[_Entries, Term, Index, Index], Products]
_READERS: Mapping[type, _Reader] = MappingProxyType(
    {
        Add: _Entries._sum,
        t.MatAdd: _Entries._sum,
        Mul: _Entries._product,
        t.MatMul: _Entries._product,
        Pow: _Entries._power,
        t.MatPow: _Entries._power,
        t.Transpose: lambda self, term, row, col: self.entry(term.args[0], col, row),
        t.AsScalar: lambda self, term, row, col: self.entry(term.args[0], (), ()),
        t.Identity: lambda self, term, row, col: self._delta(row, col),
        t.ZeroMatrix: lambda self, term, row, col: [],
        t.OneMatrix: lambda self, term, row, col: [_Product()],
        t.HadamardProduct: _Entries._hadamard,
        t.DiagonalMatrix: _Entries._diagonal_matrix,
        t.Diagonal: lambda self, term, row, col: self.entry(term.args[0], row, row),
        t.Trace: _Entries._trace,
        t.Entry: _Entries._of_entry,
        t.UnitVector: _Entries._unit_vector,
        t.IndexSum: _Entries._index_sum,
        t.MatrixSum: _Entries._index_sum,
        t.KroneckerProduct: _Entries._kronecker,
        t.Vectorization: _Entries._vec,
    }
)
