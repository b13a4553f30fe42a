"""What `--batch` does: a file of questions, claims or derivatives, with progress and a summary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, TypeAlias

from derive.batch.progress import Progress, summed_up
from derive.batch.record import Task
from derive.batch.row_files import count_lines
from derive.batch.runner import Engine, Summary, run_batch
from derive.errors import DeriveError
from derive.judging.evidence import DEFAULT_GRADE, GRADES

__all__ = ["FailOn", "judge_batch"]

FailOn: TypeAlias = Literal["", "wrong", "undecided"]


def judge_batch(
    source: Path,
    out: Path,
    workers: int,
    timeout: float,
    fail_on: str,
    reveal: bool,
    force: bool,
    task: Task = "check",
    engine: str = "local",
    macros: str = "",
    accept: str = DEFAULT_GRADE,
) -> int:
    """Judge a file; the exit code, after a summary on standard error."""
    if fail_on not in ("", "wrong", "undecided"):
        return _usage("--fail-on is wrong or undecided")
    if engine not in ("local", "ray"):
        return _usage("--engine is local or ray")
    if accept not in GRADES:
        return _usage(f"--accept is one of {', '.join(GRADES)}")
    chosen: Engine = "ray" if engine == "ray" else "local"
    try:
        progress = Progress(sys.stderr, count_lines(source))
        summary = run_batch(
            source,
            out,
            workers=workers,
            timeout=timeout,
            reveal=reveal,
            force=force,
            task=task,
            engine=chosen,
            macros=macros,
            accept=accept,
            progress=progress,
        )
    except OSError as error:
        return _usage(f"{error.filename}: {error.strerror}")
    except DeriveError as error:
        return _usage(str(error))
    progress.close()
    print(summed_up(summary), file=sys.stderr)
    if summary.counts.get("error", 0) == summary.total > 0:
        return _usage(f"no line can be used; {summary.fault}")
    return 1 if _failed(summary, fail_on) else 0


def _failed(summary: Summary, fail_on: str) -> int:
    """How many results are of the kind for which the command is to fail."""
    undecided = summary.counts.get("undecided", 0)
    wrong = summary.total - summary.counts.get("equivalent", 0) - undecided
    return {"wrong": wrong, "undecided": undecided, "": 0}[fail_on]


def _usage(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2
