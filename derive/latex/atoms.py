r"""Atoms: numbers, letters, brackets and whatever a command begins.

`atom` reads the next one.  A letter before a parenthesis multiplies; only operators are applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sympy import Rational

from derive.latex.bars import bars, inner_product
from derive.latex.built_in_notation import bold_digit, built_in, constant, density, is_density
from derive.latex.cursor import Node
from derive.latex.derivative_notation import at_bar, at_point, evaluated, nabla, partial
from derive.latex.environments import (
    cases_or_matrix,
    indicator,
    is_condition,
    row_list,
    row_tuple,
)
from derive.latex.groups import Group, set_in_font
from derive.latex.identifiers import name, operator_word
from derive.latex.index_sum_notation import index_sum
from derive.latex.island_notation import choice, gamma, integral, rounded
from derive.latex.limit_notation import limit
from derive.latex.names import FONTS, group_end, scan_letter
from derive.latex.operator_notation import BRACKETS, applied, fraction, root
from derive.latex.syntax import Syntax

__all__ = ["atom"]

_EXPONENT = re.compile(r"[eE][+-]?\d")
_SWITCHES = frozenset([r"\bf", r"\rm", r"\it", r"\sf"])  # up to the end of the group
_PLAIN_FONTS = FONTS - {r"\text", r"\operatorname"}


def atom(s: Syntax) -> Node:
    """The next atom; a ReadError says what was expected."""
    token = s.peek()
    if token.number:
        return _number(s)
    reader = _READERS.get(token.text)
    if reader is not None:
        return reader(s)
    if token.text[:1] == "\\" or token.letter:
        return _letter(s)
    if not token.text.isascii():
        s.refuse(f"the sign {token.text} is not understood")
    return s.refuse("a formula was expected here", expected="a letter, a number or a bracket")


def _number(s: Syntax) -> Node:
    begin, token = s.index, s.take()
    after = s.peek()
    if after.text in ("e", "E") and _EXPONENT.match(s.text, token.end):
        s.refuse("a power of ten is not clear here", hint=r"write 10^{-3}")
    made = s.node("number", (), begin, Rational(token.text))
    if token.text == "1" and after.text == "[" and is_condition(s, s.index):
        return indicator(s, begin)
    if token.text == "1" and (after.text == "_" or (after.text == "^" and _transposed(s))):
        return constant(s, "ones", begin)
    if token.text == "0" and after.text == "_":
        return constant(s, "zeros", begin)
    return made


def _transposed(s: Syntax) -> bool:
    marks = [s.peek(ahead).text for ahead in (1, 2)]
    return marks[0] in ("T", r"\top") or (marks[0] == "{" and marks[1] in ("T", r"\top"))


def _letter(s: Syntax) -> Node:
    begin, token = s.index, s.peek()
    if is_density(s):
        return density(s)
    if token.text == r"\lambda" and s.peek(1).text == "_" and not s.known(r"\lambda_{\max}"):
        largest = _largest(s)
        if largest is not None:
            return largest
    named = name(s)
    if named is not None:
        return named
    if token.text in FONTS:
        return _styled(s)
    word = operator_word(s)
    if word is not None:
        return applied(s, word, begin)
    letter = scan_letter(s.tokens, begin)
    if letter is None:
        s.refuse("a formula was expected here", expected="a letter, a number or a bracket")
    made = built_in(s, letter.text, letter.end)
    if made is not None:
        return made
    after = [token.text for token in s.tokens[letter.end : letter.end + 1]]
    if letter.text == r"\Gamma" and after == ["("]:
        s.index = letter.end
        return gamma(s, begin)
    if _of_entries(s, letter.text, letter.end):
        s.index = letter.end
        return s.node("capital", (), begin, letter.text.upper())
    raise s.unknown(letter.text, token)


def _largest(s: Syntax) -> Node | None:
    r"""`\lambda_{\max}(A)`, the largest eigenvalue; None if another letter stands here."""
    begin = s.index
    s.index += 2
    if s.script_name().removeprefix("\\") != "max" or s.peek().text not in BRACKETS:
        s.index = begin
        return None
    opening = s.take().text
    made = s.inner(BRACKETS[opening])
    return s.node("largest", (made,), begin)


def _of_entries(s: Syntax, letter: str, end: int) -> bool:
    """Whether a small letter with two indices is an entry of what the capital is declared as."""
    if len(letter) != 1 or not letter.islower() or not s.known(letter.upper()):
        return False
    tokens = s.tokens[end : group_end(s.tokens, end + 1) + 1]
    if [token.text for token in tokens[:2]] != ["_", "{"]:
        return False
    indices = [token for token in tokens[2:-1] if token.text != ","]
    pair = "".join(token.text for token in indices)
    return len(pair) == 2 and all(token.letter or token.number for token in indices)


def _styled(s: Syntax) -> Node:
    r"""A font: `\mathbf{1}`, `\mathbb{I}`, an operator, or a whole formula in bold."""
    begin, token = s.index, s.peek()
    digit = s.peek(1).text if s.peek(1).text != "{" else s.peek(2).text
    wrapped = s.peek(1).text == "{"
    if digit in ("0", "1") and (not wrapped or s.peek(3).text == "}"):
        s.index += 4 if wrapped else 2
        constant_node = bold_digit(s, digit, begin)
        lone = token.text == r"\mathbb" and constant_node.op == "ones"
        return constant_node._replace(value="blackboard") if lone else constant_node
    word = operator_word(s)
    if word is not None:
        return applied(s, word, begin)
    letter = scan_letter(s.tokens, begin)
    if letter is not None:
        made = built_in(s, letter.text, letter.end)
        if made is not None:
            return made
    if token.text in _PLAIN_FONTS and wrapped and (letter is None or len(letter.text) > 1):
        end = group_end(s.tokens, begin + 1)
        if end - begin > 3:
            set_in_font(s, token, begin + 2, end)
            s.index += 1
            return _group(s, s.argument(), begin)
    if token.text == r"\text":
        s.refuse("words are not read here", expected="a formula")
    if letter is None:
        s.index += 1
        s.refuse("a formula was expected here", expected="a letter")
    raise s.unknown(letter.text, s.tokens[min(letter.end, len(s.tokens)) - 1])


def _bracket(s: Syntax) -> Node:
    """Parentheses; `[a, b]` is a row, `[a > 0]` an indicator."""
    begin = s.index
    if s.peek().text == "[" and is_condition(s, s.index):
        return indicator(s, begin)
    opening = s.take().text
    closing = BRACKETS[opening]
    made = s.inner()
    if closing == "]" and s.peek().text in (",", ";"):
        return row_list(s, made, begin)
    if closing == ")" and s.at(","):
        return row_tuple(s, made, begin)
    s.take(closing)
    found = s.node("group", (made,), begin, opening)
    return at_point(s, found, begin) if not s.operands and at_bar(s) else found


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
    first = s.index
    switch, braced = s.peek(), s.peek(1).text == "{"
    styled = s.styled and switch.text in _SWITCHES
    if switch.text in FONTS and not braced and (styled or scan_letter(s.tokens, first) is None):
        s.index += 1
        set_in_font(s, switch, s.index, group_end(s.tokens, begin))
    above = s.inner()
    if s.skip(r"\over"):
        below = s.inner("}")
        return s.node("fraction", (above, below), begin)
    s.take("}")
    loose = s.loose == s.index - 1
    return s.node("braces", (above,), begin, Group(begin, first, s.index - 1, s.index, loose))


def _group(s: Syntax, made: Node, begin: int) -> Node:
    """An argument that is printed without a bracket, as the group that it is."""
    if made.op != "braces":
        return made
    last = s.index - 1
    return made._replace(value=Group(begin, begin + 2, last, s.index, s.loose == last))


def _boxed(s: Syntax) -> Node:
    r"""\boxed{…}, \underbrace{…}_{…}: what stands in it."""
    begin, command = s.index, s.take().text
    made = _group(s, s.argument(), begin)
    if command == r"\boxed" and s.at(r"\boxed"):
        s.refuse("these may be two answers", expected="one box")
    if command in (r"\underbrace", r"\overbrace") and s.peek().text in ("_", "^"):
        s.index += 1
        s.script_name()
        if isinstance(made.value, Group):
            made = made._replace(value=made.value._replace(end=s.index))
    return made


_READERS: Mapping[str, Callable[[Syntax], Node]] = MappingProxyType(
    {
        r"\int": integral,
        r"\binom": choice,
        r"\dbinom": choice,
        r"\tbinom": choice,
        r"\lfloor": rounded,
        r"\lceil": rounded,
        "(": _bracket,
        "[": _bracket,
        r"\{": _bracket,
        "{": _braced,
        "|": bars,
        r"\|": bars,
        r"\langle": inner_product,
        r"\frac": fraction,
        r"\sqrt": root,
        r"\begin": cases_or_matrix,
        r"\sum": index_sum,
        r"\lim": limit,
        r"\prod": index_sum,
        r"\nabla": nabla,
        r"\partial": partial,
        ".": evaluated,
        r"\boxed": _boxed,
        r"\underbrace": _boxed,
        r"\overbrace": _boxed,
    }
)
