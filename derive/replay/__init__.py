"""Replaying a certificate: a second opinion that shares no code with what made it.

`replay` re-checks a certificate of the format of docs/certificate.md with the standard library
only: it types every tree and prints it again, attacks every rule and every line of inference on
exact models of its own, and checks each step as an instance of its reason and, once more, on
exact models of what is assumed.

Limits
    A certificate that asks for more than FUEL elementary operations is refused.  The statement of
    an axiom is believed when no model refutes it: its source is a text.
"""

from __future__ import annotations

from derive.replay.derivations import Checker
from derive.replay.exact import prime_from
from derive.replay.normal import Normal
from derive.replay.parts import Shared, check_part, read_context
from derive.replay.printing import Printer
from derive.replay.proofs import Prover
from derive.replay.reading import Formulas, digest, items, measured, record, text
from derive.replay.report import (
    Counts,
    ExhaustedError,
    Fuel,
    Log,
    Problem,
    ReplayError,
    Report,
)
from derive.replay.rules import Carried, attack, check_lemma, in_order, read_rule
from derive.replay.sampling import Sampler

__all__ = ["FORMAT", "Counts", "Problem", "Report", "replay"]

FORMAT = "derive-certificate/1"
FUEL = 30_000_000


def replay(certificate: object) -> Report:
    """Check a certificate, as `json.load` gives it; never raises for a bad one."""
    log = Log()
    try:
        with log.at(""):
            measured(certificate)
            _replay(certificate, log)
    except ExhaustedError:
        log.add("", "the certificate asks for more work than any honest one")
    return log.report()


def _replay(certificate: object, log: Log) -> None:
    given = record(
        certificate,
        *("format", "derive", "problem", "title", "context", "parts", "rules", "inferences"),
    )
    text(given["format"], FORMAT)
    for key in ("derive", "problem", "title"):
        text(given[key])
    seed, fuel = digest(certificate), Fuel(FUEL)
    normal, sampler = Normal(fuel), Sampler(prime_from(seed), seed, fuel)
    formulas = Formulas(Printer())
    prover = Prover(normal, sampler, formulas)
    checker = Checker(normal, sampler, formulas, prover, log)
    for name, line in _named(given["inferences"]):
        with log.at(f"inferences.{name}"):
            prover.add(name, line)
    _rules(checker, log, given["rules"])
    shared = None
    with log.at("context"):
        shared = read_context(checker, given["context"])
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
