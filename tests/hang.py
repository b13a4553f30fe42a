"""A protection against what does not end; how fast something is stands in `benchmarks/`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["ends_within"]


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """Fail what takes more processor time than that.

    The seconds are many times what is measured.  Time of the processor is counted and not that of
    the clock, because other work may slow this machine down.
    """

    def fail(*_: Any) -> None:
        pytest.fail(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
