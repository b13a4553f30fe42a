"""The appendix: each rule that is used, explained once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.algebra import term as t
from derive.latex.printer import latex
from derive.proof.lemmas import derive_rule
from derive.proof.step import Derivation as Proved
from derive.proof.step import RuleUse
from derive.publish.document import (
    Block,
    DerivationBlock,
    DerivationLine,
    Heading,
    Inlines,
    RuleEntry,
    Text,
)
from derive.publish.wording import fact_inlines, reason_inlines, rule_anchor
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["rulebook"]


def rulebook(rules: tuple[Rule, ...], numbers: Mapping[str, int]) -> Iterator[Block]:
    """The heading of the appendix and an entry for each rule."""
    if not rules:
        return
    yield Heading(1, (Text("The rules used"),), "rules")
    for rule in rules:
        yield _entry(rule, numbers)


def _entry(rule: Rule, numbers: Mapping[str, int]) -> RuleEntry:
    lines = () if rule.axiom else tuple(_lemma(rule, numbers))
    return RuleEntry(
        name=rule.name,
        anchor=rule_anchor(rule),
        statement=_statement(rule),
        title=f"R{numbers[rule.name]}. {rule.words[0].upper()}{rule.words[1:]}",
        guards=tuple(fact_inlines(fact) for fact in rule.guards),
        why=_why(rule),
        derivation=DerivationBlock(lines) if lines else None,  # arithmetic shows nothing
    )


def _statement(rule: Rule) -> str:
    if rule.relation == "=":
        return latex(t.equation(rule.lhs, rule.rhs))
    return rf"{latex(rule.lhs)} \iff {latex(rule.rhs)}"


def _why(rule: Rule) -> Inlines:
    if rule.lemma is None:
        return (Text(f"An axiom: {rule.source}."),)
    if rule.lemma.by is None:
        return (Text("Derived from the rules before it:"),)
    by = find_rule(rule.lemma.by)
    return (Text(f"It is enough to check what determines it: {by.words}."),)


def _lemma(rule: Rule, numbers: Mapping[str, int]) -> Iterator[DerivationLine]:
    proved = derive_rule(rule)
    [*steps] = proved.steps
    reason = steps[0].reason
    if rule.lemma is None or rule.lemma.by is None or not isinstance(reason, RuleUse):
        yield from _chain(proved, numbers)
        return
    for guard in reason.guards:
        if isinstance(guard, Proved):
            yield from _chain(guard, numbers)


def _chain(derivation: Proved, numbers: Mapping[str, int]) -> Iterator[DerivationLine]:
    for index, step in enumerate(derivation.steps):
        left = latex(derivation.start) if index == 0 else ""
        yield DerivationLine(latex(step.after), "=", left, reason=reason_inlines(step, (), numbers))
