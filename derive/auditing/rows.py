r"""A formula to its statements: what stands between relations, over rows, words and arrows.

`a &= b \\ &= c \quad \text{and} \quad d = e` is a chain a = b = c and an equation.  Only signs
outside of all brackets separate; places are those of the formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from derive.errors import DeriveError
from derive.latex.names import group_end
from derive.latex.tokens import QUAD, Token, tokenize

__all__ = ["Clause", "Member", "Relation", "clauses", "visible"]

RELATIONS = frozenset(
    (
        r"= < > \le \ge \neq \approx \in \sim \succ \succeq \prec \preceq \propto \subset \subseteq"
        r" \perp \ll \gg \simeq \cong \stackrel"
    ).split()
)
ARROWS = {
    **dict.fromkeys(
        (r"\implies", r"\Rightarrow", r"\Longrightarrow", r"\therefore", r"\leadsto",
         r"\rightsquigarrow"),
        "implies",
    ),
    **dict.fromkeys((r"\iff", r"\Leftrightarrow", r"\Longleftrightarrow"), "iff"),
    **dict.fromkeys((r"\impliedby", r"\Leftarrow", r"\Longleftarrow", r"\because"), "because"),
}  # fmt: skip
_LAYOUTS = frozenset(
    (
        "aligned align alignat alignedat split gathered gather equation displaymath math multline"
        " multlined eqnarray flalign subequations"
    ).split()
)
_ARGUED = frozenset(["alignat", "alignedat"])
_OPENING = frozenset(["{", "(", "[", r"\{", r"\langle", r"\lfloor", r"\lceil"])
_CLOSING = frozenset(["}", ")", "]", r"\}", r"\rangle", r"\rfloor", r"\rceil"])
_JOINING = frozenset(
    ["+", "-", r"\pm", r"\mp", r"\cdot", r"\times", "*", r"\otimes", r"\odot", "/"]
)
_FRAMES = frozenset([r"\boxed", r"\fbox", r"\ensuremath", r"\underline", r"\framebox"])
_TEXTS = frozenset([r"\text", r"\mathrm", r"\textrm", r"\textbf", r"\textit", r"\mbox"])
_WORDS = re.compile(
    r"\s*(?:and|where|with|for|because|since|by|as|if|so|thus|hence|using|or|when|subject|such"
    r"|s\.\s*t\.|st\b|i\.e|therefore|which|that|then|from|note|recall|is|are|given|let|assuming"
    r"|implies|gives|but|we|it|the|in|on|at|to|only|otherwise|constraint|see|due|under|follows"
    r"|\(|,|\$|\.|\d|eq|\\eqref|\\ref|$)",
    re.IGNORECASE,
)
_DECORATION = re.compile(
    r"\\(?:checkmark|blacksquare|square|qedhere|qedsymbol|qed|Box|blacklozenge|hfill"
    r"|nonumber|notag)(?![a-zA-Z])"
)
_NUMBERING = re.compile(r"\\(?:label|tag\*?|intertext|shortintertext)\s*\{[^{}]*\}")
_BLANK = frozenset("✓✔✅☑∎■□▪◻◼⬛⬜∴💡🎉😊⟂")
# signs that look like one that the reader knows, of one length
_ALIKE = str.maketrans(
    {
        "≈": "∼", "≃": "∼", "≅": "∼", "∝": "∼", "⇔": "⇒", "⟺": "⇒", "⟹": "⇒", "⊺": "⊤",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": " ", "\ufeff": " ", "\t": " ",
        "𝟙": "1", "⋮": "…", "⋱": "…", "⋅": "·", "ᵗ": "ᵀ", "⟵": " ", "µ": "μ",
    }
)  # fmt: skip
_IMPOSED = re.compile(r"!")
_DEFINED = re.compile(r":\s*=|≔|\\coloneqq|\\triangleq|\\equiv|\\doteq|def|:\\!?=|≜")


@dataclass(frozen=True, slots=True)
class Member:
    """A side of a relation as it is written, and where."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    r"""A sign between members; `imposed` for `\overset{!}{=}`, `defined` for `:=`."""

    sign: str
    start: int
    imposed: bool = False
    defined: bool = False


@dataclass(slots=True)
class Clause:
    """A chain of members, and what stands before it: an arrow (`implies`, `iff`, `because`) or
    words.  `continues` if it begins with a relation; `follows` if it is no first one in its
    formula."""

    members: list[Member] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    arrow: str = ""
    words: str = ""
    continues: bool = False
    follows: bool = False


def visible(text: str) -> str:
    """The text, of the same length, with what is decoration blanked out and signs that nothing here
    knows as `@`."""
    text = _DECORATION.sub(_blanks, _NUMBERING.sub(_blanks, text)).translate(_ALIKE)
    if text.isascii():
        return text
    return "".join(sign if sign.isascii() else _sign(sign) for sign in text)


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


@lru_cache(maxsize=2048)
def _sign(sign: str) -> str:
    if sign in _BLANK or (ord(sign) >= 0x1F000 and not 0x1D400 <= ord(sign) < 0x1D800):
        return " "
    try:
        tokenize(f"x{sign}")
    except DeriveError:
        return "@"
    return sign


def clauses(text: str, start: int) -> list[Clause]:
    """The statements of a formula that stands at `start` of a document.

    Raises DeriveError for one that is no sequence of tokens.
    """
    shown = visible(text)
    reader = _Rows(shown, start, tokenize(shown))
    return reader.read()


@dataclass(slots=True)
class _Rows:
    text: str
    start: int
    tokens: Sequence[Token]
    found: list[Clause] = field(default_factory=list)
    now: Clause = field(default_factory=Clause)
    member: list[Token] = field(default_factory=list)

    def read(self) -> list[Clause]:
        flat = list(_flat(self.tokens, self.text))
        if any(depth < 0 for _, depth in flat) or (flat and _last_depth(self.tokens) != 0):
            flat = list(_flat(self.tokens, self.text, by_rows=True))
        index = 0
        while index < len(flat):
            token, depth = flat[index]
            if depth > 0:
                self.member.append(token)
                index += 1
                continue
            index = self._outside(flat, index)
        self._end()
        return self.found

    def _outside(self, flat: list[tuple[Token, int]], index: int) -> int:
        """Read a token outside of all brackets; the index after it."""
        token, _ = flat[index]
        word = token.text
        if word in _TEXTS and index + 1 < len(flat) and flat[index + 1][0].text == "{":
            end = _group(flat, index + 1)
            if self._is_words(flat, index, end):
                words = self.text[flat[index + 1][0].end : flat[end - 1][0].start]
                self._end(words=words)
                return end
        if word in ARROWS:
            self._end(arrow=ARROWS[word])
        elif word in RELATIONS:
            self._relation(token)
        elif word == r"\\":
            self._row(flat, index)
        elif word == QUAD:
            if self._separates(flat, index):
                self._end()
        elif word == "&":
            pass
        elif word in (",", ";") and self._lists(flat, index):
            self._end()
        else:
            self.member.append(token)
        return index + 1

    # -- what separates ---------------------------------------------------------------------------

    def _is_words(self, flat: list[tuple[Token, int]], index: int, end: int) -> bool:
        """Whether a text is a comment or a connective, not a name in a formula."""
        words = self.text[flat[index + 1][0].end : flat[end - 1][0].start]
        if flat[index][0].text != r"\text" and not _CONNECTIVE.fullmatch(words):
            return False
        after = flat[end][0].text if end < len(flat) else ""
        before = self.member[-1].text if self.member else ""
        if after in _JOINING or after in ("^", "_") or before in _JOINING:
            return False
        if (after in RELATIONS or (not self.member and self.now.relations)) and not (
            _WORDS.match(words) and len(words.split()) > 1
        ):
            return bool(_CONNECTIVE.fullmatch(words))
        return _WORDS.match(words) is not None or " " in words.strip()

    def _separates(self, flat: list[tuple[Token, int]], index: int) -> bool:
        """Whether a wide space ends a formula."""
        after = _next(flat, index)
        if after in RELATIONS or after in _JOINING or after in ("", r"\\") or after in ARROWS:
            return False
        return bool(self.member) and self.member[-1].text not in _JOINING

    def _lists(self, flat: list[tuple[Token, int]], index: int) -> bool:
        """Whether a comma separates two statements."""
        if not self.now.relations or not self.member:
            return False
        after = _next(flat, index)
        if after in (r"\dots", "", r"\\", QUAD):
            return after != r"\dots"
        for token, depth in flat[index + 1 :]:
            if depth == 0 and token.text in RELATIONS:
                return True
            if depth == 0 and (token.text in (r"\\", ",", ";", QUAD) or token.text in ARROWS):
                return False
        return False

    def _row(self, flat: list[tuple[Token, int]], index: int) -> None:
        """What a new row is: more of the chain, or another one."""
        after = _next(flat, index)
        if after in RELATIONS or not (self.member or self.now.relations):
            return
        column = index + 1 < len(flat) and flat[index + 1][0].text == "&"
        if self.member and self.member[-1].text in _JOINING:
            return
        if not self.member and self.now.relations:  # a relation at the end of a row
            return
        if after in _JOINING and (column or not _has_relation(flat, index + 1)):
            return
        self._end()

    # -- what is kept -----------------------------------------------------------------------------

    def _relation(self, token: Token) -> None:
        if not self.member and self.now.relations:
            last = self.now.relations[-1]  # `= \\ =`: the sign is repeated at a new row
            if last.sign == token.text:
                return
        self._close()
        source = self.text[token.start : token.end]
        self.now.relations.append(
            Relation(
                token.text,
                self.start + token.start,
                bool(_IMPOSED.search(source)),
                bool(_DEFINED.search(source)),
            )
        )

    def _close(self) -> None:
        tokens = self.member
        while tokens and tokens[-1].text in (",", ";", "."):
            tokens.pop()
        while tokens and tokens[0].text in (",", ";", ":"):
            del tokens[0]
        if tokens:
            begin, end = tokens[0].start, tokens[-1].end
            raw = self.text[begin:end]
            self.now.members.append(Member(raw, self.start + begin, self.start + end))
        elif not self.now.members and not self.now.relations:
            self.now.continues = True
        else:
            at = self.start + (self.tokens[-1].end if self.tokens else 0)
            self.now.members.append(Member("", at, at))
        self.member = []

    def _end(self, arrow: str = "", words: str = "") -> None:
        if self.member or self.now.relations:
            self._close()
            if self.now.continues and not self.now.relations:
                self.now.continues = False
            self.found.append(self.now)
            self.now = Clause(arrow=arrow, words=words.strip(), follows=True)
        else:
            self.now.arrow = arrow or self.now.arrow
            self.now.words = f"{self.now.words} {words.strip()}".strip()
            self.now.follows = self.now.follows or bool(arrow)


_CONNECTIVE = re.compile(r"[\s,;.]*(?:and|where|with|for|or|so|if|thus|hence|then|therefore|i\.e\.|"
                         r"subject to|s\.t\.|such that|for all|for every|when|as|since|because|"
                         r"which gives|implies|that is)[\s,;:.]*", re.IGNORECASE)  # fmt: skip


def _flat(tokens: Sequence[Token], text: str, by_rows: bool = False) -> Iterator[tuple[Token, int]]:
    """The tokens with how deep in brackets each stands; environments of rows are left out."""
    depth = 0
    inner: list[str] = []
    clear: list[int] = []  # the depths at which a frame, which is no bracket, was opened
    index = 0
    while index < len(tokens):
        token = tokens[index]
        word = token.text
        if word in (r"\begin", r"\end") and index + 1 < len(tokens):
            end = group_end(tokens, index + 1)
            name = text[tokens[index + 1].end : tokens[end].start] if end > 0 else ""
            plain = name.strip().rstrip("*")
            if plain in _LAYOUTS:
                index = _past_arguments(tokens, end + 1, plain, word)
                if word == r"\end":
                    yield token._replace(text=r"\\"), depth
                continue
            depth += 1 if word == r"\begin" else -1
            if word == r"\begin":
                inner.append(plain)
            elif inner:
                inner.pop()
            for one in tokens[index : end + 1]:
                yield one, max(depth, 1)
            index = end + 1
            continue
        if word in _FRAMES and index + 1 < len(tokens) and tokens[index + 1].text == "{":
            clear.append(depth)
            depth_of_frame = depth
            index += 2
            del depth_of_frame
            continue
        if word == "}" and clear and clear[-1] == depth:
            clear.pop()
            index += 1
            continue
        if word in _OPENING:
            depth += 1
            yield token, depth
        elif word in _CLOSING:
            yield token, depth if depth > 0 or not by_rows else 1
            depth = max(depth - 1, 0) if by_rows else depth - 1
        else:
            if by_rows and word == r"\\" and not inner:
                depth = 0
            yield token, depth
        index += 1


def _past_arguments(tokens: Sequence[Token], index: int, name: str, word: str) -> int:
    """The index after the arguments of an environment: `[t]`, `{2}`."""
    if word == r"\end":
        return index
    if index < len(tokens) and tokens[index].text == "[":
        for end in range(index, min(index + 4, len(tokens))):
            if tokens[end].text == "]":
                return end + 1
    if name in _ARGUED and index < len(tokens) and tokens[index].text == "{":
        return group_end(tokens, index) + 1
    return index


def _last_depth(tokens: Sequence[Token]) -> int:
    texts = [token.text for token in tokens]
    return sum(text in _OPENING for text in texts) - sum(text in _CLOSING for text in texts)


def _group(flat: list[tuple[Token, int]], index: int) -> int:
    """The index after the group in braces that begins at `index`."""
    depth = 0
    for place in range(index, len(flat)):
        depth += (flat[place][0].text == "{") - (flat[place][0].text == "}")
        if depth == 0:
            return place + 1
    return len(flat)


def _next(flat: list[tuple[Token, int]], index: int) -> str:
    """The next token that is not layout."""
    for token, _ in flat[index + 1 :]:
        if token.text not in ("&", QUAD):
            return token.text
    return ""


def _has_relation(flat: list[tuple[Token, int]], index: int) -> bool:
    """Whether a relation stands in the rest of a row."""
    for token, depth in flat[index:]:
        if depth == 0 and token.text == r"\\":
            return False
        if depth == 0 and token.text in RELATIONS:
            return True
    return False
