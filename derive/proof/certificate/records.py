"""Steps, proofs and rules as JSON: a table of the kinds and their fields, and one way to write all.

The table says for each class which keys its JSON has and where each value comes from: the attribute
of that name, or a function of the object.  Terms are written by a TermWriter, tuples as lists, and
every other object by its record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from sympy import Basic

from derive.algebra import term as t
from derive.algebra.cases import Branch, Covered, Impossible
from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof
from derive.algebra.inferences import Inference
from derive.algebra.pattern import Position
from derive.algebra.signs import Factor, SignProof, Summand
from derive.algebra.term import Term
from derive.proof.certificate.term_table import TermWriter
from derive.proof.step import (
    Arithmetic,
    Assumed,
    BothSides,
    CellByCell,
    Chain,
    Cofactor,
    Continuity,
    Derivation,
    Eliminated,
    Entrywise,
    Expanded,
    Fractions,
    Guard,
    LimitPart,
    PartResult,
    Reversed,
    RuleUse,
    Step,
)
from derive.rules.rule import Rule

__all__ = ["RECORDS", "Bare", "CarriedRule", "Record", "Records", "record", "write"]

Source: TypeAlias = Callable[[Any], object]
Record: TypeAlias = Mapping[str, Source]
Records: TypeAlias = Mapping[type, Record]


@dataclass(frozen=True, slots=True)
class Bare:
    """A term that is written without its LaTeX."""

    term: Term


@dataclass(frozen=True, slots=True)
class CarriedRule:
    """A rule as a certificate carries it, with its lemma unless it is an axiom."""

    rule: Rule
    lemma: Derivation | None


def record(fields: str, kind: str = "", **sources: Source) -> Record:
    """The keys of a class's JSON in their order, after its `kind`; `sources` are not attributes."""
    made: dict[str, Source] = {"kind": lambda _: kind} if kind else {}
    return made | {name: sources.get(name, attrgetter(name)) for name in fields.split()}


def write(value: Any, terms: TermWriter, records: Records) -> Any:
    """The JSON of a value made of terms, plain values, tuples, mappings and recorded objects."""
    if isinstance(value, Bare):
        return terms.tree(value.term)
    if isinstance(value, Basic):
        return terms.formula(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [write(item, terms, records) for item in value]
    if isinstance(value, Mapping):
        return {key: write(item, terms, records) for key, item in value.items()}
    fields = records[type(value)]
    return {name: write(source(value), terms, records) for name, source in fields.items()}


# -- what is not an attribute ---------------------------------------------------------------------


def _pairs(pairs: Iterable[tuple[Term, Term]]) -> list[tuple[Bare, Bare]]:
    return [(Bare(left), Bare(right)) for left, right in pairs]


def _bare(term: Term | None) -> Bare | None:
    return None if term is None else Bare(term)


def _bindings(of: Any) -> list[tuple[Bare, Bare]]:
    return _pairs(of.bindings)


def _guards(of: Any) -> list[Mapping[str, Guard]]:
    """Each guard under the name of what it is."""
    kinds = {Proof: "proof", SignProof: "sign", Derivation: "derivation"}
    return [{kinds[type(guard)]: guard} for guard in of.guards]


def _equation(of: PartResult) -> Fact:
    return Fact("=", (of.lemma.start, of.lemma.end))


def _statement(of: CarriedRule) -> Term:
    rule = of.rule
    return t.equation(rule.lhs, rule.rhs) if rule.relation == "=" else rule.lhs


def _lemma(of: CarriedRule) -> Mapping[str, list[Derivation]] | None:
    return None if of.lemma is None else {"derivations": [of.lemma]}


RECORDS: Records = MappingProxyType(
    {
        Fact: record("predicate args"),
        Context: record("symbols facts", symbols=lambda of: tuple(of.symbols.values())),
        Position: record("path window"),
        Derivation: record("facts start relation steps", facts=attrgetter("context.facts")),
        Step: record("before relation after position reason"),
        # reasons
        RuleUse: record(
            "rule forward bindings guards",
            "use",
            rule=attrgetter("rule.name"),
            bindings=_bindings,
            guards=_guards,
        ),
        Assumed: record("fact forward positions", "assumed"),
        PartResult: record(
            "part equation forward positions guards", "shown", equation=_equation, guards=_guards
        ),
        Arithmetic: record("", "arithmetic"),
        CellByCell: record("", "cells"),
        Eliminated: record("letter", "eliminated"),
        Fractions: record("guards", "fractions", guards=_guards),
        BothSides: record("operation operand guards", "both_sides", guards=_guards),
        Chain: record("steps presumed", "chain"),
        Reversed: record("step guards", "reversed", guards=_guards),
        Continuity: record("parts guards", "continuity", guards=_guards),
        LimitPart: record("position derivation"),
        Entrywise: record(
            "row column derivation",
            "entrywise",
            row=lambda of: Bare(of.row),
            column=lambda of: Bare(of.column),
        ),
        Expanded: record("equations cofactors guards", "expanded", guards=_guards),
        Cofactor: record(
            "equation coefficient left right transposed traced",
            coefficient=lambda of: Bare(of.coefficient),
            left=lambda of: _bare(of.left),
            right=lambda of: _bare(of.right),
        ),
        # what shows a guard
        Proof: record("fact by premises bindings", bindings=_bindings),
        SignProof: record("fact number factors", number=lambda of: str(of.number)),
        Factor: record("term exponent sign sum"),
        Summand: record("coefficient root facts", coefficient=lambda of: str(of.coefficient)),
        # how cases cover a domain
        Branch: record("on below zero above"),
        Covered: record("row proofs"),
        Impossible: record("impossible", impossible=attrgetter("sum")),
        # what a certificate carries
        CarriedRule: record(
            "statement lhs rhs relation guards forward backward functions words source lemma",
            statement=_statement,
            lhs=lambda of: Bare(of.rule.lhs),
            rhs=lambda of: Bare(of.rule.rhs),
            functions=lambda of: _pairs(of.rule.functions),
            lemma=_lemma,
            relation=attrgetter("rule.relation"),
            guards=attrgetter("rule.guards"),
            forward=attrgetter("rule.forward"),
            backward=attrgetter("rule.backward"),
            words=attrgetter("rule.words"),
            source=attrgetter("rule.source"),
        ),
        Inference: record("premises conclusion words"),
    }
)
