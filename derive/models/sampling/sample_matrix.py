"""Random matrices of a given structure, over a prime field or in small rational numbers.

Orthogonal matrices come from Cayley's transform with random signs (both determinants occur), unit
vectors from the stereographic projection, idempotents and involutions by a change of basis with
determinant 1, so that entries stay small.

References: Horn and Johnson, Matrix Analysis (2013), 2.1 (Cayley), 3.3.P3 (idempotents).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, TypeAlias

from derive.models.values.fields import Grid, PrimeField, Rationals
from derive.models.values.grids import Undefined, unit

__all__ = ["PLACES", "SURE_RANK", "Structured", "closure"]

Said: TypeAlias = frozenset[str]

# structures that leave no choice of the rank
SURE_RANK = frozenset(
    """orthogonal orthonormal_columns orthonormal_rows invertible positive_definite
    full_column_rank full_row_rank full_rank involution positive_diagonal all_ones""".split()
)
# where entries may stand, for the structures that are given by zeros
PLACES: dict[str, Callable[[int, int], bool]] = {
    "diagonal": lambda i, j: i == j,
    "lower_triangular": lambda i, j: j <= i,
    "upper_triangular": lambda i, j: j >= i,
}


def closure(said: Iterable[str], square: bool) -> Said:
    """What is said of a matrix, and what follows for the way to draw it."""
    found = set(said)
    if square and found & {"orthonormal_columns", "orthonormal_rows"}:
        found.add("orthogonal")
    if found & {"positive_definite", "positive_semidefinite"}:
        found.add("symmetric")
    triangular = found & {"lower_triangular", "upper_triangular"}
    both = len(triangular) == 2
    normal = square and found & {"symmetric", "skew_symmetric", "orthogonal"}
    if both or (triangular and normal):
        found.add("diagonal")
    if square and "diagonal" in found:
        found.add("symmetric")
    if found >= {"symmetric", "skew_symmetric"} or found >= {"symmetric", "nilpotent"}:
        found.add("zero")
    if "symmetric" in found and found & {"orthogonal", "involution"}:
        found |= {"orthogonal", "involution"}
    return frozenset(found)


class Structured:
    """Draws of matrices of one shape, `rank` at most (None: as large as the structure allows)."""

    def __init__(
        self,
        field: PrimeField | Rationals,
        random: Random,
        rows: int,
        cols: int,
        rank: int | None = None,
    ) -> None:
        self.field, self.random, self.rows, self.cols = field, random, rows, cols
        self.rank = min(rows, cols) if rank is None else rank
        self.deficient = rank is not None

    def draw(self, said: Said) -> Grid:
        """A matrix with the closed structure `said`; what it cannot build it leaves to a check."""
        if "zero" in said:
            return self._filled(self.rows, self.cols, lambda: 0)
        if "diagonal" in said:
            return self._diagonal([self._eigenvalue(said) for _ in range(self._least)])
        if "binary" in said and "orthogonal" in said:
            return self._permutation()
        if "skew_symmetric" in said:
            return self._skew("orthogonal" in said)
        if "symmetric" in said:
            return self._symmetric(said)
        if "orthonormal_rows" in said and "orthogonal" not in said:
            return self._orthonormal(self.cols, self.rows).transpose()
        if "orthonormal_columns" in said or "orthogonal" in said:
            return self._orthonormal(self.rows, self.cols)
        if said & {"idempotent", "involution", "nilpotent"}:
            return self._similar(said)
        if "normal" in said:
            return self._normal()
        if said & {"lower_triangular", "upper_triangular"}:
            return self._triangular(said)
        return self._plain(said)

    def family(self, said: Sequence[Said]) -> list[Grid]:
        """Matrices that commute: eigenvalues of each structure, eigenvectors in common."""
        if all("symmetric" in structure for structure in said):
            base = self._orthonormal(self.rows, self.rows)
        else:
            base = self._unipotent(lower=True) * self._unipotent(lower=False)
        back = base.inv()
        found = []
        for structure in said:
            entries = [self._eigenvalue(structure) for _ in range(self.rows)]
            found.append(base * self._whole(entries) * back)
        return found

    @property
    def _least(self) -> int:
        return min(self.rows, self.cols)

    @property
    def _prime(self) -> bool:
        return isinstance(self.field, PrimeField)

    # -- entries ------------------------------------------------------------------------------

    def _filled(self, rows: int, cols: int, entry: Callable[[], Any]) -> Grid:
        return self.field.grid(rows, cols, [entry() for _ in range(rows * cols)])

    def _any(self, rows: int, cols: int) -> Grid:
        return self.field.drawn_grid(rows, cols, self.random)

    def _nonzero(self) -> Any:
        while True:
            value = self.field.draw(self.random)
            if value != 0:
                return value

    def _positive(self) -> Any:
        if isinstance(self.field, Rationals) and self.field.parts == 1:
            return self.field.number(self.random.randint(1, 1 + max(2, self.field.spread)))
        value = self._nonzero()
        return value if self._prime else abs(value)

    def _sign(self) -> int:
        return self.random.choice((1, -1))

    def _from(self, rows: list[list[Any]]) -> Grid:
        return self.field.grid(len(rows), len(rows[0]), [entry for row in rows for entry in row])

    def _diagonal(self, entries: list[Any]) -> Grid:
        rank = self.rank if self.deficient else len(entries)
        return self._from(
            [
                [entries[i] if i == j and i < rank else 0 for j in range(self.cols)]
                for i in range(self.rows)
            ]
        )

    def _eigenvalue(self, said: Said) -> Any:
        """An eigenvalue that the structure allows; for a diagonal matrix, an entry."""
        definite = bool(said & {"positive_definite", "positive_semidefinite", "positive_diagonal"})
        if said & {"skew_symmetric", "nilpotent"}:
            return 0
        if said & {"orthogonal", "involution", "orthonormal_columns"}:
            return 1 if definite else self._sign()
        if said & {"idempotent", "binary"}:
            sure = said & {"positive_definite", "invertible", "positive_diagonal"}
            return 1 if sure else self.random.choice((0, 1, 1))
        if definite:
            return self._positive()
        return self._nonzero() * self.random.choice((1, 1, 2))

    # -- structures ---------------------------------------------------------------------------

    def _permutation(self) -> Grid:
        places = self.random.sample(range(self.rows), self.rows)
        return self._from([[int(p == j) for j in range(self.rows)] for p in places])

    def _orthonormal(self, rows: int, cols: int) -> Grid:
        """The first columns of an orthogonal matrix; in ones and signs where values stay small.

        Raises Undefined for more columns than rows.
        """
        if cols > rows:
            raise Undefined
        if isinstance(self.field, Rationals) and self.field.spread == 1:
            places = self.random.sample(range(rows), cols)
            signs = [self._sign() for _ in range(cols)]
            return self._from(
                [[signs[j] if places[j] == i else 0 for j in range(cols)] for i in range(rows)]
            )
        while True:
            square = self._any(rows, rows)
            skew = square + square.transpose() * -1
            one = unit(rows, self.field)
            try:
                rotation = (one + skew * -1) * (one + skew).inv()
            except ZeroDivisionError:
                continue
            signs = [self._sign() for _ in range(cols)]
            table = rotation.tolist()
            return self._from([[row[j] * signs[j] for j in range(cols)] for row in table])

    def _skew(self, orthogonal: bool) -> Grid:
        """Half minus its transpose, or Q J Q^T with J of 2 x 2 rotations.

        Raises Undefined for an orthogonal one of odd size: its determinant would be zero.
        """
        n = self.rows
        if orthogonal and n % 2:
            raise Undefined
        if not orthogonal and not self.deficient:
            half = self._any(n, n)
            return half + half.transpose() * -1
        pairs = (self.rank if self.deficient else n) // 2
        core = [[0] * n for _ in range(n)]
        for k in range(pairs):
            core[2 * k][2 * k + 1], core[2 * k + 1][2 * k] = 1, -1
        base = self._orthonormal(n, n) if orthogonal else self._any(n, n)
        return base * self._from(core) * base.transpose()

    def _normal(self) -> Grid:
        """Q D Q^T, D of numbers and of 2 x 2 multiples of rotations (Horn and Johnson 2.5.8)."""
        n = self.rows
        core: list[list[Any]] = [[0] * n for _ in range(n)]
        for i in range(self.rank):
            core[i][i] = self.field.draw(self.random)
        for i in range(0, self.rank - 1, 2):
            core[i + 1][i + 1] = core[i][i]
            core[i][i + 1] = self.field.draw(self.random)
            core[i + 1][i] = core[i][i + 1] * -1
        base = self._orthonormal(n, n)
        return base * self._from(core) * base.transpose()

    def _symmetric(self, said: Said) -> Grid:
        n = self.rows
        if said & {"orthogonal", "idempotent"}:
            base = self._orthonormal(n, n)
            return base * self._spectrum(said) * base.transpose()
        if not said & {"positive_definite", "positive_semidefinite"} or self._prime:
            if self.deficient:
                wide = self._any(n, self.rank) if self.rank else self._any(n, 1) * 0
                return wide * wide.transpose() * self._nonzero()
            half = self._any(n, n)
            return half + half.transpose()
        if not self.deficient:
            half = self._any(n, n)
            shift = unit(n, self.field) if "positive_definite" in said else half * 0
            return half * half.transpose() + shift
        low = self._low_rank(n, n)
        return low * low.transpose()

    def _spectrum(self, said: Said) -> Grid:
        """Allowed eigenvalues on a diagonal, an idempotent's by its rank."""
        if "idempotent" in said and self.deficient:
            entries: list[Any] = [1] * self.rows
        else:
            entries = [self._eigenvalue(said) for _ in range(self.rows)]
        return self._diagonal(entries) if "idempotent" in said else self._whole(entries)

    def _whole(self, entries: list[Any]) -> Grid:
        n = len(entries)
        return self._from([[entries[i] if i == j else 0 for j in range(n)] for i in range(n)])

    def _unipotent(self, lower: bool) -> Grid:
        """Ones on the diagonal, random entries on one side of it."""
        draw = self.field.draw
        n = self.rows
        return self._from(
            [
                [1 if i == j else draw(self.random) if (j < i) == lower else 0 for j in range(n)]
                for i in range(n)
            ]
        )

    def _similar(self, said: Said) -> Grid:
        """P C P^-1 for a core C that satisfies the equation; P triangular if the result is."""
        if "lower_triangular" in said:
            base = self._unipotent(lower=True)
        elif "upper_triangular" in said:
            base = self._unipotent(lower=False)
        else:
            base = self._unipotent(lower=True) * self._unipotent(lower=False)
        if "nilpotent" in said:
            core = self._square_zero("lower_triangular" in said)
        else:
            core = self._spectrum(said)
        return base * core * base.inv()

    def _square_zero(self, lower: bool) -> Grid:
        """A corner block, whose square is zero; of rank 1 at least where the size allows it."""
        n = self.rows
        half = n // 2
        rows = [[0 for _ in range(n)] for _ in range(n)]
        for k in range(min(half, self.rank) if self.deficient else half):
            i, j = (n - 1 - k, k) if lower else (k, n - 1 - k)
            rows[i][j] = 1
        return self._from(rows)

    def _triangular(self, said: Said) -> Grid:
        inside = PLACES["lower_triangular" if "lower_triangular" in said else "upper_triangular"]
        rows = [[self.field.number(0)] * self.cols for _ in range(self.rows)]
        for i in range(self.rows):
            for j in range(self.cols):
                if i == j and (i < self.rank or not self.deficient):
                    rows[i][i] = self._eigenvalue(said)
                elif inside(i, j) and i != j:
                    rows[i][j] = self.field.draw(self.random)
        return self._from(rows)

    def _low_rank(self, rows: int, cols: int) -> Grid:
        if self.rank == 0:
            return self._filled(rows, cols, lambda: 0)
        return self._any(rows, self.rank) * self._any(self.rank, cols)

    # -- entrywise structures -----------------------------------------------------------------

    def _plain(self, said: Said) -> Grid:
        if "all_ones" in said:
            return self._filled(self.rows, self.cols, lambda: 1)
        if "unit_norm" in said:
            return self._unit_norm()
        if "sums_to_one" in said:
            return self._sums_to_one(said)
        if "binary" in said:
            return self._filled(self.rows, self.cols, lambda: self.random.choice((0, 1)))
        if "positive" in said:
            return self._filled(self.rows, self.cols, self._positive)
        if "nonzero" in said:
            return self._filled(self.rows, self.cols, self._nonzero)
        if self.deficient:
            return self._low_rank(self.rows, self.cols)
        value = self._any(self.rows, self.cols)
        if "positive_diagonal" in said:
            for i in range(self._least):
                value[i, i] = self._positive()
        return value

    def _unit_norm(self) -> Grid:
        """(2t, |t|² - 1) / (|t|² + 1), its entries in random order."""
        count = self.rows * self.cols
        if count == 1:
            return self.field.grid(1, 1, [self._sign()])
        while True:
            free = [self.field.draw(self.random) for _ in range(count - 1)]
            square = sum((x * x for x in free), start=self.field.number(0))
            if square + 1 != 0:
                break
        below = 1 / (square + 1)
        entries = [x * 2 * below for x in free] + [(square + -1) * below]
        self.random.shuffle(entries)
        return self.field.grid(self.rows, self.cols, entries)

    def _sums_to_one(self, said: Said) -> Grid:
        count = self.rows * self.cols
        if "binary" in said:
            chosen = self.random.randrange(count)
            return self.field.grid(self.rows, self.cols, [int(i == chosen) for i in range(count)])
        while True:
            draw = self._positive if "positive" in said else lambda: self.field.draw(self.random)
            entries = [draw() for _ in range(count)]
            total = sum(entries, start=self.field.number(0))
            if total != 0:
                return self.field.grid(self.rows, self.cols, [e / total for e in entries])
