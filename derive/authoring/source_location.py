"""Where in a spec a line was written."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from derive.errors import DeriveError, Place

__all__ = ["located"]

PACKAGE = Path(__file__).resolve().parent.parent


class located:  # noqa: N801  # it reads as a statement: with located(): …
    """Give an error that passes through the file and line of the author's call."""

    def __init__(self, formula: object = "") -> None:
        self._formula = formula if isinstance(formula, str) else str(formula)

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        while frame.f_back is not None and Path(frame.f_code.co_filename).is_relative_to(PACKAGE):
            frame = frame.f_back
        self._file, self._line = frame.f_code.co_filename, frame.f_lineno

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, DeriveError):
            return
        inner = error.place or Place(self._formula, 0, len(self._formula))
        if inner.file is None:
            error.place = Place(inner.text, inner.start, inner.end, self._file, self._line)
