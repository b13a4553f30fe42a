"""The commands.  Each imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated

import typer

from derive._version import __version__
from derive.cli.answers import check, diff, prove
from derive.cli.audit import audit
from derive.cli.formula_command import FormulaCommand
from derive.cli.inspection import doctor, lint, parse, replay, rules, schema
from derive.cli.sheets import build, export, list_problems, new, show
from derive.cli.shell import WRONG, fail
from derive.errors import DeriveError

__all__ = ["app", "main"]

# in the order in which `--help` lists them
COMMANDS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "build": build,
        "list": list_problems,
        "show": show,
        "parse": parse,
        "rules": rules,
        "check": check,
        "prove": prove,
        "diff": diff,
        "audit": audit,
        "replay": replay,
        "doctor": doctor,
        "lint": lint,
        "export": export,
        "schema": schema,
        "new": new,
    }
)
FORMULAS = ("parse", "check", "prove", "diff")  # what these take may begin with a minus

app = typer.Typer(
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    app.command(_name, cls=FormulaCommand if _name in FORMULAS else None)(_command)


def _version(asked: bool) -> None:
    if asked:
        print(f"derive {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Write, prove and check matrix derivations; every = is machine-verified."""


def main() -> None:
    """Run the command line; an error of the user is shown and ends with its exit code."""
    try:
        app()
    except DeriveError as error:
        fail(error, WRONG)
