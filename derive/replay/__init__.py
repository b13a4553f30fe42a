"""Replaying a certificate: a second opinion that shares no code with what made it.

`replay` re-checks a certificate of the formats of docs/certificate.md with the standard library
only: it types every tree, attacks every rule and every line of inference on exact models of its
own, and checks each step as an instance of its reason and, once more, on exact models of what is
assumed.  It says in a linear form of its own what it checked; LaTeX and words it does not read.

The files, in reading order
    What is read: `report`, `plain`, `dims`, `nodes`, `shapes`, `trees`, `substitution`, `terms`,
    `reading`, `bindings`, `positions`.
    Values: `exact`, `reals`, `jets`, `functions`, `limits`, `evaluate`, `claims`; models with
    these: `values`, `drawing`, `sampling`.
    Equality: `normal`, `fractions`, `multiplied`; where terms have values: `needs`, `met`,
    `domains`.
    Steps: `lines`, `optima`, `derivations`, `proofs`, `guards`, and a check for each kind of
    reason in `rewriting`, `both_sides`, `entries`, `continuity`, `expanding`; `rules` for the rules
    carried, `axioms` for those that derive has shipped.
    Parts: `answers`, `standing`, `names`, `witness`, `cases`, `parts`, `statements`.

Limits
    A certificate that asks for more than FUEL elementary operations is refused, reading it and long
    numbers among them; so is one on which a check fails in a way that nobody thought of.  An axiom
    is believed if derive has shipped it; any other is attacked on models, and named as foreign.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from derive.replay.both_sides import both_sides, eliminated
from derive.replay.cells import cells
from derive.replay.closing import closed
from derive.replay.continuity import passage
from derive.replay.derivations import Check, Checker
from derive.replay.differentiating import differentiated
from derive.replay.entries import entrywise
from derive.replay.expanding import expanded
from derive.replay.normal import Normal
from derive.replay.parts import Shared, check_part, read_context
from derive.replay.plain import items, load, measured, record, text
from derive.replay.proofs import Prover
from derive.replay.reading import Formulas
from derive.replay.report import (
    Counts,
    ExhaustedError,
    Fuel,
    Log,
    Problem,
    ReplayError,
    Report,
)
from derive.replay.rewriting import arithmetic, assumed, fractions, part_result, reversed_step, use
from derive.replay.rules import Carried, attack, check_lemma, in_order, read_rule
from derive.replay.sampling import Sampler
from derive.replay.terms import NestedTerms, Terms, TermTable

__all__ = ["FORMATS", "REASONS", "Counts", "Problem", "ReplayError", "Report", "load", "replay"]

FORMATS = ("derive-certificate/1", "derive-certificate/2", "derive-certificate/3")
LACKING = (
    "The certificate is of an old format: what its results are called was not read, and it carries"
    " no values that meet what is assumed; replay drew such values itself."
)
FUEL = 30_000_000
# what a check may raise that nobody thought of: what is not checked is refused
UNFORESEEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError),
    *(RuntimeError, TypeError, ValueError),
)
REASONS: Mapping[str, Check] = MappingProxyType(
    {
        "use": use,
        "assumed": assumed,
        "shown": part_result,
        "arithmetic": arithmetic,
        "cells": cells,
        "fractions": fractions,
        "both_sides": both_sides,
        "eliminated": eliminated,
        "reversed": reversed_step,
        "continuity": passage,
        "entrywise": entrywise,
        "expanded": expanded,
        "differentiated": differentiated,
        "closed": closed,
    }
)


def replay(certificate: object) -> Report:
    """Check a certificate, as `load` gives it; never raises for a bad one."""
    log = Log()
    try:
        with log.at(""):
            measured(certificate)
            _replay(certificate, log)
    except ExhaustedError:
        log.add("", "the certificate asks for more work than any honest one")
    except UNFORESEEN as error:
        log.add("", f"replay cannot check this ({type(error).__name__}), so it is refused")
    return log.report()


def _replay(certificate: object, log: Log) -> None:
    form = certificate.get("format") if isinstance(certificate, dict) else None
    more = () if form == FORMATS[0] else ("terms",)
    given = record(
        certificate,
        *("format", "derive", "problem", "title", "context", "parts", "rules", "inferences"),
        *more,
    )
    text(form, *FORMATS)
    named = form == FORMATS[2]
    log.lacking += [] if named else [LACKING]
    for key in ("derive", "problem", "title"):
        text(given[key])
    fuel = Fuel(FUEL)
    terms: Terms = TermTable(given["terms"], fuel) if more else NestedTerms(fuel)
    normal, sampler = Normal(fuel), Sampler(fuel)
    formulas = Formulas(terms)
    prover = Prover(normal, sampler, formulas)
    checker = Checker(normal, sampler, formulas, prover, log, REASONS)
    for name, line in _named(given["inferences"]):
        with log.at(f"inferences.{name}"):
            prover.add(name, line)
    log.foreign += [f"inferences.{name}" for name in prover.foreign]
    _rules(checker, log, given["rules"])
    shared = None
    with log.at("context"):
        shared = read_context(checker, given["context"], named)
    if shared is not None:
        with log.at(""):
            _parts(checker, log, given["parts"], shared)
    log.models = sampler.drawn


def _named(data: object) -> list[tuple[str, object]]:
    if not isinstance(data, dict):
        raise ReplayError("an object is expected")
    return sorted(data.items())


def _rules(checker: Checker, log: Log, data: object) -> None:
    """Read and attack every rule, then check the lemmas, which may use all of them."""
    carried: dict[str, Carried] = {}
    for name, rule in _named(data):
        with log.at(f"rules.{name}"):
            made = read_rule(checker, rule)
            attack(checker, made.rule)
            carried[name] = made
            log.rules += 1
            if made.foreign:
                log.foreign.append(f"rules.{name}")
    checker.rules.update({name: made.rule for name, made in carried.items()})
    uses: dict[str, frozenset[str]] = {}
    for name, made in carried.items():
        uses[name] = frozenset()
        if made.lemma is not None:
            with log.at(f"rules.{name}.lemma"):
                uses[name] = check_lemma(checker, made)
    for name in sorted(in_order(uses)):
        log.add(f"rules.{name}.lemma", "the lemma rests on the rule itself, or on an unsound one")


def _parts(checker: Checker, log: Log, data: object, shared: Shared) -> None:
    names: set[object] = set()
    for i, part in enumerate(items(data)):
        path = f"parts[{i}]"
        with log.at(path):
            check_part(checker, log, part, shared, path)
            names.add(part["name"])
    if len(names) != len(items(data)) or not names:
        log.add("parts", "every part has a name of its own, and there is at least one")
