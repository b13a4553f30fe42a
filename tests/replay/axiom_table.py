"""Add what the library says today to the table of axioms that replay believes.

    python -m tests.replay.axiom_table

Lines are never taken away: certificates that rest on them are in other people's hands.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.algebra.context import Fact as Given
from derive.algebra.inferences import INFERENCES, Inference
from derive.algebra.serialize import to_tree
from derive.replay.axioms import TABLE, inference_text, rule_text, shipped
from derive.replay.claims import Fact
from derive.replay.terms import NestedTerms
from derive.rules.library import RULES
from derive.rules.rule import Rule

__all__ = ["inference_line", "library_lines", "rule_line"]

HEADER = (
    "# Every axiom and every line of inference that derive has shipped; see axioms.py.",
    "# Lines are added by `python -m tests.replay.axiom_table`, and never taken away.",
)


def _facts(facts: Iterable[Given]) -> list[Fact]:
    terms = NestedTerms()
    return [Fact(f.predicate, tuple(terms.tree(to_tree(arg)) for arg in f.args)) for f in facts]


def rule_line(rule: Rule) -> str:
    """The line of a rule."""
    terms = NestedTerms()
    sides = (terms.tree(to_tree(rule.lhs)), terms.tree(to_tree(rule.rhs)))
    needs = [_facts(facts) for facts in (rule.guards, rule.forward, rule.backward)]
    functions = [(to_tree(f)["name"], to_tree(x)["name"]) for f, x in rule.functions]
    return rule_text(sides, rule.relation, needs, functions)


def inference_line(line: Inference) -> str:
    """The line of a line of inference."""
    return inference_text(_facts(line.premises), *_facts([line.conclusion]))


def library_lines() -> dict[str, str]:
    """The lines of all axioms and inferences of the library, by name."""
    made = {rule.name: rule_line(rule) for rule in RULES.values() if rule.axiom}
    return made | {line.name: inference_line(line) for line in INFERENCES}


def main() -> None:
    lines = sorted({*shipped(), *library_lines().values()})
    TABLE.write_text("\n".join((*HEADER, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
