"""`audit`: a written solution, step by step."""

from __future__ import annotations

import json as json_module
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.cli.shell import GOOD, UNDECIDED, USAGE, WRONG, Layout, fail, json_text, print_json
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.auditing.findings import Audit

__all__ = ["audit"]


class Format(StrEnum):
    """How a report is written."""

    text = "text"
    html = "html"
    json = "json"
    sarif = "sarif"
    github = "github"


def audit(
    file: Annotated[Path, typer.Argument(help="A solution: .md, .tex, or the text of a chat.")],
    context: Annotated[
        Path | None, typer.Option(help="A JSON file with symbols, assume and layout.")
    ] = None,
    layout: Layout = "",
    format: Annotated[Format, typer.Option(help="Of the report.")] = Format.text,  # noqa: A002
    every: Annotated[bool, typer.Option("--all", help="Show the right steps as well.")] = False,
) -> None:
    """Judge every step of a written solution; the first wrong one is the headline."""
    from derive.auditing.api import audit as audited

    if not file.is_file():
        fail(f"there is no file {file}", USAGE)
    try:
        found = audited(file, _given(context), layout=layout)
    except (DeriveError, OSError) as error:
        fail(f"{error}", USAGE)
    _show(found, format, every)
    raise SystemExit(_code(found))


def _given(context: Path | None) -> Any:
    if context is None:
        return None
    try:
        said = json_module.loads(context.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        fail(f"{context} cannot be read: {error}", USAGE)
    if not isinstance(said, dict):
        fail(f"{context} holds no object", USAGE)
    return said


def _show(found: Audit, form: Format, every: bool) -> None:
    from derive.auditing.report import github, sarif, terminal

    if form is Format.json:
        print_json(found.to_json())
    elif form is Format.sarif:
        print(json_text(sarif(found)))
    elif form is Format.github:
        print(github(found))
    elif form is Format.html:
        from derive.auditing.page import page

        print(page(found))
    else:
        print(terminal(found, every))


def _code(found: Audit) -> int:
    if found.first_wrong is not None:
        return WRONG
    decided = any(step.verdict in ("right", "right_if") for step in found.steps)
    return GOOD if decided else UNDECIDED
