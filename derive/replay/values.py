"""Values that have predicates by construction: orthogonal, definite, of low rank, ...

References: Cayley 1846 for rational orthogonal matrices, times signs for both determinants.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from derive.replay.claims import ORDERED
from derive.replay.dims import Shape
from derive.replay.exact import Field, Number, Rows, identity, transpose, zeros
from derive.replay.jets import UndefinedError

__all__ = ["Values"]


class Values:
    """Draws values over a field.

    UndefinedError where a draw fails, or the field cannot have what is asked for.
    """

    def __init__(self, ring: Field, random: Random) -> None:
        self.ring, self.random = ring, random

    def number(self) -> int:
        """A number that is not zero."""
        if self.ring.modulus is not None:
            return self.random.randrange(1, self.ring.modulus)
        return self.random.choice((-4, -3, -2, -1, 1, 2, 3, 4, 5))

    def square(self) -> Number:
        """A square that is not zero: over the rationals a positive number."""
        if self.ring.modulus is not None:
            return self.number() ** 2
        return Fraction(self.random.randrange(1, 5), self.random.randrange(1, 4)) ** 2

    def matrix(self, rows: int, cols: int) -> Rows:
        """A matrix without structure."""
        return tuple(tuple(self.number() for _ in range(cols)) for _ in range(rows))

    def special(self, said: set[str], rows: int, cols: int) -> Rows | None:
        """A value that has the predicates by construction; None if none needs it."""
        if self.ring.modulus is not None:
            _refuse_order(said)
        if "all_ones" in said:
            return ((1,) * cols,) * rows
        if "diagonal" in said:
            positive = said & (ORDERED | {"positive_diagonal"})
            return self._diagonal(rows, cols, bool(positive), "orthogonal" in said, 0)
        if "orthogonal" in said or "orthonormal_columns" in said or "unit_norm" in said:
            if cols > rows:
                raise UndefinedError
            return tuple(row[:cols] for row in self._orthogonal(rows))
        if "idempotent" in said:
            rank = self.random.randrange(1, max(rows, 2))
            return self._projection(rows, rank, "symmetric" in said)
        if said & {"positive_definite", "positive_semidefinite"}:
            a = self.matrix(rows, rows + 1)
            return self.ring.product(a, transpose(a))
        if said & {"symmetric", "skew_symmetric"}:
            a = self.matrix(rows, rows)
            return self.ring.add(
                a, self.ring.scale(-1 if "skew_symmetric" in said else 1, transpose(a))
            )
        if said & {"lower_triangular", "upper_triangular"}:
            lower = "lower_triangular" in said
            return tuple(
                tuple(x if (j <= i if lower else j >= i) else 0 for j, x in enumerate(row))
                for i, row in enumerate(self.matrix(rows, cols))
            )
        if "binary" in said:
            return tuple(tuple(self.random.randrange(2) for _ in range(cols)) for _ in range(rows))
        if "positive" in said:
            return tuple(tuple(self.square() for _ in range(cols)) for _ in range(rows))
        if "sums_to_one" in said:
            a = self.matrix(rows, cols)
            last = a[-1][-1] + 1 - sum(x for row in a for x in row)
            return (*a[:-1], (*a[-1][:-1], last))
        return None

    def deficient(self, said: set[str], shape: Shape, rows: int, cols: int) -> Rows | None:
        """A singular or zero value with the predicates, or one of the rarer kind; None if none."""
        if not shape:
            return zeros(1, 1) if not said & {"positive", "nonzero"} else None
        rank = self.random.randrange(1, min(rows, cols)) if min(rows, cols) > 1 else 0
        if not said:
            if not rank:
                return zeros(rows, cols)
            return self.ring.product(self.matrix(rows, rank), self.matrix(rank, cols))
        if said <= {"diagonal", "symmetric", "positive_semidefinite"} and "diagonal" in said:
            return self._diagonal(rows, cols, "positive_semidefinite" in said, False, 1)
        if said <= {"symmetric", "positive_semidefinite"}:
            a = self.matrix(rows, rank or 1)
            return self.ring.product(a, transpose(a))
        if said <= {"orthogonal", "symmetric"}:
            # The determinant of the other sign, or a reflection.
            a = self._orthogonal(rows)
            return (tuple(-x for x in a[0]), *a[1:])
        if said <= {"idempotent", "symmetric"}:
            return self._projection(rows, rows, True)
        return None

    def _diagonal(self, rows: int, cols: int, positive: bool, signs: bool, drop: int) -> Rows:
        def entry(i: int) -> int:
            if i < drop:
                return 0
            x = self.number()
            if signs:
                return self.random.choice((-1, 1))
            return x * x if positive else x

        return tuple(tuple(entry(i) if i == j else 0 for j in range(cols)) for i in range(rows))

    def _orthogonal(self, n: int) -> Rows:
        """(I - K)(I + K)^-1 for a skew-symmetric K, its rows with random signs."""
        small = self.matrix(n, n)
        if self.ring.modulus is None:
            small = tuple(tuple(self.random.choice((-1, 0, 1)) for _ in row) for row in small)
        skew = tuple(
            tuple((x > y) * a - (x < y) * small[y][x] for y, a in enumerate(row))
            for x, row in enumerate(small)
        )
        inner = self.ring.inverse(self.ring.add(identity(n), skew))
        if inner is None:
            raise UndefinedError
        turned = self.ring.product(self.ring.add(identity(n), self.ring.scale(-1, skew)), inner)
        return tuple(self.ring.scale(self.random.choice((-1, 1)), (row,))[0] for row in turned)

    def _projection(self, n: int, rank: int, symmetric: bool) -> Rows:
        a = self.matrix(n, rank)
        across = transpose(a) if symmetric else self.matrix(rank, n)
        inner = self.ring.inverse(self.ring.product(across, a))
        if inner is None:
            raise UndefinedError
        return self.ring.product(self.ring.product(a, inner), across)


def _refuse_order(said: set[str]) -> None:
    """Raise UndefinedError where what is drawn would not have the order that is said of it.

    A prime field could not tell.
    """
    definite = {"positive_definite", "positive_semidefinite"}
    neutral = {"symmetric", "invertible", "full_column_rank", "full_row_rank", "full_rank"}
    neutral |= {"nonzero"}
    if said & ORDERED and not (
        said <= definite | neutral
        or ("diagonal" in said and said <= definite | neutral | {"diagonal", "positive_diagonal"})
        or said <= {"positive", "nonzero"}
    ):
        raise UndefinedError
