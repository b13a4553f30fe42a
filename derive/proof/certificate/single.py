"""The certificate of one derivation: a problem of one part, whose goal is where it starts."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from derive._version import __version__
from derive.algebra.context import Context
from derive.algebra.facts import inference
from derive.algebra.indices import free_indices
from derive.algebra.order import ordered
from derive.algebra.signs import SignProof
from derive.algebra.term import Term
from derive.proof.certificate.records import RECORDS, CarriedRule, write
from derive.proof.certificate.rules_used import BUILT_IN, used_inferences, used_rules
from derive.proof.certificate.term_table import TermTable
from derive.proof.step import Derivation
from derive.proof.strategies.order import OrderProof

__all__ = ["FORMAT", "order_certificate", "single_certificate"]

FORMAT = "derive-certificate/3"
Json: TypeAlias = dict[str, Any]


def single_certificate(derivation: Derivation, title: str = "claim") -> Json:
    """What `derive replay` needs to check a derivation, as plain JSON.

    Raises DeriveError for a formula whose LaTeX does not read as its term.
    """
    results = [{"name": "", "called": None, "answer": derivation.end, "derivation": 0}]
    return _certificate(derivation, title, {"derivations": [derivation], "results": results})


def order_certificate(order: OrderProof, title: str = "claim") -> Json:
    """What `derive replay` needs to check an order: the steps from the difference of its sides, and
    why what they lead to has its sign.

    Raises DeriveError for a formula whose LaTeX does not read as its term.
    """
    steps = order.derivation if order.derivation.steps else None
    inferred: set[str] = set()
    shown: Json = {"fact": order.fact, "derivation": steps}
    if isinstance(order.shown, SignProof):
        shown["sign"] = order.shown
    else:
        shown["proof"] = order.shown
        inferred = {proof.by for proof in order.shown} - BUILT_IN
    part = {"derivations": [], "results": [], "orders": [shown]}
    return _certificate(order.derivation, title, part, inferred)


def _indices(derivation: Derivation) -> list[Term]:
    """The free indices of what is assumed and derived, which no context declares."""
    terms = [derivation.start, *(arg for fact in derivation.context.facts for arg in fact.args)]
    return list(ordered(frozenset().union(*map(free_indices, terms))))


def _certificate(
    derivation: Derivation, title: str, shown: Json, inferred: AbstractSet[str] = frozenset()
) -> Json:
    """The certificate of one part that assumes what a derivation does."""
    context = derivation.context
    rules, lemmas = used_rules([derivation])
    names = used_inferences([derivation, *lemmas.values()]) | inferred
    terms = TermTable()
    part: Json = {
        "name": "a",
        "question": [],
        "symbols": _indices(derivation),
        "given": context.facts,
        "definitions": [],
        "goal": derivation.start,
        "refuted": [],
        "signs": [],
        "cases": [],
        "witness": None,
        **shown,
    }
    claims = {
        "context": Context(context.symbols),
        "parts": [part],
        "rules": {rule.name: CarriedRule(rule, lemmas.get(rule.name)) for rule in rules},
        "inferences": {name: inference(name) for name in sorted(names)},
    }
    written = write(claims, terms, RECORDS)
    head = {"format": FORMAT, "derive": __version__, "problem": title, "title": title}
    return {**head, "terms": terms.nodes, **written}
