r"""What prose says of letters: sizes and facts, by a small grammar of sentences.

"X is an n × d matrix", "y has n entries", "positive definite covariance Σ", "whose columns are
linearly independent".  Formulas stand in the sentences between ⟦ and ⟧ where the document marks
them.  What is said under a condition ("if A is symmetric") holds for its sentence only; what is
denied, or said of a whole formula, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from derive.errors import DeriveError
from derive.latex.names import canonical_name
from derive.latex.tokens import tokenize

__all__ = ["DEFINING", "IMPOSING", "SPECIAL", "STATIONARY", "SUPPOSING", "WITH", "Said", "said_in"]

MAX_SENTENCE = 3_000

# what prose before a formula makes of it
DEFINING = re.compile(
    r"\b(?:let|define[ds]?|defining|denote[sd]?|denoting|call(?:ed)?|with|where|introduc\w+|here|notation"
    r"|model|abbreviat\w+|stands\s+for|for\s+short|i\.e\.|namely)\b(?!\s*\w+ing)[^.:;]{0,60}$"
    r"|\b(?:set|put|use|write|writing|setting|putting|estimate|estimator|objective|loss|cost|given|becomes)[^\w⟦⟧]*(?:(?:a|an|the|by|as|function|is)[^\w⟦⟧]+){0,3}$",
    re.IGNORECASE,
)
IMPOSING = re.compile(
    r"\b(?:subject\s+to|s\.\s*t\.|such\s+that|constraints?|require[sd]?|need|want|assum\w+|suppose|given|if|when"
    r"|whenever|unless|provided(?:\s+that)?|satisf\w+|condition|impose[sd]?|equal\s+to\s+zero|to\s+zero|solves?|solving|cases?|system"
    r"|must|iff|for\s+which|equations?)\b[^\w⟦⟧]*(?:(?:that|the|a|an|we|have|hold|is|are|of|to|for|at|minimi[sz]er|this|it|"
    r"be|reads?|normal|linear|now|have|also|by|model)\s+){0,4}$",
    re.IGNORECASE,
)
# what stands right before an equation that is set for a moment
SUPPOSING = re.compile(
    r"\b(?:if|when|whenever|suppose|assume|assuming|provided|case|unless|that|subject\s+to"
    r"|s\.\s*t\.)[^\w⟦⟧]*$",
    re.IGNORECASE,
)
SPECIAL = re.compile(r"\bspecial\s+case\b[^.]*$", re.IGNORECASE)
WITH = re.compile(r"\b(?:with|where|let|take|choose|for|and|,)[^\w⟦⟧]*$", re.IGNORECASE)
STATIONARY = re.compile(
    r"\b(?:zero|stationar\w+|vanish\w*|first[\s-]order|optimal\w*|minimi[sz]\w+|maximi[sz]\w+|critical|minimum|maximum"
    r"|set(?:ting)?\b[^.]*\b0|equate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says of a letter: a shape (`rows`, `cols`), a kind, or a fact."""

    name: str
    rows: str = ""
    cols: str = ""
    kind: str = ""
    fact: str = ""
    local: bool = False


class _Item(NamedTuple):
    """A piece of a sentence: `name`, `defined` (a formula that begins with it), `formula`, `size`,
    `word` or `mark`."""

    kind: str
    text: str
    more: str = ""


_ITEMS = re.compile(
    r"⟦(?P<formula>[^⟦⟧]*)⟧(?P<hyphen>-[a-z]+)?"
    r"|(?P<size>(?<![\w])(?P<rows>\d+|[A-Za-z])\s?(?:×|\\times|x|-by-|\sby\s)\s?(?P<cols>\d+|[A-Za-z])(?!\w))"
    r"|(?P<dim>(?<!\w)[A-Za-z]-(?:dimensional|dim|vector)(?!\w))"
    r"|(?P<word>(?<![\w\\^_])[A-Za-z][A-Za-z'’-]+(?![\w^_ᵀ⁻]))"
    r"|(?P<maths>[A-Za-zα-ωΑ-Ω\\∇‖|½]\S*?(?=[,;:.)]?(?:\s|$)|[,;:.)]))"
    r"|(?P<mark>[^\s])"
)
_BINARY = frozenset("+ - = − · * / < > ≤ ≥ ^ ≈".split())
_COPULA = frozenset("is are be being has have with denotes denote where assumed whose : as".split())
_FILLER = _COPULA | frozenset(
    (
        "both all to a an the also and that which real square linearly of size shape dimension"
        " dimensions length taken matrix matrices vector vectors column row given fixed known , ("
        " full some it then each arbitrary data design being rank still always column- random"
        " general strictly assume suppose let"
    ).split()
)
_SMALL = frozenset("is it of to in on we by as so if at or an be do no up us my".split())
_STOPS = frozenset(
    (
        "of is are for in if and or the then so to we with because since as by be has"
        " have that which where when"
    ).split()
)
_DENYING = frozenset(
    "not never neither nor without isn't need needn't unless aren't cannot".split()
)
_CONDITIONAL = frozenset("if when whenever unless whether only would case".split())
_UNIVERSAL = frozenset("for any every".split())
_LENGTHS = frozenset("length dimension size".split())
_PARTS = frozenset("entries components elements coordinates entry".split())
_ADJECTIVES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("positive", "definite", "covariance"), "positive_definite"),
    (("symmetric", "and", "positive", "definite"), "positive_definite"),
    (("symmetric", ",", "positive", "definite"), "positive_definite"),
    (("symmetric", "positive", "definite"), "positive_definite"),
    (("symmetric", "positive", "semidefinite"), "positive_semidefinite"),
    (("positive", "definite"), "positive_definite"),
    (("positive-definite",), "positive_definite"),
    (("spd",), "positive_definite"),
    (("pd",), "positive_definite"),
    (("positive", "semidefinite"), "positive_semidefinite"),
    (("positive", "semi-definite"), "positive_semidefinite"),
    (("positive-semidefinite",), "positive_semidefinite"),
    (("psd",), "positive_semidefinite"),
    (("skew-symmetric",), "skew_symmetric"),
    (("antisymmetric",), "skew_symmetric"),
    (("symmetric",), "symmetric"),
    (("orthonormal", "columns"), "orthonormal_columns"),
    (("columns", "are", "orthonormal"), "orthonormal_columns"),
    (("orthogonal", "projection"), ""),
    (("orthogonal", "projector"), ""),
    (("orthogonal", "to"), ""),
    (("orthogonal",), "orthogonal"),
    (("square", "orthonormal"), "orthogonal"),
    (("invertible",), "invertible"),
    (("nonsingular",), "invertible"),
    (("non-singular",), "invertible"),
    (("diagonal", "entries"), ""),
    (("diagonal", "elements"), ""),
    (("on", "the", "diagonal"), ""),
    (("diagonal",), "diagonal"),
    (("idempotent",), "idempotent"),
    (("full", "column", "rank"), "full_column_rank"),
    (("full", "column-rank"), "full_column_rank"),
    (("linearly", "independent", "columns"), "full_column_rank"),
    (("independent", "columns"), "full_column_rank"),
    (("columns", "are", "linearly", "independent"), "full_column_rank"),
    (("columns", "are", "independent"), "full_column_rank"),
    (("full", "row", "rank"), "full_row_rank"),
    (("linearly", "independent", "rows"), "full_row_rank"),
    (("independent", "rows"), "full_row_rank"),
    (("rows", "are", "linearly", "independent"), "full_row_rank"),
    (("rows", "are", "independent"), "full_row_rank"),
    (("full", "rank"), "full_rank"),
    (("positive", "scalar"), "positive"),
    (("positive", "constant"), "positive"),
    (("positive", "number"), "positive"),
    (("hessian",), "symmetric"),
    (("covariance", "function"), ""),
    (("covariance", "matrix"), "positive_semidefinite"),
    (("covariance",), "positive_semidefinite"),
    (("covariances",), "positive_semidefinite"),
    (("correlation", "matrix"), "positive_semidefinite"),
    (("gram", "matrix"), "positive_semidefinite"),
    (("kernel", "matrix"), "positive_semidefinite"),
    (("precision", "matrix"), "positive_definite"),
    (("scalar",), ":scalar"),
    (("constant",), ":scalar"),
    (("column", "vector"), ":column"),
    (("vector",), ":column"),
)
_OF_PARTS = {"independent": {"columns": "full_column_rank", "rows": "full_row_rank"},
             "orthonormal": {"columns": "orthonormal_columns"}}  # fmt: skip


def said_in(sentence: str) -> list[Said]:
    """All that a sentence says of letters."""
    if len(sentence) > MAX_SENTENCE:
        return []
    items = list(_items(re.sub(r"\*\*|__|~|\\(?:,|;|!|:)", " ", sentence)))
    return [*_sizes(items), *_lengths(items), *_facts(items)]


# -- pieces of a sentence -------------------------------------------------------------------------


def _items(text: str) -> Iterator[_Item]:
    """The pieces, letters beside operators or other letters joined to formulas."""
    found: list[_Item] = []
    begin = True
    for match in _ITEMS.finditer(text):
        group = match.lastgroup
        if match["formula"] is not None:
            found += _formula(match["formula"])
            if match["hyphen"]:
                found.append(_Item("word", match["hyphen"]))
        elif match["size"] is not None:
            found.append(_Item("size", match["rows"], match["cols"]))
        elif match["dim"] is not None:
            found += [_Item("name", match["dim"][0]), _Item("word", match["dim"][1:])]
        elif match["word"] is not None:
            word = match["word"]
            short = len(word) == 2 and word.lower() not in _SMALL
            found.append(_Item("formula" if short else "word", word if short else word.lower()))
        elif match["maths"] is not None:
            found += _bare(match["maths"], text[match.end() :], begin, found)
        elif group == "mark":
            found.append(_Item("mark", match[0]))
        begin = bool(found) and found[-1].text == "."
    yield from _joined(found)


def _formula(text: str) -> list[_Item]:
    """What a formula of the document is in its sentence."""
    size = re.fullmatch(
        r"\s*(\d+|[A-Za-z](?:_\{?\w+\}?)?)\s*(?:×|\\times|\\!)+\s*(\d+|[A-Za-z](?:_\{?\w+\}?)?)\s*",
        text,
    )
    if size is not None:
        return [_Item("size", size[1], size[2])]
    name = _name(text.strip(" .,;"))
    if name:
        return [_Item("name", name)]
    if "," in text and "=" not in text:
        names = [_name(part) for part in text.split(",")]
        if all(names):
            return [_Item("name", one) for one in names]
    head = re.match(r"\s*([^=∈:]*?)\s*(?::?=|\\in\b|∈|\\coloneqq)", text)
    name = _name(head[1]) if head is not None else ""
    return [_Item("defined", name) if name else _Item("formula", text)]


def _name(text: str) -> str:
    """The one spelling of a name; empty for what is none."""
    if (
        not text
        or len(text) > 60
        or re.search(r"\^\s*\{?\s*(?:-1|\\top|T|2|\\intercal|\\mathrm)", text)
    ):
        return ""
    try:
        if len(tokenize(text)) > 1 and text.strip().isalpha():
            return ""
        return canonical_name(text)
    except DeriveError:
        return ""


def _bare(text: str, after: str, begin: bool, before: list[_Item]) -> list[_Item]:
    """What letters without marks around them are: names, articles or parts of formulas."""
    if text in ("a", "A") and (text == "a" or begin):
        verb = re.match(r"\s+(?:is|are|has|be|=|∈|and|with|of)\b", after) is not None
        listed = re.match(r"\s*,", after) is not None
        if not (verb or listed):
            return [_Item("word", "a")]
    if text == "I":
        return [_Item("word", "i")]
    name = _name(text)
    return [_Item("name", name, _BARE) if name else _Item("formula", text, _BARE)]


_BARE = "bare"


def _joined(items: list[_Item]) -> Iterator[_Item]:
    """The items; runs of formulas, names and operators as one formula."""
    index = 0
    maths = ("name", "formula")
    while index < len(items):
        end = index + 1
        bare = items[index].kind in maths or items[index].text in _BINARY
        while bare and end < len(items) and _goes_on(items[end - 1], items[end]):
            end += 1
        if end == index + 1:
            yield items[index]
        else:
            first = items[index]
            named = first.kind == "name" and items[index + 1].text == "="
            yield _Item("defined" if named else "formula", first.text)
        index = end


def _goes_on(last: _Item, item: _Item) -> bool:
    """Whether an item is part of the formula that the last one is."""
    if item.text in _BINARY or (item.kind in ("name", "formula") and last.text in _BINARY):
        return True
    beside = last.more == item.more == _BARE
    return beside and (last.kind == "formula" or item.kind == "formula" or last.text != item.text)


# -- what they say --------------------------------------------------------------------------------


def _left(items: list[_Item], index: int, allowed: int = 0) -> list[str]:
    """The names of which something is said that stands at an index, found to the left."""
    place = index - 1
    many = False
    nouns = 0
    while place >= 0:
        item = items[place]
        if item.kind in ("name", "defined"):
            names = [item.text]
            while (
                many
                and place >= 2
                and items[place - 1].text in ("and", ",")
                and items[place - 2].kind == "name"
            ):
                place -= 2
                names.append(items[place].text)
            return names
        if item.kind == "size" or (
            item.kind in ("word", "mark") and (item.text in _FILLER or _is_adjective(item.text))
        ):
            many |= item.text in ("are", "be", "both")
            place -= 1
            continue
        if item.kind == "word" and item.text not in _STOPS and nouns < allowed:
            nouns += 1
            place -= 1
            continue
        return []
    return []


def _is_adjective(word: str) -> bool:
    return any(word in words for words, fact in _ADJECTIVES if fact and not fact.startswith(":"))


def _right(items: list[_Item], index: int) -> list[str]:
    """The name after a noun to which an adjective before `index` belongs."""
    for place in range(index, min(index + 5, len(items))):
        item = items[place]
        if item.kind == "name":
            return [item.text]
        if item.kind == "defined":
            return [item.text]
        if item.kind == "word" and (
            item.text not in _STOPS or (item.text == "and" and place > index)
        ):
            continue
        if item.kind == "size":
            continue
        return []
    return []


def _governed(items: list[_Item], index: int) -> bool:
    """Whether a verb stands before what is said at an index."""
    for item in reversed(items[:index]):
        if item.text in _COPULA:
            return True
        if (
            item.kind == "size"
            or item.text in (",", "(", "and", "a", "an", "also", "both", "the", "all", "square")
            or (item.kind == "word" and _is_adjective(item.text))
        ):
            continue
        return False
    return False


def _said_where(items: list[_Item], index: int) -> tuple[bool, bool]:
    """Whether what is said at an index is denied; whether it is said under a condition."""
    clause: list[str] = []
    for item in reversed(items[:index]):
        if item.text in (".", ";", ":"):
            break
        clause.append(item.text)
    denied = bool(_DENYING & set(clause[:8]))
    near = set(clause[:3])
    return denied, bool(_CONDITIONAL & set(clause)) or bool(_UNIVERSAL & near)


def _sizes(items: list[_Item]) -> Iterator[Said]:
    for index, item in enumerate(items):
        if item.kind == "size":
            governed = _governed(items, index)
            names = _left(items, index) if governed else _right(items, index + 1)
            denied, local = _said_where(items, index)
            for name in names or _left(items, index):
                if not denied:
                    yield Said(name, item.text, item.more, local=local)


def _lengths(items: list[_Item]) -> Iterator[Said]:
    found = False
    for index, item in enumerate(items):
        if item.kind != "name":
            continue
        after = items[index + 1] if index + 1 < len(items) else _Item("mark", "")
        before = [one.text for one in items[max(index - 2, 0) : index]]
        names: list[str] = []
        if after.text in _PARTS or after.text in ("-dimensional", "-vector", "-dim"):
            names = _left(items, index, 2) or (
                _right(items, index + 2) if after.text[0] == "-" else []
            )
        elif (
            (before[-1:] and before[-1] in _LENGTHS)
            or (before[-1:] == ["of"] and before[0] in _LENGTHS)
            or (found and before[-1:] == ["has"] and after.kind == "mark")
        ):
            names = _left(items, index)
        for name in names:
            if name != item.text:
                found = True
                yield Said(name, item.text, "1")


def _facts(items: list[_Item]) -> Iterator[Said]:
    yield from _parts(items)
    index = 0
    words = [item.text for item in items]
    while index < len(items):
        match = next(
            (
                (form, fact)
                for form, fact in _ADJECTIVES
                if tuple(words[index : index + len(form)]) == form
            ),
            None,
        )
        if match is None:
            index += 1
            continue
        form, fact = match
        end = index + len(form)
        denied, local = _said_where(items, index)
        if fact and not denied:
            governed = _governed(items, index)
            names = _left(items, index) if governed else _right(items, end) or _left(items, index)
            if fact == ":column" and not governed:
                names = [items[end].text] if end < len(items) and items[end].kind == "name" else []
            for name in names:
                kind = "scalar" if fact == "positive" else fact[1:] if fact[0] == ":" else ""
                yield Said(name, kind=kind, fact="" if fact[0] == ":" else fact, local=local)
        index = end


def _parts(items: list[_Item]) -> Iterator[Said]:
    """The columns of X are independent."""
    for index, item in enumerate(items[:-4]):
        if item.text not in ("columns", "rows") or items[index + 1].text != "of":
            continue
        place = index + 2
        while place < len(items) and items[place].text in ("the", "matrix", "data", "design"):
            place += 1
        if place >= len(items) or items[place].kind != "name":
            continue
        rest = [one.text for one in items[place + 1 : place + 5]]
        denied, local = _said_where(items, index)
        if rest[:1] == ["are"] and "not" not in rest:
            for word, of in _OF_PARTS.items():
                if word in rest and item.text in of and not denied:
                    yield Said(items[place].text, fact=of[item.text], local=local)
