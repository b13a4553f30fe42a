"""The supervisor: worker processes, each at one item; the one that takes too long is replaced."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from derive.batch.record import Job, Json
from derive.errors import SpecError

__all__ = ["Pool"]

AHEAD = 256  # items taken before the oldest one is given back
IDLE, STARTING = -1, -2  # what a worker is at that has no item
START_SECONDS = 120.0


def _work(pipe: Connection, job: Job) -> None:
    """A worker: lines in, results out, until the pipe is closed.

    It says that it is ready when what it needs is loaded, so that an item's time is its own.
    """
    job.judge("{}")
    pipe.send(None)
    while True:
        try:
            text = pipe.recv()
        except EOFError:
            return
        pipe.send(job.judge(text))


@dataclass(slots=True)
class _Worker:
    """A worker process, its pipe, and the item it is at."""

    process: Any
    pipe: Connection
    item: int = STARTING
    since: float = 0.0


class Pool:
    """Worker processes for one job; use it as `with Pool(…) as pool`.

    An item over the time limit, or whose worker dies, is `undecided` alone.  Raises SpecError if
    workers do not start.
    """

    def __init__(self, size: int, timeout: float, job: Job) -> None:
        self._timeout, self._job = timeout, job
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._start() for _ in range(size)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
            worker.process.join()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours, since=time.monotonic())

    def results(self, texts: Iterator[str]) -> Iterator[Json]:
        """The results of lines of JSON, in their order."""
        ready: dict[int, Json] = {}
        taken, given, more = 0, 0, True
        while more or given < taken:
            for place, worker in enumerate(self._workers):
                if worker.item == IDLE and more and taken - given < AHEAD:
                    more = self._feed(place, texts, taken)
                    taken += more
            self._collect(ready)
            while given in ready:
                yield ready.pop(given)
                given += 1

    def _feed(self, place: int, texts: Iterator[str], item: int) -> bool:
        text = next(texts, None)
        if text is None:
            return False
        worker = self._workers[place]
        worker.item, worker.since = item, time.monotonic()
        with suppress(OSError):  # it died while it waited, which is seen when it is asked
            worker.pipe.send(text)
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
                ready[worker.item] = self._job.failed(
                    "undecided", f"more than {self._timeout} s", spent
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
            ready[worker.item] = self._job.failed("undecided", "the check ended unexpectedly")
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
