"""What derivations rest on: the rules that they use, with their lemmas, and lines of inference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.algebra.facts import Proof
from derive.proof.lemmas import derive_rule
from derive.proof.step import (
    BothSides,
    Continuity,
    Derivation,
    Entrywise,
    Fractions,
    Guard,
    PartResult,
    Reason,
    Reversed,
    RuleUse,
)
from derive.rules.rule import Rule

__all__ = ["used_inferences", "used_rules"]

BUILT_IN = frozenset({"assumption", "definition", "arithmetic"})


def used_rules(derivations: Iterable[Derivation]) -> tuple[list[Rule], dict[str, Derivation]]:
    """The rules used in the derivations or in the lemmas of such rules, and these lemmas.

    The rules come in the order of their first use.
    """
    rules: dict[str, Rule] = {}
    lemmas: dict[str, Derivation] = {}
    waiting = list(derivations)
    while waiting:
        for rule in _rules_in(waiting.pop(0)):
            if rule.name not in rules:
                rules[rule.name] = rule
                if not rule.axiom:
                    lemmas[rule.name] = derive_rule(rule)
                    waiting.append(lemmas[rule.name])
    return list(rules.values()), lemmas


def _rules_in(derivation: Derivation) -> Iterator[Rule]:
    for step in derivation.flat():
        reason = step.reason.step.reason if isinstance(step.reason, Reversed) else step.reason
        if isinstance(reason, RuleUse):
            yield reason.rule
        for guard in _guards(step.reason):
            if isinstance(guard, Derivation):
                yield from _rules_in(guard)


def _guards(reason: Reason) -> Iterator[Guard]:
    """What a reason rests on: its guards, and the derivation of entries."""
    if isinstance(reason, Entrywise):
        yield reason.derivation
    if isinstance(reason, Continuity):
        yield from (part.derivation for part in reason.parts if part.derivation is not None)
    if isinstance(reason, RuleUse | BothSides | Reversed | Fractions | PartResult | Continuity):
        yield from reason.guards
    if isinstance(reason, Reversed):
        yield from _guards(reason.step.reason)


def used_inferences(derivations: Iterable[Derivation]) -> set[str]:
    """The names of the lines of inference that proofs of guards use."""
    found: set[str] = set()
    for derivation in derivations:
        for step in derivation.flat():
            for guard in _guards(step.reason):
                if isinstance(guard, Derivation):
                    found |= used_inferences([guard])
                elif isinstance(guard, Proof):
                    found |= {proof.by for proof in guard}
    return found - BUILT_IN
