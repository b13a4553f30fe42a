"""Many answers at once: streaming, resumable, and no item can hold up the others.

Lines of JSONL or rows of Parquet are judged by killable workers (`derive.batch.pool`), here or on
Ray.  Results are written in the order of the input; a run cut short goes on from what the output
holds.  A Parquet file cannot be continued: until it is complete its results stand in `OUT.part`.
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from derive._version import __version__
from derive.batch.pool import Pool
from derive.batch.ray_engine import ray_results
from derive.batch.record import Job, Json, Task, outcome
from derive.batch.row_files import (
    FileRow,
    is_parquet,
    read_lines,
    read_results,
    write_parquet,
)
from derive.errors import SpecError
from derive.files import being_written, require_parquet
from derive.judging.evidence import DEFAULT_GRADE

__all__ = ["Engine", "Summary", "run_batch"]

Engine: TypeAlias = Literal["local", "ray"]


@dataclass(slots=True)
class Summary:
    """How many lines came out, by verdict; how many of them stood there before; the seconds."""

    counts: dict[str, int] = field(default_factory=dict)
    resumed: int = 0
    seconds: float = 0.0
    fault: str = ""  # of the first line that cannot be used

    def add(self, verdict: str) -> None:
        self.counts[verdict] = self.counts.get(verdict, 0) + 1

    def note(self, result: Json) -> None:
        """Count a result, and keep why the first one is an error."""
        word = outcome(result)
        self.add(word)
        if word == "error" and not self.fault:
            self.fault = f"line {result['id']}: {result.get('reason') or result.get('error')}"

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def run_batch(
    source: Path,
    out: Path,
    *,
    workers: int = 0,
    timeout: float = 10.0,
    reveal: bool = True,
    force: bool = False,
    task: Task = "check",
    engine: Engine = "local",
    macros: str = "",
    accept: str = DEFAULT_GRADE,
    progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Check (or prove, or differentiate: the `task`) every line of a file into another.

    `macros` are definitions in LaTeX for all lines, beside their own; `accept` is the least grade
    of evidence on which answers are accepted.  Raises SpecError if `out`
    holds something else than a beginning of this run's results or is the input itself, or if what
    Parquet or Ray needs is not installed.
    """
    _refuse_input_as_output(source, out)
    summary, begun = Summary(), time.monotonic()
    job = Job(task, reveal, macros, accept)
    options = f"{__version__} {task} {timeout} {reveal} {accept} {macros}".rstrip()
    lines_out = _lines_out(out, force)
    done = _held(source, lines_out, options, summary)
    with lines_out.open("ab") as target:
        lines = islice(read_lines(source, options), done, None)
        for result in _results(lines, engine, workers or os.cpu_count() or 1, timeout, job):
            target.write(_encoded(result))
            target.flush()
            summary.note(result)
            summary.seconds = time.monotonic() - begun
            progress(summary)
    if is_parquet(out):
        write_parquet(_read_lines_out(lines_out), out, task)
        lines_out.unlink()
    return summary


def _refuse_input_as_output(source: Path, out: Path) -> None:
    """Raise SpecError where the results would replace what is to be judged."""
    if out.exists() and source.exists() and out.samefile(source):
        raise SpecError(f"-o is the input itself: {out}", hint="choose another file")


def _lines_out(out: Path, force: bool) -> Path:
    """The file to which the results are added; with `force` it is a new one."""
    lines_out = out
    if is_parquet(out):
        require_parquet()
        lines_out = out.with_name(f"{out.name}.part")
    if force:
        out.unlink(missing_ok=True)
        lines_out.unlink(missing_ok=True)
    if is_parquet(out) and out.exists() and not lines_out.exists():
        _write_lines(read_results(out), lines_out)
    return lines_out


def _results(
    lines: Iterator[FileRow], engine: Engine, workers: int, timeout: float, job: Job
) -> Iterator[Json]:
    """The results of the lines in order, each with its id and mark."""
    taken: deque[FileRow] = deque()

    def texts() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line.text

    for made in _judged(texts(), engine, workers, timeout, job):
        line = taken.popleft()
        yield {"id": line.id, **made, "derive": __version__, "input": line.mark}


def _judged(
    texts: Iterator[str], engine: Engine, workers: int, timeout: float, job: Job
) -> Iterator[Json]:
    if engine == "ray":
        yield from ray_results(texts, workers, timeout, job)
        return
    with Pool(workers, timeout, job) as pool:
        yield from pool.results(texts)


# -- what the output holds ------------------------------------------------------------------------


def _held(source: Path, out: Path, options: str, summary: Summary) -> int:
    """How many results `out` already holds; a last line that was cut short is removed.

    They must be those of the same lines, in the same order, under the same options.
    """
    if not out.exists():
        return 0
    held = out.read_bytes()
    whole = held[: held.rfind(b"\n") + 1]
    expected = read_lines(source, options)
    for text in whole.splitlines():
        try:
            result = json.loads(text)
            ours = result["input"] == next(expected).mark
        except (ValueError, KeyError, TypeError, StopIteration, RecursionError):
            ours = False
        if not ours:
            raise SpecError(
                f"{out} holds the results of another input or other options",
                hint="choose another file, or --force",
            )
        summary.note(result)
        summary.resumed += 1
    if whole != held:
        with out.open("r+b") as target:
            target.truncate(len(whole))
    return summary.resumed


def _encoded(result: Json) -> bytes:
    """A result as a line of UTF-8; half a surrogate pair, which has no UTF-8, is escaped."""
    return json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _write_lines(results: Iterator[Json], target: Path) -> None:
    with being_written(target) as temporary, temporary.open("wb") as out:
        out.writelines(map(_encoded, results))


def _read_lines_out(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
