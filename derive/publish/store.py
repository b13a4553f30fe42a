"""Chapters as JSON, so that a booklet needs no problem to be solved again."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from derive.errors import DeriveError
from derive.publish import document as blocks
from derive.publish.booklet import Chapter

__all__ = ["chapter_from_json", "chapter_to_json"]

_KINDS: Mapping[str, type] = MappingProxyType(
    {
        name: kind
        for name, kind in {**vars(blocks), "Chapter": Chapter}.items()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }
)


def chapter_to_json(chapter: Chapter) -> str:
    """The chapter as text that `chapter_from_json` reads."""
    return json.dumps(_plain(chapter), ensure_ascii=False, separators=(",", ":"))


def chapter_from_json(text: str) -> Chapter:
    """The chapter again.  Raises DeriveError for a text that is none."""
    try:
        made = _made(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise DeriveError(f"no chapter: {error}") from None
    if not isinstance(made, Chapter):
        raise DeriveError(f"no chapter, but a {type(made).__name__}")
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if dataclasses.is_dataclass(value):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": type(value).__name__, **fields}
    return value


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_made, value))
    if not isinstance(value, dict):
        return value
    if "bytes" in value:
        return base64.b64decode(value["bytes"], validate=True)
    fields = {name: _made(field) for name, field in value.items() if name != "kind"}
    return _KINDS[value["kind"]](**fields)
