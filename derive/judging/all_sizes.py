"""When an equality holds at every size: shown by words, or compared on models that may say so.

Words decide formulas in letters, inverses and entries at all sizes at once.  Models try some sizes
only.  They are taken at their word where nothing in the question lets two formulas agree on all
models that are drawn and differ elsewhere: no assumed equation that draws a special set of values,
and no function that jumps or depends on ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sympy
from sympy import Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.contractions import equal_in_entries
from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.normal_words import definitions, equal_by_equations, equations_of
from derive.algebra.term import Term

__all__ = ["NOT_COVERED", "always_defined", "models_decide", "shown"]

NOT_COVERED = (
    "the two agree on all models tried, but no proof or theorem covers all sizes and values"
)
JUMPS = (
    *(t.Rank, t.PseudoInverse, t.Determinant, t.Indicator, t.Cases, t.Maximum, t.Minimum),
    *(t.ReLU, sympy.Abs, sympy.sign, t.Limit, t.MatrixLimit),
)


def shown(context: Context, left: Term, right: Term) -> bool:
    """Whether words show the two to be equal wherever both have values; False also if unknown."""
    if equal_modulo(left, right):
        return True
    known = _Known(context)
    return equal_in_entries(left, right, known) or equal_by_equations(
        left, right, known, equations_of(context.facts)
    )


def always_defined(context: Context, formula: Term, other: Term) -> bool:
    """Whether the formula is seen to have a value wherever the other one has."""
    return defined_wherever(formula, other, _Known(context), equations_of(context.facts))


def models_decide(context: Context, *formulas: Term) -> bool:
    """Whether agreement on models counts: nothing jumps, and no equation constrains the values."""
    constrained = set(_constraints(context.facts))
    return not constrained and not any(
        isinstance(part, JUMPS) or _is_even_root(part) for f in formulas for part in t.subterms(f)
    )


def _constraints(facts: Iterable[Fact]) -> Iterable[Fact]:
    """The assumptions that are neither definitions nor said of one letter alone."""
    defined = definitions(fact for fact in facts if fact.predicate == "=")
    for fact in facts:
        if fact.predicate == "=":
            if defined.get(fact.args[0]) != fact.args[1]:
                yield fact
        elif fact.predicate not in COMPARISONS and not t.is_leaf(fact.args[0]):
            yield fact


def _is_even_root(term: Term) -> bool:
    if not isinstance(term, Pow | t.MatPow):
        return False
    exponent = term.args[1]
    return isinstance(exponent, Rational) and exponent.q % 2 == 0


class _Known:
    """What follows from the assumptions of a context, each fact asked for once."""

    def __init__(self, context: Context) -> None:
        self._asked = lru_cache(maxsize=None)(lambda fact: ask(context, fact).value is True)

    def __call__(self, fact: Fact) -> bool:
        return self._asked(fact)
