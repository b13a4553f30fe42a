r"""Labels: what an answer calls the quantity that it gives, `\hat{w} =`, `J(w) =`, `\nabla_w L =`.

A label is a name, perhaps with a hat, a star, an index or arguments, or a derivative of one by a
name.  A power, a transpose, a multiple or a function of a name is a formula about an unknown: what
is said of it is not said of the name.

Notation
    A `Label` has the order of the derivative (0 for a name), the name without its decorations, the
    letters of the derivative, and the arguments as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from derive.latex.names import OPERATORS, canonical, group_end, scan_letter
from derive.latex.tokens import Token, tokenize

__all__ = ["Label", "read_label", "same_label"]

ROMAN = frozenset([r"\operatorname", r"\mathrm", r"\text", r"\mathbb", r"\rm"])
_ENDS = {"(": ")", "[": "]"}
_MOMENTS = frozenset(["E", "P", r"\Pr"])  # applied to whole formulas, as words are
_BETWEEN = frozenset([",", ";", "|"])
_HAT = re.compile(r"\\(?:hat|tilde|bar)\{(.*)\}")
_WORD = re.compile(r"\*+|[A-Za-z]{3,}|[A-Z]{2}|:.*")  # a colon stands before what is in words
_RAISED = re.compile(r"\*+|\(.+\)|\[.+\]|[A-Za-z]{3,}|:.*")
_VARIANCES = (r"\sigma", r"\hat{\sigma}")  # statistics names the variance by its square


@dataclass(frozen=True, slots=True)
class Label:
    """What a label names.  `alone` is false for arguments that tell quantities apart."""

    order: int
    name: str
    by: tuple[str, ...] = ()
    arguments: str = ""
    alone: bool = True


def read_label(source: str, declared: Collection[str], *, powers: bool = False) -> Label | None:
    r"""The label that a text is; None for a formula.

    `declared` are names that no word may be made of: `aw` is a product where a is declared.  With
    `powers`, `w^{2}` is a label as well: in a gold, which says by it what is asked for.
    """
    tokens = tokenize(source)
    made = _derivative(tokens, declared)
    return made if made is not None else _quantity(tokens, declared, powers)


def same_label(one: Label, other: Label) -> bool:
    """Whether two labels name one quantity, up to hats, stars and arguments."""
    if (one.order, one.name) != (other.order, other.name):
        return False
    if one.by and other.by and one.by != other.by:
        return False
    return (one.alone and other.alone) or one.arguments == other.arguments


# -- names ---------------------------------------------------------------------------------------


def _quantity(tokens: Sequence[Token], declared: Collection[str], powers: bool) -> Label | None:
    """A name with its scripts and arguments, which is all of the tokens."""
    head = _head(tokens, declared)
    if head is None:
        return None
    name, index = head
    below, above, primes = "", "", 0
    while index < len(tokens) and tokens[index].text in ("_", "^", "'"):
        sign, index = tokens[index].text, index + 1
        if sign == "'":
            primes += 1
            continue
        end = _after(tokens, index)
        script = _script(tokens[index:end])
        if end == 0 or (below if sign == "_" else above):
            return None
        below, above = (script, above) if sign == "_" else (below, script)
        index = end
    if above and not (powers or _RAISED.fullmatch(above) or (above == "2" and name in _VARIANCES)):
        return None
    arguments = _arguments(tokens, index)
    if arguments is None:
        return None
    applied = tokens[0].text in ROMAN or (len(name) > 1 and name.isalpha()) or name in _MOMENTS
    plain = "" if not arguments else _listed(tokens[index + 1 : -1])
    if plain is None and not applied:
        return None
    order = primes if arguments else 0  # f'(x) is a derivative, w' another letter
    shown = _undecorated(name, below, above) + "'" * (primes - order)
    return Label(order, shown, (), arguments, not arguments or plain not in (None, "0"))


def _head(tokens: Sequence[Token], declared: Collection[str]) -> tuple[str, int] | None:
    """The letter or the word at the beginning, and the index after it."""
    count = 0
    while count < len(tokens) and tokens[count].letter:
        count += 1
    if count > 1:
        word = "".join(token.text for token in tokens[:count])
        parts = {word, *word} & set(declared)
        return None if parts or word in OPERATORS else (word, count)
    if tokens and tokens[0].text == r"\Pr":
        return tokens[0].text, 1
    letter = scan_letter(tokens, 0)
    if letter is None or letter.text.lstrip("\\") in OPERATORS or letter.text == r"\nabla":
        return None
    return letter.text, letter.end


def _after(tokens: Sequence[Token], index: int) -> int:
    """The index after the script that begins at `index`; 0 if none does."""
    if index >= len(tokens):
        return 0
    return group_end(tokens, index) + 1 if tokens[index].text == "{" else index + 1


def _script(tokens: Sequence[Token]) -> str:
    """A script as text; a colon stands before two letters or more in an upright font."""
    text = canonical(tokens)
    upright = any(token.text in ROMAN for token in tokens) and len(text) > 1 and text.isalpha()
    return f":{text}" if upright else text


def _undecorated(name: str, below: str, above: str) -> str:
    """The name without hats, stars and words: `\\hat{w}_{ridge}^*` is a w."""
    while found := _HAT.fullmatch(name):
        name = found[1]
    below = "" if _WORD.fullmatch(below) else below
    above = "" if _WORD.fullmatch(above) else above
    return f"{name}_{below}^{above}"


def _arguments(tokens: Sequence[Token], index: int) -> str | None:
    """The brackets that end the tokens as text, empty if there are none; None for the rest."""
    if index == len(tokens):
        return ""
    closing = _ENDS.get(tokens[index].text)
    if closing is None or tokens[-1].text != closing:
        return None
    depth = 0
    for token in tokens[index:-1]:
        depth += (token.text in _ENDS) - (token.text in _ENDS.values())
        if depth == 0:
            return None
    return canonical(tokens[index:])


def _listed(tokens: Sequence[Token]) -> str | None:
    """Arguments that are names with commas or bars between, or 0; None for a formula."""
    if [token.text for token in tokens] == ["0"]:
        return "0"
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(token)
    names = [_variable(part) for part in parts]
    return None if None in names else ",".join(map(str, names))


def _variable(tokens: Sequence[Token]) -> str | None:
    """A letter with its scripts, without powers but a transpose, which is no part of it."""
    letter = scan_letter(tokens, 0)
    if letter is None:
        return None
    index, below = letter.end, ""
    while index + 1 < len(tokens) and tokens[index].text in ("_", "^"):
        end = _after(tokens, index + 1)
        script = _script(tokens[index + 1 : end])
        if end == 0:
            return None
        if tokens[index].text == "_":
            below = script
        elif script not in ("T", r"\top") and not _RAISED.fullmatch(script):
            return None
        index = end
    return f"{letter.text}_{below}" if index == len(tokens) else None


# -- derivatives ---------------------------------------------------------------------------------


def _derivative(tokens: Sequence[Token], declared: Collection[str]) -> Label | None:
    """A derivative of a quantity by a name, which is all of the tokens."""
    words = [token.text for token in tokens]
    if words[:1] in ([r"\nabla"], ["D"]) or words[:2] == [r"\partial", "_"]:
        if words[0] == "D" and words[1:2] != ["_"]:
            return None
        return _prefixed(tokens, declared)
    if words[:2] == [r"\frac", "{"]:
        middle = group_end(tokens, 1)
        end = group_end(tokens, middle + 1)
        if middle < 0 or end < 0:
            return None
        above, below, rest = tokens[2:middle], tokens[middle + 2 : end], tokens[end + 1 :]
        return _quotient([*above, *rest], below, declared)
    if "/" in words:
        place = words.index("/")
        return _quotient(tokens[:place], tokens[place + 1 :], declared)
    return None


def _prefixed(tokens: Sequence[Token], declared: Collection[str]) -> Label | None:
    r"""`\nabla_w L`, `\nabla^2 L`, `\partial_w L`, `D_w L`."""
    index, order, by = 1, 1, list[str]()
    while index + 1 < len(tokens) and tokens[index].text in ("_", "^"):
        end = _after(tokens, index + 1)
        inside = [token for token in tokens[index + 1 : end] if token.text not in ("{", "}")]
        if end == 0:
            return None
        if tokens[index].text == "_":
            letter = _variable(inside)
            if letter is None:
                return None
            by.append(letter)
        elif [token.text for token in inside] == ["2"]:
            order = 2
        else:
            return None
        index = end
    return _of(tokens[index:], order, by * order, declared)


def _of(
    tokens: Sequence[Token], order: int, by: Sequence[str], declared: Collection[str]
) -> Label | None:
    of = _quantity(tokens, declared, powers=False) if tokens else None
    if of is None:
        return None
    return Label(of.order + order, of.name, tuple(by), of.arguments, of.alone)


def _quotient(
    above: Sequence[Token], below: Sequence[Token], declared: Collection[str]
) -> Label | None:
    r"""`\partial L` over `\partial w`, `d^2 L` over `dw^2`."""
    index = _differential(above, 0, declared)
    if index == 0:
        return None
    order = 1
    if [token.text for token in above[index : index + 2]] == ["^", "2"]:
        order, index = 2, index + 2
    elif [token.text for token in above[index : index + 4]] == ["^", "{", "2", "}"]:
        order, index = 2, index + 4
    by = _letters_below(below, order, declared)
    return None if by is None else _of(above[index:], order, by, declared)


def _letters_below(
    below: Sequence[Token], order: int, declared: Collection[str]
) -> list[str] | None:
    starts = [
        index
        for index in range(len(below))
        if (index == 0 or below[0].text == below[index].text)
        and _differential(below, index, declared)
    ]
    if not starts or starts[0] != 0:
        return None
    found: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(below)], strict=True):
        part = list(below[_differential(below, start, declared) : end])
        if [token.text for token in part[-2:]] == ["^", "2"] and order == 2 and len(starts) == 1:
            part, found = part[:-2], found * 2
            letter = _variable(part)
            return None if letter is None else [letter] * 2
        letter = _variable(part)
        if letter is None:
            return None
        found.append(letter)
    return found if len(found) == order else None


def _differential(tokens: Sequence[Token], index: int, declared: Collection[str]) -> int:
    r"""The index after the `\partial` or `d` that stands at `index`; 0 if none does."""
    words = [token.text for token in tokens[index : index + 4]]
    if words[:1] == [r"\partial"] or (words[:1] == ["d"] and "d" not in declared):
        return index + 1
    if words[:1] and words[0] in ROMAN and words[1:2] == ["d"]:
        return index + 2
    if words[:1] and words[0] in ROMAN and words[1:] == ["{", "d", "}"]:
        return index + 4
    return 0
