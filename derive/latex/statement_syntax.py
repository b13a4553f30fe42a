r"""Statements as nodes: equations, comparisons, systems, and `w = \operatorname*{arg\,min}_w f`.

`\arg\min_w f` alone is short for it; `w, z = \arg\min_{w, z} f` varies several columns.
`A x = b \text{ for every } x` binds x.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from derive.latex.atoms import atom
from derive.latex.cursor import RELATIONS, Node
from derive.latex.index_sum_notation import unclear
from derive.latex.limit_notation import tends, under_limit
from derive.latex.optimum_notation import extreme, optimum_sense, varied
from derive.latex.syntax import Syntax
from derive.latex.tokens import tokenize

__all__ = ["formula", "free_formula", "free_names", "statement"]


def formula(text: str, names: Collection[str], *, sizes: Collection[str] = ()) -> Node:
    """The node of a formula that is not a statement; `names` and `sizes` are those of `Cursor`.

    Raises ReadError with the place.
    """
    return _whole(text, names, sizes, _side)


def statement(text: str, names: Collection[str], *, sizes: Collection[str] = ()) -> Node:
    """The node of a formula or a statement.  Raises ReadError with the place."""
    return _whole(text, names, sizes, _statement)


def _whole(
    text: str, names: Collection[str], sizes: Collection[str], rule: Callable[[Syntax], Node]
) -> Node:
    """All of a text by one rule; once more if an index that a sum was taken to bind stands free."""
    unsummed: frozenset[str] = frozenset()
    while True:
        s = Syntax(tokenize(text), text, names, atom, sizes=sizes)
        s.unsummed = unsummed
        made = s.whole(partial(rule, s))
        free = frozenset(s.summed & _free(made)) if s.summed else frozenset()
        if not free:
            if s.unclear >= 0:
                s.index = s.unclear
                unclear(s)
            return made
        unsummed |= free


def _free(node: Node) -> set[str]:
    """The names in a node but those that a sum binds."""
    if node.op == "name":
        return {node.value}
    bound = set(node.value[0]) if node.op == "index_sum" else set()
    return {name for arg in node.args for name in _free(arg)} - bound


def free_names(text: str) -> tuple[str, ...]:
    """The names in a formula for which nothing is declared, in order.

    Raises ReadError for text that is not a formula.
    """
    s = Syntax(tokenize(text), text, (), atom, free=True)
    s.whole(lambda: _statement(s))
    return tuple(s.found)


def free_formula(text: str, names: Collection[str] = ()) -> Node:
    """The node of a formula in which every other letter is a name as well.

    Raises ReadError for text that is not a formula.
    """
    s = Syntax(tokenize(text), text, names, atom, free=True)
    return s.whole(lambda: _side(s))


def _statement(s: Syntax) -> Node:
    """A term, an equation, a comparison, an optimum, or equations separated by commas, of which an
    optimum may be the first."""
    begin = s.index
    parts = [_relation(s)]
    if parts[0].op == "equation" and _for_every(s):
        over = s.argument()
        return s.node("forall", (over, parts[0]), begin)
    while s.at(",") and s.index < len(s.tokens) - 1:
        s.index += 1
        parts.append(_relation(s))
        parts = _together(parts)
    if len(parts) == 1:
        return parts[0]
    first, *others = parts
    if first.op not in ("equation", "optimum") or any(o.op != "equation" for o in others):
        s.refuse("only equations may be listed", expected="equations with commas between")
    return s.node("system", parts, begin)


def _for_every(s: Syntax) -> bool:
    r"""Whether `\forall` or `\text{for every}` stands here; it is consumed."""
    first = s.index
    s.skip(",")
    s.skip(r"\quad")
    if s.skip(r"\forall"):
        return True
    if s.peek().text in (r"\text", r"\mathrm"):
        s.index += 1
        if s.at("{") and s.group_text() in ("forevery", "forall", "foreach", "forany"):
            return True
    s.index = first
    return False


def _together(parts: list[Node]) -> list[Node]:
    """An optimum over several columns takes the names that are listed before it."""
    optimum = parts[-1]
    if optimum.op != "optimum" or optimum.args[0].op != "stack":
        return parts
    names = [(name.op, name.value) for name in optimum.args[0].args]
    listed = [(part.op, part.value) for part in parts[:-1]]
    return [optimum] if listed == names[:-1] else parts


def _relation(s: Syntax) -> Node:
    begin = s.index
    sense = optimum_sense(s)
    if sense:
        return _optimum(s, None, sense, begin)
    left = s.sum()
    sign = s.peek().text
    if sign in (r"\to", r"\sim", r"\xrightarrow"):
        return _tending(s, left, sign, begin)
    if sign not in RELATIONS:
        return left
    s.index += 1
    if sign == "=":
        sense = optimum_sense(s)
        if sense:
            return _optimum(s, left, sense, begin)
        return s.node("equation", (left, s.sum()), begin)
    return s.node("comparison", (left, s.sum()), begin, sign)


def _tending(s: Syntax, left: Node, sign: str, begin: int) -> Node:
    r"""f \to g or f \sim g, and as what tends to what."""
    s.index += 1
    if sign == r"\xrightarrow":
        if s.skip("["):
            approach = tends(s)
            s.take("]")
            s.take("{")
        else:
            s.take("{")
            approach = tends(s)
        s.take("}")
        right = s.sum()
    else:
        right = s.sum()
        approach = under_limit(s)
    variable, point, side = approach
    op = "asymptotic" if sign == r"\sim" else "tends"
    return s.node(op, (left, right, variable, point), begin, side)


def _side(s: Syntax) -> Node:
    """A formula, or the place of an optimum."""
    begin = s.index
    sense = optimum_sense(s)
    return extreme(s, sense, begin, place=True) if sense else s.sum()


def _optimum(s: Syntax, left: Node | None, sense: str, begin: int) -> Node:
    s.skip(r"\limits")
    s.take("_")
    over, beside = varied(s)
    last = over.args[-1] if over.op == "stack" else over
    parts = [over, s.sum(), *beside]
    words = (r"\text", r"\mathrm", r"\operatorname")
    if s.at(",") and s.peek(1).text in words:
        s.index += 1
    if s.peek().text in words:
        s.index += 1
        if s.group_text().replace(".", "") not in ("subjectto", "st", "suchthat"):
            s.refuse("this text is not understood", expected="subject to")
        first = s.index
        sides = [s.sum()]
        s.take("=")
        sides.append(s.sum())
        parts.append(s.node("equation", sides, first))
    whole = s.node("extreme", parts, begin, (sense, True))
    if left is None and s.skip("="):
        return s.node("equation", (whole, s.sum()), begin)
    if left is not None and (last.op, last.value) != (left.op, left.value):
        return s.node("equation", (left, whole), begin)
    return s.node("optimum", parts, begin, sense)
