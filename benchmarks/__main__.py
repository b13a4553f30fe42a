"""Times whole commands: `make bench`.

Each command runs several times in a process of its own; the least and the median are printed, with
the promise they are held against.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPEATS = 5
DERIVE = Path(sys.executable).with_name("derive")


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
        certificate = str(out / "cs182-hw0" / "least_squares_svd.json")
        commands = (
            Command("derive --help", ("--help",), 0.2),
            Command("build of problem 3, cold, no PDF", light, 3.0, cold=True),
            Command("build of problem 3, unchanged", light, 0.3),
            Command("replay of its certificate", ("replay", certificate), None),
            Command("build of problem 3, cold, with PDF", build, None, cold=True),
        )
        print(f"{'command':<38}{'least':>8}{'median':>8}{'promised':>10}")
        for command in commands:
            times = [seconds(command, out) for _ in range(REPEATS)]
            promised = f"{command.promised:.1f} s" if command.promised else ""
            least, median = min(times), statistics.median(times)
            print(f"{command.name:<38}{least:>6.2f} s{median:>6.2f} s{promised:>10}")


main()
