"""The limit of a continuous expression, decided anew: what may be replaced, and what it needs.

References: Rudin, Principles of Mathematical Analysis (3rd ed. 1976), 4.4, 4.9 and 9.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.domains import same, same_fact
from derive.replay.guards import discharge
from derive.replay.lines import Derivation, Place, stated
from derive.replay.nodes import Tree
from derive.replay.normal import Normal
from derive.replay.operations import CONTINUOUS, STRICT
from derive.replay.plain import items, record
from derive.replay.positions import (
    Position,
    binders_above,
    get,
    parse_position,
    put_all,
    refuse_bound,
)
from derive.replay.report import Below, ReplayError
from derive.replay.trees import make, number, subterms

__all__ = ["passage", "shows_leading"]


def _obvious_limit(part: Tree, variable: Tree, point: Tree, side: Tree) -> Tree:
    """The limit of the variable, or of a power of it that vanishes.  ReplayError for others."""
    if part == variable and point.op != "infinity":
        return point
    exponent = _exponent(part, variable)
    falling = point.op == "infinity" and exponent < 0
    rising = point.op == "number" and point.value == 0 and side.value == 1 and exponent > 0
    if not falling and not rising:
        raise ReplayError("the limit of this part is not seen at once")
    return number(0)


def _exponent(part: Tree, variable: Tree) -> Fraction:
    """The exponent of a power of the variable; 0 for anything else."""
    if part == variable:
        return Fraction(1)
    if part.op == "pow" and part.args[1].op == "number" and not part.shape:
        return _exponent(part.args[0], variable) * part.args[1].value
    return Fraction(0)


def _put_limits(body: Tree, variable: str, values: Sequence[tuple[Position, Tree]]) -> Tree:
    """The body with the limits of its parts at their places."""
    for (one, _), (other, _) in combinations(sorted(values, key=lambda v: v[0].path), 2):
        rest = other.path[len(one.path) :]
        above = other.path[: len(one.path)] == one.path
        if above and (not rest or one.window is None or rest[0] in one.window):
            raise ReplayError("two parts of the limit overlap")
    made = body
    for position, value in sorted(values, key=lambda v: v[0].path, reverse=True):
        if not all(not part.args or part.op in STRICT for part in subterms(value)):
            raise ReplayError("the limit of a part need not have a value")
        if any(part.op == "pow" and not _whole(part) for part in subterms(value)):
            raise ReplayError("the limit of a part need not have a value")
        _refuse_jumps(body, position)
        made = put_all(made, [position], value)
    if variable in made.symbols:
        raise ReplayError(f"{variable} remains where the limits of the parts are put in")
    return made


def _refuse_jumps(tree: Tree, position: Position) -> None:
    for place in position.path:
        if tree.op not in CONTINUOUS and not (tree.op == "pow" and place == 0 and _whole(tree)):
            raise ReplayError(f"{tree.op} need not be continuous")
        tree = tree.args[place]


def _whole(power: Tree) -> bool:
    exponent = power.args[1]
    return exponent.op == "number" and exponent.value.denominator == 1


def _needed_at(normal: Normal, body: Tree, value: Tree) -> list[Fact]:
    """That the inverses exist that stand in the value and not in the body."""
    seen = list(stated(body))
    needed: list[Fact] = []
    for fact in stated(value):
        if not any(fact == known for known in seen) and not any(
            same_fact(normal, fact, known) for known in needed
        ):
            needed.append(fact)
    return needed


def shows_leading(normal: Normal, statement: Tree, derivation: Derivation) -> bool:
    """Whether a derivation shows f ~ g: that the limit of f / g is 1."""
    f, g, *approach = statement.args
    quotient = make("mul", f, make("pow", g, number(-1)))
    limit = make("limit", quotient, *approach)
    return same(normal, derivation.start, limit) and same(normal, derivation.end, number(1))


def passage(checker: Checker, claim: Claim, place: Place) -> None:
    """The limit of a continuous expression: its parts replaced by their limits."""
    before, after = claim.lines
    given = record(claim.reason, "kind", "parts", "guards")
    position = claim.position
    node = get(before, position)
    if node.op != "limit":
        raise ReplayError("this is no limit", "position")
    body = node.args[0]
    values = []
    for i, part in enumerate(items(given["parts"])):
        with Below(f"parts[{i}]"):
            values.append(_part(checker, part, node, place))
    value = _put_limits(body, node.args[1].name, values)
    here = place.at(before, position)
    needed = _needed_at(checker.normal, body, value)
    over = binders_above(before, position.path)
    discharge(checker, needed, given["guards"], here, claim.lines, over)
    refuse_bound(before, position, place.used)
    checker.must_be(put_all(before, [position], value), after, place)


def _part(checker: Checker, data: object, node: Tree, place: Place) -> tuple[Position, Tree]:
    """Where a part stands in the body, and its limit: seen at once, or derived."""
    given = record(data, "position", "derivation")
    where = parse_position(given["position"])
    inner = get(node.args[0], where)
    if given["derivation"] is None:
        return where, _obvious_limit(inner, *node.args[1:])
    with Below("derivation"):
        made = checker.derivation(given["derivation"], place.scope, place.facts)
    if not checker.same(made.start, make("limit", inner, *node.args[1:]), place.facts):
        raise ReplayError("this is not the limit of that part", "derivation")
    place.rules |= made.rules
    place.used.extend(made.facts)
    return where, made.end
