r"""LaTeX and Unicode text as tokens with their places.

Unicode as typed in chats (`Xᵀ λ ‖x‖ A⁻¹ · ⊗ √`) becomes the tokens of its LaTeX.  Spacing, sizes of
delimiters and style switches are dropped; an own tokenizer, because pylatexenc builds a node
tree that takes ten times as long as the reading itself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from derive.errors import LimitError, Place, ReadError

__all__ = ["Token", "tokenize"]

MAX_LENGTH = 20_000
MAX_DIGITS = 1_000

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\d+(?:\.\d+)?|\.\d+|\s+|.", re.DOTALL)
_DROPPED = frozenset(
    (
        r"\, \; \: \! \quad \qquad ~ \displaystyle \textstyle \scriptstyle \left \right"
        r" \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr"
        r" \bigm \Bigm \limits \nolimits \thinspace \medspace \thickspace \enspace \hfill"
        r" \nonumber \notag"
    ).split()
) | {"\\ ", "$"}
_SAME = {
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\Vert": r"\|",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\vert": "|",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\intercal": r"\top",
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\ne": r"\neq",
    r"\leq": r"\le",
    r"\geq": r"\ge",
    r"\lt": "<",
    r"\gt": ">",
    r"\ast": "*",
    r"\cdotp": r"\cdot",
    r"\langle": r"\langle",
    r"\colon": ":",
}
_SIGNS = {
    "·": r"\cdot",
    "⋅": r"\cdot",
    "∙": r"\cdot",
    "×": r"\times",
    "⊗": r"\otimes",
    "⊙": r"\odot",
    "∘": r"\circ",
    "−": "-",
    "–": "-",
    "‖": r"\|",
    "∥": r"\|",
    "⊤": r"\top",
    "†": r"\dagger",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\neq",
    "√": r"\sqrt",
    "∑": r"\sum",
    "∂": r"\partial",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "′": "'",
    "’": "'",
    "½": r"\half",
    "𝟏": r"\mathbf{1}",
    "ℝ": r"\mathbb{R}",
    "∈": r"\in",
}
_GREEK = {
    unicodedata.lookup(f"GREEK {case} LETTER {name}"): "\\" + word
    for case, words in (
        ("SMALL", "alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu nu xi pi rho"
         " sigma tau upsilon phi chi psi omega"),
        ("CAPITAL", "gamma delta theta lamda xi pi sigma upsilon phi psi omega"),
    )
    for name, word in (
        (w.upper(), ("lambda" if w == "lamda" else w) if case == "SMALL"
         else ("lambda" if w == "lamda" else w).capitalize())
        for w in words.split()
    )
}  # fmt: skip
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵗⁿ", "0123456789+-Ttn", strict=True))
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘ", "0123456789ijknm", strict=True))


@dataclass(frozen=True, slots=True)
class Token:
    """A command, a number, a letter or a sign, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def letter(self) -> bool:
        """Whether it may begin a name: a letter or a Greek letter."""
        return len(self.text) == 1 and self.text.isalpha() and self.text.isascii()

    @property
    def number(self) -> bool:
        return self.text[:1].isdigit() or (self.text[:1] == "." and len(self.text) > 1)


def tokenize(text: str) -> list[Token]:
    """The tokens of a text.  Raises LimitError for one too long, ReadError for a strange sign."""
    if len(text) > MAX_LENGTH:
        raise LimitError(f"the formula is longer than {MAX_LENGTH} characters")
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        if word.isspace() or word in _DROPPED:
            continue
        if word[0].isdigit() and len(word) > MAX_DIGITS:
            raise LimitError(f"a number has more than {MAX_DIGITS} digits")
        found += _tokens(word, start, end, text, found)
    return found


def _tokens(word: str, start: int, end: int, text: str, before: list[Token]) -> list[Token]:
    if word[0] == "\\" and len(word) > 2 and word.endswith("*") and word != r"\operatorname*":
        return [Token(word[:-1], start, end - 1), Token("*", end - 1, end)]
    if word.isascii():
        return [Token(_SAME.get(word, word), start, end)]
    if word in _SUPER or word in _SUB:
        return _script(word, start, end, before)
    if word == "½":
        return [Token(w, start, end) for w in (r"\frac", "{", "1", "}", "{", "2", "}")]
    meant = _SIGNS.get(word) or _GREEK.get(word)
    if meant is None:
        raise ReadError(f"the sign {word} is not understood", place=Place(text, start, end))
    return [Token(m[0], start, end) for m in _TOKEN.finditer(meant)]


def _script(word: str, start: int, end: int, before: list[Token]) -> list[Token]:
    """A raised or lowered sign; neighbours join into one script."""
    sign, inner = ("^", _SUPER[word]) if word in _SUPER else ("_", _SUB[word])
    joined = len(before) > 2 and before[-1].text == "}" and before[-1].end == start
    if joined and before[-1].start == before[-1].end - 1 and _opened(before, sign):
        before.pop()
        return [Token(inner, start, end), Token("}", start, end)]
    return [Token(w, start, end) for w in (sign, "{", inner, "}")]


def _opened(before: list[Token], sign: str) -> bool:
    """Whether the closing brace at the end closes a script that was made from such a sign."""
    for index in range(len(before) - 2, 0, -1):
        if before[index].text == "{":
            return before[index - 1].text == sign and before[index - 1].start == before[index].start
    return False
