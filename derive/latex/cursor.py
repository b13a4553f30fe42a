"""The tokens of one text, the place in them, and the names that are known there.

A reading moves a `Cursor` over the tokens and makes a `Node` of each stretch; a token that is not
understood is refused where the cursor stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from derive.errors import Place, ReadError
from derive.latex.names import canonical, group_end
from derive.latex.token_aliases import common_spelling
from derive.latex.tokens import Token

__all__ = ["END", "RELATIONS", "Cursor", "Node"]

END = Token("", -1, -1)
_FONTS_OF_MARKS = frozenset(
    (
        r"\mathsf \mathrm \text \mathit \rm \sf \operatorname \mathbf \boldsymbol \tiny \mathtt"
        r" \scriptsize \it \bf \mathcal"
    ).split()
)
RELATIONS = frozenset(["=", "<", ">", r"\le", r"\ge", r"\neq"])


class Node(NamedTuple):
    """An operation, its operands, its stretch of the text, and whatever else is written.

    `value` is a number, a canonical name, a word, or the layout of the operands, by operation.
    """

    op: str
    args: tuple[Node, ...]
    start: int
    end: int
    value: Any = None


@lru_cache(maxsize=512)
def _kinds(
    names: tuple[str, ...], sizes: frozenset[str]
) -> tuple[frozenset[str], Sequence[str], Mapping[str, str], frozenset[str]]:
    """The names that are not only sizes, those spelled out in letters, families by their names
    without a width, and those that are told apart by their fonts."""
    return (
        frozenset(names) - sizes,
        tuple(name for name in names if len(name) > 1 and name.isalnum()),
        {re.sub(r":[^{}()]+", ":", name): name for name in names if ":" in name},
        frozenset(name.split(" ", 1)[1] for name in names if " " in name),
    )


class Cursor:
    """A place in the tokens of one text.

    `names` are the declared names in canonical spelling; a `T` among them is the transpose still
    if it is only one of the `sizes`.  With `free`, every other letter is a name too, collected in
    `found`; `bound` are the indices and variables that are names only here.  `families` are the
    names of the matrices of families by their names without the width of a member.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        text: str,
        names: Collection[str],
        *,
        sizes: Collection[str] = (),
        free: bool = False,
    ) -> None:
        self.tokens, self.text, self.names = common_spelling(tokens, text), text, names
        kinds = _kinds(tuple(names), frozenset(sizes))
        self.declared, self.spelled, self.families, self.styled = kinds
        self.index = 0
        self.bound: list[str] = []
        self.free, self.found = free, dict[str, None]()

    def peek(self, ahead: int = 0) -> Token:
        """The token that stands `ahead` of the next one; END after the last."""
        index = self.index + ahead
        return self.tokens[index] if index < len(self.tokens) else END

    def at(self, *texts: str) -> bool:
        """Whether the next tokens are these."""
        tokens, index = self.tokens, self.index
        if index + len(texts) > len(tokens):
            return False
        for text in texts:
            if tokens[index].text != text:
                return False
            index += 1
        return True

    def take(self, text: str = "") -> Token:
        """The next token; ReadError if another one was wanted."""
        token = self.peek()
        if token is END or (text and token.text != text):
            self.refuse(f"expected {text or 'more'} here", expected=text or "a formula")
        self.index += 1
        return token

    def skip(self, text: str) -> bool:
        """Whether the next token is this one; it is consumed if so."""
        if self.peek().text != text:
            return False
        self.index += 1
        return True

    def refuse(
        self, message: str, *, expected: str | None = None, hint: str | None = None
    ) -> NoReturn:
        """A ReadError at the next token."""
        token = self.peek()
        start, end = (token.start, token.end) if token is not END else (len(self.text),) * 2
        place = Place(self.text, start, max(end, start + 1))
        raise ReadError(message, place=place, expected=expected, hint=hint)

    def node(self, op: str, args: Sequence[Node], begin: int, value: Any = None) -> Node:
        """A node of the tokens from index `begin` to here."""
        last = min(self.index, len(self.tokens)) - 1
        return Node(op, tuple(args), self.tokens[begin].start, self.tokens[last].end, value)

    def known(self, name: str) -> bool:
        """Whether a name is declared, with or without its font, or bound here."""
        return name in self.names or name in self.bound or name in self.styled

    def unknown(self, name: str, token: Token) -> ReadError:
        """The error for a name that is not declared, with the nearest one that is."""
        near = get_close_matches(name, self.names, n=1, cutoff=0.5)
        declared = ", ".join(sorted(self.names)) or "nothing: no letter is declared"
        return ReadError(
            f"{name} is not declared",
            place=Place(self.text, token.start, token.end),
            expected=f"one of {declared}",
            hint=f"did you mean {near[0]}?" if near else None,
        )

    def group_text(self) -> str:
        """The words in a brace group, without spaces."""
        self.take("{")
        text = ""
        while self.peek().text not in ("}", ""):
            text += self.take().text
        self.take("}")
        return text

    # -- scripts as they are written ------------------------------------------------------

    def mark(self) -> tuple[str, int]:
        """The superscript as plain text, its fonts dropped, and the index after it."""
        if not self.at("{"):
            if self.at("-") and self.peek(1).text in ("1", "T", r"\top"):
                self._in_braces(2)
                return self.mark()
            if self.peek().text in _FONTS_OF_MARKS and self.peek(1) is not END:
                self.index += 1
                mark = self.mark()
                self.index -= 1
                return mark
            return self.peek().text, self.index + 1
        end = group_end(self.tokens, self.index)
        if end < 0:
            self.index = len(self.tokens)
            self.refuse("this brace is not closed", expected="}")
        if end - self.index > 9:
            return "long", end + 1
        words = (token.text for token in self.tokens[self.index + 1 : end])
        return "".join(w for w in words if w not in "{}" and w not in _FONTS_OF_MARKS), end + 1

    def _in_braces(self, count: int) -> None:
        """Add braces around the next tokens: `^-1`, as typed in chats, is `^{-1}`."""
        inside = self.tokens[self.index : self.index + count]
        first, last = inside[0], inside[-1]
        braces = Token("{", first.start, first.start), Token("}", last.end, last.end)
        self.tokens[self.index : self.index + count] = [braces[0], *inside, braces[1]]

    def script_name(self) -> str:
        """A script as canonical text; it is consumed."""
        if self.peek().text in _FONTS_OF_MARKS:
            self.index += 1
        if not self.at("{"):
            return self.take().text
        end = group_end(self.tokens, self.index)
        if end < 0:
            self.refuse("this brace is not closed", expected="}")
        text = canonical(self.tokens[self.index + 1 : end])
        self.index = end + 1
        return text
