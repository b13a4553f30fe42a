"""Rewriting: one side of a rule or of an equation stands at a position, and the other replaces it.

The after must be what comes of the before, modulo silent arithmetic, so a reason that is accepted
leaves nothing to choose.  Nothing is used of a variable where it takes every value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from derive.replay.bindings import read_bindings
from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.dims import Dim
from derive.replay.domains import Known, needs, same_fact, shown, unmet_in_values
from derive.replay.fractions import Quotients
from derive.replay.guards import discharge
from derive.replay.lines import Place, Rule, like, refuse_capture, stands
from derive.replay.nodes import OPTIMA, Tree
from derive.replay.optima import refuse_facts, refuse_partial, with_constraint
from derive.replay.plain import items, record, text
from derive.replay.positions import (
    WHOLE,
    binders_above,
    get,
    nodes_above,
    parse_position,
    put_all,
    refuse_bound,
    refuse_corners,
)
from derive.replay.report import Below, ReplayError
from derive.replay.substitution import substitute
from derive.replay.trees import number

__all__ = ["arithmetic", "assumed", "fractions", "part_result", "reversed_step", "use"]

REVERSIBLE = ("use", "assumed", "arithmetic", "continuity")


def use(checker: Checker, claim: Claim, place: Place) -> None:
    """An instance of a rule, its guards shown in the direction in which it is read."""
    before, after = claim.lines
    given = record(claim.reason, "kind", "rule", "forward", "bindings", "guards")
    name, forward = text(given["rule"]), given["forward"]
    if name not in checker.rules:
        raise ReplayError(f"the certificate carries no sound rule {name[:60]}", "rule")
    if not isinstance(forward, bool):
        raise ReplayError("true or false is expected", "forward")
    place.rules.add(name)
    rule = checker.rules[name]
    position = claim.position
    here = place.at(before, position)
    bound = read_bindings(checker.formulas, given["bindings"], rule.scope, here.scope)
    refuse_capture(rule, bound.values)
    free = place.free_facts(before, position)
    _in_tables(checker, rule, (bound.values, bound.sizes), (*rule.needs(forward),), free)
    source, target = (rule.lhs, rule.rhs) if forward else (rule.rhs, rule.lhs)
    old, new = (substitute(side, bound.values, bound.sizes) for side in (source, target))
    if rule.relation == "⟺" and (position.path or position.window):
        raise ReplayError("a rule between statements applies to the whole line")
    old, new = with_constraint(before, old, new)
    for one, other in ((old, new), (new, old)):
        if one.op in OPTIMA and other.op not in OPTIMA:
            refuse_partial(checker.normal, one, (other,), place.facts)
    if not checker.normal.same(like(get(before, position), old), old):
        raise ReplayError(f"what stands at the position is no instance of {name[:60]}")
    checker.keep_needs(get(before, position), old, free)
    for name in sorted(rule.fresh):
        value = bound.values.get(name)
        if value is None or any(value.symbols & fact.symbols for fact in place.facts):
            raise ReplayError(f"{name} must stand for a symbol of which nothing is assumed")
    needed = [fact.at(bound.values, bound.sizes) for fact in rule.needs(forward)]
    over = binders_above(before, position.path) if rule.relation == "=" else None
    discharge(checker, needed, given["guards"], here, claim.lines, over)
    refuse_bound(before, position, place.used)
    if rule.relation == "=":
        _keep_values(checker, rule, bound.values, claim, (*place.facts, *needed))
        back = rule.backward if forward else rule.forward
        more = [fact.at(bound.values, bound.sizes) for fact in back]
        _keep_back(checker, more, claim, place, needed)
    else:
        refuse_facts(place.used, old)
    refuse_corners(before, position, (rule.lhs, rule.rhs))
    checker.must_be(put_all(before, [position], new), after, place)


def _in_tables(
    checker: Checker,
    rule: Rule,
    bound: tuple[Mapping[str, Tree], Mapping[str, Dim]],
    guards: Sequence[Fact],
    facts: Sequence[Fact],
) -> None:
    """ReplayError unless each entry that a rule speaks of is one of the table it is read from."""
    values, sizes = bound
    if not any(value.op == "tabulated" for value in values.values()):
        return
    known, here = Known(checker.normal, guards), Known(checker.normal, facts)
    for need in (need for side in rule.terms for need in needs(side)):
        if need.kind not in ("root", "integer") or known.meets(need):
            continue
        if need.over or not here.meets(replace(need, tree=substitute(need.tree, values, sizes))):
            raise ReplayError("an entry of a table need not be in range")


def _keep_values(
    checker: Checker,
    rule: Rule,
    values: Mapping[str, Tree],
    claim: Claim,
    facts: Sequence[Fact],
) -> None:
    """ReplayError where a variable stands on one side only, and its value asks for something.

    A guard that says more of a variable than that it is constant vouches for its value.
    """
    guards = (*rule.guards, *rule.forward, *rule.backward)
    sure = frozenset().union(*(f.symbols for f in guards if f.predicate != "constant"))
    letters = (rule.lhs.symbols ^ rule.rhs.symbols) - sure
    for kept in claim.lines:
        vanished = [values[name] for name in sorted(letters) if name in values]
        over = binders_above(claim.lines[0], claim.position.path)
        lost = unmet_in_values(checker.normal, vanished, [kept], facts, over)
        if lost:
            raise ReplayError(f"the rule loses or brings a need that nothing meets: {lost}")


def _keep_back(
    checker: Checker, needed: Sequence[Fact], claim: Claim, place: Place, met: Sequence[Fact]
) -> None:
    """Note a step whose before might have no value where its after has one: what the rule needs in
    the other direction is not seen to hold there."""
    before, after = claim.lines
    over = binders_above(before, claim.position.path)
    facts = place.facts
    if any(node.op == "jacobian" for node in nodes_above(before, claim.position.path)):
        facts = place.free_facts(before, claim.position)
    if needed and not shown(checker.normal, needed, (*facts, *met), [after], over, place.proved):
        place.open.append(f"{needed[0].predicate} is needed to go back")


def assumed(checker: Checker, claim: Claim, place: Place) -> None:
    """An equation among the assumptions."""
    given = record(claim.reason, "kind", "fact", "forward", "positions")
    fact = checker.formulas.fact(given["fact"], place.scope)
    known = any(same_fact(checker.normal, fact, other, place.facts) for other in place.facts)
    if fact.predicate != "=" or not known:
        raise ReplayError("this is no equation among the assumptions", "fact")
    place.used.append(fact)
    _replaced(checker, claim, place, given, (fact.args, [fact]))


def part_result(checker: Checker, claim: Claim, place: Place) -> None:
    """What an earlier part shows, under what that part assumes."""
    given = record(claim.reason, "kind", "part", "equation", "forward", "positions", "guards")
    name = text(given["part"])
    ends = checker.formulas.fact(given["equation"], place.scope)
    for lemma in checker.shown.get(name, ()):
        if lemma.relation == "=" and (lemma.start, lemma.end) == ends.args:
            break
    else:
        raise ReplayError(f"no part {name[:40]} shows this")
    place.rules |= lemma.rules
    known = [f for f in lemma.facts if any(same_fact(checker.normal, f, g) for g in place.facts)]
    place.used.extend(known)
    needed = [fact for fact in lemma.facts if fact not in known]
    discharge(checker, needed, given["guards"], place, claim.lines)
    _replaced(checker, claim, place, given, (ends.args, [*lemma.facts, *place.used]))


def _replaced(
    checker: Checker,
    claim: Claim,
    place: Place,
    given: dict[str, Any],
    equation: tuple[tuple[Tree, ...], Sequence[Fact]],
) -> None:
    """One side of an equation, which rests on some facts, replaced at each position."""
    before, after = claim.lines
    if not isinstance(given["forward"], bool):
        raise ReplayError("true or false is expected", "forward")
    sides, facts = equation
    source, target = sides if given["forward"] else sides[::-1]
    positions = [parse_position(item) for item in items(given["positions"])]
    stands(claim.position, positions[0] if len(positions) == 1 else WHOLE)
    for position in positions:
        if not checker.normal.same(get(before, position), source):
            raise ReplayError("what stands at the position is not that side of the equation")
        checker.keep_needs(get(before, position), source, place.free_facts(before, position))
        refuse_bound(before, position, facts)
        refuse_corners(before, position, sides)
    checker.must_be(put_all(before, positions, target), after, place)


def fractions(checker: Checker, claim: Claim, place: Place) -> None:
    """The two are one fraction at the position; what is newly divided by is not zero."""
    before, after = claim.lines
    given = record(claim.reason, "kind", "guards")
    position = claim.position
    if position.window is not None:
        raise ReplayError("a fraction is a whole term", "position")
    old, new = get(before, position), get(after, position)
    if not Quotients(checker.normal).same(old, new):
        raise ReplayError("the two are not one fraction")
    divisors = Quotients(checker.normal).new_divisors(old, new)
    needed = [Fact("!=", (divisor, number(0))) for divisor in divisors]
    here = place.at(before, position)
    over = binders_above(before, position.path)
    discharge(checker, needed, given["guards"], here, claim.lines, over)
    refuse_bound(before, position, place.used)
    checker.keep_needs(old, new, (*here.free_facts(before, position), *needed))
    checker.must_be(put_all(before, [position], new), after, place)


def reversed_step(checker: Checker, claim: Claim, place: Place) -> None:
    """A rewriting of the after into the before, with the guards of the other direction."""
    before, after = claim.lines
    given = record(claim.reason, "kind", "step", "guards")
    inner = given["step"]
    reason = inner.get("reason") if isinstance(inner, dict) else None
    if not isinstance(reason, dict) or reason.get("kind") not in REVERSIBLE:
        raise ReplayError("only a single rewriting can be read backwards", "step")
    with Below("step"):
        lines = checker.step(inner, place)
    checker.log.steps -= 1  # the two are one
    place.open = []  # that step leads to a line with a value: this one comes back from there
    stands(claim.position, parse_position(inner["position"]))
    if lines != (after, before):
        raise ReplayError("it does not lead from the after to the before", "step")
    needed: list[Fact] = []
    if reason["kind"] == "use":
        rule = checker.rules[reason["rule"]]
        if rule.relation == "⟺":
            raise ReplayError("only an equality can be read backwards", "step")
        here = place.at(after, claim.position)
        bound = read_bindings(checker.formulas, reason["bindings"], rule.scope, here.scope)
        more = rule.backward if reason["forward"] else rule.forward
        needed = [fact.at(bound.values, bound.sizes) for fact in more]
        over = binders_above(after, claim.position.path)
        discharge(checker, needed, given["guards"], here, lines, over)
        refuse_bound(after, claim.position, place.used)
    else:
        discharge(checker, needed, given["guards"], place, lines)


def arithmetic(checker: Checker, claim: Claim, place: Place) -> None:
    """Nothing but silent arithmetic."""
    record(claim.reason, "kind")
    stands(claim.position, WHOLE)
    checker.must_be(*claim.lines, place)
