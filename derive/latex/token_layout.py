r"""What stands around and above signs without being part of the formula: `\overset{(3)}{=}`,
`\underset{w}{\min}`, empty delimiters, phantoms, tags, and comments such as `\text{by symmetry}`.

Each is read with its argument.  A text is a comment only if its first word gives a reason, as
`because`, if it is the number of another line, or words in parentheses behind a `\quad` that
state no condition; any other text stays, and is read or refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from derive.errors import Place, ReadError

__all__ = ["DIGITS", "LAYOUT", "QUAD", "Token", "without_layout"]

DIGITS = frozenset("0123456789")
QUAD = r"\quad"

_RELATIONS = frozenset(
    ["=", "<", ">", r"\le", r"\ge", r"\neq", r"\approx", r"\implies", r"\iff", r"\to", r"\sim"]
)
_STACKED = frozenset([r"\overset", r"\stackrel", r"\underset"])
_BELOW = frozenset([r"\min", r"\max", r"\argmin", r"\argmax", r"\lim", r"\arg", r"\operatorname",
                    r"\operatorname*", r"\mathrm", r"\sum", r"\prod"])  # fmt: skip
_EMPTY = frozenset([r"\phantom", r"\hphantom", r"\vphantom", r"\tag", r"\label"])
_COLOURS = frozenset([r"\color", r"\textcolor"])  # what is coloured stays
_STRUCK = frozenset([r"\cancel", r"\bcancel", r"\xcancel"])
LAYOUT = _STACKED | _EMPTY | _COLOURS | _STRUCK | {".", r"\text"}
_COMMENT = re.compile(
    r"\s*(?:\(\s*)?(?:(?:by|because|since|using|from|due\s+to|recall|note\s+that|apply(?:ing)?)\b"
    r"[^$]*|\(?\s*\d+[a-z]?(?:\.\d+)*\s*\)|(?:\\eqref|\\ref|eq(?:uation|n)?\.?|lemma|theorem)[^$]*)"
    r"\.?\s*$",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(r"\s*\(\s*[A-Za-z][A-Za-z ,.'~-]*\)\s*\.?\s*")
_CONDITION = re.compile(
    r"\b(?:if|iff|when(?:ever)?|for|where|with|assum\w*|provided|unless|except|not|only|suppose|let"
    r"|given|under|on|in|as|is|are|has|have|be|false|wrong|must|should)\b",
    re.IGNORECASE,
)

_MARKS = frozenset([r"\triangle", r"\Delta", r"\star", r"\dagger", r"\circ", r"\bullet"])
_AROUND_MARKS = frozenset(
    ["{", "}", "(", ")", r"\text", r"\mathrm", r"\rm", r"\textrm", r"\mathsf"]
)
_FORMAT = re.compile(r"\\(?:text|textrm|mathrm|mathsf|rm|scriptsize|tiny)\b\s*|[{}]")
_MARK = re.compile(r"\d+[a-z]?|[A-Za-z]'?|[ivx]+|(?!NO)[A-Z]'?[A-Z]{1,2}(?<!NOT)|def\w*|!|\*+|#")


class Token(NamedTuple):
    r"""A command, a number, a letter or a sign, and where it stands.

    `side` is `left` or `right` for a delimiter that tells it (`\left|`, `\rVert`), else empty.
    """

    text: str
    start: int
    end: int
    side: str = ""

    @property
    def letter(self) -> bool:
        """Whether it is a Latin letter, which may begin a name."""
        return len(self.text) == 1 and self.text.isalpha() and self.text.isascii()

    @property
    def number(self) -> bool:
        return self.text[:1] in DIGITS or (self.text[:1] == "." and len(self.text) > 1)


def without_layout(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens without what is mere layout.

    Raises ReadError for a command whose argument is missing.
    """
    found = _without_empty_sides(tokens)
    kept: list[Token] = []
    index = 0
    while index < len(found):
        word = found[index].text
        if word in _EMPTY | _COLOURS:
            index = _end(found, index + 1, text)
        elif word in _STRUCK:
            _end(found, index + 1, text)  # its braces stay, and are a group
            index += 1
        elif word in _STACKED:
            index = _stacked(found, index, text, kept)
        elif word == r"\text" and _is_comment(found, index, text):
            index = _end(found, index + 1, text)
            while kept and kept[-1].text in ("&", QUAD):
                kept.pop()
        else:
            kept.append(found[index])
            index += 1
    return kept


def _without_empty_sides(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens without the empty delimiters `\left.` and `\right.`, which begin or end a line of
    a bracket; the one of `\left. f \right|_{x = w}` stays."""
    dropped: set[int] = set()
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.side == "left":
            opened.append(index)
        elif token.side == "right":
            first = opened.pop() if opened else -1
            point = token.text == "|" and [x.text for x in tokens[index + 1 : index + 2]] == ["_"]
            if first >= 0 and tokens[first].text == "." and not point:
                dropped.add(first)
            if token.text == ".":
                dropped.add(index)
    return [token for index, token in enumerate(tokens) if index not in dropped]


def _end(tokens: Sequence[Token], start: int, text: str) -> int:
    """The index after the group in braces that begins at `start`."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].text == "{") - (tokens[index].text == "}")
        if depth == 0 and (index > start or tokens[index].text != "{"):
            if tokens[start].text == "{":
                return index + 1
            break
    before = tokens[start - 1]
    place = Place(text, before.start, before.end)
    raise ReadError(f"{before.text} needs an argument", place=place, expected="{…}")


def _stacked(tokens: Sequence[Token], index: int, text: str, kept: list[Token]) -> int:
    r"""Read `\overset{a}{b}` or `\underset{a}{b}`: a relation alone, an operator with what stands
    below it.  Other signs with something above them are refused by who reads them."""
    middle = _end(tokens, index + 1, text)
    end = _end(tokens, middle, text)
    above, below = tokens[index + 1 : middle], tokens[middle + 1 : end - 1]
    if len(below) == 1 and below[0].text in _RELATIONS and _is_mark(above, text):
        kept.append(below[0]._replace(start=tokens[index].start, end=tokens[end - 1].end))
        return end
    if tokens[index].text == r"\underset" and below and below[0].text in _BELOW:
        first = below[0]._replace(start=tokens[index].start)
        kept += [first, *below[1:], above[0]._replace(text="_", end=above[0].start), *above]
        return end
    kept.append(tokens[index])
    return index + 1


def _is_mark(stacked: Sequence[Token], text: str) -> bool:
    r"""Whether what stands on a relation names it or gives a reason, `(3)`, `\text{def}`, and does
    not change it, as `?`, `\text{not}` and a condition do."""
    inside = [token for token in stacked if token.text not in _AROUND_MARKS]
    if not inside:
        return True
    if len(inside) == 1 and inside[0].text[0] == "\\":
        return inside[0].text in _MARKS
    words = (
        _FORMAT.sub("", text[inside[0].start : inside[-1].end]).replace("~", " ").strip(" .{}()")
    )
    return _MARK.fullmatch(words) is not None or (
        _COMMENT.match(words) is not None and not _CONDITION.search(words)
    )


def _is_comment(tokens: Sequence[Token], index: int, text: str) -> bool:
    r"""Whether `\text{…}` is a reason that stands behind a formula."""
    if index + 1 >= len(tokens) or tokens[index + 1].text != "{":
        return False
    end = _end(tokens, index + 1, text)
    inside = text[tokens[index + 1].end : tokens[end - 1].start]
    ends = end == len(tokens) or tokens[end].text in (r"\\", r"\end", ".", ",")
    if not ends or index == 0:
        return False
    apart = tokens[index - 1].text in (QUAD, "&")
    aside = _IN_PARENTHESES.fullmatch(inside) and not _CONDITION.search(inside)
    return (apart and bool(aside)) or _COMMENT.match(inside) is not None
