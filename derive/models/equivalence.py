"""Are two terms equal under a context?  Tried on exact models of every kind.

`different` is said only with rational values that satisfy every assumption; `equal` only if the
terms agree on every kind of model and are defined on the same ones.  Over two prime fields drawn
for the question an accident is bounded by Schwartz and Zippel; functions beyond rational are
enclosed in balls.

Below a derivative, a limit or a sum, letters that vary with what is bound there are written out by
their definitions (`derive.algebra.dependence`).

Limits: those of `derive.models.degree`; what exceeds them is `undecided`.
References: Schwartz, J. ACM 27 (1980), lemma 1; Zippel, EUROSAM 79.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from derive.algebra.context import Context, Fact
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import Counterexample, RefereeVerdict, Rows
from derive.models.comparison import Comparison, values_of
from derive.models.degree import literal_digits
from derive.models.piecewise import SCALES
from derive.models.predicates import satisfied
from derive.models.sampling.contradiction import certain_contradiction
from derive.models.sampling.model_set import (
    ORDERED,
    UNDEFINED,
    UNRESOLVED,
    ModelSet,
    Trial,
    prepared_for,
)
from derive.models.tolerance import DIGITS, precision
from derive.models.values.evaluate import Model, rows_of
from derive.models.values.grids import Undefined, Unresolved

__all__ = ["compare", "confirm", "holds", "models_of", "refute", "satisfiable"]

_Found = TypeVar("_Found", RefereeVerdict, "RefereeVerdict | None")


def compare(
    context: Context, left: Term, right: Term, *, domain: bool = True, wider: bool = False
) -> RefereeVerdict:
    """Whether two terms are equal where both are defined, and (with `domain`) defined together;
    with `wider` the right one may have values where the left one has none.

    `undefined` if one of them has no value on any model; `undecided` with the reason where a limit
    is met or the assumptions cannot be sampled.  Raises ContextError for sizes that contradict each
    other.
    """
    return _compared(context, (left, right), (domain, wider), Comparison.verdict)


def confirm(context: Context, left: Term, right: Term) -> RefereeVerdict:
    """`compare` where both are defined, of terms that are proved equal: it looks for mistakes of
    the proof on the models that every question of the context has, and draws no others."""
    return _compared(context, (left, right), (False, False), Comparison.confirmed)


def refute(
    context: Context, left: Term, right: Term, *, domain: bool = True, wider: bool = False
) -> RefereeVerdict | None:
    """What speaks against two terms on the rational models, as `compare` says it; None where those
    say nothing against them."""
    return _compared(context, (left, right), (domain, wider), Comparison.refuted)


def _compared(
    context: Context,
    terms: tuple[Term, Term],
    asked: tuple[bool, bool],
    look: Callable[[Comparison], _Found],
) -> _Found | RefereeVerdict:
    try:
        equations = equations_in(context.facts)
        left, right = (written_below(equations, side, strict=False) for side in terms)
        prepared = prepared_for(context, left, right)
        if prepared.obstacle:
            return RefereeVerdict("undecided", prepared.obstacle)
        digits = 2 * DIGITS + sum(map(literal_digits, terms))
        with precision(digits):
            domain, wider = asked
            return look(Comparison(prepared, left, right, domain, digits, wider))
    except LimitError as error:
        return RefereeVerdict("undecided", error.message)


def models_of(context: Context, *terms: Term) -> Iterator[Model]:
    """The models of a context on which these terms are compared; none if it cannot be sampled."""
    for trial in prepared_for(context, *terms).trials:
        yield from trial.rational
        yield from trial.prime


def holds(context: Context, fact: Fact) -> RefereeVerdict:
    """Whether a fact follows: it must hold on every model that gives its terms a value.

    An order is judged on rational models only, an equation as `compare` does.
    """
    if fact.predicate == "=" and len(fact.args) == 2:
        return compare(context, *fact.args, domain=False)
    try:
        equations = equations_in(context.facts)
        args = (written_below(equations, arg, strict=False) for arg in fact.args)
        fact = Fact(fact.predicate, tuple(args))
        prepared = prepared_for(context, *fact.args)
        if prepared.obstacle:
            return RefereeVerdict("undecided", prepared.obstacle)
        with precision(2 * DIGITS):
            return _judged(prepared, fact)
    except LimitError as error:
        return RefereeVerdict("undecided", error.message)


def _judged(prepared: ModelSet, fact: Fact) -> RefereeVerdict:
    seen: list[Trial] = []
    for model in prepared.simple:
        if _satisfied(fact, model) is False:
            return _fails(prepared, fact, model)
    for trial in prepared.trials:
        found = [_satisfied(fact, model) for model in trial.rational]
        if False in found:
            return _fails(prepared, fact, trial.rational[found.index(False)])
        if fact.predicate not in ORDERED and False in [_satisfied(fact, m) for m in trial.prime]:
            return RefereeVerdict(
                "undecided", f"{fact} fails over a prime field, on no rational model"
            )
        if True in found and not trial.lucky:
            seen.append(trial)
    for numbers in SCALES:  # an order may fail on few values only
        for model in prepared.generic(numbers):
            if _satisfied(fact, model) is False:
                return _fails(prepared, fact, model)
    if not seen:
        return RefereeVerdict("undefined", "it is defined on no model of the assumptions")
    return RefereeVerdict(
        "equal", "it holds on every stratum", tuple(trial.stratum for trial in seen)
    )


def _satisfied(fact: Fact, model: Model) -> bool | None:
    try:
        return satisfied(fact, model)
    except (Undefined, Unresolved, ZeroDivisionError):
        return None


def _fails(prepared: ModelSet, fact: Fact, model: Model) -> RefereeVerdict:
    sides = [_shown(prepared.value(arg, model)) for arg in fact.args]
    example = Counterexample(values_of(prepared, model), sides[0], sides[-1])
    return RefereeVerdict("different", f"{fact} fails", counterexample=example)


def _shown(value: Any) -> Rows | None:
    return None if value is UNDEFINED or value is UNRESOLVED else rows_of(value)


def satisfiable(context: Context) -> RefereeVerdict:
    """Whether the assumptions have a model: `equal` if one is known, else `undecided`, naming the
    fewest assumptions that together allow none that is found.

    Raises ContextError for assumptions that certainly contradict each other.
    """
    certain_contradiction(context)
    prepared = prepared_for(context)
    if not prepared.obstacle:
        return RefereeVerdict("equal", "the assumptions have models")
    return RefereeVerdict("undecided", f"{prepared.obstacle}: {_named(_fewest(context))}")


def _fewest(context: Context) -> tuple[Fact, ...]:
    """Assumptions none of which can be dropped before models are found."""
    facts = list(context.facts)
    for fact in context.facts:
        rest = [other for other in facts if other != fact]
        if prepared_for(Context(context.symbols, tuple(rest))).obstacle:
            facts = rest
    return tuple(facts)


def _named(facts: Sequence[Fact]) -> str:
    return ", ".join(map(str, facts))
