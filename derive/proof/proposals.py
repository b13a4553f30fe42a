"""Proposals of a search: single moves by rules or assumed equations, and paths that meet.

What a search has found is a pair of paths, one from either line, to where they meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.proof import kernel
from derive.proof.fraction_steps import bridge
from derive.proof.moves import Direction, Move, made, moves
from derive.proof.step import Step
from derive.proof.substitution import Substitution, substituted, substitutions

__all__ = ["Found", "Proposal", "end", "joined", "proposals"]

Proposal: TypeAlias = Move | Substitution
Found: TypeAlias = tuple[Sequence[Proposal], Sequence[Proposal]]


def proposals(context: Context, term: Term, rules: Sequence[Direction]) -> Iterator[Proposal]:
    """Every single move: by a rule, or by an assumed equation."""
    for direction in rules:
        yield from moves(context, term, direction)
    for fact in context.facts:
        if fact.predicate == "=":
            yield from substitutions(term, fact)


def end(path: Sequence[Proposal], start: Term) -> Term:
    """Where a path from `start` leads."""
    return path[-1].after if path else start


def joined(context: Context, before: Term, after: Term, found: Found) -> tuple[Step, ...]:
    """The steps of both halves, with the arithmetic that joins them."""
    forward, backward = found
    steps = [_step(context, move) for move in forward]
    back = [kernel.reverse(context, _step(context, move)) for move in reversed(backward)]
    middle = steps[-1].after if steps else before
    meeting = back[0].before if back else after
    return (*steps, *bridge(context, middle, meeting), *back)


def _step(context: Context, move: Proposal) -> Step:
    return substituted(context, move) if isinstance(move, Substitution) else made(context, move)
