r"""Optima: `\arg\min_w f`, `\min_{w \in \mathbb{R}^d} f`, `\max_{\|x\| = 1} f`, in their spellings.

What is optimised goes on to the end of the sum: what does not hang on the letter moves the value
alike where it stands inside or behind.
"""

from __future__ import annotations

from derive.latex.cursor import Node
from derive.latex.syntax import Syntax

__all__ = ["extreme", "optimum_sense", "varied"]

_PLACES = {"argmin": "min", "argmax": "max"}
_WORDS = (r"\operatorname", r"\operatorname*", r"\mathrm", r"\text")


def optimum_sense(s: Syntax) -> str:
    r"""`min` or `max` if `\arg\min` or `\arg\max` stands here, in any spelling, else "".

    Its tokens are consumed.
    """
    first = s.index
    if s.peek().text in _WORDS:
        s.index += 1
        s.skip("*")
        word = s.group_text().replace("\\", "") if s.at("{") else ""
        if word in _PLACES:
            return _PLACES[word]
    elif s.at(r"\arg"):
        s.index += 1
        if s.peek().text in (r"\min", r"\max"):
            return s.take().text[1:]
    elif s.peek().text in (r"\argmin", r"\argmax"):
        return _PLACES[s.take().text[1:]]
    s.index = first
    return ""


def varied(s: Syntax) -> tuple[Node, list[Node]]:
    r"""What is varied: a symbol, or several in braces; and the space or the condition beside it."""
    begin = s.index
    if not s.skip("{"):
        return s.argument(), []
    first = s.sum()
    names, beside = [first], list[Node]()
    while s.skip(","):
        names.append(s.sum())
    if s.skip(r"\in"):
        beside.append(_space(s))
    if s.peek().text in (":", "|") or s.at("="):
        if not s.at("="):
            s.index += 1
            first = s.sum()
        s.take("=")
        beside.append(s.node("equation", (first, s.sum()), begin))
    s.take("}")
    return (names[0] if len(names) == 1 else s.node("stack", names, begin)), beside


def _space(s: Syntax) -> Node:
    r"""`\mathbb{R}^{m \times n}`."""
    begin = s.index
    s.take(r"\mathbb")
    if (s.group_text() if s.at("{") else s.take().text) != "R":
        s.refuse("this space is not read", expected=r"\mathbb{R}^n")
    sizes: list[Node] = []
    if s.skip("^"):
        if s.skip("{"):
            sizes.append(_size(s))
            while s.skip(r"\times"):
                sizes.append(_size(s))
            s.take("}")
        else:
            sizes.append(s.argument())
    return s.node("space", sizes, begin)


def _size(s: Syntax) -> Node:
    """A sum of letters and numbers."""
    begin, parts, signs = s.index, [s.scripted()], [1]
    while s.peek().text in ("+", "-"):
        signs.append(1 if s.take().text == "+" else -1)
        parts.append(s.scripted())
    return s.node("sum", parts, begin, tuple(signs)) if len(parts) > 1 else parts[0]


def extreme(s: Syntax, sense: str, begin: int, *, place: bool) -> Node:
    """The place or the value of an optimum, after its sign: its letter, what is optimised, and
    what stands beside the letter."""
    if not s.skip("_"):
        s.refuse("over what one optimises is missing", expected="_w")
    over, beside = varied(s)
    of = s.sum()
    s.loose = s.index
    return s.node("extreme", (over, of, *beside), begin, (sense, place))
