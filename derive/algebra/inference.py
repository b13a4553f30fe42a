"""One line of the table of inferences."""

from __future__ import annotations

from dataclasses import dataclass

from derive.algebra.context import Fact

__all__ = ["Inference"]


@dataclass(frozen=True, slots=True)
class Inference:
    """premises ⊢ conclusion, and the words for it."""

    name: str
    premises: tuple[Fact, ...]
    conclusion: Fact
    words: str
