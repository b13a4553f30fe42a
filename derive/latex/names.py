r"""Names: which letters, with their accents and scripts, are one symbol; which words are operators.

A name is the LaTeX of the letter without its font.  `canonical` gives each name one spelling, so
that `m_1` and `m_{1}`, `W^{(1)}_i` and `W_i^{(1)}`, `{\bf X}` and `X` are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from derive.errors import Place, ReadError
from derive.latex.operation_words import SPELLINGS
from derive.latex.tokens import Token, tokenize

__all__ = [
    "ACCENTS",
    "FONTS",
    "MEMBERS",
    "OPERATORS",
    "RAISED_MEMBERS",
    "Letter",
    "canonical",
    "canonical_name",
    "font",
    "group_end",
    "scan_letter",
    "spelled",
    "with_font",
]

# what stands for the index in the name of the matrix of a family: `x_{:}` has the columns x_i
MEMBERS = ":"
RAISED_MEMBERS = "(:)"
MAX_MARKS = 20  # fonts, accents and braces around one letter
FONTS = frozenset(
    (
        r"\mathbf \boldsymbol \bm \mathrm \mathsf \mathit \mathcal \vec \bf \rm \it \sf \mathbb"
        r" \mathfrak \pmb \boldmath \symbf \textbf \text \operatorname \mathnormal \overrightarrow"
        r" \mathscr \Mat \mat"
    ).split()
)
ACCENTS = frozenset(
    r"\hat \bar \tilde \dot \ddot \check \breve \widehat \widetilde \overline \underline".split()
)
_ONE_ACCENT = {r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\overline": r"\bar"}
_COMMANDS = frozenset(
    (
        r"\frac \sqrt \sum \prod \int \det \exp \log \ln \sin \cos \tan \tanh \sinh \cosh"
        r" \max \min \sup \inf \cdot \times \odot \otimes \circ \top \dagger \partial \begin \end"
        r" \langle \rangle \in \le \ge \neq \operatorname* \dots \ldots \cdots \infty \over"
        r" \boxed \to \sim \Pr \iff \implies \mid \perp \prime \argmin \argmax \arg \lim \ker \dim"
        r" \succ \succeq \approx \equiv \pm \mp \forall \exists \tag \label \not \setminus"
        r" \cup \cap \textcolor \color \rank \tr \Tr \trace \diag"
    ).split()
)
_BOLD = tuple(r"\mathbf \boldsymbol \bm \bf \pmb \boldmath \symbf \textbf \mat \Mat".split())
_ALIKE = {
    **dict.fromkeys(_BOLD, r"\mathbf"),
    **dict.fromkeys((r"\vec", r"\overrightarrow"), r"\vec"),
    **dict.fromkeys((r"\rm", r"\text", r"\operatorname", r"\mathrm"), r"\mathrm"),
    **dict.fromkeys((r"\mathnormal", r"\mathit", r"\it"), ""),
    **dict.fromkeys((r"\mathscr", r"\mathcal"), r"\mathcal"),
    **dict.fromkeys((r"\sf", r"\mathsf"), r"\mathsf"),
}
_APPLIED = {
    "inv": "inv", "softmax": "softmax", "logsumexp": "logsumexp", "LSE": "logsumexp",
    "logdet": "logdet", "expm": "exp", "logm": "log", "sqrtm": "sqrt",
}  # fmt: skip
_FUNCTIONS = {
    word: word for word in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sqrt")
} | {
    "ln": "log", "relu": "relu", "ReLU": "relu", "RELU": "relu", "sigmoid": "logistic",
    "Sigmoid": "logistic", "logistic": "logistic", "sigm": "logistic", "abs": "abs",
    "max": "max", "min": "min", "sup": "max", "inf": "min",
    "sign": "sign", "sgn": "sign", "Sign": "sign",
    "softplus": "softplus", "sech": "sech", "csch": "csch", "coth": "coth", "sec": "sec",
    "csc": "csc", "cot": "cot",
}  # fmt: skip
# the words that are applied to an argument, each with what a node calls it
OPERATORS: Mapping[str, str] = MappingProxyType({**SPELLINGS, **_APPLIED, **_FUNCTIONS})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its accents, and the index of the token after it."""

    text: str
    end: int


def group_end(tokens: Sequence[Token], start: int) -> int:
    """The index of the brace that closes the one at `start`; -1 if there is none."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].text == "{":
            depth += 1
        elif tokens[index].text == "}":
            depth -= 1
            if depth == 0:
                return index
    return -1


def scan_letter(tokens: Sequence[Token], start: int, depth: int = 0) -> Letter | None:
    """The letter at `start`, its fonts dropped and accents kept; None if there is none."""
    if start >= len(tokens) or depth > MAX_MARKS:
        return None
    text = tokens[start].text
    if tokens[start].letter:
        return Letter(text, start + 1)
    if text in FONTS or text in ACCENTS:
        inner = _argument(tokens, start + 1, depth + 1)
        if inner is None:
            return None
        if text in FONTS:
            return _bold_digit(inner)
        if inner.text in ("0", "1"):
            return None
        return Letter(f"{_ONE_ACCENT.get(text, text)}{{{inner.text}}}", inner.end)
    if text == "{" and start + 1 < len(tokens):
        end = group_end(tokens, start)
        within = scan_letter(tokens, start + 1, depth + 1)
        return Letter(within.text, end + 1) if within is not None and within.end == end else None
    if len(text) > 2 and text[0] == "\\" and text not in _COMMANDS:
        return Letter(text, start + 1)
    return None


def _bold_digit(inner: Letter) -> Letter:
    r"""A bold 1 or 0, which may be a name: `\mathbf{1}`."""
    if inner.text in ("0", "1"):
        return Letter(rf"\mathbf{{{inner.text}}}", inner.end)
    return inner


def _argument(tokens: Sequence[Token], start: int, depth: int) -> Letter | None:
    """What a font or an accent stands on: a letter, or a group of letters as one name."""
    if start >= len(tokens):
        return None
    if tokens[start].text in ("0", "1"):
        return Letter(tokens[start].text, start + 1)
    if tokens[start].text != "{":
        return scan_letter(tokens, start, depth)
    end = group_end(tokens, start)
    inside = tokens[start + 1 : end] if end > 0 else []
    single = scan_letter(tokens, start, depth)
    if single is not None:
        return single
    if len(inside) == 1 and inside[0].text in ("0", "1"):
        return Letter(inside[0].text, end + 1)
    if len(inside) > 1 and all(token.letter for token in inside):
        return Letter("".join(token.text for token in inside), end + 1)
    return None


def font(tokens: Sequence[Token], start: int = 0) -> str:
    """The first font of the letter at `start`, by one name for those that look alike."""
    letter = scan_letter(tokens, start)
    for token in tokens[start : letter.end if letter is not None else start]:
        if token.text in FONTS:
            return _ALIKE.get(token.text, token.text)
    return ""


def with_font(shown: str, name: str) -> str:
    r"""The key of a name that is told from another by its font only: `\mathbf x`."""
    return f"{shown} {name}" if shown else name


def canonical(tokens: Sequence[Token]) -> str:
    """One spelling for the letters, numbers and signs of a script."""
    return "".join(t.text for t in tokens if t.text not in FONTS and t.text not in "{} ")


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """The one spelling of a declared name: letter, then `_{…}`, then `^{…}`, then primes.

    Raises ReadError for text that is not a name.
    """
    tokens = tokenize(name)
    letter = scan_letter(tokens, 0)
    if letter is None:
        words = [t for t in tokens if t.letter]
        if words and len(words) == len(tokens):
            return "".join(t.text for t in words)
        raise ReadError("this is no name", place=Place(name, 0, len(name)), expected="a letter")
    index, text, scripts, primes = letter.end, letter.text, {"_": "", "^": ""}, ""
    if index < len(tokens) and all(t.letter for t in tokens):
        return "".join(t.text for t in tokens)
    while index < len(tokens):
        sign = tokens[index].text
        if sign == "'":
            primes += "'"
            index += 1
        elif sign in scripts and index + 1 < len(tokens) and not scripts[sign]:
            end = group_end(tokens, index + 1) if tokens[index + 1].text == "{" else index + 1
            scripts[sign] = canonical(tokens[index + 1 : end + 1])
            index = end + 1
        else:
            place = Place(name, tokens[index].start, tokens[index].end)
            raise ReadError("this is no part of a name", place=place)
    return spelled(text, scripts["_"], scripts["^"], primes)


def spelled(letter: str, below: str, above: str, primes: str = "") -> str:
    """A name from its pieces."""
    lower = f"_{{{below}}}" if below else ""
    upper = f"^{{{above}}}" if above else ""
    return f"{letter}{lower}{upper}{primes}"
