r"""Derivatives: \frac{\partial f}{\partial x}, \frac{\mathrm d}{\mathrm d x} f, \nabla_x f."""

from __future__ import annotations

from derive.latex.names import group_end
from derive.latex.syntax import Node, Syntax

__all__ = ["derivative", "is_derivative", "nabla"]


def is_derivative(s: Syntax) -> bool:
    """Whether a fraction of differentials stands here: d is one unless it is a letter."""
    ahead = 1 if s.at("{") else 0
    sign = _length_of_d(s, ahead)
    if not sign or s.peek(ahead).text != "d":
        return bool(sign)
    below = s.index + 2
    if ahead:
        below = group_end(s.tokens, s.index) + 1
    return s.tokens[below : below + 1] != [] and s.tokens[below].text == "{"


def _length_of_d(s: Syntax, ahead: int = 0) -> int:
    r"""How many tokens the sign of a differential has: `\partial`, `d`, `\mathrm{d}`; or 0."""
    words = [s.peek(ahead + place).text for place in range(4)]
    if words[0] == r"\partial" or (words[0] == "d" and "d" not in s.names):
        return 1
    if words[0] in (r"\mathrm", r"\text", r"\mathsf"):
        return 2 if words[1] == "d" else 4 * (words[1:] == ["{", "d", "}"])
    return 4 if words in (["{", r"\rm", "d", "}"], ["{", r"\mathrm", "d", "}"]) else 0


def derivative(s: Syntax, begin: int) -> Node:
    r"""\frac{\partial f}{\partial x}, or \frac{\partial}{\partial x} and the product after it."""
    braced = s.skip("{")
    s.index += _length_of_d(s)
    if s.at("^"):
        s.refuse("a derivative of higher order is not read")
    of = s.product() if braced and not s.at("}") else None
    if braced:
        s.take("}")
    s.take("{")
    if not _length_of_d(s):
        s.refuse("the derivative is by nothing", expected=r"\partial")
    s.index += _length_of_d(s)
    by = s.scripted()
    s.take("}")
    return s.node("derivative", (s.product() if of is None else of, by), begin)


def nabla(s: Syntax) -> Node:
    r"""\nabla_x f: the gradient, a column."""
    begin = s.index
    s.take(r"\nabla")
    s.take("_")
    by = s.argument()
    return s.node("gradient", (s.product(), by), begin)
