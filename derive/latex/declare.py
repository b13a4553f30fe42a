r"""Declarations: one grammar for commands, specs, prose and JSON.

`X: n×d, y: n, \lambda: scalar`, or `X \in \mathbb{R}^{n \times d}, w \in \mathbb{R}^n`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import ordered
from derive.algebra.term import AnySymbol, Dim
from derive.errors import ContextError, DeriveError, Place, ReadError
from derive.latex.assumptions import assuming
from derive.latex.families import family_symbol, marked_name
from derive.latex.family_declarations import (
    Ranges,
    families_of,
    family_notes,
    in_families,
    ranges_in,
)
from derive.latex.layouts import checked_layout
from derive.latex.names import FONTS, canonical_name, font, scan_letter
from derive.latex.sizes import read_shape, read_size, refuse_products
from derive.latex.tokens import tokenize

__all__ = ["read_context", "read_declarations"]

_KINDS: Mapping[str, Callable[[str], AnySymbol]] = MappingProxyType(
    {
        "scalar": t.scalar,
        "integer": t.integer,
        "positive_integer": t.dimension,
        "index": t.index,
    }
)
KINDS = tuple(_KINDS)
_NO_SIZES = MappingProxyType(
    {
        "real": "write scalar",
        "number": "write scalar",
        "vector": "write its size, as x: n",
        "column": "write its size, as x: n",
        "row": "write its sizes, as x: 1×n",
        "matrix": "write its sizes, as A: m×n",
    }
)
BOLD = frozenset([r"\mathbf", r"\boldsymbol", r"\bm", r"\bf", r"\pmb", r"\boldmath", r"\symbf"])
_MEMBER = re.compile(r"(.*?)(\\in(?![a-zA-Z])|∈|:)(.*)", re.DOTALL)
_SPACE = re.compile(
    r"\\mathbb\s*(?:R|\{\s*R\s*\})\s*(?:\^\s*(?P<tex>.*))?|ℝ\s*(?:\^\s*(?P<typed>.*))?", re.DOTALL
)


def read_declarations(text: str) -> tuple[AnySymbol, ...]:
    r"""The symbols of a list of declarations, in order; `A, B \in \mathbb{R}^n` declares two.

    Raises ReadError with the place for one that is not understood, ContextError for a letter that
    cannot be what it is declared as beside the others.
    """
    found: list[AnySymbol] = []
    names: list[tuple[str, int]] = []  # that share the declaration of the next one
    plain, notes = family_notes(text)
    styled = _styled(plain)
    for piece, start in _split(plain, ",;"):
        if _MEMBER.match(piece) is None and _is_name(piece):
            names.append((piece, start))
        elif piece.strip():
            symbol, declared = _declared(piece, text, start, styled)
            made = [*(declared(name, text, at) for name, at in names), symbol]
            found += in_families(made, start, start + len(piece), notes)
            names = []
    for piece, start in names:
        raise _no_declaration(piece, text, start)
    found += [t.index(note.index) for note in notes if note.index]
    refuse_products(_sizes_of(found))
    return tuple(dict.fromkeys(_sizes_first(found)))


def _styled(text: str) -> frozenset[str]:
    """The names that are declared in several fonts, which then tell them apart."""
    fonts: dict[str, set[str]] = {}
    for piece, _ in _split(text, ",;"):
        found = _MEMBER.match(piece)
        name = (found[1] if found else piece).strip()
        if _is_name(name):
            fonts.setdefault(canonical_name(name), set()).add(font(tokenize(name)))
    return frozenset(name for name, used in fonts.items() if len(used) > 1)


def _is_name(piece: str) -> bool:
    try:
        return bool(piece.strip()) and bool(canonical_name(piece.strip()))
    except ReadError:
        return False


def _no_declaration(piece: str, text: str, start: int) -> ReadError:
    begin = start + len(piece) - len(piece.lstrip())
    return ReadError(
        "this is no declaration",
        place=Place(text, begin, start + len(piece.rstrip())),
        expected=r"X: n×d, or X \in \mathbb{R}^{n \times d}",
    )


def _sizes_of(symbols: Iterable[AnySymbol]) -> list[Dim]:
    return [size for s in symbols if isinstance(s, t.MatrixSymbol) for size in s.shape]


def _split(text: str, separators: str) -> list[tuple[str, int]]:
    """The pieces between separators that stand outside all brackets, with their places."""
    pieces, depth, begin = [], 0, 0
    for index, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in separators and depth == 0 and text[index - 1 : index] != "\\":
            pieces.append((text[begin:index], begin))
            begin = index + 1
    return [*pieces, (text[begin:], begin)]


_Declares: TypeAlias = Callable[[str, str, int], AnySymbol]


def _declared(
    piece: str, text: str, start: int, styled: Collection[str]
) -> tuple[AnySymbol, _Declares]:
    """The symbol of a declaration, and what makes another one of the same kind and shape."""
    found = _MEMBER.match(piece)
    name, sign, rest = (part.strip() for part in found.groups()) if found else ("", "", "")
    if not sign or not name or not rest:
        raise _no_declaration(piece, text, start)
    begins = start + piece.index(rest, len(piece) - len(piece.lstrip()) + len(name))

    def declares(one: str, text: str, at: int) -> AnySymbol:
        with _placed(text, at, at + len(one)):
            spelled = canonical_name(one.strip())
            if spelled in styled:
                spelled = _with_font(one, spelled)
        with _placed(text, begins, begins + len(rest)):
            return _of_kind(spelled, sign, rest)

    return declares(name, text, start + len(piece) - len(piece.lstrip())), declares


@contextmanager
def _placed(text: str, start: int, end: int) -> Iterator[None]:
    """Move the place of an error within a stretch of a text to the text; else it is the stretch."""
    try:
        yield
    except ReadError as error:
        inner = error.place or Place("", 0, end - start)
        error.place = Place(text, start + inner.start, start + min(inner.end, end - start + 1))
        raise


def _of_kind(name: str, sign: str, rest: str) -> AnySymbol:
    """The symbol of this name that a kind, a shape, or a set is declared for."""
    if rest in KINDS:
        return _symbol(name, rest)
    space = _SPACE.fullmatch(rest)
    if space is None and sign != ":":
        raise ReadError("this set is not understood", expected=r"\mathbb{R}^{…}")
    if space is None:
        _refuse_kind(rest)
        return t.matrix(name, *read_shape(rest, words=True))
    sizes = space["tex"] or space["typed"] or ""
    if not sizes.strip():
        return t.scalar(name)
    with _placed(rest, rest.index(sizes), len(rest)):
        return t.matrix(name, *read_shape(sizes, words=False))


def _refuse_kind(word: str) -> None:
    """Raise ReadError for what looks like a kind: it would be read as the name of a size."""
    near = get_close_matches(word, KINDS, n=1, cutoff=0.75)
    if near or word in _NO_SIZES:
        raise ReadError(
            f"{word} is no kind of letter",
            expected=f"sizes as n or m×n, or one of {', '.join(KINDS)}",
            hint=f"did you mean {near[0]}?" if near else _NO_SIZES[word],
        )


def _symbol(name: str, kind: str) -> AnySymbol:
    return _KINDS[kind](name)


def read_context(question: Mapping[str, Any], formulas: Sequence[str] = ()) -> Context:
    """The context of a JSON question: `symbols` (name to shape or kind), `assume` and `layout`.

    A letter with an index that a sum in the formulas or assumptions binds is a family.  A number
    that is declared under the name of a size is that size.  Raises ContextError naming the
    declaration or assumption that cannot be used.
    """
    symbols = question.get("symbols") or {}
    assumed = question.get("assume") or []
    if not isinstance(symbols, Mapping):
        raise ContextError("symbols must be an object", expected='{"X": ["n", "d"]}')
    if isinstance(assumed, str) or not isinstance(assumed, Sequence):
        raise ContextError("assume must be a list", expected='["symmetric(A)"]')
    try:
        facts = tuple(map(str, assumed))
        key, layout = _key(symbols), checked_layout(question.get("layout"))
        ranges = ranges_in((*formulas, *facts)) if any(map(_may_be_family, symbols)) else ()
        if key is None:
            return _built(symbols, facts, layout, ranges)
        return _remembered(key, facts, layout, ranges)
    except ContextError:
        raise
    except DeriveError as error:
        raise ContextError(
            error.message, place=error.place, expected=error.expected, hint=error.hint
        ) from None


_Key: TypeAlias = tuple[tuple[str, Any], ...]


def _key(symbols: Mapping[str, Any]) -> _Key | None:
    """Well-formed declarations as a key; None for others, whose values may be anything."""
    found: list[tuple[str, Any]] = []
    for name, said in symbols.items():
        if isinstance(said, list) and all(type(size) in (str, int) for size in said):
            found.append((name, tuple(said)))
        elif type(said) is str and type(name) is str:
            found.append((name, said))
        else:
            return None
    return tuple(found)


@lru_cache(maxsize=512)
def _remembered(symbols: _Key, assumed: tuple[str, ...], layout: str, ranges: Ranges) -> Context:
    return _built(dict(symbols), assumed, layout, ranges)


def _built(
    symbols: Mapping[str, Any], assumed: tuple[str, ...], layout: str, ranges: Ranges
) -> Context:
    context = replace(_declared_in_json(symbols, ranges), layout=layout)
    for text in assumed:
        context = assuming(text, context)
    return context


def _may_be_family(name: object) -> bool:
    return isinstance(name, str) and ("_" in name or "^" in name)


def _declared_in_json(symbols: Mapping[str, Any], ranges: Ranges) -> Context:
    names = _spelled([str(name) for name in symbols])
    made = [_from_json(name, said) for name, said in zip(names, symbols.values(), strict=True)]
    if ranges:
        made = families_of(made, ranges)
    indices = [t.index(said["index"]) for said in symbols.values() if _says_index(said)]
    refuse_products(_sizes_of(made))
    return Context.of(dict.fromkeys(_sizes_first([*made, *indices])))


def _says_index(said: Any) -> bool:
    return isinstance(said, Mapping) and isinstance(said.get("index"), str)


def _sizes_first(symbols: Sequence[AnySymbol]) -> list[AnySymbol]:
    """The symbols; a number with the name of a size is that size.

    Raises ContextError for an index with the name of a size.
    """
    sizes = (size for s in symbols if isinstance(s, t.MatrixSymbol) for size in s.shape)
    by_name = {dim.name: dim for size in sizes for dim in ordered(size.free_symbols)}
    for symbol in symbols:
        if symbol.name in by_name and symbol == t.index(symbol.name):
            raise ContextError(f"{symbol.name} is an index and a size", hint="rename one of them")
    return [
        by_name.get(symbol.name, symbol) if isinstance(symbol, Symbol) else symbol
        for symbol in symbols
    ]


def _from_json(name: str, said: Any) -> AnySymbol:
    """The symbol that one entry declares; `name` is in its one spelling."""
    if isinstance(said, str) and said in KINDS:
        return _symbol(name, said)
    if isinstance(said, Mapping):
        return _family_from_json(name, said)
    listed = isinstance(said, Sequence) and not isinstance(said, str) and 1 <= len(said) <= 2
    if listed and all(isinstance(x, str | int) and not isinstance(x, bool) for x in said):
        return t.matrix(name, *(read_size(str(size)) for size in said))
    raise ContextError(
        f"{name} is declared as {json.dumps(said, default=str, ensure_ascii=False)}",
        expected=f"[rows, columns] or one of {', '.join(KINDS)}",
    )


def _family_from_json(name: str, said: Mapping[str, Any]) -> AnySymbol:
    shape, index, count = said.get("shape"), said.get("index"), said.get("count")
    if not isinstance(index, str) or not isinstance(count, str | int) or isinstance(count, bool):
        raise ContextError(f"{name} is declared as {dict(said)}", expected=_FAMILY)
    one = _from_json(name, shape)
    marked = marked_name(name, canonical_name(index))
    return family_symbol(marked, getattr(one, "shape", ()), read_size(str(count)))


_FAMILY = '{"shape": ["d", 1], "index": "i", "count": "m"}'


def _spelled(names: Sequence[str]) -> list[str]:
    """The one spelling of each name; the font is kept where two differ by nothing else.

    Raises ContextError for a name that is declared twice.
    """
    plain = [canonical_name(name) for name in names]
    spelled = [
        _with_font(name, short) if plain.count(short) > 1 else short
        for name, short in zip(names, plain, strict=True)
    ]
    for name in spelled:
        if spelled.count(name) > 1:
            raise ContextError(f"{name} is declared twice")
    return spelled


def _with_font(name: str, short: str) -> str:
    shown = next((token.text for token in tokenize(name) if token.text in FONTS), None)
    if shown is None:
        return short
    letter = scan_letter(tokenize(short), 0)
    base = short if letter is None else letter.text
    one_font = r"\mathbf" if shown in BOLD else shown
    return rf"{one_font}{{{base}}}{short[len(base) :]}"
