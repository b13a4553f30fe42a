"""A written solution as its pieces in order: prose, and formulas with their places.

A piece keeps the length of its stretch of the document: what is not part of it, as a mark of a
quotation or a comment, is blanked out, so that every place in a piece is a place in the document.

Limits: MAX_LENGTH characters, MAX_FORMULAS formulas.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from derive.errors import LimitError

__all__ = ["MAX_FORMULAS", "MAX_LENGTH", "Document", "Kind", "Piece", "Source"]

MAX_LENGTH = 4_000_000
MAX_FORMULAS = 20_000
Kind: TypeAlias = Literal["prose", "inline", "display", "break"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document: `prose`, a formula (`inline` or `display`), or a `break` between
    parts, as a heading is, with its words."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def formula(self) -> bool:
        return self.kind in ("inline", "display")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a document, and where its lines begin."""

    text: str
    name: str = ""
    _lines: list[int] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, text: str, name: str = "") -> Source:
        """Raises LimitError for a text that is too long."""
        if len(text) > MAX_LENGTH:
            raise LimitError(f"the document is longer than {MAX_LENGTH} characters")
        lines = [0, *(index + 1 for index, sign in enumerate(text) if sign == "\n")]
        return cls(text, name, lines)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line(self, number: int) -> str:
        """One line, without its end."""
        begin = self._lines[number - 1]
        end = self.text.find("\n", begin)
        return self.text[begin : end if end >= 0 else len(self.text)]

    def offset(self, line: int) -> int:
        """Where a line begins, counted from 0."""
        return self._lines[line] if line < len(self._lines) else len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """The pieces of a document in order, and the definitions of its author's own commands."""

    source: Source
    pieces: Sequence[Piece]
    macros: str = ""
    plain: bool = False  # formulas as they are typed in chats, without LaTeX around them

    def __post_init__(self) -> None:
        if sum(piece.formula for piece in self.pieces) > MAX_FORMULAS:
            raise LimitError(f"the document has more than {MAX_FORMULAS} formulas")
