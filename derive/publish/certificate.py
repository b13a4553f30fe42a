"""The certificate of a solved problem: plain JSON that `derive replay` re-checks.

The format is described in `docs/certificate.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from derive._version import __version__
from derive.algebra import term as t
from derive.algebra.cases import Branch, Covered, Impossible, Split
from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof, inference
from derive.algebra.pattern import Position
from derive.algebra.serialize import to_tree
from derive.algebra.signs import Factor, SignProof, Summand
from derive.algebra.term import Term
from derive.authoring.parts import (
    Answer,
    Argument,
    CaseTable,
    Definition,
    Part,
    Refutation,
    Sign,
    Words,
)
from derive.authoring.problem import Problem
from derive.latex.printer import latex
from derive.proof.lemmas import derive_rule
from derive.proof.step import (
    Arithmetic,
    Assumed,
    BothSides,
    Chain,
    Continuity,
    Derivation,
    Eliminated,
    Entrywise,
    Fractions,
    Guard,
    LimitPart,
    PartResult,
    Reason,
    Reversed,
    RuleUse,
    Step,
)
from derive.rules.rule import Rule

__all__ = ["FORMAT", "certificate", "part_json", "used_rules"]

FORMAT = "derive-certificate/1"
Json: TypeAlias = dict[str, Any]


def certificate(problem: Problem) -> Json:
    """Everything the problem's solution claims, and why."""
    derivations = [derivation for part in problem.parts for derivation in derivations_of(part)]
    rules, lemmas = used_rules(derivations)
    proofs = _proofs([*derivations, *lemmas.values()])
    return {
        "format": FORMAT,
        "derive": __version__,
        "problem": problem.id,
        "title": problem.title,
        "context": _context(problem.context),
        "parts": [part_json(problem, part) for part in problem.parts],
        "rules": {rule.name: _rule(rule, lemmas.get(rule.name)) for rule in rules},
        "inferences": {name: _inference(name) for name in sorted(proofs)},
    }


def derivations_of(part: Part) -> Iterator[Derivation]:
    """The derivations of a part, those in its tables of cases too."""
    yield from (argument.derivation for argument in part.arguments)
    for block in part.blocks:
        if isinstance(block, CaseTable):
            yield from (cell.derivation for row in block.rows for cell in row.cells)


def used_rules(derivations: Iterable[Derivation]) -> tuple[list[Rule], dict[str, Derivation]]:
    """The rules used in the derivations or in the lemmas of such rules, and these lemmas.

    The rules come in the order of their first use.
    """
    rules: dict[str, Rule] = {}
    lemmas: dict[str, Derivation] = {}
    waiting = list(derivations)
    while waiting:
        for rule in _rules_in(waiting.pop(0)):
            if rule.name not in rules:
                rules[rule.name] = rule
                if not rule.axiom:
                    lemmas[rule.name] = derive_rule(rule)
                    waiting.append(lemmas[rule.name])
    return list(rules.values()), lemmas


def _rules_in(derivation: Derivation) -> Iterator[Rule]:
    for step in derivation.flat():
        reason = step.reason.step.reason if isinstance(step.reason, Reversed) else step.reason
        if isinstance(reason, RuleUse):
            yield reason.rule
        for guard in _guards(step.reason):
            if isinstance(guard, Derivation):
                yield from _rules_in(guard)


def _guards(reason: Reason) -> Iterator[Guard]:
    """What a reason rests on: its guards, and the derivation of entries."""
    if isinstance(reason, Entrywise):
        yield reason.derivation
    if isinstance(reason, Continuity):
        yield from (part.derivation for part in reason.parts if part.derivation is not None)
    if isinstance(reason, RuleUse | BothSides | Reversed | Fractions | PartResult | Continuity):
        yield from reason.guards
    if isinstance(reason, Reversed):
        yield from _guards(reason.step.reason)


def _proofs(derivations: Iterable[Derivation]) -> set[str]:
    """The names of the inference lines used."""
    found: set[str] = set()
    for derivation in derivations:
        for step in derivation.flat():
            for guard in _guards(step.reason):
                if isinstance(guard, Derivation):
                    found |= _proofs([guard])
                elif isinstance(guard, Proof):
                    found |= {proof.by for proof in guard}
    return found - {"assumption", "definition", "arithmetic"}


# -- formulas -----------------------------------------------------------------------------------


def _formula(term: Term) -> Json:
    return {"latex": latex(term), "tree": to_tree(term)}


def _fact(fact: Fact) -> Json:
    return {"predicate": fact.predicate, "args": [_formula(arg) for arg in fact.args]}


def _facts(facts: Iterable[Fact]) -> list[Json]:
    return [_fact(fact) for fact in facts]


def _context(context: Context) -> Json:
    symbols = [_formula(symbol) for symbol in context.symbols.values()]
    return {"symbols": symbols, "facts": _facts(context.facts)}


def _words(words: Words) -> list[str | Json]:
    return [
        _fact(word) if isinstance(word, Fact) else word if isinstance(word, str) else _formula(word)
        for word in words
    ]


# -- the parts ----------------------------------------------------------------------------------


def part_json(problem: Problem, part: Part) -> Json:
    """What a part claims, and why."""
    definitions = [block.fact for block in part.blocks if isinstance(block, Definition)]
    own = [s for name, s in part.context.symbols.items() if name not in problem.context.symbols]
    places = [i for i, block in enumerate(part.blocks) if _own(block)]
    return {
        "name": part.name,
        "question": _words(part.question),
        "symbols": [_formula(symbol) for symbol in own],
        "given": _facts(part.given),
        "definitions": _facts(definitions),
        "goal": _formula(part.goal),
        "derivations": [_derivation(argument.derivation) for argument in part.arguments],
        "results": [_result(answer, places.index(answer.argument)) for answer in part.answers],
        "refuted": [_refuted(block) for block in part.blocks if isinstance(block, Refutation)],
        "signs": [_signed(block) for block in part.blocks if isinstance(block, Sign)],
        "cases": [_cases(block) for block in part.blocks if isinstance(block, CaseTable)],
    }


def _own(block: object) -> bool:
    return isinstance(block, Argument) and not block.entries


def _result(answer: Answer, derivation: int) -> Json:
    leading = isinstance(answer.statement, t.Asymptotic)
    shown = answer.statement if leading and answer.statement is not None else answer.term
    return {"name": answer.name, "answer": _formula(shown), "derivation": derivation}


def _refuted(refutation: Refutation) -> Json:
    claim = refutation.claim
    return {
        "claim": _fact(claim) if isinstance(claim, Fact) else _formula(claim),
        "given": _facts(refutation.given),
        **refutation.counterexample.to_json(),
    }


def _signed(block: Sign) -> Json:
    return {"given": _facts(block.given), "proof": _sign(block.proof)}


def _cases(block: CaseTable) -> Json:
    return {
        "domain": _facts(block.domain),
        "columns": [_formula(column.term) for column in block.columns],
        "rows": [
            {
                "given": _facts(row.given),
                "cells": [
                    {
                        "sign": cell.sign,
                        "derivation": _derivation(cell.derivation),
                        "proof": _sign(cell.proof),
                    }
                    for cell in row.cells
                ],
            }
            for row in block.rows
        ],
        "split": _split(block.split),
    }


def _split(split: Split) -> Json:
    match split:
        case Branch(on, below, zero, above):
            parts = {"below": _split(below), "zero": _split(zero), "above": _split(above)}
            return {"on": _formula(on), **parts}
        case Covered(row, proofs):
            return {"row": row, "proofs": [_sign(proof) for proof in proofs]}
        case Impossible(summands):
            return {"impossible": [_summand(summand) for summand in summands]}


def _derivation(derivation: Derivation) -> Json:
    return {
        "facts": _facts(derivation.context.facts),
        "start": _formula(derivation.start),
        "relation": derivation.relation,
        "steps": [_step(step) for step in derivation.steps],
    }


def _step(step: Step) -> Json:
    return {
        "before": _formula(step.before),
        "relation": step.relation,
        "after": _formula(step.after),
        "position": _position(step.position),
        "reason": _reason(step.reason),
    }


def _position(position: Position) -> Json:
    window = None if position.window is None else list(position.window)
    return {"path": list(position.path), "window": window}


def _reason(reason: Reason) -> Json:
    match reason:
        case RuleUse(rule, forward, bindings, guards):
            return {
                "kind": "use",
                "rule": rule.name,
                "forward": forward,
                "bindings": _bindings(bindings),
                "guards": _guard_list(guards),
            }
        case Assumed(fact, forward, positions):
            return {
                "kind": "assumed",
                "fact": _fact(fact),
                "forward": forward,
                "positions": [_position(position) for position in positions],
            }
        case PartResult(part, lemma, forward, positions, guards):
            return {
                "kind": "shown",
                "part": part,
                "equation": _fact(Fact("=", (lemma.start, lemma.end))),
                "forward": forward,
                "positions": [_position(position) for position in positions],
                "guards": _guard_list(guards),
            }
        case Arithmetic():
            return {"kind": "arithmetic"}
        case Eliminated(letter):
            return {"kind": "eliminated", "letter": _formula(letter)}
        case Fractions(guards):
            return {"kind": "fractions", "guards": _guard_list(guards)}
        case BothSides(operation, operand, guards):
            return {
                "kind": "both_sides",
                "operation": operation,
                "operand": None if operand is None else _formula(operand),
                "guards": _guard_list(guards),
            }
        case Chain(steps, presumed):
            return {
                "kind": "chain",
                "steps": [_step(step) for step in steps],
                "presumed": [_fact(fact) for fact in presumed],
            }
        case Reversed(step, guards):
            return {"kind": "reversed", "step": _step(step), "guards": _guard_list(guards)}
        case Continuity(parts, guards):
            return {
                "kind": "continuity",
                "parts": [_limit_part(part) for part in parts],
                "guards": _guard_list(guards),
            }
        case Entrywise(row, column, derivation):
            return {
                "kind": "entrywise",
                "row": to_tree(row),
                "column": to_tree(column),
                "derivation": _derivation(derivation),
            }


def _limit_part(part: LimitPart) -> Json:
    derived = None if part.derivation is None else _derivation(part.derivation)
    return {"position": _position(part.position), "derivation": derived}


def _bindings(bindings: Iterable[tuple[Term, Term]]) -> list[list[Json]]:
    return [[to_tree(variable), to_tree(value)] for variable, value in bindings]


def _guard_list(guards: Iterable[Guard]) -> list[Json]:
    return [_guard(guard) for guard in guards]


def _guard(guard: Guard) -> Json:
    match guard:
        case Proof():
            return {"proof": _proof(guard)}
        case SignProof():
            return {"sign": _sign(guard)}
    return {"derivation": _derivation(guard)}


def _sign(proof: SignProof) -> Json:
    return {
        "fact": _fact(proof.fact),
        "number": str(proof.number),
        "factors": [_factor(factor) for factor in proof.factors],
    }


def _factor(factor: Factor) -> Json:
    return {
        "term": _formula(factor.term),
        "exponent": factor.exponent,
        "sign": factor.sign,
        "sum": [_summand(summand) for summand in factor.sum],
    }


def _summand(summand: Summand) -> Json:
    return {
        "coefficient": str(summand.coefficient),
        "root": _formula(summand.root),
        "facts": _facts(summand.facts),
    }


def _proof(proof: Proof) -> Json:
    return {
        "fact": _fact(proof.fact),
        "by": proof.by,
        "premises": [_proof(premise) for premise in proof.premises],
        "bindings": _bindings(proof.bindings),
    }


# -- the rules ----------------------------------------------------------------------------------


def _rule(rule: Rule, lemma: Derivation | None) -> Json:
    statement = t.equation(rule.lhs, rule.rhs) if rule.relation == "=" else rule.lhs
    return {
        "statement": _formula(statement),
        "lhs": to_tree(rule.lhs),
        "rhs": to_tree(rule.rhs),
        "relation": rule.relation,
        "guards": _facts(rule.guards),
        "forward": _facts(rule.forward),
        "backward": _facts(rule.backward),
        "functions": [[to_tree(f), to_tree(x)] for f, x in rule.functions],
        "words": rule.words,
        "source": rule.source,
        "lemma": None if lemma is None else {"derivations": [_derivation(lemma)]},
    }


def _inference(name: str) -> Json:
    line = inference(name)
    return {
        "premises": _facts(line.premises),
        "conclusion": _fact(line.conclusion),
        "words": line.words,
    }
