"""Steps and derivations: each step an instance of its reason, and true on exact models.

A step of terms is checked three times: its before contains what the reason rewrites, its after
is what comes of it (modulo silent arithmetic), and both have one value on every model of the
derivation's facts on which both are defined.  Its guards are proved, and true on those models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from derive.replay.claims import Fact
from derive.replay.domains import lost, same, same_fact, shown, unmet
from derive.replay.drawing import Setting
from derive.replay.evaluate import Model
from derive.replay.lines import (
    Derivation,
    Place,
    Rule,
    agree,
    decidable,
    defined,
    stands,
    stated,
)
from derive.replay.nodes import OPTIMA, STATEMENTS, Tree
from derive.replay.normal import Normal
from derive.replay.optima import free_of, keep_points, optimum_in, same_order
from derive.replay.plain import digest, items, record, text
from derive.replay.positions import Position, parse_position
from derive.replay.proofs import Prover
from derive.replay.reading import Formulas, Scope
from derive.replay.report import Below, Log, ReplayError
from derive.replay.sampling import Sampler
from derive.replay.statements import linear

__all__ = ["Check", "Checker", "Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a step claims: its two lines, where they differ, and the JSON of its reason."""

    lines: tuple[Tree, Tree]
    position: Position
    reason: dict[str, Any]


class Checker:
    """Checks derivations against rules that are known to it.

    `reasons` has the check of each kind of reason but the chain, which is none of its own.
    """

    def __init__(
        self,
        normal: Normal,
        sampler: Sampler,
        formulas: Formulas,
        prover: Prover,
        log: Log,
        reasons: Mapping[str, Check],
    ) -> None:
        self.normal, self.sampler, self.formulas = normal, sampler, formulas
        self.prover, self.log, self._reasons = prover, log, reasons
        self.rules: dict[str, Rule] = {}
        self.shown: dict[str, tuple[Derivation, ...]] = {}  # the derivations of parts so far

    def models(
        self, scope: Scope, facts: tuple[Fact, ...], *, ordered: bool = False
    ) -> tuple[Model, ...]:
        symbols = tuple(scope.symbols.items())
        about = (symbols, facts, scope.dims, scope.varying, scope.indices, ordered)
        return self.sampler.models(Setting(*about))

    # -- derivations ------------------------------------------------------------------------------

    def derivation(
        self, data: object, scope: Scope, allowed: Sequence[Fact], *, domain: bool = True
    ) -> Derivation:
        """Check a derivation that may use the facts `allowed`.

        With `domain`, both its ends must be defined on the same models.
        """
        given = record(data, "facts", "start", "relation", "steps")
        facts = self.formulas.facts(given["facts"], scope)
        for i, fact in enumerate(facts):
            if not any(same_fact(self.normal, fact, known, allowed) for known in allowed):
                raise ReplayError(f"{fact.predicate} is not assumed here", f"facts[{i}]")
        start = self.formulas.formula(given["start"], scope)
        place = Place(scope, facts, self.models(scope, facts))
        lines = self._steps(given["steps"], place)
        if lines and lines[0] != start:
            raise ReplayError("the first step does not begin at the start", "steps[0]")
        relation = "⟺" if start.op in STATEMENTS else "="
        if lines and text(given["relation"], "=", "⟺") != relation:
            raise ReplayError(f"the relation is {relation}", "relation")
        lines = lines or [start]
        missing = self._lost(start, lines[-1], place)
        if domain:
            self._same_domain(start, lines[-1], place)
            if missing:
                raise ReplayError(f"the start may have no value where the end has one: {missing}")
        elif start.op not in STATEMENTS:
            agree(start, lines[-1], place.models)
        return Derivation(
            start,
            lines[-1],
            relation,
            facts,
            frozenset(place.rules),
            tuple(place.all_used),
            place.models,
            tuple(lines),
            missing,
        )

    def _lost(self, start: Tree, end: Tree, place: Place) -> str | None:
        """A need of the start that is not seen to be met where the end has a value: some step did
        not keep it, and neither the end nor what is assumed asks for it."""
        if not place.open:
            return None
        return lost(self.normal, start, end, place.facts, place.proved)

    def _same_domain(self, start: Tree, end: Tree, place: Place) -> None:
        """ReplayError where one has a value and the other has none on a model of the place: a
        second look at what is shown of their needs."""
        if start.op not in STATEMENTS:
            agree(start, end, place.models)
        for model in place.models:
            told = decidable(start, model) and decidable(end, model)
            if told and defined(start, model) != defined(end, model):
                raise ReplayError("the two are not defined on the same values")

    def _steps(self, data: object, place: Place) -> list[Tree]:
        """The lines after the first; each step must begin where the one before ends."""
        lines: list[Tree] = []
        for i, step in enumerate(items(data)):
            with Below(f"steps[{i}]"):
                before, after = self.step(step, place)
                if lines and lines[-1] != before:
                    raise ReplayError("it does not begin where the step before it ends", "before")
            lines += [after] if lines else [before, after]
        return lines

    # -- steps ------------------------------------------------------------------------------------

    def step(self, data: object, place: Place) -> tuple[Tree, Tree]:
        """Check a step; its two lines."""
        given = record(data, "before", "relation", "after", "position", "reason")
        before, after = self._lines(given, place)
        with Below("position"):
            position = parse_position(given["position"])
        reason = given["reason"]
        if not isinstance(reason, dict):
            raise ReplayError("a reason is expected", "reason")
        claim = Claim((before, after), position, reason)
        with Below("reason"):
            kind = text(reason.get("kind"))
            if kind == "chain":
                self._chain(claim, place)
                return before, after
            if kind not in self._reasons:
                raise ReplayError(f"unknown kind of reason: {kind[:40]}")
            self.log.steps += 1
            place.used, before_this, place.open = [], place.open, []
            self._reasons[kind](self, claim, place)
            place.all_used += place.used
            missing = self._lost(before, after, place)
            place.open = [*before_this, missing] if missing else before_this
        equivalent = kind == "use" and self.rules[reason["rule"]].relation == "⟺"
        if kind != "both_sides":
            self._referee(before, after, place, equivalent)
        if before.op in STATEMENTS:
            self._same_domain(before, after, place)
        one, other = optimum_in(before), optimum_in(after)
        if one is not None and other is not None and not equivalent:
            keep_points(self.normal, one, other, place.facts)
        return before, after

    def _lines(self, given: Mapping[str, object], place: Place) -> tuple[Tree, Tree]:
        """The before and the after of a step, which its relation fits."""
        with Below("before"):
            before = self.formulas.formula(given["before"], place.scope)
        with Below("after"):
            after = self.formulas.formula(given["after"], place.scope)
        statement = before.op in STATEMENTS
        if statement != (after.op in STATEMENTS):
            raise ReplayError("a statement and a term cannot be related")
        if text(given["relation"]) != ("⟺" if statement else "="):
            raise ReplayError("the relation does not fit the two sides", "relation")
        if not statement and before.shape != after.shape:
            raise ReplayError("the two sides have different shapes")
        return before, after

    def _referee(self, before: Tree, after: Tree, place: Place, equivalent: bool) -> None:
        """Compare two terms, or the parts of two statements of one form, on the models.

        The objectives of two optima are equal, or the two are `equivalent` by a rule.
        """
        models = place.models
        if before.op in OPTIMA:
            facts = free_of(place.facts, before)
            models = self.models(place.scope, facts, ordered=equivalent)
            if equivalent and after.op in OPTIMA:
                same_order(before, after, models, Random(digest([linear(before), linear(after)])))
                return
        self._compare(before, after, models)

    def _compare(self, before: Tree, after: Tree, models: Sequence[Model]) -> None:
        if before.op not in STATEMENTS:
            agree(before, after, models)
        elif before.op == after.op and len(before.args) == len(after.args):
            for left, right in zip(before.args, after.args, strict=True):
                self._compare(left, right, models)

    def must_be(self, wanted: Tree, after: Tree, place: Place) -> None:
        """ReplayError unless the two are one line, modulo silent arithmetic."""
        if not self.normal.same(wanted, after):
            raise ReplayError("the after is not what this step makes of the before")
        self.keep_needs(wanted, after, place.facts)

    def keep_needs(self, left: Tree, right: Tree, facts: Sequence[Fact]) -> None:
        """ReplayError if two terms that are one by arithmetic have values in other places."""
        missing = unmet(self.normal, left, right, facts)
        if missing:
            raise ReplayError(f"arithmetic loses or brings a need that nothing meets: {missing}")

    def same(self, left: Tree, right: Tree, facts: Sequence[Fact] = ()) -> bool:
        """Whether two terms or statements are one by arithmetic, and have values together."""
        return same(self.normal, left, right, facts)

    def _chain(self, claim: Claim, place: Place) -> None:
        given = record(claim.reason, "kind", "steps", "presumed")
        before, after = claim.lines
        before_this, place.open = place.open, []
        lines = self._presuming(given, before, after, place)
        missing = self._lost(before, after, place)
        place.open = [*before_this, missing] if missing else before_this
        if lines:
            stands(claim.position, parse_position(given["steps"][0]["position"]))
        if not lines or lines[0] != before or lines[-1] != after:
            raise ReplayError("the chain does not lead from the before to the after")

    def _presuming(
        self, given: Mapping[str, object], before: Tree, after: Tree, place: Place
    ) -> list[Tree]:
        """The lines of a chain, whose steps may use that the inverses in its ends exist."""
        facts = self.formulas.facts(given["presumed"], place.scope)
        if not facts:
            return self._steps(given["steps"], place)
        said = [*stated(before), *stated(after)]
        if not all(any(same_fact(self.normal, f, known) for known in said) for f in facts):
            raise ReplayError("this gives no value to the two lines", "presumed")
        self._same_domain(before, after, place)
        for line in (before, after):
            if not shown(self.normal, facts, place.facts, [line]):
                raise ReplayError("what is presumed need not hold where a line has a value")
        more = (*place.facts, *facts)
        inner = Place(place.scope, more, self.models(place.scope, more))
        inner.proved += place.proved
        lines = self._steps(given["steps"], inner)
        place.open += inner.open
        place.rules |= inner.rules
        place.all_used += [fact for fact in inner.all_used if fact not in facts]
        return lines


Check: TypeAlias = Callable[[Checker, Claim, Place], None]
