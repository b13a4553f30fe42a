"""Times whole commands: `make bench`, or `python -m benchmarks REPEATS`.

Each command runs several times in a process of its own; the least and the median are printed, with
the promise they are held against.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from derive.publish.html import render_html
from derive.publish.pdf import Tex, find_tex, typeset
from derive.rewards.extraction import extract
from tests.publish.sample import LEAST_SQUARES

REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
DERIVE = Path(sys.executable).with_name("derive")
# what runs within a process: its name, what is called, and how fast it is promised to be
CALLS: tuple[tuple[str, Callable[[], object], float], ...] = (
    ("HTML of a sheet of sixty formulas", lambda: render_html(LEAST_SQUARES), 0.05),
    ("the answer in a text of 200 kB", lambda: extract("answer is " * 20_000), 1.0),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, how fast it is promised to be, and whether what it wrote is removed before."""

    name: str
    arguments: tuple[str, ...]
    promised: float | None
    cold: bool = False


def seconds(command: Command, out: Path) -> float:
    """The time of one run.  Raises CalledProcessError if the command fails."""
    if command.cold:
        for path in sorted(out.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    begun = time.perf_counter()
    subprocess.run([DERIVE, *command.arguments], check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build = ("build", "least_squares_svd", "--out", folder)
        light = (*build, "--formats", "tex,html,json")
        course = ("build", "--out", folder, "--formats", "tex,html,json")
        certificate = str(out / "cs182-hw0" / "least_squares_svd.json")
        commands = (
            Command("derive --help", ("--help",), 0.2),
            Command("build of problem 3, cold, no PDF", light, 3.0, cold=True),
            Command("build of problem 3, unchanged", light, 0.3),
            Command("replay of its certificate", ("replay", certificate), None),
            Command("build of problem 3, cold, with PDF", build, None, cold=True),
            Command("build of all sheets, cold, no PDF", course, 15.0, cold=True),
            Command("build of all sheets, unchanged", course, 0.6),
        )
        print(f"{'command':<38}{'least':>8}{'median':>8}{'promised':>10}")
        for command in commands:
            row(command.name, [seconds(command, out) for _ in range(REPEATS)], command.promised)
        for name, call, promised in CALLS:
            row(name, [timeit.timeit(call, number=1) for _ in range(REPEATS)], promised)
        typesetting(out / "cs182-hw0" / "least_squares_svd.tex")


def row(name: str, times: list[float], promised: float | None) -> None:
    """Print the least and the median of some times beside the promise."""
    least, median = min(times), statistics.median(times)
    shown = f"{promised:.2f} s" if promised else ""
    print(f"{name:<38}{least:>6.2f} s{median:>6.2f} s{shown:>10}")


def typesetting(source: Path) -> None:
    """How long a PDF takes, as a multiple of what TeX alone takes for as many runs."""
    tex = find_tex()
    if tex is None:
        print("no TeX on this machine")
        return
    text = source.read_text(encoding="utf-8")
    ratios = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        typeset(text, tex)
        ours = time.perf_counter() - begun
        ratios.append(ours / alone(tex, text))
    least, median = min(ratios), statistics.median(ratios)
    print(f"{'PDF, as a multiple of TeX alone':<38}{least:>8.2f}{median:>8.2f}{'1.3':>10}")


def alone(tex: Tex, text: str) -> float:
    """The seconds of two runs of TeX: one for the places of the links, one for the pages."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sheet.tex").write_text(text, encoding="utf-8")
        command = [str(tex.path), "-interaction=nonstopmode", "sheet.tex"]
        begun = time.perf_counter()
        for options in (["-draftmode"], []):
            subprocess.run(
                [*command[:1], *options, *command[1:]], cwd=folder, check=True, capture_output=True
            )
        return time.perf_counter() - begun


main()
