"""What is known of a claim, as the contract states it, and how it looks in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.judging.proof_rows import aligned, proof_lines
from derive.judging.verdict import counterexample_html, note_html
from derive.proof.certificate.single import order_certificate, single_certificate
from derive.proof.step import Derivation
from derive.proof.strategies.order import OrderProof

__all__ = ["ClaimResult"]


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What is known of a claim: `proved`, `verified`, `refuted`, `shape_error`, `unknown` or
    `error`, and why.

    `steps` are rows of rule, relation, before and after (LaTeX); `counterexample` has the values
    and both sides as strings.  `presumed` says in LaTeX what is presumed besides the assumptions:
    what the claim inverts or divides by does not vanish.  `evidence` is what `proved` and
    `verified` rest on, None otherwise.  `assumed` says how what could be read in two ways was read.
    `derivation` is the chain of steps between the two sides, where that is what proves the claim;
    `order` is what proves an order.
    """

    status: str
    reason: str
    steps: tuple[Mapping[str, str], ...] = ()
    counterexample: Mapping[str, Any] | None = None
    presumed: tuple[str, ...] = ()
    evidence: Mapping[str, Any] | None = None
    assumed: tuple[str, ...] = ()
    derivation: Derivation | None = field(default=None, repr=False, compare=False)
    order: OrderProof | None = field(default=None, repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The fields of a line of a batch, but the seconds."""
        return {
            "status": self.status,
            "assumed": list(self.assumed),
            "presumed": list(self.presumed),
            "evidence": self.evidence,
            "steps": list(self.steps),
            "counterexample": self.counterexample,
            "reason": self.reason,
        }

    def certificate(self) -> dict[str, Any] | None:
        """What `derive replay` needs to check the proof again, with what is presumed among what is
        given; None for a claim that no chain of steps proves.

        Raises DeriveError for a formula whose LaTeX does not read as its term.
        """
        if self.order is not None:
            return order_certificate(self.order)
        return None if self.derivation is None else single_certificate(self.derivation)

    def __bool__(self) -> bool:
        raise TypeError("a proof is not a bool: compare .status with 'proved' or 'verified'")

    def _repr_latex_(self) -> str:
        if not self.steps:
            return rf"$\text{{{self.status}}}$"
        return f"${aligned(self.steps)}$"

    def _repr_html_(self) -> str:
        more = "" if self.counterexample is None else counterexample_html(self.counterexample)
        shown = (line.strip() for line in proof_lines(self.steps))
        return note_html(self.status, "\n".join([self.reason, *shown]), more)
