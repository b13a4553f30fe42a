r"""Sums and products over an index: `\sum_{i=1}^n`, `\sum_{i \neq j}`, `\prod_i`, as nodes."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from derive.latex.cursor import RELATIONS, Node
from derive.latex.island_notation import island
from derive.latex.names import canonical_name
from derive.latex.syntax import Syntax

__all__ = ["index_sum", "unclear"]


class _Range(NamedTuple):
    """What stands under the sign: the names that it binds, all its indices, their bounds and how
    two of them are related."""

    names: list[str]
    indices: list[str]
    bounds: list[Node]
    relation: str


def index_sum(s: Syntax) -> Node:
    r"""\sum_i, \sum_{i=1}^n, \sum_{i,j}, \sum_{i \neq j}, \sum_{1 \le i < j \le n}, and \prod_i: of
    the product that follows.

    The node's value is (names, relation, whether it is a product); its operands are the summand,
    then first and last if written, then the two sides of the relation.
    """
    begin = s.index
    product = s.take().text == r"\prod"
    if not s.skip("_"):
        s.refuse("the index of this sum is missing", expected="_i or _{i=1}^n")
    names, indices, bounds, relation = _range(s)
    if s.at("^"):
        if relation not in ("", "=") or len(bounds) > 1:
            s.refuse("which index this bound is of is not clear")
        s.index += 1
        if s.at(r"\infty") or s.at("{", r"\infty", "}"):
            return _to_infinity(s, names, begin)
        bounds.append(s.argument())
    elif relation == "=":
        s.refuse("the upper bound of this sum is missing", expected="^n")
    s.bound += names
    sides = []
    if relation not in ("", "="):
        if len(indices) != 2:
            s.refuse("this range is not understood", expected=r"i \neq j")
        sides = [s.node("name", (), s.index - 2, index) for index in indices]
    body = s.operand()
    s.loose = s.index
    if product and body.op == "divide":
        s.refuse("what the product goes over is not clear", hint=r"write \frac, or parentheses")
    del s.bound[len(s.bound) - len(names) :]
    return s.node("index_sum", (body, *bounds, *sides), begin, (tuple(names), relation, product))


def _to_infinity(s: Syntax, names: list[str], begin: int) -> Node:
    """A sum or product to infinity, which others read: where it ends is seen by its summand."""
    s.index += 1 if s.at(r"\infty") else 3
    s.bound += names
    s.product()
    s.loose = s.index
    del s.bound[len(s.bound) - len(names) :]
    return island(s, begin)


def _range(s: Syntax) -> _Range:
    r"""The subscript of the sign: an index, or `{i=1}`, `{i, j}`, `{i \neq j}` in braces."""
    if not s.skip("{"):
        return _Range([_index_name(s)], [], [], "")
    bounds: list[Node] = []
    if s.peek().number:
        bounds.append(s.sum())
        s.take(r"\le")
    indices = [_index_name(s)]
    while not s.at("}") and s.peek().text not in RELATIONS:
        s.skip(",")
        indices.append(_index_name(s))
    relation = s.take().text if s.peek().text in RELATIONS else ""
    if bounds:
        relation = _between(s, indices, bounds, relation)
    elif relation == "=":
        bounds.append(s.sum())
    elif relation:
        indices.append(_index_name(s))
    names = indices if relation in ("", "=") else _bound_here(s, indices, relation)
    s.take("}")
    return _Range(names, indices, bounds, relation)


def _between(s: Syntax, indices: list[str], bounds: list[Node], sign: str) -> str:
    r"""What is left of `1 \le i < j \le n` after its first index: the relation of i and j."""
    relation = ""
    if len(indices) == 1 and s.peek(1).text == r"\le":
        relation = sign
        indices.append(_index_name(s))
        sign = s.take(r"\le").text
    if sign != r"\le":
        s.refuse("this range is not understood", expected=r"1 \le i < j \le n")
    bounds.append(s.sum())
    return relation


def _bound_here(s: Syntax, indices: list[str], relation: str) -> list[str]:
    r"""Which indices of a relation the sum binds: those that nothing around it binds.

    Where both are declared, one that stands free elsewhere is not summed over; `i < j` sums over
    both if none does.
    """
    if all(index in s.names for index in indices) and not any(x in s.bound for x in indices):
        left = [index for index in indices if index not in s.unsummed]
        if not left:
            unclear(s)
        if len(left) == 2:
            s.summed |= set(indices)
            s.unclear = s.index if relation == r"\neq" else s.unclear
        return left
    return [index for index in indices if index not in s.bound and index not in s.names]


def unclear(s: Syntax) -> NoReturn:
    """Refuse a relation of two indices that does not say which one is summed over."""
    s.refuse("which of the two indices is summed over is not clear", hint="write two sums")


def _index_name(s: Syntax) -> str:
    token = s.peek()
    if not (token.letter or token.text in (r"\ell", r"\alpha", r"\beta", r"\mu", r"\nu")):
        s.refuse("an index was expected here", expected="a letter")
    s.index += 1
    return canonical_name(token.text)
