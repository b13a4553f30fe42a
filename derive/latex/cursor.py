"""The tokens of one text, the place in them, and the names that are known there.

A reading moves a `Cursor` over the tokens and makes a `Node` of each stretch; a token that is not
understood is refused where the cursor stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, NoReturn

from derive.errors import Place, ReadError
from derive.latex.token_aliases import common_spelling
from derive.latex.tokens import Token

__all__ = ["END", "RELATIONS", "Cursor", "Node"]

END = Token("", -1, -1)
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
        self.declared = names if not sizes else [x for x in names if x not in sizes]
        self.spelled = [name for name in names if len(name) > 1 and name.isalnum()]
        self.families = {re.sub(r":[^{}()]+", ":", name): name for name in names if ":" in name}
        self.styled = {name.split(" ", 1)[1] for name in names if " " in name}
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
