"""An order of two sides: steps lead from their difference to a term that is shown to have the sign.

The difference is built here, from the order that is claimed; the derivation must start from it, and
the proof be of the same order, of the term that the derivation ends in.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.replay.answers import Part
from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.domains import same_fact
from derive.replay.fractions import check_sign
from derive.replay.nodes import Tree
from derive.replay.plain import record
from derive.replay.report import Below, ReplayError
from derive.replay.statements import Claimed, said
from derive.replay.trees import make, number

__all__ = ["check_order"]

COMPARISONS = ("<", "<=")
DEFINITE = ("positive_definite", "positive_semidefinite")


def check_order(checker: Checker, data: object, part: Part) -> Claimed:
    """Check an order, and say it."""
    by = "sign" if isinstance(data, dict) and "sign" in data else "proof"
    given = record(data, "fact", "derivation", by)
    with Below("fact"):
        fact = checker.formulas.fact(given["fact"], part.scope)
        fact.check()
    if fact.predicate not in (*COMPARISONS, *DEFINITE):
        raise ReplayError("this is no order", "fact")
    term = _difference(fact)
    if given["derivation"] is not None:
        with Below("derivation"):
            made = checker.derivation(given["derivation"], part.scope, part.facts, domain=False)
        if made.relation != "=" or not checker.same(made.start, term, part.facts):
            raise ReplayError("it does not start from the difference of the sides", "derivation")
        term = made.end
    with Below(by):
        shown, wanted = _shown(checker, given, part), _said_of(fact, term)
    if not same_fact(checker.normal, shown, wanted, part.facts):
        raise ReplayError("this proves another order", by)
    return Claimed(f"order {said(fact)}", fact.args)


def _shown(checker: Checker, given: Mapping[str, object], part: Part) -> Fact:
    """The order that is proved, of the difference."""
    if "proof" in given:
        return checker.prover.proof(given["proof"], part.scope, part.facts)
    known = checker.formulas, checker.normal, part.scope, part.facts
    fact, _ = check_sign(given["sign"], *known)
    return _said_of(fact, _difference(fact))


def _difference(fact: Fact) -> Tree:
    if fact.predicate in DEFINITE:
        return fact.args[0]
    left, right = fact.args
    return make("add", right, make("mul", number(-1), left))


def _said_of(fact: Fact, term: Tree) -> Fact:
    return Fact(fact.predicate, (number(0), term) if fact.predicate in COMPARISONS else (term,))
