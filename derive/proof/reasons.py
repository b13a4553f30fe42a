"""What a derivation rests on: the rules that its steps use, and their guards."""

from __future__ import annotations

from collections.abc import Iterator

from derive.proof.step import (
    BothSides,
    Continuity,
    Derivation,
    Entrywise,
    Expanded,
    Fractions,
    Guard,
    PartResult,
    Reason,
    Reversed,
    RuleUse,
)
from derive.rules.rule import Rule

__all__ = ["guards_of", "rules_in"]

GUARDED = (RuleUse, BothSides, Reversed, Fractions, PartResult, Continuity, Expanded)


def rules_in(derivation: Derivation) -> Iterator[Rule]:
    """The rules that the steps of a derivation use, and the proofs of their guards."""
    for step in derivation.flat():
        reason = step.reason.step.reason if isinstance(step.reason, Reversed) else step.reason
        if isinstance(reason, RuleUse):
            yield reason.rule
        for guard in guards_of(step.reason):
            if isinstance(guard, Derivation):
                yield from rules_in(guard)


def guards_of(reason: Reason) -> Iterator[Guard]:
    """What a reason rests on: its guards, and the derivations of entries and equations."""
    if isinstance(reason, Entrywise):
        yield reason.derivation
    if isinstance(reason, Continuity):
        yield from (part.derivation for part in reason.parts if part.derivation is not None)
    if isinstance(reason, Expanded):
        yield from reason.equations
    if isinstance(reason, GUARDED):
        yield from reason.guards
    if isinstance(reason, Reversed):
        yield from guards_of(reason.step.reason)
