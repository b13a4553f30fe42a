r"""Forms: numbers, letters, brackets, bars, fractions, roots, applied operators, derivatives.

`atom` reads the next one.  A letter before a parenthesis multiplies; only operators are applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sympy import Rational

from derive.latex.bars import bars, inner_product
from derive.latex.density_notation import density, is_density
from derive.latex.derivative_notation import derivative, is_derivative, nabla
from derive.latex.environments import cases_or_matrix, index_sum, indicator, listed, row_list
from derive.latex.identifiers import name, operator_word
from derive.latex.limit_notation import limit
from derive.latex.names import FONTS, group_end, scan_letter
from derive.latex.syntax import END, RELATIONS, Node, Syntax

__all__ = ["atom"]

BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
_EXPONENT = re.compile(r"[eE][+-]?\d")
_PLAIN_FONTS = FONTS - {r"\text", r"\operatorname"}


def atom(s: Syntax) -> Node:
    """The next atom; a ReadError says what was expected."""
    token = s.peek()
    if token.number:
        return _number(s)
    rule = _RULES.get(token.text)
    if rule is not None:
        return rule(s)
    if token.text[:1] == "\\" or token.letter:
        return _letter(s)
    return s.refuse("a formula was expected here", expected="a letter, a number or a bracket")


def _number(s: Syntax) -> Node:
    begin, token = s.index, s.take()
    after = s.peek()
    if after.text in ("e", "E") and _EXPONENT.match(s.text, token.end):
        s.refuse("a power of ten is not clear here", hint=r"write 10^{-3}")
    made = s.node("number", (), begin, Rational(token.text))
    if token.text == "1" and after.text == "[" and _related(s, s.index):
        return indicator(s, begin)
    if token.text == "1" and (after.text == "_" or (after.text == "^" and _transposed(s))):
        return _constant(s, "ones", begin)
    if token.text == "0" and after.text == "_":
        return _constant(s, "zeros", begin)
    return made


def _transposed(s: Syntax) -> bool:
    marks = [s.peek(ahead).text for ahead in (1, 2)]
    return marks[0] in ("T", r"\top") or (marks[0] == "{" and marks[1] in ("T", r"\top"))


def _related(s: Syntax, start: int) -> bool:
    """Whether a comparison stands in the brackets that open at a token."""
    depth = 0
    for index in range(start, min(len(s.tokens), start + 60)):
        text = s.tokens[index].text
        depth += text in ("(", "[", "{", r"\{")
        depth -= text in (")", "]", "}", r"\}")
        if depth == 0:
            return False
        if text in RELATIONS:
            return True
    return False


def _constant(s: Syntax, op: str, begin: int) -> Node:
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


# -- letters ------------------------------------------------------------------------------------


def _letter(s: Syntax) -> Node:
    begin, token = s.index, s.peek()
    if is_density(s):
        return density(s)
    named = name(s)
    if named is not None:
        return named
    if token.text in FONTS:
        return _styled(s)
    word = operator_word(s)
    if word is not None:
        return _applied(s, word, begin)
    letter = scan_letter(s.tokens, begin)
    if letter is None:
        s.refuse("a formula was expected here", expected="a letter, a number or a bracket")
    built_in = _built_in(s, letter.text, letter.end)
    if built_in is not None:
        return built_in
    raise s.unknown(letter.text, token)


def _built_in(s: Syntax, text: str, end: int) -> Node | None:
    r"""I, e and its powers, e_i, \pi, and the logistic \sigma( … )."""
    begin = s.index
    if text == "I" or text in ("Id", "eye"):
        s.index = end
        if s.peek().text in BRACKETS and _related(s, end):
            return indicator(s, begin)
        return _constant(s, "identity", begin)
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
        return _applied(s, word, begin)
    s.index = begin
    return None


def _styled(s: Syntax) -> Node:
    r"""A font: `\mathbf{1}`, `\mathbb{I}`, an operator, or a whole formula in bold."""
    begin, token = s.index, s.peek()
    digit = s.peek(1).text if s.peek(1).text != "{" else s.peek(2).text
    wrapped = s.peek(1).text == "{"
    if digit in ("0", "1") and (not wrapped or s.peek(3).text == "}"):
        s.index += 4 if wrapped else 2
        return _digit(s, digit, begin)
    word = operator_word(s)
    if word is not None:
        return _applied(s, word, begin)
    letter = scan_letter(s.tokens, begin)
    if letter is not None:
        built_in = _built_in(s, letter.text, letter.end)
        if built_in is not None:
            return built_in
    if token.text in _PLAIN_FONTS and wrapped and (letter is None or len(letter.text) > 1):
        end = group_end(s.tokens, begin + 1)
        if end - begin > 3:
            s.index += 1
            return s.argument()
    if token.text == r"\text":
        s.refuse("words are not read here", expected="a formula")
    if letter is None:
        s.index += 1
        s.refuse("a formula was expected here", expected="a letter")
    raise s.unknown(letter.text, s.tokens[min(letter.end, len(s.tokens)) - 1])


def _digit(s: Syntax, digit: str, begin: int) -> Node:
    """A bold 0 or 1: a constant matrix, or the indicator of a condition in brackets."""
    if digit == "1":
        bracket = s.peek().text in BRACKETS or (s.at("_", "{") and s.peek(1).text == "{")
        start = s.index + (1 if s.peek().text == "_" else 0)
        if bracket and _related(s, start):
            s.index = start
            return indicator(s, begin)
    return _constant(s, "ones" if digit == "1" else "zeros", begin)


# -- brackets -----------------------------------------------------------------------------------


def _bracket(s: Syntax) -> Node:
    """Parentheses; `[a, b]` is a row, `[a > 0]` an indicator."""
    begin = s.index
    if s.peek().text == "[" and _related(s, s.index):
        return indicator(s, begin)
    opening = s.take().text
    closing = BRACKETS[opening]
    made = s.inner()
    if closing == "]" and s.peek().text in (",", ";"):
        return row_list(s, made, begin)
    s.take(closing)
    return s.node("group", (made,), begin)


def _braced(s: Syntax) -> Node:
    r"""A brace group: a name, a formula, `a \over b`, or `{}^t X`."""
    begin = s.index
    named = name(s)
    if named is not None:
        return named
    if s.at("{", "}", "^"):
        s.index += 3
        if s.script_name() not in ("t", "T", r"\top"):
            s.refuse("only a transpose may stand on the left")
        return s.node("transpose", (s.scripted(),), begin)
    s.take("{")
    if s.peek().text in FONTS and s.peek(1).text != "{" and scan_letter(s.tokens, s.index) is None:
        s.index += 1
    above = s.inner()
    if s.skip(r"\over"):
        below = s.inner("}")
        return s.node("fraction", (above, below), begin)
    s.take("}")
    return s.node("braces", (above,), begin)


# -- fractions, roots, operators ----------------------------------------------------------------


def _fraction(s: Syntax) -> Node:
    begin = s.index
    s.take(r"\frac")
    if is_derivative(s):
        return derivative(s, begin)
    return s.node("fraction", (s.argument(), s.argument()), begin)


def _root(s: Syntax) -> Node:
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


def _applied(s: Syntax, word: str, begin: int) -> Node:
    """An operator and its arguments: brackets, or the product that follows."""
    base = s.argument() if word == "log" and s.skip("_") else None
    exponent = None
    if s.skip("^"):
        exponent = s.argument()
    if s.peek().text in BRACKETS or s.at("{"):
        closing = {**BRACKETS, "{": "}"}[s.take().text]
        found = [s.inner()]
        while s.skip(","):
            dots = s.index
            found.append(s.node("dots", (), dots) if s.skip(r"\dots") else s.inner())
        s.take(closing)
    elif s.peek() is END or not s.starts_factor():
        s.refuse(f"what {word} is applied to is missing", expected="a formula")
    else:
        found = [s.product(argument=True)]
    made = listed(s, found, begin, "diagonal")
    if made is None:
        made = s.node("apply", found, begin, word)
    elif word != "diag":
        s.refuse("dots are read in a row, a column or diag only")
    if base is not None:
        made = s.node("divide", (made, s.node("apply", (base,), begin, "log")), begin)
    return made if exponent is None else s.node("function_power", (made, exponent), begin)


def _boxed(s: Syntax) -> Node:
    r"""\boxed{…}, \textcolor{red}{…}, \underbrace{…}_{…}: what stands in it."""
    command = s.take().text
    if command in (r"\textcolor", r"\color"):
        s.group_text()
    if command == r"\color" and not s.at("{"):
        return s.sum()
    made = s.argument()
    if command in (r"\underbrace", r"\overbrace") and s.peek().text in ("_", "^"):
        s.index += 1
        s.script_name()
    return made


_RULES: dict[str, Callable[[Syntax], Node]] = {
    "(": _bracket,
    "[": _bracket,
    r"\{": _bracket,
    "{": _braced,
    "|": bars,
    r"\|": bars,
    r"\langle": inner_product,
    r"\frac": _fraction,
    r"\sqrt": _root,
    r"\begin": cases_or_matrix,
    r"\sum": index_sum,
    r"\lim": limit,
    r"\prod": index_sum,
    r"\nabla": nabla,
    r"\boxed": _boxed,
    r"\textcolor": _boxed,
    r"\color": _boxed,
    r"\underbrace": _boxed,
    r"\overbrace": _boxed,
}
