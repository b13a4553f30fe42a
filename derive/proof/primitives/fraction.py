"""Arithmetic of fractions: a scalar replaced by one that is the same quotient of polynomials."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.fractions import new_divisors, same_quotient
from derive.algebra.index_ranges import inside
from derive.algebra.pattern import Position, get, tidy_at
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.discharge import discharge
from derive.proof.primitives.checked import Checked
from derive.proof.scoping import refuse_bound
from derive.proof.step import Fractions, assumptions_of

__all__ = ["fraction"]


def fraction(context: Context, term: Term, position: Position, new: Term) -> Checked:
    """`term` with the scalar at a position replaced by one that is the same fraction.

    What the new one divides by, and the old one does not, must not be zero.  Raises StepError
    where that is not known, and where the two are not one fraction.
    """
    old = get(term, position)
    try:
        if not (t.is_scalar(old) and t.is_scalar(new) and same_quotient(old, new)):
            raise StepError("the two lines differ by more than arithmetic of fractions")
    except ZeroDivisionError:
        raise StepError("this divides by zero") from None
    facts = [Fact("!=", (divisor, t.ZERO)) for divisor in new_divisors(old, new)]
    here = inside(context, term, position.path)
    guards = tuple(discharge(here, fact, "the division") for fact in facts)
    refuse_bound(term, position, [fact for guard in guards for fact in assumptions_of(guard)])
    return Checked(tidy_at(term, position, new), Fractions(guards), position)
