"""Optima and counterexamples: answers put in, and values that refute a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from derive.replay import dims
from derive.replay.claims import Fact, holds
from derive.replay.derivations import Checker
from derive.replay.dims import ONE
from derive.replay.drawing import Setting
from derive.replay.evaluate import Model
from derive.replay.exact import Field, Rows
from derive.replay.jets import UndefinedError
from derive.replay.lines import Derivation, equal
from derive.replay.needs import needs
from derive.replay.nodes import Tree
from derive.replay.optima import free_of
from derive.replay.plain import digest, items, record
from derive.replay.reading import Scope
from derive.replay.reals import sign
from derive.replay.report import ReplayError
from derive.replay.statements import Claimed, linear, said, under
from derive.replay.terms import rational
from derive.replay.values import Values

__all__ = ["Part", "check_optimum", "check_refuted", "fit", "matrix"]

POINTS = 3  # that are compared with an answer


@dataclass(frozen=True, slots=True)
class Part:
    """A part as read: its symbols, its facts, its goal and its checked derivations."""

    scope: Scope
    facts: tuple[Fact, ...]
    goal: Tree
    derivations: tuple[Derivation | None, ...]


# -- optima ---------------------------------------------------------------------------------------


def check_optimum(checker: Checker, part: Part, answer: Tree) -> None:
    """A second look at the value of the variable of an optimum: on rational models of what is
    given, it has a value, meets the constraint, and no point that is drawn is better.

    ReplayError if not.  That it is the only optimum is shown by a derivation from the goal.
    """
    x, objective, *constraint = part.goal.args
    symbols = tuple(part.scope.symbols.items())
    facts = free_of(part.facts, part.goal)
    setting = Setting(symbols, facts, part.scope.dims, ordered=True)
    random = Random(digest([linear(part.goal), linear(answer)]))
    met = False
    for model in checker.sampler.models(setting):
        value = model.defined(answer)
        if value is None:
            raise ReplayError("the answer is not defined on a model of what is given")
        points = [value]
        if not constraint:
            draw = Values(model.field, random)
            points += [draw.matrix(len(value), len(value[0])) for _ in range(POINTS)]
        found = [_at(model, x, point, objective, constraint) for point in points]
        if found[0] is None:
            raise ReplayError("the objective has no value at the answer")
        worse = -1 if part.goal.op == "minimizer" else 1
        for other in found[1:]:
            if other is not None and sign(found[0], other) == -worse:
                raise ReplayError("another point is better than the answer")
        met = True
    if not met:
        raise ReplayError("no rational model of what is given was found")


def _at(
    model: Model, x: Tree, point: Rows, objective: Tree, constraint: Sequence[Tree]
) -> Fraction | None:
    """The value of the objective at a point; ReplayError if it does not meet the constraint."""
    before = model.values[x.name]
    model.values[x.name] = point
    model.restart()
    try:
        for equation in constraint:
            left, right = (model.defined(side) for side in equation.args)
            if left is None or right is None:
                raise ReplayError("the constraint has no value at the answer")
            if equal(model, left, right, equation.real) is False:
                raise ReplayError("the answer does not satisfy the constraint")
        value = model.defined(objective)
        return None if value is None else Fraction(value[0][0])
    finally:
        model.values[x.name] = before
        model.restart()


# -- counterexamples ------------------------------------------------------------------------------


def check_refuted(checker: Checker, data: object, part: Part) -> Claimed:
    """What is refuted, as it is printed.

    The values must satisfy what is assumed, and the claim be false on them.
    """
    given = record(data, "claim", "given", "values", "left", "right")
    claim = _claimed(checker, given["claim"], part)
    more = checker.formulas.facts(given["given"], part.scope)
    every = (*part.facts, *more)
    assumed = _without_names(every, claim.symbols)
    if not isinstance(given["values"], dict):
        raise ReplayError("values are matrices by the names of symbols", "values")
    values = {name: matrix(value) for name, value in given["values"].items()}
    needed = set(claim.symbols).union(*(fact.symbols for fact in assumed))
    unknown = set(values) - set(part.scope.symbols)
    if unknown:
        raise ReplayError(f"{min(unknown)[:40]} is not declared", "values")
    sizes = _sizes(values, part.scope)
    model = Model(Field(None, checker.sampler.fuel), sizes, values)
    fit(model, part.scope)
    for fact in every:
        if fact not in assumed and not _has_value(fact.args[1], model):
            raise ReplayError("what is only given a name must have a value", "values")
    facts = [fact for fact in assumed if fact.symbols <= set(values)]
    if claim.symbols - set(values):
        raise ReplayError(f"{min(claim.symbols - set(values))} has no value", "values")
    if any(
        fact.symbols & _reached(claim.symbols, assumed)
        for fact in assumed
        if not fact.symbols <= set(values)
    ):
        raise ReplayError(f"{min(needed - set(values))} has no value", "values")
    _meet(claim, assumed, facts, model)
    sides = [model.defined(side) for side in claim.args]
    for side, key in zip(sides, ("left", "right"), strict=True):
        if (None if given[key] is None else matrix(given[key])) != side:
            raise ReplayError("this is not the value of that side", key)
    if None in sides and claim.predicate != "=":
        raise ReplayError("a comparison is false only where both sides have a value")
    if not _is_false(claim, sides, model):
        raise ReplayError("the two sides do not differ on the values: the claim is not false there")
    about = (*claim.args, *(arg for fact in more for arg in fact.args))
    return Claimed(under(f"not always {said(claim)}", more), about)


def _meet(claim: Fact, assumed: Sequence[Fact], facts: Sequence[Fact], model: Model) -> None:
    """ReplayError if a fact that may concern the claim is not true on the values."""
    known = set(model.sizes)
    tied = _reached_sizes(claim, assumed, known)
    for fact in facts:
        if fact.dims <= known:
            if not _holds(fact, model):
                raise ReplayError(f"the values do not satisfy {fact.predicate}", "values")
        elif fact.dims & tied or fact.symbols:
            raise ReplayError(f"{min(fact.dims - known)} has no value", "values")


def _is_false(claim: Fact, sides: list[Rows | None], model: Model) -> bool:
    """Whether a claim is surely false on a model."""
    if claim.predicate == "=":
        left, right = sides
        if left is None or right is None:
            return left is not right
        return equal(model, left, right, any(arg.real for arg in claim.args)) is False
    return holds(claim, model) is False


def _has_value(tree: Tree, model: Model) -> bool:
    """Whether a term has a value; without the values of its letters, whether it needs nothing."""
    if not needs(tree):
        return True
    known = tree.symbols <= model.values.keys() and tree.dims <= model.sizes.keys()
    return known and model.defined(tree) is not None


def _reached_sizes(claim: Fact, facts: Sequence[Fact], known: set[str]) -> set[str]:
    """The sizes that facts tie, directly or not, to those of a claim and of its values."""
    reached = known | set(claim.dims)
    while True:
        more = {size for f in facts if f.dims & reached for size in f.dims} - reached
        if not more:
            return reached
        reached |= more


def fit(model: Model, scope: Scope) -> None:
    """ReplayError if a value has not the shape of its letter."""
    for name, value in model.values.items():
        shape = scope.symbols[name]
        for dim, size in zip(shape or (ONE, ONE), (len(value), len(value[0])), strict=True):
            if dims.evaluate(dim, model.sizes) != size:
                raise ReplayError(f"the value of {name} has another size", "values")


def _without_names(facts: tuple[Fact, ...], wanted: frozenset[str]) -> tuple[Fact, ...]:
    """The facts without those that only give a name to something, which nothing else speaks of."""
    for fact in facts:
        name = fact.args[0]
        others = [other for other in facts if other is not fact]
        spoken = wanted.union(fact.args[-1].symbols, *(other.symbols for other in others))
        if fact.predicate == "=" and name.op == "symbol" and name.name not in spoken:
            return _without_names(tuple(others), wanted)
    return facts


def _claimed(checker: Checker, data: object, part: Part) -> Fact:
    """The equation or comparison that is refuted."""
    if isinstance(data, dict) and "predicate" in data:
        fact = checker.formulas.fact(data, part.scope)
        if fact.predicate not in ("<", "<=", "!="):
            raise ReplayError("a claim that is refuted is an equation or a comparison", "claim")
        return fact
    claim = checker.formulas.formula(data, part.scope)
    if claim.op != "equation":
        raise ReplayError("a claim that is refuted is an equation or a comparison", "claim")
    return Fact("=", claim.args)


def _holds(fact: Fact, model: Model) -> bool:
    try:
        return holds(fact, model) is True
    except UndefinedError:
        return False


def _reached(symbols: frozenset[str], facts: Sequence[Fact]) -> set[str]:
    """The symbols that facts tie, directly or not, to these."""
    reached = set(symbols)
    while True:
        more = {name for f in facts if f.symbols & reached for name in f.symbols} - reached
        if not more:
            return reached
        reached |= more


def matrix(data: object) -> Rows:
    """A matrix of rational numbers, or one number.  ReplayError for anything else."""
    if isinstance(data, str):
        data = [[data]]
    rows = tuple(tuple(rational(x) for x in items(row)) for row in items(data))
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1 or len(rows) > 40:
        raise ReplayError("a matrix is a list of rows of one length")
    return rows


def _sizes(values: dict[str, Rows], scope: Scope) -> dict[str, int]:
    """The dimensions, read off the values.  ReplayError if two values disagree."""
    sizes: dict[str, int] = {}
    for name, rows in values.items():
        shape = scope.symbols[name] or (ONE, ONE)
        for dim, size in zip(shape, (len(rows), len(rows[0])), strict=True):
            letters = dims.names(dim)
            if len(letters) == 1 and dim == dims.symbol(min(letters)):
                if sizes.setdefault(min(letters), size) != size:
                    raise ReplayError(f"the sizes of the values do not fit ({name})", "values")
            elif not letters and dims.evaluate(dim, {}) != size:
                raise ReplayError(f"{name} has another size", "values")
    return sizes
