"""Sentences and formulas as the commands print them."""

from __future__ import annotations

from derive.latex.unicode_text import formula_text, led_lines
from derive.publish.inline import Emphasis, Inline, Inlines, Link, Math, Strong, Text

__all__ = ["on_terminal", "shown_formula"]


def on_terminal(inlines: Inlines, latex: bool = False) -> str:
    """The words with their formulas, for a terminal, or in LaTeX between dollars."""
    return "".join(_on_terminal(inline, latex) for inline in inlines)


def _on_terminal(inline: Inline, latex: bool) -> str:
    match inline:
        case Text(text):
            return text
        case Math(formula):
            return f"${formula}$" if latex else formula_text(formula)
        case Emphasis(inlines) | Strong(inlines) | Link(_, inlines):
            return on_terminal(inlines, latex)


def shown_formula(lead: str, formula: str, tail: str = "", *, latex: bool) -> list[str]:
    """A formula between words: in LaTeX, or for a terminal in as many lines as it needs."""
    return [f"{lead}{formula}{tail}"] if latex else led_lines(lead, formula, tail)
