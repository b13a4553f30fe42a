"""Two terms on a few models at small sizes: enough to refute most wrong claims, and to see that the
assumptions can be met where both sides have values.  It is no evidence that they are equal.
"""

from __future__ import annotations

from itertools import islice

from derive.algebra.context import Context
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import RefereeVerdict
from derive.models.comparison import Comparison
from derive.models.degree import check_limits, literal_digits
from derive.models.existence import small_models
from derive.models.sampling.model_set import ModelSet
from derive.models.sampling.plan import Plan
from derive.models.tolerance import DIGITS, precision

__all__ = ["glance"]

MODELS = 4


def glance(context: Context, left: Term, right: Term) -> RefereeVerdict | None:
    """`different` with values, or `equal` where both have values on some models and agree there;
    None where no such model is drawn."""
    plan = Plan.of(context)
    if plan.obstacle:
        return None
    equations = equations_in(context.facts)
    try:
        for term in (left, right):
            check_limits(term)
        sides = [written_below(equations, side, strict=False) for side in (left, right)]
        digits = 2 * DIGITS + sum(map(literal_digits, sides))
        with precision(digits):
            models = tuple(islice(small_models(context, left, right), MODELS))
            seen = Comparison(
                ModelSet(context, plan, simple=models), sides[0], sides[1], False, digits
            )
            found = seen.refuted() if models else None
    except LimitError:
        return None
    if found is not None and found.status == "different":
        return found
    if not (seen.left_defined and seen.right_defined):
        return None
    return RefereeVerdict("equal", "equal on the models that were looked at")
