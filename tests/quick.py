"""Long tables: the first rows run in `make test`, the others in `make test-slow` only."""

from collections.abc import Iterable
from typing import Any

import pytest

__all__ = ["quick"]


def quick(count: int, rows: Iterable[Any]) -> list[Any]:
    """The rows of a table for `pytest.mark.parametrize`, those after the first few marked slow."""
    listed = list(rows)
    later = (row if isinstance(row, tuple) else (row,) for row in listed[count:])
    return [*listed[:count], *(pytest.param(*row, marks=pytest.mark.slow) for row in later)]
