"""Steps that presume what gives the two lines their values: that the inverses in them exist."""

from __future__ import annotations

from collections.abc import Callable

from derive.algebra.context import Context
from derive.algebra.definedness import stated
from derive.algebra.term import Term
from derive.proof import kernel
from derive.proof.step import Step, assumed_by

__all__ = ["presuming"]


def presuming(context: Context, before: Term, after: Term, made: Callable[[Context], Step]) -> Step:
    """A step that is made in the context in which the inverses of both lines exist.

    What it uses of that is presumed: the kernel compares where the two lines have values.  Raises
    StepError where it refuses that, and what `made` raises.
    """
    present = (*stated(before), *stated(after))
    wider = Context(context.symbols, tuple(dict.fromkeys((*context.facts, *present))))
    step = made(wider)
    used = {fact for flat in step.flat() for fact in assumed_by(flat.reason)}
    presumed = [fact for fact in wider.facts[len(context.facts) :] if fact in used]
    return kernel.chain(context, (step,), presumed)
