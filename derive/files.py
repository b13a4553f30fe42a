"""Files that are either the old ones or the new ones, never something between; JSON, Parquet."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from derive.errors import SpecError

__all__ = ["being_written", "read_json", "require_parquet", "write_atomically"]


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file in one move; the folder is made if missing.

    A process killed at any moment leaves the previous file whole.  A failure (OSError) leaves no
    temporary file behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with being_written(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def being_written(path: Path) -> Iterator[Path]:
    """An empty file in the folder of `path` to write to, which takes its place when all is written.

    After an exception `path` is what it was, and the other file is removed.  Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced; those of an ordinary file if there is none."""
    if path.exists():
        return path.stat().st_mode & 0o777
    return 0o644


def require_parquet() -> Any:
    """The library that reads and writes Parquet.  Raises SpecError if it is not installed."""
    try:
        return import_module("pyarrow.parquet")
    except ImportError:
        raise SpecError(
            "Parquet needs pyarrow, which is not installed", hint="pip install 'matderive[parquet]'"
        ) from None


def read_json(text: str) -> Any:
    """The value of a text of JSON.  Raises ValueError also for a name that stands in one object
    twice, of which readers would take the one or the other."""
    return json.loads(text, object_pairs_hook=_named_once)


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} stands in one object twice")
    return found
