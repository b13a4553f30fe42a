"""Claims with their truth: what an attack is made of, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from derive.judging.question import Question
from derive.judging.verdict import Verdict

__all__ = ["Case", "Generator", "Outcome", "dressed", "judged"]


@dataclass(frozen=True)
class Case:
    """A gold and an answer.

    A false answer has a witness: `differs()` computes in numpy or exact numbers that the
    assumptions hold there and the two differ, or that only the answer has no value.  Without one
    the answer is right.
    """

    name: str
    symbols: Mapping[str, object]
    assume: Sequence[str]
    gold: str
    answer: str
    differs: Callable[[], bool] | None = field(default=None, compare=False)

    @property
    def is_true(self) -> bool:
        return self.differs is None

    def __str__(self) -> str:
        assumed = f"   under {', '.join(self.assume)}" if self.assume else ""
        return f"{self.name}: {self.gold}  ~  {self.answer}{assumed}"


Generator = Callable[[Random], Iterator[Case]]


@dataclass(frozen=True)
class Outcome:
    """The verdict on a case, and whether it is a false one."""

    case: Case
    verdict: Verdict

    @property
    def is_false(self) -> bool:
        if self.case.is_true:
            return self.verdict.verdict in ("different", "undefined", "shape_error", "error")
        return self.verdict.verdict == "equivalent"


def judged(case: Case) -> Outcome:
    """What the checker says, asked as a line of a batch asks it."""
    line = {
        "symbols": dict(case.symbols),
        "assume": list(case.assume),
        "gold": case.gold,
        "answer": case.answer,
    }
    return Outcome(case, Question.from_json(line).judge(case.answer))


# what two sides are wrapped in: equal sides stay equal, different ones different
_SCALAR = ("{0}", "z + {0}", "3 ({0})", "-({0})", "5 z - ({0})", r"\frac{{{0}}}{{7}}")
_MATRIX = ("{0}", "E + {0}", "E - 2 ({0})", r"\frac{{1}}{{3}} ({0}) + 2 E", "(E + {0})^T")


def dressed(case: Case, random: Random, shape: Sequence[object] | None = None) -> Case:
    """The case with both sides in one random wrapping, which adds a letter of the shape."""
    wrapping = random.choice(_SCALAR if shape is None else _MATRIX)
    letter: dict[str, object] = {"z": "scalar"} if shape is None else {"E": list(shape)}
    gold, answer = (wrapping.format(side) for side in (case.gold, case.answer))
    symbols = {**case.symbols, **letter}
    return replace(case, symbols=symbols, gold=gold, answer=answer)
