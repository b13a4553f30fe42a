"""What was built from what: a spec whose inputs did not change is not built again.

Light on purpose: an unchanged build imports nothing else of ours but `files`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.files import write_atomically

__all__ = ["Manifest", "combined", "find_specs", "fingerprint"]

PACKAGE = Path(__file__).resolve().parent.parent
NAME = ".manifest.json"


def find_specs(folder: Path) -> list[Path]:
    """The spec files below a folder, in order; names that begin with _ or . are not specs."""
    return sorted(
        path
        for path in folder.rglob("*.py")
        if not any(piece.startswith(("_", ".")) for piece in path.relative_to(folder).parts)
    )


def fingerprint(spec: Path, options: Iterable[str]) -> str:
    """A hash of all that a build depends on: the spec and its neighbours, derive, the options."""
    style = (PACKAGE / "publish" / "style").iterdir()
    files = [*sorted(spec.parent.glob("*.py")), *sorted(PACKAGE.rglob("*.py")), *sorted(style)]
    contents = [path.name.encode() + b"\0" + path.read_bytes() for path in (spec, *files)]
    return combined([*(option.encode() for option in options), *contents])


def combined(parts: Iterable[bytes]) -> str:
    """One hash of several texts, in order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of the builds in an output folder.

    Path of a spec, or name of a booklet → fingerprint, name, files.
    """

    out: Path
    entries: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, out: Path) -> Manifest:
        """The record in a folder; an unreadable one counts as empty, and all is built again."""
        path = out / NAME
        try:
            entries = json.loads(path.read_text())
        except (OSError, ValueError):
            entries = {}
        return cls(out, entries if isinstance(entries, dict) else {})

    def fresh(self, key: str, print_: str) -> dict[str, Any] | None:
        """The entry of what need not be built: same inputs, its files as they were."""
        entry = self.entries.get(key)
        if not isinstance(entry, dict) or entry.get("fingerprint") != print_:
            return None
        files = entry.get("files", {})
        same = all(_hash(self.out / name) == value for name, value in files.items())
        return entry if same else None

    def record(self, key: str, print_: str, name: str, files: Iterable[Path]) -> None:
        """Note a finished build, and write the record in one move."""
        self.entries[key] = {
            "fingerprint": print_,
            "name": name,
            "files": {str(path.relative_to(self.out)): _hash(path) for path in sorted(files)},
        }
        text = json.dumps(self.entries, indent=1, sort_keys=True)
        write_atomically(self.out / NAME, text.encode())


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
