"""Cell by cell: both lines are the same polynomials in the entries of letters of literal sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

from derive.replay import dims
from derive.replay.derivations import Checker, Claim
from derive.replay.lines import Place
from derive.replay.nodes import STATEMENTS, Tree
from derive.replay.plain import record
from derive.replay.positions import get, put_all, refuse_bound, refuse_corners
from derive.replay.report import Fuel, ReplayError

__all__ = ["cells"]

Monomial: TypeAlias = tuple[tuple[object, int], ...]
Poly: TypeAlias = dict[frozenset[tuple[object, int]], Fraction]
Table: TypeAlias = list[list[Poly]]

MAX_SIDE, MAX_POWER, MAX_TERMS = 4, 8, 3000
UNIT: frozenset[tuple[object, int]] = frozenset()


def cells(checker: Checker, claim: Claim, place: Place) -> None:
    """The part of the line at the position has the entries of the part that replaces it."""
    record(claim.reason, "kind")
    before, after = claim.lines
    position = claim.position
    if position.window is not None:
        raise ReplayError("a whole term is compared cell by cell", "position")
    old, new = get(before, position), get(after, position)
    if old.op in STATEMENTS or new.op in STATEMENTS or old.shape != new.shape:
        raise ReplayError("only terms of one shape are compared cell by cell")
    tables = _Tables(checker.normal.fuel)
    if tables.of(old) != tables.of(new):
        raise ReplayError("the two differ in a cell")
    refuse_bound(before, position, place.used)
    refuse_corners(before, position, (old, new))
    checker.must_be(put_all(before, [position], new), after, place)


class _Tables:
    """Trees as tables of polynomials."""

    def __init__(self, fuel: Fuel) -> None:
        self._fuel = fuel

    def of(self, tree: Tree) -> Table:
        match tree.op:
            case "number":
                return [[{UNIT: tree.value} if tree.value else {}]]
            case "symbol" if not tree.shape:
                return [[_letter(tree.name)]]
            case "symbol":
                rows, cols = _sides(tree)
                return [[_letter((tree.name, i, j)) for j in range(cols)] for i in range(rows)]
            case "identity" | "zeros" | "ones":
                rows, cols = _sides(tree)
                return [[_constant(tree.op, i == j) for j in range(cols)] for i in range(rows)]
            case "pow":
                return self._power(tree)
            case "entry":
                return self._entry(tree)
            case "block":
                return self._block(tree)
        make = self._makers().get(tree.op)
        if make is None:
            raise ReplayError(f"{tree.op} is no polynomial in the entries")
        return make(*map(self.of, tree.args))

    def _makers(self) -> Mapping[str, Callable[..., Table]]:
        return {
            "add": lambda *tables: reduce(self._sum, tables),
            "mul": lambda *tables: reduce(self._product, tables),
            "transpose": _turned,
            "as_scalar": lambda table: table,
            "trace": lambda a: [[reduce(_plus, (a[i][i] for i in range(len(a))))]],
            "det": lambda a: [[self._det(a)]],
            "adjugate": self._adjugate,
            "hadamard": lambda *tables: reduce(self._entrywise, tables),
            "diag": lambda a: [
                [a[i][0] if i == j else {} for j in range(len(a))] for i in range(len(a))
            ],
            "diagonal": lambda a: [[a[i][i]] for i in range(len(a))],
        }

    def _times(self, one: Poly, other: Poly) -> Poly:
        self._fuel.spend(1 + len(one) * len(other))
        made: Poly = {}
        for left, c in one.items():
            for right, d in other.items():
                counts = dict(left)
                for name, count in right:
                    counts[name] = counts.get(name, 0) + count
                both = frozenset(counts.items())
                made[both] = made.get(both, Fraction(0)) + c * d
        if len(made) > MAX_TERMS:
            raise ReplayError("a polynomial in the entries is too long")
        return {names: c for names, c in made.items() if c}

    def _sum(self, one: Table, other: Table) -> Table:
        return [list(map(_plus, r, s)) for r, s in zip(one, other, strict=True)]

    def _entrywise(self, one: Table, other: Table) -> Table:
        return [list(map(self._times, r, s)) for r, s in zip(one, other, strict=True)]

    def _product(self, one: Table, other: Table) -> Table:
        if len(one[0]) == len(other):
            columns = _turned(other)
            return [[reduce(_plus, map(self._times, r, c)) for c in columns] for r in one]
        if len(other) == len(other[0]) == 1:
            one, other = other, one
        if not len(one) == len(one[0]) == 1:
            raise ReplayError("these do not fit together")
        return [[self._times(one[0][0], x) for x in row] for row in other]

    def _det(self, a: Table) -> Poly:
        if len(a) == 1:
            return a[0][0]
        total: Poly = {}
        for i, row in enumerate(a):  # down the first column
            minor = [other[1:] for k, other in enumerate(a) if k != i]
            signed = self._times({UNIT: Fraction((-1) ** i)}, row[0])
            total = _plus(total, self._times(signed, self._det(minor)))
        return total

    def _adjugate(self, a: Table) -> Table:
        n = range(len(a))

        def cofactor(i: int, j: int) -> Poly:
            minor = [row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i]
            value = self._det(minor) if minor else {UNIT: Fraction(1)}
            return self._times({UNIT: Fraction((-1) ** (i + j))}, value)

        return [[cofactor(j, i) for j in n] for i in n]

    def _power(self, tree: Tree) -> Table:
        base, exponent = tree.args
        count = exponent.value
        if exponent.op != "number" or count.denominator != 1 or not 0 < count <= MAX_POWER:
            raise ReplayError("only small whole powers are polynomials in the entries")
        return reduce(self._product, [self.of(base)] * int(count))

    def _entry(self, tree: Tree) -> Table:
        of, *where = tree.args
        table = self.of(of)
        if any(arg.op != "number" or arg.value.denominator != 1 for arg in where):
            raise ReplayError("an entry at no literal place")
        i, j = (int(arg.value) for arg in where)
        if not (0 < i <= len(table) and 0 < j <= len(table[0])):
            raise ReplayError("an entry at no place of the matrix")
        return [[table[i - 1][j - 1]]]

    def _block(self, tree: Tree) -> Table:
        count = int(tree.args[0].value)
        parts = list(map(self.of, tree.args[1:]))
        rows = [parts[i : i + count] for i in range(0, len(parts), count)]
        return [[x for part in row for x in part[i]] for row in rows for i in range(len(row[0]))]


def _letter(name: object) -> Poly:
    return {frozenset({(name, 1)}): Fraction(1)}


def _constant(op: str, diagonal: bool) -> Poly:
    return {UNIT: Fraction(1)} if op == "ones" or (op == "identity" and diagonal) else {}


def _sides(tree: Tree) -> tuple[int, int]:
    if any(dims.names(side) for side in tree.shape):
        raise ReplayError("a size is no number")
    rows, cols = (dims.evaluate(side, {}) for side in tree.shape)
    if not (0 < rows <= MAX_SIDE and 0 < cols <= MAX_SIDE):
        raise ReplayError("a size is too large to be compared cell by cell")
    return rows, cols


def _plus(one: Poly, other: Poly) -> Poly:
    made = dict(one)
    for names, c in other.items():
        made[names] = made.get(names, Fraction(0)) + c
    return {names: c for names, c in made.items() if c}


def _turned(a: Table) -> Table:
    return [list(column) for column in zip(*a, strict=True)]
