"""Reports of an audit: for a terminal, for GitHub's annotations, and as SARIF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive._version import __version__
from derive.auditing.findings import Audit, Step

__all__ = ["github", "sarif", "terminal"]

_SAID = {
    "right": "right",
    "wrong": "WRONG",
    "does_not_follow": "DOES NOT FOLLOW",
    "right_if": "right only if",
    "unread": "not read",
    "not_checkable": "not checkable",
}
WIDTH = 100


def terminal(audit: Audit, every: bool = False) -> str:
    """The report for a terminal: the first wrong step first, then what else is not right; with
    `every` all steps."""
    lines: list[str] = []
    first = audit.first_wrong
    name = audit.file or "the text"
    if first is None:
        lines.append(f"{name}: no wrong step was found")
    else:
        lines.append(f"{name}:{first.line}:{first.column}: the first wrong step")
    lines.append(audit.summary)
    source = audit.text.split("\n")
    for step in audit.steps:
        if every or step.verdict != "right":
            lines += ["", *_shown(step, audit.file, source)]
    if audit.assumed and (every or first is not None):
        lines += ["", f"assumed: {', '.join(audit.assumed)}"]
    return "\n".join(lines)


def _shown(step: Step, file: str, source: list[str]) -> Iterator[str]:
    where = f"{file}:{step.line}" if file else f"line {step.line}"
    after = " (it follows from a wrong line)" if step.follows_wrong else ""
    yield f"{where}: {_SAID[step.verdict]}{_conditions(step)}{after}"
    if step.line <= len(source):
        text = source[step.line - 1]
        start = max(0, step.column - 1 - WIDTH // 2) if len(text) > WIDTH else 0
        shown = text[start : start + WIDTH]
        length = max(1, min(len(step.rhs.split("\n")[0]), len(shown) - (step.column - 1 - start)))
        yield f"  {shown}"
        yield f"  {' ' * (step.column - 1 - start)}{'^' * length}"
    if step.reason and step.verdict != "right":
        yield f"  {step.reason}"
    if step.repair:
        yield f"  perhaps: {step.repair}"


def _conditions(step: Step) -> str:
    return f" {', '.join(step.conditions)}" if step.conditions else ""


# -- machines -------------------------------------------------------------------------------------


def github(audit: Audit) -> str:
    """The commands with which a GitHub action annotates the lines of a file."""
    kinds = {
        "wrong": "error",
        "does_not_follow": "error",
        "right_if": "warning",
        "unread": "notice",
    }
    lines = []
    for step in audit.steps:
        kind = kinds.get(step.verdict)
        if kind is not None:
            said = (
                f"{_SAID[step.verdict]}{_conditions(step)}: {step.lhs} {step.relation} {step.rhs}"
            )
            message = _escaped(f"{said}\n{step.reason}")
            place = f"file={_property(audit.file)},line={step.line},col={step.column}"
            lines.append(f"::{kind} {place},title=derive audit::{message}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


_LEVELS = {
    "wrong": "error", "does_not_follow": "error", "right_if": "warning", "unread": "note",
    "not_checkable": "none",
}  # fmt: skip


def sarif(audit: Audit) -> dict[str, Any]:
    """The report as SARIF 2.1.0: a result for each step that is not right."""
    results = [
        {
            "ruleId": step.verdict,
            "level": _LEVELS[step.verdict],
            "message": {"text": f"{step.lhs} {step.relation} {step.rhs}: {step.reason}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": audit.file or "text"},
                        "region": {"startLine": step.line, "startColumn": step.column},
                    }
                }
            ],
        }
        for step in audit.steps
        if step.verdict != "right"
    ]
    rules = [{"id": verdict, "shortDescription": {"text": _SAID[verdict]}} for verdict in _LEVELS]
    driver = {
        "name": "derive audit",
        "version": __version__,
        "informationUri": "https://github.com/derive/derive",
        "rules": rules,
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
