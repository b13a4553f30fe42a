"""When an equality holds at every size: shown by words, in letters, inverses and entries."""

from __future__ import annotations

from functools import lru_cache

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.contractions import equal_in_entries
from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.normal_words import equal_by_equations, equations_of
from derive.algebra.term import Term

__all__ = ["NOT_COVERED", "always_defined", "shown"]

NOT_COVERED = "the two agree on all models tried; neither a proof nor a theorem covers all of them"


def shown(context: Context, left: Term, right: Term) -> bool:
    """Whether words show the two to be equal wherever both have values; False also if unknown."""
    if equal_modulo(left, right):
        return True
    known = _Known(context)
    return equal_in_entries(left, right, known) or equal_by_equations(
        left, right, known, equations_of(context.facts)
    )


def always_defined(context: Context, formula: Term, other: Term) -> bool:
    """Whether the formula is seen to have a value wherever the other one has.

    Whether a limit exists is not seen; where it is the whole formula, models tell.
    """
    return isinstance(formula, t.LIMITS) or defined_wherever(
        formula, other, _Known(context), equations_of(context.facts)
    )


class _Known:
    """What follows from the assumptions of a context, each fact asked for once."""

    def __init__(self, context: Context) -> None:
        self._asked = lru_cache(maxsize=None)(lambda fact: ask(context, fact).value is True)

    def __call__(self, fact: Fact) -> bool:
        return self._asked(fact)
