"""The sheets of a course as one document: contents, the problems, one appendix of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.publish.document import (
    AnswerBlock,
    Block,
    Contents,
    DerivationBlock,
    DerivationLine,
    Display,
    Document,
    FigureBlock,
    Heading,
    Inline,
    Inlines,
    Link,
    PageBreak,
    Paragraph,
    RuleEntry,
    Table,
    Text,
)

__all__ = ["Chapter", "booklet"]

RULES = "rules"  # the anchor of the appendix


@dataclass(frozen=True, slots=True)
class Chapter:
    """A problem's name, its number in the course if it has one, and its sheet."""

    name: str
    number: int | None
    sheet: Document


def booklet(course: str, chapters: Sequence[Chapter], subtitle: str) -> Document:
    """All chapters, the numbered ones first, and each rule that any of them uses once.

    The rules are numbered in the order of their first use in the booklet.
    """
    ordered = sorted(chapters, key=lambda chapter: (chapter.number is None, chapter.number or 0))
    entries: dict[str, RuleEntry] = {}
    for chapter in ordered:
        for block in chapter.sheet.blocks:
            if isinstance(block, RuleEntry):
                entries.setdefault(block.anchor, block)
    numbers = {anchor: f"R{index}" for index, anchor in enumerate(entries, 1)}
    blocks: list[Block] = [
        Paragraph((Text(_summary(ordered)),)),
        Contents(2),
    ]
    for chapter in ordered:
        blocks += _chapter(chapter, numbers)
    if entries:
        blocks += [PageBreak(), Heading(1, (Text("The rules used"),), RULES)]
        blocks += [_entry(entry, numbers) for entry in entries.values()]
    return Document("Solved problems" if entries else "Problems", course, tuple(blocks), subtitle)


def _summary(chapters: Sequence[Chapter]) -> str:
    parts = sum(heading.level == 1 for c in chapters for heading in _headings(c))
    return f"{len(chapters)} problems with {parts} parts."


def _headings(chapter: Chapter) -> list[Heading]:
    return [heading for heading in chapter.sheet.headings if heading.anchor != RULES]


def _chapter(chapter: Chapter, numbers: Mapping[str, str]) -> Iterator[Block]:
    """The blocks of a sheet one level deeper, without its appendix."""
    title = chapter.sheet.title
    shown = title if chapter.number is None else f"{chapter.number}. {title}"
    yield PageBreak()
    yield Heading(1, (Text(shown),), f"problem-{chapter.name.replace('_', '-')}")
    prefix = f"{chapter.name.replace('_', '-')}-"
    for block in chapter.sheet.blocks:
        match block:
            case RuleEntry() | Heading(anchor="rules"):
                continue
            case Heading(level=level, anchor=anchor):
                yield replace(block, level=level + 1, anchor=_own(prefix, anchor))
            case DerivationBlock(lines):
                yield DerivationBlock(tuple(_line(line, prefix, numbers) for line in lines))
            case Display(anchor=anchor) | AnswerBlock(anchor=anchor) | Table(anchor=anchor):
                yield replace(block, anchor=_own(prefix, anchor))
            case FigureBlock(anchor=anchor):
                yield replace(block, anchor=_own(prefix, anchor))
            case _:
                yield block


def _own(prefix: str, anchor: str) -> str:
    return f"{prefix}{anchor}" if anchor else ""


def _line(line: DerivationLine, prefix: str, numbers: Mapping[str, str]) -> DerivationLine:
    return replace(
        line, anchor=_own(prefix, line.anchor), reason=_renumbered(line.reason, numbers, prefix)
    )


def _renumbered(inlines: Inlines, numbers: Mapping[str, str], prefix: str) -> Inlines:
    """Links to rules with their numbers in the booklet, other links within their chapter."""

    def linked(inline: Inline) -> Inline:
        if not isinstance(inline, Link):
            return inline
        if inline.anchor in numbers:
            return Link(inline.anchor, (Text(numbers[inline.anchor]),))
        return replace(inline, anchor=prefix + inline.anchor)

    return tuple(map(linked, inlines))


def _entry(entry: RuleEntry, numbers: Mapping[str, str]) -> RuleEntry:
    """The entry with its number in the booklet, in its title and in its derivation."""
    _, _, words = entry.title.partition(". ")
    derivation = entry.derivation
    if derivation is not None:
        derivation = DerivationBlock(tuple(_line(line, "", numbers) for line in derivation.lines))
    return replace(entry, title=f"{numbers[entry.anchor]}. {words}", derivation=derivation)
