"""Steps and derivations: each step an instance of its reason, and true on exact models.

A step of terms is checked three times: its before contains what the reason rewrites, its after
is what comes of it (modulo silent arithmetic), and both have one value on every model of the
derivation's facts on which both are defined.  Its guards are proved, and true on those models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from derive.replay.claims import Fact, same_fact
from derive.replay.continuity import needed_at, obvious_limit, put_limits
from derive.replay.drawing import Setting
from derive.replay.evaluate import Model
from derive.replay.fractions import Quotients, check_sign
from derive.replay.lines import (
    Below,
    Derivation,
    Place,
    Rule,
    agree,
    decidable,
    defined,
    entry_scope,
    hold_on,
    like,
    operate,
    refuse_capture,
    stands,
    stated,
)
from derive.replay.normal import Normal
from derive.replay.optima import (
    free_of,
    refuse_facts,
    same_order,
    with_constraint,
    without_letter,
)
from derive.replay.positions import (
    WHOLE,
    Position,
    get,
    parse_position,
    put_all,
    refuse_bound,
    refuse_corners,
)
from derive.replay.proofs import Prover, bindings
from derive.replay.reading import Formulas, Scope, items, record, text
from derive.replay.report import Log, ReplayError
from derive.replay.sampling import Sampler
from derive.replay.trees import (
    OPTIMA,
    STATEMENTS,
    Tree,
    equation,
    make,
    number,
    parse,
    substitute,
)

__all__ = ["Checker"]

OPERATIONS = ("transpose", "add", "multiply_left", "multiply_right", "scale")


class Checker:
    """Checks derivations against rules that are known to it."""

    def __init__(
        self, normal: Normal, sampler: Sampler, formulas: Formulas, prover: Prover, log: Log
    ) -> None:
        self.normal, self.sampler, self.formulas = normal, sampler, formulas
        self.prover, self.log = prover, log
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
            if not any(same_fact(self.normal, fact, known) for known in allowed):
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
        if domain:
            self._same_domain(start, lines[-1], place.models)
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
        )

    def _same_domain(self, start: Tree, end: Tree, models: Sequence[Model]) -> None:
        if start.op not in STATEMENTS:
            agree(start, end, models)
        for model in models:
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
        lines = []
        for side in ("before", "after"):
            with Below(side):
                lines.append(self.formulas.formula(given[side], place.scope))
        before, after = lines
        statement = before.op in STATEMENTS
        if statement != (after.op in STATEMENTS):
            raise ReplayError("a statement and a term cannot be related")
        if text(given["relation"]) != ("⟺" if statement else "="):
            raise ReplayError("the relation does not fit the two sides", "relation")
        if not statement and before.shape != after.shape:
            raise ReplayError("the two sides have different shapes")
        with Below("position"):
            parse_position(given["position"])
        reason = given["reason"]
        if not isinstance(reason, dict):
            raise ReplayError("a reason is expected", "reason")
        with Below("reason"):
            kind = text(reason.get("kind"))
            if kind == "chain":
                self._chain(reason, before, after, given["position"], place)
                return before, after
            self.log.steps += 1
            place.used = []
            self._reason(kind, reason, before, after, given["position"], place)
            place.all_used += place.used
        if kind != "both_sides":
            equivalent = kind == "use" and self.rules[reason["rule"]].relation == "⟺"
            self._referee(before, after, place, equivalent)
        if statement:
            self._same_domain(before, after, place.models)
        return before, after

    def _reason(
        self, kind: str, reason: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        match kind:
            case "use":
                self._use(reason, before, after, where, place)
            case "assumed":
                self._assumed(reason, before, after, where, place)
            case "shown":
                self._shown(reason, before, after, where, place)
            case "fractions":
                self._fractions(reason, before, after, where, place)
            case "arithmetic":
                record(reason, "kind")
                stands(parse_position(where), WHOLE)
                self._must_be(before, after)
            case "both_sides":
                self._both_sides(reason, before, after, where, place)
            case "eliminated":
                stands(parse_position(where), WHOLE)
                self._eliminated(reason, before, after, place)
            case "reversed":
                self._reversed(reason, before, after, where, place)
            case "continuity":
                self._continuity(reason, before, after, where, place)
            case "entrywise":
                stands(parse_position(where), WHOLE)
                self._entrywise(reason, before, after, place)
            case _:
                raise ReplayError(f"unknown kind of reason: {kind[:40]}")

    def _referee(self, before: Tree, after: Tree, place: Place, equivalent: bool) -> None:
        """Compare two terms, or the parts of two statements of one form, on the models.

        The objectives of two optima are equal, or the two are `equivalent` by a rule.
        """
        models = place.models
        if before.op in OPTIMA:
            facts = free_of(place.facts, before)
            models = self.models(place.scope, facts, ordered=equivalent)
            if equivalent and after.op in OPTIMA:
                same_order(before, after, models, Random(self.sampler.seed))
                return
        self._compare(before, after, models)

    def _compare(self, before: Tree, after: Tree, models: Sequence[Model]) -> None:
        if before.op not in STATEMENTS:
            agree(before, after, models)
        elif before.op == after.op and len(before.args) == len(after.args):
            for left, right in zip(before.args, after.args, strict=True):
                self._compare(left, right, models)

    def _must_be(self, wanted: Tree, after: Tree) -> None:
        if not self.normal.same(wanted, after):
            raise ReplayError("the after is not what this step makes of the before")

    def _chain(self, data: object, before: Tree, after: Tree, where: object, place: Place) -> None:
        given = record(data, "kind", "steps", "presumed")
        lines = self._presuming(given, before, after, place)
        if lines:
            stands(parse_position(where), parse_position(given["steps"][0]["position"]))
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
        self._same_domain(before, after, place.models)
        more = (*place.facts, *facts)
        inner = Place(place.scope, more, self.models(place.scope, more))
        lines = self._steps(given["steps"], inner)
        place.rules |= inner.rules
        place.all_used += [fact for fact in inner.all_used if fact not in facts]
        return lines

    def _use(self, data: object, before: Tree, after: Tree, where: object, place: Place) -> None:
        given = record(data, "kind", "rule", "forward", "bindings", "guards")
        name, forward = text(given["rule"]), given["forward"]
        if name not in self.rules:
            raise ReplayError(f"the certificate carries no sound rule {name[:60]}", "rule")
        if not isinstance(forward, bool):
            raise ReplayError("true or false is expected", "forward")
        place.rules.add(name)
        rule = self.rules[name]
        position = parse_position(where)
        here = place.at(before, position)
        bound = bindings(given["bindings"], rule.scope, here.scope)
        refuse_capture(rule, bound.values)
        source, target = (rule.lhs, rule.rhs) if forward else (rule.rhs, rule.lhs)
        old, new = (substitute(side, bound.values, bound.sizes) for side in (source, target))
        if rule.relation == "⟺" and (position.path or position.window):
            raise ReplayError("a rule between statements applies to the whole line")
        old, new = with_constraint(before, old, new)
        if not self.normal.same(like(get(before, position), old), old):
            raise ReplayError(f"what stands at the position is no instance of {name[:60]}")
        for name in sorted(rule.fresh):
            value = bound.values.get(name)
            if value is None or any(value.symbols & fact.symbols for fact in place.facts):
                raise ReplayError(f"{name} must stand for a symbol of which nothing is assumed")
        needed = [fact.at(bound.values, bound.sizes) for fact in rule.needs(forward)]
        self._guards(needed, given["guards"], here, (before, after))
        refuse_bound(before, position, place.used)
        if rule.relation == "⟺":
            refuse_facts(place.used, old)
        refuse_corners(before, position, (rule.lhs, rule.rhs))
        self._must_be(put_all(before, [position], new), after)

    def _assumed(
        self, data: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        given = record(data, "kind", "fact", "forward", "positions")
        fact = self.formulas.fact(given["fact"], place.scope)
        known = any(same_fact(self.normal, fact, other) for other in place.facts)
        if fact.predicate != "=" or not known:
            raise ReplayError("this is no equation among the assumptions", "fact")
        place.used.append(fact)
        self._replaced(before, after, where, given, (fact.args, [fact]))

    def _shown(self, data: object, before: Tree, after: Tree, where: object, place: Place) -> None:
        given = record(data, "kind", "part", "equation", "forward", "positions", "guards")
        name = text(given["part"])
        ends = self.formulas.fact(given["equation"], place.scope)
        for lemma in self.shown.get(name, ()):
            if lemma.relation == "=" and (lemma.start, lemma.end) == ends.args:
                break
        else:
            raise ReplayError(f"no part {name[:40]} shows this")
        place.rules |= lemma.rules
        known = [f for f in lemma.facts if any(same_fact(self.normal, f, g) for g in place.facts)]
        place.used.extend(known)
        needed = [fact for fact in lemma.facts if fact not in known]
        self._guards(needed, given["guards"], place, (before, after))
        self._replaced(before, after, where, given, (ends.args, [*lemma.facts, *place.used]))

    def _replaced(
        self,
        before: Tree,
        after: Tree,
        where: object,
        given: dict[str, Any],
        equation: tuple[tuple[Tree, ...], Sequence[Fact]],
    ) -> None:
        """One side of an equation, which rests on some facts, replaced at each position."""
        if not isinstance(given["forward"], bool):
            raise ReplayError("true or false is expected", "forward")
        sides, facts = equation
        source, target = sides if given["forward"] else sides[::-1]
        positions = [parse_position(item) for item in items(given["positions"])]
        stands(parse_position(where), positions[0] if len(positions) == 1 else WHOLE)
        for position in positions:
            if not self.normal.same(get(before, position), source):
                raise ReplayError("what stands at the position is not that side of the equation")
            refuse_bound(before, position, facts)
            refuse_corners(before, position, sides)
        self._must_be(put_all(before, positions, target), after)

    def _fractions(
        self, data: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        """The two are one fraction at the position; what is newly divided by is not zero."""
        given = record(data, "kind", "guards")
        position = parse_position(where)
        if position.window is not None:
            raise ReplayError("a fraction is a whole term", "position")
        old, new = get(before, position), get(after, position)
        if not Quotients(self.normal).same(old, new):
            raise ReplayError("the two are not one fraction")
        divisors = Quotients(self.normal).new_divisors(old, new)
        needed = [Fact("!=", (divisor, number(0))) for divisor in divisors]
        here = place.at(before, position)
        self._guards(needed, given["guards"], here, (before, after))
        refuse_bound(before, position, place.used)
        self._must_be(put_all(before, [position], new), after)

    def _reversed(
        self, data: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        given = record(data, "kind", "step", "guards")
        inner = given["step"]
        reason = inner.get("reason") if isinstance(inner, dict) else None
        if not isinstance(reason, dict) or reason.get("kind") not in (
            "use",
            "assumed",
            "arithmetic",
            "continuity",
        ):
            raise ReplayError("only a single rewriting can be read backwards", "step")
        with Below("step"):
            lines = self.step(inner, place)
        self.log.steps -= 1  # the two are one
        stands(parse_position(where), parse_position(inner["position"]))
        if lines != (after, before):
            raise ReplayError("it does not lead from the after to the before", "step")
        needed: list[Fact] = []
        if reason["kind"] == "use":
            rule = self.rules[reason["rule"]]
            if rule.relation == "⟺":
                raise ReplayError("only an equality can be read backwards", "step")
            here = place.at(after, parse_position(where))
            bound = bindings(reason["bindings"], rule.scope, here.scope)
            more = rule.backward if reason["forward"] else rule.forward
            needed = [fact.at(bound.values, bound.sizes) for fact in more]
            self._guards(needed, given["guards"], here, lines)
            refuse_bound(after, parse_position(where), place.used)
        else:
            self._guards(needed, given["guards"], place, lines)

    def _continuity(
        self, data: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        """The limit of a continuous expression: its parts replaced by their limits."""
        given = record(data, "kind", "parts", "guards")
        position = parse_position(where)
        node = get(before, position)
        if node.op != "limit":
            raise ReplayError("this is no limit", "position")
        body = node.args[0]
        values = []
        for i, part in enumerate(items(given["parts"])):
            with Below(f"parts[{i}]"):
                values.append(self._part(part, node, place))
        value = put_limits(body, node.args[1].name, values)
        here = place.at(before, position)
        needed = needed_at(self.normal, body, value)
        self._guards(needed, given["guards"], here, (before, after))
        refuse_bound(before, position, place.used)
        self._must_be(put_all(before, [position], value), after)

    def _part(self, data: object, node: Tree, place: Place) -> tuple[Position, Tree]:
        """Where a part stands in the body, and its limit: seen at once, or derived."""
        given = record(data, "position", "derivation")
        where = parse_position(given["position"])
        inner = get(node.args[0], where)
        if given["derivation"] is None:
            return where, obvious_limit(inner, *node.args[1:])
        with Below("derivation"):
            made = self.derivation(given["derivation"], place.scope, place.facts)
        if not self.normal.same(made.start, make("limit", inner, *node.args[1:])):
            raise ReplayError("this is not the limit of that part", "derivation")
        place.rules |= made.rules
        place.used.extend(made.facts)
        return where, made.end

    def _both_sides(
        self, data: object, before: Tree, after: Tree, where: object, place: Place
    ) -> None:
        """The operation on both sides of an equation, or of the constraint of an optimum."""
        given = record(data, "kind", "operation", "operand", "guards")
        operation = text(given["operation"], *OPERATIONS)
        lines = (before, after)
        if before.op in OPTIMA and before.op == after.op and len(before.args) == 3:
            stands(parse_position(where), Position((2,), None))
            if len(after.args) != 3 or before.args[:2] != after.args[:2]:
                raise ReplayError("only the constraint is changed")
            refuse, before, after = before, before.args[2], after.args[2]
        else:
            stands(parse_position(where), WHOLE)
            refuse = before
        if before.op != "equation":
            raise ReplayError("only an equation has two sides")
        operand = None
        if operation == "transpose":
            if given["operand"] is not None:
                raise ReplayError("a transposition has no operand", "operand")
        else:
            operand = self.formulas.formula(given["operand"], place.scope)
        needed: list[Fact] = []
        if operand is not None and operation in ("multiply_left", "multiply_right"):
            needed = [Fact("invertible", (operand,))]
        elif operand is not None and operation == "scale":
            needed = [Fact("!=", (operand, number(0)))]
        for fact in needed:
            fact.check()
        self._guards(needed, given["guards"], place, lines)
        refuse_facts(place.used, refuse)
        sides = (operate(side, operation, operand) for side in before.args)
        self._must_be(equation(*sides), after)

    def _eliminated(self, data: object, before: Tree, after: Tree, place: Place) -> None:
        """The constraint gives one of the letters, which is put into the objective."""
        given = record(data, "kind", "letter")
        letter = self.formulas.formula(given["letter"], place.scope)
        if before.op not in OPTIMA or len(before.args) < 3:
            raise ReplayError("only from an optimum under a constraint a letter is eliminated")
        self._must_be(without_letter(before, letter), after)

    def _entrywise(self, data: object, before: Tree, after: Tree, place: Place) -> None:
        """The entries at free indices are equal by a derivation, so the two matrices are."""
        given = record(data, "kind", "row", "column", "derivation")
        at = (parse(given["row"]), parse(given["column"]))
        scope, ranges = entry_scope(place.scope, before, after, at)
        with Below("derivation"):
            made = self.derivation(given["derivation"], scope, (*place.facts, *ranges))
        sides = (make("entry", side, *at) for side in (before, after))
        if not all(map(self.normal.same, sides, (made.start, made.end))):
            raise ReplayError("it does not derive the entry of the after from that of the before")
        place.rules |= made.rules
        place.used.extend(made.used)

    # -- guards -----------------------------------------------------------------------------------

    def _guards(
        self, needed: Sequence[Fact], data: object, place: Place, lines: tuple[Tree, Tree]
    ) -> None:
        """Each fact that is needed must be shown, in order, and be true where the step is."""
        guards = items(data)
        if len(guards) != len(needed):
            raise ReplayError(f"{len(needed)} guards are needed, and {len(guards)} given", "guards")
        for i, (fact, guard) in enumerate(zip(needed, guards, strict=True)):
            with Below(f"guards[{i}]"):
                fact.check()
                self._guard(fact, guard, place)
                for model in place.models:
                    known = fact.indices <= model.indices.keys() and not fact.symbols & place.near
                    if known and all(defined(line, model) for line in lines):
                        hold_on(fact, model)

    def _guard(self, fact: Fact, data: object, place: Place) -> None:
        if isinstance(data, dict) and set(data) == {"proof"}:
            with Below("proof"):
                shown = self.prover.proof(data["proof"], place.scope, place.facts)
                if not same_fact(self.normal, shown, fact):
                    raise ReplayError(f"this proves another fact than {fact.predicate} as needed")
            place.used.extend(self.prover.assumptions(data["proof"], place.scope))
            return
        if isinstance(data, dict) and set(data) == {"sign"}:
            with Below("sign"):
                made = data["sign"], self.formulas, self.normal, place.scope, place.facts
                shown, used = check_sign(*made)
                if not same_fact(self.normal, shown, fact):
                    raise ReplayError(f"this proves another fact than {fact.predicate} as needed")
            place.used.extend(used)
            return
        given = record(data, "derivation")
        if fact.predicate != "=":
            raise ReplayError("a derivation shows an equation only")
        with Below("derivation"):
            lemma = self._lemma(given["derivation"], place)
            if not (
                self.normal.same(lemma.start, fact.args[0])
                and self.normal.same(lemma.end, fact.args[1])
            ):
                raise ReplayError("this derives another equation than is needed")

    def _lemma(self, data: object, place: Place) -> Derivation:
        """A derivation inside a guard: what it assumes, the step assumes."""
        made = self.derivation(data, place.scope, place.facts, domain=False)
        place.rules |= made.rules
        place.used.extend(made.used)
        return made
