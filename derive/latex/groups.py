r"""Groups that print no bracket: `{-b}`, `\boxed{+b}`, `\underbrace{-b}_{x}`, `\mathbf{AB}`.

Who looks at the page sees what stands in such a group as a part of what stands around it, so that
is how it is read: `a\underbrace{-b}_{x}` is a − b, `\mathbf{AB}^T` is A Bᵀ.  Where the braces would
bind more than is seen, as in `{a + b} c`, they are refused.

Notation
    The value of a node `braces` that is such a group is a `Group`; braces around an argument, as in
    `\frac{a + b}{c}`, have none.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.errors import Place, ReadError
from derive.latex.cursor import Cursor, Node
from derive.latex.names import FONTS
from derive.latex.tokens import Token

__all__ = ["Group", "check_alone", "check_body", "check_mixed", "check_operand"]
__all__ += ["number_in_group", "set_in_font", "spliced"]

_SIGNS = frozenset(["+", "-"])
_OPEN = frozenset(["sum", "product", "divide", "progression", "tight"])
_OPENING = frozenset(["{", r"\boxed", r"\underbrace", r"\overbrace"])
_HINT = "braces print no bracket: write parentheses"


class Group(NamedTuple):
    """The indices of the first token, of the first inside, and of those after the inside and all.

    `loose` says that it ends with an operand without brackets, as `{\\log a}`.
    """

    begin: int
    first: int
    last: int
    end: int
    loose: bool = False


def _inside(node: Node) -> tuple[Node, bool]:
    """What stands in groups in one another, and whether an operand is open at its end."""
    loose = False
    while isinstance(node.value, Group) and node.op == "braces":
        loose = loose or node.value.loose
        (node,) = node.args
    return node, loose


def spliced(s: Cursor, node: Node, *, scripted: bool = False) -> bool:
    """Whether a group that follows a factor goes on with the sum, or one in a font has a script.

    Its tokens are then put in the place of it, and the reading goes on before them.
    """
    group = node.value
    if not isinstance(group, Group):
        return False
    inside = s.tokens[group.first : group.last]
    if scripted:
        if s.tokens[group.begin].text not in FONTS or _inside(node)[0].op != "product":
            return False
    elif not inside or not _begins_with_sign(inside):
        return False
    s.tokens[group.begin : group.end] = inside
    s.index = group.begin
    return True


def _begins_with_sign(inside: list[Token]) -> bool:
    for token in inside:
        if token.text != "{":
            return token.text in _SIGNS
    return False


def set_in_font(s: Cursor, shown: Token, first: int, last: int) -> None:
    """Put the font before each letter of a group, where fonts tell declared letters apart."""
    if s.styled:
        inside = ([shown, token] if token.letter else [token] for token in s.tokens[first:last])
        s.tokens[first:last] = [token for pair in inside for token in pair]


def check_alone(s: Cursor, node: Node, *, first: bool, joined: bool, dotted: bool) -> None:
    """Raise ReadError for a factor that is a group and binds more than is seen.

    `first` says that no factor stands before it; `joined` that one follows without a sign, and
    `dotted` that a sign follows that multiplies or divides.
    """
    inner, loose = _inside(node)
    if inner is node:
        return
    several = inner.op == "progression" or _is_sum(inner)
    wrong = several and not (first and not joined and not dotted)
    if loose and (joined or dotted):
        wrong = True
    if inner.op == "divide" and joined:
        wrong = True
    if wrong:
        s.index = min(s.index, len(s.tokens)) - 1
        s.refuse("what the braces hold together is not seen", hint=_HINT)


def check_operand(s: Cursor, node: Node) -> None:
    """Raise ReadError for a group of several signs that takes a script, divides, or is in a tight
    product."""
    inner, loose = _inside(node)
    if inner is not node and (loose or inner.op in _OPEN):
        s.index -= 1
        s.refuse("what the braces hold together is not seen", hint=_HINT)


def check_body(s: Cursor, node: Node) -> None:
    """Raise ReadError for a group that is all that an operator is applied to, and a sum."""
    inner, _ = _inside(node)
    if inner is not node and (inner.op == "progression" or _is_sum(inner)):
        s.index -= 1
        s.refuse("what the braces hold together is not seen", hint=_HINT)


def _is_sum(node: Node) -> bool:
    return node.op == "sum" and len(node.args) > 1


def number_in_group(s: Cursor) -> bool:
    r"""Whether a group stands here whose first sign on the page is a digit: `1{2}` shows 12."""
    ahead = 0
    while s.peek(ahead).text in _OPENING:
        ahead += 1
    return ahead > 0 and s.peek(ahead).number


def check_mixed(s: Cursor, first: Node, second: Node) -> None:
    """A number before a fraction of numbers may be added to it, as in 1½."""
    parts = [node.args[0] if node.op == "braces" else node for node in second.args]
    if second.op == "fraction" and all(node.op == "number" for node in (first, *parts)):
        raise ReadError(
            "whether this fraction multiplies or is added is not clear",
            place=Place(s.text, first.start, second.end),
            hint=r"write \cdot or +, or braces",
        )
