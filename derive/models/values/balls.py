"""Balls are computed at one precision for the whole process: who computes with them does so alone.

A question takes the turn when it first needs a ball, and gives it back at its end; questions whose
values are rational never wait.  A forked process starts with a turn that nobody has, and with the
precision that balls have when none is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

import flint

__all__ = ["alone_with_balls", "take_turn"]

PLAIN = 53  # bits
_HOLDS: ContextVar[list[Lock] | None] = ContextVar("holds", default=None)


class _Turn:
    """The lock of this process; a child has one of its own."""

    def __init__(self) -> None:
        self.lock = Lock()
        os.register_at_fork(after_in_child=self._anew)

    def _anew(self) -> None:
        self.lock = Lock()
        if not _HOLDS.get():
            flint.ctx.prec = PLAIN


_TURN = _Turn()


def take_turn() -> None:
    """Wait for balls, inside `alone_with_balls`; outside of it, who calls is alone anyway."""
    holds = _HOLDS.get()
    if holds is not None and not holds:
        lock = _TURN.lock
        lock.acquire()
        holds.append(lock)


@contextmanager
def alone_with_balls() -> Iterator[None]:
    """Give back at the end what the turn was taken for inside."""
    if _HOLDS.get() is not None:
        yield
        return
    holds: list[Lock] = []
    token = _HOLDS.set(holds)
    try:
        yield
    finally:
        _HOLDS.reset(token)
        for lock in holds:
            lock.release()
