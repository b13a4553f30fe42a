"""The JSON Schemas of what goes in and comes out; they ship with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from derive.errors import SpecError

__all__ = ["load_schema", "schema_names"]


def schema_names() -> list[str]:
    """The names of the schemas, in order."""
    entries = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".json") for name in entries if name.endswith(".json"))


def load_schema(name: str) -> dict[str, Any]:
    """The schema with this name.  Raises SpecError naming those there are."""
    known = schema_names()
    if name not in known:
        raise SpecError(f"there is no schema {name}", expected=", ".join(known))
    found = files(__name__) / f"{name}.json"
    schema: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return schema
