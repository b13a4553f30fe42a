r"""Families as they are declared: `x_i \in \mathbb{R}^d, i = 1, \dots, m`, `x_1, \dots, x_m: d`,
`x_i: d (i = 1..m)`, and those that a sum with a range makes of a letter with an index.

The rows or columns of a matrix are a family: "the rows of X are x_i^\top".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import ONE, AnySymbol, Dim
from derive.errors import ContextError, Place, ReadError
from derive.latex.families import Family, family_symbol, marked_name
from derive.latex.names import canonical_name
from derive.latex.sizes import read_size

__all__ = ["Ranges", "families_of", "family_notes", "in_families", "ranges_in", "tied"]

_DOTS = r"\s*(?:\.\.\.?|…|,?\s*(?:\\[lc]?dots|\.\.\.|…)\s*,?)\s*"
_SIZE = r"(?:\d+|(?:\\[a-z]+|[A-Za-z]+)(?:_(?:\{[^{}]*\}|\w))?)"
_RANGE = rf"(?P<index>[a-z]|\\ell)\s*(?:=|\\in\s*\\\{{)\s*1{_DOTS}(?P<count>{_SIZE})"
_NAME = r"(?:\\[a-z]+\s*\{[^{}]*\}|\\?[A-Za-z]+)"
_BESIDE = re.compile(rf"\(\s*(?:for\s+)?{_RANGE}\s*(?:\\\}})?\s*\)")
_AFTER = re.compile(
    rf",\s*(?:\\quad|\\;|\\,)?\s*(?:\\text\{{\s*for\s*\}}|for)?\s*{_RANGE}\s*(?:\\\}})?(?=\s*(?:,|$))"
)
_LISTED = re.compile(
    rf"(?P<name>{_NAME})\s*_\s*(?:1|\{{1\}})\s*,(?:\s*(?P=name)\s*_\s*(?:2|\{{2\}})\s*,)?"
    rf"\s*(?:\\[lc]?dots|\.\.\.|…)\s*,\s*(?=(?P=name)\s*_\s*(?:\{{(?P<last>[^{{}}]+)\}}|(?P<one>\w)))"
)
_RAISED = re.compile(
    rf"(?P<name>{_NAME})\s*\^\s*\{{\(1\)\}}\s*,(?:\s*(?P=name)\s*\^\s*\{{\(2\)\}}\s*,)?"
    rf"\s*(?:\\[lc]?dots|\.\.\.|…)\s*,\s*(?=(?P=name)\s*\^\s*\{{\((?P<last>[^{{}}()]+)\)\}})"
)
_SUM = re.compile(
    r"(?:\\sum|\\prod|∑|∏)\s*(?:\\(?:no)?limits\s*)?_\s*\{\s*([A-Za-z])\s*=\s*[^{}]*\}\s*"
    r"\^\s*(?:\{([^{}]*)\}|([A-Za-z0-9]))"
)
_TIED = re.compile(
    rf"\s*(?:the\s+)?(?P<side>rows|columns)\s+of\s+\$?(?P<whole>{_NAME}(?:_\w)?)\$?\s+are\s+"
    r"(?:the\s+)?\$?(?P<one>.*?)\$?\s*\.?\s*$",
    re.IGNORECASE,
)
_RAISED_MARK = re.compile(r"\)\s*(?:\\top|T)\s*\}")
_TRANSPOSED = re.compile(
    r"\s*\^\s*(?:\{\s*)?(?:\\top|T|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?)\s*\}?$"
)


@dataclass(frozen=True, slots=True)
class _Note:
    """Where a declaration says that it is of a family: its index ("" for a number), its count."""

    place: int
    index: str
    count: Dim


def family_notes(text: str) -> tuple[str, tuple[_Note, ...]]:
    """The declarations with what makes families of them blanked out, and what that said.

    Raises ReadError for a count that is no size.
    """
    notes: list[_Note] = []
    for pattern in (_BESIDE, _AFTER, _LISTED, _RAISED):
        while (found := pattern.search(text)) is not None:
            groups = found.groupdict()
            count = groups.get("count") or groups.get("last") or groups.get("one") or ""
            listed = "last" in groups
            place = found.end() if listed else found.start() - 1
            notes.append(_Note(place, groups.get("index") or "", read_size(count)))
            text = text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    return text, tuple(notes)


def in_families(
    symbols: Sequence[AnySymbol], start: int, end: int, notes: Iterable[_Note]
) -> list[AnySymbol]:
    """The symbols that a stretch of the text declares, those of families as their matrices.

    Raises ReadError for a name without the index.
    """
    note = next((note for note in notes if start <= note.place < end), None)
    if note is None:
        return list(symbols)
    return [_as_family(symbol, note.index, note.count) for symbol in symbols]


def _as_family(symbol: AnySymbol, index: str, count: Dim) -> t.MatrixSymbol:
    shape = symbol.shape if isinstance(symbol, t.MatrixSymbol) else ()
    return family_symbol(marked_name(symbol.name, index), shape, count)


# -- families that a sum makes --------------------------------------------------------------------

Ranges = tuple[tuple[str, str], ...]


def ranges_in(texts: Iterable[str]) -> Ranges:
    r"""The indices that sums and products in the texts bind, with their last values as written."""
    found: dict[tuple[str, str], None] = {}
    for text in texts:
        if "_" in text and ("sum" in text or "prod" in text or "∑" in text or "∏" in text):
            for index, braced, one in _SUM.findall(text):
                found[index, (braced or one).strip()] = None
    return tuple(found)


def families_of(symbols: Sequence[AnySymbol], ranges: Ranges) -> list[AnySymbol]:
    """The symbols; of a letter with an index that a sum binds its family.

    A letter whose index has two ranges stays, and is refused where it stands below a sum.
    """
    declared = {symbol.name for symbol in symbols}
    found: list[AnySymbol] = []
    for symbol in symbols:
        counts = [last for index, last in ranges if _has_index(symbol.name, index)]
        alone = len(set(counts)) == 1 and t.index(symbol.name) != symbol
        found.append(_of_range(symbol, ranges, counts[0], declared) if alone else symbol)
    return found


def _of_range(symbol: AnySymbol, ranges: Ranges, last: str, declared: set[str]) -> AnySymbol:
    index = next(index for index, _ in ranges if _has_index(symbol.name, index))
    try:
        made = _as_family(symbol, index, read_size(last))
    except (ReadError, ContextError):  # a bound that is no size, or one letter
        return symbol
    return symbol if made.name in declared else made


def _has_index(name: str, index: str) -> bool:
    return name.find(f"_{{{index}}}") > 0 or name.find(f"^{{({index})}}") > 0


# -- rows and columns -----------------------------------------------------------------------------


def tied(text: str, context: Context) -> tuple[tuple[AnySymbol, ...], Fact] | None:
    r"""What "the rows of X are x_i^\top" declares and states; None for any other text.

    Raises ReadError with the place for a matrix or a family that is not understood.
    """
    found = _TIED.match(text)
    if found is None:
        return None
    whole = context.symbols.get(canonical_name(found["whole"]))
    if not isinstance(whole, t.MatrixSymbol):
        raise _wrong(text, found, "whole", "a declared matrix")
    rows = found["side"].lower() == "rows"
    one = _RAISED_MARK.sub(r")}^T", found["one"])
    plain = _TRANSPOSED.sub("", one)
    plain = re.split(r",|\\dots|\.\.\.|…", plain)[-1].strip()
    turned = _TRANSPOSED.search(one) is not None
    if turned != rows:
        raise _wrong(text, found, "one", r"rows x_i^\top, or columns x_i")
    try:
        name = marked_name(canonical_name(_TRANSPOSED.sub("", plain)))
    except ReadError:
        raise _wrong(text, found, "one", r"a letter with its index, as x_i") from None
    size, count = whole.shape[::-1] if rows else whole.shape
    known = next((s for s in context.symbols.values() if _is_family(s, name)), None)
    family = known or family_symbol(name, (size, ONE), count)
    fact = Fact("=", (family, t.transpose(whole) if rows else whole))
    return ((family,) if known is None else ()), fact


def _is_family(symbol: AnySymbol, name: str) -> bool:
    return not isinstance(symbol, Symbol) and symbol.name == name and Family.of(symbol) is not None


def _wrong(text: str, found: re.Match[str], group: str, expected: str) -> ReadError:
    place = Place(text, found.start(group), found.end(group))
    return ReadError("this is not understood", place=place, expected=expected)
