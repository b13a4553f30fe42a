"""What a derivation is made of: steps, the reasons for them, and what discharges a guard.

These are plain data.  Only `derive.proof.kernel` makes a Step or a Derivation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof
from derive.algebra.pattern import Position
from derive.algebra.signs import SignProof
from derive.algebra.term import Term
from derive.rules.rule import Rule

__all__ = [
    "OPERATIONS",
    "Arithmetic",
    "Assumed",
    "BothSides",
    "Chain",
    "Continuity",
    "Derivation",
    "Eliminated",
    "Entrywise",
    "Fractions",
    "Guard",
    "LimitPart",
    "PartResult",
    "Reason",
    "Reversed",
    "RuleUse",
    "Step",
    "assumed_by",
    "assumptions_of",
]

OPERATIONS = ("transpose", "add", "multiply_left", "multiply_right", "scale")


@dataclass(frozen=True, slots=True)
class RuleUse:
    """An instance of a rule, read from left to right if `forward`."""

    rule: Rule
    forward: bool
    bindings: tuple[tuple[Term, Term], ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """An equation among the assumptions, read from left to right if `forward`, at each position."""

    fact: Fact
    forward: bool
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Nothing but associativity, the order of sums, numbers, units and like terms."""


@dataclass(frozen=True, slots=True)
class Eliminated:
    """A letter that the constraint of an optimum is solved for, put into the objective."""

    letter: Term


@dataclass(frozen=True, slots=True)
class Fractions:
    """Arithmetic of fractions: both sides are one quotient of polynomials.

    `guards` show that what the after divides by, and the before does not, is not zero.
    """

    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class PartResult:
    """The result of another part, its start replaced by its end (if `forward`) at each position.

    `guards` prove what that part assumes and this one does not.
    """

    part: str
    lemma: Derivation
    forward: bool
    positions: tuple[Position, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class BothSides:
    """One of OPERATIONS on both sides of an equation; `guards` are what makes it reversible."""

    operation: str
    operand: Term | None
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Several steps that make one line.

    `presumed` are facts that the steps use without which one of its two ends has no value.
    """

    steps: tuple[Step, ...]
    presumed: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reversed:
    """A step from the after to the before, read backwards; `guards` are those of that direction."""

    step: Step
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Entrywise:
    """The entries (row, column) of both sides are equal, whatever the indices are.

    `derivation` leads from the entry of the before to that of the after.
    """

    row: Term
    column: Term
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class LimitPart:
    """A part of the body of a limit; its limit is seen at once, or derived."""

    position: Position
    derivation: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Continuity:
    """The limit of a continuous expression: the parts that vary replaced by their limits.

    `guards` show that the inverses exist that are new in it.
    """

    parts: tuple[LimitPart, ...]
    guards: tuple[Guard, ...]


Reason: TypeAlias = (
    RuleUse
    | Assumed
    | PartResult
    | Arithmetic
    | Fractions
    | BothSides
    | Eliminated
    | Chain
    | Reversed
    | Entrywise
    | Continuity
)


@dataclass(frozen=True, slots=True)
class Step:
    """before `relation` after: "=" between terms, "⟺" between statements."""

    before: Term
    relation: str
    after: Term
    reason: Reason
    position: Position

    def flat(self) -> Iterator[Step]:
        """The steps of which this line is made, without chains."""
        if isinstance(self.reason, Chain):
            for step in self.reason.steps:
                yield from step.flat()
        else:
            yield self


@dataclass(frozen=True, slots=True)
class Derivation:
    """Steps in a context, each beginning where the one before ends."""

    context: Context
    start: Term
    steps: tuple[Step, ...]

    @property
    def end(self) -> Term:
        return self.steps[-1].after if self.steps else self.start

    @property
    def relation(self) -> str:
        return "⟺" if any(step.relation == "⟺" for step in self.steps) else "="

    def flat(self) -> Iterator[Step]:
        for step in self.steps:
            yield from step.flat()


Guard: TypeAlias = Proof | SignProof | Derivation


def assumptions_of(guard: Guard) -> Iterator[Fact]:
    """The assumptions that a discharged guard rests on."""
    if isinstance(guard, Proof):
        yield from (proof.fact for proof in guard if proof.by == "assumption")
        return
    if isinstance(guard, SignProof):
        yield from guard.assumptions
        return
    for step in guard.flat():
        yield from assumed_by(step.reason)


def assumed_by(reason: Reason) -> Iterator[Fact]:
    match reason:
        case Assumed(fact):
            yield fact
        case PartResult(_, lemma):
            yield from lemma.context.facts
        case RuleUse() | Fractions() | BothSides() | Reversed() | Continuity():
            for guard in reason.guards:
                yield from assumptions_of(guard)
        case Entrywise():
            yield from assumptions_of(reason.derivation)
    if isinstance(reason, Continuity):
        for part in reason.parts:
            yield from part.derivation.context.facts if part.derivation else ()
    if isinstance(reason, Reversed):
        yield from assumed_by(reason.step.reason)
