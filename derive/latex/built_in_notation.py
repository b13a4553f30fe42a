r"""What needs no declaration: I, 0 and 1 with their sizes, e, e_i, \pi, \sigma, \mathcal{N}.

A declared name takes precedence: the caller looks for one first.
"""

from __future__ import annotations

from derive.latex.cursor import Node
from derive.latex.derivative_notation import row_derivative
from derive.latex.environments import indicator, is_condition
from derive.latex.operator_notation import BRACKETS, applied
from derive.latex.syntax import Syntax

__all__ = ["bold_digit", "built_in", "constant", "density", "is_density"]

_SCRIPT = (r"\mathcal", r"\mathscr")


def built_in(s: Syntax, text: str, end: int) -> Node | None:
    r"""I, e and its powers, e_i, \pi, and the logistic \sigma( … )."""
    begin = s.index
    if text == "I" or text in ("Id", "eye"):
        s.index = end
        if s.peek().text in BRACKETS and is_condition(s, end):
            return indicator(s, begin)
        return constant(s, "identity", begin)
    if text == r"\pi":
        s.index = end
        return s.node("constant", (), begin, "pi")
    if text == "e":
        s.index = end
        if s.peek().text == "_":
            s.index += 1
            return s.node("unit_vector", (s.argument(),), begin)
        if s.skip("^"):
            return s.node("apply", (s.argument(),), begin, "exp")
        return s.node("constant", (), begin, "e")
    following = [token.text for token in s.tokens[end : end + 3]]
    if text == r"\delta" and following[:2] == ["_", "{"]:
        s.index = end + 1
        return s.node("delta", s.indices(), begin)
    if text == "D" and s.tokens[end : end + 1] and s.tokens[end].text == "_":
        s.index = end
        return row_derivative(s, begin)
    if text == r"\sigma":
        return _logistic(s, begin, end)
    return None


def _logistic(s: Syntax, begin: int, end: int) -> Node | None:
    r"""\sigma( … ), its power \sigma^2( … ) and its derivative \sigma'( … )."""
    s.index, word = end, "logistic"
    if s.skip("'"):
        word = "logistic'"
    elif s.at("^", r"\prime"):
        s.index, word = end + 2, "logistic'"
    raised = s.at("^") and s.peek(1).text.isdigit()
    if s.peek(2 if raised else 0).text in BRACKETS:
        return applied(s, word, begin)
    s.index = begin
    return None


def constant(s: Syntax, op: str, begin: int) -> Node:
    """I, 0 or 1 with the size in its subscript, if one is written."""
    sizes: list[Node] = []
    if s.skip("_"):
        if s.skip("{"):
            sizes.append(_size(s))
            while s.peek().text in (r"\times", ","):
                s.index += 1
                sizes.append(_size(s))
            s.take("}")
        else:
            sizes.append(s.argument())
    return s.node(op, sizes, begin)


def _size(s: Syntax) -> Node:
    """A sum of products without a × sign."""
    begin, terms, signs = s.index, list[Node](), [1]
    while True:
        factors = [s.scripted()]
        while s.starts_factor():
            factors.append(s.scripted())
        terms.append(s.node("product", factors, begin) if len(factors) > 1 else factors[0])
        if s.peek().text not in ("+", "-"):
            break
        signs.append(1 if s.take().text == "+" else -1)
    return s.node("sum", terms, begin, tuple(signs)) if len(terms) > 1 else terms[0]


def bold_digit(s: Syntax, digit: str, begin: int) -> Node:
    """A bold 0 or 1: a constant matrix, or the indicator of a condition in brackets."""
    if digit == "1":
        bracket = s.peek().text in BRACKETS or (s.at("_", "{") and s.peek(1).text == "{")
        start = s.index + (1 if s.peek().text == "_" else 0)
        if bracket and is_condition(s, start):
            s.index = start
            return indicator(s, begin)
    return constant(s, "ones" if digit == "1" else "zeros", begin)


def is_density(s: Syntax) -> bool:
    r"""Whether `\mathcal{N}(` stands here and N is nothing that is declared."""
    if s.peek().text not in _SCRIPT or s.known("N") or s.known(r"\mathcal{N}"):
        return False
    ahead = [s.peek(i).text for i in range(1, 5)]
    return ahead[:2] == ["N", "("] or ahead == ["{", "N", "}", "("]


def density(s: Syntax) -> Node:
    r"""`\mathcal{N}(x \mid \mu, \Sigma)` or `\mathcal N(x; \mu, \Sigma)`: point, mean and
    covariance."""
    begin = s.index
    s.index += 3 if s.peek(1).text == "N" else 5
    s.bars.append("|")
    parts = [s.sum()]
    s.bars.pop()
    if not (s.skip("|") or s.skip(";")):
        s.refuse(
            "where the density is taken is missing", expected=r"\mathcal{N}(x \mid \mu, \Sigma)"
        )
    s.bars.append("")
    parts.append(s.sum())
    s.take(",")
    parts.append(s.sum())
    s.bars.pop()
    s.take(")")
    return s.node("gaussian", parts, begin)
