"""Certificates written by hand, and the few words it takes to write one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof, ask
from derive.algebra.inferences import INFERENCES, Inference
from derive.algebra.pattern import Position, get, match, tidy_at
from derive.algebra.serialize import to_tree
from derive.algebra.term import Term
from derive.latex.printer import latex
from derive.proof.certificate.records import RECORDS, CarriedRule, write
from derive.proof.certificate.term_table import InPlace
from derive.proof.lemmas import derive_rule
from derive.rules.library import RULES
from derive.rules.rule import Rule

JSON = dict[str, Any]


def formula(term: Term) -> JSON:
    return {"latex": latex(term), "tree": to_tree(term)}


def fact_json(fact: Fact) -> JSON:
    return {"predicate": fact.predicate, "args": [formula(arg) for arg in fact.args]}


def proof_json(proof: Proof) -> JSON:
    return {
        "fact": fact_json(proof.fact),
        "by": proof.by,
        "premises": [proof_json(premise) for premise in proof.premises],
        "bindings": [[to_tree(name), to_tree(value)] for name, value in proof.bindings],
    }


def carried(names: Iterable[str]) -> tuple[JSON, set[str]]:
    """The rules of these names, with their lemmas and the rules of those; all names in them."""
    rules: JSON = {}
    seen, waiting = set(names), sorted(set(names) & RULES.keys())
    while waiting:
        name = waiting.pop(0)
        rule = RULES[name]
        lemma = None if rule.axiom else derive_rule(rule)
        rules[name] = json.loads(json.dumps(write(CarriedRule(rule, lemma), InPlace(), RECORDS)))
        more = _names(rules[name]["lemma"]) - seen
        seen |= more
        waiting += sorted(more & RULES.keys())
    return rules, seen


def rule_json(rule: Rule, lemma: JSON | None = None) -> JSON:
    statement = t.Equation(rule.lhs, rule.rhs) if rule.relation == "=" else rule.lhs
    return {
        "statement": formula(statement),
        "lhs": to_tree(rule.lhs),
        "rhs": to_tree(rule.rhs),
        "relation": rule.relation,
        "guards": [fact_json(fact) for fact in rule.guards],
        "forward": [fact_json(fact) for fact in rule.forward],
        "backward": [fact_json(fact) for fact in rule.backward],
        "functions": [[to_tree(f), to_tree(x)] for f, x in rule.functions],
        "words": rule.words,
        "source": None if lemma else rule.source or "a textbook",
        "lemma": lemma,
    }


def inference_json(line: Inference) -> JSON:
    return {
        "premises": [fact_json(fact) for fact in line.premises],
        "conclusion": fact_json(line.conclusion),
        "words": line.words,
    }


def position_json(position: Position) -> JSON:
    window = None if position.window is None else list(position.window)
    return {"path": list(position.path), "window": window}


def step(before: Term, after: Term, reason: JSON, position: Position | None = None) -> JSON:
    relation = "⟺" if isinstance(before, t.STATEMENTS) else "="
    return {
        "before": formula(before),
        "relation": relation,
        "after": formula(after),
        "position": position_json(position or Position()),
        "reason": reason,
    }


class Line:
    """A derivation under construction: each method adds a step to its last line."""

    def __init__(self, context: Context, start: Term) -> None:
        self.context, self.start, self.end = context, start, start
        self.steps: list[JSON] = []

    def use(
        self,
        name: str,
        at: Position | None = None,
        *,
        forward: bool = True,
        lemmas: Sequence[JSON] = (),
        **more: Term,
    ) -> Line:
        """One use of a rule; what matching does not bind is given by name."""
        rule, where = RULES[name], at or Position()
        source, target = rule.sides(forward)
        letters = {symbol.name: symbol for symbol in rule.variables}
        given = {letters[key]: value for key, value in more.items()}
        bound = dict(next(iter(match(source, get(self.end, where), given))))
        guards = []
        lemmas = list(lemmas)
        for guard in rule.needs(forward):
            wanted = guard.substitute(bound)
            known = ask(self.context, wanted).proof
            guards.append({"proof": proof_json(known)} if known else lemmas.pop(0))
        after = tidy_at(self.end, where, t.substitute(target, bound))
        reason = {
            "kind": "use",
            "rule": name,
            "forward": forward,
            "bindings": [[to_tree(k), to_tree(v)] for k, v in bound.items()],
            "guards": guards,
        }
        return self.add(after, reason, where)

    def assumed(self, fact: Fact, *positions: Position, forward: bool = True) -> Line:
        after = self.end
        for position in positions:
            after = tidy_at(after, position, fact.args[1 if forward else 0])
        reason = {
            "kind": "assumed",
            "fact": fact_json(fact),
            "forward": forward,
            "positions": [position_json(p) for p in positions],
        }
        return self.add(after, reason, positions[0] if len(positions) == 1 else None)

    def arithmetic(self, after: Term) -> Line:
        return self.add(after, {"kind": "arithmetic"})

    def both(self, operation: str, operand: Term | None, after: Term) -> Line:
        wanted: list[Fact] = []
        if operand is not None and operation.startswith("multiply"):
            wanted = [Fact("invertible", (operand,))]
        elif operation == "scale":
            wanted = [Fact("!=", (operand, t.ZERO))]
        proofs = [ask(self.context, fact).proof for fact in wanted]
        assert all(proofs)
        reason = {
            "kind": "both_sides",
            "operation": operation,
            "operand": None if operand is None else formula(operand),
            "guards": [{"proof": proof_json(proof)} for proof in proofs if proof],
        }
        return self.add(after, reason)

    def add(self, after: Term, reason: JSON, where: Position | None = None) -> Line:
        self.steps.append(step(self.end, after, reason, where))
        self.end = after
        return self

    def json(self) -> JSON:
        statement = isinstance(self.start, t.STATEMENTS)
        return {
            "facts": [fact_json(fact) for fact in self.context.facts],
            "start": formula(self.start),
            "relation": "⟺" if statement else "=",
            "steps": self.steps,
        }


def certificate(context: Context, *lines: Line, goal: Term | None = None, **more: Any) -> JSON:
    """A problem with one part, which has these derivations; the last one has the result.

    `more` are other fields of the part.
    """
    goal = goal or lines[0].start
    end = lines[-1].end
    answer = end.args[1] if isinstance(end, t.Equation) else end
    rules, used = carried(_names([line.steps for line in lines]))
    return {
        "format": "derive-certificate/1",
        "derive": "0.1.0",
        "problem": "tests/sample",
        "title": "A sample",
        "context": {
            "symbols": [formula(symbol) for symbol in context.symbols.values()],
            "facts": [fact_json(fact) for fact in context.facts],
        },
        "parts": [
            {
                "name": "a",
                "question": ["Find ", formula(goal), "."],
                "symbols": [],
                "given": [],
                "definitions": [],
                "goal": formula(goal),
                "derivations": [line.json() for line in lines],
                "results": [{"name": "", "answer": formula(answer), "derivation": len(lines) - 1}],
                "refuted": [],
                "signs": [],
                "cases": [],
                **more,
            }
        ],
        "rules": rules,
        "inferences": {line.name: inference_json(line) for line in INFERENCES if line.name in used},
    }


def _names(data: Any) -> set[str]:
    """Every name of a rule or an inference in the data."""
    if isinstance(data, dict):
        own = {data[key] for key in ("rule", "by") if isinstance(data.get(key), str)}
        return own.union(*map(_names, data.values()))
    if isinstance(data, str | int | None):
        return set()
    return set().union(*map(_names, data))
