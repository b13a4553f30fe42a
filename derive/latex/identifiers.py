r"""Identifiers in a formula: which declared name or operator word stands here.

The longest declared name wins: over names with fewer scripts, and over everything built in.  The
subscript of a name may come before or after a superscript that is not part of the name:
`X^\top_1` is `X_1^\top`.
"""

from __future__ import annotations

from itertools import pairwise

from derive.latex.cursor import Cursor, Node
from derive.latex.names import (
    FONTS,
    MEMBERS,
    OPERATORS,
    RAISED_MEMBERS,
    Letter,
    canonical,
    font,
    group_end,
    scan_letter,
    spelled,
    with_font,
)
from derive.latex.tokens import Token

__all__ = ["name", "operator_word"]

_VARIANTS = {
    r"\epsilon": r"\varepsilon", r"\phi": r"\varphi", r"\theta": r"\vartheta",
    r"\varepsilon": r"\epsilon", r"\varphi": r"\phi", r"\vartheta": r"\theta",
}  # fmt: skip
MAX_PIECES = 8  # scripts and primes of one name
_GREEK_WORDS = ("lambda", "alpha", "beta", "gamma", "sigma", "Sigma", "Lambda", "theta", "mu",
                "epsilon", "rho", "phi", "Phi", "eta", "nu", "tau", "omega", "Omega")  # fmt: skip


def name(s: Cursor) -> Node | None:
    """A declared or bound name, the longest that fits; None if there is none here."""
    begin = s.index
    if s.spelled and s.peek().letter:
        spelled_out = _letters(s)
        if spelled_out is not None:
            return spelled_out
    letter = scan_letter(s.tokens, begin)
    if letter is None:
        return None
    pieces = _scripts(s, letter)
    made = _longest(s, letter, pieces)
    if made is None and letter.text in _VARIANTS:
        made = _longest(s, Letter(_VARIANTS[letter.text], letter.end), pieces)
    if made is None and s.peek().letter:
        made = _greek_word(s)
    if made is None and s.free:
        made = _free(s, letter, pieces)
    return made


def _letters(s: Cursor) -> Node | None:
    """A declared name of several letters, spelled out."""
    best = ""
    for word in s.spelled:
        if len(word) > len(best) and all(
            s.peek(i).text == sign for i, sign in enumerate(word) if not sign.isdigit()
        ):
            if not word.isalpha():
                continue
            best = word
    if not best:
        return None
    letter = Letter(best, s.index + len(best))
    return _longest(s, letter, _scripts(s, letter))


def _greek_word(s: Cursor) -> Node | None:
    r"""A declared Greek letter that is typed as a word: `lambda` for `\lambda`."""
    for word in _GREEK_WORDS:
        tokens = s.tokens[s.index : s.index + len(word)]
        if "".join(t.text for t in tokens) == word and _adjacent(tokens) and s.known("\\" + word):
            letter = Letter("\\" + word, s.index + len(word))
            return _longest(s, letter, _scripts(s, letter))
    return None


_Piece = tuple[str, str, int, int]  # sign, canonical text, first token, token after it


def _scripts(s: Cursor, letter: Letter) -> list[_Piece]:
    """The scripts and primes after a letter, one of each sign."""
    tokens, index, found = s.tokens, letter.end, list[_Piece]()
    while index < len(tokens) and len(found) < MAX_PIECES:
        sign = tokens[index].text
        if sign == "'":
            found.append((sign, "'", index, index + 1))
            index += 1
            continue
        if sign not in ("_", "^") or any(sign == piece[0] for piece in found):
            break
        end = index + 1
        if end >= len(tokens):
            break
        if tokens[end].text == "{":
            end = group_end(tokens, end)
            if end < 0:
                break
            text = canonical(tokens[index + 2 : end])
            if sign == "^" and text.startswith("(") and text.endswith((")T", r")\top")):
                end = _split_off_mark(tokens, index + 1, end)
                text = canonical(tokens[index + 2 : end])
        elif tokens[end].text in FONTS:
            inner = scan_letter(tokens, end)
            if inner is None:
                break
            text, end = inner.text, inner.end - 1
        else:
            text = tokens[end].text
        found.append((sign, text, index, end + 1))
        index = end + 1
    return found


def _split_off_mark(tokens: list[Token], start: int, end: int) -> int:
    """Make `^{(1)}^{T}` of `^{(1)T}`; the index of the brace that then ends the first script."""
    mark = end - 1
    while tokens[mark - 1].text != ")":
        mark -= 1
    brace = tokens[end]
    ending = [tokens[end]._replace(text=text) for text in ("}", "^", "{")]
    tokens[mark:mark] = [one._replace(start=brace.start, end=brace.start) for one in ending]
    return mark


def _longest(s: Cursor, letter: Letter, pieces: list[_Piece]) -> Node | None:
    for count in range(len(pieces), -1, -1):
        if _primes_first(pieces[:count]):
            continue
        text = _spelled(letter, pieces[:count])
        if s.known(text):
            return _found(s, text, pieces[count - 1][3] if count else letter.end)
        if s.families and count:
            made = _family(s, letter, pieces[:count])
            if made is not None:
                return made
        if count > 1 and pieces[count - 1][0] == "_":
            below = pieces[count - 1]
            text = _spelled(letter, [below])
            if s.known(text):
                return _moved(s, text, letter, below)
    return None


def _family(s: Cursor, letter: Letter, pieces: list[_Piece]) -> Node | None:
    """The family whose member has the last of these scripts for its index, which stays."""
    sign, text, first, after = pieces[-1]
    raised = sign == "^" and text[:1] == "(" and text[-1:] == ")"
    if sign == "'" or not (raised or sign == "_"):
        return None
    marked = (sign, RAISED_MEMBERS if raised else MEMBERS, first, after)
    for kept in (pieces[:-1], []):
        text = _spelled(letter, [*kept, marked])
        if text in s.families:
            if not kept and len(pieces) > 1:
                script, between = s.tokens[first:after], s.tokens[letter.end : first]
                s.tokens[letter.end : after] = [*script, *between]
                return _found(s, s.families[text], letter.end)
            return _found(s, s.families[text], first)
    return None


def _primes_first(pieces: list[_Piece]) -> bool:
    """Whether a prime stands before a script: it is then not part of the name."""
    signs = [piece[0] for piece in pieces]
    return "'" in signs and any(sign != "'" for sign in signs[signs.index("'") :])


def _spelled(letter: Letter, pieces: list[_Piece]) -> str:
    by = {"_": "", "^": "", "'": ""}
    for sign, text, _, _ in pieces:
        by[sign] += text
    return spelled(letter.text, by["_"], by["^"], by["'"])


def _found(s: Cursor, text: str, end: int) -> Node:
    begin, s.index = s.index, end
    if text in s.styled and text not in s.bound:
        named = with_font(font(s.tokens, begin), text)
        if named not in s.names:
            s.index = begin
            s.refuse(f"which {text} is meant is not clear", hint="the declared ones differ by font")
        text = named
    return s.node("name", (), begin, text)


def _moved(s: Cursor, text: str, letter: Letter, below: _Piece) -> Node:
    """The name, its subscript moved before a superscript that is not part of the name."""
    first, after = below[2], below[3]
    subscript, between = s.tokens[first:after], s.tokens[letter.end : first]
    s.tokens[letter.end : after] = [*subscript, *between]
    return _found(s, text, letter.end + len(subscript))


def _free(s: Cursor, letter: Letter, pieces: list[_Piece]) -> Node | None:
    """An undeclared letter with its subscript, where every letter is a name."""
    digits = letter.text in (r"\mathbf{0}", r"\mathbf{1}")
    if digits or letter.text.removeprefix("\\") in OPERATORS or letter.text in ("I", "e", r"\pi"):
        return None
    taken = pieces[:1] if pieces and pieces[0][0] == "_" else []
    text = _spelled(letter, taken)
    s.found[text] = None
    return _found(s, text, taken[0][3] if taken else letter.end)


def operator_word(s: Cursor) -> str | None:
    r"""The operator that is written here, as `\det`, `\operatorname{tr}`, `\mathrm{Tr}` or `tr`.

    Its tokens are consumed; None if there is none.
    """
    token = s.peek()
    if token.letter:
        return _plain_word(s)
    if token.text in (
        r"\operatorname",
        r"\mathrm",
        r"\text",
        r"\mathsf",
        r"\mathbf",
        r"\mathit",
        r"\operatorname*",
        r"\rm",
    ):
        if s.peek(1).text != "{":
            return None
        end = group_end(s.tokens, s.index + 1)
        word = "".join(t.text for t in s.tokens[s.index + 2 : end] if end > 0)
        word = word.removeprefix(r"\rm")
        if word.lstrip("\\") not in OPERATORS:
            return None
        s.index = end + 1
        return OPERATORS[word.lstrip("\\")]
    word = token.text[1:]
    if token.text[:1] == "\\" and word in OPERATORS and word not in ("vec", "abs"):
        s.index += 1
        return OPERATORS[word]
    return None


def _plain_word(s: Cursor) -> str | None:
    """An operator typed without a backslash, and a bracket after it: `tr(A)`, `det(A)`."""
    word, ahead = "", 0
    while ahead < 8 and s.peek(ahead).letter:
        word += s.peek(ahead).text
        ahead += 1
    bracketed = s.peek(ahead).text in ("(", "[", "{", r"\{")
    if word in OPERATORS and bracketed and _adjacent(s.tokens[s.index : s.index + ahead]):
        s.index += ahead
        return OPERATORS[word]
    return None


def _adjacent(tokens: list[Token]) -> bool:
    return all(before.end == after.start for before, after in pairwise(tokens))
