r"""Forms of sides that are told by how they are written: derivatives, zeros, words as letters."""

from __future__ import annotations

import re

from derive.auditing.argument import Link
from derive.auditing.naming import all_names
from derive.latex.names import OPERATORS

__all__ = ["WORDS", "differentiated_by", "is_derivative", "is_zero", "known_words", "plain_zero"]

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
