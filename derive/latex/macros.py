r"""The author's own commands (`\newcommand`, `\def`, `\DeclareMathOperator`), expanded first.

A macro may use other macros, but not itself.  Expansion works on text, as in TeX, so places in
messages refer to the expanded text.

Limits: MAX_MACROS definitions; MAX_EXPANSIONS of them in a text, MAX_DEPTH in one another, and
MAX_TEXT characters after expansion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from derive.errors import DeriveError, LimitError, ReadError

__all__ = ["Macro", "expand", "line_with_macros", "put_in", "put_in_answer", "read_macros"]

MAX_MACROS = 500
MAX_EXPANSIONS = 1000
MAX_DEPTH = 50
MAX_TEXT = 20_000
NESTED = 5  # levels of a question: its fields, the symbols, their sizes, and the texts in them
_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|[^\\]", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%.*")
_DEFINITION = re.compile(
    r"\\(?P<how>(?:re)?newcommand|providecommand|DeclareMathOperator|def)(?P<star>\*?)\s*"
    r"(?:\{\s*(?P<braced>\\[a-zA-Z]+)\s*\}|(?P<bare>\\[a-zA-Z]+))"
)
_COMMAND_LAST = re.compile(r"\\[a-zA-Z]+$")
LONGEST = 40  # characters of a command's name
_PARAMETER = re.compile(r"#(\d)")


@dataclass(frozen=True, slots=True)
class Macro:
    """A command: how many arguments it takes, what it means (`#1`, …), the default of the first."""

    arguments: int
    body: str
    default: str | None = None


# -- definitions ----------------------------------------------------------------------------------


def read_macros(said: Any) -> Mapping[str, Macro]:
    r"""The macros of a text of definitions, a list of such, or an object as KaTeX has it.

    `\newcommand{\T}{^\top}`, or `{"\\T": "^\\top", "\\norm": ["\\lVert #1 \\rVert", 1]}`; whatever
    else stands in a text, as in the preamble of a course, is passed over.  Raises ReadError for a
    definition that is not understood.
    """
    return _read(json.dumps(said, sort_keys=True))


@lru_cache(maxsize=64)
def _read(said: str) -> Mapping[str, Macro]:
    value = json.loads(said)
    found: dict[str, Macro] = {}
    if isinstance(value, dict):
        found = {_named(name): _from_object(name, body) for name, body in value.items()}
    else:
        texts = [value] if isinstance(value, str) else value or []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ReadError("macros are not understood", expected=r"\newcommand{\T}{^\top}")
        for text in texts:
            found.update(_definitions(_COMMENT.sub("", text)))
    if len(found) > MAX_MACROS:
        raise LimitError(f"more than {MAX_MACROS} macros")
    return found


def _named(name: str) -> str:
    if re.fullmatch(r"\\[a-zA-Z]+", name) is None:
        raise ReadError(f"{name} is no name of a macro", expected=r"a backslash and letters")
    return name


def _from_object(name: str, body: Any) -> Macro:
    if isinstance(body, str):
        used = [int(number) for number in _PARAMETER.findall(body)]
        return Macro(max(used, default=0), body)
    if isinstance(body, list) and list(map(type, body)) == [str, int] and 0 <= body[1] <= 9:
        return Macro(body[1], body[0])
    raise ReadError(f"the macro {name} is not understood", expected='"body" or ["body", arguments]')


def _definitions(text: str) -> Iterator[tuple[str, Macro]]:
    place = 0
    while (found := _DEFINITION.search(text, place)) is not None:
        name = found["braced"] or found["bare"]
        count, default, place = 0, None, found.end()
        if found["how"] == "def":
            count, place = _parameters(text, place, name)
        elif found["how"] != "DeclareMathOperator":
            number, place = _optional(text, place)
            default, place = _optional(text, place)
            if number is not None and re.fullmatch(r"\s*[0-9]\s*", number) is None:
                raise ReadError(f"the macro {name} is not understood", expected="[1] to [9]")
            count = int(number or 0)
        body, place = _group(text, place, name)
        if found["how"] == "DeclareMathOperator":
            body = rf"\operatorname{found['star']}{{{body}}}"
        if any(int(number) > count for number in _PARAMETER.findall(body)):
            raise ReadError(f"the macro {name} uses more arguments than it takes")
        yield name, Macro(count, body, default)


def _parameters(text: str, place: int, name: str) -> tuple[int, int]:
    """The number of parameters of a `\\def`: `#1#2` and nothing between them."""
    end = text.find("{", place)
    said = text[place : end if end >= 0 else len(text)].replace(" ", "")
    count = len(said) // 2
    if said != "".join(f"#{number}" for number in range(1, count + 1)):
        raise ReadError(f"the macro {name} has delimited arguments", expected="#1#2")
    return count, place if end < 0 else end


def _optional(text: str, place: int) -> tuple[str | None, int]:
    """What stands in square brackets at a place, and the place after it."""
    found = re.compile(r"\s*\[([^\]]*)\]").match(text, place)
    return (None, place) if found is None else (found[1], found.end())


def _group(text: str, place: int, name: str) -> tuple[str, int]:
    """What stands in braces at a place, or the one token there, and the place after it."""
    while place < len(text) and text[place].isspace():
        place += 1
    found = _TOKEN.match(text, place)
    if found is None or found[0] == "}":
        raise ReadError(f"an argument of {name} is missing", expected="{…}")
    if found[0] != "{":
        return found[0], found.end()
    depth = 0
    for token in _TOKEN.finditer(text, place):
        depth += (token[0] == "{") - (token[0] == "}")
        if depth == 0:
            return text[place + 1 : token.start()], token.end()
    raise ReadError(f"a brace after {name} is never closed", expected="}")


# -- expansion ------------------------------------------------------------------------------------


def expand(text: str, macros: Mapping[str, Macro]) -> str:
    """The text with the macros expanded.

    Raises ReadError for a missing argument or a macro that uses itself, LimitError for too much.
    """
    return _Expansion(macros).of(text, ()) if macros else text


class _Expansion:
    """Expands the macros in one text, within the limits."""

    def __init__(self, macros: Mapping[str, Macro]) -> None:
        self._macros = macros
        self._left = MAX_EXPANSIONS
        self._size = 0
        self._depth = 0

    def of(self, text: str, within: tuple[str, ...]) -> str:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LimitError(f"macros stand more than {MAX_DEPTH} deep in one another")
        if len(text) > MAX_TEXT:
            raise LimitError(f"more than {MAX_TEXT} characters to put macros in")
        made, place, size = list[str](), 0, 0
        while (found := _TOKEN.match(text, place)) is not None:
            place, piece = found.end(), found[0]
            if piece in self._macros:
                piece, place = self._expanded(piece, text, place, within)
            if made and piece and _runs_on(made[-1], piece):
                piece = f" {piece}"
            made += [piece] if piece else []
            size += len(piece)
            if size > MAX_TEXT:
                raise LimitError(f"more than {MAX_TEXT} characters after putting in macros")
        self._depth -= 1
        return "".join(made)

    def _expanded(
        self, name: str, text: str, place: int, within: tuple[str, ...]
    ) -> tuple[str, int]:
        if name in within:
            raise ReadError(f"the macro {name} uses itself")
        self._left -= 1
        macro, arguments = self._macros[name], list[str]()
        if macro.default is not None:
            given, place = _optional(text, place)
            arguments.append(macro.default if given is None else given)
        while len(arguments) < macro.arguments:
            argument, place = _group(text, place, name)
            arguments.append(argument)
        put = [self.of(argument, within) for argument in arguments]
        body = _PARAMETER.sub(lambda found: put[int(found[1]) - 1], macro.body)
        self._size += len(body)
        if self._left < 0 or self._size > MAX_TEXT:
            raise LimitError("too many macros are put in")
        return self.of(body, (*within, name)), place


def _runs_on(before: str, piece: str) -> bool:
    """Whether a letter would become part of the name of the command before it."""
    letter = piece[0].isascii() and piece[0].isalpha()
    return letter and _COMMAND_LAST.search(before[-LONGEST:]) is not None


def put_in(value: Any, macros: Mapping[str, Macro], depth: int = NESTED) -> Any:
    """A value with the macros expanded in every text in it, the names of an object among them.

    The definitions themselves, under `macros`, are left out; what lies deeper than a question goes
    stays as it is.  Raises what `expand` raises.
    """
    if not macros or depth == 0:
        return value
    if isinstance(value, str):
        return expand(value, macros)
    if isinstance(value, list | tuple):
        return [put_in(one, macros, depth - 1) for one in value]
    if isinstance(value, Mapping):
        return {
            expand(str(name), macros): put_in(one, macros, depth - 1)
            for name, one in value.items()
            if name != "macros"
        }
    return value


def put_in_answer(answer: Any, macros: Mapping[str, Macro]) -> Any:
    """The same for an answer; one in which they cannot be expanded stays as it is."""
    try:
        return put_in(answer, macros)
    except DeriveError:
        return answer


def line_with_macros(line: Mapping[str, Any], said: Any = None) -> dict[str, Any]:
    """A question with its own macros and the given ones expanded.

    Raises DeriveError for macros that cannot be used, or not in the question.
    """
    macros = {**read_macros(said), **read_macros(line.get("macros"))}
    asked = {name: value for name, value in line.items() if name not in ("id", "answer")}
    return {**line, **put_in(asked, macros), "answer": put_in_answer(line.get("answer"), macros)}
