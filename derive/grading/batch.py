"""Many answers at once: streaming, resumable, and no item can hold up the others.

A supervisor feeds worker processes one line at a time; the worker whose item takes longer than the
time limit is killed, that item alone is `undecided`, and a new worker takes its place.  Results are
written in the order of the input; a run cut short goes on from what the output holds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeAlias

import derive
from derive.errors import DeriveError, SpecError

__all__ = ["Summary", "check_line", "run_batch"]

Json: TypeAlias = dict[str, Any]
AHEAD = 256  # lines read before the oldest one is written


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
    from derive.grading.check import check
    from derive.grading.verdict import Verdict
    from derive.latex.declare import read_context

    begun = time.perf_counter()
    gold, answer = line.get("gold"), line.get("answer")
    golds = [gold] if isinstance(gold, str) else gold
    listed = isinstance(golds, list) and all(isinstance(one, str) for one in golds)
    if golds is None or not listed or not isinstance(answer, str):
        verdict = Verdict("error", "the line needs a gold and an answer, both texts")
    else:
        try:
            context = read_context(line)
            wanted = line.get("in_terms_of") or ()
            verdict = check(golds, answer, context, in_terms_of=wanted, reveal=reveal)
        except DeriveError as error:
            verdict = Verdict("error", f"the question cannot be used: {error}")
    seconds = round(time.perf_counter() - begun, 6)
    return {**verdict.to_json(reveal=reveal), "seconds": seconds}


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
    done = 0 if force else _held(source, out, summary)
    with out.open("ab" if done else "wb") as target:
        lines = _lines(source, done)
        with _Pool(workers or os.cpu_count() or 1, timeout, reveal, task) as pool:
            for result in pool.results(lines):
                target.write(json.dumps(result, ensure_ascii=False).encode() + b"\n")
                target.flush()
                summary.add(_outcome(result))
                progress(summary)
    return summary


def _outcome(result: Json) -> str:
    """The one word that sums a result up."""
    return str(
        result.get("verdict") or result.get("status") or ("error" if "error" in result else "done")
    )


def _lines(source: Path, skip: int) -> Iterator[tuple[str, str]]:
    """(id, line) of each line that is not blank, without the first `skip`."""
    number = 0
    with source.open(encoding="utf-8", errors="replace") as text:
        for line in text:
            if line.strip():
                number += 1
                if number > skip:
                    yield _id_of(line, number), line


def _id_of(line: str, number: int) -> str:
    try:
        data = json.loads(line)
    except ValueError:
        return str(number)
    return str(data["id"]) if isinstance(data, dict) and "id" in data else str(number)


def _held(source: Path, out: Path, summary: Summary) -> int:
    """How many results `out` already holds; a last line that was cut short is removed."""
    if not out.exists():
        return 0
    held = out.read_bytes()
    whole = held[: held.rfind(b"\n") + 1]
    expected = _lines(source, 0)
    for text in whole.splitlines():
        try:
            result = json.loads(text)
            ours = result["id"] == next(expected)[0] and result["derive"] == derive.__version__
        except (ValueError, KeyError, TypeError, StopIteration):
            ours = False
        if not ours:
            raise SpecError(f"{out} holds other results", hint="choose another file, or --force")
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
    """A worker: lines in, results out, until the pipe is closed."""
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
    item: int = -1
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
        return _Worker(process, ours)

    def results(self, lines: Iterator[tuple[str, str]]) -> Iterator[Json]:
        """The results in the order of the lines."""
        ids: list[str] = []
        ready: dict[int, Json] = {}
        written, more = 0, True
        while more or written < len(ids):
            for place, worker in enumerate(self._workers):
                if worker.item < 0 and more and len(ids) - written < AHEAD:
                    more = self._feed(place, lines, ids)
            self._collect(ready)
            while written in ready:
                yield {"id": ids[written], **ready.pop(written), "derive": derive.__version__}
                written += 1

    def _feed(self, place: int, lines: Iterator[tuple[str, str]], ids: list[str]) -> bool:
        found = next(lines, None)
        if found is None:
            return False
        worker = self._workers[place]
        worker.item, worker.since = len(ids), time.monotonic()
        ids.append(found[0])
        worker.pipe.send(found[1])
        return True

    def _collect(self, ready: dict[int, Json]) -> None:
        """Take what is done, and replace a worker that died or is over its time."""
        busy = [worker.pipe for worker in self._workers if worker.item >= 0]
        told = wait(busy, timeout=0.05) if busy else []
        for place, worker in enumerate(self._workers):
            if worker.pipe not in told:
                continue
            try:
                ready[worker.item] = worker.pipe.recv()
                worker.item = -1
            except EOFError:
                ready[worker.item] = _failed(self._task, "undecided", "it ended unexpectedly")
                self._replace(place)
        for place, worker in enumerate(self._workers):
            spent = time.monotonic() - worker.since
            if worker.item >= 0 and spent > self._timeout:
                ready[worker.item] = _failed(
                    self._task, "undecided", f"more than {self._timeout} s", spent
                )
                self._replace(place)

    def _replace(self, place: int) -> None:
        worker = self._workers[place]
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers[place] = self._start()
