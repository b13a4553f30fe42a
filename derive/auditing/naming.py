r"""Names of functions: `J(w) = …`, later `J(w)`, `\nabla_w J`, `\partial J / \partial w` mean the
value that was given.

A value is put in as it is written, in brackets, with the arguments in the place of the parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from derive.errors import DeriveError, LimitError, ReadError
from derive.latex.names import canonical, canonical_name, group_end, scan_letter, spelled
from derive.latex.tokens import Token, tokenize

__all__ = [
    "Function",
    "NoValueError",
    "all_names",
    "applied_name",
    "canonical_of",
    "expanded",
    "names_in",
    "renamed",
]

MAX_TEXT = 6_000  # characters after values are put in
MAX_DEPTH = 5
_OPEN = {"(": ")", "[": "]", r"\{": r"\}"}
_TRANSPOSES = frozenset(["T", r"\top", "-T", r"-\top", r"\intercal", r"\prime", "H"])
_RAISED = frozenset(["*", r"\star", r"\ast"])


class NoValueError(ReadError):
    """A function stands in a formula of which no value was given."""


@dataclass(slots=True)
class Function:
    """A name, its parameters, and the values given for it in order, as LaTeX."""

    name: str
    parameters: tuple[str, ...] = ()
    values: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a text: its spelling, and the indices of its first token and after its last."""

    name: str
    start: int
    end: int


# -- names in tokens ------------------------------------------------------------------------------


def name_at(tokens: Sequence[Token], index: int) -> _Name | None:
    """The name that begins at an index, with its lower script and a star, number in brackets or
    word above it."""
    letter = scan_letter(tokens, index)
    if letter is None:
        return None
    below = above = ""
    place = letter.end
    while place + 1 < len(tokens) and tokens[place].text in ("_", "^"):
        braced = tokens[place + 1].text == "{"
        end = group_end(tokens, place + 1) if braced else place + 1
        if end < 0:
            break
        script = canonical(tokens[place + 1 : end + 1])
        if tokens[place].text == "_" and not below:
            below = script
        elif tokens[place].text == "^" and not above and _is_mark(script):
            above = script
        else:
            break
        place = end + 1
    return _Name(spelled(letter.text, below, above), index, place)


def _is_mark(script: str) -> bool:
    if set(script) <= {"*"} or script in _RAISED:
        return True
    bracketed = script[:1] in "([" and script[-1:] in ")]"
    return bracketed or (len(script) > 2 and script.isalpha() and script.islower())


def names_in(text: str) -> list[str]:
    """The names in a text with marks above them, which only a declaration tells from powers."""
    tokens = tokenize(text)
    found = (
        name_at(tokens, index) for index in range(len(tokens)) if tokens[index].text not in "_^{}"
    )
    return list(dict.fromkeys(one.name for one in found if one is not None and "^" in one.name))


# -- functions ------------------------------------------------------------------------------------


def applied_name(text: str, letters: Collection[str] = ()) -> tuple[str, tuple[str, ...]] | None:
    """The name and the parameters of `f(x, y)`, which is all of the text; None for others."""
    try:
        tokens = tokenize(text)
        head = name_at(tokens, 0)
    except DeriveError:
        return None
    if head is None or head.name in letters:
        return None
    if head.end >= len(tokens) or tokens[head.end].text not in _OPEN:
        return None
    end = _closing(tokens, head.end)
    if end != len(tokens) - 1:
        return None
    parameters = [_whole_name(part) for part in _arguments(tokens, head.end, end)]
    if not parameters or "" in parameters:
        return None
    return head.name, tuple(parameters)


def _whole_name(tokens: Sequence[Token]) -> str:
    """The name that tokens are, a transpose left out; empty for a formula."""
    if not tokens:
        return ""
    found = name_at(tokens, 0)
    return found.name if found is not None and found.end == len(tokens) else ""


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The index of the bracket that closes the one at `start`; -1 if there is none."""
    depth = 0
    for index in range(start, len(tokens)):
        text = tokens[index].text
        depth += (text in ("(", "[", "{", r"\{")) - (text in (")", "]", "}", r"\}"))
        if depth == 0:
            return index
    return -1


def _arguments(tokens: Sequence[Token], start: int, end: int) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[start + 1 : end]:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if depth == 0 and token.text in (",", ";", "|"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def expanded(text: str, functions: Mapping[str, Function], which: int = -1, depth: int = 0) -> str:
    """The text with the values of functions put in; `which` of several values is taken.

    Raises NoValueError for a function without a value, LimitError for too long a text.
    """
    if not functions or depth > MAX_DEPTH:
        return text
    reader = _Expansion(text, tokenize(text), functions, which, depth)
    made = reader.read()
    if len(made) > MAX_TEXT:
        raise LimitError("a formula is too long with the values of functions put in")
    return made


@dataclass(slots=True)
class _Expansion:
    text: str
    tokens: Sequence[Token]
    functions: Mapping[str, Function]
    which: int
    depth: int
    made: list[str] = field(default_factory=list)
    copied: int = 0

    def read(self) -> str:
        index = 0
        while index < len(self.tokens):
            after = self._gradient(index) or self._quotient(index) or self._value(index)
            index = after or self._past(index)
        self._copy(len(self.text))
        return "".join(self.made)

    def _past(self, index: int) -> int:
        """The index after a name, whose scripts are no formulas."""
        if self.tokens[index].text in "_^{}":
            return index + 1
        found = name_at(self.tokens, index)
        return index + 1 if found is None else max(found.end, index + 1)

    def _copy(self, until: int) -> None:
        self.made.append(self.text[self.copied : until])
        self.copied = until

    def _put(self, first: int, last: int, instead: str) -> int:
        """Put a text in the place of tokens; the index after them."""
        self._copy(self.tokens[first].start)
        self.made.append(f" {instead} ")
        self.copied = self.tokens[last - 1].end
        return last

    def _function(self, index: int) -> tuple[Function, int, tuple[str, ...]] | None:
        """The function whose name stands at an index, the index after it and its arguments."""
        if index >= len(self.tokens) or self.tokens[index].text in "_^{}":
            return None
        found = name_at(self.tokens, index)
        if found is None or found.name not in self.functions:
            return None
        function = self.functions[found.name]
        end, shown = self._applied(function, found.end)
        return function, end, shown

    def _applied(self, function: Function, end: int) -> tuple[int, tuple[str, ...]]:
        """The index after the arguments that stand at an index, and what they are."""
        if not (function.parameters and end < len(self.tokens)):
            return end, ()
        if self.tokens[end].text not in _OPEN:
            return end, ()
        close = _closing(self.tokens, end)
        parts = _arguments(self.tokens, end, close) if close > 0 else []
        if len(parts) != len(function.parameters) or not all(parts):
            return end, ()
        return close + 1, tuple(self.text[part[0].start : part[-1].end] for part in parts)

    def _written(self, function: Function, arguments: tuple[str, ...]) -> str:
        if not function.values:
            raise NoValueError(f"{function.name} has no formula here")
        which = self.which if -len(function.values) <= self.which < len(function.values) else -1
        value = function.values[which]
        if arguments:
            put = dict(zip(function.parameters, arguments, strict=True))
            value = renamed(value, {p: a for p, a in put.items() if _spelling(a) != p})
        return expanded(value, self.functions, self.which, self.depth + 1)

    def _value(self, index: int) -> int:
        found = self._function(index)
        if found is None:
            return 0
        function, end, arguments = found
        if end < len(self.tokens) and self.tokens[end].text == "'":
            return self._primed(index, function, end)
        return self._put(index, end, rf"\left( {self._written(function, arguments)} \right)")

    def _primed(self, index: int, function: Function, end: int) -> int:
        """`f'(z)`, the derivative by the only parameter."""
        if len(function.parameters) != 1:
            raise NoValueError(f"{function.name}' is not read here")
        primes = 0
        while end < len(self.tokens) and self.tokens[end].text == "'":
            primes, end = primes + 1, end + 1
        end, arguments = self._applied(function, end)
        letter = arguments[0] if arguments else function.parameters[0]
        if not _spelling(letter) or primes > 2:
            raise NoValueError(f"a derivative of {function.name} at a formula is not read here")
        value = self._written(function, arguments)
        for _ in range(primes):
            value = rf"\frac{{d}}{{d {letter}}} \left( {value} \right)"
        return self._put(index, end, value)

    def _gradient(self, index: int) -> int:
        r"""`\nabla_w J(w)`, `\nabla^2 f`."""
        if self.tokens[index].text != r"\nabla":
            return 0
        place, by, order = index + 1, "", ""
        while place + 1 < len(self.tokens) and self.tokens[place].text in ("_", "^"):
            end = (
                group_end(self.tokens, place + 1)
                if self.tokens[place + 1].text == "{"
                else place + 1
            )
            if end < 0:
                return 0
            if self.tokens[place].text == "_":
                by = canonical(self.tokens[place + 1 : end + 1])
            else:
                order = "^2"
            place = end + 1
        found = self._function(place)
        if found is None:
            return 0
        function, end, arguments = found
        letters = arguments or function.parameters
        if not by:
            if len(letters) != 1:
                raise NoValueError(f"by which letter {function.name} is differentiated is not said")
            by = letters[0]
        for parameter, argument in zip(function.parameters, arguments, strict=False):
            if canonical_of(by) == parameter and _spelling(argument) != parameter:
                if not _spelling(argument):
                    raise NoValueError("a gradient at a formula is not read here")
                by = argument
        value = self._written(function, arguments)
        return self._put(index, end, rf"\nabla{order}_{{{by}}} \left( {value} \right)")

    def _quotient(self, index: int) -> int:
        r"""`\frac{\partial J}{\partial w}`, `\frac{d f(x)}{d x}`, `\partial L / \partial w`."""
        words = [token.text for token in self.tokens[index : index + 4]]
        if words[:1] == [r"\partial"]:
            return self._slashed(index)
        if words[:2] != [r"\frac", "{"]:
            return 0
        place = index + 2
        sign = self._differential(place)
        if not sign:
            return 0
        place += sign
        order = ""
        if [token.text for token in self.tokens[place : place + 2]] == ["^", "2"]:
            order, place = "^2", place + 2
        elif [token.text for token in self.tokens[place : place + 4]] == ["^", "{", "2", "}"]:
            order, place = "^2", place + 4
        found = self._function(place)
        if found is None or found[1] >= len(self.tokens) or self.tokens[found[1]].text != "}":
            return 0
        function, close, arguments = found
        below = group_end(self.tokens, close + 1)
        if below < 0:
            return 0
        self._check_letters(function, arguments)
        letter = self.text[self.tokens[close + 1].start : self.tokens[below].end]
        d = self.text[self.tokens[index + 2].start : self.tokens[index + 1 + sign].end]
        value = self._written(function, arguments)
        return self._put(index, below + 1, rf"\frac{{{d}{order}}}{letter} \left( {value} \right)")

    def _check_letters(self, function: Function, arguments: tuple[str, ...]) -> None:
        for parameter, argument in zip(function.parameters, arguments, strict=False):
            if not _spelling(argument):
                raise NoValueError(f"a derivative of {function.name} at a formula is not read here")
            del parameter

    def _slashed(self, index: int) -> int:
        found = self._function(index + 1)
        if found is None:
            return 0
        function, end, arguments = found
        if [token.text for token in self.tokens[end : end + 2]] != ["/", r"\partial"]:
            return 0
        letter = name_at(self.tokens, end + 2)
        if letter is None:
            return 0
        self._check_letters(function, arguments)
        shown = self.text[self.tokens[end + 2].start : self.tokens[letter.end - 1].end]
        value = self._written(function, arguments)
        return self._put(
            index, letter.end, rf"\frac{{\partial}}{{\partial {shown}}} \left( {value} \right)"
        )

    def _differential(self, place: int) -> int:
        """How many tokens a sign of differentiation has that stands at a place."""
        words = [token.text for token in self.tokens[place : place + 4]]
        if words[:1] == [r"\partial"] or words[:1] == ["d"]:
            return 1
        if words[:4] == [r"\mathrm", "{", "d", "}"]:
            return 4
        return 0


def canonical_of(text: str) -> str:
    try:
        return canonical_name(text)
    except DeriveError:
        return text


def _spelling(text: str) -> str:
    """The one spelling of an argument that is a name; empty for a formula."""
    try:
        tokens = tokenize(text)
    except DeriveError:
        return ""
    return _whole_name(tokens)


def renamed(text: str, put: Mapping[str, str]) -> str:
    """The text with formulas in the place of names, in brackets unless they are names."""
    if not put:
        return text
    tokens = tokenize(text)
    made, copied, index = list[str](), 0, 0
    while index < len(tokens):
        found = name_at(tokens, index) if tokens[index].text not in "_^{}" else None
        if found is None:
            index += 1
            continue
        if found.name in put:
            instead = put[found.name]
            shown = f"{{{instead}}}" if _spelling(instead) else rf"\left( {instead} \right)"
            made += [text[copied : tokens[index].start], f" {shown} "]
            copied = tokens[found.end - 1].end
        index = max(found.end, index + 1)
    return "".join([*made, text[copied:]])


def all_names(text: str) -> list[str]:
    """All names in a text, each once."""
    try:
        tokens = tokenize(text)
    except DeriveError:
        return []
    found: dict[str, None] = {}
    index = 0
    while index < len(tokens):
        if tokens[index].text == "^" and index + 1 < len(tokens):
            braced = tokens[index + 1].text == "{"
            end = group_end(tokens, index + 1) if braced else index + 1
            if canonical(tokens[index + 1 : end + 1]) in _TRANSPOSES:
                index = end + 1
                continue
        one = name_at(tokens, index) if tokens[index].text not in "_^{}" else None
        if one is None:
            index += 1
            continue
        found[one.name] = None
        index = max(one.end, index + 1)
    return list(found)
