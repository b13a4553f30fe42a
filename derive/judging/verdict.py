"""The verdict on an answer, as the contract states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from derive.judging.notebook import counterexample_html, note_html, values_latex
from derive.models import agreement as models

__all__ = ["Kind", "Verdict"]

Kind: TypeAlias = Literal[
    "equivalent",
    "different",
    "shape_error",
    "undefined",
    "wrong_form",
    "unparseable",
    "undecided",
    "error",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, why, and on what evidence; never a bool.

    `evidence` is None unless the answer is right: its kind (`proved`, `exact`, `numeric`) and the
    kinds of models tried.
    """

    verdict: Kind
    reason: str
    evidence: dict[str, Any] | None = None
    counterexample: models.Counterexample | None = None

    def __bool__(self) -> bool:
        raise TypeError("a verdict is not a bool: compare .verdict with 'equivalent'")

    def to_json(self, *, reveal: bool = True) -> dict[str, Any]:
        """The fields of a batch line; without `reveal` no values that give the gold away."""
        example = None
        if reveal and self.counterexample is not None:
            shown = self.counterexample.to_json()
            example = {
                "values": shown["values"],
                "gold": shown["left"],
                "answer": shown["right"],
            }
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "evidence": self.evidence,
            "counterexample": example,
        }

    def _repr_html_(self) -> str:
        example = self.to_json()["counterexample"]
        return note_html(self.verdict, self.reason, counterexample_html(example) if example else "")

    def _repr_latex_(self) -> str:
        example = self.to_json()["counterexample"]
        word = self.verdict.replace("_", " ")
        values = rf":\quad {values_latex(example)}" if example else ""
        return rf"$\text{{{word}}}{values}$"
