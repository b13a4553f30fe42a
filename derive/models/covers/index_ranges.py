"""What an index of a matrix runs over: one size, parts one after the other, or pairs.

The rows of [x; y] are those of x and then those of y, the rows of x ⊗ y are pairs of rows.  The
theorems about indices speak of index variables, each of one size.  They read a product, a sum or a
trace of such matrices part by part or pair by pair, which is right only where the two ranges that
meet there are made of the same parts: x'v + y'u for [x; y]'[v; u] takes x and v of one length.
Where an index runs over n and then m on one side, and over m and then n on the other, equal sizes
n = m would show nothing of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from math import prod

from sympy import Add, Integer, Mul, Pow, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.models.covers.theorem import NotCovered

__all__ = ["check_ranges"]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A range of several parts: a sum, one after the other, or a product, tuples of them."""

    kind: str
    of: tuple[_Range, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """The range of a constant of a composite size, which takes what it meets."""

    number: int


_Range = Dim | _Parts | _Open
_Ranges = tuple[_Range, _Range]


def check_ranges(terms: Iterable[Term]) -> None:
    """Raises NotCovered where ranges of different parts meet in one of the formulas, or where the
    two formulas have such."""
    ranges = _Meeting()
    found = [ranges.of(term) for term in terms]
    for one, other in pairwise(found):
        ranges.meet(one[0], other[0])
        ranges.meet(one[1], other[1])


@dataclass(slots=True)
class _Meeting:
    """Ranges that meet, those of constants as far as they are known; `indices` are the ranges of
    the entries in which an index stands."""

    taken: dict[_Open, _Range] = field(default_factory=dict)
    indices: dict[Term, _Range] = field(default_factory=dict)
    opened: int = 0

    def meet(self, one: _Range, other: _Range) -> _Range:
        one, other = self._known(one), self._known(other)
        if one == other:
            return one
        if isinstance(one, _Open):
            self.taken[one] = other
            return other
        if isinstance(other, _Open):
            return self.meet(other, one)
        if not isinstance(one, _Parts) or not isinstance(other, _Parts):
            raise NotCovered
        if one.kind != other.kind or len(one.of) != len(other.of):
            raise NotCovered
        return _Parts(one.kind, tuple(map(self.meet, one.of, other.of)))

    def _known(self, one: _Range) -> _Range:
        while isinstance(one, _Open) and one in self.taken:
            one = self.taken[one]
        return one

    # -- the ranges of a formula ----------------------------------------------------------------

    def of(self, term: Term) -> _Ranges:
        """The ranges of the rows and columns of a formula; both are 1 for a scalar."""
        if isinstance(term, t.BlockMatrix):
            return self._of_blocks(term)
        if isinstance(term, t.Entry):
            return self._of_entry(term)
        if t.is_leaf(term) or isinstance(term, t.UnitVector):
            return self._of_leaf(term)
        inner = [self.of(term.args[i]) for i in t.places(term)]
        if not t.is_matrix(term):
            return self._of_scalar(term, inner)
        if isinstance(term, t.KroneckerProduct):
            return _product(r for r, _ in inner), _product(c for _, c in inner)
        if isinstance(term, t.MatMul):
            matrices = [one for one, a in zip(inner, term.args, strict=True) if t.is_matrix(a)]
            return self._of_product(matrices)
        if isinstance(term, t.Vectorization):
            [(rows, cols)] = inner
            return _product((cols, rows)), t.ONE
        return self._of_operation(term, inner)

    def _of_operation(self, term: Term, inner: Sequence[_Ranges]) -> _Ranges:
        (rows, cols), *others = inner
        if isinstance(term, t.Transpose):
            return cols, rows
        if isinstance(term, t.DiagonalMatrix):
            return rows, rows
        if isinstance(term, t.Diagonal):
            return self.meet(rows, cols), t.ONE
        if isinstance(term, t.MatPow | t.Inverse):
            both = self.meet(rows, cols)
            return both, both
        if isinstance(term, t.MatAdd | t.HadamardProduct):
            for more in others:
                rows, cols = self.meet(rows, more[0]), self.meet(cols, more[1])
            return rows, cols
        if isinstance(term, t.MatrixSum):
            return rows, cols
        if isinstance(term, t.Jacobian | t.Derivative) and all(map(_is_plain, shape_of(term))):
            rows, cols = shape_of(term)
            return rows, cols
        raise NotCovered

    def _of_scalar(self, term: Term, inner: Sequence[_Ranges]) -> _Ranges:
        if isinstance(term, t.Trace | t.Determinant):
            self.meet(*inner[0])
        elif isinstance(term, t.Indicator):
            left, _, right = term.args
            if isinstance(left, Symbol) and isinstance(right, Symbol):
                self._index(right, self._index(left, None))
        elif not isinstance(
            term, Add | Mul | Pow | t.AsScalar | t.Norm | t.IndexSum | t.Derivative
        ):
            raise NotCovered
        return t.ONE, t.ONE

    def _of_product(self, inner: Sequence[_Ranges]) -> _Ranges:
        for (_, cols), (rows, _) in pairwise(inner):
            self.meet(cols, rows)
        return inner[0][0], inner[-1][1]

    def _of_blocks(self, term: Term) -> _Ranges:
        read = [[self.of(block) for block in row] for row in t.block_rows(term)]
        rows = [reduce(self.meet, (r for r, _ in row)) for row in read]
        cols = [reduce(self.meet, (c for _, c in col)) for col in zip(*read, strict=True)]
        return _sum(rows), _sum(cols)

    def _of_entry(self, term: Term) -> _Ranges:
        matrix, *places = term.args
        for place, whole in zip(places, self.of(matrix), strict=True):
            if isinstance(place, Symbol) and not place.is_positive:
                self._index(place, whole)
            elif not _is_plain(whole):
                raise NotCovered  # a place that is named among parts
        return t.ONE, t.ONE

    def _of_leaf(self, term: Term) -> _Ranges:
        if not t.is_matrix(term):
            return t.ONE, t.ONE
        rows, cols = term.shape
        if _is_plain(rows) and _is_plain(cols):
            return rows, cols
        if isinstance(term, t.Identity):
            both = self._open()
            return both, both
        if isinstance(term, t.ZeroMatrix | t.OneMatrix):
            return self._plain(rows), self._plain(cols)
        raise NotCovered

    def _plain(self, dim: Dim) -> _Range:
        return dim if _is_plain(dim) else self._open()

    def _open(self) -> _Open:
        self.opened += 1
        return _Open(self.opened)

    def _index(self, index: Term, whole: _Range | None) -> _Range:
        known = self.indices.get(index)
        if known is None:
            found = self._open() if whole is None else whole
        else:
            found = known if whole is None else self.meet(known, whole)
        self.indices[index] = found
        return found


def _product(ranges: Iterable[_Range]) -> _Range:
    """Tuples of places; a single place adds nothing."""
    flat = _flat("product", [one for one in ranges if one != t.ONE])
    numbers = [int(one) for one in flat if isinstance(one, Integer)]
    if len(numbers) == len(flat):
        return Integer(prod(numbers))
    return flat[0] if len(flat) == 1 else _Parts("product", tuple(flat))


def _sum(ranges: Iterable[_Range]) -> _Range:
    """Parts one after the other; numbers of places that are neighbours are one number."""
    flat: list[_Range] = []
    for one in _flat("sum", ranges):
        if flat and isinstance(one, Integer) and isinstance(flat[-1], Integer):
            flat[-1] = Integer(int(flat[-1]) + int(one))
        else:
            flat.append(one)
    return flat[0] if len(flat) == 1 else _Parts("sum", tuple(flat))


def _flat(kind: str, ranges: Iterable[_Range]) -> list[_Range]:
    found: list[_Range] = []
    for one in ranges:
        found += one.of if isinstance(one, _Parts) and one.kind == kind else [one]
    return found


def _is_plain(dim: object) -> bool:
    """Whether a range is one size or a number."""
    return isinstance(dim, Integer | Symbol)
