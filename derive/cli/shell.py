"""What the commands share: options, exit codes, how they fail, and where problems are found."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from derive.cli.problem_names import Named, find
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.authoring.problem import Problem

__all__ = [
    "GOOD",
    "UNDECIDED",
    "USAGE",
    "WRONG",
    "Assumed",
    "Batch",
    "Declared",
    "Engine",
    "Explain",
    "Force",
    "Format",
    "Formulas",
    "Json",
    "Layout",
    "Macros",
    "Out",
    "Specs",
    "Timeout",
    "Workers",
    "fail",
    "find_named",
    "joined",
    "json_text",
    "load_named",
    "load_problems",
    "print_json",
    "spec_folder",
    "text_of",
]

GOOD, WRONG, USAGE, UNDECIDED = 0, 1, 2, 3
PACKAGE = Path(__file__).parent.parent
SHIPPED = PACKAGE / "_specs"  # in a wheel; in a checkout they lie beside the package

Specs = Annotated[Path | None, typer.Option("--specs", help="The folder of the specs.")]
Declared = Annotated[
    list[str] | None,
    typer.Option(
        "--declare", "-d", help=r"What letters are: 'X: n×d, y: n, \lambda: scalar'. Repeatable."
    ),
]
Assumed = Annotated[
    list[str] | None,
    typer.Option("--assume", "-a", help="An assumption: 'symmetric(A)', 'n > d'. Repeatable."),
]
Layout = Annotated[
    str, typer.Option("--layout", help="row or gradient: what a derivative of a scalar is.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Batch = Annotated[Path | None, typer.Option(help="A file of them, JSONL or Parquet.")]
Out = Annotated[Path | None, typer.Option("-o", help="Where a batch's results go, as either.")]
Workers = Annotated[int, typer.Option(help="Worker processes; 0: one a core.")]
Timeout = Annotated[float, typer.Option(help="Seconds an item may take.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite other results.")]
Macros = Annotated[
    Path | None, typer.Option("--macros", help=r"A file of \newcommand and the like.")
]
Engine = Annotated[str, typer.Option(help="local, or ray (needs matderive[ray]).")]


class Formulas(StrEnum):
    """How formulas are printed."""

    unicode = "unicode"
    latex = "latex"


Format = Annotated[Formulas, typer.Option("--format", help="How formulas are printed.")]


class Explanation(StrEnum):
    """In what a counterexample is shown."""

    numpy = "numpy"


Explain = Annotated[
    Explanation | None, typer.Option(help="Show a counterexample as lines of NumPy to run.")
]


def fail(error: DeriveError | str, code: int) -> NoReturn:
    """Show an error, and end with this exit code."""
    print(f"error: {error}", file=sys.stderr)
    raise SystemExit(code)


def print_json(value: Any) -> None:
    """Print a value as JSON that a person can read."""
    print(json_text(value))


def json_text(value: Any) -> str:
    """A value as JSON that a person can read."""
    return json.dumps(value, indent=1, ensure_ascii=False)


def spec_folder(specs: Path | None) -> Path:
    """The folder given, ./specs, or the specs shipped with the package."""
    if specs is not None:
        if not specs.is_dir():
            fail(f"there is no folder {specs}", USAGE)
        return specs
    here = Path("specs")
    if here.is_dir():
        return here
    return SHIPPED if SHIPPED.is_dir() else PACKAGE.parent / "specs"


def load_problems(folder: Path) -> tuple[list[Problem], int]:
    """All problems of a folder, and an exit code: a broken spec is told, and stops no other."""
    from derive.authoring.load import load_problem
    from derive.publish.manifest import find_specs

    found, code = [], GOOD
    for path in find_specs(folder):
        try:
            found.append(load_problem(path))
        except DeriveError as error:
            print(f"error: {error}", file=sys.stderr)
            code = WRONG
    return found, code


def find_named(name: str, folder: Path) -> Named:
    """The spec and part meant by a name; a usage error with the nearest name for an unknown one."""
    try:
        return find(name, folder)
    except DeriveError as error:
        fail(error, USAGE)


def load_named(named: Named) -> Problem:
    """The problem of a spec, verified as it is loaded."""
    from derive.authoring.load import load_problem

    return load_problem(named.spec.path)


def joined(declared: Sequence[str] | None) -> str:
    """Declarations that were given one by one, as one text."""
    return ", ".join(declared or ())


def text_of(file: Path | None) -> str:
    """What a file says; nothing without one."""
    try:
        return "" if file is None else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {error}", USAGE)
