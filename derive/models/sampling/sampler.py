"""Random models that satisfy the assumptions of a context by construction.

Every assumption is checked on the model as soon as its symbols have values; a draw that fails one
is thrown away and drawn again, within bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import prod
from random import Random
from typing import Any, TypeAlias

import flint

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.fuel import spend
from derive.models.predicates import satisfied
from derive.models.sampling.intervals import tightened
from derive.models.sampling.linear import LINEAR, solved
from derive.models.sampling.plan import DEFINITE, OPEN, Bound, Draw, Plan, Route
from derive.models.sampling.sample_matrix import Structured, closure
from derive.models.values.evaluate import Model, evaluate
from derive.models.values.fields import PrimeField, Rationals, is_grid
from derive.models.values.grids import Undefined, Unresolved

__all__ = ["Effort", "Plan", "sample"]

EFFORT = 240_000  # entries computed for the models of one question

DRAWS = 24  # of one step, before the whole model is begun again
PATIENCE = 12  # models begun
SCALARS = 6  # times as patient where nothing has a size: a draw is cheap, inequalities are many
HOPELESS = 4  # what a failed rank costs of the patience: it holds for most draws, or for none
_RANKS = frozenset(
    "invertible full_column_rank full_row_rank full_rank nonzero orthonormal_columns".split()
)
_SCALABLE = frozenset(OPEN | LINEAR - {"all_ones", "sums_to_one"})

Base: TypeAlias = PrimeField | Rationals
_SQUARED = frozenset(OPEN | {"symmetric", "diagonal"})


def sample(
    context: Context,
    plan: Plan,
    sizes: Mapping[Term, int],
    ranks: Mapping[Term, int],
    field: Base,
    random: Random,
    effort: Effort | None = None,
) -> Model | None:
    """A model with these sizes, drawn symbols held to `ranks` (a scalar: 0, or -1 for negative).

    None if none was found, or the effort is used up.
    """
    effort = effort or Effort()
    scalars = not any(map(t.is_matrix, context.symbols.values()))
    for way in plan.ways[:1] if ranks else plan.ways:
        patience = HOPELESS if ranks else PATIENCE * SCALARS if scalars else PATIENCE
        while patience > 0 and effort.left > 0:
            draw = _Draw(
                plan,
                way,
                sizes,
                ranks,
                field,
                random,
                effort,
                max(0, PATIENCE - patience) // 2 if not ranks else 0,
            )
            made = draw.model()
            if made is not None:
                effort.left += draw.drawn
                return made
            patience -= HOPELESS if draw.failed in _RANKS else 1
    return None


@dataclass(slots=True)
class Effort:
    """What may still be spent on the draws of one question, so that assumptions which few draws
    meet end as `undecided`."""

    left: int = EFFORT


@dataclass(slots=True)
class _Draw:
    """One attempt.  With `shrinking` some values are small fractions: orders may ask for them."""

    plan: Plan
    way: Route
    sizes: Mapping[Term, int]
    ranks: Mapping[Term, int]
    field: Base
    random: Random
    effort: Effort
    shrinking: int = 0
    failed: str = ""  # the predicate that failed last
    interval: Bound | None = None  # what inequalities leave of the scalar that is drawn
    drawn: int = 0  # entries of draws that were not solved for: given back if a model is made

    def model(self) -> Model | None:
        values: dict[Term, Any] = {}
        roots: dict[Term, Any] = {}
        model = Model(self.field, self.sizes, values, roots)
        for step, checks in zip(self.way.steps, self.way.checks, strict=False):
            if not self._step(step, checks, model, values, roots):
                return None
        return model if self._hold(self.way.checks[-1], model) else None

    def _step(
        self,
        step: Draw,
        checks: Sequence[Fact],
        model: Model,
        values: dict[Term, Any],
        roots: dict[Term, Any],
    ) -> bool:
        draws = DRAWS if step.kind != "define" else 1
        symbol = step.symbols[0]
        self.interval = None
        if step.kind == "draw" and not t.is_matrix(symbol) and isinstance(self.field, Rationals):
            bound = self.plan.bounds.get(symbol, Bound())
            self.interval = tightened(bound, symbol, checks, model)
            if self.interval is None:
                return False
        cost = self._cost(step, model)
        while draws > 0 and self.effort.left > 0:
            self.failed = ""
            draws -= 1
            spend(40)
            self.effort.left -= cost
            self.drawn += cost if step.kind != "solve" else 0
            try:
                self._values(step, model, values, roots)
            except (Undefined, Unresolved, LimitError, ZeroDivisionError):
                continue
            if all(symbol in values for symbol in step.symbols) and self._hold(checks, model):
                return True
            for symbol in step.symbols:
                values.pop(symbol, None)
            draws -= HOPELESS if self.failed in _RANKS else 0
        return False

    def _cost(self, step: Draw, model: Model) -> int:
        """What a step costs, in entries that are computed, about."""
        size = max(self.sizes.values(), default=1)
        if step.kind != "solve":
            return size * size
        [symbol] = step.symbols
        dims = symbol.shape if t.is_matrix(symbol) else ()
        unknowns = prod(map(model.size, dims))
        return size * size * (1 + unknowns)

    def _hold(self, facts: Sequence[Fact], model: Model) -> bool:
        for fact in facts:
            self.failed = fact.predicate
            try:
                if not satisfied(fact, model):
                    return False
            except (Undefined, Unresolved, LimitError, ZeroDivisionError):
                return False
        return True

    def _values(
        self,
        step: Draw,
        model: Model,
        values: dict[Term, Any],
        roots: dict[Term, Any],
    ) -> None:
        symbol = step.symbols[0]
        for letter in filter(t.is_matrix, step.symbols):
            rows, cols = (model.size(dim) for dim in letter.shape)
            spend(rows * cols)
        if step.kind == "draw":
            root, value = self._drawn(symbol, model)
            values[symbol] = value
            if root is not None:
                roots[symbol] = root
        elif step.kind == "define" and step.term is not None:
            values[symbol] = _shaped(evaluate(step.term, model), symbol, model)
        elif step.kind == "solve":
            said = self._said(symbol, model)
            draw = partial(self.field.draw, self.random)
            value = solved(symbol, step.facts, said, model, draw)
            if value is not None:
                values[symbol] = value
        elif step.kind == "cut" and step.term is not None:
            self._cut(step.term, model, values)
        else:
            n = model.size(shape_of(symbol)[0])
            structures = [self._said(letter, model) for letter in step.symbols]
            family = Structured(self.field, self.random, n, n).family(structures)
            values.update(zip(step.symbols, family, strict=True))

    def _said(self, symbol: Term, model: Model) -> frozenset[str]:
        if not t.is_matrix(symbol):
            return frozenset()
        rows, cols = (model.size(dim) for dim in symbol.shape)
        return closure(self.plan.said.get(symbol, frozenset()), rows == cols)

    # -- drawing ------------------------------------------------------------------------------

    def _drawn(self, symbol: Term, model: Model) -> tuple[Any, Any]:
        """A root or None, and the value."""
        if not t.is_matrix(symbol):
            return self._scalar(symbol)
        said = self._said(symbol, model)
        rows, cols = (model.size(dim) for dim in symbol.shape)
        rank = self.ranks.get(symbol)
        if rank is not None and rank >= min(rows, cols):
            rank = None
        rooted = bool(said & DEFINITE) and said <= _SQUARED and not self._small
        field = Rationals(1) if rooted and isinstance(self.field, Rationals) else self.field
        value = Structured(field, self.random, rows, cols, rank).draw(said)
        if self.shrinking and said <= _SCALABLE:
            value = value * self._scale()
        return (value, value * value) if rooted else (None, value)

    def _scale(self) -> Any:
        return self.field.number(Fraction(1, 2 ** self.random.randint(0, self.shrinking)))

    @property
    def _small(self) -> bool:
        return isinstance(self.field, Rationals) and self.field.spread == 1

    def _scalar(self, symbol: Term) -> tuple[Any, Any]:
        bound = self.plan.bounds.get(symbol, Bound())
        held = self.ranks.get(symbol)
        if held == 0:
            return None, self.field.number(0)
        if isinstance(self.field, PrimeField):
            value = self.field.draw(self.random)
            return (value, value * value) if bound.positive else (None, value)
        number = _between(self.interval or bound, self.random, self.field, held)
        if self.shrinking and bound == Bound():
            number = number * self._scale()
        if "integer" in self.plan.said.get(symbol, ()):
            number = flint.fmpq(number.p // number.q)
        squares = bound.positive and number.p.is_square() and number.q.is_square()
        return (number.sqrt() if squares else None), number

    def _cut(self, whole: Term, model: Model, values: dict[Term, Any]) -> None:
        """Draw a block matrix as a whole and give each letter its block."""
        blocks = t.block_rows(whole)
        heights = [self._size(row[0], 0, model) for row in blocks]
        widths = [self._size(entry, 1, model) for entry in blocks[0]]
        said = frozenset(
            fact.predicate for checks in self.way.checks for fact in checks if fact.args == (whole,)
        )
        rows, cols = sum(heights), sum(widths)
        drawn = Structured(self.field, self.random, rows, cols)
        table = drawn.draw(closure(said, rows == cols)).tolist()
        top = 0
        for row, height in zip(blocks, heights, strict=True):
            left = 0
            for entry, width in zip(row, widths, strict=True):
                part = [table[top + i][left : left + width] for i in range(height)]
                self._place(entry, part, model, values)
                left += width
            top += height

    def _place(
        self, entry: Term, rows: list[list[Any]], model: Model, values: dict[Term, Any]
    ) -> None:
        grid = self.field.grid(len(rows), len(rows[0]), [e for row in rows for e in row])
        if isinstance(entry, t.Transpose):
            entry, grid = entry.args[0], grid.transpose()
        if isinstance(entry, t.AsScalar):
            entry = entry.args[0]
        values[entry] = grid if t.is_matrix(entry) else grid[0, 0]

    def _size(self, entry: Term, axis: int, model: Model) -> int:
        return model.size(entry.shape[axis]) if t.is_matrix(entry) else 1


def _shaped(value: Any, symbol: Term, model: Model) -> Any:
    """The value as a matrix or a number, as the symbol is declared."""
    if t.is_matrix(symbol) and not is_grid(value):
        return model.field.grid(1, 1, [value])
    if not t.is_matrix(symbol) and is_grid(value):
        return value[0, 0]
    return value


def _between(bound: Bound, random: Random, field: Rationals, held: int | None) -> Any:
    """A rational number strictly inside a bound: a small integer, or a simple fraction."""
    low, high = bound.low, bound.high
    if held is not None and held < 0:
        high = Fraction(0) if high is None else min(high, Fraction(0))
    reach = field.spread + 1
    if low is not None and high is not None:
        whole = range(low.__floor__() + 1, high.__ceil__())
        if field.spread == 1 and whole:
            return flint.fmpq(random.choice(whole[: reach + 1]))
        parts = random.randint(2, 2 * reach * field.parts + 2)
        return _rational(low + (high - low) * Fraction(random.randint(1, parts - 1), parts))
    if low is not None or high is not None:
        step = Fraction(random.randint(1, reach * field.parts), field.parts)
        step = step * step if field.spread > 1 else step
        return _rational(low + step if low is not None else (high or Fraction(0)) - step)
    if random.random() < 0.1 and not bound.nonzero:
        return flint.fmpq(0)
    size = Fraction(random.randint(1, reach * field.parts), field.parts)
    return _rational(random.choice((1, -1)) * size)


def _rational(value: Fraction) -> Any:
    return flint.fmpq(value.numerator, value.denominator)
