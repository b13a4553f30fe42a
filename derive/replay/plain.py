"""Plain JSON: what a text may hold at all, and records with exactly their keys.

Everything that replay reads passes through here first, so no other file has to ask whether a
certificate is too large, too deep, or not JSON.

Limits
    A file of MAX_CONTENT characters; MAX_ITEMS values, nested MAX_DEPTH deep; strings of at most
    MAX_TEXT characters.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from derive.replay.report import ReplayError

__all__ = ["digest", "items", "load", "measured", "named", "record", "text"]

MAX_ITEMS, MAX_DEPTH, MAX_TEXT = 1_000_000, 150, 20_000
MAX_CONTENT, MAX_VALUES = 32_000_000, 2_000_000  # characters of a file; commas and brackets in it


def load(content: str) -> object:
    """The JSON of a text.  ReplayError if it is not JSON, or nested too deeply to be read."""
    values = sum(content.count(mark) for mark in ",[{")
    if len(content) > MAX_CONTENT or values > MAX_VALUES:
        raise ReplayError("it is too large")
    try:
        return json.loads(content, object_pairs_hook=_once)
    except RecursionError:
        raise ReplayError("it is nested too deeply") from None
    except ValueError as error:  # also a number of more digits than Python converts
        raise ReplayError(f"it is not JSON: {error}") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object.  ReplayError where a key stands twice: readers would take different ones."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ReplayError("it has an object with one key twice")
    return made


def measured(data: object) -> None:
    """ReplayError if the data is no plain JSON, or too much or too deep to be looked at."""
    left = MAX_ITEMS
    todo: list[tuple[object, int]] = [(data, 0)]
    while todo:
        value, depth = todo.pop()
        left -= 1
        if left < 0 or depth > MAX_DEPTH:
            raise ReplayError("the certificate is too large or too deep")
        if isinstance(value, dict):
            if not all(isinstance(name, str) and len(name) <= MAX_TEXT for name in value):
                raise ReplayError("keys are strings")
            todo.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1) for inner in value)
        elif isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise ReplayError("a text is too long")
        elif isinstance(value, int):
            if abs(value) > 10**9:
                raise ReplayError("a number is too large")
        elif value is not None:
            raise ReplayError("only objects, lists, strings, whole numbers, true, false and null")


MAX_NAME = 64
INNER = "·"  # in the names that replay makes up, and in no other


def named(data: object) -> str:
    """A name: printable, begun by a letter, and not like those that replay makes up itself."""
    if not isinstance(data, str) or not 0 < len(data) <= MAX_NAME:
        raise ReplayError("a name is expected")
    if not data.isprintable() or INNER in data or not (data[0].isalpha() or data[0] in "\\_"):
        raise ReplayError(f"this is no name: {data!a}")
    return data


def digest(data: object) -> int:
    """A number that any change to the content changes; it seeds the models."""
    plain = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(sha256(plain.encode("utf-8", "surrogatepass")).digest(), "big")


def record(data: object, *keys: str) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(data, dict):
        raise ReplayError(f"an object with {', '.join(keys)} is expected")
    if set(data) != set(keys):
        unknown, missing = sorted(set(data) - set(keys)), sorted(set(keys) - set(data))
        if unknown:
            raise ReplayError(f"unknown key {unknown[0][:40]}")
        raise ReplayError(f"{missing[0]} is missing")
    return data


def items(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise ReplayError("a list is expected")
    return data


def text(data: object, *allowed: str) -> str:
    """A string, one of those allowed if any are named."""
    if not isinstance(data, str) or (allowed and data not in allowed):
        raise ReplayError(f"expected {' or '.join(allowed) or 'a string'}: {str(data)[:60]}")
    return data
