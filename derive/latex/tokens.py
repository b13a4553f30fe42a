r"""LaTeX and Unicode text as tokens with their places.

Unicode as typed in chats (`Xᵀ λ ‖x‖ A⁻¹ x̂ · ⊗ √ 𝐗`) becomes the tokens of its LaTeX.  Spacing and
sizes of delimiters are dropped, except for the side that `\left` or `\right` gives a delimiter and
for a `\quad`, or a dollar, between two formulas.  The tokenizer is our own because pylatexenc
builds a node tree, which takes ten times as long as the reading itself.

Limits: 20 000 characters, 6 000 signs, numbers of 1 000 digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from derive.errors import LimitError, Place, ReadError
from derive.fuel import spend
from derive.latex.token_layout import DIGITS, LAYOUT, QUAD, Token, without_layout

__all__ = ["QUAD", "Token", "tokenize"]

MAX_LENGTH = 20_000
MAX_TOKENS = 6_000
MAXDIGITS = 1_000
MAX_DEPTH = 120  # of braces in one another

_TOKEN = re.compile(
    r"\\(?:math)?(?:big|Big|bigg|Bigg)[lrm]?(?![a-zA-Z])|\\[a-zA-Z]+\*?|\\.|:=|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\s+|.",
    re.DOTALL,
)
_DROPPED = frozenset(
    (
        r"\, \; \: \! \> ~ \/ \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits"
        r" \nolimits \thinspace \medspace \thickspace \enspace \hfill \nonumber \notag \strut"
        r" \mathstrut \mathopen \mathclose \mathrel \mathbin \mathord \mathop \negthinspace \null"
        r" \allowbreak \nobreak \relax \hline \smash \ensuremath \centering"
    ).split()
) | {"\\ ", "\\\n", "\\\t", "\u200b", "\ufeff"}
_SPACES = frozenset([r"\hspace", r"\vspace", r"\hskip", r"\vskip", r"\kern", r"\mkern", r"\mskip"])
_SIDES = {
    r"\left": "left",
    r"\right": "right",
    r"\middle": "",
    **{f"\\{size}l": "left" for size in ("big", "Big", "bigg", "Bigg")},
    **{f"\\{size}r": "right" for size in ("big", "Big", "bigg", "Bigg")},
    **{f"\\{size}{m}": "" for size in ("big", "Big", "bigg", "Bigg") for m in ("", "m")},
}
_SAME = {
    r"\Arrowvert": r"\|", r"\arrowvert": "|",
    r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\lvert": "|", r"\rvert": "|",
    r"\vert": "|", r"\mid": "|", r"\parallel": r"\|", r"\lbrack": "[", r"\rbrack": "]",
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lparen": "(", r"\rparen": ")",
    r"\intercal": r"\top", r"\transpose": r"\top", r"\dfrac": r"\frac", r"\tfrac": r"\frac",
    r"\cfrac": r"\frac", r"\nicefrac": r"\frac", r"\sfrac": r"\frac",
    r"\ne": r"\neq", r"\leq": r"\le", r"\geq": r"\ge", r"\leqslant": r"\le",
    r"\geqslant": r"\ge", r"\lt": "<", r"\gt": ">", r"\ast": "*", r"\cdotp": r"\cdot",
    r"\bullet": r"\cdot", r"\colon": ":", r"\qquad": QUAD, r"\dag": r"\dagger",
    ":=": "=", r"\hadamard": r"\odot", r"\kronecker": r"\otimes", r"\coloneqq": "=",
    r"\triangleq": "=",
    r"\equiv": "=", r"\doteq": "=", r"\cr": r"\\", r"\newline": r"\\", r"\tabularnewline": r"\\",
    r"\ldots": r"\dots", r"\cdots": r"\dots", r"\vdots": r"\dots", r"\ddots": r"\dots",
    r"\dotsc": r"\dots", r"\minus": "-", r"\plus": "+", r"\mathord": "", r"\star": "*",
    r"\textrm": r"\text", r"\textnormal": r"\text", r"\mbox": r"\text", r"\hbox": r"\text",
    r"\textit": r"\text", r"\rightarrow": r"\to", r"\longrightarrow": r"\to", r"\prime": r"\prime",
}  # fmt: skip
_SIDE_OF = {
    r"\lVert": "left", r"\rVert": "right", r"\lvert": "left", r"\rvert": "right",
}  # fmt: skip
_SIGNS = {
    "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "•": r"\cdot", "×": r"\times", "⊗": r"\otimes",
    "⊙": r"\odot", "∘": r"\circ", "−": "-", "–": "-", "‐": "-", "‑": "-", "‖": r"\|", "∥": r"\|",
    "≤": r"\le", "≥": r"\ge", "≠": r"\neq", "√": r"\sqrt", "∑": r"\sum", "∏": r"\prod",
    "∂": r"\partial",
    "∇": r"\nabla", "⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle",
    "′": "'", "’": "'", "‘": "'", "″": "''", "ℝ": r"\mathbb{R}", "∈": r"\in", "…": r"\dots",
    "⋯": r"\dots", "½": r"\frac{1}{2}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}",
    "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}", "∗": "*", "∣": "|", "∞": r"\infty", "÷": "/",
    "∕": "/", "⁄": "/", "ϵ": r"\epsilon", "ε": r"\epsilon", "ϕ": r"\phi", "φ": r"\phi",
    "ϑ": r"\vartheta", "ϱ": r"\varrho", "ℓ": r"\ell", "≻": r"\succ", "⪰": r"\succeq",
    "≔": "=", "≡": "=", "⇒": r"\implies", "⟹": r"\implies", "→": r"\to", "。": ".", "，": ",",
    "↓": r"\downarrow", "∼": r"\sim",
    "（": "(", "）": ")",
}  # fmt: skip
_RAISED_AFTER = {"⊤": r"\top", "†": r"\dagger", "ᵀ": "T", "ᵗ": "T", "⊺": r"\top"}
_SMALL_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
    " tau upsilon phi chi psi omega"
)
_LETTERS = {"lambda": "lamda"}
_GREEK = {
    unicodedata.lookup(f"GREEK {case} LETTER {_LETTERS.get(word, word).upper()}"): rf"\{shown}"
    for word in _SMALL_GREEK.split()
    for case, shown in (("SMALL", word), ("CAPITAL", word.capitalize()))
} | _SIGNS  # fmt: skip
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵏᵐ", "0123456789+-()nikm", strict=True)) | {"ᵀ": "T", "ᵗ": "T"}
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌ᵢⱼₖₙₘₚₐₓₛₜₗ", "0123456789+-=ijknmpaxstl", strict=True))
_MARKS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0305": r"\bar",
          "\u0307": r"\dot", "\u0308": r"\ddot", "\u20d7": ""}  # fmt: skip


_DIMENSION = r"[-+]?\s*(?:\d+\.?\d*|\.\d+)\s*(?:em|ex|mu|pt|px|cm|mm|in|pc|bp|fill?l?)"
_STRETCH = rf"{_DIMENSION}(?:\s*plus\s*{_DIMENSION})?(?:\s*minus\s*{_DIMENSION})?"
_LENGTH = re.compile(rf"\s*(?:\{{\s*{_STRETCH}\s*\}}|{_STRETCH}(?![a-z]))")


def tokenize(text: str) -> list[Token]:
    """The tokens of a text.  Raises LimitError for one too long, ReadError for a strange sign."""
    spend(2 * len(text))
    return list(_tokens(text))


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[Token, ...]:
    if len(text) > MAX_LENGTH:
        raise LimitError(f"the formula is longer than {MAX_LENGTH} characters")
    found: list[Token] = []
    side, begun, spaced, quads, depth = "", -1, 0, False, 0
    for match in _TOKEN.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        if start < spaced:
            continue
        if word == "$":
            found.append(Token(QUAD, start, end))
            quads = True
            continue
        if word in _DROPPED or word.isspace():
            continue
        if word[0] == "\\":
            if word in _SIDES:
                side, begun = _SIDES[word], start
                continue
            if word in _SPACES:
                spaced = _end_of_space(text, start, end)
                continue
        depth += (word == "{") - (word == "}")
        _check_limits(word, depth)
        if word.isascii():
            if word[-1] == "*" and len(word) > 2 and word != r"\operatorname*":
                found.append(Token(_SAME.get(word[:-1], word[:-1]), start, end - 1))
                found.append(Token("*", end - 1, end))
                continue
            same = _SAME.get(word, word)
            quads = quads or same == QUAD
            found.append(
                Token(same, begun if begun >= 0 else start, end, side or _SIDE_OF.get(word, ""))
            )
        else:
            _typed(word, start, end, text, found)
        side, begun = "", -1
    if len(found) > MAX_TOKENS:
        raise LimitError(f"the formula has more than {MAX_TOKENS} signs")
    if any(token.text in LAYOUT and (token.side or token.text != ".") for token in found):
        found = without_layout(found, text)
    if any(token.text == r"\prime" for token in found):
        found = _with_primes(found)
    return tuple(_without_spacing(found) if quads else found)


def _with_primes(tokens: list[Token]) -> list[Token]:
    r"""The tokens with `'` for `^\prime` and `^{\prime\prime}`, which are the same to TeX."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        braced = [token.text for token in tokens[index : index + 2]] == ["^", "{"]
        first = index + 1 + braced
        end = first
        while end < len(tokens) and tokens[end].text == r"\prime":
            end += 1
        closed = not braced or [token.text for token in tokens[end : end + 1]] == ["}"]
        if tokens[index].text == "^" and end > first and closed and (braced or end == first + 1):
            primes = [token._replace(text="'") for token in tokens[first:end]]
            primes[0] = primes[0]._replace(start=tokens[index].start)
            index = end + braced
            primes[-1] = primes[-1]._replace(end=tokens[index - 1].end)
            kept += primes
        else:
            kept.append(tokens[index])
            index += 1
    return kept


def _end_of_space(text: str, start: int, end: int) -> int:
    r"""Where the argument of a command for space ends: `{1em}`, `1em plus 1fil`.

    Raises ReadError where there is none, so that nothing is skipped unread.
    """
    found = _LENGTH.match(text, end)
    if found is not None:
        return found.end()
    raise ReadError(
        f"{text[start:end]} needs a length",
        place=Place(text, start, end),
        expected=r"\,  or  {1em}",
    )


def _check_limits(word: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise LimitError(f"braces stand in one another deeper than {MAX_DEPTH}")
    if word[0] in DIGITS and len(word) > MAXDIGITS:
        raise LimitError(f"a number has more than {MAXDIGITS} digits")


_BESIDE_SPACE = frozenset(["+", "-", "=", ",", ";", r"\\", "&", QUAD, r"\cdot", "*", r"\times", "<",
                           ">", r"\le", r"\ge", r"\neq", r"\text"])  # fmt: skip
_BEFORE_SPACE = _BESIDE_SPACE | {"{", "(", "[", r"\[", r"\("}
_AFTER_SPACE = _BESIDE_SPACE | {"}", ")", "]", r"\]", r"\)", r"\end", "^", "_"}


def _without_spacing(tokens: list[Token]) -> list[Token]:
    r"""The tokens without a `\quad`, or a dollar, that is mere spacing: within brackets, beside an
    operator."""
    kept: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text in _OPEN) - (token.text in _CLOSED)
        if token.text == QUAD:
            follows = tokens[index + 1].text if index + 1 < len(tokens) else ","
            worded = bool(kept) and kept[-1].text == "}" and _closes_text(kept)
            if depth > 0 or not kept or kept[-1].text in _BEFORE_SPACE or worded:
                continue
            if follows in _AFTER_SPACE:
                continue
        kept.append(token)
    return kept


_OPEN = frozenset(["{", "(", "[", r"\{", r"\begin"])
_CLOSED = frozenset(["}", ")", "]", r"\}", r"\end"])


def _closes_text(tokens: list[Token]) -> bool:
    for index in range(len(tokens) - 1, 0, -1):
        if tokens[index].text == "{":
            return tokens[index - 1].text == r"\text"
    return False


def _typed(word: str, start: int, end: int, text: str, found: list[Token]) -> None:
    """Add what a sign that is not ASCII means."""
    if word in _SUPER or word in _SUB or (word in _RAISED_AFTER and _raised(found)):
        found += _script(word, start, end, found)
    elif word in _RAISED_AFTER:
        found.append(Token(_RAISED_AFTER[word], start, end))
    elif word in _MARKS and found:
        accent, letter = _MARKS[word], found.pop()
        wrapped = [accent, "{", letter.text, "}"] if accent else [letter.text]
        found += [Token(w, letter.start, end) for w in wrapped]
    else:
        meant = (_GREEK.get(word) or _plain(word)) if len(word) == 1 else None
        if meant is None and word.isalpha():
            meant = word  # of a text in another script, or refused by who reads it
        if meant is None:
            raise ReadError(f"the sign {word} is not understood", place=Place(text, start, end))
        found += [Token(m[0], start, end) for m in _TOKEN.finditer(meant)]


def _raised(before: list[Token]) -> bool:
    """Whether a sign of transposition that is typed without ^ stands after what it is of."""
    return bool(before) and before[-1].text not in ("^", "{", "-")


@lru_cache(maxsize=1024)
def _plain(word: str) -> str | None:
    """A styled or accented letter as LaTeX: 𝐗 is \\mathbf{X}, ŷ is \\hat{y}, 𝟏 is \\mathbf{1}."""
    base, *marks = list(unicodedata.normalize("NFKD", word))
    name = unicodedata.name(word, "")
    if base in _GREEK:
        base = _GREEK[base]
    elif not (base.isascii() and base.isalnum()):
        return None
    if base.isdigit():
        return rf"\mathbf{{{base}}}" if name.startswith("MATHEMATICAL") and not marks else None
    for mark in marks:
        if mark not in _MARKS:
            return None
        base = rf"{_MARKS[mark]}{{{base}}}"
    return rf"\mathbf{{{base}}}" if name.startswith("MATHEMATICAL BOLD") else base


def _script(word: str, start: int, end: int, before: list[Token]) -> list[Token]:
    """A raised or lowered sign; neighbours join into one script."""
    below = word in _SUB
    sign = "_" if below else "^"
    inner = _SUB[word] if below else (_SUPER.get(word) or _RAISED_AFTER[word])
    if before and before[-1].text == "}" and before[-1].side == sign and before[-1].end == start:
        last = before.pop()
        number = before[-1]
        if number.text.isdigit() and inner.isdigit() and number.end == start:
            before.pop()
            return [Token(number.text + inner, number.start, end), last._replace(end=end)]
        return [Token(inner, start, end), last._replace(end=end)]
    return [
        Token(sign, start, end),
        Token("{", start, end),
        Token(inner, start, end),
        Token("}", start, end, sign),
    ]
