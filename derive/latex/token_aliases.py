r"""Rare spellings of tokens, rewritten to the common one: `{\rm tr}`, `\mathop{\rm tr}`, `1{,}000`.

Operators in braces and digits in groups of three are joined here, so that the grammar knows one
form of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.latex.names import OPERATORS
from derive.latex.tokens import Token

__all__ = ["common_spelling"]

_SWITCHES = frozenset(r"\rm \sf \bf \it \tt \mathrm \mathsf \mathbf \mathit \text".split())
_ROMAN = r"\mathrm"
MAX_WORD = 12  # letters of an operator's name
_THIN = frozenset([r"\,", r"\;", r"\:", "~", r"\ "])


def common_spelling(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens with operators as `\\mathrm{tr}` and numbers whole."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text == "{" and index + 1 < len(tokens):
            word = _switched(tokens, index) or _wrapped(tokens, index)
            if word is not None:
                found += word[0]
                index = word[1]
                continue
            if found and _thousands(found[-1], tokens, index):
                found[-1] = _joined(found[-1], tokens[index + 3])
                index += 4
                continue
        elif token.number and found and _spaced_thousands(found[-1], token, text):
            found[-1] = _joined(found[-1], token)
            index += 1
            continue
        found.append(token)
        index += 1
    return found


def _switched(tokens: Sequence[Token], start: int) -> tuple[list[Token], int] | None:
    r"""`{\rm tr}` as `\mathrm{tr}`, and the index after it."""
    switch = tokens[start + 1]
    end = start + 2
    while end < len(tokens) and tokens[end].letter and end - start < MAX_WORD:
        end += 1
    letters = tokens[start + 2 : end]
    closed = end < len(tokens) and tokens[end].text == "}"
    if switch.text not in _SWITCHES or not closed or not _is_word(letters):
        return None
    opening = tokens[start]._replace(text=_ROMAN)
    return [opening, switch._replace(text="{"), *letters, tokens[end]], end + 1


def _wrapped(tokens: Sequence[Token], start: int) -> tuple[list[Token], int] | None:
    r"""`{\mathrm{tr}}` and `{\det}` without the outer braces, and the index after them."""
    command = tokens[start + 1].text
    if command[1:] in OPERATORS and start + 2 < len(tokens) and tokens[start + 2].text == "}":
        return [tokens[start + 1]], start + 3
    if command not in _SWITCHES | {r"\operatorname"} or tokens[start + 2 : start + 3] == []:
        return None
    end = start + 3
    while end < len(tokens) and tokens[end].letter and end - start < MAX_WORD:
        end += 1
    closing = [token.text for token in tokens[end : end + 2]]
    letters = tokens[start + 3 : end]
    if tokens[start + 2].text != "{" or closing != ["}", "}"] or not _is_word(letters):
        return None
    return list(tokens[start + 1 : end + 1]), end + 2


def _is_word(letters: Sequence[Token]) -> bool:
    return len(letters) > 1 and "".join(token.text for token in letters) in OPERATORS


def _thousands(before: Token, tokens: Sequence[Token], start: int) -> bool:
    """Whether `{,}` and three digits go on with a number."""
    inside = [token.text for token in tokens[start : start + 3]]
    if inside != ["{", ",", "}"] or start + 3 >= len(tokens):
        return False
    after = tokens[start + 3]
    return before.end == tokens[start].start and _grouped(before, after)


def _spaced_thousands(before: Token, after: Token, text: str) -> bool:
    r"""Whether a thin space stands between groups of digits: `1\,000`."""
    between = text[before.end : after.start]
    return between in _THIN and _grouped(before, after)


def _grouped(before: Token, after: Token) -> bool:
    whole = before.text.isdigit() and before.text[0] != "0" and len(before.text) <= 3
    joined = before.text.isdigit() and before.end - before.start > len(before.text)
    return (whole or joined) and len(after.text.partition(".")[0]) == 3 and after.number


def _joined(before: Token, after: Token) -> Token:
    return before._replace(text=before.text + after.text, end=after.end)
