"""Batches as tables: lines of JSONL or rows of Parquet in, results out as either.

A row of Parquet is the line with its columns as fields; columns without a value are left out, and
JSON in text is read where an object or a list is meant (`symbols`, `assume`, …).  In a Parquet file
of results what is an object or a list is JSON in text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from derive.batch.record import Json, Task
from derive.errors import SpecError
from derive.files import being_written, require_parquet

__all__ = [
    "COLUMNS",
    "FileRow",
    "count_lines",
    "is_parquet",
    "read_lines",
    "read_results",
    "write_parquet",
]

ROWS = 4096  # in a row group of what is written, and in a piece of what is read
NESTED = ("symbols", "assume", "in_terms_of", "macros")
JSONS = ("evidence", "counterexample", "assumed", "steps", "presumed")
COLUMNS: Mapping[Task, Sequence[str]] = MappingProxyType(
    {
        "check": "id verdict reason evidence counterexample assumed seconds derive input".split(),
        "prove": [
            *("id", "status", "reason", "presumed", "evidence", "steps", "counterexample"),
            *("assumed", "seconds", "derive", "input"),
        ],
        "diff": "id derivative shape steps seconds error derive input".split(),
    }
)
TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line of the input: its id as given, and a mark of its text and the run's options."""

    id: Any
    text: str
    mark: str


def is_parquet(path: Path) -> bool:
    return path.suffix == ".parquet"


def read_lines(source: Path, options: str) -> Iterator[FileRow]:
    """Each line that is not blank, or each row; one without id has its number.

    Raises OSError, or SpecError for a file of another format.
    """
    if source.suffix in TABLES:
        raise SpecError(f"{source} is neither JSONL nor Parquet", expected="one JSON object a line")
    for number, text in _rows(source) if is_parquet(source) else _texts(source):
        said = f"{options}\n{text.strip()}".encode("utf-8", "backslashreplace")
        yield FileRow(_id_of(text, number), text, hashlib.sha256(said).hexdigest()[:16])


def _texts(source: Path) -> Iterator[tuple[int, str]]:
    with source.open(encoding="utf-8-sig", errors="replace") as text:
        for number, line in enumerate(text, start=1):
            if line.strip():
                yield number, line


def _id_of(line: str, number: int) -> Any:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return str(number)
    return data["id"] if isinstance(data, dict) and "id" in data else str(number)


def count_lines(source: Path) -> int:
    """How many lines there are, without reading what they say; blank ones are counted."""
    if is_parquet(source):
        return int(_opened(source).metadata.num_rows)
    with source.open("rb") as content:
        return sum(piece.count(b"\n") for piece in iter(lambda: content.read(1 << 20), b""))


# -- Parquet --------------------------------------------------------------------------------------


def _opened(source: Path) -> Any:
    parquet = require_parquet()
    try:
        return parquet.ParquetFile(source)
    except ValueError as error:  # what pyarrow raises for another format
        raise SpecError(f"{source} is no Parquet file: {error}") from None


def _rows(source: Path) -> Iterator[tuple[int, str]]:
    number = 0
    for piece in _opened(source).iter_batches(batch_size=ROWS):
        for row in piece.to_pylist():
            number += 1
            fields = {name: _field(name, value) for name, value in row.items() if value is not None}
            yield number, json.dumps(fields, ensure_ascii=False, default=str)


def _field(name: str, value: Any) -> Any:
    """A column's value as the line has it."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part is not None}
    if isinstance(value, str) and (name in NESTED or (name == "gold" and value[:2] == '["')):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def read_results(path: Path) -> Iterator[Json]:
    """The results that a Parquet file holds, as they were before they were written."""
    for piece in _opened(path).iter_batches(batch_size=ROWS):
        for row in piece.to_pylist():
            yield {
                name: json.loads(value) if name in JSONS else value
                for name, value in row.items()
                if value is not None
            }


def write_parquet(results: Iterator[Json], target: Path, task: Task) -> None:
    """Write results as Parquet, a row group at a time; the file appears when it is complete."""
    pyarrow, parquet = import_module("pyarrow"), require_parquet()
    numbers, text = pyarrow.float64(), pyarrow.string()
    columns = [(name, numbers if name == "seconds" else text) for name in COLUMNS[task]]
    schema = pyarrow.schema(columns)
    with being_written(target) as temporary, parquet.ParquetWriter(temporary, schema) as writer:
        while rows := [_row(result) for result in islice(results, ROWS)]:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


def _row(result: Json) -> Json:
    """A result with what is nested, and an id that is no text, as JSON in text."""
    return {name: _cell(name, value) for name, value in result.items()}


def _cell(name: str, value: Any) -> Any:
    if name in JSONS or (name == "id" and not isinstance(value, str)):
        return json.dumps(value, ensure_ascii=False)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
