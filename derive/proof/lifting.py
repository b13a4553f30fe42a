"""Steps between two terms made again inside a larger line, where one of its arguments is the first.

A single rewriting is made at its place below; what cannot stand below another operation is used as
an equation that was derived, in one expansion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position, get, put
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.primitives.expansion_step import expand
from derive.proof.primitives.fraction import fraction
from derive.proof.step import (
    Arithmetic,
    Assumed,
    Cofactor,
    Derivation,
    Expanded,
    Fractions,
    Reversed,
    RuleUse,
    Step,
)

__all__ = ["lifted"]


def lifted(context: Context, whole: Term, index: int, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, which begin at argument number `index` of a term, made inside that term.

    Raises StepError where the kernel refuses one there.
    """
    made: list[Step] = []
    for step in (flat for one in steps for flat in one.flat()):
        made += _inside(context, made[-1].after if made else whole, index, step)
    return tuple(made)


def _inside(context: Context, whole: Term, index: int, step: Step) -> Iterator[Step]:
    wanted = put(whole, Position((index,)), step.after)
    try:
        found = _made(context, whole, index, step)
    except StepError:
        found = _as_lemma(context, whole, index, step)
    yield found
    if found.after != wanted:
        yield kernel.arithmetic(context, found.after, wanted)


def _made(context: Context, whole: Term, index: int, step: Step) -> Step:
    """The same step at its place in the whole."""
    reason, where = step.reason, step.position.below(index)
    match reason:
        case RuleUse(rule, forward, bindings, guards):
            lemmas = [guard for guard in guards if isinstance(guard, Derivation)]
            return kernel.rewrite(
                context, whole, rule, where, dict(bindings), forward=forward, lemmas=lemmas
            )
        case Assumed(fact, forward, places):
            below = [place.below(index) for place in places]
            return kernel.rewrite_assumed(context, whole, fact, below, forward=forward)
        case Expanded(equations, cofactors):
            new = get(step.after, step.position)
            return kernel.apply(context, whole, expand, where, new, equations, cofactors)
        case Fractions():
            new = get(step.after, step.position)
            return kernel.apply(context, whole, fraction, where, new)
        case Arithmetic():
            after = put(whole, Position((index,)), step.after)
            return kernel.arithmetic(context, whole, after)
        case Reversed(inner):
            end = put(whole, Position((index,)), step.after)
            back = _made(context, end, index, inner)
            if back.after == whole:
                return kernel.reverse(context, back)
    raise StepError("this step is not made below another operation")


def _as_lemma(context: Context, whole: Term, index: int, step: Step) -> Step:
    """The step as an equation that is derived, put in."""
    shown = kernel.derivation(context, step.before, (step,), domain=False)
    once = Cofactor(0, t.ONE)
    return kernel.apply(context, whole, expand, Position((index,)), step.after, (shown,), (once,))
