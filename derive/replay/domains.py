"""Where terms have values: what no step may lose or bring.

x/y - x/y is 0 only where y is not 0, so that like terms which cancel would take a need with them.
Two terms that are one by silent arithmetic must have the same needs, but for those that are met by
what is assumed; so must two facts that are one, where one of them is assumed and the other used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.replay.claims import Fact
from derive.replay.met import Known, key
from derive.replay.needs import Need, below, needs
from derive.replay.nodes import Tree
from derive.replay.normal import Normal
from derive.replay.statements import linear

__all__ = ["Known", "Need", "lost", "needs", "same", "same_fact", "shown", "unmet"]
__all__ += ["unmet_in_values", "unmet_of"]


def unmet(normal: Normal, left: Tree, right: Tree, facts: Sequence[Fact]) -> str | None:
    """A need of one of two terms or statements that is not met where the other has a value."""
    return lost(normal, left, right, facts) or lost(normal, right, left, facts)


def lost(
    normal: Normal, of: Tree, where: Tree, facts: Sequence[Fact], proved: Iterable[Need] = ()
) -> str | None:
    """A need of a term that is not seen to be met where another has a value."""
    if of == where:
        return None
    normal.fuel.spend(of.size + where.size)
    mine, given = needs(of), (*needs(where), *proved)
    open_ = [need for need in mine if need not in set(given)]
    if not open_:
        return None
    keys = {key(normal, need) for need in given}
    open_ = [need for need in open_ if key(normal, need) not in keys]
    if not open_:
        return None
    known = Known(normal, facts, given)
    return next((_text(need) for need in open_ if not known.meets(need)), None)


def shown(
    normal: Normal,
    facts: Iterable[Fact],
    assumed: Sequence[Fact],
    where: Iterable[Tree],
    over: tuple[Tree, ...] = (),
    proved: Iterable[Need] = (),
) -> bool:
    """Whether facts, below the nodes `over` them, follow where some terms have values."""
    known = Known(normal, assumed, [*proved, *(need for tree in where for need in needs(tree))])
    for fact in facts:
        alike = not over and any(same_fact(normal, fact, one) for one in assumed)
        if not alike and not known.says(fact, over):
            return False
    return True


def same(normal: Normal, left: Tree, right: Tree, facts: Sequence[Fact] = ()) -> bool:
    """Whether two terms or statements are one by arithmetic, and defined on the same values."""
    return normal.same(left, right) and unmet(normal, left, right, facts) is None


def same_fact(normal: Normal, left: Fact, right: Fact, facts: Sequence[Fact] = ()) -> bool:
    """Whether two facts say the same, modulo silent arithmetic, on the same values."""
    if left == right:
        return True
    return (
        left.predicate == right.predicate
        and len(left.args) == len(right.args)
        and all(map(normal.same, left.args, right.args))
        and all(_alike(normal, *pair, facts) for pair in ((left, right), (right, left)))
    )


def _alike(normal: Normal, one: Fact, other: Fact, facts: Sequence[Fact]) -> bool:
    """Whether the terms of one fact have values where those of the other have."""
    given = [need for arg in other.args for need in needs(arg)]
    open_ = [need for arg in one.args for need in needs(arg) if need not in given]
    if not open_:
        return True
    known = Known(normal, facts, given)
    return all(map(known.meets, open_))


def unmet_in_values(
    normal: Normal,
    vanished: Iterable[Tree],
    kept: Sequence[Tree],
    facts: Sequence[Fact],
    over: tuple[Tree, ...] = (),
) -> str | None:
    """A need of what a rule makes vanish, below the nodes `over` it, that nothing else asks for,
    and no fact meets."""
    wanted = [below(need, over) for value in vanished for need in needs(value)]
    if not wanted:
        return None
    known = Known(normal, facts, (need for tree in kept for need in needs(tree)))
    return next((_text(need) for need in wanted if not known.meets(need)), None)


def _text(need: Need) -> str:
    return f"{need.kind}({linear(need.tree)})"


def unmet_of(
    normal: Normal,
    tree: Tree,
    others: Iterable[Tree],
    facts: Sequence[Fact],
    letters: frozenset[str],
) -> str | None:
    """A need of a term that depends on these letters, that no fact meets and no other term has.

    Facts about the letters meet nothing: the letters stand for every point.
    """
    free = [fact for fact in facts if not fact.symbols & letters]
    known = Known(normal, free, (need for term in others for need in needs(term)))
    wanted = (need for need in needs(tree) if need.tree.symbols & letters)
    return next((_text(need) for need in wanted if not known.meets(need)), None)
