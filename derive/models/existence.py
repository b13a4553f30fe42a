"""Whether two formulas have values at once on some model of a context.

One model is enough, so what the comparison asks for is not needed: each kind of model, models at
large sizes, or a way to draw all values that an assumption allows.  X X' = Y Y' is met by X = Y.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from random import Random

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.equality import equal_at_all_sizes
from derive.algebra.needs import needs
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.sampling.model_set import Outcome, outcome, prepared_for
from derive.models.sampling.plan import Plan
from derive.models.sampling.sampler import Effort, sample
from derive.models.sampling.strata import choose_sizes, integers_of
from derive.models.tolerance import DIGITS, precision
from derive.models.values.evaluate import Model
from derive.models.values.fields import Rationals

__all__ = ["have_values", "small_models"]

MAX_SIZES = 12
DRAWS = 2  # at each choice of sizes


def have_values(context: Context, left: Term, right: Term) -> bool:
    """Whether both terms have values on some rational model of the context at once; False also
    where none is found."""
    with precision(2 * DIGITS):
        return _on_prepared(context, left, right) or _on_one(context, left, right)


def _on_prepared(context: Context, left: Term, right: Term) -> bool:
    try:
        prepared = prepared_for(context, left, right)
        drawn = (model for trial in prepared.trials for model in trial.rational)
        return any(
            not any(isinstance(prepared.value(s, model), Outcome) for s in (left, right))
            for model in (*prepared.simple, *drawn)
        )
    except LimitError:
        return False


def _on_one(context: Context, left: Term, right: Term) -> bool:
    """Whether they have values on one of a few models drawn at small sizes."""
    letters = _identified(context)
    if letters:
        context = _put_in(context, letters)
        left, right = (t.substitute(side, letters) for side in (left, right))
    try:
        return any(
            not any(isinstance(outcome(side, model), Outcome) for side in (left, right))
            for model in small_models(context, left, right)
        )
    except LimitError:
        return False


def small_models(context: Context, left: Term, right: Term) -> Iterator[Model]:
    """General models at small sizes, each drawn with an effort of its own."""
    plan = Plan.of(context)
    if plan.obstacle:
        return
    random = Random(0)
    integers = integers_of(context, (left, right))
    sizes = [choose_sizes(context, integers, random, 0, smallest=low) for low in (2, 1)]
    for each in [one for several in sizes for one in several][:MAX_SIZES]:
        for _ in range(DRAWS):
            model = sample(context, plan, each, {}, Rationals(3), random, Effort())
            if model is not None:
                yield model


def _identified(context: Context) -> dict[Term, Term]:
    """Letters that may be one, so that each equation that cannot be drawn is met by it."""
    found: dict[Term, Term] = {}
    for fact in context.facts:
        one = fact.substitute(found)
        if fact.predicate != "=" or not Plan.of(Context(context.symbols, (one,))).obstacle:
            continue
        pair = next((pair for pair in _pairs(one) if _meets(one, *pair)), None)
        if pair is not None:
            old, new = pair
            found = {letter: t.substitute(to, {old: new}) for letter, to in found.items()}
            found[old] = new
    return found


def _pairs(fact: Fact) -> Iterator[tuple[Term, Term]]:
    letters = [s for s in ordered(fact.free_symbols) if isinstance(s, t.MatrixSymbol)]
    yield from (pair for pair in permutations(letters, 2) if shape_of(pair[0]) == shape_of(pair[1]))


def _meets(fact: Fact, old: Term, new: Term) -> bool:
    """Whether an equation holds wherever one letter is the other."""
    return _says_nothing(fact.substitute({old: new}))


def _put_in(context: Context, letters: dict[Term, Term]) -> Context:
    """The context with letters put in the place of others, without what then says nothing."""
    facts = ((fact, fact.substitute(letters)) for fact in context.facts)
    kept = [new for old, new in facts if new == old or not _says_nothing(new)]
    symbols = [s for s in context.symbols.values() if s not in letters]
    return Context.of(symbols, kept)


def _says_nothing(fact: Fact) -> bool:
    """Whether an equation holds for all values."""
    if fact.predicate != "=" or any(map(needs, fact.args)):
        return False
    left, right = fact.args
    return equal_at_all_sizes(left, right, _nothing)


def _nothing(_: Fact) -> bool:
    return False
