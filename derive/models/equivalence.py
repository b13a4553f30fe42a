"""Are two terms equal under a context?  Tried on exact models of every stratum.

A stratum fixes the sizes (an order of the dimensions, even and odd, none below 3) and which matrix
falls short of full rank.  Over two prime fields drawn for the question an accident is bounded by
Schwartz and Zippel; whatever is refuted, and where things are defined, is said over the rationals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product
from random import Random
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Dim, Term
from derive.errors import LimitError
from derive.models.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.fields import PrimeField, Rationals, draw_prime
from derive.models.predicates import satisfied
from derive.models.sampler import Plan, sample
from derive.models.verdict import Counterexample, Stratum, Verdict

__all__ = ["compare", "holds", "models_of"]

SIZES = (3, 4, 5, 6, 7)
MAX_ORDERS = 4
DEGREE = 64  # of the entries as polynomials in the draws, generously


@dataclass(frozen=True, slots=True)
class Prepared:
    """The models of a context: for each stratum its record, and its models, rational ones last."""

    strata: tuple[tuple[Stratum, tuple[Model, ...]], ...]
    obstacle: str = ""


def compare(context: Context, left: Term, right: Term, *, domain: bool = True) -> Verdict:
    """Whether two terms are equal where both are defined, and (with `domain`) defined together.

    `undefined` if one of them has no value on any model; `undecided` with the reason where the
    assumptions cannot be sampled or a term is beyond exact evaluation.
    """
    prepared = _prepared(context, left, right)
    if prepared.obstacle:
        return Verdict("undecided", prepared.obstacle)
    strata = tuple(stratum for stratum, _ in prepared.strata)
    defined = {"left": False, "right": False}
    try:
        for _, models in prepared.strata:
            for model in models:
                a, b = _value(left, model), _value(right, model)
                defined["left"] |= a is not None
                defined["right"] |= b is not None
                if a is not None and b is not None and a != b:
                    return _different(context, left, right, model, strata)
                if domain and (a is None) != (b is None):
                    return _different(context, left, right, model, strata)
    except LimitError as error:
        return Verdict("undecided", error.message)
    if not all(defined.values()):
        return Verdict("undefined", "an inverse in it exists on no model of the assumptions")
    return Verdict("equal", "equal on every stratum", strata)


def holds(context: Context, fact: Fact) -> Verdict:
    """Whether a fact holds on every rational model of the context (prime fields have no order)."""
    prepared = _prepared(context, *fact.args)
    if prepared.obstacle:
        return Verdict("undecided", prepared.obstacle)
    strata = tuple(stratum for stratum, _ in prepared.strata)
    seen = False
    for _, models in prepared.strata:
        for model in models:
            if isinstance(model.field, PrimeField):
                continue
            try:
                if not satisfied(fact, model):
                    example = Counterexample(_values(context, model), None, None)
                    return Verdict("different", f"{fact} fails", strata, example)
                seen = True
            except Undefined:
                continue
            except LimitError as error:
                return Verdict("undecided", error.message)
    if not seen:
        return Verdict("undefined", "it is defined on no model of the assumptions")
    return Verdict("equal", "it holds on every stratum", strata)


def models_of(context: Context, *terms: Term) -> Iterator[Model]:
    """The models of a context on which these terms are compared; none if it cannot be sampled."""
    for _, models in _prepared(context, *terms).strata:
        yield from models


def _value(term: Term, model: Model) -> Any:
    try:
        value = evaluate(term, model)
    except (Undefined, ZeroDivisionError):
        return None
    if hasattr(value, "tolist") and value.nrows() == value.ncols() == 1:
        return value[0, 0]
    return value


def _different(
    context: Context, left: Term, right: Term, model: Model, strata: tuple[Stratum, ...]
) -> Verdict:
    """A refutation by a rational model; over a prime field a difference refutes nothing."""
    if isinstance(model.field, PrimeField):
        return Verdict("undecided", "they differ over a prime field, but on no rational model")
    a, b = _value(left, model), _value(right, model)
    example = Counterexample(
        _values(context, model),
        None if a is None else rows_of(a),
        None if b is None else rows_of(b),
    )
    what = "they differ" if a is not None and b is not None else "one side is not defined"
    relevant = t.free_symbols(left) | t.free_symbols(right)
    shown = {s.name: example.values[s.name] for s in context.symbols.values() if s in relevant}
    said = Counterexample(shown, example.left, example.right)
    return Verdict("different", f"{what}: {said}", strata, example)


def _values(context: Context, model: Model) -> Mapping[str, Any]:
    return {name: rows_of(model.values[symbol]) for name, symbol in context.symbols.items()}


# -- strata and their models --------------------------------------------------------------------


def _prepared(context: Context, *terms: Term) -> Prepared:
    """The models of a context, with sizes also for dimensions that occur in the terms only."""
    inside = {
        symbol
        for term in terms
        for part in t.subterms(term)
        if isinstance(part, t.Identity | t.ZeroMatrix | t.OneMatrix)
        for dim in part.args
        for symbol in dim.free_symbols
    }
    dims = tuple(sorted(context.dimensions | inside, key=str))
    return _prepare(tuple(context.symbols.values()), context.facts, dims)


def _key(context: Context) -> str:
    names = " ".join(f"{s}:{getattr(s, 'shape', '')}" for s in context.symbols.values())
    return f"{names} | {' '.join(map(str, context.facts))}"


@lru_cache(maxsize=256)
def _prepare(symbols: tuple[Term, ...], facts: tuple[Fact, ...], dims: tuple[Dim, ...]) -> Prepared:
    context = Context.of(symbols, facts)
    key = _key(context)
    plan = Plan.of(context)
    if plan.obstacle:
        return Prepared((), plan.obstacle)
    random = Random(hashlib.sha256(key.encode()).digest())
    primes = (draw_prime(random), draw_prime(random))
    strata: list[tuple[Stratum, tuple[Model, ...]]] = []
    for sizes, deficient in _strata(context, plan, dims):
        fields = (Rationals(1), Rationals(3), *map(PrimeField, primes))
        found = [sample(context, plan, sizes, deficient, field, random) for field in fields]
        models = tuple(model for model in found if model is not None)
        if models:
            ranks = {} if deficient is None else {deficient.name: -1}
            named = {dim.name: size for dim, size in sizes.items()}
            bound = float(DEGREE * max(sizes.values(), default=1)) / min(primes)
            strata.append((Stratum(named, ranks, len(models), bound, primes), models))
    rational = any(isinstance(m.field, Rationals) for _, models in strata for m in models)
    if not rational:
        return Prepared((), "no values were found that satisfy the assumptions")
    return Prepared(tuple(strata))


def _strata(
    context: Context, plan: Plan, dims: tuple[Dim, ...]
) -> Iterator[tuple[dict[Dim, int], Term | None]]:
    orders = list(_sizes(context, dims))[:MAX_ORDERS]
    chances: list[Term | None] = [None]
    chances += [
        symbol
        for symbol in plan.free
        if t.is_matrix(symbol) and not plan.said[symbol] & {"orthogonal", "orthonormal_columns"}
    ]
    chances += [s for s in plan.free if not t.is_matrix(s) and s not in plan.signs]
    yield from product(orders, chances)


def _sizes(context: Context, dims: tuple[Dim, ...]) -> Iterator[dict[Dim, int]]:
    """Assignments of distinct sizes in different orders, as the assumptions on sizes allow."""
    orders = [tuple(range(len(dims))), tuple(reversed(range(len(dims))))]
    orders += [order for order in permutations(range(len(dims))) if order not in orders]
    for shift in (0, 1):
        for order in orders:
            sizes = {dim: SIZES[shift + place] for dim, place in zip(dims, order, strict=True)}
            if _allowed(context, sizes):
                yield sizes


def _allowed(context: Context, sizes: Mapping[Dim, int]) -> bool:
    model = Model(Rationals(), sizes, {})
    for fact in context.facts:
        if fact.predicate in ("<", "<=", "=", "!=") and all(
            arg in sizes or arg.is_Integer for arg in fact.args
        ):
            if not satisfied(fact, model):
                return False
        elif fact.predicate in ("full_column_rank", "orthonormal_columns", "full_row_rank"):
            shape = getattr(fact.args[0], "shape", None)
            rows, cols = (model.size(dim) for dim in shape) if shape else (1, 1)
            if (rows < cols) if fact.predicate != "full_row_rank" else (cols < rows):
                return False
    return True
