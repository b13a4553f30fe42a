"""What is asked of models and of steps beside the verdict on a term: whether the assumptions have
values, whether an answer has more of them than the gold, and whether a limit is one that steps
find."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError
from derive.models import agreement as models
from derive.models.sampling.model_set import prepared_for
from derive.models.witnesses.branches import Purse, special_models
from derive.proof.search import textbook

__all__ = ["has_more_values", "is_limit_found", "is_sampled"]

SPECIAL = 4_000  # spent on values that meet the assumptions where draws find none


def has_more_values(doubt: models.RefereeVerdict | None) -> bool:
    """Whether all that speaks against an answer is a value where the gold has none."""
    example = None if doubt is None else doubt.counterexample
    return example is not None and example.left is None and example.right is not None


def is_limit_found(context: Context, left: Term, right: Term) -> bool:
    """Whether steps lead from one term to the other where limits stand in them.

    They are looked for without the assumed equations first: what holds without them holds with.
    """
    if not any(isinstance(part, t.LIMITS) for side in (left, right) for part in t.subterms(side)):
        return False
    facts = tuple(fact for fact in context.facts if fact.predicate != "=")
    freer = [Context(context.symbols, facts)] if facts != context.facts else []
    for known in (*freer, context):
        try:
            if textbook(known, left, right):
                return True
        except DeriveError:
            continue
    return False


def is_sampled(context: Context, term: Term) -> bool:
    """Whether values of the letters are known: assumptions that none meet show nothing.

    Where draws find none, special values may meet the assumptions: projections, multiples of I.
    """
    try:
        if prepared_for(context, term).trials:
            return True
    except LimitError:
        pass
    return any(True for _ in special_models(context, (term,), Purse(SPECIAL)))
