"""How a batch goes: a line on a terminal that is drawn again, and a summary at the end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TextIO

from derive.batch.runner import Summary
from derive.errors import counted

__all__ = ["Progress", "summed_up"]

EVERY = 0.2  # seconds between two drawings
BAR = 20  # characters


class Progress:
    """Draws how far a batch is; silent where nobody looks, that is, on anything but a terminal."""

    def __init__(self, stream: TextIO, expected: int) -> None:
        self._stream, self._expected = stream, max(expected, 1)
        self._seen = stream.isatty()
        self._drawn = 0.0

    def __call__(self, summary: Summary) -> None:
        now = time.monotonic()
        if self._seen and now - self._drawn >= EVERY:
            self._drawn = now
            self._stream.write(f"\r\x1b[K{self.line(summary)}")
            self._stream.flush()

    def line(self, summary: Summary) -> str:
        part = min(1.0, summary.total / self._expected)
        bar = ("█" * int(part * BAR)).ljust(BAR, "░")
        rate = _rate(summary)
        left = (self._expected - summary.total) / rate if rate else 0.0
        speed = f"{rate:.0f}/s, {left:.0f} s left"
        done = counted(summary.total, "line")
        return f"{bar} {part:4.0%} {done}, {speed}  {_counts(summary.counts)}"

    def close(self) -> None:
        """Remove the line."""
        if self._seen:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def summed_up(summary: Summary) -> str:
    """The whole run in a line."""
    before = f" ({summary.resumed} from before)" if summary.resumed else ""
    counts = _counts(summary.counts) or "nothing to do"
    speed = f", {summary.seconds:.1f} s, {_rate(summary):.0f}/s" if _rate(summary) else ""
    return f"{counted(summary.total, 'line')}{before}: {counts}{speed}"


def _rate(summary: Summary) -> float:
    made = summary.total - summary.resumed
    return made / summary.seconds if summary.seconds > 0 else 0.0


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{verdict} {n}" for verdict, n in sorted(counts.items()))
