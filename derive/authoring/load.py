"""Finding and loading specs: Python files that make one `problem`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from derive.authoring.problem import Problem
from derive.errors import DeriveError, SpecError

__all__ = ["load_problem"]


def load_problem(path: Path) -> Problem:
    """The problem of a spec file.

    Raises SpecError if the file makes none or cannot be run; an error in one of its lines carries
    the file and the line.
    """
    name = f"derive_spec_{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None:
        raise SpecError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(module)
    except DeriveError:
        raise
    except (Exception, SystemExit) as error:  # a spec is any program
        raise SpecError(f"{path}: {type(error).__name__}: {error}") from error
    problem = getattr(module, "problem", None)
    if not isinstance(problem, Problem):
        raise SpecError(f"{path} makes no problem", hint="it needs a line: problem = Problem(…)")
    if not problem.parts:
        raise SpecError(f"{path}: the problem has no parts")
    return problem
