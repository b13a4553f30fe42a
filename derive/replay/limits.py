"""Limits on a model, by fractions of polynomials in one small variable.

Notation
    A polynomial is the tuple of its coefficients, whole numbers (of a prime field, if the model is
    over one), that of the constant first and no zero last.  A quotient is a matrix of polynomials
    over one polynomial.  The variable is the point plus or minus ε, or 1 / ε.

Limits
    Sums, products, whole powers, inverses, linear functions; degrees up to MAX_DEGREE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import lcm
from typing import TypeAlias

from derive.replay.exact import Field, Rows
from derive.replay.nodes import Tree
from derive.replay.operations import OPERATIONS
from derive.replay.report import ReplayError

__all__ = ["DivergesError", "Limits"]

Polynomial: TypeAlias = tuple[int, ...]
Table: TypeAlias = tuple[tuple[Polynomial, ...], ...]

MAX_DEGREE, MAX_BITS = 200, 60_000
ONE: Polynomial = (1,)


class DivergesError(Exception):
    """The limit does not exist."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A matrix of polynomials over one denominator."""

    table: Table
    below: Polynomial


class Limits:
    """Limits of terms on one model; `value` evaluates what does not depend on the variable.

    What is computed of a term near a point is kept: the lines of a derivation share most of it.
    """

    def __init__(self, ring: Field, value: Callable[[Tree], Rows]) -> None:
        self._ring, self._value = ring, value
        self._germs: dict[tuple[Tree, Tree, Tree], _Germs] = {}

    def of(self, tree: Tree) -> Rows:
        """The value of a limit.

        Raises DivergesError where there is none, ReplayError for what is no rational function.
        """
        body, variable, point, side = tree.args
        about = (variable, point, side)
        if about not in self._germs:
            near = self._near(point, side)
            self._germs[about] = _Germs(self._ring, variable.name, near, self._value)
        made = self._germs[about].quotient(body)
        return tuple(tuple(_at_zero(self._ring, p, made.below) for p in row) for row in made.table)

    def _near(self, point: Tree, side: Tree) -> Quotient:
        """The variable, a little way from the point."""
        if point.op == "infinity":
            return Quotient(((ONE,),), (0, 1))
        at = Fraction(self._value(point)[0][0])
        step = -1 if side.value == -1 else 1
        return Quotient((((at.numerator, step * at.denominator),),), (at.denominator,))


def _at_zero(ring: Field, above: Polynomial, below: Polynomial) -> int | Fraction:
    under = next(i for i, c in enumerate(below) if c)
    if any(above[:under]):
        raise DivergesError
    lead = above[under] if under < len(above) else 0
    return ring.number(Fraction(lead, below[under]))


class _Germs:
    """Evaluates terms near the point."""

    def __init__(
        self, ring: Field, variable: str, near: Quotient, value: Callable[[Tree], Rows]
    ) -> None:
        self._ring, self._variable, self._value = ring, variable, value
        self._near = self._lowest(near.table, near.below)
        self._seen: dict[Tree, Quotient] = {}

    # -- polynomials ------------------------------------------------------------------------------

    def _reduced(self, coefficients: list[int]) -> Polynomial:
        p = self._ring.modulus
        if p is not None:  # numbers modulo p are short
            coefficients = [c % p for c in coefficients]
        elif any(c.bit_length() > MAX_BITS for c in coefficients):
            raise ReplayError("a number became too large")
        while coefficients and not coefficients[-1]:
            coefficients.pop()
        if len(coefficients) > MAX_DEGREE + 1:
            raise ReplayError(f"a rational function has a degree above {MAX_DEGREE}")
        return tuple(coefficients)

    def _plus(self, a: Polynomial, b: Polynomial) -> Polynomial:
        return self._reduced([x + y for x, y in zip_longest(a, b, fillvalue=0)])

    def _times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        return self._dot((a,), (b,))

    def _over(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """a / b where the division is exact."""
        if b == ONE or not a:
            return a
        p = self._ring.modulus
        rest, made = list(a), [0] * max(len(a) - len(b) + 1, 0)
        inverse = None if p is None else pow(b[-1], -1, p)
        for i in reversed(range(len(made))):
            lead = rest[i + len(b) - 1]
            c = lead // b[-1] if inverse is None else lead * inverse % p  # type: ignore[operator]
            made[i] = c
            for j, y in enumerate(b):
                rest[i + j] -= c * y
        if self._reduced(rest):
            raise ReplayError("a division of polynomials is not exact")
        return self._reduced(made)

    def _lowest(self, table: Table, below: Polynomial) -> Quotient:
        """The quotient without the powers of ε that all share."""
        made = tuple(tuple(self._reduced(list(p)) for p in row) for row in table)
        below = self._reduced(list(below))
        shared = 0
        while not below[shared] and all(not p[shared : shared + 1] or not p[shared]
                                        for row in made for p in row):  # fmt: skip
            shared += 1
        return Quotient(tuple(tuple(p[shared:] for p in row) for row in made), below[shared:])

    # -- matrices ---------------------------------------------------------------------------------

    def quotient(self, tree: Tree) -> Quotient:
        """The value of a term.  DivergesError where it has none near the point."""
        if tree not in self._seen:
            self._seen[tree] = self._evaluate(tree)
        return self._seen[tree]

    def _evaluate(self, tree: Tree) -> Quotient:
        if self._variable not in tree.symbols:
            rows = self._value(tree)
            below = lcm(*(x.denominator for row in rows for x in row))
            whole = ((x.numerator * (below // x.denominator) for x in row) for row in rows)
            return Quotient(
                tuple(tuple(self._reduced([x]) for x in row) for row in whole), (below,)
            )
        args = tree.args
        match tree.op:
            case "symbol":
                return self._near
            case "add":
                return self._folded(self._sum, args)
            case "mul":
                scalars = [arg for arg in args if not arg.shape]
                return self._folded(self._product, (*scalars, *(a for a in args if a.shape)))
            case "inverse":
                return self._inverse(self.quotient(args[0]))
            case "as_scalar":
                return self.quotient(args[0])
            case "pow":
                return self._power(*args)
        linear = OPERATIONS[tree.op].linear
        if linear is None:
            raise ReplayError(f"the limit of {tree.op} cannot be evaluated")
        return self._linear(linear, self.quotient(args[0]))

    def _linear(self, function: Callable[[Field, Rows], Rows], a: Quotient) -> Quotient:
        """A linear function of a matrix: it goes to the coefficients of each power of ε."""
        degrees = range(max((len(p) for row in a.table for p in row), default=0) or 1)
        made = [
            function(
                self._ring, tuple(tuple(p[k] if k < len(p) else 0 for p in row) for row in a.table)
            )
            for k in degrees
        ]
        below = lcm(*(x.denominator for rows in made for row in rows for x in row))
        table = tuple(
            tuple(
                self._reduced([int(x * below) for x in entry]) for entry in zip(*row, strict=True)
            )
            for row in zip(*made, strict=True)
        )
        return Quotient(table, self._times((below,), a.below))

    def _folded(
        self, join: Callable[[Quotient, Quotient], Quotient], args: tuple[Tree, ...]
    ) -> Quotient:
        made = self.quotient(args[0])
        for arg in args[1:]:
            made = join(made, self.quotient(arg))
        return made

    def _sum(self, one: Quotient, other: Quotient) -> Quotient:
        pairs = zip(one.table, other.table, strict=True)
        if one.below == other.below:
            table = tuple(tuple(map(self._plus, r, s)) for r, s in pairs)
            return self._lowest(table, one.below)
        table = tuple(
            tuple(
                self._plus(self._times(x, other.below), self._times(y, one.below))
                for x, y in zip(r, s, strict=True)
            )
            for r, s in pairs
        )
        return self._lowest(table, self._times(one.below, other.below))

    def _product(self, one: Quotient, other: Quotient) -> Quotient:
        below = self._times(one.below, other.below)
        if len(one.table) == len(one.table[0]) == 1 != len(other.table):
            factor = one.table[0][0]
            table = tuple(tuple(self._times(factor, x) for x in row) for row in other.table)
            return self._lowest(table, below)
        columns = tuple(zip(*other.table, strict=True))
        table = tuple(tuple(self._dot(row, column) for column in columns) for row in one.table)
        return self._lowest(table, below)

    def _dot(self, row: tuple[Polynomial, ...], column: tuple[Polynomial, ...]) -> Polynomial:
        """The sum of the products; its coefficients are reduced once."""
        pairs = [(a, b) for a, b in zip(row, column, strict=True) if a and b]
        if not pairs:
            return ()
        made = [0] * max(len(a) + len(b) - 1 for a, b in pairs)
        for a, b in pairs:
            self._ring.fuel.spend(1 + len(a) * len(b) // 4)
            for i, x in enumerate(a):
                if x:
                    for j, y in enumerate(b, i):
                        made[j] += x * y
        return self._reduced(made)

    def _power(self, base: Tree, exponent: Tree) -> Quotient:
        times = exponent.value
        if exponent.op != "number" or times.denominator != 1 or not 0 < abs(times) <= MAX_DEGREE:
            raise ReplayError("only whole powers have limits that can be evaluated")
        inner = self.quotient(base)
        if times < 0:
            inner = self._inverse(inner)
        made = inner
        for _ in range(int(abs(times)) - 1):
            made = self._product(made, inner)
        return made

    def _inverse(self, a: Quotient) -> Quotient:
        """The inverse by elimination without fractions (Bareiss 1968)."""
        n = len(a.table)
        rows = [[*row, *(ONE if i == j else () for j in range(n))] for i, row in enumerate(a.table)]
        last = ONE
        for k in range(n):
            found = next((i for i in range(k, n) if rows[i][k]), None)
            if found is None:
                raise DivergesError
            rows[k], rows[found] = rows[found], rows[k]
            pivot, top = rows[k][k], rows[k]
            for i, row in enumerate(rows):
                if i != k:
                    pair = (pivot, tuple(-c for c in row[k]))
                    rows[i] = [
                        self._over(self._dot(pair, (x, y)), last)
                        for x, y in zip(row, top, strict=True)
                    ]
            last = pivot
        table = tuple(tuple(self._times(x, a.below) for x in row[n:]) for row in rows)
        return self._lowest(table, last)
