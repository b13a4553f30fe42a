"""Building many specs: only what changed, several at once, with progress."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from derive.errors import DeriveError
from derive.publish.manifest import Manifest, fingerprint

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
    """Build what changed; the exit code: 0, or 1 if a spec is wrong or a format cannot be made."""
    manifest = Manifest.read(order.out)
    options = (*order.formats, order.sheet)
    stale: dict[Path, str] = {}
    for spec in order.specs:
        print_ = fingerprint(spec, options)
        entry = manifest.fresh(spec, print_)
        if entry is None:
            stale[spec] = print_
        else:
            print(f"{entry['problem']}: unchanged")
    code = 0
    for spec, built in _built(tuple(stale), order):
        if isinstance(built, DeriveError):
            print(f"error: {built}", file=sys.stderr)
            code = 1
            continue
        print(f"{built.problem}: {built.parts} parts verified, {built.seconds:.1f} s")
        for path in built.files:
            print(f"  {path}")
        for why in built.missing:
            print(f"  {why}", file=sys.stderr)
            code = code or (1 if order.explicit else 0)
        if not built.missing:
            manifest.record(spec, stale[spec], built.problem, built.files)
    return code


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
