"""What a part of a solved problem consists of, in the order in which it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra.cases import Split
from derive.algebra.context import Context, Fact
from derive.algebra.signs import SignProof
from derive.algebra.term import Term
from derive.models.agreement import Counterexample
from derive.proof.step import Derivation

__all__ = [
    "Answer",
    "Argument",
    "Block",
    "CaseCell",
    "CaseColumn",
    "CaseRow",
    "CaseTable",
    "Curve",
    "Definition",
    "Figure",
    "Part",
    "Plot",
    "Prose",
    "Refutation",
    "ShapeRow",
    "Shapes",
    "Sign",
    "Spot",
    "Words",
]

Words: TypeAlias = tuple["str | Term | Fact", ...]  # text, and formulas in their places


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; `kind` is one of question, idea, text, remark."""

    kind: str
    words: Words


@dataclass(frozen=True, slots=True)
class Argument:
    """A derivation as it is shown: what its first line is called, and the reason for each step.

    One of `entries` is shown for the step of a later argument, which it justifies.
    """

    derivation: Derivation
    name: Term | None
    reasons: tuple[Words, ...]
    entries: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A letter of this part and what it stands for."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class ShapeRow:
    term: Term
    note: Words


@dataclass(frozen=True, slots=True)
class Shapes:
    """The table of shapes of some terms."""

    rows: tuple[ShapeRow, ...]


@dataclass(frozen=True, slots=True)
class Refutation:
    """A claim that is false, with the values that show it."""

    claim: Term | Fact
    counterexample: Counterexample
    given: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A term along an axis, as points."""

    label: Words
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that is marked."""

    x: float
    y: float
    label: Words


@dataclass(frozen=True, slots=True)
class Plot:
    """A pair of axes with its curves and marks; `axes` are the words beside them."""

    title: Words
    axes: tuple[Words, Words]
    curves: tuple[Curve, ...]
    spots: tuple[Spot, ...]
    log: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """Plots side by side; `alt` says what is to be seen."""

    plots: tuple[Plot, ...]
    caption: Words
    alt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A result: its name, its term, and the place among the blocks of the argument it ends.

    `in_terms_of` are the only symbols it may contain, when the question asks for that.  A
    `statement` is shown in its place: an optimum, whose objective is the term; an equation whose
    right side it is; or f ~ g, whose g it is.
    """

    name: str
    term: Term
    argument: int
    in_terms_of: tuple[Term, ...] = ()
    statement: Term | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A comparison that holds where `given` is assumed as well, and what follows in words."""

    given: tuple[Fact, ...]
    proof: SignProof
    words: Words


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """What a column of a table of cases tells the sign of; words for <, =, > and none."""

    title: Words
    term: Term
    words: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class CaseCell:
    """A sign `<`, `=`, `>` of what the derivation ends in; `none`: it is divided by, and zero."""

    sign: str
    derivation: Derivation
    proof: SignProof


@dataclass(frozen=True, slots=True)
class CaseRow:
    given: tuple[Fact, ...]
    cells: tuple[CaseCell, ...]


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table of cases that cover a domain, as the split shows."""

    domain: tuple[Fact, ...]
    columns: tuple[CaseColumn, ...]
    rows: tuple[CaseRow, ...]
    split: Split


Block: TypeAlias = (
    Prose | Argument | Definition | Shapes | Refutation | Sign | CaseTable | Figure | Answer
)


@dataclass(frozen=True, slots=True)
class Part:
    """A solved part: its context, the goal it starts from, and its blocks in reading order."""

    name: str
    title: str
    question: Words
    given: tuple[Fact, ...]
    context: Context
    goal: Term
    blocks: tuple[Block, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Answer))

    @property
    def answer(self) -> Term:
        """The first result, a SymPy expression.  Raises LookupError if the part has none."""
        if not self.answers:
            raise LookupError(f"part {self.name} states no answer")
        return self.answers[0].term

    @property
    def shown(self) -> tuple[Argument, ...]:
        """Every derivation that is shown."""
        return tuple(block for block in self.blocks if isinstance(block, Argument))

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The derivations of the part, without those of entries that stand inside another one."""
        return tuple(argument for argument in self.shown if not argument.entries)
