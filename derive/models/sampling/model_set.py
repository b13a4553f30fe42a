"""The models of a question, drawn once: context, sizes and roots decide them, the answer does not.

The seed is a hash of the context's canonical text, so that every process draws the same models;
symbols and assumptions are taken in the order of their names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import comb
from random import Random
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.fuel import remembered, spend, spent
from derive.models.agreement import Stratum
from derive.models.degree import check_limits, difference_degree, sizes_as_numbers
from derive.models.sampling.sampler import Effort, Plan, sample
from derive.models.sampling.strata import Kind, choose_sizes, integers_of, kinds
from derive.models.tolerance import digits_needed
from derive.models.values.evaluate import Model, Undefined, sized
from derive.models.values.fields import PrimeField, Rationals, draw_prime, is_grid
from derive.models.values.grids import Unresolved

__all__ = [
    "UNDEFINED",
    "UNRESOLVED",
    "ModelSet",
    "Outcome",
    "Trial",
    "assignments_needed",
    "numbers_among",
    "outcome",
    "prepared_for",
    "seen_numbers",
]

MAX_ASSIGNMENTS = 40
SIMPLE_DRAWS = 6
GENERIC_DRAWS = 3
REMEMBERED = 512
MAX_ENTRIES = 20_000
_GROWING = (t.KroneckerProduct, t.DiagonalMatrix, t.Vectorization, t.BlockMatrix)
KEPT = 256
SEPARATE = frozenset(["binary", "orthogonal", "idempotent", "involution", "nilpotent"])
ORDERED = frozenset(
    ["<", "<=", "positive", "positive_definite", "positive_semidefinite", "positive_diagonal"]
)


class Outcome:
    """What evaluation gives where there is no value."""

    def __init__(self, name: str) -> None:
        self.name = name


UNDEFINED = Outcome("undefined")  # an inverse does not exist on the model
UNRESOLVED = Outcome("unresolved")  # the field cannot tell


@dataclass(frozen=True, slots=True)
class Trial:
    """The models of one kind: rational ones, and over prime fields where those may accept."""

    stratum: Stratum
    rational: tuple[Model, ...]
    prime: tuple[Model, ...]
    lucky: bool  # the assumptions are met by small numbers only


@dataclass(frozen=True, slots=True, eq=False)
class ModelSet:
    """The models of a question; `simple` ones are small enough for a person, the simplest first.

    `obstacle` says why there are none.  `assignments` counts the sizes that were tried.
    """

    context: Context
    plan: Plan
    trials: tuple[Trial, ...] = ()
    simple: tuple[Model, ...] = ()
    obstacle: str = ""
    assignments: int = 0
    remembered: dict[Any, Any] = field(default_factory=dict)
    more: dict[Any, tuple[Model, ...]] = field(default_factory=dict)

    def value(self, term: Term, model: Model, digits: int = 0) -> Any:
        """The value of a term on one of the models, remembered for the last few terms."""
        known = self.remembered.get((term, digits))
        if known is None:
            if len(self.remembered) >= REMEMBERED:
                self.remembered.clear()
            known = self.remembered[(term, digits)] = {}
        if id(model) in known:
            found, price = known[id(model)]
            spend(price)
            return found
        before = spent()
        found = outcome(term, model)
        known[id(model)] = (found, spent() - before)
        return found

    def check_sizes(self, term: Term) -> None:
        """Raise LimitError for a term with matrices of too many entries on the models."""
        if ("sizes", term) in self.remembered or not _grows(term):
            return
        for trial in self.trials:
            for part in t.subterms(term):
                if isinstance(part, _GROWING):
                    rows, cols = (trial.rational[0].size(dim) for dim in shape_of(part))
                    if rows * cols > MAX_ENTRIES:
                        raise LimitError(f"a matrix of {rows}×{cols} entries is too large")
        self.remembered[("sizes", term)] = True

    def span(self, term: Term, model: Model) -> int:
        """The digits that the numbers of a term span on one of the models."""
        key = ("span", term, id(model))
        if key not in self.remembered:
            self.remembered[key] = digits_needed(term, model)
        return int(self.remembered[key])

    def generic(self, field: Rationals) -> tuple[Model, ...]:
        """A rational model of each kind with other numbers, drawn when first asked for."""
        return self.kept(field, lambda: tuple(self._other_numbers(field)))

    def _other_numbers(self, field: Rationals) -> Iterator[Model]:
        random = Random(_seed(self.context) + str(field).encode())
        for trial in self.trials:
            held = trial.stratum.ranks.items()
            ranks: dict[Term, int] = {self.context.symbols[name]: rank for name, rank in held}
            sizes = trial.rational[0].sizes
            for _ in range(1 if ranks else GENERIC_DRAWS):
                model = sample(self.context, self.plan, sizes, ranks, field, random)
                if model is not None:
                    yield model

    def kept(self, key: Any, models: Callable[[], tuple[Model, ...]]) -> tuple[Model, ...]:
        """Models that are found when first asked for, and kept as long as the question is."""
        found = self.more.get(key)
        if found is None:
            if len(self.more) >= KEPT:
                self.more.clear()
                self.remembered.clear()  # it knows models by their place in memory
            found = self.more[key] = models()
        return found


def outcome(term: Term, model: Model) -> Any:
    """The value of a term, UNDEFINED or UNRESOLVED."""
    try:
        return sized(term, model)
    except Undefined:
        return UNDEFINED
    except (Unresolved, ZeroDivisionError):
        return UNRESOLVED
    except LimitError:
        if isinstance(model.field, PrimeField):
            return UNRESOLVED
        raise


def prepared_for(context: Context, *terms: Term) -> ModelSet:
    """The models on which terms of a context are tried.

    Raises LimitError for terms that are too large, ContextError where no sizes satisfy the context.
    """
    for term in terms:
        check_limits(term)
    integers = integers_of(context, terms)
    symbols = tuple(context.symbols.values())
    needed = min(assignments_needed(terms, integers), MAX_ASSIGNMENTS)
    numbers = numbers_among(terms, integers) if needed else ()
    prepared = _prepare(symbols, context.facts, integers, needed, numbers)
    for term in terms:
        prepared.check_sizes(term)
    return prepared


@lru_cache(maxsize=4096)
def _grows(term: Term) -> bool:
    return any(isinstance(part, _GROWING) for part in t.subterms(term))


def assignments_needed(terms: Sequence[Term], integers: Sequence[Term]) -> int:
    """How many assignments of sizes a polynomial of the difference's degree in them needs."""
    degree = difference_degree(terms[0], terms[-1]) if terms and integers else 0
    count = len(numbers_among(terms, integers))
    return comb(degree + count, count) if degree else 0


def numbers_among(terms: Sequence[Term], integers: Sequence[Term]) -> tuple[Term, ...]:
    """The integers whose values the terms' difference can depend on, other than by shapes."""
    found = [sizes_as_numbers(term) for term in terms]
    if None in found or not terms:
        return tuple(integers)
    return tuple(s for s in integers if any(s in letters for letters in found if letters))


def _seed(context: Context) -> bytes:
    """The canonical text of a context, hashed: independent of the order of its declarations."""
    names = sorted(f"{s}:{getattr(s, 'shape', '')}" for s in context.symbols.values())
    text = " ".join(names) + " | " + " ".join(sorted(map(str, context.facts)))
    return hashlib.sha256(text.encode()).digest()


@remembered(maxsize=256)
def _prepare(
    symbols: tuple[t.AnySymbol, ...],
    facts: tuple[Fact, ...],
    integers: tuple[Term, ...],
    at_least: int,
    numbers: tuple[Term, ...],
) -> ModelSet:
    ordered = sorted(symbols, key=str)
    context = Context.of(ordered, sorted(facts, key=str))
    plan = Plan.of(context)
    if plan.obstacle:
        return ModelSet(context, plan, obstacle=plan.obstacle)
    random = Random(_seed(context))
    primes = (draw_prime(random), draw_prime(random))
    effort = Effort()
    # some sizes may turn out to have no model, as the odd ones of a regular skew-symmetric matrix
    for count in (at_least, 2 * at_least + 1):
        sizes = choose_sizes(context, integers, random, count, numbers=numbers)
        tried = [
            _trial(context, plan, kind, primes, random, effort)
            for kind in kinds(sizes, plan.free, plan.said, plan.signs, random)
        ]
        trials = tuple(trial for trial in tried if trial is not None)
        if len(seen_numbers(trials, numbers)) >= at_least:
            break
    if not trials:
        return ModelSet(context, plan, obstacle="no values were found that satisfy the assumptions")
    small = choose_sizes(context, integers, random, 0, smallest=2)
    simple = _simple(context, plan, small, random, Effort())
    tried_sizes = len({tuple(each[s] for s in numbers or integers) for each in sizes})
    return ModelSet(context, plan, trials, simple, assignments=tried_sizes)


def seen_numbers(trials: Sequence[Trial], numbers: Sequence[Term]) -> set[tuple[int, ...]]:
    """The values of these integers on the general models."""
    return {
        tuple(trial.rational[0].sizes[symbol] for symbol in numbers)
        for trial in trials
        if not trial.stratum.ranks
    }


def _trial(
    context: Context,
    plan: Plan,
    kind: Kind,
    primes: tuple[int, int],
    random: Random,
    effort: Effort,
) -> Trial | None:
    """The models of a kind; none over prime fields unless a real one shows that the kind exists.

    Assumptions that only small numbers meet are met by luck: then no draw over a prime field or of
    large numbers is found.
    """
    rational = sample(context, plan, kind.sizes, kind.ranks, Rationals(3), random, effort)
    if rational is None:
        return None
    fields = tuple(map(PrimeField, primes)) if _dense(context, plan) else ()
    found = [
        sample(context, plan, kind.sizes, kind.ranks, field, random, effort) for field in fields
    ]
    prime = tuple(model for model in found if model is not None)
    checked = prime or sample(
        context, plan, kind.sizes, kind.ranks, Rationals(1000), random, effort
    )
    sizes = {str(symbol): size for symbol, size in kind.sizes.items()}
    ranks = {str(symbol): rank for symbol, rank in kind.ranks.items()}
    stratum = Stratum(sizes, ranks, 1 + len(prime), None, primes if prime else ())
    return Trial(stratum, (rational,), prime, checked is None)


def _dense(context: Context, plan: Plan) -> bool:
    """Whether the real models are dense in those over any field, so that a prime field may accept.

    They are if every assumption about order opens a part of an irreducible set: it is said of a
    symbol drawn by itself, or of symbols none of which comes in separate families, as the
    involutions do by their signature.
    """
    separate = {symbol for symbol, said in plan.said.items() if said & SEPARATE}
    linked = set(separate)
    equations = [fact.free_symbols for fact in context.facts if fact.predicate == "="]
    while more := {s for letters in equations if letters & linked for s in letters - linked}:
        linked |= more
    for fact in context.facts:
        if fact.predicate not in ORDERED or not any(map(t.free_symbols, fact.args)):
            continue
        drawn = fact.args[0] in plan.free or any(arg in plan.bounds for arg in fact.args)
        if fact.free_symbols & (separate if drawn else linked):
            return False
    return True


def _simple(
    context: Context, plan: Plan, sizes: list[dict[Term, int]], random: Random, effort: Effort
) -> tuple[Model, ...]:
    """Models in small integers at small sizes, generic and of every kind, the simplest first."""
    tried = [Kind(assignment, {}) for assignment in sizes[:2] for _ in range(SIMPLE_DRAWS)]
    tried += kinds(sizes[:2], plan.free, plan.said, plan.signs, random)
    found = [
        sample(context, plan, kind.sizes, kind.ranks, Rationals(1), random, effort)
        for kind in tried
    ]
    return tuple(sorted((model for model in found if model is not None), key=_length))


def _length(model: Model) -> int:
    """How long the values of a model are to read."""
    return sum(
        len(str(entry))
        for value in model.values.values()
        for entry in (value.entries() if is_grid(value) else [value])
    )
