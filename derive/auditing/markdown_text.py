r"""Markdown to pieces: blocks by a CommonMark parser, formulas in `$`, `$$`, `\(`, `\[` and the
environments of amsmath.

The parser says which lines are text, a heading, a formula or code; formulas are then found in the
lines as they stand in the file, where every sign has its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.texmath import texmath_plugin

from derive.auditing.chat_text import line_pieces
from derive.auditing.document import Document, Piece, Source

__all__ = ["formulas_in", "has_dollars", "markdown_document"]

ENVIRONMENTS = (
    "align alignat aligned alignedat displaymath eqnarray equation flalign gather gathered math"
    " multline split"
).split()
_OPEN = re.compile(
    r"(?P<code>`+)|(?P<escaped>\\[\\$`])|(?P<display>\$\$|\\\[)|(?P<inline>\$(?!\s*$)|\\\()"
    rf"|\\begin\{{(?P<name>(?:{'|'.join(ENVIRONMENTS)})\*?)\}}"
)
_CLOSE = {"$$": "$$", "\\[": "\\]", "$": "$", "\\(": "\\)"}
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_MATHS = frozenset(["math", "latex", "tex"])


def has_dollars(text: str) -> bool:
    """Whether a text writes formulas as LaTeX does."""
    return re.search(r"\$[^$\n]+\$|\$\$|\\\(|\\\[|\\begin\{", text) is not None


def markdown_document(source: Source) -> Document:
    """The pieces of a Markdown text."""
    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    parser.use(front_matter_plugin).use(dollarmath_plugin, allow_blank_lines=True)
    parser.use(texmath_plugin, delimiters="brackets").use(amsmath_plugin)
    pieces: list[Piece] = []
    dollars = has_dollars(source.text)
    heading = False
    last = 0
    for token in parser.parse(source.text):
        heading = token.type == "heading_open" or (heading and token.type != "heading_close")
        if token.type in ("hr", "list_item_open", "heading_open", "paragraph_open"):
            begin = source.offset(token.map[0]) if token.map else last
            pieces.append(Piece("break", "" if token.type != "hr" else "---", max(begin, last)))
        if token.map is None and token.type.startswith("math_block"):
            shown = _bracketed(source.text, last)
            pieces += [] if shown is None else [shown]
            last = last if shown is None else shown.end
            continue
        if token.map is None or token.type.endswith(("_open", "_close")):
            continue
        begin = max(source.offset(token.map[0]), last)
        end = source.offset(token.map[1])
        if end <= begin:
            continue
        last = end
        text = _unquoted(source.text[begin:end])
        if token.type in ("fence", "code_block"):
            pieces += _code(token.info, text, begin)
        elif token.type == "front_matter":
            continue
        elif token.type == "html_block":
            pieces.append(Piece("prose", text, begin))
        elif dollars:
            pieces += _pieces(text, begin, heading)
        else:
            pieces += line_pieces(text, begin)
    return Document(source, pieces, source.text if "\\newcommand" in source.text else "")


def _bracketed(text: str, begin: int) -> Piece | None:
    r"""The next formula between `\[` and `\]`, of which the parser does not say where it stands."""
    opened = text.find("\\[", begin)
    closed = text.find("\\]", opened + 2)
    if opened < 0 or closed < 0:
        return None
    return Piece("display", _unquoted(text[opened + 2 : closed]), opened + 2)


def _unquoted(text: str) -> str:
    """The lines with the marks of quotations blanked out."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text) if ">" in text else text


def _code(info: str, text: str, begin: int) -> Iterator[Piece]:
    """A block of code: formulas if it says so, or if its lines are formulas as typed in chats."""
    lines = text.splitlines(keepends=True)
    fenced = bool(lines) and lines[0].lstrip().startswith(("```", "~~~"))
    if fenced:
        head = lines[0]
        closed = len(lines) > 1 and lines[-1].lstrip().startswith(("```", "~~~"))
        inside = "".join(lines[1 : -1 if closed else None])
        begin += len(head)
    else:
        inside = text
    word = info.strip().split(" ")[0].lower()
    if word in _MATHS:
        yield Piece("display", inside, begin)
    elif not word or word in ("text", "txt", "plain"):
        yield from line_pieces(inside, begin)


def _pieces(text: str, begin: int, heading: bool) -> Iterator[Piece]:
    last = begin
    for piece in formulas_in(text, begin):
        if heading and piece.kind == "prose":
            yield Piece("break", piece.text, piece.start)
        else:
            yield piece
        last = piece.end
    if heading:
        yield Piece("break", "", last)


def formulas_in(text: str, begin: int) -> Iterator[Piece]:
    """Prose and formulas in some lines; a formula that is never closed is prose."""
    place = last = 0
    while (found := _OPEN.search(text, place)) is not None:
        place = found.end()
        if found["escaped"]:
            continue
        if found["code"]:
            close = text.find(found["code"], place)
            place = close + len(found["code"]) if close >= 0 else place
            continue
        if found["name"]:
            ending = rf"\end{{{found['name']}}}"
            close = text.find(ending, place)
            inner, after = found.start(), close + len(ending)
            stop = after
        else:
            opened = found["display"] or found["inline"]
            close = _closing(text, place, _CLOSE[opened])
            inner, stop, after = place, close, close + len(_CLOSE[opened])
        if close < 0:
            continue
        if last < found.start():
            yield Piece("prose", text[last : found.start()], begin + last)
        yield Piece("inline" if found["inline"] else "display", text[inner:stop], begin + inner)
        place = last = after
    if last < len(text):
        yield Piece("prose", text[last:], begin + last)


def _closing(text: str, place: int, sign: str) -> int:
    """Where a formula is closed; -1 if it is not, or not within its paragraph."""
    while True:
        close = text.find(sign, place)
        if close < 0:
            return -1
        if sign.startswith("$") and text[close - 1] == "\\" and text[close - 2] != "\\":
            place = close + 1
            continue
        if sign == "$" and "\n\n" in text[place:close]:
            return -1
        return close
