"""What stands within a sentence: words, formulas, stress and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Emphasis",
    "Inline",
    "Inlines",
    "Link",
    "Math",
    "Strong",
    "Text",
    "links",
    "plain",
]

SIGNS = {"geq?": "≥", "leq?": "≤", "neq?": "≠", "cdot": "·", "to": "→"}


@dataclass(frozen=True, slots=True)
class Text:
    """Words; every character is meant literally."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula within a sentence; `alt` are the words for it where no formula can stand."""

    latex: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Emphasis:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Strong:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the block with this anchor in the same document."""

    anchor: str
    inlines: Inlines


Inline: TypeAlias = Text | Math | Emphasis | Strong | Link
Inlines: TypeAlias = tuple[Inline, ...]


def plain(inlines: Inlines) -> str:
    """The words alone, where neither formulas nor fonts can stand: bookmarks, labels, titles."""
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case Math(latex, alt):
            return alt or _words_of(latex)
        case Emphasis(inlines) | Strong(inlines) | Link(_, inlines):
            return plain(inlines)


def _words_of(latex: str) -> str:
    """The formula without commands of style: `X^\\top X` becomes `X^T X`."""
    bare = re.sub(r"\\textcolor\{changed\}|\\(left|right|,|;|!|:)(?![a-zA-Z])", "", latex)
    bare = re.sub(r"\\(boldsymbol|mathbf|mathrm|mathbb|operatorname\*?)(?![a-zA-Z])", "", bare)
    bare = re.sub(r"\\[lr]?Vert(?![a-zA-Z])\s*|\\\|", "||", bare)
    bare = re.sub(r"\\top(?![a-zA-Z])", "T", bare)
    for name, sign in SIGNS.items():
        bare = re.sub(rf"\\{name}(?![a-zA-Z])", sign, bare)
    bare = re.sub(r"([_^])\{([^{}\s\\]*)\}", r"\1\2", bare)
    bare = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", _quotient, bare)
    bare = re.sub(r"\\([a-zA-Z]+)", r"\1", bare)
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", bare)).strip()


def _quotient(found: re.Match[str]) -> str:
    """A fraction in one line, its parts in parentheses where they are more than a letter."""
    above, below = (f"({part})" if " " in part else part for part in found.groups())
    return f"{above}/{below}"


def links(inlines: Inlines) -> Iterator[Link]:
    """Every link among them, at any depth."""
    for inline in inlines:
        match inline:
            case Link(inlines=within):
                yield inline
                yield from links(within)
            case Emphasis(inlines=within) | Strong(inlines=within):
                yield from links(within)
