"""LaTeX files to pieces, by the nodes of pylatexenc, which know where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerParseError,
)

from derive.auditing.document import Document, Kind, Piece, Source
from derive.auditing.markdown_text import ENVIRONMENTS, formulas_in
from derive.errors import DeriveError
from derive.latex.macros import read_macros

__all__ = ["latex_document"]

_HEADINGS = frozenset("part chapter section subsection subsubsection paragraph item title".split())
_SILENT = frozenset(
    (
        "newcommand renewcommand providecommand def DeclareMathOperator usepackage documentclass"
        " label ref eqref cite citep citet bibliography bibliographystyle input include"
        " includegraphics newtheorem theoremstyle setlength hypersetup geometry vspace hspace"
    ).split()
)
_CODE = frozenset("verbatim lstlisting minted comment tikzpicture figure thebibliography".split())
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_MATHS = frozenset(name + star for name in ENVIRONMENTS for star in ("", "*"))
_OPENING = re.compile(r"\\(?:def|(?:re|provide)?newcommand\*?)\s*\{?\\([a-zA-Z]+)\}?\s*\{([^{}]*"
                      r"\\(?:begin|end)\{[^{}]*\}[^{}]*)\}")  # fmt: skip
MAX_DEPTH = 60


def latex_document(source: Source) -> Document:
    """The pieces of a LaTeX file."""
    text = _commented(_with_environments(source.text))
    body = text.find(r"\begin{document}")
    begin = 0 if body < 0 else body + len(r"\begin{document}")
    end = text.find(r"\end{document}", begin)
    inside = text[begin : end if end >= 0 else len(text)]
    macros = text if _usable(text) else text[:begin]
    try:
        nodes, *_ = LatexWalker(inside, tolerant_parsing=True).get_latex_nodes()
        pieces = list(_pieces(nodes, begin, text, 0))
    except (LatexWalkerParseError, RecursionError, IndexError, AttributeError, ValueError):
        pieces = list(formulas_in(inside, begin))
    return Document(source, pieces, macros)


def _usable(text: str) -> bool:
    try:
        read_macros(text)
    except DeriveError:
        return False
    return True


def _commented(text: str) -> str:
    """The text with comments blanked out."""
    return _COMMENT.sub(lambda found: " " * len(found[0]), text)


def _with_environments(text: str) -> str:
    r"""The text with `\be`, where it is short for `\begin{equation}`, written out.

    Places on the lines move by it, lines do not.
    """
    for name, body in _OPENING.findall(text):
        used = re.compile(rf"(?<![{{\\])\\{name}(?![a-zA-Z])(?!\s*\}}\s*\{{)")
        plain = body.replace("\n", " ").replace("\\", "\\\\")
        text = used.sub(plain, text)
    return text


def _pieces(nodes: Sequence[Any], shift: int, text: str, depth: int) -> Iterator[Piece]:
    for node in nodes:
        if node is None or isinstance(node, LatexCommentNode):
            continue
        start = node.pos + shift
        raw = text[start : start + node.len]
        if isinstance(node, LatexCharsNode):
            yield Piece("prose", raw, start)
        elif isinstance(node, LatexSpecialsNode):
            yield Piece("break" if "\n\n" in raw else "prose", raw, start)
        elif isinstance(node, LatexMathNode):
            opened, closed = map(len, node.delimiters)
            kind: Kind = "inline" if node.displaytype == "inline" else "display"
            yield Piece(kind, raw[opened : len(raw) - closed], start + opened)
        elif isinstance(node, LatexEnvironmentNode):
            yield from _environment(node, raw, start, shift, text, depth)
        elif isinstance(node, LatexGroupNode):
            if depth < MAX_DEPTH:
                yield from _pieces(node.nodelist, shift, text, depth + 1)
        elif isinstance(node, LatexMacroNode):
            yield from _macro(node, raw, start, shift, text, depth)


def _environment(
    node: Any, raw: str, start: int, shift: int, text: str, depth: int
) -> Iterator[Piece]:
    name = node.environmentname
    if name in _MATHS:
        yield Piece("display", raw, start)
    elif name.rstrip("*") not in _CODE and depth < MAX_DEPTH:
        yield Piece("break", name, start)
        yield from _pieces(node.nodelist, shift, text, depth + 1)
        yield Piece("break", "", start + len(raw))


def _macro(node: Any, raw: str, start: int, shift: int, text: str, depth: int) -> Iterator[Piece]:
    name = node.macroname.rstrip("*")
    if name in _SILENT:
        return
    if name in _HEADINGS or name in ("par", "medskip", "bigskip"):
        yield Piece("break", raw if name in _HEADINGS else "", start)
        if name not in _HEADINGS:
            return
    arguments = node.nodeargd.argnlist if node.nodeargd is not None else []
    if depth < MAX_DEPTH and any(arguments):
        yield from _pieces(arguments, shift, text, depth + 1)
    elif name not in _HEADINGS:
        yield Piece("prose", raw, start)
