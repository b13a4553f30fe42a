"""derive: writes, proves and checks matrix derivations; every `=` is machine-verified.

    check(gold, answer, declarations)    judge an answer: .verdict, .reason, .counterexample
    prove(claim, declarations)           prove a claim or refute it: .status, .steps
    audit(text or path, context)         a written solution, step by step: .steps, .first_wrong
    differentiate(f, x, declarations)    a derivative: .term, .latex, .shape
    parse(formula, declarations)         a formula in LaTeX as a SymPy expression
    Context(declarations, assumptions)   what the letters mean, once for many questions
    Problem(name, course=…, title=…)     a problem with its solution, line by line

Declarations are a text as `"X: m×n, y: m"`; `assume=["full_column_rank(X)"]` goes with all of them.
Heavy parts are imported when they are first used, so that `derive --help` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from derive._version import __version__

if TYPE_CHECKING:
    from derive.algebra.term import pinv as pinv
    from derive.auditing.api import audit as audit
    from derive.authoring.figure import Panel as Panel
    from derive.authoring.problem import Problem as Problem
    from derive.judging.api import check as check
    from derive.judging.api import differentiate as differentiate
    from derive.judging.api import prove as prove
    from derive.judging.texts import ContextOfText as Context
    from derive.judging.texts import parse as parse
    from derive.judging.verdict import Verdict as Verdict
    from derive.proof.step import Derivation as Derivation

__all__ = [
    "Context",
    "Derivation",
    "Panel",
    "Problem",
    "Verdict",
    "__version__",
    "audit",
    "check",
    "differentiate",
    "parse",
    "pinv",
    "prove",
]

_HOMES = {
    "Context": ("derive.judging.texts", "ContextOfText"),
    "Derivation": ("derive.proof.step", "Derivation"),
    "Panel": ("derive.authoring.figure", "Panel"),
    "Problem": ("derive.authoring.problem", "Problem"),
    "Verdict": ("derive.judging.verdict", "Verdict"),
    "audit": ("derive.auditing.api", "audit"),
    "check": ("derive.judging.api", "check"),
    "differentiate": ("derive.judging.api", "differentiate"),
    "prove": ("derive.judging.api", "prove"),
    "parse": ("derive.judging.texts", "parse"),
    "pinv": ("derive.algebra.term", "pinv"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
