"""What derivations rest on: the rules that they use, with their lemmas, and lines of inference."""

from __future__ import annotations

from collections.abc import Iterable

from derive.algebra.facts import Proof
from derive.proof.lemmas import derive_rule
from derive.proof.reasons import guards_of, rules_in
from derive.proof.step import Derivation
from derive.rules.rule import Rule

__all__ = ["BUILT_IN", "used_inferences", "used_rules"]

BUILT_IN = frozenset({"assumption", "definition", "arithmetic"})


def used_rules(derivations: Iterable[Derivation]) -> tuple[list[Rule], dict[str, Derivation]]:
    """The rules used in the derivations or in the lemmas of such rules, and these lemmas.

    The rules come in the order of their first use.
    """
    rules: dict[str, Rule] = {}
    lemmas: dict[str, Derivation] = {}
    waiting = list(derivations)
    while waiting:
        for rule in rules_in(waiting.pop(0)):
            if rule.name not in rules:
                rules[rule.name] = rule
                if not rule.axiom:
                    lemmas[rule.name] = derive_rule(rule)
                    waiting.append(lemmas[rule.name])
    return list(rules.values()), lemmas


def used_inferences(derivations: Iterable[Derivation]) -> set[str]:
    """The names of the lines of inference that proofs of guards use."""
    found: set[str] = set()
    for derivation in derivations:
        for step in derivation.flat():
            for guard in guards_of(step.reason):
                if isinstance(guard, Derivation):
                    found |= used_inferences([guard])
                elif isinstance(guard, Proof):
                    found |= {proof.by for proof in guard}
    return found - BUILT_IN
