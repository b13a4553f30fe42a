"""A line is the inverse or the pseudo-inverse of a matrix because it satisfies what determines it.

The equations that determine it are shown by expanding and collecting.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Bindings, Position, match
from derive.algebra.term import Term
from derive.errors import DeriveError, StepError
from derive.proof import kernel
from derive.proof.step import Step
from derive.proof.strategies.expand_and_collect import expansions
from derive.proof.strategies.presumption import lemma, presuming
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["determined"]

RULES: Mapping[type, Rule] = MappingProxyType(
    {t.Inverse: find_rule("inv_unique"), t.PseudoInverse: find_rule("pinv_unique")}
)


def determined(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """The step between an inverse and a matrix that is shown to be it; None where it is not."""
    for forward, whole, other in ((True, before, after), (False, after, before)):
        rule = RULES.get(type(whole))
        if rule is None:
            continue

        def made(
            wider: Context,
            rule: Rule = rule,
            forward: bool = forward,
            pair: tuple[Term, Term] = (whole, other),
        ) -> tuple[Step, ...]:
            return (_step(context, wider, rule, pair, forward),)

        try:
            return presuming(context, before, after, made)
        except DeriveError:
            continue
    return None


def _step(
    context: Context, wider: Context, rule: Rule, pair: tuple[Term, Term], forward: bool
) -> Step:
    bindings = _bound(rule.lhs, rule.rhs, pair)
    lemmas = []
    for guard in rule.guards:
        start, end = guard.substitute(dict(bindings)).args
        steps = expansions(context, wider, (start, end), clears=2)
        lemmas.append(lemma(context, wider, start, steps))
    before = pair[0] if forward else pair[1]
    return kernel.rewrite(wider, before, rule, Position(), bindings, forward=forward, lemmas=lemmas)


def _bound(left: Term, right: Term, pair: tuple[Term, Term]) -> Bindings:
    """What the letters of the rule stand for.  Raises StepError where it does not fit."""
    for one in match(left, pair[0]):
        for both in match(right, pair[1], one):
            return both
    raise StepError("the rule does not fit these lines")
