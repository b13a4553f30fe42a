"""What replay reports, how a check refuses, and the bound on the work it does.

A check raises ReplayError where something does not hold; whoever walks the certificate records it
with its path.  ExhaustedError ends the whole replay: a certificate that asks for more work than any
honest one is not accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Below", "Counts", "ExhaustedError", "Fuel", "Log", "Problem", "ReplayError", "Report"]

MAX_PROBLEMS, MAX_MESSAGE = 50, 2000
UNREAD = (
    "The LaTeX and the words in the certificate, its questions and reasons among them, were not"
    " read: what is checked is what the trees say, as printed here."
)


class ReplayError(Exception):
    """Something in the certificate does not hold; the message says what, `path` where below."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class Below:
    """Prefix the path of what is refused inside."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ReplayError):
            error.path = f"{self._path}.{error.path}" if error.path else self._path


class ExhaustedError(Exception):
    """The limit on the work of one replay is reached."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in the JSON (`parts[0].derivations[1].steps[2]`) and what is wrong there."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was checked: parts, flat steps (guards' and lemmas' too), rules, exact models."""

    parts: int = 0
    steps: int = 0
    rules: int = 0
    models: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Whether the certificate replays, and if not every problem found (at most 50).

    `statements` say what was checked, a part each, and `unread` what was not looked at.  `foreign`
    names the axioms that derive has never shipped: with them nothing is `ok`, though each step may
    be sound if they are true.  `lacking` says what a certificate of an old format does not carry.
    """

    ok: bool
    problems: tuple[Problem, ...]
    counts: Counts
    statements: tuple[str, ...] = ()
    unread: str = ""
    foreign: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(slots=True)
class Fuel:
    """Elementary operations that are left; spending more raises ExhaustedError."""

    left: int

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise ExhaustedError


def _plain(text: str) -> str:
    """The text without what a terminal obeys."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:MAX_MESSAGE])


@dataclass(slots=True)
class Log:
    """The problems found so far, and the counts."""

    problems: list[Problem] = field(default_factory=list)
    parts: int = 0
    steps: int = 0
    rules: int = 0
    models: int = 0
    statements: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(_plain(path), _plain(message)))

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        """Record what is refused inside, and go on behind it."""
        try:
            yield
        except ReplayError as refused:
            where = ".".join(filter(None, (path, refused.path))).replace(".[", "[")
            self.add(where, refused.message)

    def report(self) -> Report:
        counts = Counts(self.parts, self.steps, self.rules, self.models)
        return Report(
            not self.problems and not self.foreign,
            tuple(self.problems),
            counts,
            tuple(self.statements),
            UNREAD,
            tuple(map(_plain, self.foreign)),
            tuple(self.lacking),
        )
