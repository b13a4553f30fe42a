"""How results look in a notebook: `_repr_html_` and `_repr_latex_` of verdicts and proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

__all__ = ["counterexample_html", "formula_latex", "note_html", "values_latex"]

Matrix = Sequence[Sequence[Any]]


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


def values_latex(example: Mapping[str, Any]) -> str:
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
