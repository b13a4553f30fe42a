"""One meter of work, for everything that a stranger can type.

Reading, planning, drawing, evaluating, comparing and hinting spend fuel as they go; who is asked a
question sets a limit (`metered`), and what is not decided when it is spent is undecided.  A unit is
about a microsecond on a machine of 2024; nothing here asks a clock, so that the same question is
given up at the same point on every machine.  What is done before it can be interrupted, as the
arithmetic of flint, is paid for before it runs.

The meter belongs to the context of a thread (PEP 567): threads and forked processes have meters of
their own.  What a cache remembers is charged again where it is remembered (`remembered`), so that
no answer depends on the questions before it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from math import inf
from typing import Any, ParamSpec, TypeVar, cast

__all__ = ["SpentError", "metered", "remembered", "spend", "spent"]

P = ParamSpec("P")
R = TypeVar("R")


class SpentError(Exception):
    """The fuel of a question is spent.  No DeriveError: nobody but who set the limit catches it."""


@dataclass(slots=True)
class _Meter:
    limit: float = inf
    used: int = 0


_METER: ContextVar[_Meter] = ContextVar("meter")


def _meter() -> _Meter:
    meter = _METER.get(None)
    if meter is None:
        meter = _Meter()
        _METER.set(meter)
    return meter


def spend(amount: int = 1) -> None:
    """Pay for work that is about to be done.  Raises SpentError beyond the limit."""
    meter = _meter()
    if meter.used + amount > meter.limit:
        meter.used = int(meter.limit)  # what is not done is not paid for: others have their share
        raise SpentError
    meter.used += amount


def spent() -> int:
    """What this thread has spent so far."""
    return _meter().used


@contextmanager
def metered(limit: int | None) -> Iterator[None]:
    """Spend at most `limit` inside, and no more than what is left of the limit outside."""
    meter = _meter()
    before = meter.limit
    if limit is not None:
        meter.limit = min(before, meter.used + limit)
    try:
        yield
    finally:
        meter.limit = before


def remembered(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`lru_cache` for what spends fuel: what is remembered is paid for again."""

    def remember(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=maxsize)
        def priced(*args: Hashable, **named: Hashable) -> tuple[R, int]:
            before = spent()
            found = cast("Callable[..., Any]", function)(*args, **named)
            return found, spent() - before

        @wraps(function)
        def paid(*args: P.args, **named: P.kwargs) -> R:
            before = spent()
            found, price = cast("Callable[..., tuple[R, int]]", priced)(*args, **named)
            spend(price - (spent() - before))
            return found

        return paid

    return remember
