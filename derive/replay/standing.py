"""What a derivation from an optimum leaves to be said, and whether a result is its value.

The goal is what stands at first.  A derivation of statements that starts from one that stands, and
uses of the others only what stands beside it, puts its end in that one's place; a system falls into
its equations.  What stands together always says what the goal says.  So where each equation that is
left gives a letter, those of the variable and multipliers of which nothing else is said, the values
of the variable are the only optimum.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.replay.answers import Part
from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.domains import same_fact, unmet
from derive.replay.lines import Derivation
from derive.replay.nodes import OPTIMA, Tree
from derive.replay.shapes import varied

__all__ = ["says_goal", "value_of"]


def says_goal(checker: Checker, part: Part, derivation: Derivation) -> bool:
    """Whether a derivation ends in an optimum, or the equations, that the goal has become."""
    standing, end = _standing(checker, part, derivation), derivation.end
    if end.op in OPTIMA:
        return end in standing
    return frozenset(end.args if end.op == "system" else (end,)) == frozenset(standing)


def value_of(checker: Checker, part: Part, derivation: Derivation, answer: Tree) -> Tree | None:
    """The letter of the goal's variable of which the answer is shown to be the only optimal value;
    None if that is not shown."""
    standing = _standing(checker, part, derivation)
    solved = _solved(part, standing)
    if answer.symbols & solved.keys():
        return None
    for letter in varied(part.goal.args[0]):
        if letter.name not in solved or letter.shape != answer.shape:
            continue
        value = solved[letter.name]
        if derivation.relation == "⟺":
            if derivation.end in standing and value == answer:
                return letter
        elif any(_same(checker, part, derivation.start, one) for one in (value, letter)):
            beside = (Fact("=", statement.args) for statement in standing)
            if _used(checker, part, derivation, tuple(beside)):
                return letter
    return None


def _standing(checker: Checker, part: Part, last: Derivation) -> tuple[Tree, ...]:
    """What stands for the goal after the last of the derivations."""
    standing = [part.goal]
    for made in part.derivations:
        if made is not None and made.relation == "⟺":
            at = next((s for s in standing if _same(checker, part, made.start, s)), None)
            beside = tuple(s for s in standing if s is not at)
            facts = tuple(Fact("=", s.args) for s in beside if s.op == "equation")
            if at is not None and _used(checker, part, made, facts):
                end = made.end
                standing = [*beside, *(end.args if end.op == "system" else (end,))]
        if made is last:
            break
    return tuple(standing)


def _same(checker: Checker, part: Part, one: Tree, other: Tree) -> bool:
    """Whether two lines are one by silent arithmetic, and need the same."""
    same = one == other or checker.normal.same(one, other)
    return same and unmet(checker.normal, one, other, part.facts) is None


def _used(checker: Checker, part: Part, made: Derivation, beside: Sequence[Fact]) -> bool:
    """Whether a derivation rests only on what the part assumes and on these."""
    known = (*part.facts, *beside)
    return all(
        any(same_fact(checker.normal, fact, one, part.facts) for one in known) for fact in made.used
    )


def _solved(part: Part, standing: Sequence[Tree]) -> dict[str, Tree]:
    """The letters that the statements give, one each and none in a circle; none unless these are
    all letters of the variable and others of which the part says nothing."""
    found: dict[str, Tree] = {}
    for statement in standing:
        left = statement.args[0] if statement.op == "equation" else statement
        if left.op != "symbol" or left.name in found:
            return {}
        found[left.name] = statement.args[1]
    said = part.goal.symbols.union(*(fact.symbols for fact in part.facts))
    variable = part.goal.args[0].symbols
    if not variable <= found.keys() or (said - variable) & found.keys():
        return {}
    return found if _no_circle(found) else {}


def _no_circle(found: dict[str, Tree]) -> bool:
    left = dict(found)
    while True:
        free = [name for name, value in left.items() if not value.symbols & left.keys()]
        if not free:
            return not left
        for name in free:
            del left[name]
