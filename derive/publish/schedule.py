"""Building many specs: only what changed, several at once, with progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from derive.errors import DeriveError, counted
from derive.publish.manifest import Manifest, combined, fingerprint

if TYPE_CHECKING:
    from derive.publish.build import Built

__all__ = ["Order", "build_all", "watch_and_build"]

POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: specs, where to, formats, sheet, how many at once.

    `explicit`: the formats were asked for by name, so that one that cannot be made is an error.
    """

    specs: tuple[Path, ...]
    out: Path
    formats: tuple[str, ...]
    sheet: str
    jobs: int
    explicit: bool


def build_all(order: Order) -> int:
    """Build what changed; the exit code: 0, or 1 if a spec is wrong or a format cannot be made.

    A course of which several specs are ordered gets a booklet, unless one of them is wrong.
    """
    manifest = Manifest.read(order.out)
    options = (*order.formats, order.sheet)
    prints = {spec: fingerprint(spec, options) for spec in order.specs}
    names: dict[Path, str] = {}
    stale = []
    for spec in order.specs:
        entry = manifest.fresh(str(spec.resolve()), prints[spec])
        if entry is None:
            stale.append(spec)
        else:
            names[spec] = entry["name"]
            print(f"{entry['name']}: unchanged")
    code = 0
    for spec, built in _built(tuple(stale), order):
        code = max(code, _report(built, order, "part", " verified"))
        if not isinstance(built, DeriveError):
            names[spec] = built.name
            if not built.missing:
                files = (*built.files, *built.kept)
                manifest.record(str(spec.resolve()), prints[spec], built.name, files)
    for course, specs in _courses(names):
        if len(names) == len(order.specs):
            print_ = combined(f"{names[spec]} {prints[spec]}".encode() for spec in specs)
            problems = tuple(names[spec] for spec in specs)
            code = max(code, _build_booklet(course, problems, print_, order, manifest))
    return code


def _report(built: Built | DeriveError, order: Order, of: str, how: str = "") -> int:
    """Say what was built or why not; the exit code."""
    if isinstance(built, DeriveError):
        print(f"error: {built}", file=sys.stderr)
        return 1
    print(f"{built.name}: {counted(built.parts, of)}{how}, {built.seconds:.1f} s")
    for path in built.files:
        print(f"  {path}")
    for why in built.missing:
        print(f"  {why}", file=sys.stderr)
    return 1 if built.missing and order.explicit else 0


def _courses(names: Mapping[Path, str]) -> list[tuple[str, list[Path]]]:
    """The courses of several specs, each with its specs."""
    courses: dict[str, list[Path]] = {}
    for spec, name in names.items():
        courses.setdefault(name.partition("/")[0], []).append(spec)
    return [(course, sorted(specs)) for course, specs in courses.items() if len(specs) > 1]


def _build_booklet(
    course: str, problems: Sequence[str], print_: str, order: Order, manifest: Manifest
) -> int:
    name = f"{course}/booklet"
    if manifest.fresh(name, print_) is not None:
        print(f"{name}: unchanged")
        return 0
    from derive.publish.build import build_booklet

    try:
        built = build_booklet(course, problems, order.out, order.formats, order.sheet)
    except DeriveError as error:
        return _report(error, order, "problem")
    if not built.missing:
        manifest.record(name, print_, name, built.files)
    return _report(built, order, "problem")


def _built(specs: tuple[Path, ...], order: Order) -> list[tuple[Path, Built | DeriveError]]:
    """Each spec built, or why not; in the order of the specs."""
    jobs = min(len(specs), order.jobs or os.cpu_count() or 1)
    if jobs <= 1:
        return [(spec, _build(spec, order)) for spec in specs]
    done: dict[Path, Built | DeriveError] = {}
    with ProcessPoolExecutor(jobs) as pool:
        waiting = {pool.submit(_build, spec, order): spec for spec in specs}
        for future in as_completed(waiting):
            done[waiting[future]] = future.result()
            print(f"[{len(done)}/{len(specs)}] {waiting[future].stem}", file=sys.stderr)
    return [(spec, done[spec]) for spec in specs]


def _build(spec: Path, order: Order) -> Built | DeriveError:
    """A wrong spec is a value here: the others are built all the same."""
    from derive.publish.build import build_spec

    try:
        return build_spec(spec, order.out, order.formats, order.sheet)
    except DeriveError as error:
        return error


def watch_and_build(order: Order) -> NoReturn:
    """Build, and again whenever a spec changes, until interrupted."""
    seen: dict[Path, str] = {}
    while True:
        now = {spec: fingerprint(spec, ()) for spec in order.specs}
        if now != seen:
            build_all(order)
            seen = now
        time.sleep(POLL_SECONDS)
