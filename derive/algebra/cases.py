"""Cases that cover a domain, shown by splitting at the signs of polynomials.

A split is a tree: at a branch a polynomial is below, equal to or above zero; at a leaf either all
the conditions of one row follow from what is assumed on the way, or these assumptions contradict
each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.signs import SignProof, Summand, check_contradiction, check_sign
from derive.algebra.term import Term
from derive.errors import StepError

__all__ = ["Branch", "Covered", "Impossible", "Split", "branches", "check_split"]


@dataclass(frozen=True, slots=True)
class Covered:
    """The row whose conditions hold here, each with its proof."""

    row: int
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """What is assumed here contradicts itself, as these summands show."""

    sum: tuple[Summand, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What follows where a scalar is below zero, zero, and above zero."""

    on: Term
    below: Split
    zero: Split
    above: Split


Split: TypeAlias = Branch | Covered | Impossible


def branches(on: Term) -> tuple[Fact, Fact, Fact]:
    """The scalar is below zero, zero, above zero."""
    return Fact("<", (on, t.ZERO)), Fact("=", (on, t.ZERO)), Fact("<", (t.ZERO, on))


def check_split(domain: Sequence[Fact], rows: Sequence[Sequence[Fact]], split: Split) -> None:
    """Raise StepError unless the split shows that one of the rows holds wherever the domain does.

    Conditions compare scalars; a value that a term has not makes a condition false, so conditions
    of polynomials only are taken.
    """
    match split:
        case Branch(on, below, zero, above):
            for fact, part in zip(branches(on), (below, zero, above), strict=True):
                check_split((*domain, fact), rows, part)
        case Covered(row, proofs):
            if not 0 <= row < len(rows) or [p.fact for p in proofs] != list(rows[row]):
                raise StepError("a leaf of the split proves another row than it names")
            for proof in proofs:
                check_sign(domain, proof)
        case Impossible(summands):
            check_contradiction(domain, summands)
