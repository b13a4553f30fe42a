"""The verdict on an answer, as the contract states it, and how results look in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, TypeAlias

from derive.models import agreement as models

__all__ = ["FULL", "Feedback", "Kind", "Verdict"]
__all__ += ["counterexample_html", "formula_latex", "note_html"]

Matrix: TypeAlias = Sequence[Sequence[Any]]
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
class Feedback:
    """What is said of a wrong answer: whether values and words may show the gold, and whether a
    hint is looked for, which takes longer than the verdict."""

    reveals: bool = True
    hints: bool = True


FULL = Feedback()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, why, and on what evidence; never a bool.

    `evidence` is None unless the answer is right: its kind (`proved`, `exact`, `numeric`) and the
    kinds of models tried.  `assumed` says what was inferred, and how what could be read in two ways
    was read.
    """

    verdict: Kind
    reason: str
    evidence: dict[str, Any] | None = None
    counterexample: models.Counterexample | None = None
    assumed: tuple[str, ...] = ()

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
            "assumed": list(self.assumed) if reveal else [],
        }

    def _repr_html_(self) -> str:
        example = self.to_json()["counterexample"]
        return note_html(self.verdict, self.reason, counterexample_html(example) if example else "")

    def _repr_latex_(self) -> str:
        example = self.to_json()["counterexample"]
        word = self.verdict.replace("_", " ")
        values = rf":\quad {_values_latex(example)}" if example else ""
        return rf"$\text{{{word}}}{values}$"


# -- in a notebook --------------------------------------------------------------------------------


def note_html(word: str, reason: str, more: str = "") -> str:
    """A word in bold and its reason, every sign of which is text, in a paragraph."""
    said = escape(reason).replace("\n", "<br>").replace("  ", "&nbsp;&nbsp;")
    return f"<div><p><b>{escape(word)}</b>: <code>{said}</code></p>{more}</div>"


def counterexample_html(example: Mapping[str, Any]) -> str:
    """A table of the values, one row a letter or side.

    `example` has `values` (name to rows) and any further names to rows, None where undefined.
    """
    named = {**example["values"], **{k: v for k, v in example.items() if k != "values"}}
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_matrix_html(rows)}</td></tr>"
        for name, rows in named.items()
    )
    return f"<table>{rows}</table>"


def _matrix_html(rows: Matrix | None) -> str:
    if rows is None:
        return "undefined"
    return "<br>".join(" ".join(escape(str(value)) for value in row) for row in rows)


def _values_latex(example: Mapping[str, Any]) -> str:
    """The values as equations, side by side."""
    named = {**example["values"], **{k: v for k, v in example.items() if k != "values"}}
    sides = {"gold": r"\text{gold}", "answer": r"\text{answer}"}
    return r",\quad ".join(
        f"{sides.get(name, name)} = {_matrix_latex(rows)}" for name, rows in named.items()
    )


def _matrix_latex(rows: Matrix | None) -> str:
    if rows is None:
        return r"\text{undefined}"
    if len(rows) == 1 and len(rows[0]) == 1:
        return str(rows[0][0])
    inside = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


def formula_latex(latex: str) -> str:
    """A formula as a notebook takes it."""
    return rf"$\displaystyle {latex}$"
