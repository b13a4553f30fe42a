r"""Scalar islands as nodes: `\int_0^1 f \, dx`, `\binom{n}{k}`, `\Gamma(x)`, `\lfloor x \rfloor`.

Only where they begin and end is seen here; `island_rules` has them read.
"""

from __future__ import annotations

from derive.latex.cursor import Node
from derive.latex.names import group_end, scan_letter
from derive.latex.syntax import Syntax

__all__ = ["choice", "gamma", "integral", "island", "rounded"]

_ROUNDED = {r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}


def island(s: Syntax, begin: int) -> Node:
    """The node of an island, its value the text from its tokens, without layout."""
    first, end, text = begin, s.index, ""
    while begin < end:
        s.index, word = begin, s.tokens[begin].text
        after = _differential(s)
        if after:  # `dx` is one word
            text += " d"
            begin += 1 if word == "d" else 4
            continue
        follows = s.tokens[begin + 1].text if begin + 1 < end else ""
        joined = word[:1] == "\\" and word[-1:].isalpha() and follows[:1].isalpha()
        text += f"{word} " if joined else word
        begin += 1
    s.index = end
    return s.node("island", (), first, text)


def integral(s: Syntax) -> Node:
    r"""`\int_a^b f \, dx`, up to its last differential; integrals may stand in one another."""
    begin, open_, depth = s.index, 0, 0
    while s.index < len(s.tokens):
        token = s.peek()
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if depth < 0:
            break
        open_ += token.text == r"\int"
        after = _differential(s) if depth == 0 else 0
        if after:
            open_ -= 1
            s.index = after
            if open_ == 0:
                return island(s, begin)
            continue
        s.index += 1
    s.index = begin
    return s.refuse("what is integrated by is missing", expected=r"\int_0^1 f \, dx")


def _differential(s: Syntax) -> int:
    r"""The index after the `dx` that stands here; 0 if none does."""
    words = [s.peek(ahead).text for ahead in range(4)]
    if words[0] == "d" and not s.known("d"):
        letter = scan_letter(s.tokens, s.index + 1)
    elif words[0] == r"\mathrm" and words[1:] == ["{", "d", "}"]:
        letter = scan_letter(s.tokens, s.index + 4)
    else:
        return 0
    return 0 if letter is None else letter.end


def choice(s: Syntax) -> Node:
    r"""`\binom{n}{k}`."""
    begin = s.index
    s.index += 1
    for _ in range(2):
        end = group_end(s.tokens, s.index) if s.at("{") else s.index
        if end < 0 or s.index >= len(s.tokens):
            s.refuse("an argument of this is missing", expected=r"\binom{n}{k}")
        s.index = end + 1
    return island(s, begin)


def rounded(s: Syntax) -> Node:
    r"""`\lfloor x \rfloor` and `\lceil x \rceil`."""
    begin, opening = s.index, s.take().text
    depth = 1
    while depth and s.index < len(s.tokens):
        text = s.take().text
        depth += (text == opening) - (text == _ROUNDED[opening])
    if depth:
        s.refuse("this bracket is not closed", expected=_ROUNDED[opening])
    return island(s, begin)


def gamma(s: Syntax, begin: int) -> Node:
    r"""`\Gamma(x)`, after the letter."""
    s.take("(")
    s.inner(")")
    return island(s, begin)
