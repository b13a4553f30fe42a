r"""`parse` and `verify` with the signatures of Math-Verify 0.9: change the import, keep the script.

    from derive.compat.math_verify import parse, verify
    verify(parse(r"$(X^T X)^{-1} X^T y$"), parse(r"… so the answer is $\boxed{X^{-1} y}$."))

Formulas with a matrix are judged by derive, what has none (numbers, sets, intervals, choices) is
handed to Math-Verify itself where it is installed.  `judge` gives the whole verdict: `verify` says
False for `undecided`, `judge` says so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, TypeAlias

import sympy

from derive.algebra import term as t
from derive.errors import DeriveError
from derive.judging.infer import infer_context
from derive.judging.inputs import Given
from derive.judging.question import Question
from derive.judging.verdict import Kind, Verdict
from derive.rewards.extraction import Source, extract

__all__ = [
    "ExprExtractionConfig",
    "Extracted",
    "LatexExtractionConfig",
    "StringExtractionConfig",
    "judge",
    "parse",
    "verify",
]

MATRIX = re.compile(r"\\begin\s*\{(?:[bpvBV]?matrix|smallmatrix|array)\}")
# what looks like matrices where the letters cannot be read
LOOKS = re.compile(
    r"\^\s*\{?\s*(?:-?\\top|\\intercal|-?T\b|\\dagger|\\mathsf|\\mathrm\s*\{T)"
    r"|\\(?:mathbf|boldsymbol|bm|vec|lVert|Vert|\||otimes|odot)(?![a-zA-Z])|\b(?:tr|rank|diag)\b"
)


@dataclass(frozen=True)
class LatexExtractionConfig:
    """Formulas in LaTeX: `boxed_match_priority` is -1 (boxes do not count), 0 (they come first) or
    more (they come after "the final answer is"); without `try_extract_without_anchor` a formula
    must be boxed or announced.  `normalization_config` is for Math-Verify only.
    """

    try_extract_without_anchor: bool = True
    boxed_match_priority: int = 50
    normalization_config: Any = None


@dataclass(frozen=True)
class ExprExtractionConfig:
    """Formulas in plain text, as `1/2`."""

    try_extract_without_anchor: bool = True


@dataclass(frozen=True)
class StringExtractionConfig:
    """One of some texts, as the letter of a choice: Math-Verify judges these."""

    strings: tuple[str, ...] = ("A", "B", "C", "D")
    try_extract_without_anchor: bool = True
    lowercase: bool = True


class Extracted(str):
    """The LaTeX of an answer, with the prose it stood in and how it was extracted.

    `full` is the answer with the where-clauses after it.
    """

    __slots__ = ("config", "full", "prose", "source")
    prose: str
    full: str
    source: Source
    config: tuple[Any, ...]


Parsed: TypeAlias = "list[Any] | str | sympy.Basic | sympy.MatrixBase"


def parse(
    pred: str,
    extraction_config: Sequence[Any] = (LatexExtractionConfig(), ExprExtractionConfig()),
    fallback_mode: Literal["no_fallback", "first_match"] = "first_match",
    extraction_mode: Literal["first_match", "any_match"] = "any_match",
    parsing_timeout: int | None = 5,
    raise_on_error: bool = False,
) -> list[Extracted]:
    """The answer in a text, in a list of at most one.

    The configurations may be Math-Verify's own.  The modes and the time limit are for Math-Verify,
    where it comes to that: what a formula means is read when it is judged, within fixed limits.
    """
    found = extract(pred, _sources(extraction_config))
    if found is None:
        return []
    made = Extracted(found.text)
    made.prose, made.full, made.source = pred, found.full, found.source
    made.config = tuple(extraction_config)
    return [made]


def _sources(configs: Sequence[Any]) -> tuple[Source, ...]:
    """Where an answer may stand, best first."""
    latex = [one for one in configs if type(one).__name__ == "LatexExtractionConfig"]
    plain = [one for one in configs if type(one).__name__ != "LatexExtractionConfig"]
    order: list[Source] = ["final answer", "answer"]
    priority = max((one.boxed_match_priority for one in latex), default=-1)
    if priority >= 0:
        order.insert(0 if priority == 0 else 1, "boxed")
    if any(one.try_extract_without_anchor for one in latex):
        order += ["last formula", "whole text"]
    elif any(one.try_extract_without_anchor for one in plain):
        order.append("whole text")
    return tuple(order)


def verify(
    gold: Parsed,
    target: Parsed,
    float_rounding: int = 6,
    numeric_precision: int = 15,
    strict: bool = True,
    allow_set_relation_comp: bool = False,
    timeout_seconds: int | None = 5,
    raise_on_error: bool = False,
    *,
    context: Given = None,
    assume: Sequence[str] = (),
) -> bool:
    """Whether one of the targets is equivalent to one of the golds.

    `context` and `assume` are as in `derive.check`.  What cannot be decided is False, or
    raises ValueError with `raise_on_error`.  The options between are for Math-Verify.
    """
    options = {
        "float_rounding": float_rounding,
        "numeric_precision": numeric_precision,
        "strict": strict,
        "allow_set_relation_comp": allow_set_relation_comp,
        "timeout_seconds": timeout_seconds,
        "raise_on_error": raise_on_error,
    }
    verdict = judge(gold, target, context=context, assume=assume, **options)
    if raise_on_error and verdict.verdict in ("undecided", "error"):
        raise ValueError(f"{verdict.verdict}: {verdict.reason}")
    return verdict.verdict == "equivalent"


def judge(
    gold: Parsed,
    target: Parsed,
    *,
    context: Given = None,
    assume: Sequence[str] = (),
    **options: Any,
) -> Verdict:
    """The verdict behind `verify`; `options` are its options for Math-Verify.

    With a context derive judges, always; without one, formulas with a matrix in them.  The verdict
    of Math-Verify has the evidence `{"kind": "math_verify"}`.
    """
    golds, targets = (one if isinstance(one, list) else [one] for one in (gold, target))
    if not golds or not targets:
        missing: Kind = "unparseable" if golds else "error"
        return Verdict(missing, "there is no answer" if golds else "there is no gold")
    theirs = _math_verify()
    if theirs is not None and context is None and not any(_has_matrix(one) for one in golds):
        return _theirs(theirs, golds, targets, options)
    if not all(isinstance(one, str) for one in golds + targets):
        return Verdict("error", "SymPy values are for Math-Verify, which is not installed")
    asked = Question.of(list(map(str, golds)), context, assume=assume, hints=False)
    answers = (one for one in targets if isinstance(one, str))
    verdicts = [_ours(asked, one) for one in answers]
    right = [verdict for verdict in verdicts if verdict.verdict == "equivalent"]
    return (right or verdicts)[0]


def _ours(asked: Question, target: str) -> Verdict:
    """The verdict of derive, with the where-clauses of an answer if it needs them."""
    verdict = asked.judge(str(target))
    full = getattr(target, "full", target)
    if verdict.verdict == "unparseable" and full != target:
        verdict = asked.judge(full)
    return verdict


def _has_matrix(gold: Any) -> bool:
    """Whether a gold speaks of matrices: by its letters as inferred, or by how it looks."""
    if isinstance(gold, sympy.Basic | sympy.MatrixBase):
        return False
    if any(type(one).__name__ == "StringExtractionConfig" for one in getattr(gold, "config", ())):
        return False
    if MATRIX.search(gold):
        return True
    try:
        symbols = infer_context(str(gold)).context.symbols.values()
    except DeriveError:
        return LOOKS.search(gold) is not None
    return any(map(t.is_matrix, symbols))


# -- Math-Verify itself ---------------------------------------------------------------------------


@cache
def _math_verify() -> ModuleType | None:
    try:
        return import_module("math_verify")
    except ImportError:
        return None


def _theirs(
    theirs: ModuleType, golds: list[Any], targets: list[Any], options: dict[str, Any]
) -> Verdict:
    """The verdict of Math-Verify; its time limit is a signal, which only the main thread can set.

    Raises what Math-Verify raises with `raise_on_error`.
    """
    if threading.current_thread() is not threading.main_thread():
        options = {**options, "timeout_seconds": None}
    timeout = options.get("timeout_seconds", 5)
    parsed = [
        [value for one in side for value in _parsed(theirs, one, timeout)]
        for side in (golds, targets)
    ]
    if theirs.verify(*parsed, **options):
        return Verdict("equivalent", "Math-Verify takes them for equal", {"kind": "math_verify"})
    return Verdict("different", "Math-Verify does not take them for equal")


def _parsed(theirs: ModuleType, one: Any, timeout: int | None) -> list[Any]:
    """What Math-Verify reads in a text that was extracted; any other value as it is."""
    if not isinstance(one, Extracted):
        return [one]
    configs = [_their_config(theirs, config) for config in one.config]
    return list(theirs.parse(one.prose, configs, parsing_timeout=timeout))


def _their_config(theirs: ModuleType, config: Any) -> Any:
    """Math-Verify's own configuration with the same fields; None stands for its default."""
    if not type(config).__module__.startswith("derive."):
        return config
    said = {name: value for name, value in vars(config).items() if value is not None}
    return getattr(theirs, type(config).__name__)(**said)
