"""The certificate of one derivation: a problem of one part, whose goal is where it starts."""

from __future__ import annotations

from typing import Any, TypeAlias

from derive._version import __version__
from derive.algebra.context import Context
from derive.algebra.facts import inference
from derive.proof.certificate.records import RECORDS, CarriedRule, write
from derive.proof.certificate.rules_used import used_inferences, used_rules
from derive.proof.certificate.term_table import TermTable
from derive.proof.step import Derivation

__all__ = ["FORMAT", "single_certificate"]

FORMAT = "derive-certificate/3"
Json: TypeAlias = dict[str, Any]


def single_certificate(derivation: Derivation, title: str = "claim") -> Json:
    """What `derive replay` needs to check a derivation, as plain JSON.

    Raises DeriveError for a formula whose LaTeX does not read as its term.
    """
    context = derivation.context
    rules, lemmas = used_rules([derivation])
    names = used_inferences([derivation, *lemmas.values()])
    terms = TermTable()
    part: Json = {
        "name": "a",
        "question": [],
        "symbols": [],
        "given": context.facts,
        "definitions": [],
        "goal": derivation.start,
        "derivations": [derivation],
        "results": [{"name": "", "called": None, "answer": derivation.end, "derivation": 0}],
        "refuted": [],
        "signs": [],
        "cases": [],
        "witness": None,
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
