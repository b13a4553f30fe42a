"""Random models that satisfy the assumptions of a context by construction.

A symbol that an assumed equation defines is computed from the others; every assumption is then
checked on the model, and a draw that fails one is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Dim, Term
from derive.errors import LimitError
from derive.models.evaluate import Model, Undefined, evaluate
from derive.models.fields import Grid, PrimeField, Rationals
from derive.models.predicates import satisfied

__all__ = ["Plan", "sample"]

TRIES = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How the symbols of a context are drawn: the free ones, then the defined ones in order.

    `obstacle` says why the context cannot be sampled, if it cannot.
    """

    free: tuple[Term, ...]
    defined: tuple[tuple[Term, Term], ...]
    said: Mapping[Term, frozenset[str]]
    signs: Mapping[Term, str]
    obstacle: str = ""

    @classmethod
    def of(cls, context: Context) -> Plan:
        definitions: dict[Term, Term] = {}
        obstacle = ""
        for fact in context.facts:
            if fact.predicate == "=" and not _between_sizes(fact, context):
                target = _target(fact, definitions)
                if target is None:
                    obstacle = f"no way is known to draw values with {fact}"
                else:
                    definitions[target] = fact.args[1 - fact.args.index(target)]
        ordered = _ordered(definitions)
        if len(ordered) < len(definitions):
            obstacle = "the assumed equations define letters in a circle"
        free = tuple(s for s in context.symbols.values() if s not in definitions)
        said = {s: frozenset(f.predicate for f in context.facts if f.args == (s,)) for s in free}
        return cls(free, ordered, said, _signs(context), obstacle)


def _between_sizes(fact: Fact, context: Context) -> bool:
    return all(side in context.dimensions or side.is_Integer for side in fact.args)


def _target(fact: Fact, taken: Mapping[Term, Term]) -> Term | None:
    """The side of an equation that it can define."""
    return next((side for side in fact.args if _lone(side, fact) and side not in taken), None)


def _lone(side: Term, fact: Fact) -> bool:
    other = fact.args[1 - fact.args.index(side)]
    return isinstance(side, Symbol | t.MatrixSymbol) and side not in t.free_symbols(other)


def _ordered(definitions: dict[Term, Term]) -> tuple[tuple[Term, Term], ...]:
    """The definitions, each after those it uses; those in a circle are left out."""
    done: dict[Term, Term] = {}
    waiting = dict(definitions)
    while ready := [s for s, v in waiting.items() if not t.free_symbols(v) & waiting.keys()]:
        for symbol in ready:
            done[symbol] = waiting.pop(symbol)
    return tuple(done.items())


def _signs(context: Context) -> dict[Term, str]:
    """What comparisons with zero and predicates say of scalars: positive, negative, nonzero."""
    signs: dict[Term, str] = {}
    for fact in context.facts:
        match fact.predicate, fact.args:
            case "<", (t.ZERO, Symbol() as symbol):
                signs[symbol] = "positive"
            case "<", (Symbol() as symbol, t.ZERO):
                signs[symbol] = "negative"
            case ("!=", (Symbol() as symbol, t.ZERO)) | ("nonzero", (Symbol() as symbol,)):
                signs.setdefault(symbol, "nonzero")
            case "positive", (Symbol() as symbol,):
                signs[symbol] = "positive"
    return signs


def sample(
    context: Context,
    plan: Plan,
    sizes: Mapping[Dim, int],
    deficient: Term | None,
    field: PrimeField | Rationals,
    random: Random,
) -> Model | None:
    """A model with these sizes, `deficient` of less than full rank; None if none was found."""
    for _ in range(TRIES):
        values: dict[Term, Any] = {}
        model = Model(field, sizes, values)
        try:
            for symbol in plan.free:
                values[symbol] = _draw(symbol, plan, model, symbol == deficient, random)
            for symbol, meaning in plan.defined:
                values[symbol] = evaluate(meaning, model)
            if all(satisfied(fact, model) for fact in context.facts):
                return model
        except (Undefined, LimitError, ZeroDivisionError):
            continue
    return None


def _draw(symbol: Term, plan: Plan, model: Model, deficient: bool, random: Random) -> Any:
    if not t.is_matrix(symbol):
        return _draw_scalar(symbol, plan, model, deficient, random)
    rows, cols = (model.size(dim) for dim in symbol.shape)
    return _Matrix(model.field, random, rows, cols).draw(plan.said[symbol], deficient)


def _draw_scalar(symbol: Term, plan: Plan, model: Model, zero: bool, random: Random) -> Any:
    if zero:
        return model.field.number(0)
    sign = plan.signs.get(symbol)
    if isinstance(model.field, PrimeField):
        return model.field.draw(random)
    size = random.randint(1, 4)
    negative = sign == "negative" or (sign != "positive" and random.random() < 0.5)
    return model.field.number(-size if negative else size)


class _Matrix:
    """Draws of one matrix by what is said of it."""

    def __init__(self, field: PrimeField | Rationals, random: Random, rows: int, cols: int) -> None:
        self.field, self.random, self.rows, self.cols = field, random, rows, cols

    def draw(self, said: frozenset[str], deficient: bool) -> Grid:
        if said & {"positive_definite", "positive_semidefinite"}:
            root = self._low_rank(self.rows, self.rows) if deficient else self._any()
            return root * root.transpose()
        if "diagonal" in said:
            return self._diagonal("positive_diagonal" in said, deficient)
        if "orthogonal" in said:
            return self._orthogonal(self.rows)
        if "orthonormal_columns" in said:
            whole = self._orthogonal(self.rows).tolist()
            return self._grid([row[: self.cols] for row in whole])
        if "symmetric" in said:
            half = self._low_rank(self.rows, self.rows) if deficient else self._any()
            return half * half.transpose() if deficient else half + half.transpose()
        if "skew_symmetric" in said:
            half = self._any()
            return half - half.transpose()
        if said & {"lower_triangular", "upper_triangular"}:
            return self._triangular("lower_triangular" in said)
        return self._low_rank(self.rows, self.cols) if deficient else self._any()

    def _grid(self, rows: list[list[Any]]) -> Grid:
        return self.field.grid(len(rows), len(rows[0]), [e for row in rows for e in row])

    def _any(self) -> Grid:
        return self._entries(self.rows, self.cols)

    def _entries(self, rows: int, cols: int) -> Grid:
        entries = [self.field.draw(self.random) for _ in range(rows * cols)]
        return self.field.grid(rows, cols, entries)

    def _low_rank(self, rows: int, cols: int) -> Grid:
        rank = min(rows, cols) - 1
        if rank == 0:
            return self.field.grid(rows, cols, [0] * (rows * cols))
        return self._entries(rows, rank) * self._entries(rank, cols)

    def _diagonal(self, positive: bool, deficient: bool) -> Grid:
        entries = [[0] * self.cols for _ in range(self.rows)]
        for i in range(min(self.rows, self.cols)):
            value = 0 if deficient and i == 0 else self.field.draw(self.random)
            entries[i][i] = (
                abs(value) if positive and not isinstance(self.field, PrimeField) else value
            )
        return self._grid(entries)

    def _triangular(self, lower: bool) -> Grid:
        rows = self._any().tolist()
        return self._grid(
            [
                [entry if (j <= i) == lower or i == j else 0 for j, entry in enumerate(row)]
                for i, row in enumerate(rows)
            ]
        )

    def _orthogonal(self, n: int) -> Grid:
        """A Cayley transform with random signs, so that both determinants occur.

        Over small rationals a permutation with signs, which a person can check by hand.
        """
        if isinstance(self.field, Rationals) and self.field.spread == 1:
            places = self.random.sample(range(n), n)
            return self._grid(
                [
                    [self.random.choice((1, -1)) if places[i] == j else 0 for j in range(n)]
                    for i in range(n)
                ]
            )
        square = self._entries(n, n)
        skew = square - square.transpose()
        one = self.field.grid(n, n, [int(i == j) for i in range(n) for j in range(n)])
        rotation = (one - skew) * (one + skew).inv()
        signs = [self.random.choice((1, -1)) for _ in range(n)]
        flips = [signs[i] if i == j else 0 for i in range(n) for j in range(n)]
        return rotation * self.field.grid(n, n, [self.field.number(f) for f in flips])
