r"""A document to its statements in order, with what prose says around them.

What is read here: which clauses are one chain, over rows, displays and `=` at the beginning of a
display; the words before a formula; names of functions and their values; what sentences and
declarations say of letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.auditing.cleaning import cleaned, macros_of, meaningless
from derive.auditing.document import Document, Piece
from derive.auditing.naming import Function, applied_name, canonical_of
from derive.auditing.prose import Said, said_in
from derive.auditing.rows import Clause, Member, clauses
from derive.errors import DeriveError
from derive.latex.macros import Macro
from derive.latex.names import OPERATORS

__all__ = ["Argument", "Chain", "Link", "Side", "argument_of", "functions_in"]

MAX_WORDS = 400  # of prose that stand before a formula
DECLARING = frozenset([r"\in", r"\subset", r"\subseteq"])


@dataclass(frozen=True, slots=True)
class Side:
    """A member of a chain: as it is written, where, and as the reader takes it; or why it has no
    meaning here (`unread`: it cannot be read at all)."""

    text: str
    start: int
    latex: str = ""
    meaningless: str = ""
    unread: str = ""

    @property
    def usable(self) -> bool:
        return bool(self.latex) and not self.meaningless and not self.unread


@dataclass(frozen=True, slots=True)
class Link:
    """Two neighbours in a chain."""

    left: Side
    sign: str
    right: Side
    imposed: bool = False
    defined: bool = False


@dataclass(slots=True)
class Chain:
    """A chain of links, what stands before it, and the part of the document that it is in."""

    number: int
    links: list[Link]
    before: str = ""  # prose since the last display or break
    after: str = ""
    arrow: str = ""
    words: str = ""
    inline: bool = False
    part: int = 0
    boxed: bool = False
    sentence: int = 0


@dataclass(slots=True)
class Argument:
    """All chains in order, what prose and declarations say, and the functions that are named."""

    chains: list[Chain] = field(default_factory=list)
    said: list[tuple[int, Said]] = field(default_factory=list)  # with the number of the sentence
    declared: list[str] = field(default_factory=list)
    unread: list[tuple[Side, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # formulas, cleaned, for fonts and ranges
    prose: str = ""
    functions: dict[str, Function] = field(default_factory=dict)


def argument_of(document: Document) -> Argument:
    """The statements of a document."""
    return _Reader(document, macros_of(document.macros)).read()


@dataclass(slots=True)
class _Reader:
    document: Document
    macros: Mapping[str, Macro]
    made: Argument = field(default_factory=Argument)
    sentence: str = ""
    sentences: int = 0
    before: str = ""
    part: int = 0
    number: int = 0
    last: Chain | None = None
    shown: Chain | None = None  # the last one of a display
    fresh: bool = False  # whether anything but a relation may continue the last chain

    def read(self) -> Argument:
        pieces = self.document.pieces
        for index, piece in enumerate(pieces):
            if piece.kind == "break":
                self._break(piece)
            elif piece.kind == "prose":
                self._prose(piece)
            else:
                after = (
                    pieces[index + 1].text
                    if index + 1 < len(pieces) and pieces[index + 1].kind == "prose"
                    else ""
                )
                self._formula(piece, after)
        self._end_sentence()
        return self.made

    # -- prose ------------------------------------------------------------------------------------

    def _break(self, piece: Piece) -> None:
        self._end_sentence()
        words = piece.text.strip()
        if words:
            self.part += 1
            self.before = ""
        self._say(words + " " if words else "")

    def _prose(self, piece: Piece) -> None:
        self._say(piece.text)
        if re.search(r"\n\s*\n", piece.text):
            self._end_sentence()

    def _say(self, words: str) -> None:
        self.sentence += words
        self.before = (self.before + words)[-MAX_WORDS:]
        self.made.prose += words

    def _end_sentence(self) -> None:
        if self.sentence.strip():
            for one in re.split(r"(?<=[.!?])\s+(?=[A-Z⟦*\\])", self.sentence):
                self.made.said += [(self.sentences, said) for said in said_in(one)]
        self.sentence = ""
        self.sentences += 1

    # -- formulas ---------------------------------------------------------------------------------

    def _formula(self, piece: Piece, after: str) -> None:
        shown = self._clean(piece.text)
        self.sentence += (
            f" ⟦{shown or piece.text}⟧ " if not self.document.plain else f" {piece.text} "
        )
        if shown:
            self.made.texts.append(shown)
        try:
            found = clauses(piece.text, piece.start)
        except DeriveError as error:
            self.made.unread.append((Side(piece.text, piece.start), error.message))
            found = []
        for clause in found:
            self._clause(clause, piece, after)
        if piece.kind == "display":
            self.before = ""
            self._end_sentence() if piece.text.rstrip().endswith(".") else None
        else:
            self.before = (self.before + " ⟦⟧ ")[-MAX_WORDS:]

    def _clean(self, text: str) -> str:
        try:
            return cleaned(text, self.macros, self.document.plain)
        except DeriveError:
            return ""

    def _clause(self, clause: Clause, piece: Piece, after: str) -> None:
        members = [self._side(member) for member in clause.members]
        if clause.continues:
            before = self.last if piece.kind == "inline" else self.shown
            if before is None or not before.links:
                return
            members.insert(0, before.links[-1].right)
            chain = before
        else:
            if not clause.relations:
                return
            if clause.relations[0].sign in DECLARING:
                self._declaration(clause)
                return
            self.number += 1
            chain = Chain(
                self.number,
                [],
                self.before,
                after,
                clause.arrow,
                clause.words,
                piece.kind == "inline",
                self.part,
                r"\boxed" in piece.text,
                self.sentences,
            )
            self.made.chains.append(chain)
            self.last = chain
            self.shown = chain if piece.kind == "display" else self.shown
        for index, relation in enumerate(clause.relations):
            if index + 1 >= len(members):
                break
            if relation.sign in DECLARING:
                break
            left, right = members[index], members[index + 1]
            if not left.text or not right.text:
                continue
            chain.links.append(Link(left, relation.sign, right, relation.imposed, relation.defined))

    def _side(self, member: Member) -> Side:
        source = self.document.source.text
        text = source[member.start : member.end] if member.end > member.start else member.text
        if len(text) != len(member.text):
            text = member.text
        try:
            latex = cleaned(member.text, self.macros, self.document.plain)
        except DeriveError as error:
            return Side(text, member.start, unread=error.message)
        if "@" in latex:
            return Side(text, member.start, latex, unread="a sign in it is not understood")
        return Side(text, member.start, latex, meaningless(latex))

    def _declaration(self, clause: Clause) -> None:
        for index, relation in enumerate(clause.relations[:1]):
            left, right = clause.members[index], clause.members[index + 1]
            text = f"{left.text} {relation.sign} {right.text}"
            shown = self._clean(text)
            if shown and relation.sign == r"\in":
                self.made.declared.append(shown)


# -- functions ------------------------------------------------------------------------------------

_DERIVED = re.compile(
    r"(?:\\nabla\s*(?:_\s*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\?\w+|[ₓ])\s*)?(?:\^\s*\{?2\}?\s*)?|\\frac\s*\{\s*(?:\\partial|d)\s*(?:\^\s*\{?2\}?)?\s*"
    r"|∇[ₓ]?(?:_\S+)?\s*|\\partial\s*|∂)(?P<name>\\mathcal\s*\{?\s*[A-Z]\s*\}?|\\ell(?![a-z])|[A-Za-zℓ])(?![\w{])"
)


def functions_in(argument: Argument, letters: Mapping[str, object]) -> dict[str, Function]:
    """The functions that chains name by `f(x) = …`, and letters that are differentiated and have a
    value of their own; without their values."""
    found: dict[str, Function] = {}
    for chain in argument.chains:
        for link in chain.links[:1]:
            applied = applied_name(link.left.latex, letters) if link.left.latex else None
            if applied is not None and applied[0] not in OPERATORS and link.sign != r"\in":
                name, parameters = applied
                found.setdefault(name, Function(name, parameters))
    derived = {
        canonical_of(match["name"]) for text in argument.texts for match in _DERIVED.finditer(text)
    }
    for chain in argument.chains:
        for link in chain.links[:1]:
            name = canonical_of(link.left.latex) if len(link.left.latex) < 20 else ""
            if name in derived and name not in found and name not in letters:
                found[name] = Function(name)
    return found
