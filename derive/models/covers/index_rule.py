"""Polynomial formulas: one that vanishes at sizes as large as its indices are many always does.

Theorem.  Write each monomial of a formula with index variables, k of them at most, the free ones
included.  If the formula vanishes on generic letters when every size is at least k, it vanishes at
every size.  For: split each sum by which indices coincide and, where letters are triangular or
sums are ordered, by their order; what remains are sums over injective (increasing) index maps, one
for each multigraph up to isomorphism, and different multigraphs give different monomials in the
entries, with coefficients that divide k!.  A size that is also a number has coefficients of some
degree q in it, and is tried at a principal lattice of that order from k upwards (Nicolaides 1972).

Places that are named, as 1 and n, are vertices of their own in the multigraphs.  They may be one
place where a size is small, and there a sum between them may be empty; such sizes are tried as
well, each together with the others from k upwards.

The count of indices is one from above: two for each matrix letter in a product, one for each
column, one for each index that is summed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.lengths import counts
from derive.algebra.needs import needs
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.models.covers.exact_draws import agree_over_primes, differ_at_unequal_sizes
from derive.models.covers.index_ranges import check_ranges
from derive.models.covers.theorem import NotCovered, Theorem
from derive.models.degree import difference_degree, sizes_as_numbers

__all__ = ["by_index_rule", "indices_of", "rule_points"]

MAX_SIZE = 16
MAX_POINTS = 40
MAX_FREE = 3
MAX_DETERMINANT = 6
MAX_NODES = 600
STATEMENT = (
    "a polynomial formula that vanishes at sizes of at least its number of indices vanishes at "
    "every size"
)


def by_index_rule(
    left: Term, right: Term, structures: Mapping[Term, frozenset[str]]
) -> Theorem | None:
    """The theorem with its numbers if both are polynomial formulas, and agree at its sizes."""
    try:
        points = rule_points(left, right)
    except NotCovered:
        return None
    terms = (left, right)
    integers = list(dict.fromkeys(s for term in terms for s in _integers(term)))
    sized = all(s.is_positive for s in integers)
    if sized and differ_at_unequal_sizes(terms, integers, structures):
        return None
    if not all(agree_over_primes(terms, sizes, structures) for sizes in points):
        return None
    least = min((size for sizes in points for size in sizes.values()), default=0)
    return Theorem("index rule", {"least size": least, "draws": len(points)}, STATEMENT)


def rule_points(left: Term, right: Term) -> list[dict[Term, int]]:
    """The sizes, and the places of free indices, at which two polynomial formulas must agree.

    Raises NotCovered for other formulas.
    """
    try:
        check_ranges((left, right))
        _check_indicators((left, right))
        read = [_counted(term) for term in (left, right)]
        count = max(1, *(counter.count for counter in read))
        small = _Small(
            max(counter.reach for counter in read),
            {dim: place for counter in read for dim, place in counter.outside.items()},
        )
        return _points((left, right), count, _degree_in_sizes(left, right), small)
    except DeriveError as error:
        raise NotCovered from error


@dataclass(frozen=True, slots=True)
class _Small:
    """The sizes at which named places may be one: up to `reach`, for each size from the greatest
    place on that an entry outside of sums asks for."""

    reach: int
    least: Mapping[Term, int]

    def sizes(self, symbol: Term) -> list[int]:
        return list(range(self.least.get(symbol, 1), self.reach + 1))


def _check_indicators(terms: Sequence[Term]) -> None:
    """Raises NotCovered for an indicator of places that need not lie in one range: at some sizes
    a free or literal one is out of the range of one that is summed over."""
    parts = [part for term in terms for part in t.subterms(term)]
    needed = {need for term in terms for need in needs(term)}
    lasts: dict[Term, dict[Term, None]] = {}
    for part in parts:
        if isinstance(part, _SUMS):
            lasts.setdefault(part.args[1], {})[part.args[3]] = None
    for left, _, right in (part.args for part in parts if isinstance(part, t.Indicator)):
        ranges = {last: None for side in (left, right) for last in lasts.get(side, ())}
        summed = not lasts.keys().isdisjoint(left.free_symbols | right.free_symbols)
        others = [side for side in (left, right) if side not in lasts]
        known = all(
            side.is_nonnegative and Fact("<=", (side, last)) in needed
            for side in others
            for last in ranges
        )
        if len(ranges) > 1 or not known or (summed and not ranges):
            raise NotCovered


def _degree_in_sizes(left: Term, right: Term) -> int:
    """The degree of the difference in sizes, 0 if no size enters as a number."""
    counted = [sizes_as_numbers(term) for term in (left, right)]
    return difference_degree(left, right) if None in counted or any(counted) else 0


def _points(terms: Sequence[Term], count: int, degree: int, small: _Small) -> list[dict[Term, int]]:
    """Sizes from `count` upwards that a polynomial of this degree in them cannot all be a zero of,
    with every pattern of the free indices; and each of the small sizes beside such."""
    integers = dict.fromkeys(s for term in terms for s in _integers(term))
    sizes = [s for s in integers if s.is_positive]
    free = [s for s in integers if not s.is_positive]
    if len(free) > MAX_FREE:
        raise NotCovered
    least = max(count, 2 * len(free) + 1, small.reach + 1)
    places = list(product(range(2, 2 * len(free) + 1, 2), repeat=len(free)))
    if least + degree > MAX_SIZE or (degree + 1) ** len(sizes) > MAX_NODES:
        raise NotCovered
    points: list[dict[Term, int]] = []
    for fixed in product(*([None, *small.sizes(symbol)] for symbol in sizes)):
        large = [s for s, size in zip(sizes, fixed, strict=True) if size is None]
        held: dict[Term, int] = {
            s: size for s, size in zip(sizes, fixed, strict=True) if size is not None
        }
        for step in product(range(degree + 1), repeat=len(large)):
            if sum(step) <= degree:
                held |= {s: least + e for s, e in zip(large, step, strict=True)}
                points += [held | dict(zip(free, place, strict=True)) for place in places]
        if len(points) > MAX_POINTS:
            raise NotCovered
    return points


def _integers(term: Term) -> Iterator[Symbol]:
    """The sizes and free indices of a formula, in the order in which they occur."""
    bound = {part.args[1] for part in t.subterms(term) if isinstance(part, _SUMS)}
    for part in t.subterms(term):
        if isinstance(part, Symbol) and part.is_integer and part not in bound:
            yield part
        dims = shape_of(part) if t.is_matrix(part) else ()
        for dim in dims:
            yield from ordered(dim.free_symbols)


# -- counting indices -----------------------------------------------------------------------------

_SUMS = (t.IndexSum, t.MatrixSum)
_PRODUCTS = (Mul, t.MatMul, t.HadamardProduct)
_THROUGH = (t.Transpose, t.AsScalar)
_LIFTED = (t.Trace, t.DiagonalMatrix, t.Diagonal, t.Vectorization)


def indices_of(term: Term) -> int:
    """At least the number of index variables in any monomial of a formula.

    Raises NotCovered for what is not a polynomial in the entries of letters, and where a free index
    may meet a named place, or is a number.
    """
    return _counted(term).count


def _counted(term: Term) -> _Counter:
    """The indices of a formula."""
    parts = list(islice(t.subterms(term), MAX_NODES + 1))
    if len(parts) > MAX_NODES:
        raise NotCovered
    ranges = {part.args[1]: part.args[3] for part in parts if isinstance(part, _SUMS)}
    counter = _Counter(ranges)
    counter.count = counter.indices(term)
    free = any(_is_index(part) and part not in ranges for part in parts)
    if free and counter.named:
        raise NotCovered
    counter.count *= 1 + counter.shift
    return counter


def _is_index(term: Term) -> bool:
    return isinstance(term, Symbol) and bool(term.is_integer) and not term.is_positive


@dataclass(slots=True)
class _Counter:
    """The indices of parts of one formula, whose sums end at `ranges`.

    `named` says whether places are named, 1 or n or one that is shifted; `greatest` and `shift` how
    far they are from the first and the last one, `outside` how large a size must be for the entries
    that stand outside of sums.
    """

    ranges: Mapping[Term, Term]
    named: bool = False
    greatest: int = 0
    shift: int = 0
    count: int = 0
    outside: dict[Term, int] = field(default_factory=dict)

    @property
    def reach(self) -> int:
        """Sizes above it tell all named places apart."""
        return self.greatest + self.shift if self.named else 0

    def indices(self, term: Term) -> int:
        if t.is_leaf(term) or isinstance(term, t.UnitVector):
            return self._of_leaf(term)
        if isinstance(term, Add | t.MatAdd | t.BlockMatrix):
            return max(self.indices(term.args[i]) for i in t.places(term))
        if isinstance(term, _PRODUCTS):
            return sum(map(self.indices, term.args))
        if isinstance(term, t.KroneckerProduct):
            return 2 + sum(map(self.indices, term.args))
        if isinstance(term, _THROUGH):
            return self.indices(term.args[0])
        if isinstance(term, _LIFTED):
            return 2 + self.indices(term.args[0])
        if isinstance(term, Pow | t.MatPow):
            return self._of_power(*term.args)
        if isinstance(term, t.Jacobian | t.Derivative):
            return 2 + self.indices(term.args[0])
        return self._of_places(term)

    def _of_places(self, term: Term) -> int:
        if isinstance(term, t.Entry):
            sides = zip(term.args[1:], shape_of(term.args[0]), strict=True)
            return self.indices(term.args[0]) + sum(self._at(i, d) for i, d in sides if d != 1)
        if isinstance(term, _SUMS) and not counts(term.args[2], term.args[3], lambda fact: False):
            raise NotCovered  # it is cut off at some size
        if isinstance(term, _SUMS) and not isinstance(term.args[3], Integer):
            return self._of_sum(*term.args)
        if isinstance(term, t.Indicator):
            left, _, right = term.args
            letters = ordered(left.free_symbols | right.free_symbols)
            if not letters or not all(map(_is_index, letters)):
                raise NotCovered
            if len({self.ranges.get(letter) for letter in letters}) > 1:
                raise NotCovered  # which of two sizes is larger is not tried
            return self._place(left) + self._place(right)
        if isinstance(term, t.Determinant):
            size = shape_of(term.args[0])[0]
            if isinstance(size, Integer) and size <= MAX_DETERMINANT:
                return int(size) * self.indices(term.args[0])
        raise NotCovered

    def _of_leaf(self, term: Term) -> int:
        if isinstance(term, t.UnitVector):
            return 1 + self._at(*term.args)
        if t.is_matrix(term):
            dims = term.shape
            plain = all(isinstance(dim, Symbol | Integer) for dim in dims)
            if isinstance(term, t.MatrixSymbol) and not plain:
                raise NotCovered  # a size that is made of others
            return sum(dim != 1 for dim in dims)
        if isinstance(term, Rational) or (isinstance(term, Symbol) and not _is_index(term)):
            return 0
        if term in self.ranges:
            return 1
        raise NotCovered

    def _of_power(self, base: Term, exponent: Term) -> int:
        if not isinstance(exponent, Integer) or exponent < 0:
            raise NotCovered
        times = int(exponent)
        if not isinstance(base, t.Norm):
            return times * self.indices(base)
        if times % 2 or not _is_frobenius(base):
            raise NotCovered
        return times * self.indices(base.args[0])

    def _of_sum(self, summand: Term, index: Term, first: Term, last: Term) -> int:
        if any(
            _is_index(s) and s not in self.ranges for s in first.free_symbols | last.free_symbols
        ):
            raise NotCovered  # a free index may be far behind the other end
        before = dict(self.outside)
        inside = self.indices(summand)
        self.outside = before  # an empty sum asks for no entry
        lower = 0 if first == 1 else self._place(first)
        whole = isinstance(last, Symbol) and bool(last.is_positive)
        return inside + 1 + lower + (0 if whole else self._place(last))

    def _at(self, place: Term, dim: Term) -> int:
        """The index variables of a place in a range of a length.

        Raises NotCovered for a free index among parts, and for a place that is counted from the end
        of another range.
        """
        if not all(self._fits(symbol, dim) for symbol in ordered(place.free_symbols)):
            raise NotCovered
        if isinstance(place, Integer):
            self.outside[dim] = max(self.outside.get(dim, 1), int(place))
        return self._place(place)

    def _fits(self, symbol: Term, dim: Term) -> bool:
        end = self.ranges.get(symbol)
        if end is None:
            return isinstance(dim, Symbol) if _is_index(symbol) else symbol == dim
        return end == dim or end.free_symbols <= {dim, *self.ranges}

    def _place(self, term: Term) -> int:
        """The index variables that a place takes: one, and as many more as it is far from an end
        that is named."""
        if isinstance(term, Integer) and term > 0:
            self.named, self.greatest = True, max(self.greatest, int(term))
            return int(term)
        if isinstance(term, Symbol) and term.is_integer:
            self.named |= bool(term.is_positive)
            self.greatest = max(self.greatest, 1)
            return 1
        if isinstance(term, Add) and len(term.args) == 2:
            number, symbol = sorted(term.args, key=lambda arg: not isinstance(arg, Integer))
            if isinstance(number, Integer) and isinstance(symbol, Symbol) and symbol.is_integer:
                self.named, self.greatest = True, max(self.greatest, 1)
                self.shift = max(self.shift, abs(int(number)))
                return 1 + abs(int(number))
        raise NotCovered


def _is_frobenius(norm: Term) -> bool:
    shape = shape_of(norm.args[0])
    return bool(norm.args[1].name == "F" or (len(shape) == 2 and 1 in shape))
