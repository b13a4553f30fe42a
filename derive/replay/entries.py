"""Entry by entry: two matrices are equal if their entries at free indices are.

The indices may mean nothing else, and nothing is known of them but that they are in range.
"""

from __future__ import annotations

from dataclasses import replace

from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.dims import ONE
from derive.replay.lines import Place, stands
from derive.replay.nodes import Tree
from derive.replay.plain import record
from derive.replay.positions import WHOLE
from derive.replay.reading import Scope
from derive.replay.report import Below, ReplayError
from derive.replay.substitution import dimension_tree
from derive.replay.trees import make, number

__all__ = ["entrywise"]


def entrywise(checker: Checker, claim: Claim, place: Place) -> None:
    """The entries at free indices are equal by a derivation, so the two matrices are."""
    before, after = claim.lines
    stands(claim.position, WHOLE)
    given = record(claim.reason, "kind", "row", "column", "derivation")
    at = (checker.formulas.tree(given["row"]), checker.formulas.tree(given["column"]))
    if not before.shape:
        raise ReplayError("a number has no entries")
    scope, ranges = _entry_scope(place.scope, before, after, at)
    with Below("derivation"):
        made = checker.derivation(given["derivation"], scope, (*place.facts, *ranges))
    sides = (make("entry", side, *at) for side in claim.lines)
    if not all(map(checker.normal.same, sides, (made.start, made.end))):
        raise ReplayError("it does not derive the entry of the after from that of the before")
    place.rules |= made.rules
    place.used.extend(made.used)


def _entry_scope(
    scope: Scope, before: Tree, after: Tree, at: tuple[Tree, Tree]
) -> tuple[Scope, tuple[Fact, ...]]:
    """The scope in which entries at new indices are derived, and that these are in range."""
    names: list[str] = []
    ranges: list[Fact] = []
    for index, size in zip(at, before.shape, strict=True):
        if index.op == "number" and index.value == 1 and size == ONE:
            continue
        taken = scope.indices | scope.symbols.keys() | scope.dims | set(names)
        if index.op != "index" or index.name in taken | before.indices | after.indices:
            raise ReplayError("an entry is looked at by indices that mean nothing yet")
        names.append(index.name)
        last = dimension_tree(size)
        ranges += [Fact("<=", (number(1), index)), Fact("<=", (index, last))]
    return replace(scope, indices=scope.indices | set(names)), tuple(ranges)
