r"""Derivatives: `\frac{\partial f}{\partial x}`, `\partial f / \partial x`, `\partial_x f`,
`\nabla_x f`, `D_x f`, those of second order, and what is evaluated: `\left. f \right|_{x = w}`.

An operator without what it is applied to takes the product that follows.
"""

from __future__ import annotations

from derive.latex.cursor import RELATIONS, Node
from derive.latex.identifiers import name
from derive.latex.names import group_end
from derive.latex.syntax import Syntax

__all__ = ["at_bar", "at_point", "derivative", "evaluated", "is_derivative", "nabla", "partial"]
__all__ += ["row_derivative"]

_ROMAN = (r"\mathrm", r"\text", r"\mathsf", r"\textrm")


def is_derivative(s: Syntax) -> bool:
    r"""Whether a fraction of differentials stands here.

    `d` is a differential unless it is declared; `\frac{d}{dz}` is an operator even then, and so is
    `\frac{df}{dz}` where d is a size only.
    """
    ahead = 1 if s.at("{") else 0
    sign = _length_of_d(s, ahead)
    if not sign or s.peek(ahead).text != "d":
        return bool(sign)
    below = group_end(s.tokens, s.index) + 1 if ahead else s.index + 1
    if _is_name(s, s.index + ahead):
        return False
    if "d" not in s.names:
        return [token.text for token in s.tokens[below : below + 1]] == ["{"]
    alone = not ahead or s.peek(2).text == "}"
    return (alone or "d" not in s.declared) and _is_differential(s, below)


def _is_name(s: Syntax, start: int) -> bool:
    """Whether a declared name other than d stands at a token, as d_j."""
    before, s.index = s.index, start
    letter = name(s)
    s.index = before
    return letter is not None and letter.value != "d"


def _is_differential(s: Syntax, start: int) -> bool:
    """Whether `{dz}` stands at a token, z a declared letter that is no size."""
    if [token.text for token in s.tokens[start : start + 2]] != ["{", "d"]:
        return False
    before, s.index = s.index, start + 2
    letter = None if s.peek().text in ("}", "^", "_") else name(s)
    closed = s.peek().text in ("}", "^")
    s.index = before
    return letter is not None and closed and letter.value in s.declared


def _length_of_d(s: Syntax, ahead: int = 0) -> int:
    r"""How many tokens the sign of a differential has: `\partial`, `d`, `\mathrm{d}`; or 0."""
    words = [s.peek(ahead + place).text for place in range(4)]
    if words[0] in (r"\partial", "d"):
        return 1
    if words[0] in _ROMAN:
        return 2 if words[1] == "d" else 4 * (words[1:] == ["{", "d", "}"])
    return 4 if words in (["{", r"\rm", "d", "}"], ["{", r"\mathrm", "d", "}"]) else 0


def derivative(s: Syntax, begin: int) -> Node:
    r"""\frac{\partial f}{\partial x}, or \frac{\partial}{\partial x} and the product after it."""
    braced = s.skip("{")
    s.index += _length_of_d(s)
    order = _order(s)
    of = s.operand() if braced and not s.at("}") else None
    if braced:
        s.take("}")
    s.take("{")
    by = _variables(s, order)
    s.take("}")
    made = _derivative(s, of, by, begin)
    ends = made.value == "whole" or not s.operands
    return at_point(s, made, begin) if ends and at_bar(s) else made


def _derivative(s: Syntax, of: Node | None, by: list[Node], begin: int) -> Node:
    """The node: its value says whether what is differentiated stands in the sign itself."""
    op = "derivative" if len(by) == 1 else "second_derivative"
    if of is not None:
        return s.node(op, (of, *by), begin, "whole")
    s.operands += 1
    of = s.operand()
    s.operands -= 1
    s.loose = s.index
    return s.node(op, (of, *by), begin, "operator")


def _order(s: Syntax) -> int:
    r"""1, or 2 for `\partial^2`."""
    if not s.skip("^"):
        return 1
    if s.at("{") and s.peek(1).text == "2" and s.peek(2).text == "}":
        s.index += 3
    elif s.at("2"):
        s.index += 1
    else:
        s.refuse("a derivative of this order is not read", expected=r"\partial or \partial^2")
    return 2


def _variables(s: Syntax, order: int) -> list[Node]:
    r"""What one differentiates by: `\partial x`, `\partial x^2`, `\partial x \partial x^\top`."""
    found: list[Node] = []
    while length := _length_of_d(s):
        s.index += length
        found.append(s.scripted())
    if not found:
        s.refuse("the derivative is by nothing", expected=r"\partial")
    if order == 2 and len(found) == 1 and found[0].op == "power":
        letter, exponent = found[0].args
        while exponent.op == "braces":
            (exponent,) = exponent.args
        if (exponent.op, exponent.value) == ("number", 2):
            return [letter, letter]
    if len(found) != order:
        s.refuse("the orders above and below the line of this derivative differ", hint=_ORDERS)
    return found


_ORDERS = r"write \frac{\partial^2 f}{\partial x \partial y}, or \partial x^2 below"


def partial(s: Syntax) -> Node:
    r"""`\partial_x f`, `\partial f / \partial x`, and `\partial / \partial x` of what follows."""
    begin = s.index
    s.take(r"\partial")
    if s.skip("_"):
        return _derivative(s, None, [s.argument()], begin)
    order = _order(s)
    first = s.index
    factors: list[Node] = []
    while not s.at("/") and s.starts_factor():
        factors.append(s.scripted())
    of = s.node("product", factors, first, ()) if len(factors) > 1 else None
    if not s.at("/"):
        s.refuse("what one differentiates by is missing", expected=r"\partial f / \partial x")
    s.index += 1
    closing = {"(": ")", "{": "}"}.get(s.peek().text, "")
    if closing:
        s.index += 1
    by = _variables(s, order)
    if closing:
        s.take(closing)
    return _derivative(s, factors[0] if len(factors) == 1 else of, by, begin)


def row_derivative(s: Syntax, begin: int) -> Node:
    """D_x f, after the D: the derivative as a row, or the Jacobian."""
    s.take("_")
    first = s.index
    by = s.node("transpose", (s.argument(),), first)
    return _derivative(s, None, [by], begin)


def nabla(s: Syntax) -> Node:
    r"""\nabla_x f: the gradient, a column; \nabla_x^2 f: the Hessian."""
    begin = s.index
    s.take(r"\nabla")
    by, order = None, 1
    while s.peek().text in ("_", "^"):
        if s.at("^"):
            order = _order(s)
        else:
            s.index += 1
            by = s.argument()
    if by is None:
        s.refuse("what one differentiates by is missing", expected=r"\nabla_x f")
    s.operands += 1
    of = s.operand()
    s.operands -= 1
    s.loose = s.index
    if order == 2:
        return s.node("second_derivative", (of, by, by), begin, "hessian")
    return s.node("gradient", (of, by), begin)


# -- evaluated at a point -------------------------------------------------------------------------


def evaluated(s: Syntax) -> Node:
    r"""`\left. f \right|_{x = w}`: f, with w for x."""
    begin = s.index
    s.take(".")
    s.bars.append("\\right|")
    of = s.sum()
    s.bars.pop()
    return at_point(s, of, begin)


def at_bar(s: Syntax) -> bool:
    """Whether `|_{x = w}` stands here, and closes no bar."""
    if not (s.at("|", "_", "{") and not s.closes_bar()):
        return False
    end = group_end(s.tokens, s.index + 2)
    return any(token.text == "=" for token in s.tokens[s.index + 3 : max(end, 0)])


def at_point(s: Syntax, of: Node, begin: int) -> Node:
    """What is evaluated, with the letters and values after the bar that stands here."""
    if not (s.at("|") and s.peek(1).text == "_"):
        s.refuse("this has no value at a point", expected=r"\right|_{x = w}")
    s.index += 2
    s.take("{")
    pairs: list[Node] = []
    while True:
        pairs.append(s.scripted())
        if s.peek().text not in RELATIONS or not s.skip("="):
            s.refuse("the value of a letter was expected", expected="x = w")
        pairs.append(s.sum())
        if not s.skip(","):
            break
    s.take("}")
    return s.node("evaluated", (of, *pairs), begin)
