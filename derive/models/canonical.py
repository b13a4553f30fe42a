"""What the referee says of the canonical form of a question, in the letters of the question."""

from __future__ import annotations

from dataclasses import replace

from derive.algebra.renaming import Renaming
from derive.models.agreement import Counterexample, RefereeVerdict, Stratum

__all__ = ["counterexample_named", "verdict_named"]


def verdict_named(verdict: RefereeVerdict, renaming: Renaming) -> RefereeVerdict:
    """The verdict on numbered letters with the names put back.

    The assumption that is missing stays in numbered letters in `missing`, which no text shows.
    """
    example = verdict.counterexample
    return replace(
        verdict,
        reason=renaming.text(verdict.reason),
        strata=tuple(_stratum(stratum, renaming) for stratum in verdict.strata),
        counterexample=None if example is None else counterexample_named(example, renaming),
        missing=None,
    )


def counterexample_named(example: Counterexample, renaming: Renaming) -> Counterexample:
    """The counterexample with the names of its letters put back."""
    return replace(example, values=renaming.back(dict(example.values)))


def _stratum(stratum: Stratum, renaming: Renaming) -> Stratum:
    sizes, ranks = renaming.back(dict(stratum.sizes)), renaming.back(dict(stratum.ranks))
    return replace(stratum, sizes=sizes, ranks=ranks)
