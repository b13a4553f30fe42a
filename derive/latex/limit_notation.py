r"""Limits: `\lim_{\lambda \to 0^+} f`, `f \to g \quad (\lambda \to \infty)`, `f \sim g`.

The letter under the sign is declared, or bound by it.
"""

from __future__ import annotations

import sympy
from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.latex.elaborate import Elaborator, Value
from derive.latex.identifiers import name
from derive.latex.names import scan_letter
from derive.latex.syntax import Node, Syntax

__all__ = ["ARROWS", "Approach", "approach", "limit", "limit_of", "tends", "under_limit"]

ARROWS = {r"\to": 0, r"\downarrow": 1, r"\searrow": 1, r"\uparrow": -1, r"\nearrow": -1}
_OPENING = {"(": ")", "[": "]"}

Approach = tuple[Symbol, Term, int]  # variable, point, side


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
    body = s.product()
    del s.bound[len(s.bound) - len(own) :]
    return s.node("limit", (body, variable, point), begin, side)


def tends(s: Syntax, *, binding: bool = False) -> tuple[Node, Node, int]:
    r"""`x \to p` with a side as `0^+`: the nodes of x and p, and the side."""
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
    r"""The condition behind `f \to g`: `\quad (x \to p)`, `, x \to p`, `\text{as } x \to p`."""
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


# -- meaning ------------------------------------------------------------------------------------


def approach(e: Elaborator, variable: Node, point: Node, side: int) -> Approach:
    """The variable, bound from here on, its point and its side."""
    at = sympy.oo if point.op == "infinity" else e.scalar(point, "what is tended to")
    found = e.bound.get(variable.value) or e.names.get(variable.value)
    if found is None:
        found = t.scalar(variable.value)
        e.bound[variable.value] = found
    if not isinstance(found, Symbol) or found.is_integer:
        e.refuse("the letter of a limit must be a real number", variable)
    if found in t.free_symbols(at):
        e.refuse("a letter cannot tend to itself", point)
    if at is sympy.oo and side:
        e.refuse("infinity has one side only", point)
    return found, at, side


def limit_of(e: Elaborator, node: Node) -> Value:
    """The limit of a term; of a 1 x 1 matrix and of its entry it is the same."""
    body, variable, point = node.args
    before = dict(e.bound)
    found, at, side = approach(e, variable, point, node.value)
    value = e.value(body)
    e.bound = before
    return e.made(t.limit(value.term, found, at, side), value.shape, node)
