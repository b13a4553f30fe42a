"""The command line within this process: what it prints, and its exit code.

A process of its own takes a second to import everything; `tests/publish/test_build.py` has that.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess
from unittest import mock

from derive.cli import main

__all__ = ["derive"]


def derive(*arguments: object) -> CompletedProcess[str]:
    """What a command prints and its exit code; an error that is not the user's is raised."""
    line = ["derive", *map(str, arguments)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "argv", line):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return CompletedProcess(line, code, out.getvalue(), err.getvalue())
