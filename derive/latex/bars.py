r"""Bars and angles: |A|, \|x\|_2, ||X||_F^2, \langle x, y\rangle."""

from __future__ import annotations

from derive.latex.cursor import Node
from derive.latex.names import FONTS, group_end
from derive.latex.syntax import Syntax
from derive.latex.tokens import Token

__all__ = ["bars", "inner_product"]


def bars(s: Syntax) -> Node:
    r"""|…| and \|…\| (or ||…||), with the subscript of a norm."""
    made = _bars(s)
    s.closed = s.index
    return made


def _bars(s: Syntax) -> Node:
    begin, token = s.index, s.take()
    sign = token.text
    if sign == "|" and s.at("|") and _doubled(s, token):
        s.index += 1
        sign = "||"
    s.bars.append(sign)
    made = s.sum()
    s.bars.pop()
    for text in sign if sign == "||" else (sign,):
        if s.peek().text != text:
            s.refuse("this bar has no partner", expected=text)
        s.index += 1
    if sign == "|":
        if s.at("_") and not s.at("_", "+"):
            return _norm_of_bars(s, made, begin)
        return s.node("bars", (made,), begin)
    _kind_first(s)
    if not s.skip("_"):
        return s.node("norm", (made,), begin, "")
    first = s.index
    kind = s.script_name()
    if kind in ("2", "F", "1", r"\infty", "*", r"\max", "op", r"\mathrm{F}", "Fro"):
        return s.node("norm", (made,), begin, "F" if kind == "Fro" else kind)
    s.index = first
    return s.node("norm", (made, s.argument()), begin, "weighted")


def _norm_of_bars(s: Syntax, made: Node, begin: int) -> Node:
    """|x|_2, as some write a norm; any other subscript is refused, it is no entry."""
    s.index += 1
    first = s.index
    kind = s.script_name()
    if kind not in ("1", "2", "F"):
        s.index = first
        s.refuse("what is meant by this below bars is not clear", hint=r"write \|x\|_2")
    return s.node("norm", (made,), begin, kind)


def _doubled(s: Syntax, first: Token) -> bool:
    r"""Whether the bar that stands here makes a norm with the one before: `||`, `\left|\left|`."""
    if not first.side:
        return not s.peek().side and s.peek().start == first.end
    if s.peek().side != "left":
        return False
    closes, depth = list[int](), 2
    for index in range(s.index + 1, len(s.tokens)):
        token = s.tokens[index]
        if token.text == "|" and token.side:
            depth += 1 if token.side == "left" else -1
            if depth < 2 and token.side == "right":
                closes.append(index)
            if depth == 0:
                return len(closes) == 2 and closes[1] == closes[0] + 1
    return False


def _kind_first(s: Syntax) -> None:
    r"""Bring the kind of a norm before its power: `\|X\|^2_F` is `\|X\|_F^2`."""
    if not s.at("^"):
        return
    middle = _after_script(s, s.index)
    end = _after_script(s, middle)
    if middle < end and s.tokens[middle].text == "_":
        s.tokens[s.index : end] = [*s.tokens[middle:end], *s.tokens[s.index : middle]]


def _after_script(s: Syntax, start: int) -> int:
    """The index after a sign and its script; `start` if none stands there."""
    if start + 1 >= len(s.tokens) or s.tokens[start].text not in ("^", "_"):
        return start
    if s.tokens[start + 1].text == "{":
        return max(group_end(s.tokens, start + 1) + 1, start)
    wrapped = s.tokens[start + 1].text in FONTS
    return start + 2 if not wrapped else max(group_end(s.tokens, start + 2) + 1, start + 3)


def inner_product(s: Syntax) -> Node:
    r"""`\langle x, y \rangle`, with a bar for the comma or an F after it."""
    begin = s.index
    s.take(r"\langle")
    left = s.inner()
    if not s.skip("|"):
        s.take(",")
    right = s.inner(r"\rangle")
    if s.skip("_"):
        first = s.index
        if s.script_name() != "F":
            s.index = first
            return s.node("inner", (left, right, s.argument()), begin)
    return s.node("inner", (left, right), begin)
