"""What a primitive hands to the kernel, which makes the step."""

from __future__ import annotations

from typing import NamedTuple

from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.proof.step import Reason

__all__ = ["Checked"]


class Checked(NamedTuple):
    """The line that follows from the one given, for this reason, which was checked at a position.

    A primitive takes the context, the line, and what its reason needs; it recomputes the line that
    follows, proves each guard, and raises StepError for what it cannot establish.
    """

    after: Term
    reason: Reason
    position: Position = Position()
