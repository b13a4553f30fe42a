"""Block matrices and matrices of a small fixed size, cell by cell.

A matrix is a grid of cells; a cell is a polynomial of words, a scalar where its size is 1 x 1.
Letters and literals of a small numeric size are grids of their entries.  Two matrices are
equal if their cells are, under the equations that are assumed.

Limits
    LimitError for grids that do not fit together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from sympy import Abs, Add, Integer, Mul, Pow, Rational, exp, log

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.grids import OTHER, Grid, GridArithmetic, Sizes, default_sizes, has_cells
from derive.algebra.normal_words import written_out
from derive.algebra.power_words import absolute, exponential, logarithm, root
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_equations import Rewriting
from derive.algebra.word_functions import (
    inverse_of_scalar,
    squared_norm,
    trace,
)
from derive.algebra.word_reading import ONE, WordReading
from derive.algebra.words import LetterFacts, Polynomial, accumulate
from derive.errors import LimitError

__all__ = ["Grids"]

MAX_CELLS, MAX_POWER = 36, 8
Hint: TypeAlias = tuple[Sizes | None, Sizes | None]


class Grids:
    """The grids of some terms, in one reading."""

    def __init__(self, reading: WordReading) -> None:
        self._reading = reading
        self._letters = reading.letters
        self._arithmetic = GridArithmetic(reading)

    def difference(self, left: Term, right: Term, values: Mapping[Term, Term]) -> list[Polynomial]:
        """The cells of the difference of two formulas, those that are zero left out."""
        one, other = written_out(left, values), written_out(right, values)
        if t.is_scalar(one) and t.is_scalar(other):
            pairs = [(self.scalar(one), self.scalar(other))]
        else:
            sizes = self._sizes(one), self._sizes(other)
            hint = sizes[0][0] or sizes[1][0], sizes[0][1] or sizes[1][1]
            grids = self.grid(one, hint), self.grid(other, hint)
            if (grids[0].rows, grids[0].cols) != (grids[1].rows, grids[1].cols):
                raise LimitError(OTHER)
            rows = zip(grids[0].cells, grids[1].cells, strict=True)
            pairs = [pair for row in rows for pair in zip(*row, strict=True)]
        found = []
        for first, second in pairs:
            cell = dict(first)
            accumulate(cell, second, -1)
            found.append(cell)
        return [cell for cell in found if cell]

    def vanish(self, cells: list[Polynomial], rules: list[Polynomial], fuel: int) -> bool:
        """Whether all cells are zero under the rules.  Raises LimitError."""
        if not any(map(self._letters.cleared, cells)):
            return True
        reading = self._reading
        laws = (*reading.rules, *rules)
        search = Rewriting(self._letters, reading.inverses, laws, fuel)
        if all(map(search.vanishes, cells)):
            return True
        search.complete()
        return all(map(search.vanishes, cells))

    # -- scalars ----------------------------------------------------------------------------

    def scalar(self, term: Term) -> Polynomial:
        """The value of a scalar term, with the grids in it taken apart."""
        if not has_cells(term):
            return self._reading.polynomial(term)
        if isinstance(term, Add):
            total: Polynomial = {}
            for part in term.args:
                accumulate(total, self.scalar(part), 1)
            return total
        if isinstance(term, Mul):
            return self._product_of_scalars([self.scalar(part) for part in term.args])
        if isinstance(term, Pow):
            return self._power_of_scalar(term)
        reader = _SCALARS.get(type(term))
        if reader is None:
            raise LimitError(OTHER)
        return reader(self, term)

    def _product_of_scalars(self, factors: Sequence[Polynomial]) -> Polynomial:
        total = ONE
        for factor in factors:
            total = self._letters.times(total, factor)
        return total

    def _power_of_scalar(self, term: Term) -> Polynomial:
        base, exponent = self.scalar(term.args[0]), term.args[1]
        if not isinstance(exponent, Rational) or exponent.q > 2 or abs(exponent.p) > MAX_POWER:
            raise LimitError(OTHER)
        base = root(self._reading, base) if exponent.q == 2 else base
        base = inverse_of_scalar(self._reading, base) if exponent < 0 else base
        return self._letters.power(base, abs(int(exponent.p)))

    def _only_cell(self, term: Term) -> Polynomial:
        grid = self.grid(term.args[0])
        if len(grid.rows) != 1 or len(grid.cols) != 1:
            raise LimitError(OTHER)
        return grid.cells[0][0]

    def _trace(self, term: Term) -> Polynomial:
        grid = self.grid(term.args[0])
        if grid.rows != grid.cols:
            raise LimitError(OTHER)
        total: Polynomial = {}
        for place, size in enumerate(grid.rows):
            cell = grid.cells[place][place]
            accumulate(total, cell if size == 1 else trace(self._reading, cell, size), 1)
        return total

    def _norm(self, term: Term) -> Polynomial:
        square = squared_norm(term)
        if square is None:
            raise LimitError(OTHER)
        return root(self._reading, self.scalar(square))

    def _determinant(self, term: Term) -> Polynomial:
        return self._arithmetic.determinant(self.grid(term.args[0]))

    def _entry(self, term: Term) -> Polynomial:
        grid = self.grid(term.args[0])
        places = term.args[1:]
        if not grid.is_numeric or not all(isinstance(place, Integer) for place in places):
            raise LimitError(OTHER)
        row, col = (int(place) - 1 for place in places)
        if not (0 <= row < len(grid.rows) and 0 <= col < len(grid.cols)):
            raise LimitError(OTHER)
        return grid.cells[row][col]

    # -- matrices ---------------------------------------------------------------------------

    def grid(self, term: Term, hint: Hint = (None, None)) -> Grid:
        """The cells of a matrix; I, 0 and 1 take the sizes of the hint.  Raises LimitError."""
        reader = _MATRICES.get(type(term))
        made = self._letter(term) if reader is None else reader(self, term, hint)
        if len(made.rows) * len(made.cols) > MAX_CELLS:
            raise LimitError("these matrices have too many cells")
        return made

    def _letter(self, term: Term) -> Grid:
        shape = shape_of(term)
        rows, cols = map(default_sizes, shape)
        if len(rows) == 1 and len(cols) == 1:
            return Grid(rows, cols, ((self._reading.polynomial(term),),))
        if not isinstance(term, t.MatrixSymbol) or len(rows) * len(cols) > MAX_CELLS:
            raise LimitError(OTHER)
        if all(size == 1 for size in (*rows, *cols)):
            cells = tuple(
                tuple(self._entry_of(term, i, j) for j in range(1, len(cols) + 1))
                for i in range(1, len(rows) + 1)
            )
            return Grid(rows, cols, cells)
        if len(rows) == 1:
            return Grid(rows, cols, (tuple(self._column(term, j) for j in range(len(cols))),))
        turned = ((self._letters.transposed(self._row(term, i)),) for i in range(len(rows)))
        return Grid(rows, cols, tuple(turned))

    def factors(self, matrix: Term) -> list[tuple[Polynomial, Dim]]:
        """Squares, with their sizes, that are invertible where a square matrix is and only there.

        Raises LimitError for what is not taken apart.
        """
        return self._arithmetic.factors(self.grid(matrix))

    def _known(self, predicate: str, term: Term) -> bool:
        return self._reading.known(Fact(predicate, (term,)))

    def _entry_of(self, letter: Term, i: int, j: int) -> Polynomial:
        sign = 1
        if (i > j and self._known("upper_triangular", letter)) or (
            i < j and self._known("lower_triangular", letter)
        ):
            return {}
        if i != j and self._known("diagonal", letter):
            return {}
        if i >= j and self._known("skew_symmetric", letter):
            if i == j:
                return {}
            i, j, sign = j, i, -1
        if i > j and self._known("symmetric", letter):
            i, j = j, i
        read = self._reading.polynomial(t.entry(letter, Integer(i), Integer(j)))
        return {monomial: sign * c for monomial, c in read.items()}

    def _column(self, letter: Term, place: int) -> Polynomial:
        return self._part(("column", letter, place), shape_of(letter)[0])

    def _row(self, letter: Term, place: int) -> Polynomial:
        return self._part(("row", letter, place), shape_of(letter)[1])

    def _part(self, name: tuple[object, ...], size: Dim) -> Polynomial:
        numbers = self._reading.numbers
        if name not in numbers:
            numbers[name] = self._letters.letter(LetterFacts((size, t.ONE)))
        return {((), (numbers[name],)): Fraction(1)}

    def _blocks(self, term: Term, hint: Hint) -> Grid:
        rows = []
        for row in t.block_rows(term):
            grids = [self._cell(cell) for cell in row]
            if any(grid.rows != grids[0].rows for grid in grids):
                raise LimitError(OTHER)
            cells = [sum((grid.cells[i] for grid in grids), ()) for i in range(len(grids[0].rows))]
            cols: Sizes = sum((grid.cols for grid in grids), ())
            rows.append(Grid(grids[0].rows, cols, tuple(cells)))
        if any(row.cols != rows[0].cols for row in rows):
            raise LimitError(OTHER)
        heights: Sizes = sum((row.rows for row in rows), ())
        return Grid(heights, rows[0].cols, sum((row.cells for row in rows), ()))

    def _cell(self, cell: Term) -> Grid:
        if t.is_scalar(cell):
            return Grid((t.ONE,), (t.ONE,), ((self.scalar(cell),),))
        grid = self.grid(cell)
        if len(grid.rows) == len(grid.cols) == 1:
            self._arithmetic.written(grid.cells[0][0], cell)
        return grid

    def _sizes(self, term: Term) -> Hint:
        """The heights and widths of the cells of a term; None where any would do."""
        if isinstance(term, t.Identity | t.ZeroMatrix | t.OneMatrix):
            return None, None
        if isinstance(term, t.MatAdd):
            found = [self._sizes(part) for part in term.args]
            return _first(s[0] for s in found), _first(s[1] for s in found)
        if isinstance(term, t.MatMul):
            matrices = [part for part in term.args if t.is_matrix(part)]
            return self._sizes(matrices[0])[0], self._sizes(matrices[-1])[1]
        if isinstance(term, t.Transpose):
            return self._sizes(term.args[0])[::-1]
        grid = self.grid(term)
        return grid.rows, grid.cols

    def _sum(self, term: Term, hint: Hint) -> Grid:
        own = self._sizes(term)
        sizes = own[0] or hint[0], own[1] or hint[1]
        grids = [self.grid(part, sizes) for part in term.args]
        total = grids[0]
        for grid in grids[1:]:
            total = self._arithmetic.added(total, grid)
        return total

    def _product(self, term: Term, hint: Hint) -> Grid:
        scalar = self._product_of_scalars([self.scalar(p) for p in term.args if t.is_scalar(p)])
        matrices = [part for part in term.args if t.is_matrix(part)]
        plain = [part for part in matrices if not isinstance(part, t.Identity)] or matrices[:1]
        total: Grid | None = None
        for place, part in enumerate(plain):
            rows = hint[0] if total is None else total.cols
            following = hint[1]
            if place + 1 < len(plain):
                following = self._sizes(plain[place + 1])[0]
            grid = self.grid(part, (rows, following))
            total = grid if total is None else self._arithmetic.times(total, grid)
        if total is None:
            raise LimitError(OTHER)
        return self._arithmetic.mapped(total, lambda cell: self._letters.times(scalar, cell))

    def _power(self, term: Term, hint: Hint) -> Grid:
        exponent = term.args[1]
        if not isinstance(exponent, Integer) or not 0 < abs(int(exponent)) <= MAX_POWER:
            return self._letter(term)
        grid = self.grid(term.args[0], hint)
        grid = self._arithmetic.inverted(grid) if exponent < 0 else grid
        total = grid
        for _ in range(abs(int(exponent)) - 1):
            total = self._arithmetic.times(total, grid)
        return total

    def _transposed(self, term: Term, hint: Hint) -> Grid:
        return self._arithmetic.turned(self.grid(term.args[0], hint[::-1]))

    # -- inverses ---------------------------------------------------------------------------

    def _inverse(self, term: Term, hint: Hint) -> Grid:
        if not has_cells(term.args[0]):
            return self._letter(term)
        return self._arithmetic.inverted(self.grid(term.args[0], hint[::-1]))

    def _adjugate(self, term: Term, hint: Hint) -> Grid:
        grid = self.grid(term.args[0], hint)
        if not grid.is_numeric:
            raise LimitError(OTHER)
        return self._arithmetic.adjugate(grid)

    def _pseudo_inverse(self, term: Term, hint: Hint) -> Grid:
        """(M'M)^-1 M' or M'(MM')^-1 for independent columns or rows."""
        base = term.args[0]
        if not has_cells(base):
            return self._letter(term)
        by, grid = self._arithmetic, self.grid(base, hint[::-1])
        turned = by.turned(grid)
        if self._known("full_column_rank", base):
            return by.times(by.inverted(by.times(turned, grid)), turned)
        if self._known("full_row_rank", base):
            return by.times(turned, by.inverted(by.times(grid, turned)))
        raise LimitError(OTHER)

    # -- I, 0, 1 and what is taken cell by cell -----------------------------------------------

    def _constant(self, term: Term, hint: Hint) -> Grid:
        shape = shape_of(term)
        rows = hint[0] or hint[1] if isinstance(term, t.Identity) else hint[0]
        cols = rows if isinstance(term, t.Identity) else hint[1]
        rows, cols = rows or default_sizes(shape[0]), cols or default_sizes(shape[1])
        cells = []
        for i, height in enumerate(rows):
            row: list[Polynomial] = []
            for j, width in enumerate(cols):
                if isinstance(term, t.OneMatrix):
                    row.append(self._reading.polynomial(t.OneMatrix(height, width)))
                else:
                    row.append(ONE if i == j and isinstance(term, t.Identity) else {})
            cells.append(tuple(row))
        return Grid(rows, cols, tuple(cells))

    def _hadamard(self, term: Term, hint: Hint) -> Grid:
        grids = [self.grid(part, hint) for part in term.args]
        total = grids[0]
        for grid in grids[1:]:
            if not (total.is_numeric and grid.is_numeric and len(grid.rows) == len(total.rows)):
                raise LimitError(OTHER)
            total = self._arithmetic.paired(total, grid, self._letters.times)
        return total

    def _diagonal_matrix(self, term: Term, hint: Hint) -> Grid:
        grid = self.grid(term.args[0])
        if not grid.is_numeric:
            return self._letter(term)
        places = range(len(grid.rows))
        cells = tuple(tuple(grid.cells[i][0] if i == j else {} for j in places) for i in places)
        return Grid(grid.rows, grid.rows, cells)


def _first(sizes: Iterable[Sizes | None]) -> Sizes | None:
    return next((one for one in sizes if one is not None), None)


_SCALARS: Mapping[type, Callable[[Grids, Term], Polynomial]] = MappingProxyType(
    {
        t.AsScalar: Grids._only_cell,
        t.Trace: Grids._trace,
        t.Norm: Grids._norm,
        t.Determinant: Grids._determinant,
        t.Entry: Grids._entry,
        exp: lambda self, term: exponential(self._reading, self.scalar(term.args[0])),
        log: lambda self, term: logarithm(self._reading, self.scalar(term.args[0])),
        Abs: lambda self, term: absolute(self._reading, self.scalar(term.args[0])),
    }
)
_MATRICES: Mapping[type, Callable[[Grids, Term, Hint], Grid]] = MappingProxyType(
    {
        t.BlockMatrix: Grids._blocks,
        t.MatAdd: Grids._sum,
        t.MatMul: Grids._product,
        t.MatPow: Grids._power,
        t.Transpose: Grids._transposed,
        t.Inverse: Grids._inverse,
        t.Adjugate: Grids._adjugate,
        t.PseudoInverse: Grids._pseudo_inverse,
        t.Identity: Grids._constant,
        t.ZeroMatrix: Grids._constant,
        t.OneMatrix: Grids._constant,
        t.HadamardProduct: Grids._hadamard,
        t.DiagonalMatrix: Grids._diagonal_matrix,
    }
)
