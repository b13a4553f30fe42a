r"""Conditions in words where an equation is asked for: `symmetric(A)`, `A is symmetric`.

Each says what an equation says, so it is judged as that equation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["as_equation"]

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


def as_equation(answer: str) -> str:
    """The equation that a condition says; any other answer as it is."""
    plain = re.sub(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r" \1 ", answer)
    plain = " ".join(plain.replace("\\_", "_").replace("~", " ").split()).rstrip(". ")
    for pattern in (_CALLED, _SAID):
        found = pattern.fullmatch(plain)
        word = found["word"].replace("_", " ").replace("-", " ") if found else ""
        if found and word in EQUATIONS:
            return EQUATIONS[word].format(found["of"])
    return answer
