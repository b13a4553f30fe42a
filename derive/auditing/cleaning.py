r"""A side of a statement as the reader of formulas takes it: the author's commands written out,
braces with words below or above taken off, stars of plain text raised; and which sides say
something that nothing here has a meaning for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.auditing.rows import visible
from derive.errors import DeriveError
from derive.latex.macros import Macro, expand, read_macros

__all__ = ["cleaned", "macros_of", "meaningless"]

_BRACE = re.compile(r"\\(?:under|over)brace\s*(?=\{)")
_STAR = re.compile(r"(?<=[A-Za-zα-ωΑ-Ω₀-₉])\*(?=\s*(?:$|[=)+\-−,;.ᵀ^A-Z]))")
_GREEK = re.compile(
    r"(?<![\\A-Za-z{])(alpha|beta|gamma|delta|epsilon|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau"
    r"|phi|chi|psi|omega|Sigma|Lambda|Theta|Omega|Phi|Psi|Gamma|Delta)(?![A-Za-z])"
)
_WORDS = (
    (re.compile(r"\|\|"), r"‖"),
    (re.compile(r"(?<![A-Za-z\\])(?:grad|nabla)(?=[_ (])"), r"\\nabla "),
    (re.compile(r"(?<![\\A-Za-z])sqrt\s*(?=\()"), r"\\sqrt "),
)
# what has no meaning here, and how it is called
_SIZED = r"\s*(?:\\left|\\big|\\Big)?\s*"
_MOMENT = "an expectation or probability"
_MEANINGLESS = (
    (r"\\mathbb\s*\{?\s*[EPV]\s*\}?\s*(?:_|\\left|\[|\(|\\!|\\big|\\Big|\\{)", _MOMENT),
    (r"\\(?:mathrm|operatorname\*?|text|mathop)\s*\{\s*(?:E|P|Pr|Var|Cov|var|cov)\s*\}", _MOMENT),
    (r"\\(?:mathrm|operatorname\*?|text)\s*\{\s*(?:Bias|KL|MSE)\s*\}", _MOMENT),
    (rf"(?<![A-Za-z\\])(?:E|Var|Cov|Pr|var|cov|𝔼){_SIZED}\[", _MOMENT),
    (rf"(?<![A-Za-z\\])(?:Var|Cov|Pr|var|cov|KL){_SIZED}\(", _MOMENT),
    (r"[𝔼∫]", "an expectation or integral"),
    (r"\\i*int(?![a-z])|\\oint", "an integral"),
    (r"\\Pr(?![a-z])", "a probability"),
    (
        rf"(?<![A-Za-z\\])[pqP]\s*(?:_\{{?\\?\w+\}}?)?{_SIZED}\(\s*[^()]*(?:\\mid|\||;|\\vert)",
        "a density",
    ),
    (r"(?<![A-Za-z\\])[pq]\s*(?:\\left)?\s*\(", "a density"),
    (
        r"\\(?:mathcal|mathbb|mathrm|operatorname|text)\s*\{\s*(?:N|D|KL|GP)\s*\}"
        rf"{_SIZED}\(",
        "a distribution",
    ),
    (r"\\mathcal\s*\{?\s*O\s*\}?|(?<![A-Za-z\\])[Oo]\s*\(", "an order of magnitude"),
    (r"\\(?:dots|ldots|cdots|vdots|ddots)|…|⋯", "dots"),
    (r"\\(?:approx|sim|propto)|∼", "no equality"),
)
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _MEANINGLESS)


def macros_of(text: str) -> Mapping[str, Macro]:
    """The author's commands; none where the definitions are not understood."""
    try:
        return read_macros(text) if text else {}
    except DeriveError:
        return {}


def cleaned(text: str, macros: Mapping[str, Macro], plain: bool) -> str:
    """A side as the reader takes it.

    Raises DeriveError for commands that cannot be written out.
    """
    text = visible(text)
    if macros and "\\" in text:
        text = expand(text, macros)
    if "brace" in text:
        text = _without_braces(text)
    if plain:
        text = _STAR.sub("^{*}", text)
        text = _GREEK.sub(r"\\\1 ", text)
        for pattern, instead in _WORDS:
            text = pattern.sub(instead, text)
    return text.strip()


def meaningless(text: str) -> str:
    """What a side says that nothing here has a meaning for; empty if there is none."""
    return next((said for pattern, said in _PATTERNS if pattern.search(text)), "")


def _without_braces(text: str) -> str:
    r"""`\underbrace{A}_{\text{gain}}` as `{A}`."""
    while (found := _BRACE.search(text)) is not None:
        end = _group_end(text, found.end())
        if end < 0:
            return text
        after = re.compile(r"\s*[_^]\s*(?=\{)").match(text, end)
        stop = _group_end(text, after.end()) if after is not None else end
        if after is None:
            single = re.compile(r"\s*[_^]\s*(?:\\[a-zA-Z]+|\w)").match(text, end)
            stop = single.end() if single is not None else end
        if stop < 0:
            return text
        text = text[: found.start()] + text[found.end() : end] + text[stop:]
    return text


def _group_end(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        if text[index] in "{}" and text[index - 1] != "\\":
            depth += 1 if text[index] == "{" else -1
            if depth == 0:
                return index + 1
    return -1
