"""Expand and collect: the two lines differ by a sum of cofactors of equations that are derived.

Each equation has its own derivation, under what is assumed at the step.  What the after, an
equation or a cofactor brings in is shown to have a value by the guards, in its order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.differentials import total
from derive.replay.dims import ONE, Shape
from derive.replay.domains import shown
from derive.replay.guards import discharge
from derive.replay.lines import Derivation, Place
from derive.replay.multiplied import Multiplied, Products, less
from derive.replay.nodes import STATEMENTS, Tree
from derive.replay.operations import STRICT
from derive.replay.plain import items, record
from derive.replay.positions import binders_above, get, put_all, refuse_bound, refuse_corners
from derive.replay.reading import Scope
from derive.replay.report import Below, ReplayError
from derive.replay.trees import make, number

__all__ = ["expanded", "fact_of", "made_of", "partial"]


def expanded(checker: Checker, claim: Claim, place: Place) -> None:
    """before - after, at the position, is the sum of the cofactors."""
    given = record(claim.reason, "kind", "equations", "cofactors", "guards")
    before, after = claim.lines
    position = claim.position
    if position.window is not None:
        raise ReplayError("a whole term is expanded", "position")
    old, new = get(before, position), get(after, position)
    if old.op in STATEMENTS or old.shape != new.shape:
        raise ReplayError("only terms of one shape are expanded")
    equations: list[Derivation] = []
    for i, item in enumerate(items(given["equations"])):
        with Below(f"equations[{i}]"):
            equations.append(_equation(checker, item, place))
    multiplied = Multiplied(checker.normal)
    total = less(multiplied.of(old), multiplied.of(new))
    factors: list[Tree] = []
    scope = place.at(before, position).scope
    for i, item in enumerate(items(given["cofactors"])):
        with Below(f"cofactors[{i}]"):
            found, more = _cofactor(checker, item, equations, scope, multiplied, old)
            total = less(total, found)
            factors += more
    if total:
        raise ReplayError("the lines differ by more than the cofactors")
    ends = [end for equation in equations for end in (equation.start, equation.end)]
    here = place.at(before, position)
    needed = _needed(multiplied, here.facts, old, [new, *ends, *factors])
    over = binders_above(before, position.path)
    discharge(checker, needed, given["guards"], here, claim.lines, over)
    if not _goes_back(checker, multiplied, (old, new), claim, place):
        place.open.append("an inverse is gone")
    refuse_bound(before, position, place.used)
    refuse_corners(before, position, (old, new, *ends))
    checker.must_be(put_all(before, [position], new), after, place)


def _goes_back(
    checker: Checker,
    multiplied: Multiplied,
    ends: tuple[Tree, Tree],
    claim: Claim,
    place: Place,
) -> bool:
    """Whether what stands in the before and not in the after is seen to have a value there."""
    before, after = claim.lines
    old, new = ends
    facts = place.free_facts(before, claim.position)
    try:
        needed = _needed(multiplied, facts, new, [old])
    except ReplayError:
        return False
    over = binders_above(before, claim.position.path)
    return shown(checker.normal, needed, place.facts, [after], over, place.proved)


def _equation(checker: Checker, data: object, place: Place) -> Derivation:
    made = checker.derivation(data, place.scope, place.facts, domain=False)
    if made.relation != "=":
        raise ReplayError("an equation is derived by equalities")
    place.rules |= made.rules
    place.used.extend(made.used)
    return made


def _cofactor(
    checker: Checker,
    data: object,
    equations: Sequence[Derivation],
    scope: Scope,
    multiplied: Multiplied,
    old: Tree,
) -> tuple[Products, list[Tree]]:
    """A cofactor of an equation, multiplied out, and the terms that it brings in."""
    given = record(data, "equation", "coefficient", "left", "right", "transposed", "traced")
    which = given["equation"]
    if not isinstance(which, int) or isinstance(which, bool) or not 0 <= which < len(equations):
        raise ReplayError("there is no such equation", "equation")
    flags = (given["transposed"], given["traced"])
    if not all(isinstance(flag, bool) for flag in flags):
        raise ReplayError("true or false is expected")
    named = ("coefficient", "left", "right")
    terms = [given[key] for key in named]
    read = [None if data is None else checker.formulas.tree(data) for data in terms]
    for tree in read:
        if tree is not None:
            scope.check(tree)
    coefficient, left, right = read
    if coefficient is None:
        raise ReplayError("a coefficient is expected", "coefficient")
    sides = (equations[which].start, equations[which].end)
    placed = [_placed((left, side, right), coefficient, *flags) for side in sides]
    if any(_size(tree) != _size(old) for tree in placed):
        raise ReplayError("a cofactor does not have the shape of the lines")
    found = less(*map(multiplied.of, placed))
    return found, [tree for tree in read if tree is not None]


def _size(tree: Tree) -> Shape:
    return tree.shape or (ONE, ONE)


def _placed(
    parts: tuple[Tree | None, Tree, Tree | None], coefficient: Tree, turned: bool, traced: bool
) -> Tree:
    left, side, right = parts
    inner = make("transpose", side) if turned and side.shape else side
    factors = [part for part in (left, inner, right) if part is not None]
    made = make("mul", *factors) if len(factors) > 1 else factors[0]
    made = make("trace", made) if traced else made
    if coefficient.shape and made.shape:
        made = make("as_scalar", made)
    return make("mul", coefficient, made)


# -- what needs a value ---------------------------------------------------------------------------


def _needed(
    multiplied: Multiplied, facts: Sequence[Fact], old: Tree, brought: Sequence[Tree]
) -> list[Fact]:
    """The facts that give a value to what is brought in and does not stand before.

    An assumed equation gives one to what stands in it.
    """
    met = _standing(multiplied, [old])
    equations = [fact for fact in facts if fact.predicate == "="]
    needed: list[Fact] = []
    for tree in brought:
        for part in partial(tree):
            names = made_of(multiplied, part)
            if names <= met or total(part):
                continue
            met |= names
            said = (f for f in equations if names <= _standing(multiplied, f.args))
            needed.append(next(said, None) or fact_of(part))
    return needed


def _standing(multiplied: Multiplied, trees: Sequence[Tree]) -> set[object]:
    parts = (part for tree in trees for part in partial(tree))
    return {name for part in parts for name in made_of(multiplied, part)}


def partial(tree: Tree) -> Iterator[Tree]:
    """The parts that are always evaluated, and need more than that their arguments have values."""
    if not tree.args:
        return
    if not _evaluates(tree):
        yield tree
        return
    exponent = tree.args[1] if tree.op == "pow" else None
    if tree.op in ("inverse", "log") or (exponent is not None and not _counts(exponent)):
        yield tree
    for arg in tree.args:
        if arg.op != "name":
            yield from partial(arg)


def _evaluates(tree: Tree) -> bool:
    """Whether a tree has a value only where all its arguments have one."""
    return tree.op in STRICT or tree.op in ("exp", "log")


def _counts(exponent: Tree) -> bool:
    value = exponent.value
    return exponent.op == "number" and value.denominator == 1 and value > 0


def made_of(multiplied: Multiplied, part: Tree) -> set[object]:
    """What a part is a product of: it has a value where all of them and its arguments do."""
    if not _evaluates(part):
        return {part}
    found: set[object] = set()
    for scalars, word in multiplied.of(part):
        found |= {*(("scalar", s) for s in scalars), *(("matrix", n) for n, _ in word)}
    return found


def fact_of(part: Tree) -> Fact:
    if part.op == "inverse":
        return Fact("invertible", part.args)
    base, exponent = part.args if part.op == "pow" else (part, part)
    value = exponent.value
    if part.op == "pow" and exponent.op == "number" and value.denominator == 1 and value < 0:
        return Fact("invertible", (base,)) if base.shape else Fact("!=", (base, number(0)))
    raise ReplayError(f"it uses {part.op}, which does not stand in the before")
