"""Errors that show the text, the place, what was expected, and a hint.

Every failure that a user can cause is a `DeriveError`.  Programming mistakes stay ordinary Python
exceptions; nothing in the project catches those.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ContextError",
    "DeriveError",
    "LimitError",
    "Place",
    "ReadError",
    "ShapeError",
    "SpecError",
    "StepError",
    "counted",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch `start:end` of a formula, and the file and line it was written on, if known."""

    text: str
    start: int
    end: int
    file: str | None = None
    line: int | None = None

    def caret(self) -> str:
        """The formula with the stretch underlined, on two lines."""
        text = self.text.replace("\n", " ").replace("\t", " ")
        start = max(0, min(self.start, len(text)))
        width = max(1, min(self.end, len(text)) - start)
        return f"  {text}\n  {' ' * start}{'^' * width}"


def counted(count: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class DeriveError(Exception):
    """What is wrong, where, and what to do about it.

    `message` is one line; `place` locates it in a formula; `expected` and `hint` are one line each.
    """

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.expected = expected
        self.hint = hint

    def at(self, place: Place) -> DeriveError:
        """The same error with its place, unless it already has one."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        lines = [self.message]
        if self.place is not None:
            if self.place.file is not None:
                lines[0] = f"{self.place.file}:{self.place.line}: {self.message}"
            lines.append(self.place.caret())
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class ReadError(DeriveError):
    """Text that is not a formula of the strict grammar, or names something undeclared."""


class ShapeError(DeriveError):
    """An operation whose operands have shapes that do not fit.

    `subject` is the failing subterm, `left` and `right` its offending operands: a reader that knows
    where each was written turns them into a place.
    """

    def __init__(
        self,
        message: str,
        *,
        subject: object = None,
        left: object = None,
        right: object = None,
        place: Place | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, place=place, expected=expected, hint=hint)
        self.subject = subject
        self.left = left
        self.right = right


class ContextError(DeriveError):
    """Declarations or assumptions that are unusable or contradict each other."""


class StepError(DeriveError):
    """A step that the kernel rejects: not an instance of its rule, a guard unmet, or false."""


class SpecError(DeriveError):
    """A problem spec that cannot be built."""


class LimitError(DeriveError):
    """A limit on size, depth or work was reached before an answer."""
