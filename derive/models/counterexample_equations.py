"""Values that satisfy one equation and not another.

For each letter in which the first equation is affine, that letter is solved for on an exact model
of the context, and the second equation is then looked at.
"""

from __future__ import annotations

from dataclasses import replace

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import Counterexample
from derive.models.equivalence import models_of
from derive.models.predicates import satisfied
from derive.models.sampling.linear import solved
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals

__all__ = ["solves_only_first"]


def solves_only_first(context: Context, first: Term, second: Term) -> Counterexample | None:
    """Values for which the first equation holds and the second fails, or None if none are found.

    `left` and `right` are the sides of the second equation.
    """
    letters = ordered(t.free_symbols(first) & set(context.symbols.values()))
    columns = [s for s in letters if t.is_matrix(s) and s.shape[1] == 1]
    for model in models_of(context, *first.args, *second.args):
        if not isinstance(model.field, Rationals):
            continue
        for letter in columns:
            try:
                found = _solved(first, letter, model)
                if found is None:
                    continue
                if not all(satisfied(fact, found) for fact in context.facts):
                    continue
                left, right = (evaluate(side, found) for side in second.args)
            except (Undefined, LimitError, ZeroDivisionError):
                continue
            if left != right:
                values = {s.name: rows_of(found.values[s]) for s in letters}
                return Counterexample(values, rows_of(left), rows_of(right))
    return None


def _solved(equation: Term, letter: t.MatrixExpr, model: Model) -> Model | None:
    """The model with `letter` chosen so that the equation holds; None if that cannot be."""
    zero = model.field.number(0)
    value = solved(letter, (Fact("=", equation.args),), frozenset(), model, lambda: zero)
    if value is None:
        return None
    found = replace(model, values={**model.values, letter: value})
    left, right = (evaluate(side, found) for side in equation.args)
    return found if left == right else None
