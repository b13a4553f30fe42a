"""The kinds of attack, and the claims of each, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from random import Random
from types import MappingProxyType

from tests.attack.branches import branches
from tests.attack.cases import Case, Generator
from tests.attack.domains import domains
from tests.attack.jumps import jumps
from tests.attack.optima import optima
from tests.attack.sizes import sizes

__all__ = ["KINDS", "drawn"]

KINDS: Mapping[str, Generator] = MappingProxyType(
    {"branches": branches, "sizes": sizes, "jumps": jumps, "domains": domains, "optima": optima}
)


def drawn(kind: str, seed: int) -> Iterator[Case]:
    """The claims of a kind, round after round, each once."""
    seen: set[str] = set()
    for turn in count():
        for case in KINDS[kind](Random(f"{kind} {seed} {turn}")):
            text = str(case)
            if text not in seen:
                seen.add(text)
                yield case
