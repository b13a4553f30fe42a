"""How a part was verified, in a sentence."""

from __future__ import annotations

from derive.models.equivalence import compare
from derive.models.verdict import Stratum
from derive.publish.document import Inlines, Text
from derive.publish.wording import rules_of
from derive.spec.parts import Part

__all__ = ["evidence_inlines"]


def evidence_inlines(part: Part) -> Inlines:
    """Lines, rule steps, models and sizes, and the bound on the chance of an error."""
    lines = sum(len(argument.derivation.steps) for argument in part.arguments)
    steps = sum(1 for argument in part.arguments for _ in argument.derivation.flat())
    rules = {r.name for a in part.arguments for step in a.derivation.steps for r in rules_of(step)}
    said = (
        f"Verified: {lines} lines made of {steps} steps by {len(rules)} rules,"
        " each an instance of its rule with its conditions proved."
    )
    strata = _strata(part)
    if strata:
        sizes = sorted({_sizes(stratum) for stratum in strata})
        said += (
            f" The two sides of every step also agree on exact random models"
            f" ({', '.join(sizes)}), over two prime fields and over the rational numbers"
        )
        bounds = [stratum.error_bound for stratum in strata if stratum.error_bound is not None]
        if bounds:
            chance = _bound(max(bounds))
            said += f"; a false equality would pass one of them by chance at most {chance}"
        said += "."
    return (Text(said),)


def _strata(part: Part) -> tuple[Stratum, ...]:
    """The models on which the ends of the part's equalities were compared."""
    for argument in part.arguments:
        derivation = argument.derivation
        if derivation.relation == "=":
            return compare(derivation.context, derivation.start, derivation.end).strata
    return ()


def _sizes(stratum: Stratum) -> str:
    return " ".join(f"{name} = {size}" for name, size in sorted(stratum.sizes.items()))


def _bound(bound: object) -> str:
    exponent = 0
    value = float(bound)  # type: ignore[arg-type]
    while value < 1 and exponent < 400:
        value *= 10
        exponent += 1
    return f"once in 10^{exponent - 1}" if exponent > 1 else "always"
