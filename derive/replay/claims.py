"""Facts: a predicate and the terms it is said of, read from JSON and decided on a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.replay.dims import Dim
from derive.replay.evaluate import Model
from derive.replay.exact import Rows, identity, transpose
from derive.replay.nodes import STATEMENTS, Tree
from derive.replay.reals import alike, sign
from derive.replay.report import ReplayError
from derive.replay.shapes import varied
from derive.replay.substitution import substitute

__all__ = ["COMPARISONS", "ORDERED", "PREDICATES", "Fact", "holds"]

COMPARISONS = ("<", "<=", "=", "!=")
ORDERED = frozenset(
    {"<", "<=", "positive", "positive_diagonal", "positive_definite", "positive_semidefinite"}
)  # what a prime field cannot decide


@dataclass(frozen=True, slots=True)
class Fact:
    """A predicate and its arguments."""

    predicate: str
    args: tuple[Tree, ...]

    @property
    def symbols(self) -> frozenset[str]:
        return frozenset().union(*(arg.symbols for arg in self.args))

    @property
    def indices(self) -> frozenset[str]:
        return frozenset().union(*(arg.indices for arg in self.args))

    @property
    def dims(self) -> frozenset[str]:
        return frozenset().union(*(arg.dims for arg in self.args))

    def at(self, values: Mapping[str, Tree], sizes: Mapping[str, Dim]) -> Fact:
        return Fact(self.predicate, tuple(substitute(arg, values, sizes) for arg in self.args))

    def check(self) -> None:
        """ReplayError if the predicate is unknown, or said of what it cannot hold of."""
        count = 2 if self.predicate in (*COMPARISONS, "constant") else 1
        if self.predicate not in PREDICATES and count == 1:
            raise ReplayError(f"unknown predicate {self.predicate[:40]}")
        if len(self.args) != count or any(arg.op in STATEMENTS for arg in self.args):
            raise ReplayError(f"{self.predicate} is said of {count} terms")
        shapes = [arg.shape for arg in self.args]
        if self.predicate in COMPARISONS and shapes[0] != shapes[1]:
            raise ReplayError(f"{self.predicate} compares two terms of one shape")
        if self.predicate == "constant" and any(s.op != "symbol" for s in varied(self.args[1])):
            raise ReplayError("constant is said of a term and of symbols")
        if self.predicate in ("<", "<=") and shapes[0]:
            raise ReplayError("only scalars have an order")
        if self.predicate in _SQUARE and (not shapes[0] or shapes[0][0] != shapes[0][1]):
            raise ReplayError(f"{self.predicate} is said of square matrices")
        if self.predicate in _OF_MATRICES and not shapes[0]:
            raise ReplayError(f"{self.predicate} is said of matrices")


def holds(fact: Fact, model: Model) -> bool | None:
    """Whether the fact is true on a model; None where a prime field cannot say.

    Raises UndefinedError if a term in it has no value.
    """
    if fact.predicate == "constant":
        of, by = fact.args
        vary = {name for name, f in model.functions.items() if f.of in by.symbols}
        return not of.symbols & (by.symbols | vary)
    if model.field.modulus is None and any(arg.real for arg in fact.args):
        return _holds_really(fact, model)
    if fact.predicate in ("=", "!="):
        left, right = (_reduced(model, arg) for arg in fact.args)
        return (left == right) == (fact.predicate == "=")
    if (
        fact.predicate in ORDERED
        and model.field.modulus is not None
        and any(arg.real for arg in fact.args)
    ):
        return None
    values = [model.value(arg) for arg in fact.args]
    # Sizes are ordered whatever the field.
    sizes = not fact.symbols
    if fact.predicate in ("<", "<="):
        if model.field.modulus is not None and not sizes:
            return None
        left_number, right_number = (value[0][0] for value in values)
        return left_number < right_number or (
            fact.predicate == "<=" and left_number == right_number
        )
    return PREDICATES[fact.predicate](model, values[0])


def _holds_really(fact: Fact, model: Model) -> bool | None:
    """Whether a fact about real numbers is true; None where those are known to many digits only
    and these do not say."""
    values = [model.value(arg) for arg in fact.args]
    if fact.predicate in ("positive", "nonzero"):
        values.append(tuple(tuple(0 for _ in row) for row in values[0]))
    elif fact.predicate not in COMPARISONS:
        return None
    rows = (zip(*pair, strict=True) for pair in zip(*values, strict=True))
    signs = {sign(Fraction(x), Fraction(y)) or None for row in rows for x, y in row}
    if fact.predicate == "nonzero":
        return None if None in signs else True
    if fact.predicate in ("=", "!="):
        return None if alike(*values) is not False else fact.predicate == "!="
    wanted = 1 if fact.predicate == "positive" else -1
    return False if -wanted in signs else None if None in signs else True


def _reduced(model: Model, tree: Tree) -> Rows:
    return model.field.scale(1, model.value(tree))


def _definite(strictly: bool) -> Callable[[Model, Rows], bool | None]:
    def decide(model: Model, a: Rows) -> bool | None:
        if model.field.modulus is not None:
            return None if a == transpose(a) else False
        return model.field.definite(a, strictly=strictly)

    return decide


def _zero_where(place: Callable[[int, int], bool]) -> Callable[[Model, Rows], bool | None]:
    return lambda model, a: (
        not any(x for i, row in enumerate(a) for j, x in enumerate(row) if place(i, j))
    )


def _is(model: Model, a: Rows, b: Rows) -> bool:
    return model.field.scale(1, a) == model.field.scale(1, b)


def _orthonormal(model: Model, a: Rows) -> bool | None:
    return _is(model, model.field.product(transpose(a), a), identity(len(a[0])))


def _full(which: Callable[[int, int], int]) -> Callable[[Model, Rows], bool | None]:
    return lambda model, a: model.field.rank(a) == which(len(a), len(a[0]))


def _positive_diagonal(model: Model, a: Rows) -> bool | None:
    if model.field.modulus is not None:
        return None
    return all(a[i][i] > 0 for i in range(min(len(a), len(a[0]))))


def _positive(model: Model, a: Rows) -> bool | None:
    return None if model.field.modulus is not None else all(x > 0 for row in a for x in row)


def _sum(model: Model, a: Rows) -> bool | None:
    return model.field.number(sum(x for row in a for x in row)) == 1


def _unit(model: Model, a: Rows) -> bool | None:
    return model.field.number(sum(x * x for row in a for x in row)) == 1


PREDICATES: Mapping[str, Callable[[Model, Rows], bool | None]] = {
    "symmetric": lambda model, a: _is(model, a, transpose(a)),
    "skew_symmetric": lambda model, a: _is(model, a, model.field.scale(-1, transpose(a))),
    "orthogonal": _orthonormal,
    "orthonormal_columns": _orthonormal,
    "diagonal": _zero_where(lambda i, j: i != j),
    "lower_triangular": _zero_where(lambda i, j: j > i),
    "upper_triangular": _zero_where(lambda i, j: j < i),
    "positive_diagonal": _positive_diagonal,
    "idempotent": lambda model, a: _is(model, model.field.product(a, a), a),
    "invertible": _full(lambda rows, cols: rows),
    "positive_definite": _definite(True),
    "positive_semidefinite": _definite(False),
    "full_column_rank": _full(lambda rows, cols: cols),
    "full_row_rank": _full(lambda rows, cols: rows),
    "full_rank": _full(min),
    "positive": _positive,
    "nonzero": lambda model, a: all(x for row in a for x in row),
    "binary": lambda model, a: all(x in (0, 1) for row in a for x in row),
    "unit_norm": _unit,
    "sums_to_one": _sum,
    "all_ones": lambda model, a: all(x == 1 for row in a for x in row),
    "integer": lambda model, a: all(x.denominator == 1 for row in a for x in row),
}
_SQUARE = frozenset(
    {
        "symmetric",
        "skew_symmetric",
        "orthogonal",
        "idempotent",
        "invertible",
        "positive_definite",
        "positive_semidefinite",
    }
)
_OF_MATRICES = frozenset(PREDICATES) - {"positive", "nonzero", "binary", "integer"}
