"""What a derivation rests on: the rules that its steps use, and their guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.algebra.context import Fact
from derive.algebra.facts import Proof
from derive.algebra.indices import free_indices
from derive.algebra.signs import SignProof
from derive.proof.step import (
    Assumed,
    BothSides,
    Continuity,
    Derivation,
    Differentiated,
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

__all__ = ["Used", "bare_reasons", "guards_of", "rules_in", "shown_by", "used_by", "worth_saying"]

GUARDED = (
    RuleUse,
    BothSides,
    Reversed,
    Fractions,
    PartResult,
    Continuity,
    Expanded,
    Differentiated,
)


def rules_in(derivation: Derivation) -> Iterator[Rule]:
    """The rules that the steps of a derivation use, and the proofs of their guards."""
    for step in derivation.flat():
        reason = step.reason.step.reason if isinstance(step.reason, Reversed) else step.reason
        if isinstance(reason, RuleUse):
            yield reason.rule
        for guard in guards_of(step.reason):
            if isinstance(guard, Derivation):
                yield from rules_in(guard)


def bare_reasons(reason: Reason) -> Iterator[Reason]:
    """The reason of a step, not as it is read backwards; after an expansion those of the equations
    that it uses."""
    reason = reason.step.reason if isinstance(reason, Reversed) else reason
    yield reason
    if isinstance(reason, Expanded):
        for equation in reason.equations:
            for step in equation.flat():
                yield from bare_reasons(step.reason)


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


@dataclass(frozen=True, slots=True)
class Used:
    """The equations that an expansion uses: assumed ones, facts about letters, other rules."""

    assumed: tuple[Fact, ...]
    known: tuple[Fact, ...]
    laws: tuple[Rule, ...]


def used_by(expansion: Expanded) -> Used:
    """What an expansion uses, each once; a rule only where no fact says more."""
    assumed: dict[Fact, None] = {}
    known: dict[Fact, None] = {}
    laws: dict[str, Rule] = {}
    for reason in [*bare_reasons(expansion)][1:]:
        if isinstance(reason, Assumed):
            assumed[reason.fact] = None
        elif isinstance(reason, RuleUse):
            facts = worth_saying(reason.guards)
            known |= dict.fromkeys(facts)
            if not facts:
                laws[reason.rule.words] = reason.rule
    return Used(tuple(assumed), tuple(known), tuple(laws.values()))


def worth_saying(guards: Iterable[Guard]) -> list[Fact]:
    """The facts that a reader would want to be told; not what is seen at a glance."""
    proofs = [guard for guard in guards if isinstance(guard, Proof | SignProof)]
    return [
        proof.fact
        for proof in proofs
        if not (isinstance(proof, Proof) and proof.by == "arithmetic")
        and proof.fact.predicate not in ("constant", "=")
        and not any(map(free_indices, proof.fact.args))
    ]


def shown_by(guards: Iterable[Guard]) -> list[Fact]:
    """The equations that are derived for a step: the lemmas that a reader must be told."""
    derived = (guard for guard in guards if isinstance(guard, Derivation))
    return [Fact("=", (lemma.start, lemma.end)) for lemma in derived]
