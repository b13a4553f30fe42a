"""A derivative replaced by its value: what `rate` gives multiplies out to the new part."""

from __future__ import annotations

from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.differentials import conditions, granted, rate, total
from derive.replay.expanding import fact_of, made_of, partial
from derive.replay.guards import discharge
from derive.replay.lines import Place
from derive.replay.multiplied import Multiplied
from derive.replay.nodes import Tree
from derive.replay.plain import record
from derive.replay.positions import get, put_all, refuse_bound
from derive.replay.proofs import tied
from derive.replay.report import ReplayError
from derive.replay.trees import subterms

__all__ = ["differentiated"]


def differentiated(checker: Checker, claim: Claim, place: Place) -> None:
    """The derivative at the position is what stands there afterwards."""
    given = record(claim.reason, "kind", "guards")
    before, after = claim.lines
    position = claim.position
    if position.window is not None:
        raise ReplayError("a whole derivative is replaced", "position")
    node, new = get(before, position), get(after, position)
    if node.op != "jacobian" or node.shape != new.shape:
        raise ReplayError("no derivative of this shape stands here", "position")
    of, by = node.args
    here = place.at(before, position)
    _function(of, by, place)
    multiplied = Multiplied(checker.normal)
    value = rate(of, by)
    if (value.shape or new.shape) != (new.shape or value.shape):
        raise ReplayError("the derivative has another shape")
    if multiplied.of(value) != multiplied.of(new):
        raise ReplayError("the rules give another derivative")
    needed = list(dict.fromkeys((*conditions(of, by.name), *_needed(multiplied, of, by, new))))
    discharge(checker, needed, given["guards"], here, claim.lines)
    refuse_bound(before, position, place.used)
    checker.must_be(put_all(before, [position], new), after, place)


def _function(of: Tree, by: Tree, place: Place) -> None:
    """ReplayError unless the function varies with its variable through that letter alone."""
    if by.op != "symbol":
        raise ReplayError("only by a letter something is differentiated")
    known = tuple(dict.fromkeys((*place.scope.facts, *place.facts)))
    others = tied(frozenset((by.name,)), known) - {by.name}
    others |= {f for f, x in place.scope.varying if x == by.name}
    if of.symbols & others:
        raise ReplayError("a letter of the function may vary with the variable")
    if any(part.op in ("jacobian", "limit") for part in subterms(of)):
        raise ReplayError("a function of derivatives or limits is not differentiated")


def _needed(multiplied: Multiplied, of: Tree, by: Tree, new: Tree) -> list[Fact]:
    """The facts that give a value to what is new and does not stand in the function."""
    met: set[object] = set()
    for part in (*partial(of), *granted(of, by.name)):
        met |= made_of(multiplied, part)
    needed: list[Fact] = []
    for part in partial(new):
        names = made_of(multiplied, part)
        if not names <= met and not total(part):
            met |= names
            needed.append(fact_of(part))
    return needed
