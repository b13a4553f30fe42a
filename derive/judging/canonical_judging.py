"""Verdicts on the canonical form of a question, said in the letters of the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.algebra.context import Context
from derive.algebra.renaming import Renaming
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.judging.verdict import Verdict
from derive.models.canonical import counterexample_named

__all__ = ["judged_by_number"]


def judged_by_number(
    judge: Callable[[Context, Term, Term], Verdict], context: Context, gold: Term, answer: Term
) -> Verdict:
    """What `judge` says of the two terms in numbered letters, with the names put back.

    Raises what `judge` raises, with the names put back.
    """
    renaming = Renaming.of(context, gold, answer)
    try:
        found = judge(renaming.context, renaming.term(gold), renaming.term(answer))
    except DeriveError as error:
        raise renaming.error(error) from None
    example = found.counterexample
    return replace(
        found,
        reason=renaming.text(found.reason),
        evidence=renaming.back(found.evidence),
        counterexample=None if example is None else counterexample_named(example, renaming),
    )
