"""Equations as answers: do two of them have the same solutions?

Two equations are equivalent when one difference of sides is a nonzero number times the other, or
its transpose, or when each follows from the other on the exact models of the context.  That the
models draw every kind of solution is not taken on trust: small integers are searched for values
that solve one equation and not the other.

A gold that holds for all values has every identity as its equivalent; such answers are judged by
their two sides instead, so that `0 = 0` is never right.

Limits: ATTEMPTS small assignments are tried in each direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from sympy import PolynomialError, Rational, factor_list

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.needs import needs
from derive.algebra.normal_form import equal_modulo
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import ContextError, LimitError
from derive.judging.all_sizes import all_sizes_of
from derive.judging.evidence import Evidence, by_models, by_theorem, by_words
from derive.judging.reduced import reduced
from derive.models import agreement as models
from derive.models.agreement import Counterexample
from derive.models.equivalence import compare, models_of
from derive.models.predicates import satisfied
from derive.models.theorems import Theorem, covering
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.grids import Unresolved
from derive.models.witnesses.search import find_solution_apart

__all__ = ["JudgedEquation", "compare_equations", "is_identity"]

ATTEMPTS = 240  # small assignments tried for values that solve only one of the two
EQUAL_RADICALS = Theorem(
    "equal radicals",
    text="two polynomials over the rationals with the same irreducible factors have the same zeros",
)
ENTRIES = (0, 0, 1, 1, -1, 2)


@dataclass(frozen=True, slots=True)
class JudgedEquation:
    """What became of two equations, and what it rests on if they agree; `trivial` if they agree
    only in saying nothing."""

    verdict: models.RefereeVerdict
    evidence: Evidence = field(default_factory=dict)
    trivial: bool = False


def compare_equations(context: Context, gold: t.Equation, answer: t.Equation) -> JudgedEquation:
    """Whether two equations have the same solutions among the values that the context allows.

    The status is `equal`, `different` (with values that solve only one), `undefined` (the answer
    has no value among the gold's solutions) or `undecided`.
    """
    if is_identity(context, gold):
        return _beside_an_identity(context, gold, answer)
    for example in (_solves_only(context, gold, answer), _solves_only(context, answer, gold)):
        if example is not None:
            return JudgedEquation(_differ(example))
    gold, answer = reduced(gold), reduced(answer)
    judged = _multiple(context, gold, answer) or _each_from_the_other(context, gold, answer)
    shown = judged.evidence.get("kind") in ("proved", "exact")
    if shown or judged.verdict.status not in ("equal", "undecided"):
        return judged
    apart = find_solution_apart(context, gold, answer)
    return judged if apart is None else JudgedEquation(_differ(apart))


def is_identity(context: Context, equation: t.Equation) -> bool:
    """Whether an equation holds for all values that the context allows."""
    left, right = equation.args
    return (
        equal_modulo(left, right) or compare(context, left, right, domain=False).status == "equal"
    )


def _beside_an_identity(context: Context, gold: t.Equation, answer: t.Equation) -> JudgedEquation:
    left, right = answer.args
    verdict = compare(context, left, right)
    if verdict.status != "equal":
        return JudgedEquation(verdict)
    pairs = [(left, right), gold.args]
    trivial = equal_modulo(left, right) and not equal_modulo(*gold.args)
    alike = shape_of(left) == shape_of(gold.lhs) and (
        compare(context, gold.lhs, left).status == "equal"
    )
    pairs += [(gold.lhs, left)] if alike else []
    evidence = _evidence(context, verdict, pairs, _same_needs(context, gold, answer))
    return JudgedEquation(verdict, evidence, trivial or not alike)


def _evidence(
    context: Context,
    verdict: models.RefereeVerdict,
    pairs: Sequence[Sequence[Term]],
    met: bool,
) -> Evidence:
    """What it rests on that the terms of each pair are equal, as models say."""
    words = all_sizes_of(context)
    if met and all(words.shown(*pair) for pair in pairs):
        return by_words()
    theorems = [covering(context, *pair) for pair in pairs]
    return by_models(verdict, theorems[0] if met and None not in theorems else None)


def _same_needs(context: Context, gold: t.Equation, answer: t.Equation) -> bool:
    """Whether the two are seen to have values together."""
    words = all_sizes_of(context)
    return words.always_defined(gold, answer) and words.always_defined(answer, gold)


# -- one as a multiple of the other --------------------------------------------------------------


def _difference(equation: t.Equation) -> Term:
    left, right = equation.args
    if shape_of(left) == (t.ONE, t.ONE):
        left, right = t.as_scalar(left), t.as_scalar(right)
    return t.add(left, t.neg(right))


def _multiple(context: Context, gold: t.Equation, answer: t.Equation) -> JudgedEquation | None:
    """Equal if one difference of sides is a number times the other or its transpose."""
    mine, other = _difference(gold), _difference(answer)
    for turned in (other, t.transpose(other)) if t.is_matrix(other) else (other,):
        if shape_of(turned) != shape_of(mine):
            continue
        factor = _ratio(context, mine, turned)
        if factor is None:
            continue
        multiple = t.mul(factor, mine)
        verdict = compare(context, multiple, turned)
        if verdict.status == "equal":
            met = _same_needs(context, gold, answer)
            return JudgedEquation(verdict, _evidence(context, verdict, [(multiple, turned)], met))
    return None


def _ratio(context: Context, mine: Term, other: Term) -> Term | None:
    """The number by which `mine` is multiplied on the first model where it is not zero."""
    for model in _rational_models(context, mine, other):
        try:
            pair = [_entries(evaluate(term, model)) for term in (mine, other)]
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            continue
        for one, two in zip(*pair, strict=True):
            if one != 0 and two != 0:
                ratio = rows_of(two / one)[0][0]
                return Rational(ratio.numerator, ratio.denominator)
    return None


def _entries(value: object) -> list[object]:
    return list(value.entries()) if is_grid(value) else [value]  # type: ignore[attr-defined]  # a flint grid


def _rational_models(context: Context, *terms: Term) -> Iterator[Model]:
    for model in models_of(context, *terms):
        if isinstance(model.field, Rationals):
            yield model


# -- each from the other -------------------------------------------------------------------------


def _each_from_the_other(context: Context, gold: t.Equation, answer: t.Equation) -> JudgedEquation:
    strata: tuple[models.Stratum, ...] = ()
    numeric = False
    for given, wanted in ((gold, answer), (answer, gold)):
        try:
            verdict = _follows(context, given, wanted)
        except ContextError as error:
            return JudgedEquation(models.RefereeVerdict("undecided", error.message))
        if verdict.status == "different":
            reason = f"it has other solutions: {verdict.reason}"
            return JudgedEquation(replace(verdict, reason=reason))
        if verdict.status == "undefined" and wanted is answer:
            return JudgedEquation(verdict)
        if verdict.status != "equal":
            return JudgedEquation(models.RefereeVerdict("undecided", verdict.reason))
        strata += verdict.strata
        numeric |= verdict.kind == "numeric"
    kind: Literal["exact", "numeric"] = "numeric" if numeric else "exact"
    both = models.RefereeVerdict("equal", "each follows from the other", strata, kind=kind)
    return JudgedEquation(both, _solved_evidence(context, gold, answer, both))


def _solved_evidence(
    context: Context, gold: t.Equation, answer: t.Equation, verdict: models.RefereeVerdict
) -> Evidence:
    """What it rests on that each equation follows from the other."""
    if _shown(context, gold, answer) and _shown(context, answer, gold):
        return by_words()
    if _same_zeros(gold, answer):
        return by_theorem(EQUAL_RADICALS)
    return by_models(verdict, None)


def _shown(context: Context, given: t.Equation, wanted: t.Equation) -> bool:
    """Whether words show that every solution of `given` solves `wanted`, and has values there."""
    words = all_sizes_of(context.assume(Fact("=", given.args)))
    return words.always_defined(wanted, given) and words.shown(*wanted.args)


def _same_zeros(gold: t.Equation, answer: t.Equation) -> bool:
    """Whether two scalar polynomial equations have the same irreducible factors over the rationals,
    so that they have the same solutions."""
    if needs(gold) or needs(answer):
        return False
    found = []
    for equation in (gold, answer):
        try:
            _, factors = factor_list(_difference(equation))
        except (PolynomialError, TypeError, AttributeError):
            return False
        found.append({factor for factor, _ in factors} | {-factor for factor, _ in factors})
    return found[0] == found[1]


def _follows(context: Context, given: t.Equation, wanted: t.Equation) -> models.RefereeVerdict:
    """Whether every solution of `given` solves `wanted`, which must have values there."""
    difference = _difference(wanted)
    shape = shape_of(difference)
    zero = t.zeros(*shape) if shape else t.ZERO
    return compare(context.assume(Fact("=", given.args)), difference, zero)


# -- small values that solve one only ------------------------------------------------------------


def _solves_only(context: Context, first: t.Equation, second: t.Equation) -> Counterexample | None:
    """Small integers for which the first holds and the second fails, or None if none are found."""
    used = t.free_symbols(first) | t.free_symbols(second)
    letters = ordered(used & set(context.symbols.values()))
    random = Random(" ".join(symbol.name for symbol in letters))
    bases = _one_of_each_size(context, *first.args, *second.args)
    for attempt in range(ATTEMPTS if bases else 0):
        model = _small(bases[attempt % len(bases)], letters, random)
        try:
            if not all(satisfied(fact, model) for fact in context.facts):
                continue
            if not satisfied(Fact("=", first.args), model):
                continue
            if not satisfied(Fact("=", second.args), model):
                values = {s.name: rows_of(model.values[s]) for s in letters if s in model.values}
                sides = [rows_of(evaluate(side, model)) for side in second.args]
                return Counterexample(values, sides[0], sides[1])
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            continue
    return None


def _one_of_each_size(context: Context, *terms: Term) -> list[Model]:
    found: dict[tuple[tuple[str, int], ...], Model] = {}
    for model in _rational_models(context, *terms):
        sizes = tuple(sorted((str(dim), size) for dim, size in model.sizes.items()))
        found.setdefault(sizes, model)
    return list(found.values())[:4]


def _small(base: Model, letters: Sequence[Term], random: Random) -> Model:
    """The model with small integers for the letters; sizes and whole numbers stay."""
    values = dict(base.values)
    for symbol in letters:
        if symbol in base.sizes or symbol not in values:
            continue
        if t.is_matrix(symbol):
            rows, cols = (base.size(dim) for dim in symbol.shape)
            entries = [random.choice(ENTRIES) for _ in range(rows * cols)]
            values[symbol] = base.field.grid(rows, cols, entries)
        else:
            values[symbol] = base.field.number(random.choice(ENTRIES))
    return Model(base.field, base.sizes, values)


def _differ(example: Counterexample) -> models.RefereeVerdict:
    reason = f"one of the two equations has a solution that the other has not: {example}"
    return models.RefereeVerdict("different", reason, counterexample=example)
