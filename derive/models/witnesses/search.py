"""Values on which two formulas differ, looked for where agreement on drawn models does not count.

What is found is a counterexample whatever led to it: rational values that satisfy every assumption
exactly, and on which both formulas have values that certainly differ, or the first has one and the
second has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError
from derive.models.agreement import Counterexample, RefereeVerdict, Rows
from derive.models.degree import check_lengths, literal_digits
from derive.models.sampling.model_set import UNDEFINED, UNRESOLVED, outcome
from derive.models.sampling.singular import missing_assumption, needed
from derive.models.tolerance import DIGITS, agreement, precision
from derive.models.values.evaluate import Model, rows_of
from derive.models.values.fields import Rationals
from derive.models.witnesses.branches import Purse, holds_exactly, special_models
from derive.models.witnesses.real_zeros import real_zero
from derive.models.witnesses.scalar_points import point_apart

__all__ = ["FUEL", "find_solution_apart", "find_witness"]

FUEL = 40_000


def find_witness(
    context: Context, left: Term, right: Term, *, fuel: int = FUEL
) -> RefereeVerdict | None:
    """`different` with values on which the right formula differs from the left one, or has no value
    where the left one has; None if none is found within the fuel, from which nothing follows."""
    try:
        for term in (left, right):
            check_lengths(term)
    except LimitError:
        return None
    purse = Purse(fuel)
    with precision(2 * DIGITS + literal_digits(left) + literal_digits(right)):
        for model in _candidates(context, left, right, purse):
            found = _judged(left, right, model)
            if found is not None:
                return _different(context, left, right, model, *found)
        zero = real_zero(context, left, right, Purse(fuel // 2)) if _domain_is_read(right) else None
        if zero is not None:
            model, divisor = zero
            sides = outcome(left, model), UNDEFINED
            return _different(context, left, right, model, *sides, divisor)
    return None


def find_solution_apart(
    context: Context, first: t.Equation, second: t.Equation, *, fuel: int = FUEL
) -> Counterexample | None:
    """Values that solve one of two equations and not the other; None if none are found.

    The sides of the counterexample are those of the equation that fails.
    """
    try:
        for term in (*first.args, *second.args):
            check_lengths(term)
        return _solves_only(context, first, second, fuel) or _solves_only(
            context, second, first, fuel
        )
    except DeriveError:
        return None


def _solves_only(
    context: Context, given: t.Equation, wanted: t.Equation, fuel: int
) -> Counterexample | None:
    assumed = context.assume(Fact("=", given.args))
    terms = (*wanted.args, *given.args)
    with precision(2 * DIGITS + sum(map(literal_digits, terms))):
        for model in special_models(assumed, terms, Purse(fuel // 2)):
            found = _judged(wanted.args[0], wanted.args[1], model)
            if found is not None and UNDEFINED not in found:
                rows = [rows_of(side) for side in found]
                return Counterexample(_named(context, model), rows[0], rows[1])
    return None


def _candidates(context: Context, left: Term, right: Term, purse: Purse) -> Iterator[Model]:
    point = point_apart(context, left, right)
    if point is not None:
        values = {s: flint.fmpq(x.numerator, x.denominator) for s, x in point.items()}
        model = Model(Rationals(), {}, values)
        if all(holds_exactly(fact, model) for fact in context.facts):
            yield model
    yield from special_models(context, (left, right), purse)


def _judged(left: Term, right: Term, model: Model) -> tuple[Any, Any] | None:
    """The two values, if they show that the formulas differ."""
    try:
        values = outcome(left, model), outcome(right, model)
    except (DeriveError, ArithmeticError):
        return None
    if UNRESOLVED in values or values[0] is UNDEFINED:
        return None
    if values[1] is UNDEFINED:
        return values if _domain_is_read(right) else None
    return values if agreement(*values) == "different" else None


def _domain_is_read(term: Term) -> bool:
    """Whether a formula has no value for no other reason than an inverse, a root, a logarithm or an
    entry: derivatives and limits on a model may be missing where the true ones are not."""
    return not any(isinstance(p, (*t.DERIVATIVES, *t.LIMITS)) for p in t.subterms(term))


def _different(
    context: Context,
    left: Term,
    right: Term,
    model: Model,
    one: Any,
    other: Any,
    divisor: Term | None = None,
) -> RefereeVerdict:
    sides = [None if side is UNDEFINED else rows_of(side) for side in (one, other)]
    example = Counterexample(_named(context, model), sides[0], sides[1])
    used = ordered(t.free_symbols(left) | t.free_symbols(right))
    shown = {str(s.name): example.values[s.name] for s in used if s.name in example.values}
    at = dict(sorted(shown.items())) or {str(s): ((Fraction(v),),) for s, v in model.sizes.items()}
    said = Counterexample(at, example.left, example.right)
    if other is not UNDEFINED:
        return RefereeVerdict("different", f"they differ: {said}", counterexample=example)
    missing = missing_assumption(right, model) if divisor is None else needed(divisor)
    needs = "" if missing is None else f", it needs {missing}"
    reason = f"one side is not defined{needs}: {said}"
    return RefereeVerdict("different", reason, counterexample=example, missing=missing)


def _named(context: Context, model: Model) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for name, symbol in context.symbols.items():
        if symbol in model.values:
            found[name] = rows_of(model.values[symbol])
        elif symbol in model.sizes:
            found[name] = rows_of(model.field.number(model.sizes[symbol]))
    return found
