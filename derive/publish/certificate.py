"""The certificate of a solved problem: plain JSON that `derive replay` re-checks.

The format is described in `docs/certificate.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, TypeAlias

from derive._version import __version__
from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.facts import inference
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring.parts import (
    Answer,
    Argument,
    CaseCell,
    CaseRow,
    CaseTable,
    Definition,
    Part,
    Refutation,
    Sign,
)
from derive.authoring.problem import Problem
from derive.errors import DeriveError
from derive.latex.reader import read
from derive.proof.certificate.records import RECORDS, CarriedRule, Records, record, write
from derive.proof.certificate.rules_used import used_inferences, used_rules
from derive.proof.certificate.term_table import InPlace, TermTable
from derive.proof.step import Derivation
from derive.publish.witness import Witness, witness

__all__ = ["FORMAT", "certificate", "part_json"]

FORMAT = "derive-certificate/3"
Json: TypeAlias = dict[str, Any]

PART_RECORDS: Records = MappingProxyType(
    {
        **RECORDS,
        Sign: record("given proof"),
        CaseTable: record(
            "domain columns rows split", columns=lambda of: [column.term for column in of.columns]
        ),
        CaseRow: record("given cells"),
        Witness: record("sizes values"),
        CaseCell: record("sign derivation proof"),
        Refutation: record(
            "claim given values left right",
            values=lambda of: of.counterexample.to_json()["values"],
            left=lambda of: of.counterexample.to_json()["left"],
            right=lambda of: of.counterexample.to_json()["right"],
        ),
    }
)


def certificate(problem: Problem) -> Json:
    """Everything the problem's solution claims, and why.

    Raises DeriveError for a formula whose LaTeX does not read as its term.
    """
    derivations = [derivation for part in problem.parts for derivation in _derivations(part)]
    rules, lemmas = used_rules(derivations)
    names = used_inferences([*derivations, *lemmas.values()])
    terms = TermTable()
    claims = {
        "context": problem.context,
        "parts": [_fields(problem, part) for part in problem.parts],
        "rules": {rule.name: CarriedRule(rule, lemmas.get(rule.name)) for rule in rules},
        "inferences": {name: inference(name) for name in sorted(names)},
    }
    written = write(claims, terms, PART_RECORDS)
    return {
        "format": FORMAT,
        "derive": __version__,
        "problem": problem.id,
        "title": problem.title,
        "terms": terms.nodes,
        **written,
    }


def part_json(problem: Problem, part: Part) -> Json:
    """What a part claims, and why, each formula with its LaTeX and its tree where it stands."""
    written: Json = write(_fields(problem, part), InPlace(), PART_RECORDS)
    return written


def _derivations(part: Part) -> Iterator[Derivation]:
    """The derivations of a part, those in its tables of cases too."""
    yield from (argument.derivation for argument in part.arguments)
    for block in part.blocks:
        if isinstance(block, CaseTable):
            yield from (cell.derivation for row in block.rows for cell in row.cells)


def _fields(problem: Problem, part: Part) -> Json:
    """The fields of a part, as values that records are known of."""
    own = [s for name, s in part.context.symbols.items() if name not in problem.context.symbols]
    places = [i for i, block in enumerate(part.blocks) if _own(block)]
    return {
        "name": part.name,
        "question": part.question,
        "symbols": own,
        "given": part.given,
        "definitions": [block.fact for block in part.blocks if isinstance(block, Definition)],
        "goal": part.goal,
        "derivations": [argument.derivation for argument in part.arguments],
        "results": [
            _result(answer, places.index(answer.argument), part.context) for answer in part.answers
        ],
        "refuted": [block for block in part.blocks if isinstance(block, Refutation)],
        "signs": [block for block in part.blocks if isinstance(block, Sign)],
        "cases": [block for block in part.blocks if isinstance(block, CaseTable)],
        "witness": witness(part),
    }


def _own(block: object) -> bool:
    return isinstance(block, Argument) and not block.entries


def _result(answer: Answer, derivation: int, context: Context) -> Json:
    leading = isinstance(answer.statement, t.Asymptotic)
    shown = answer.statement if leading and answer.statement is not None else answer.term
    called = _called(answer, context)
    return {"name": answer.name, "called": called, "answer": shown, "derivation": derivation}


def _called(answer: Answer, context: Context) -> Term | None:
    """The term that a name says, or None for a fresh name or words."""
    try:
        named = read(answer.name, context).term
    except DeriveError:
        return None
    letter = isinstance(named, t.AnySymbol)
    if letter and named not in {*context.symbols.values(), *context.dimensions}:
        return None  # a new letter
    fits = isinstance(answer.term, t.STATEMENTS) or shape_of(named) == shape_of(answer.term)
    return named if letter or fits else None
