r"""Answers to a part of a problem that say what a formula says: `symmetric(A)`, `A is symmetric`,
`\lambda = …` where λ is only what the result is called by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from derive.algebra import term as t
from derive.errors import ReadError
from derive.judging.gold import Gold
from derive.latex.names import canonical_name

__all__ = ["as_formula"]

EQUATIONS: Mapping[str, str] = MappingProxyType(
    {
        "symmetric": r"({0})^\top = {0}",
        "skew symmetric": r"({0})^\top = -({0})",
        "antisymmetric": r"({0})^\top = -({0})",
        "orthogonal": r"({0})^\top ({0}) = I",
        "idempotent": r"({0})^2 = {0}",
    }
)
_CALLED = re.compile(r"(?P<word>[a-z]+(?:[-_ ][a-z]+)?)\s*\((?P<of>[^()]+)\)")
_SAID = re.compile(
    r"(?:the )?(?:all )?(?:matrix |matrices )?\$?(?P<of>[^\s$]+)\$? "
    r"(?:is |are )?(?P<word>[a-z]+(?:[- ][a-z]+)?)"
)


def as_formula(gold: Gold, name: str, answer: str) -> str:
    """What an answer says where the gold is the result called `name`.

    A condition in words is the equation that it says, and a name alone on the left is left out.
    """
    return _as_equation(answer) if gold.equation is not None else _unnamed(gold, name, answer)


def _as_equation(answer: str) -> str:
    """The equation that a condition says; any other answer as it is."""
    plain = re.sub(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r" \1 ", answer)
    plain = " ".join(plain.replace("\\_", "_").replace("~", " ").split()).rstrip(". ")
    for pattern in (_CALLED, _SAID):
        found = pattern.fullmatch(plain)
        word = found["word"].replace("_", " ").replace("-", " ") if found else ""
        if found and word in EQUATIONS:
            return EQUATIONS[word].format(found["of"])
    return answer


def _unnamed(gold: Gold, name: str, answer: str) -> str:
    """The answer without `e =` in front, where e is what the result is called by.

    A letter that the result or an assumption speaks of is no mere name.
    """
    head, sign, rest = answer.partition("=")
    if not sign or not rest.strip():
        return answer
    try:
        called = canonical_name(name)
        if canonical_name(head.strip().lstrip("$").strip()) != called:
            return answer
    except ReadError:
        return answer
    letter = gold.context.symbols.get(called)
    spoken = [gold.term, *(arg for fact in gold.context.facts for arg in fact.args)]
    if letter is None or any(letter in t.free_symbols(part) for part in spoken):
        return answer
    dollars = head[: len(head) - len(head.lstrip().lstrip("$"))]
    return dollars.ljust(len(head) + 1) + rest
