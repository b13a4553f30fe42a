"""Grids of cells: matrices of blocks whose cells are polynomials of words, and their arithmetic.

[A B; C D]^-1 is taken by the Schur complement of A or of D, whichever is known to be invertible;
both are where the matrix is block triangular and has an inverse.

Limits
    LimitError for grids that do not fit together, and for inverses and determinants of others.

Reference: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.7.3 and 0.8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeAlias

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.determinant_words import determinant
from derive.algebra.letter_facts import is_nonzero, is_unit
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import inverse_of_scalar, inverted_square
from derive.algebra.word_reading import ONE, WordReading
from derive.algebra.words import Polynomial, accumulate
from derive.errors import LimitError

__all__ = ["OTHER", "Grid", "GridArithmetic", "Sizes", "default_sizes", "has_cells"]

MAX_SIZE = 4

Sizes: TypeAlias = tuple[Dim, ...]
OTHER = "these blocks do not fit together"


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row and column; `rows` and `cols` are their heights and widths."""

    rows: Sizes
    cols: Sizes
    cells: tuple[tuple[Polynomial, ...], ...]

    @property
    def is_numeric(self) -> bool:
        return all(size == 1 for size in (*self.rows, *self.cols))


def has_cells(term: Term) -> bool:
    """Whether a block matrix, or a matrix of a small fixed size, stands in a term."""
    return any(
        isinstance(part, t.BlockMatrix) or (t.is_matrix(part) and _is_small(shape_of(part)))
        for part in t.subterms(term)
        if not isinstance(part, Integer)
    )


def _is_small(shape: t.Shape) -> bool:
    sizes = [int(size) for size in shape if isinstance(size, Integer)]
    return len(sizes) == 2 and 1 < max(sizes) <= MAX_SIZE


def default_sizes(size: Dim) -> Sizes:
    """The sizes of the cells of a letter: its entries if there are few, else one cell."""
    if isinstance(size, Integer) and int(size) <= MAX_SIZE:
        return (t.ONE,) * int(size)
    return (size,)


class GridArithmetic:
    """Sums, products, inverses and determinants of grids whose cells are read together."""

    def __init__(self, reading: WordReading) -> None:
        self._reading = reading
        self._letters = reading.letters
        self._terms: dict[frozenset[object], Term] = {}  # of the cells that are written

    def written(self, cell: Polynomial, term: Term) -> None:
        """Remember the term that a cell was read from."""
        self._terms[frozenset(cell.items())] = term

    def mapped(self, grid: Grid, changed: Callable[[Polynomial], Polynomial]) -> Grid:
        """The grid with each cell changed."""
        return Grid(grid.rows, grid.cols, tuple(tuple(map(changed, row)) for row in grid.cells))

    def paired(
        self, one: Grid, other: Grid, joined: Callable[[Polynomial, Polynomial], Polynomial]
    ) -> Grid:
        """The grid of what two grids of one form make, cell by cell."""
        if (one.rows, one.cols) != (other.rows, other.cols):
            raise LimitError(OTHER)
        cells = tuple(
            tuple(map(joined, first, second))
            for first, second in zip(one.cells, other.cells, strict=True)
        )
        return Grid(one.rows, one.cols, cells)

    def added(self, one: Grid, other: Grid) -> Grid:
        """The sum."""
        return self.paired(one, other, _added)

    def times(self, left: Grid, right: Grid) -> Grid:
        """The product of two grids.  Raises LimitError if their sizes do not meet."""
        if left.cols != right.rows:
            raise LimitError(OTHER)
        cells = []
        for row in left.cells:
            made = []
            for place in range(len(right.cols)):
                total: Polynomial = {}
                for cell, other in zip(row, right.cells, strict=True):
                    accumulate(total, self._letters.times(cell, other[place]), 1)
                made.append(total)
            cells.append(tuple(made))
        return Grid(left.rows, right.cols, tuple(cells))

    def turned(self, grid: Grid) -> Grid:
        """The transpose."""
        turn = self._letters.transposed
        cells = tuple(tuple(turn(cell) for cell in col) for col in zip(*grid.cells, strict=True))
        return Grid(grid.cols, grid.rows, cells)

    def determinant(self, grid: Grid) -> Polynomial:
        """The determinant of a grid of numbers, or of two by two blocks with a square diagonal."""
        if grid.rows != grid.cols:
            raise LimitError(OTHER)
        total = ONE
        for factor, size in self.factors(grid):
            total = self._letters.times(total, determinant(self._reading, factor, size))
        return total

    def factors(self, grid: Grid) -> list[tuple[Polynomial, Dim]]:
        """Squares, with their sizes, whose determinants have that of the grid as their product."""
        if grid.rows != grid.cols:
            raise LimitError(OTHER)
        if grid.is_numeric:
            return [(self.leibniz(grid.cells), t.ONE)]
        if len(grid.rows) == 1:
            return [(grid.cells[0][0], grid.rows[0])]
        if len(grid.rows) != 2:
            raise LimitError(OTHER)
        (a, b), (c, d) = grid.cells
        first, second = grid.rows
        if not b or not c:
            return [(a, first), (d, second)]
        if self._is_invertible(a, first):
            return [(a, first), (self._complement(d, c, a, b, first), second)]
        return [(d, second), (self._complement(a, b, d, c, second), first)]

    def leibniz(self, cells: Sequence[Sequence[Polynomial]]) -> Polynomial:
        """The determinant of numbers, by permutations."""
        total: Polynomial = {}
        for order in permutations(range(len(cells))):
            product, sign = ONE, 1
            for row, col in enumerate(order):
                product = self._letters.times(product, cells[row][col])
                sign *= (-1) ** sum(col > other for other in order[row + 1 :])
            accumulate(total, product, sign)
        return total

    def inverted(self, grid: Grid) -> Grid:
        """The inverse, wherever it exists.  Raises LimitError where it is not taken apart."""
        if grid.rows != grid.cols:
            raise LimitError(OTHER)
        if grid.is_numeric:
            below = inverse_of_scalar(self._reading, self.leibniz(grid.cells))
            adjugate = self.adjugate(grid)
            return self.mapped(adjugate, lambda cell: self._letters.times(below, cell))
        if len(grid.rows) == 1:
            return self.mapped(grid, lambda cell: self._inverted_cell(cell, grid.rows[0]))
        if len(grid.rows) != 2:
            raise LimitError(OTHER)
        (a, b), (c, d) = grid.cells
        if not b or not c or self._is_invertible(a, grid.rows[0]):
            cells = self._inverse_by(a, b, c, d, *grid.rows)
        elif self._is_invertible(d, grid.rows[1]):
            (d, c), (b, a) = self._inverse_by(d, c, b, a, *grid.rows[::-1])
            cells = ((a, b), (c, d))
        else:
            raise LimitError(OTHER)
        return Grid(grid.rows, grid.cols, cells)

    def _inverse_by(
        self, a: Polynomial, b: Polynomial, c: Polynomial, d: Polynomial, first: Dim, second: Dim
    ) -> tuple[tuple[Polynomial, Polynomial], tuple[Polynomial, Polynomial]]:
        """[A B; C D]^-1 with S = D - C A^-1 B."""
        times = self._letters.times
        pivot = self._inverted_cell(a, first)
        rest = self._inverted_cell(self._complement(d, c, a, b, first), second)
        right = times(times(pivot, b), rest)
        left = times(times(rest, c), pivot)
        corner = dict(pivot)
        accumulate(corner, times(times(right, c), pivot), 1)
        return (corner, _negated(right)), (_negated(left), rest)

    def _complement(
        self, d: Polynomial, c: Polynomial, a: Polynomial, b: Polynomial, size: Dim
    ) -> Polynomial:
        """D - C A^-1 B."""
        if not self._is_invertible(a, size) and b and c:
            raise LimitError(OTHER)
        rest = dict(d)
        if b and c:
            times = self._letters.times
            accumulate(rest, times(times(c, self._inverted_cell(a, size)), b), -1)
        return rest

    def _inverted_cell(self, cell: Polynomial, size: Dim) -> Polynomial:
        if not cell:
            raise ZeroDivisionError
        if size == 1:
            return inverse_of_scalar(self._reading, cell)
        return inverted_square(self._reading, cell, (size, size))

    def _is_invertible(self, cell: Polynomial, size: Dim) -> bool:
        if len(cell) == 1:
            [(scalars, word)] = cell
            if is_unit(self._reading, word) and all(
                is_nonzero(self._reading, a) for a, _ in scalars
            ):
                return True
        term = self._terms.get(frozenset(cell.items()))
        if term is None:
            return False
        if size == 1:
            return self._reading.known(Fact("!=", (term, t.ZERO)))
        return self._reading.known(Fact("invertible", (term,)))

    def adjugate(self, grid: Grid) -> Grid:
        """The adjugate of a grid of numbers."""
        places = range(len(grid.rows))
        cells = tuple(tuple(self._cofactor(grid, col, row) for col in places) for row in places)
        return Grid(grid.rows, grid.cols, cells)

    def _cofactor(self, grid: Grid, row: int, col: int) -> Polynomial:
        kept = [
            [cell for j, cell in enumerate(cells) if j != col]
            for i, cells in enumerate(grid.cells)
            if i != row
        ]
        minor = self.leibniz(kept)
        return minor if (row + col) % 2 == 0 else _negated(minor)


def _added(one: Polynomial, other: Polynomial) -> Polynomial:
    total = dict(one)
    accumulate(total, other, 1)
    return total


def _negated(polynomial: Polynomial) -> Polynomial:
    return {monomial: -c for monomial, c in polynomial.items()}
