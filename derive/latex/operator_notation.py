r"""Operators with their arguments, fractions and roots: `\det A`, `\log_2(x)`, `\sqrt[3]{x}`."""

from __future__ import annotations

from sympy import Rational

from derive.latex.cursor import END, Node
from derive.latex.derivative_notation import derivative, is_derivative
from derive.latex.environments import listed
from derive.latex.optimum_notation import extreme
from derive.latex.syntax import TIMES, Syntax

__all__ = ["BRACKETS", "applied", "fraction", "root"]

BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
SLOPES = frozenset(["tanh'", "relu'", "softplus'"])  # derivatives that are written with a prime


def applied(s: Syntax, word: str, begin: int) -> Node:
    """An operator and its arguments: brackets, or the product that follows."""
    base = s.argument() if word == "log" and s.skip("_") else None
    exponent = None
    if s.at("'") and f"{word}'" in SLOPES:
        s.index += 1
        word = f"{word}'"
    if word in ("max", "min") and s.at("_"):
        return extreme(s, word, begin, place=False)
    if s.skip("^"):
        exponent = s.argument()
    if s.peek().text in BRACKETS or s.at("{"):
        opening = s.take().text
        closing = {**BRACKETS, "{": "}"}[opening]
        found = [s.inner()]
        while s.skip(","):
            dots = s.index
            found.append(s.node("dots", (), dots) if s.skip(r"\dots") else s.inner())
        s.take(closing)
        if opening == "{":
            _check_end(s, found)
        else:
            s.closed = s.index
    elif s.peek() is END or not s.starts_factor():
        s.refuse(f"what {word} is applied to is missing", expected="a formula")
    else:
        found = [s.operand(argument=True)]
        s.loose = s.index
    made = listed(s, found, begin, "diagonal")
    if made is None:
        made = s.node("apply", found, begin, word)
    elif word != "diag":
        s.refuse("dots are read in a row, a column or diag only")
    if base is not None:
        made = s.node("divide", (made, s.node("apply", (base,), begin, "log")), begin)
    return made if exponent is None else s.node("function_power", (made, exponent), begin)


def _check_end(s: Syntax, found: list[Node]) -> None:
    r"""Raise ReadError for braces that matter and are not seen: `\log{a} b`, `\log{a + b}`."""
    several = any(one.op == "sum" and len(one.args) > 1 for one in found)
    closed = found[-1].op in ("group", "bars", "norm") or len(found) > 1
    follows = s.peek().text in TIMES or s.at("/") or (s.starts_factor() and not s.starts_operator())
    if len(found) == 1 and (several or (follows and not closed)):
        s.index -= 1
        s.refuse("how far the argument goes is not seen", hint="write parentheses")


def fraction(s: Syntax) -> Node:
    r"""`\frac` of two arguments, or of two differentials."""
    begin = s.index
    s.take(r"\frac")
    if is_derivative(s):
        return derivative(s, begin)
    return s.node("fraction", (s.argument(), s.argument()), begin)


def root(s: Syntax) -> Node:
    r"""`\sqrt{x}`, `\sqrt[3]{x}`."""
    begin = s.index
    s.take(r"\sqrt")
    degree = _degree(s)
    if s.peek().text.isdigit() and len(s.peek().text) > 1 and s.peek().end - s.peek().start > 1:
        s.refuse("how far the root goes is not clear", hint="use braces")
    made = s.scripted() if s.at("(") else s.argument()
    if degree == 2:
        return s.node("apply", (made,), begin, "sqrt")
    exponent = s.node("number", (), begin, Rational(1, degree))
    return s.node("power", (s.node("group", (made,), begin), exponent), begin)


def _degree(s: Syntax) -> int:
    r"""The degree of a root: `\sqrt[3]{x}`; 2 if none is written."""
    if not s.skip("["):
        return 2
    if not s.peek().text.isdigit() or int(s.peek().text[:3]) < 2:
        s.refuse("the degree of this root is not understood", expected="a number")
    degree = int(s.take().text[:3])
    s.take("]")
    return degree
