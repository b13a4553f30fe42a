"""derive: writes, proves and checks matrix derivations; every `=` is machine-verified.

Heavy parts are imported when they are first used, so that `derive --help` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from derive._version import __version__

if TYPE_CHECKING:
    from derive.algebra.context import Context as Context
    from derive.algebra.term import pinv as pinv
    from derive.authoring.figure import Panel as Panel
    from derive.authoring.problem import Problem as Problem
    from derive.judging.api import check as check
    from derive.judging.api import differentiate as differentiate
    from derive.judging.api import prove as prove
    from derive.judging.verdict import Verdict as Verdict
    from derive.latex.reader import parse as parse
    from derive.proof.step import Derivation as Derivation

__all__ = [
    "Context",
    "Derivation",
    "Panel",
    "Problem",
    "Verdict",
    "__version__",
    "check",
    "differentiate",
    "parse",
    "pinv",
    "prove",
]

_HOMES = {
    "Context": ("derive.algebra.context", "Context"),
    "Derivation": ("derive.proof.step", "Derivation"),
    "Panel": ("derive.authoring.figure", "Panel"),
    "Problem": ("derive.authoring.problem", "Problem"),
    "Verdict": ("derive.judging.verdict", "Verdict"),
    "check": ("derive.judging.api", "check"),
    "differentiate": ("derive.judging.api", "differentiate"),
    "prove": ("derive.judging.api", "prove"),
    "parse": ("derive.latex.reader", "parse"),
    "pinv": ("derive.algebra.term", "pinv"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
