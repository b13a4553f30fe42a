"""How a part was verified, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator

from derive.authoring.parts import Part
from derive.models.agreement import Stratum
from derive.models.equivalence import compare
from derive.publish.document import Inline, Inlines, Math, Text
from derive.publish.wording import join, rules_of

__all__ = ["all_strata", "evidence_inlines"]


def evidence_inlines(part: Part) -> Inlines:
    """Lines, rule steps, models and sizes, and the bound on the chance of an error."""
    lines = sum(len(argument.derivation.steps) for argument in part.shown)
    steps = sum(1 for argument in part.shown for _ in argument.derivation.flat())
    rules = {r.name for a in part.shown for step in a.derivation.steps for r in rules_of(step)}
    said: list[Inline] = [
        Text(
            f"Verified: {_count(lines, 'line')} made of {_count(steps, 'step')} by"
            f" {_count(len(rules), 'rule')}, each an instance of its rule with its conditions"
            " proved."
        )
    ]
    strata = _strata(part)
    if strata:
        sizes = sorted({_sizes(stratum) for stratum in strata if stratum.sizes})
        said.append(Text(" The sides of every equality also agree on exact random models"))
        if sizes:
            said += [Text(" with "), *join([(Math(size),) for size in sizes], " and ")]
        primes = any(stratum.primes for stratum in strata)
        fields = "two prime fields and the rational numbers" if primes else "the rational numbers"
        said.append(Text(f", over {fields}" if sizes else f" over {fields}"))
        bounds = [stratum.error_bound for stratum in strata if stratum.error_bound is not None]
        if bounds:
            chance = Math(f"10^{{{math.ceil(math.log10(max(bounds)))}}}")
            said += [Text("; a false one would pass on a model with a chance below "), chance]
        said.append(Text("."))
    return tuple(said)


def _strata(part: Part) -> tuple[Stratum, ...]:
    """The models on which the ends of the part's equalities were compared."""
    for argument in part.arguments:
        derivation = argument.derivation
        if derivation.relation == "=":
            return compare(derivation.context, derivation.start, derivation.end).strata
    return ()


def all_strata(part: Part) -> Iterator[Stratum]:
    """The models on which the ends of each of the part's equalities were compared."""
    for argument in part.arguments:
        derivation = argument.derivation
        if derivation.relation == "=":
            yield from compare(derivation.context, derivation.start, derivation.end).strata


def _count(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def _sizes(stratum: Stratum) -> str:
    names, sizes = zip(*sorted(stratum.sizes.items()), strict=True)
    return rf"({', '.join(names)}) = ({', '.join(map(str, sizes))})"
