r"""Forms of sides that are told by how they are written: derivatives, zeros, words as letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.auditing.argument import Link
from derive.auditing.naming import all_names
from derive.latex.names import OPERATORS

__all__ = [
    "STARS",
    "WORDS",
    "daggers_all_over",
    "differentiated_by",
    "is_derivative",
    "is_zero",
    "known_words",
    "mended",
    "plain_zero",
]

WORDS = re.compile(r"\\(?:text|mathrm|textrm|operatorname)\s*\{\s*[A-Za-z]{3,}[^{}]*\}")


def is_derivative(latex: str) -> bool:
    return (
        re.match(
            r"\s*(?:\\nabla|∇|\\frac\s*\{\s*(?:\\partial|d\b|d\s|\\mathrm\{d\}|\\d\s)|\\partial|∂|\\dfrac\s*\{\s*\\partial|d/d)",
            latex,
        )
        is not None
    )


def is_zero(latex: str) -> bool:
    return (
        re.fullmatch(
            r"\{*\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?0\s*\}*(?:_\{?\w+\}?)?",
            latex.strip(),
        )
        is not None
    )


def plain_zero(latex: str) -> str:
    """A zero whose sizes are written run together, as `0_{np}`, without them."""
    return (
        "0"
        if re.fullmatch(
            r"(?:0|\\mathbf\s*\{?\s*0\s*\}?|\\boldsymbol\s*\{?\s*0\s*\}?)_\{?\w{2,4}\}?",
            latex.strip(),
        )
        else latex
    )


def differentiated_by(latex: str) -> frozenset[str]:
    """The letters by which a formula is differentiated at its beginning."""
    head = re.match(
        r"\s*\\nabla\s*(?:\^\s*2\s*)?_\s*\{(?P<nabla>.*?)\}\s*(?:\\left|\(|\\)|\s*\\frac\s*\{[^{}]*\}\s*\{(?P<below>.*?)\}\s*\\left",
        latex,
    )
    if head is None:
        return frozenset()
    return frozenset(all_names(head["nabla"] or head["below"] or ""))


def known_words(link: Link) -> bool:
    """Whether the words in a link are operators that are read."""
    for side in (link.left, link.right):
        for match in WORDS.finditer(side.latex):
            word = re.sub(r"^\\\w+\s*\{\s*|\s*\}$", "", match[0]).strip()
            if word not in OPERATORS and word.lower() not in (
                "argmin",
                "argmax",
                "rank",
                "diag",
                "const",
            ):
                return False
    return True


# what an export leaves of emphasis: stars that are no power
STARS = re.compile(r"\^\s*\{\s*\\text\s*\{\s*\*+\s*\}\s*\}|\^\s*\{\s*\*{2,}\s*\}")
_DAGGER = re.compile(r"(?:\\mathbf\s*\{\s*)?(\\?[A-Za-z]+)\s*\}?\s*(?:\^\s*\{?\s*\\dagger|†)")
MANY_DAGGERS = 3  # letters with a dagger: no text has so many pseudo-inverses


def daggers_all_over(texts: Iterable[str]) -> bool:
    """Whether transposes were turned to daggers somewhere in a text."""
    letters = {match[1] for text in texts for match in _DAGGER.finditer(text)}
    return len(letters) >= MANY_DAGGERS


def mended(text: str) -> str:
    """A formula without stray stars, and with transposes for daggers."""
    plain = re.sub(r"\^\s*(?:\*|\{\s*\*\s*\})", "", STARS.sub("", text))
    return plain.replace(r"\dagger", r"\top").replace("†", "ᵀ")
