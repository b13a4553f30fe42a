"""Many answers at once: streaming, resumable, and no item can hold up the others.

A supervisor feeds worker processes one line at a time; the worker whose item takes longer than the
time limit is killed, that item alone is `undecided`, and a new worker takes its place.  Results are
written in the order of the input; a run cut short goes on from what the output holds.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeAlias

import derive
from derive.errors import DeriveError, SpecError
from derive.grading.check import check
from derive.grading.verdict import Verdict
from derive.latex.declare import read_context

__all__ = ["Summary", "check_line", "run_batch"]

Json: TypeAlias = dict[str, Any]
AHEAD = 256  # lines read before the oldest one is written
IDLE, STARTING = -1, -2  # what a worker is at that has no item
START_SECONDS = 120.0


@dataclass(slots=True)
class Summary:
    """How many lines came out, by verdict."""

    counts: dict[str, int] = field(default_factory=dict)
    resumed: int = 0

    def add(self, verdict: str) -> None:
        self.counts[verdict] = self.counts.get(verdict, 0) + 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def check_line(line: Json, reveal: bool = True) -> Json:
    """The result of one question; an unusable one is the verdict `error`."""
    begun = time.perf_counter()
    unusable = _unusable(line)
    if unusable:
        verdict = Verdict("error", unusable)
    else:
        golds = [line["gold"]] if isinstance(line["gold"], str) else line["gold"]
        assume = tuple(line.get("assume") or ())
        try:
            context = None if line.get("symbols") is None else read_context(line)
            wanted = line.get("in_terms_of") or ()
            verdict = check(
                golds, line["answer"], context, in_terms_of=wanted, reveal=reveal, assume=assume
            )
        except DeriveError as error:
            verdict = Verdict("error", f"the question cannot be used: {error}")
    seconds = round(time.perf_counter() - begun, 6)
    return {**verdict.to_json(reveal=reveal), "seconds": seconds}


def _unusable(line: Json) -> str:
    """What is wrong with the fields of a question; empty if nothing is."""
    gold = line.get("gold")
    if not (isinstance(gold, str) or _texts(gold)) or not isinstance(line.get("answer"), str):
        return "the line needs a gold and an answer, both texts"
    if not isinstance(line.get("symbols") or {}, dict):
        return "symbols must be an object"
    for name in ("assume", "in_terms_of"):
        if not _texts(line.get(name) or []):
            return f"{name} must be a list of texts"
    return ""


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def run_batch(
    source: Path,
    out: Path,
    *,
    workers: int = 0,
    timeout: float = 10.0,
    reveal: bool = True,
    force: bool = False,
    task: str = "check",
    progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Check (or prove, or differentiate: the `task`) every line of a JSONL file into another.

    Raises SpecError if `out` holds something else than a beginning of this run's results.
    """
    summary = Summary()
    options = f"{derive.__version__} {task} {timeout} {reveal}"
    done = 0 if force else _held(source, out, options, summary)
    with out.open("ab" if done else "wb") as target:
        lines = _lines(source, options, done)
        with _Pool(workers or os.cpu_count() or 1, timeout, reveal, task) as pool:
            for result in pool.results(lines):
                target.write(_encoded(result) + b"\n")
                target.flush()
                summary.add(_outcome(result))
                progress(summary)
    return summary


def _outcome(result: Json) -> str:
    """The one word that sums a result up."""
    return str(
        result.get("verdict") or result.get("status") or ("error" if "error" in result else "done")
    )


def _encoded(result: Json) -> bytes:
    """A result as UTF-8; half a surrogate pair, which has no UTF-8, is escaped."""
    return json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the input: its id as given, and a mark of its text and the run's options."""

    id: Any
    text: str
    mark: str


def _lines(source: Path, options: str, skip: int = 0) -> Iterator[_Line]:
    """Each line that is not blank, without the first `skip`; one without id has its number."""
    seen = 0
    with source.open(encoding="utf-8", errors="replace") as text:
        for number, line in enumerate(text, start=1):
            if not line.strip():
                continue
            seen += 1
            if seen > skip:
                said = f"{options}\n{line.strip()}".encode("utf-8", "backslashreplace")
                yield _Line(_id_of(line, number), line, hashlib.sha256(said).hexdigest()[:16])


def _id_of(line: str, number: int) -> Any:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return str(number)
    return data["id"] if isinstance(data, dict) and "id" in data else str(number)


def _held(source: Path, out: Path, options: str, summary: Summary) -> int:
    """How many results `out` already holds; a last line that was cut short is removed.

    They must be those of the same lines, in the same order, under the same options.
    """
    if not out.exists():
        return 0
    held = out.read_bytes()
    whole = held[: held.rfind(b"\n") + 1]
    expected = _lines(source, options)
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
        summary.add(_outcome(result))
        summary.resumed += 1
    if whole != held:
        with out.open("r+b") as target:
            target.truncate(len(whole))
    return summary.resumed


def _judge(task: str, data: Json, reveal: bool) -> Json:
    from derive.grading.claims import diff_line, prove_line

    if task == "prove":
        return prove_line(data)
    return diff_line(data) if task == "diff" else check_line(data, reveal)


def _work(pipe: Connection, reveal: bool, task: str) -> None:
    """A worker: lines in, results out, until the pipe is closed.

    It says that it is ready when what it needs is loaded, so that an item's time is its own.
    """
    _judge(task, {}, reveal)
    pipe.send(None)
    while True:
        try:
            text = pipe.recv()
        except EOFError:
            return
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            data = None
            reason = f"the line is no JSON: {error}"
        else:
            reason = "the line is no JSON object"
        made = isinstance(data, dict)
        pipe.send(_judge(task, data, reveal) if made else _failed(task, "error", reason))


def _failed(task: str, verdict: str, reason: str, seconds: float = 0.0) -> Json:
    if task == "diff":
        return {"error": reason}
    if task == "prove":
        status = "unknown" if verdict == "undecided" else verdict
        empty: Json = {"status": status, "steps": [], "counterexample": None}
        return {**empty, "reason": reason, "seconds": seconds}
    return {
        "verdict": verdict,
        "reason": reason,
        "evidence": None,
        "counterexample": None,
        "seconds": seconds,
    }


@dataclass(slots=True)
class _Worker:
    """A worker process, its pipe, and the item it is at."""

    process: Any
    pipe: Connection
    item: int = STARTING
    since: float = 0.0


class _Pool:
    """Worker processes, each at one item; the one that takes too long is replaced."""

    def __init__(self, size: int, timeout: float, reveal: bool, task: str) -> None:
        self._timeout, self._reveal, self._task = timeout, reveal, task
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._start() for _ in range(size)]

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
            worker.process.join()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._reveal, self._task), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, since=time.monotonic())

    def results(self, lines: Iterator[_Line]) -> Iterator[Json]:
        """The results in the order of the lines."""
        taken: list[_Line] = []
        ready: dict[int, Json] = {}
        written, more = 0, True
        while more or written < len(taken):
            for place, worker in enumerate(self._workers):
                if worker.item == IDLE and more and len(taken) - written < AHEAD:
                    more = self._feed(place, lines, taken)
            self._collect(ready)
            while written in ready:
                line, made = taken[written], ready.pop(written)
                yield {"id": line.id, **made, "derive": derive.__version__, "input": line.mark}
                taken[written] = _Line(None, "", "")
                written += 1

    def _feed(self, place: int, lines: Iterator[_Line], taken: list[_Line]) -> bool:
        found = next(lines, None)
        if found is None:
            return False
        worker = self._workers[place]
        worker.item, worker.since = len(taken), time.monotonic()
        taken.append(found)
        with suppress(OSError):  # it died while it waited, which is seen when it is asked
            worker.pipe.send(found.text)
        return True

    def _collect(self, ready: dict[int, Json]) -> None:
        """Take what is done, and replace a worker that died or is over its time."""
        busy = [worker.pipe for worker in self._workers if worker.item != IDLE]
        told = wait(busy, timeout=0.05) if busy else []
        for place, worker in enumerate(self._workers):
            if worker.pipe in told:
                self._hear(place, ready)
        for place, worker in enumerate(self._workers):
            spent = time.monotonic() - worker.since
            if worker.item >= 0 and spent > self._timeout:
                ready[worker.item] = _failed(
                    self._task, "undecided", f"more than {self._timeout} s", spent
                )
                self._replace(place)
            elif worker.item == STARTING and spent > START_SECONDS:
                raise SpecError("a worker process does not start")

    def _hear(self, place: int, ready: dict[int, Json]) -> None:
        """Take what a worker says: that it is ready, a result, or that it is gone."""
        worker = self._workers[place]
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            if worker.item == STARTING:
                raise SpecError("a worker process ended before its first item") from None
            ready[worker.item] = _failed(self._task, "undecided", "the check ended unexpectedly")
            self._replace(place)
            return
        if worker.item != STARTING:
            ready[worker.item] = said
        worker.item = IDLE

    def _replace(self, place: int) -> None:
        worker = self._workers[place]
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers[place] = self._start()
