r"""Limits: `\lim_{x \to p} f`.

A limit is also written with its condition after it, `f \to g \quad (x \to p)`.  The variable of
`\lim` is a declared symbol, or is bound by the sign.
"""

from __future__ import annotations

from derive.latex.cursor import Node
from derive.latex.identifiers import name
from derive.latex.names import scan_letter
from derive.latex.syntax import Syntax

__all__ = ["limit", "tends", "under_limit"]

ARROWS = {r"\to": 0, r"\downarrow": 1, r"\searrow": 1, r"\uparrow": -1, r"\nearrow": -1}
_OPENING = {"(": ")", "[": "]"}


def limit(s: Syntax) -> Node:
    r"""\lim_{x \to p}, of the product that follows."""
    begin = s.index
    s.take(r"\lim")
    if not s.skip("_"):
        s.refuse("what tends to what is missing", expected=r"_{x \to 0}")
    s.take("{")
    variable, point, side = tends(s, binding=True)
    s.take("}")
    own = [variable.value] if not s.known(variable.value) else []
    s.bound += own
    body = s.operand()
    s.loose = s.index
    del s.bound[len(s.bound) - len(own) :]
    return s.node("limit", (body, variable, point), begin, side)


def tends(s: Syntax, *, binding: bool = False) -> tuple[Node, Node, int]:
    r"""`x \to p`, with a side as in `0^+`: the nodes of x and p, and the side."""
    begin = s.index
    variable = name(s)
    if variable is None and binding:
        letter = scan_letter(s.tokens, begin)
        if letter is not None:
            s.index = letter.end
            variable = s.node("name", (), begin, letter.text)
    if variable is None:
        s.refuse("what tends to a value is a letter", expected="a declared letter")
    arrow = s.peek().text
    if arrow not in ARROWS:
        s.refuse("a limit is written with an arrow", expected=r"\to")
    s.index += 1
    point = _point(s)
    return variable, point, _side(s) or ARROWS[arrow]


def _point(s: Syntax) -> Node:
    begin = s.index
    if s.at("+", r"\infty") or s.at(r"\infty"):
        s.index += 2 if s.at("+") else 1
        return s.node("infinity", (), begin)
    if s.at("-", r"\infty"):
        s.refuse("limits at minus infinity are not read", hint="put the letter negative")
    negative = s.skip("-")
    found = s.atom()
    if s.skip("/"):
        found = s.node("divide", (found, s.atom()), begin)
    return s.node("sum", (found,), begin, (-1,)) if negative else found


def _side(s: Syntax) -> int:
    """1 for `^+`, -1 for `^-`, 0 for nothing."""
    raised = s.skip("^")
    braced = raised and s.skip("{")
    sign = s.peek().text
    if sign not in ("+", "-"):
        if raised:
            s.refuse("the side of a limit is not clear", expected="^+ or ^-")
        return 0
    s.index += 1
    if braced:
        s.take("}")
    return 1 if sign == "+" else -1


def under_limit(s: Syntax) -> tuple[Node, Node, int]:
    r"""The condition after `f \to g`: `\quad (x \to p)`, `, x \to p`, `\text{as } x \to p`."""
    while s.skip(r"\quad") or s.skip(","):
        pass
    if s.skip(r"\text") or s.skip(r"\mathrm"):
        word = s.group_text()
        if word not in ("as", "for", "when"):
            s.refuse("this word is not understood", expected="as")
        return tends(s)
    closing = _OPENING.get(s.peek().text)
    if closing is None:
        return tends(s)
    s.index += 1
    if s.skip(r"\text"):
        s.group_text()
    found = tends(s)
    s.take(closing)
    return found
