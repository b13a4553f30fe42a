r"""The answer that a text in prose gives: boxed, announced, or its last formula.

`Extraction` says where it was found, so that a grade can be explained.  Nothing is guessed between
two candidates of one kind: the last one counts, as a reader would take it.

Limits: the last MAX_TEXT characters are looked at; each is scanned a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

__all__ = ["BOXED_FIRST", "Extraction", "Source", "extract"]

Source: TypeAlias = Literal["boxed", "final answer", "answer", "last formula", "whole text"]

MAX_TEXT = 200_000
BOXED_FIRST: tuple[Source, ...] = ("boxed", "final answer", "answer", "last formula", "whole text")
BOXES = (r"\boxed", r"\fbox")
DISPLAYS = ("equation", "align", "gather", "displaymath", "math", "eqnarray", "multline")
_CLOSERS: Mapping[str, str] = MappingProxyType(
    {
        "$$": "$$",
        "$": "$",
        r"\[": r"\]",
        r"\(": r"\)",
        **{
            rf"\begin{{{name}{star}}}": rf"\end{{{name}{star}}}"
            for name in DISPLAYS
            for star in "*"
        },
        **{rf"\begin{{{name}}}": rf"\end{{{name}}}" for name in DISPLAYS},
    }
)
_OPENING = re.compile(r"\\\\|\\\$|\$\$|\$|\\\[|\\\(|\\begin\{(?:" + "|".join(DISPLAYS) + r")\*?\}")
# the words that announce an answer, with the emphasis and the sign after them
_AFTER = (
    r"[\s*_]*(?:is\b|are\b|:|=(?!=))[\s*_:]*(?:(?:given by|simply|therefore|thus|then)\b[\s:]*)?"
)
_ANNOUNCED: Mapping[Source, re.Pattern[str]] = MappingProxyType(
    {
        "final answer": re.compile(
            rf"(?i)\bfinal (?:answer|result)\b(?:{_AFTER}|[\s*_]*\n[\s*_]*)"
        ),
        "answer": re.compile(rf"(?i)\banswer\b(?:{_AFTER}|[*_]*\n[\s*_]*)"),
    }
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_WHERE = re.compile(r"[\s.,;*_]*\b(?:where|with|here)\b[\s,:]*", re.IGNORECASE)
_ONLY_WHERE = re.compile(r"[\s,]*\bwhere\b\s*", re.IGNORECASE)
_AND = re.compile(r"[\s,;]*\b(?:where|with|and)\b\s*", re.IGNORECASE)
_MATHEMATICAL = re.compile(r"[\\^_={}+]|\d")


@dataclass(frozen=True, slots=True)
class Extraction:
    """The LaTeX of an answer, as it stands in the text, and how it was found.

    `where` are the equations after it, of which the answer may need some: "…, where $B = A^{-1}$".
    """

    text: str
    source: Source
    where: str = ""

    @property
    def full(self) -> str:
        """The answer with the equations after it."""
        return rf"{self.text.rstrip('.,;')}, \quad {self.where}" if self.where else self.text


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula at `start:end` of the text, delimiters included; an environment is kept."""

    start: int
    end: int
    inside: str


def extract(text: str, sources: Sequence[Source] = BOXED_FIRST) -> Extraction | None:
    r"""The answer, from the first of the sources that gives one; None if none does.

    What stands before a closing `</think>` is thinking, not an answer.  A box that is never closed
    was cut off: then no box counts.
    """
    told = text.rpartition("</think>")[2][-MAX_TEXT:]
    formulas = list(_formulas(told))
    for source in sources:
        found = _from(source, told, formulas)
        if found is not None and found.inside.strip():
            where = _where(told, found.end, formulas)
            return Extraction(found.inside.strip(), source, where)
    return None


def _from(source: Source, text: str, formulas: Sequence[_Formula]) -> _Formula | None:
    if source == "boxed":
        return _boxed(text, formulas)
    if source == "last formula":
        return _last(text, formulas)
    if source == "whole text":
        boxed = any(box in text for box in BOXES)
        return None if formulas or boxed else _Formula(0, len(text), text)
    announced = list(_ANNOUNCED[source].finditer(text))
    return _announced(text, announced[-1].end(), formulas) if announced else None


def _boxed(text: str, formulas: Sequence[_Formula]) -> _Formula | None:
    """What the last box that is not empty holds; it ends where the formula does that it is in."""
    starts = sorted(m.end() for box in BOXES for m in re.finditer(re.escape(box) + r"\s*\{", text))
    for start in reversed(starts):
        end = _closing(text, start)
        if end is None:
            return None
        if text[start:end].strip(" .…"):
            around = [one.end for one in formulas if one.start <= start < one.end]
            return _Formula(start, around[0] if around else end + 1, text[start:end])
    return None


def _last(text: str, formulas: Sequence[_Formula]) -> _Formula | None:
    """The last formula, or the one before it of which "where" says that it is explained by it."""
    chosen: _Formula | None = None
    end, explained = 0, False
    for formula in formulas:
        opening = _AND if explained else _ONLY_WHERE
        explained = chosen is not None and _defines(text, end, formula, opening)
        if not explained:
            chosen = formula
        end = formula.end
    return chosen


def _where(text: str, end: int, formulas: Sequence[_Formula]) -> str:
    """The where-clauses after the place where an answer ends."""
    parts: list[str] = []
    for formula in formulas:
        if formula.start < end:
            continue
        if not _defines(text, end, formula, _AND if parts else _WHERE):
            break
        parts.append(formula.inside.strip().rstrip(".,;"))
        end = formula.end
    return r", \quad ".join(parts)


def _defines(text: str, end: int, formula: _Formula, opening: re.Pattern[str]) -> bool:
    """Whether the words between what ends at a place and an equation make it an explanation."""
    return "=" in formula.inside and opening.fullmatch(text, end, formula.start) is not None


def _closing(text: str, start: int) -> int | None:
    """Where the brace closes that is open before `start`."""
    depth = 1
    for found in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    return None


def _announced(text: str, place: int, formulas: Sequence[_Formula]) -> _Formula | None:
    """The formula after an announcement; where words with signs stand before it, the line."""
    line = text[place:].partition("\n")[0]
    after = next((formula for formula in formulas if formula.end > place), None)
    if after is not None and not _MATHEMATICAL.search(text[place : max(place, after.start)]):
        return after
    return _Formula(place, place + len(line), line.strip().rstrip("*_"))


def _formulas(text: str) -> Iterator[_Formula]:
    """The formulas between delimiters, in order; an opening without an end is text."""
    place, missing = 0, set[str]()
    while (found := _OPENING.search(text, place)) is not None:
        place = found.end()
        closer = _CLOSERS.get(found[0])
        if closer is None or closer in missing:
            continue
        end = _end(text, place, closer)
        if end is None:
            missing.add(closer)
            continue
        after = end + len(closer)
        inside = text[found.start() : after] if found[0][:2] == r"\b" else text[place:end]
        yield _Formula(found.start(), after, inside)
        place = after


def _end(text: str, start: int, closer: str) -> int | None:
    """Where the closing delimiter stands that no backslash hides."""
    end = text.find(closer, start)
    while end > start and closer[0] == "$" and text[end - 1] == "\\":
        end = text.find(closer, end + 1)
    return end if end >= 0 else None
