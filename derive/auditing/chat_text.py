"""Text as it is typed in chats: formulas in Unicode or ASCII between words, found line by line.

A formula is a stretch without words of a language that holds a relation, as `x = −Q⁻¹c`; a line
that is indented or has nothing else is displayed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.auditing.document import Document, Piece, Source

__all__ = ["chat_document", "line_pieces"]

_RELATION = re.compile(r"[=<>≤≥≠≈∈⇒⟹⇔⟺≻⪰≺⪯∝≡≔∼]|->|→")
_WORD = re.compile(r"(?<![\w\\^{ᵀ⁻])[A-Za-z][A-Za-z'’-]*(?![\w\u0300-\u036f\u2070-\u209c])")
_SHORT = frozenset(
    (
        "is it of to in on we by as so if at or an be do no up us my the and for let get set now"
        " put are has its not but can you our all any out use via per gives give with that this"
        " then thus hence"
    ).split()
)
# words that stand in formulas
_SIGNS = frozenset(
    (
        "tr det log exp sin cos tan tanh sinh cosh ln max min rank diag vec inf sup lim arg argmin"
        " argmax sqrt relu softmax sigmoid cov var sum prod trace Tr Det sign logdet span null"
        " alpha beta gamma delta epsilon eta theta kappa lambda mu nu xi pi rho sigma tau phi chi"
        " psi omega Sigma Lambda Theta Omega Phi Psi Gamma Delta inv norm grad nabla"
    ).split()
)
_EDGES = "$ \t\r\n,;:.✓✔✅∎■□😊💡🎉"
_ITEM = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[-*•]|Q:|A:|Step\s+\d+\s*[:.)])\s+")
_LIST_COMMA = re.compile(r",\s+(?=[^,]*[=≤≥<>∈])")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def chat_document(source: Source) -> Document:
    """The pieces of a text without LaTeX."""
    return Document(source, list(line_pieces(source.text, 0)), plain=True)


def line_pieces(text: str, begin: int) -> Iterator[Piece]:
    """The pieces of some lines."""
    place = begin
    for line in text.splitlines(keepends=True):
        if not line.strip():
            yield Piece("break", "", place)
        else:
            yield from _of_line(line, place)
        place += len(line)


def _of_line(line: str, begin: int) -> Iterator[Piece]:
    item = _ITEM.match(line)
    place = item.end() if item is not None else 0
    if item is not None:
        yield Piece("break", line[:place], begin)
    spans = list(_formulas(line, place))
    shown = bool(spans) and (line[:1] in " \t" or _fills(line[place:], spans, place))
    for start, end in spans:
        if place < start:
            yield Piece("prose", line[place:start], begin + place)
        yield Piece("display" if shown else "inline", line[start:end], begin + start)
        place = end
    if place < len(line):
        yield Piece("prose", line[place:], begin + place)


def _fills(line: str, spans: list[tuple[int, int]], place: int) -> bool:
    """Whether nothing but formulas stands on a line."""
    covered = sum(end - start for start, end in spans)
    return covered >= len(line.strip(_EDGES)) - 2 * len(spans)


def _formulas(line: str, place: int) -> Iterator[tuple[int, int]]:
    """Where formulas stand on a line."""
    words = [found for found in _WORD.finditer(line, place) if _is_word(found[0])]
    begin = place
    for start, end in [*((w.start(), w.end()) for w in words), (len(line), len(line))]:
        if _RELATION.search(line, begin, start):
            yield from _trimmed(line, begin, start)
        begin = end


def _is_word(word: str) -> bool:
    """Whether it is a word of a language; letters side by side are a product."""
    plain = word.strip("'’-")
    if plain in _SIGNS:
        return False
    if plain.lower() in _SHORT:
        return True
    letters = plain.replace("'", "").replace("’", "").replace("-", "")
    if len(letters) < 3 or not (letters[1:].islower() or letters.isupper()):
        return False
    return bool(set(letters.lower()) & set("aeiouy")) and not letters.isupper()


def _trimmed(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch without punctuation and open brackets at its ends; split where a comma separates
    two statements."""
    text = line[start:end]
    comma = next(
        (c for c in _LIST_COMMA.finditer(text) if _balanced(text[: c.start()])
         and _RELATION.search(text, 0, c.start())),
        None,
    )  # fmt: skip
    if comma is not None:
        yield from _trimmed(line, start, start + comma.start())
        yield from _trimmed(line, start + comma.end(), end)
        return
    while True:
        while start < end and line[start] in _EDGES:
            start += 1
        while end > start and line[end - 1] in _EDGES:
            end -= 1
        text = line[start:end]
        if text.endswith(("(", "[", "{")):
            end -= 1
        elif text.startswith((")", "]", "}")) or (text.startswith("(") and not _balanced(text)):
            start += 1
        elif text.endswith(")") and not _balanced(text):
            end -= 1
        else:
            break
    unclosed = _unclosed(line[start:end])
    if unclosed > 0 and _RELATION.search(line, start, start + unclosed):
        end = start + unclosed
        yield from _trimmed(line, start, end)
    elif start < end and _RELATION.search(line, start, end):
        yield start, end


def _balanced(text: str) -> bool:
    return all(text.count(close) == text.count(opened) for close, opened in _PAIRS.items())


def _unclosed(text: str) -> int:
    """Where a bracket opens that is never closed; -1 if there is none."""
    opened: list[int] = []
    for index, sign in enumerate(text):
        if sign in "([{":
            opened.append(index)
        elif sign in ")]}" and opened:
            opened.pop()
    return opened[0] if opened else -1
