r"""The pieces of an answer: where one formula ends and the next begins.

Only tokens outside all brackets separate pieces.  A piece is read from the whole text with
everything else blanked out, so that places remain those of the text as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from derive.errors import Place, ReadError
from derive.latex.names import group_end
from derive.latex.tokens import Token, tokenize

__all__ = ["Piece", "pieces", "unwrapped"]

LAYOUTS = frozenset(
    (
        "aligned align align* split gathered gather gather* equation equation* displaymath math"
        " multline multline* eqnarray eqnarray* flalign flalign*"
    ).split()
)
OPENING = frozenset(["{", "(", "[", r"\{", r"\langle", r"\begin"])
CLOSING = frozenset(["}", ")", "]", r"\}", r"\rangle", r"\end"])
RELATIONS = frozenset(
    ["=", "<", ">", r"\le", r"\ge", r"\neq", r"\approx", r"\in", r"\sim", r"\succ", r"\succeq"]
)
CONTINUING = RELATIONS | {"+", "-", r"\cdot", r"\times", "*"}
SEPARATORS = frozenset([",", ";", r"\quad", r"\\", r"\qquad"])
WORDS = frozenset(["where", "with", "and", "for", "here", "wherein", "in which", "if"])
DISPLAY = {r"\(": r"\)", r"\[": r"\]"}
FRAMES = frozenset([r"\boxed", r"\fbox", r"\ensuremath"])
LEADING = frozenset([r"\quad", r"\therefore", r"\implies", r"\Rightarrow", r"\to"])
ANNOUNCING = frozenset(
    (
        "the answer;answer;the final answer;final answer;the solution;solution;the result;result;"
        "therefore;thus;hence;so;then;finally;we get;we have;we obtain;this gives;which gives"
    ).split(";")
)
STOPS = frozenset([".", ",", ";", r"\quad"])
_WORDS = re.compile(r"\\(?:text|mbox|hbox)")
_WORD = re.compile(r"(?<![\\A-Za-z])(where|with|and|or)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tokens of a text, in order."""

    text: str
    tokens: Sequence[Token]

    def blanked(self) -> str:
        """The text with all but these tokens and what stands between them blanked out."""
        start, end = self.tokens[0].start, self.tokens[-1].end
        return " " * start + self.text[start:end]

    def source(self) -> str:
        """The stretch of text that the piece is."""
        return self.text[self.tokens[0].start : self.tokens[-1].end]

    @property
    def relations(self) -> list[str]:
        """The relations outside all brackets."""
        return self.signs(RELATIONS)

    def members(self) -> list[Piece]:
        """What stands between the relations.  ReadError for an empty side."""
        return self.between(RELATIONS)

    def signs(self, wanted: frozenset[str]) -> list[str]:
        """The signs wanted that stand outside all brackets."""
        return [self.tokens[index].text for index in _outside(self.tokens, wanted)]

    def between(self, wanted: frozenset[str]) -> list[Piece]:
        """What stands between signs outside all brackets.  ReadError for an empty side."""
        cuts = _outside(self.tokens, wanted)
        found = []
        for begin, end in zip([-1, *cuts], [*cuts, len(self.tokens)], strict=True):
            inside = self.tokens[begin + 1 : end]
            if not inside:
                at = self.tokens[min(max(begin, 0), len(self.tokens) - 1)]
                place = Place(self.text, at.start, at.end)
                raise ReadError("a side of this is missing", place=place, expected="a formula")
            found.append(Piece(self.text, inside))
        return found

    def to(self, other: Piece) -> Piece:
        """From the beginning of this piece to the end of a later one of the same text."""
        return Piece(self.text, (self.tokens[0], other.tokens[-1]))

    def upto(self, index: int) -> Piece:
        """The first `index` tokens."""
        return Piece(self.text, self.tokens[:index])

    def error(self, message: str, *, expected: str | None = None) -> ReadError:
        """A ReadError at this piece."""
        place = Place(self.text, self.tokens[0].start, self.tokens[-1].end)
        return ReadError(message, place=place, expected=expected)


def _outside(tokens: Sequence[Token], wanted: frozenset[str]) -> list[int]:
    """The indices of the tokens wanted, outside all brackets."""
    found, depth = [], 0
    for index, token in enumerate(tokens):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth -= 1
        elif depth == 0 and token.text in wanted:
            found.append(index)
    return found


def unwrapped(text: str) -> Piece:
    """The text without what merely surrounds the formula.  ReadError if nothing is left."""
    tokens: Sequence[Token] = tokenize(text)
    blanks = _comments(tokens, text)
    while True:
        fewer = _fewer(tokens, text, blanks)
        if not fewer:
            raise ReadError("there is no formula here", place=Place(text, 0, len(text)))
        if len(fewer) == len(tokens):
            break
        tokens = fewer
    shown = list(text)
    for start, end in [*blanks, (0, tokens[0].start), (tokens[-1].end, len(text))]:
        shown[start:end] = " " * (end - start)
    return Piece("".join(shown), tokens)


def _comments(tokens: Sequence[Token], text: str) -> list[tuple[int, int]]:
    """The stretches between tokens in which a comment stands."""
    gaps = ((before.end, after.start) for before, after in pairwise(tokens))
    return [(start, end) for start, end in gaps if start < end and _WORDS.search(text, start, end)]


def _fewer(tokens: Sequence[Token], text: str, blanks: list[tuple[int, int]]) -> Sequence[Token]:
    """One wrapping less; `blanks` collects what is blanked out within."""
    if not tokens or tokens[-1].text in STOPS or tokens[-1].text == r"\\":
        return tokens[:-1]
    ending = _ending(tokens, text)
    if ending < len(tokens):
        return tokens[:ending]
    first, last = tokens[0].text, tokens[-1].text
    if first in LEADING:
        return tokens[1:]
    end = group_end(tokens, 1) if first == r"\text" else 0
    if end > 0 and _announces(text[tokens[1].end : tokens[end].start]):
        return tokens[end + 1 :]
    dollar = text.find("$", tokens[0].start)
    if dollar > 0 and _announces(text[tokens[0].start : dollar]):
        return [token for token in tokens if token.start > dollar]
    if first in DISPLAY and last == DISPLAY[first]:
        return tokens[1:-1]
    if len(tokens) > 4 and {token.text for token in (*tokens[:2], *tokens[-2:])} == {"*"}:
        return tokens[2:-2]
    if first in FRAMES and len(tokens) > 1 and group_end(tokens, 1) == len(tokens) - 1:
        return tokens[2:-1]
    if first == "{" and group_end(tokens, 0) == len(tokens) - 1 and _states(tokens[1:-1]):
        return tokens[1:-1]
    inside = _layout(tokens, text)
    if inside is None:
        return tokens
    depth, kept = 0, []
    for token in tokens[inside[0] : inside[1]]:
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if token.text == "&" and depth == 0:
            blanks.append((token.start, token.end))
        else:
            kept.append(token)
    return kept


def _announces(words: str) -> bool:
    """Whether words before a formula only say that it is the answer."""
    return words.strip(" :,~").lower().removesuffix("is").strip() in ANNOUNCING


def _ending(tokens: Sequence[Token], text: str) -> int:
    r"""The index of what ends a formula, as `\tag{1}` or `\text{.}`, or their count."""
    if tokens[-1].text != "}":
        return len(tokens)
    depth = 0
    for index in range(len(tokens) - 1, 0, -1):
        depth += (tokens[index].text == "}") - (tokens[index].text == "{")
        if depth == 0:
            word = tokens[index - 1].text
            empty = not text[tokens[index].end : tokens[-1].start].strip(" .,;~\\")
            if word in (r"\tag", r"\label") or (word == r"\text" and empty):
                return index - 1
            break
    return len(tokens)


def _states(tokens: Sequence[Token]) -> bool:
    return bool(_outside(tokens, RELATIONS))


def _layout(tokens: Sequence[Token], text: str) -> tuple[int, int] | None:
    """What stands in the environment of lines that is all of the tokens."""
    if tokens[0].text != r"\begin" or group_end(tokens, 1) < 0:
        return None
    name_end = group_end(tokens, 1)
    name = text[tokens[1].end : tokens[name_end].start]
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if depth == 0:
            closes = group_end(tokens, index + 1) == len(tokens) - 1
            return (name_end + 1, index) if closes and name in LAYOUTS else None
    return None


def pieces(whole: Piece) -> list[Piece]:
    r"""The formulas of an answer: split at commas, lines, `\quad` and words as "where".

    Raises ReadError for an answer that offers a choice.
    """
    tokens, shown = whole.tokens, list(whole.text)
    words = {found.start(): found for found in _WORD.finditer(whole.text)}
    groups: list[list[Token]] = [[]]
    depth, index = 0, 0
    while index < len(tokens):
        token = tokens[index]
        after = _after_word(whole, index, words) if depth == 0 else None
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if after is not None:
            groups.append([])
            index = after
            continue
        index += 1
        if depth or token.text not in SEPARATORS:
            groups[-1].append(token)
        elif token.text == r"\\" and index < len(tokens) and tokens[index].text in CONTINUING:
            shown[token.start : token.end] = " " * (token.end - token.start)
        else:
            groups.append([])
    text = "".join(shown)
    if not any(groups):
        raise whole.error("there is no formula here")
    return [Piece(text, group) for group in groups if group]


def _after_word(whole: Piece, index: int, words: dict[int, re.Match[str]]) -> int | None:
    """The index after a word that separates formulas and stands at `index`; None if none does."""
    tokens, token = whole.tokens, whole.tokens[index]
    if token.text in (r"\text", r"\mathrm", r"\textrm") and index + 1 < len(tokens):
        end = group_end(tokens, index + 1)
        word = whole.text[tokens[index + 1].end : tokens[end].start] if end > 0 else ""
        after = end + 1
    elif token.start in words:
        word = words[token.start][1]
        after = index + len(word)
        if not _apart(whole.text, words[token.start]):
            return None
    else:
        return None
    word = word.replace("~", " ").strip(" :,.").lower()
    if word in ("or", "or equivalently", "equivalently", "i.e.", "alternatively"):
        raise Piece(whole.text, tokens[index:after]).error(
            "an answer offers no choice", expected="one answer"
        )
    if word not in WORDS:
        return None
    if after < len(tokens) and tokens[after].text == ":":
        after += 1
    return after


def _apart(text: str, word: re.Match[str]) -> bool:
    """Whether a plain word has spaces around it."""
    before, after = text[: word.start()][-1:], text[word.end() :][:1]
    return before in ("", " ", ",", "\n", "\t") and after in (" ", ":", "\n", "\t")
