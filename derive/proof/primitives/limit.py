"""The limit of a continuous expression: each part that varies replaced by its own limit."""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.continuity import needed_at, obvious_limit, put_values
from derive.algebra.dependence import as_function
from derive.algebra.facts import equations_in
from derive.algebra.index_ranges import inside
from derive.algebra.normal_form import equal_modulo, tidied
from derive.algebra.pattern import Position, get, tidy_at
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof.discharge import discharge
from derive.proof.primitives.checked import Checked
from derive.proof.scoping import refuse_bound
from derive.proof.step import (
    Continuity,
    Derivation,
    LimitPart,
    assumptions_of,
    refuse_forged,
)

__all__ = ["limit"]


def limit(context: Context, term: Term, position: Position, parts: Sequence[LimitPart]) -> Checked:
    """`term` with the limit at a position replaced by its body, each part by its own limit.

    The parts are all that depends on the variable; what joins them is continuous, because the
    inverses in the value exist.  Each part is the variable, a power of it, or has a derivation of
    its limit, whose two ends are defined on the same values.  Raises StepError where one of these
    is not so, or not known.
    """
    node = get(term, position)
    if not isinstance(node, t.LIMITS):
        raise StepError(f"{node} is no limit")
    body, variable = node.args[:2]
    try:
        as_function(equations_in(context.facts), body, variable)
    except LimitError as error:
        raise StepError(error.message) from None
    values = [(part.position, _value(context, node, part)) for part in parts]
    value = put_values(body, variable, values)
    here = inside(context, term, position.path)
    guards = tuple(discharge(here, fact, "the limit") for fact in needed_at(body, value))
    used = [fact for guard in guards for fact in assumptions_of(guard)]
    for part in parts:
        used += part.derivation.context.facts if part.derivation else ()
    refuse_bound(term, position, used)
    after = tidy_at(term, position, tidied(value))
    return Checked(after, Continuity(tuple(parts), guards), position)


def _value(context: Context, node: Term, part: LimitPart) -> Term:
    """The limit of a part of the body of a limit: derived, or seen at once."""
    body, variable, point, side = node.args
    inner = get(body, part.position)
    if part.derivation is not None:
        _refuse_other(context, t.limit(inner, variable, point, int(side)), part.derivation)
        return part.derivation.end
    value = obvious_limit(inner, variable, point, side)
    if value is None:
        raise StepError(f"the limit of {inner} is not seen at once")
    return value


def _refuse_other(context: Context, wanted: Term, derived: Derivation) -> None:
    """Raise StepError unless the derivation is one of this limit, under what is assumed here."""
    refuse_forged(Derivation, derived)
    if derived.relation != "=" or not set(derived.context.facts) <= set(context.facts):
        raise StepError("the limit of a part does not hold under what is assumed here")
    if (
        not equal_modulo(derived.start, wanted)
        or compare(context, wanted, derived.end).status != "equal"
    ):
        raise StepError(f"the derivation is not one of {wanted}")
