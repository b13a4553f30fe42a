"""A search breadth first from both lines: the last way, for what no simplification finds."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import key
from derive.algebra.term import Term
from derive.proof.moves import Direction, Fuel
from derive.proof.proposals import Found, Proposal, proposals

__all__ = ["two_ended"]

GROWTH = 8  # operations that a line between may have more than both ends


def two_ended(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    """Breadth first from both ends, a level at a time from the smaller one."""
    trees: tuple[dict[Hashable, list[Proposal]], dict[Hashable, list[Proposal]]]
    trees = ({key(before): []}, {key(after): []})
    levels: list[list[tuple[Term, list[Proposal]]]] = [[(before, [])], [(after, [])]]
    largest = max(map(_size, (before, after))) + GROWTH
    while all(levels):
        side = 0 if len(levels[0]) <= len(levels[1]) else 1
        level: list[tuple[Term, list[Proposal]]] = []
        for term, path in levels[side]:
            for move in proposals(context, term, rules):
                fuel.burn()
                name = key(move.after)
                if name in trees[side] or _size(move.after) > largest:
                    continue
                trees[side][name] = [*path, move]
                if name in trees[1 - side]:
                    return trees[0][name], trees[1][name]
                level.append((move.after, trees[side][name]))
        levels[side] = level
    return None


def _size(term: Term) -> int:
    """The number of operations and letters of a term."""
    return sum(1 for _ in t.subterms(term))
