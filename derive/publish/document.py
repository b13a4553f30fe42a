r"""What we print: a title and blocks of prose, formulas, derivations, tables and figures.

Here is data only; a renderer (`tex.render_tex`, `html.render_html`) is a function from a Document
to text.  Every formula is a string of LaTeX that was printed from a term, in the subset that
pdflatex, KaTeX, MathJax and math-core share.  What changed in a line is marked with
`\textcolor{changed}{…}`; `changed` is the only colour that a formula may name.

A document is well formed by construction: anchors are unique, every link has its target, headings
skip no level, and every figure says in words what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from derive.errors import DeriveError
from derive.publish.inline import (
    Emphasis,
    Inline,
    Inlines,
    Link,
    Math,
    Strong,
    Text,
    links,
    plain,
)

__all__ = [
    "AnswerBlock",
    "Block",
    "Contents",
    "DerivationBlock",
    "DerivationLine",
    "Display",
    "Document",
    "Drawing",
    "Emphasis",
    "FigureBlock",
    "Given",
    "Heading",
    "Inline",
    "Inlines",
    "Link",
    "Math",
    "PageBreak",
    "Paragraph",
    "QuestionBlock",
    "Remark",
    "RuleEntry",
    "ShapeTable",
    "ShapeTableRow",
    "Strong",
    "Table",
    "Text",
    "VerifiedNote",
    "plain",
]

_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9._-]*\Z")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title of the document: level 1, 2 or 3."""

    level: int
    inlines: Inlines
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own; `number` is printed in parentheses beside it."""

    latex: str
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DerivationLine:
    r"""One line of a derivation: `lead  left relation right   reason`.

    `right` follows `relation` (LaTeX: `=`, `\sim`, `\to`, …) and `left` precedes it; a chain leaves
    `left` empty after its first line.  `lead` stands before all (`\iff`, `\implies`), so that the
    `=` of equivalent equations align.  The reason is in words, with a Link to each rule it names.
    """

    right: str
    relation: str = "="
    left: str = ""
    lead: str = ""
    reason: Inlines = ()
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DerivationBlock:
    """Lines aligned at their relation, each with its reason."""

    lines: tuple[DerivationLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """A result in its box: `name = latex`, or only `latex` if it has no name."""

    latex: str
    name: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ShapeTableRow:
    r"""A term, its shape (LaTeX, as `m \times n`), and a word on it."""

    latex: str
    shape: str
    note: Inlines = ()


@dataclass(frozen=True, slots=True)
class ShapeTable:
    rows: tuple[ShapeTableRow, ...]
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are inlines; every row has as many as the header."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as PDF (for paper) and SVG (for the screen), `width` inches wide.

    `name` is the name of its file, without ending.  The SVG may stand within a page: its names
    begin with its own, and its colours are the variables of the page.
    """

    name: str
    pdf: bytes
    svg: str
    width: float = 4.6


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """Drawings beside each other; `alt` says in words what is to be seen.

    Without drawings the words stand in their place.
    """

    drawings: tuple[Drawing, ...]
    alt: str
    caption: Inlines = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a part assumes, one item each."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Remark:
    inlines: Inlines
    title: str = "Remark"


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """The small line under a part: how it was verified."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule explained once: its name in the library and in words, its statement, and why it holds.

    `why` is its standing in words (an axiom, with the textbook it is from); a rule that is no axiom
    carries its derivation.
    """

    name: str
    anchor: str
    statement: str
    title: str = ""
    guards: tuple[Inlines, ...] = ()
    why: Inlines = ()
    derivation: DerivationBlock | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of the headings down to `depth`, with links (and page numbers on paper)."""

    depth: int = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page of paper."""


Block: TypeAlias = (
    Heading
    | Paragraph
    | Display
    | DerivationBlock
    | AnswerBlock
    | ShapeTable
    | Table
    | FigureBlock
    | Given
    | QuestionBlock
    | Remark
    | VerifiedNote
    | RuleEntry
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A sheet or a booklet.

    `language` is a BCP 47 tag.  Raises DeriveError if it is not well formed (see the module).
    """

    title: str
    course: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        _check_headings(self)
        _check_anchors(self)
        _check_blocks(self)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def figures(self) -> tuple[FigureBlock, ...]:
        return tuple(block for block in self.blocks if isinstance(block, FigureBlock))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        return tuple(drawing for figure in self.figures for drawing in figure.drawings)


def _check_headings(document: Document) -> None:
    above = 0
    for heading in document.headings:
        if not 1 <= heading.level <= min(above + 1, 3):
            raise DeriveError(
                f"the heading “{plain(heading.inlines)}” has level {heading.level}",
                expected=f"a level from 1 to {min(above + 1, 3)}",
            )
        above = heading.level


def _check_anchors(document: Document) -> None:
    anchors: set[str] = set()
    for anchor in _anchors(document.blocks):
        if not _ANCHOR.match(anchor):
            raise DeriveError(f"“{anchor}” is no anchor", expected="letters, digits, . _ -")
        if anchor in anchors:
            raise DeriveError(f"the anchor “{anchor}” is used twice")
        anchors.add(anchor)
    said = chain.from_iterable(chain.from_iterable(map(_sentences, document.blocks)))
    for link in links(tuple(said)):
        if link.anchor not in anchors:
            raise DeriveError(f"“{plain(link.inlines)}” links to “{link.anchor}”, which is nowhere")


def _check_blocks(document: Document) -> None:
    names: set[str] = set()
    for block in document.blocks:
        match block:
            case FigureBlock(drawings, alt):
                for name in (drawing.name for drawing in drawings):
                    if not _FILE.match(name) or name in names:
                        raise DeriveError(f"a second drawing, or no name of a file: “{name}”")
                    names.add(name)
                if not alt.strip():
                    raise DeriveError("a figure does not say what it shows")
            case Table(header=header, rows=rows):
                if not header or any(len(row) != len(header) for row in rows):
                    raise DeriveError("a table whose rows have not as many cells as its header")
            case DerivationBlock(lines=()):
                raise DeriveError("a derivation without a line")


def _anchors(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case DerivationBlock(lines):
                yield from (line.anchor for line in lines if line.anchor)
            case RuleEntry(derivation=derivation):
                yield block.anchor
                if derivation is not None:
                    yield from _anchors((derivation,))
            case Heading() | Display() | AnswerBlock() | Table() | FigureBlock():
                if block.anchor:
                    yield block.anchor


def _sentences(block: Block) -> Iterable[Inlines]:
    """All that a block says in words."""
    match block:
        case Heading() | Paragraph() | QuestionBlock() | Remark() | VerifiedNote():
            return (block.inlines,)
        case DerivationBlock(lines):
            return (line.reason for line in lines)
        case ShapeTable(rows, caption):
            return (caption, *(row.note for row in rows))
        case Table(header, cells, caption):
            return (caption, *header, *chain.from_iterable(cells))
        case FigureBlock(caption=caption):
            return (caption,)
        case Given(items):
            return items
        case RuleEntry(guards=guards, why=why, derivation=derivation):
            return (why, *guards, *(_sentences(derivation) if derivation is not None else ()))
        case Display() | AnswerBlock() | Contents() | PageBreak():
            return ()
