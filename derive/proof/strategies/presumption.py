"""Steps that presume what gives the two lines their values: that the inverses in them exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.algebra.context import Context, Fact
from derive.algebra.definedness import stated
from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.normal_words import equations_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.step import Derivation, Step

__all__ = ["lemma", "presuming"]


def presuming(
    context: Context,
    before: Term,
    after: Term,
    made: Callable[[Context], tuple[Step, ...]],
) -> tuple[Step, ...]:
    """Steps that are made in the context in which the inverses of both lines exist.

    What they use of that is presumed: then they are one line, and the kernel compares where the two
    ends have values.  Models see no irrational roots, so it must also be known that the second has
    one wherever the first has.  Raises StepError where that is not so, and what `made` raises.
    """
    present = (*stated(before), *stated(after))
    wider = Context(context.symbols, tuple(dict.fromkeys((*context.facts, *present))))
    steps = made(wider)
    presumed = _presumed(context, wider, steps)
    if not presumed:
        return steps

    def known(fact: Fact) -> bool:
        return ask(context, fact).value is True

    if not defined_wherever(after, before, known, equations_of(context.facts)):
        raise StepError(f"it is not known that {after} has a value wherever {before} has one")
    return (kernel.chain(context, steps, presumed),)


def lemma(context: Context, wider: Context, start: Term, steps: Sequence[Step]) -> Derivation:
    """The derivation of steps that were made in a wider context, from no more of it than they use.

    Raises StepError where they do not join.
    """
    facts = (*context.facts, *_presumed(context, wider, steps))
    return kernel.derivation(Context(context.symbols, facts), start, steps, domain=False)


def _presumed(context: Context, wider: Context, steps: Sequence[Step]) -> tuple[Fact, ...]:
    """What the steps use that only the wider context assumes."""
    used = {fact for step in steps for fact in step.rests_on()}
    return tuple(fact for fact in wider.facts if fact in used and fact not in context.facts)
