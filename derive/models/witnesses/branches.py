"""Models on special branches of the assumptions: each letter at a special value, or solved for.

Where k t = 5 t is solved for t, t is zero unless k is 5.  So the letters that a way of drawing does
not solve for take their special values, all at once and in every mixture that the fuel allows, and
what is solved or defined follows.  Every assumption is checked on what comes out, exactly, so that
nothing rests on how a model was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import count, islice, product
from math import prod
from random import Random
from typing import Any

import flint
import sympy
from sympy import Pow, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError
from derive.models.predicates import satisfied
from derive.models.sampling.linear import solved
from derive.models.sampling.plan import Draw, Plan, Route
from derive.models.sampling.sample_matrix import Structured, closure
from derive.models.values.evaluate import Model, Undefined, evaluate
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.grids import Unresolved
from derive.models.witnesses.constants import irreducibles, special_numbers
from derive.models.witnesses.special_sizes import special_sizes
from derive.models.witnesses.special_values import matrix_values, scalar_values

__all__ = ["Purse", "evaluation_weight", "first_occurrence", "holds_exactly", "special_models"]

MAX_VALUES = 90
MAX_PRODUCT = 200  # mixtures that are gone through one by one
MAX_DEPTH = 8
CHUNK = 8  # models at one assignment of sizes before the next one has its turn
FINITE = frozenset(["binary", "orthogonal", "idempotent"])
MAX_CRITICAL = 4  # values at which one part is singular
_JUMPING = (t.Rank, t.PseudoInverse, t.Determinant, t.Inverse, sympy.Abs, t.ReLU, Pow)
_SLOW = (t.MatrixFunction, t.KroneckerProduct, t.IndexSum, t.MatrixSum, t.Jacobian, t.Derivative)
SLOW = 12
_FAILS = (Undefined, Unresolved, ZeroDivisionError, DeriveError, ArithmeticError)


@dataclass(slots=True)
class Purse:
    """What may still be spent on a search, in parts of formulas evaluated."""

    fuel: int

    def spend(self, amount: int) -> bool:
        """Whether there was enough left."""
        self.fuel -= amount
        return self.fuel > 0


def special_models(context: Context, terms: Sequence[Term], purse: Purse) -> Iterator[Model]:
    """Models of the assumptions at special values and sizes, until the purse is empty.

    The order does not depend on the names of the letters.
    """
    context = first_occurrence(context, terms)
    try:
        sizes = special_sizes(context, terms)
        plan = Plan.of(context)
    except (ContextError, RecursionError):
        return
    numbers = special_numbers(context, terms)
    sides = [arg for fact in context.facts for arg in fact.args]
    shared = _Shared(context, plan, tuple(terms), numbers, tuple(irreducibles((*terms, *sides))))
    found = [_Branches(shared, each, purse).models() for each in sizes]
    while found and purse.fuel > 0:
        for branch in tuple(found):
            taken = list(islice(branch, CHUNK))
            yield from taken
            if len(taken) < CHUNK:
                found.remove(branch)


def first_occurrence(context: Context, terms: Sequence[Term]) -> Context:
    """The context with its letters in the order in which formulas and assumptions use them, those
    left out that neither does."""
    sides = [arg for fact in context.facts for arg in fact.args]
    named: dict[Term, t.AnySymbol] = {symbol: symbol for symbol in context.symbols.values()}
    used = [named[p] for term in (*terms, *sides) for p in t.subterms(term) if p in named]
    return Context.of(dict.fromkeys(used), context.facts, context.functions)


def holds_exactly(fact: Fact, model: Model) -> bool:
    """Whether a fact certainly holds on a model: balls that only meet are not enough."""
    try:
        if fact.predicate == "=" or not fact.predicate[0].isalpha():
            return satisfied(fact, model) and (
                fact.predicate != "=" or not any(_is_ball(evaluate(a, model)) for a in fact.args)
            )
        return satisfied(fact, model) and not _is_ball(evaluate(fact.args[0], model))
    except _FAILS:
        return False


def _is_ball(value: Any) -> bool:
    return isinstance(value, flint.arb | flint.arb_mat)


@lru_cache(maxsize=1024)
def evaluation_weight(term: Term) -> int:
    """What it costs to evaluate a formula beside a sum of two numbers."""
    return sum(SLOW if isinstance(part, _SLOW) else 1 for part in t.subterms(term))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same at every size."""

    context: Context
    plan: Plan
    terms: tuple[Term, ...]
    numbers: tuple[Fraction, ...]
    polynomials: tuple[flint.fmpq_poly, ...]

    def routes(self) -> list[Route]:
        """The ways to solve and define letters, and the one in which all are drawn and checked."""
        letters = [s for s in self.context.symbols.values() if s in self.plan.said]
        plain = Route(tuple(Draw("draw", (s,)) for s in letters), ())
        return [*self.plan.ways, *([plain] if self.has_equations or not self.plan.ways else [])]

    def jumps(self, symbol: Term) -> list[Term]:
        """The parts in this letter alone whose being singular, or zero, a formula feels."""
        found = [
            part.args[0]
            for term in self.terms
            for part in t.subterms(term)
            if isinstance(part, _JUMPING) and not isinstance(part.args[0], Symbol)
        ]
        letters = self.plan.said.keys()
        return [p for p in dict.fromkeys(found) if t.free_symbols(p) & letters == {symbol}]

    @property
    def has_equations(self) -> bool:
        return any(step.kind != "draw" for way in self.plan.ways for step in way.steps)

    @property
    def weight(self) -> int:
        parts = [*self.terms, *(arg for fact in self.context.facts for arg in fact.args)]
        return 1 + sum(map(evaluation_weight, parts))


@dataclass(slots=True)
class _Branches:
    """The special models at one assignment of sizes."""

    shared: _Shared
    sizes: Mapping[Term, int]
    purse: Purse
    random: Random = field(default_factory=lambda: Random(1))
    known: dict[Term, list[Any]] = field(default_factory=dict)

    def models(self) -> Iterator[Model]:
        ways = [self._along(route) for route in self.shared.routes()]
        while ways and self.purse.fuel > 0:
            for way in tuple(ways):
                taken = list(islice(way, CHUNK // 2))
                yield from (model for model in taken if model is not None)
                if len(taken) < CHUNK // 2:
                    ways.remove(way)

    def _along(self, route: Route) -> Iterator[Model | None]:
        """A model, or None where there is none, for each mixture of special values."""
        drawn = [
            symbol
            for step in route.steps
            if step.kind not in ("define", "solve")
            for symbol in step.symbols
        ]
        choices = [self._values(symbol) for symbol in drawn]
        if not all(choices):
            return
        critical = [self._critical(s, c) for s, c in zip(drawn, choices, strict=True)]
        for picked in _mixtures([len(choice) for choice in choices], critical, self.random):
            if not self.purse.spend(self.shared.weight * self._cost()):
                return
            values = {s: c[i] for s, c, i in zip(drawn, choices, picked, strict=True)}
            yield self._model(route, values)

    def _cost(self) -> int:
        """What an operation on matrices of these sizes costs beside one on numbers."""
        return 1 + max(self.sizes.values(), default=1) ** 3 // 32

    def _model(self, route: Route, drawn: Mapping[Term, Any]) -> Model | None:
        values: dict[Term, Any] = {}
        model = Model(Rationals(), self.sizes, values)
        unchecked = list(self.shared.context.facts)
        for step in route.steps:
            try:
                if not self._take(step, drawn, model, values):
                    return None
            except _FAILS:
                return None
            ready = [f for f in unchecked if self._letters(f) <= values.keys()]
            unchecked = [f for f in unchecked if f not in ready]
            if not all(holds_exactly(fact, model) for fact in ready):
                return None
        return model if all(holds_exactly(fact, model) for fact in unchecked) else None

    def _letters(self, fact: Fact) -> frozenset[Term]:
        return frozenset(fact.free_symbols & self.shared.plan.said.keys())

    def _take(
        self, step: Draw, drawn: Mapping[Term, Any], model: Model, values: dict[Term, Any]
    ) -> bool:
        if step.kind == "define" and step.term is not None:
            [symbol] = step.symbols
            value = evaluate(step.term, model)
            if t.is_matrix(symbol) != is_grid(value):
                value = value[0, 0] if is_grid(value) else model.field.grid(1, 1, [value])
            values[symbol] = value
            return not _is_ball(value)
        if step.kind == "solve":
            [symbol] = step.symbols
            value = solved(symbol, step.facts, self._said(symbol), model, self._small)
            self.purse.spend(self.shared.weight * self._unknowns(symbol))
            if value is not None:
                values[symbol] = value
            return value is not None
        values.update({symbol: drawn[symbol] for symbol in step.symbols})
        return True

    def _small(self) -> Any:
        return flint.fmpq(self.random.choice((-2, -1, 0, 1, 1, 2, 3)))

    def _unknowns(self, symbol: Term) -> int:
        rows, cols = self._shape(symbol)
        return rows * cols

    def _shape(self, symbol: Term) -> tuple[int, int]:
        if not t.is_matrix(symbol):
            return 1, 1
        here = Model(Rationals(), self.sizes, {})
        return here.size(symbol.shape[0]), here.size(symbol.shape[1])

    def _said(self, symbol: Term) -> frozenset[str]:
        rows, cols = self._shape(symbol)
        if not t.is_matrix(symbol):
            return frozenset()
        return closure(self.shared.plan.said.get(symbol, frozenset()), rows == cols)

    def _critical(self, symbol: Term, values: Sequence[Any]) -> list[int]:
        """The places of values at which something that jumps there is singular or zero."""
        places: list[int] = []
        for part in self.shared.jumps(symbol):
            self.purse.spend(len(values) * self._cost())
            found = [i for i, v in enumerate(values) if self._is_singular(part, symbol, v)]
            places += found[:MAX_CRITICAL]
        return list(dict.fromkeys(places))

    def _is_singular(self, part: Term, symbol: Term, value: Any) -> bool:
        try:
            found = evaluate(part, Model(Rationals(), self.sizes, {symbol: value}))
            if not is_grid(found):
                return bool(found == 0)
            return bool(found.rank() < min(found.nrows(), found.ncols()))
        except (*_FAILS, AttributeError):
            return False

    # -- the values of one letter -----------------------------------------------------------------

    def _values(self, symbol: Term) -> list[Any]:
        """The special values of a letter that satisfy what is said of it alone."""
        if symbol not in self.known:
            self.known[symbol] = self._found(symbol)
        return self.known[symbol]

    def _found(self, symbol: Term) -> list[Any]:
        if not t.is_matrix(symbol):
            numbers = [flint.fmpq(x.numerator, x.denominator) for x in self._scalars(symbol)]
            return [value for value in numbers if self._fits(symbol, value)]
        rows, cols = self._shape(symbol)
        said = self._said(symbol)
        random = Random(rows * 100 + cols)
        every = matrix_values(
            rows, cols, self.shared.numbers, self.shared.polynomials, random, bool(said & FINITE)
        )
        found = [value for value in islice(every, MAX_VALUES) if self._fits(symbol, value)]
        return found + [v for v in self._structured(said, rows, cols) if self._fits(symbol, v)]

    def _scalars(self, symbol: Term) -> list[Fraction]:
        every = scalar_values(self.shared.numbers)
        whole = "integer" in self.shared.plan.said.get(symbol, ())
        return [x for x in every if x.denominator == 1] if whole else every

    def _structured(self, said: frozenset[str], rows: int, cols: int) -> Iterator[Any]:
        """Draws of a structure that special values may miss."""
        if not said:
            return
        for rank in (None, None, None, *range(min(rows, cols))):
            made = Structured(Rationals(1 if rank is None else 2), self.random, rows, cols, rank)
            try:
                yield made.draw(said)
            except _FAILS:
                continue

    def _fits(self, symbol: Term, value: Any) -> bool:
        """Whether what is assumed of the letter alone holds."""
        model = Model(Rationals(), self.sizes, {symbol: value})
        alone = [f for f in self.shared.context.facts if self._letters(f) == {symbol}]
        self.purse.spend(len(alone) * self._cost())
        return all(holds_exactly(fact, model) for fact in alone)


def _mixtures(
    lengths: Sequence[int], critical: Sequence[Sequence[int]], random: Random
) -> Iterator[tuple[int, ...]]:
    """Places in lists of these lengths: critical ones together; the same place in all; one anywhere
    and the others at random; at random.  All of them, in order, if they are few."""
    total = prod(lengths)
    if total <= MAX_PRODUCT:
        yield from product(*map(range, lengths))
        return
    for place in count():
        if any(critical):
            yield tuple(
                random.choice(places) if places else random.randrange(length)
                for places, length in zip(critical, lengths, strict=True)
            )
        if place < max(lengths):
            yield tuple(min(place, length - 1) for length in lengths)
        at_random = [random.randrange(length) for length in lengths]
        one = place % len(lengths)
        at_random[one] = place // len(lengths) % lengths[one]
        yield tuple(at_random)
        yield tuple(min(random.randrange(n), random.randrange(n)) for n in lengths)
