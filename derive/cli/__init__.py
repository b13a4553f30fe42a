"""The command line: `derive`, `python -m derive`, `python -m derive.cli`."""

from __future__ import annotations

from derive.cli.commands import app, main

__all__ = ["app", "main"]
