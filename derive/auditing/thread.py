"""What an equation may be judged from: those of the thread, and gradients that vanish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derive.auditing.judge import Statement

MAX_GIVEN = 3
__all__ = ["Gradient", "Thread", "ThreadEquation"]


@dataclass(frozen=True, slots=True)
class ThreadEquation:
    """An equation of the thread; `wrong` if it is a wrong line or rests on one; the number of its
    chain."""

    statement: Statement
    wrong: bool = False
    number: int = 0
    given: bool = False  # set by the author: it holds for the whole of a part
    derived: bool = False  # it follows from others of the thread


@dataclass(slots=True)
class Thread:
    """What an equation may be judged from: those before a wrong line, and those since."""

    equations: list[ThreadEquation] = field(default_factory=list)
    before_wrong: list[ThreadEquation] = field(default_factory=list)
    wrong: bool = False

    def add(
        self,
        statement: Statement,
        number: int,
        wrong: bool = False,
        given: bool = False,
        derived: bool = False,
    ) -> None:
        if not re.search(r"\\partial|\\nabla|∂|∇", statement.text):  # no models are known of these
            self.equations.append(ThreadEquation(statement, wrong, number, given, derived))

    def begun_again(self) -> Thread:
        """A new thread, with what the author has set."""
        return Thread([one for one in self.equations if one.given][-MAX_GIVEN:])

    def turn_wrong(self, statement: Statement, number: int) -> None:
        self.before_wrong += [one for one in self.equations if not (one.wrong or one.given)]
        self.equations = [one for one in self.equations if one.given]
        self.add(statement, number, True)
        self.wrong = True


@dataclass(slots=True)
class Gradient:
    """The value of a derivative that was last written, by which letter, and whether it was right;
    `true` are the derivative itself and the last value before a wrong one."""

    value: str
    true: tuple[str, ...]
    wrong: bool
    letters: frozenset[str]
    by: frozenset[str] = frozenset()
    number: int = 0
