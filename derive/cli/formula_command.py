"""Commands that take formulas: one that begins with a minus is a formula, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

__all__ = ["FormulaCommand", "formulas_last"]

# `--word` or `--word=value` is meant as an option, also a misspelt one: click then names the right
# one.  No option is longer than two signs with one minus.
_LONG = re.compile(r"--[a-z][a-z-]+(=.*)?", re.DOTALL)


def formulas_last(arguments: Sequence[str], takes_value: Mapping[str, bool]) -> list[str]:
    """The arguments with the options first, and the formulas behind `--`, in their order.

    `takes_value` maps each option to whether a value follows it.
    """
    options: list[str] = []
    formulas: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            formulas += rest
            break
        if word not in takes_value and not _LONG.fullmatch(word):
            formulas.append(word)
            continue
        options.append(word)
        if takes_value.get(word):
            if not rest:
                return options  # click says what is missing
            options.append(rest.pop(0))
    return [*options, "--", *formulas]


class FormulaCommand(TyperCommand):
    """A command among whose arguments there may be formulas as `-x^T y`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments as click does, with the formulas set apart."""
        takes_value = {
            name: not getattr(param, "is_flag", False)
            for param in self.get_params(ctx)
            for name in param.opts
            if name.startswith("-")
        }
        return super().parse_args(ctx, formulas_last(args, takes_value))
