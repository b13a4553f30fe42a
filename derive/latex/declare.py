r"""Declarations and assumptions: one grammar for commands, specs, prose and JSON.

`X: n×d, y: n, \lambda: scalar`, or `X \in \mathbb{R}^{n \times d}, w \in \mathbb{R}^n`;
assumptions as `full_column_rank(X)`, `n > d`, `0 < \alpha < 1`, `X = U \Sigma V^\top`, `w \neq 0`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import PREDICATES, Context, Fact
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, Place, ReadError
from derive.latex.names import canonical_name
from derive.latex.tokens import Token, tokenize

__all__ = ["read_context", "read_declarations", "read_fact"]

KINDS = ("scalar", "integer", "positive_integer", "index")
_PREDICATE = re.compile(r"\s*([a-z_]+)\s*\((.*)\)\s*$", re.DOTALL)
_MEMBER = re.compile(r"(.*?)(\\in(?![a-zA-Z])|∈|:)(.*)", re.DOTALL)
_SIGN = re.compile(r"<=|>=|!=|≤|≥|≠|[<>=]|\\(?:leq?|geq?|neq?|lt|gt)(?![a-zA-Z])")
_SIGNS = {
    "<": "<", r"\lt": "<", "<=": "<=", "≤": "<=", r"\le": "<=", r"\leq": "<=",
    ">": ">", r"\gt": ">", ">=": ">=", "≥": ">=", r"\ge": ">=", r"\geq": ">=",
    "!=": "!=", "≠": "!=", r"\ne": "!=", r"\neq": "!=", "=": "=",
}  # fmt: skip


def read_declarations(text: str) -> tuple[Term, ...]:
    """The symbols of a list of declarations, in order.

    Raises ReadError with the place for one that is not understood.
    """
    return tuple(
        _declared(piece, text, start) for piece, start in _split(text, ",") if piece.strip()
    )


def _split(text: str, separator: str) -> list[tuple[str, int]]:
    """The pieces between separators that stand outside all brackets, with their places."""
    pieces, depth, begin = [], 0, 0
    for index, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == separator and depth == 0 and text[index - 1 : index] != "\\":
            pieces.append((text[begin:index], begin))
            begin = index + 1
    return [*pieces, (text[begin:], begin)]


def _declared(piece: str, text: str, start: int) -> Term:
    found = _MEMBER.match(piece)
    name, sign, rest = (part.strip() for part in found.groups()) if found else ("", "", "")
    place = Place(text, start, start + len(piece))
    if not sign or not name or not rest:
        raise ReadError(
            "this is no declaration",
            place=place,
            expected=r"X: n×d, or X \in \mathbb{R}^{n \times d}",
        )
    try:
        spelled = canonical_name(name)
        if rest in KINDS:
            return _symbol(spelled, rest)
        space = re.fullmatch(r"\\mathbb\s*\{?R\}?\s*(?:\^\s*(.*))?|ℝ\s*(?:\^\s*(.*))?", rest)
        if sign != ":" and space is None:
            raise ReadError("this set is not understood", place=place, expected=r"\mathbb{R}^{…}")
        sizes = rest if space is None else (space[1] or space[2] or "")
        return _sized(spelled, sizes)
    except ReadError as error:
        raise error.at(place) from None


def _symbol(name: str, kind: str) -> Term:
    if kind == "scalar":
        return t.scalar(name)
    return Symbol(name, integer=True) if kind == "integer" else t.dimension(name)


def _sized(name: str, sizes: str) -> Term:
    if not sizes.strip():
        return t.scalar(name)
    tokens = tokenize(sizes)
    while tokens and tokens[0].text == "{" and tokens[-1].text == "}":
        tokens = tokens[1:-1]
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (r"\times", "x") and (token.text != "x" or parts[-1]):
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 2 or not all(parts):
        raise ReadError("a shape has one or two sizes", expected="n, or m×n")
    dims = [_size(part) for part in parts]
    return t.matrix(name, *dims)


def _size(tokens: Sequence[Token]) -> Term:
    """A size: a number, a dimension, or a polynomial in dimensions without brackets."""
    total: Term = Integer(0)
    product: Term = Integer(1)
    sign, empty = 1, True
    for token in tokens:
        if token.text in ("+", "-"):
            total += 0 if empty else sign * product
            sign, product, empty = (1 if token.text == "+" else -1), Integer(1), True
        elif token.text in (r"\cdot", "*"):
            continue
        elif token.text.isdigit():
            product, empty = product * Integer(token.text), False
        elif token.letter or token.text.startswith("\\"):
            product, empty = product * t.dimension(token.text), False
        else:
            raise ReadError(f"{token.text} is no size", expected="a number or a letter")
    if empty:
        raise ReadError("a size is missing", expected="a number or a letter")
    return total + sign * product


def read_context(question: Mapping[str, Any]) -> Context:
    """The context of a JSON question: `symbols` (name to shape or kind) and `assume`.

    Raises ContextError naming the declaration or assumption that cannot be used.
    """
    symbols = question.get("symbols") or {}
    assumed = question.get("assume") or []
    if not isinstance(symbols, Mapping) or not isinstance(assumed, Sequence):
        raise ContextError("symbols must be an object, assume a list")
    try:
        context = Context.of(_from_json(name, said) for name, said in symbols.items())
        for text in assumed:
            context = context.assume(*read_fact(str(text), context))
    except ContextError:
        raise
    except DeriveError as error:
        raise ContextError(error.message, place=error.place, hint=error.hint) from None
    return context


def _from_json(name: str, said: Any) -> Term:
    spelled = canonical_name(str(name))
    if isinstance(said, str) and said in KINDS:
        return _symbol(spelled, said)
    if isinstance(said, Sequence) and not isinstance(said, str) and 1 <= len(said) <= 2:
        return t.matrix(spelled, *(_size(tokenize(str(size))) for size in said))
    raise ContextError(
        f"{name} is declared as {said!r}", expected=f"[rows, columns] or one of {', '.join(KINDS)}"
    )


# -- assumptions --------------------------------------------------------------------------------


def read_fact(text: str, context: Context) -> tuple[Fact, ...]:
    """The facts of an assumption; a chain of comparisons says several.

    Raises ReadError or ContextError with the text.
    """
    found = _PREDICATE.match(text)
    if found is not None and (found[1] in PREDICATES or "_" in found[1]):
        return _predicate(found[1], found[2], text, found.start(2), context)
    signs = list(_SIGN.finditer(text))
    if not signs:
        near = get_close_matches(text.split("(")[0].strip(), PREDICATES, n=1)
        raise ReadError(
            "this is no assumption",
            place=Place(text, 0, len(text)),
            expected="a predicate as symmetric(A), a comparison or an equation",
            hint=f"did you mean {near[0]}?" if near else None,
        )
    from derive.latex.reader import read_statement

    bounds = [0, *(edge for sign in signs for edge in (sign.start(), sign.end())), len(text)]
    pieces = [text[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
    facts = []
    for index, sign in enumerate(signs):
        joined = f"{pieces[index]} {_latex_sign(_SIGNS[sign[0]])} {pieces[index + 1]}"
        made = read_statement(joined, context)
        if isinstance(made, t.Equation):
            facts.append(Fact("=", made.args))
        elif isinstance(made, Fact):
            facts.append(made)
        else:
            raise ReadError("this is no comparison", place=Place(text, 0, len(text)))
    return tuple(facts)


def _latex_sign(sign: str) -> str:
    return {"<=": r"\le", ">=": r"\ge", "!=": r"\neq"}.get(sign, sign)


def _predicate(name: str, inside: str, text: str, start: int, context: Context) -> tuple[Fact, ...]:
    from derive.latex.reader import parse

    if name not in PREDICATES:
        near = get_close_matches(name, PREDICATES, n=1)
        raise ContextError(
            f"unknown predicate {name}",
            place=Place(text, 0, len(name)),
            expected=", ".join(sorted(PREDICATES)),
            hint=f"did you mean {near[0]}?" if near else None,
        )
    try:
        fact = Fact(name, (parse(inside, context),))
    except DeriveError as error:
        if error.place is not None:
            inner = error.place
            error.place = Place(text, inner.start + start, inner.end + start)
        raise
    context.check_fact(fact)
    return (fact,)
