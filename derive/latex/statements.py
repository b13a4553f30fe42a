r"""Statements as nodes: equations, comparisons, systems, and `w = \operatorname*{arg\,min}_w f`."""

from __future__ import annotations

from derive.latex.syntax import RELATIONS, Node, Syntax

__all__ = ["statement"]

_MINIMISED = frozenset(["argmin", "argmin\\"])


def statement(s: Syntax) -> Node:
    """A term, an equation, a comparison, or equations separated by commas."""
    begin = s.index
    parts = [_relation(s)]
    while s.at(",") and s.index < len(s.tokens) - 1:
        s.index += 1
        parts.append(_relation(s))
    if len(parts) == 1:
        return parts[0]
    if not all(part.op == "equation" for part in parts):
        s.refuse("only equations may be listed", expected="equations with commas between")
    return s.node("system", parts, begin)


def _relation(s: Syntax) -> Node:
    begin = s.index
    left = s.sum()
    sign = s.peek().text
    if sign not in RELATIONS:
        return left
    s.index += 1
    if sign == "=":
        if _argmin(s):
            return _minimizer(s, left, begin)
        return s.node("equation", (left, s.sum()), begin)
    return s.node("comparison", (left, s.sum()), begin, sign)


def _argmin(s: Syntax) -> bool:
    r"""Whether `\arg\min` stands here, in any of its spellings; it is consumed."""
    first = s.index
    if s.peek().text in (r"\operatorname", r"\operatorname*", r"\mathrm", r"\text"):
        s.index += 1
        s.skip("*")
        if s.at("{") and s.group_text().replace("\\", "") == "argmin":
            return True
    elif s.at(r"\arg", r"\min"):
        s.index += 2
        return True
    elif s.at(r"\argmin"):
        s.index += 1
        return True
    s.index = first
    return False


def _minimizer(s: Syntax, left: Node, begin: int) -> Node:
    s.take("_")
    over = s.argument()
    over = over.args[0] if over.op == "braces" else over
    if (over.op, over.value) != (left.op, left.value):
        s.refuse("the minimum is over another letter than it is equal to")
    parts = [left, s.sum()]
    s.skip(",")
    if s.peek().text in (r"\text", r"\mathrm", r"\operatorname"):
        s.index += 1
        if s.group_text().replace(".", "") not in ("subjectto", "st", "suchthat"):
            s.refuse("this text is not understood", expected="subject to")
        first = s.index
        sides = [s.sum()]
        s.take("=")
        sides.append(s.sum())
        parts.append(s.node("equation", sides, first))
    return s.node("minimizer", parts, begin)
