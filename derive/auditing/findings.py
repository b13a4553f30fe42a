"""What an audit finds: its steps with their verdicts, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, TypeAlias

__all__ = ["FAULTS", "Audit", "Role", "Step", "Verdict"]

Verdict: TypeAlias = Literal[
    "right", "wrong", "does_not_follow", "right_if", "unread", "not_checkable"
]
Role: TypeAlias = Literal["step", "statement", "definition", "condition", "implication"]
FAULTS = ("wrong", "does_not_follow")


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a chain: where its right side begins, how it is written, and what is known of it.

    `conditions` say what is missing where it is `right_if`; `follows_wrong` says that it rests on a
    line that is wrong; `repair` is what a damaged formula may have been.
    """

    line: int
    column: int
    role: Role
    lhs: str
    relation: str
    rhs: str
    verdict: Verdict
    reason: str = ""
    evidence: Mapping[str, Any] | None = None
    counterexample: Mapping[str, Any] | None = None
    conditions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    repair: str = ""
    follows_wrong: bool = False
    chain: int = 0
    end: int = 0  # columns of the right side on its line

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "role": self.role,
            "lhs": self.lhs,
            "relation": self.relation,
            "rhs": self.rhs,
            "formula": f"{self.lhs} {self.relation} {self.rhs}",
            "verdict": self.verdict,
            "reason": self.reason,
            "evidence": None if self.evidence is None else dict(self.evidence),
            "rules": list(self.rules),
            "counterexample": None if self.counterexample is None else dict(self.counterexample),
            "conditions": list(self.conditions),
            "repair": self.repair or None,
            "follows_wrong": self.follows_wrong,
            "chain": self.chain,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """The steps of a document in order, the context in which they were judged, and what was
    assumed for it."""

    steps: Sequence[Step]
    context: Mapping[str, Any] = field(default_factory=dict)
    assumed: Sequence[str] = ()
    file: str = ""
    text: str = field(default="", repr=False)

    @property
    def first_wrong(self) -> Step | None:
        """The first step that is wrong or does not follow."""
        return next((step for step in self.steps if step.verdict in FAULTS), None)

    def count(self, verdict: str) -> int:
        return sum(step.verdict == verdict for step in self.steps)

    @property
    def summary(self) -> str:
        """How many steps there are of each verdict, in words."""
        said = {
            "right": "right",
            "wrong": "wrong",
            "does_not_follow": "not following",
            "right_if": "right under a condition",
            "unread": "unread",
            "not_checkable": "not checkable",
        }
        counts = [
            f"{self.count(verdict)} {words}"
            for verdict, words in said.items()
            if self.count(verdict)
        ]
        return f"{len(self.steps)} steps: {', '.join(counts)}" if counts else "no steps were found"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{step.line}</td><td><code>{escape(step.lhs)} {escape(step.relation)} "
            f"{escape(step.rhs)}</code></td><td><b>{step.verdict}</b></td>"
            f"<td>{escape(step.reason) if step.verdict != 'right' else ''}</td></tr>"
            for step in self.steps
        )
        head = "<tr><th>line</th><th>step</th><th>verdict</th><th>why</th></tr>"
        return f"<p>{escape(self.summary)}</p><table>{head}{rows}</table>"

    def to_json(self) -> dict[str, Any]:
        first = self.first_wrong
        named = {"file": self.file} if self.file else {}
        return {
            **named,
            "context": dict(self.context),
            "assumed": list(self.assumed),
            "steps": [step.to_json() for step in self.steps],
            "first_wrong": None if first is None else {"line": first.line, "column": first.column},
            "summary": self.summary,
        }
