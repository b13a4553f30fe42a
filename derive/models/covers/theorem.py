"""A theorem that lets agreement on models count, with the numbers that a question gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["NotCovered", "Theorem"]


class NotCovered(Exception):  # noqa: N818  # it is an outcome, not an error
    """A formula to which a theorem does not apply."""


@dataclass(frozen=True, slots=True)
class Theorem:
    """What says that agreement on the models tried is equality: its name, the numbers that the
    question gives it (sizes that are enough, letters, draws), and what it states."""

    name: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
