"""Signs and tables of cases, as an author states them."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.fractions import divisors
from derive.algebra.needs import needs
from derive.algebra.term import Term
from derive.authoring.parts import CaseCell, CaseColumn, CaseRow, CaseTable
from derive.errors import SpecError, StepError
from derive.latex.assumptions import read_fact
from derive.proof import kernel
from derive.proof.case_analysis import covered, prove_claim
from derive.proof.moves import Fuel, normalize, replay_moves
from derive.proof.rule_choice import RECTIFY
from derive.proof.step import Derivation

__all__ = ["case_table", "conditions", "four"]

FUEL = 50
SIGNS = MappingProxyType({"<": ("<", False), ">": ("<", True), "=": ("=", False)})


def conditions(given: Sequence[str], context: Context) -> tuple[Fact, ...]:
    """The facts of some conditions.  Raises ReadError for one that is none."""
    return tuple(fact for text in given for fact in read_fact(text, context))


def four(said: str) -> tuple[str, str, str, str]:
    """Words for <, =, > and none, from a text with commas."""
    found = [word.strip() for word in said.split(",")]
    if len(found) not in (3, 4):
        raise SpecError("words for <, = and > are expected", hint="falls, stays, rises")
    return (found[0], found[1], found[2], found[3] if len(found) == 4 else "none")


def case_table(
    context: Context,
    domain: tuple[Fact, ...],
    columns: Sequence[CaseColumn],
    rows: Sequence[tuple[tuple[Fact, ...], Sequence[str]]],
) -> CaseTable:
    """The table, each cell proved and the rows shown to cover the domain.

    Raises StepError for a cell that does not hold, and for a case that is missing.
    """
    made = []
    for given, _ in rows:
        if any(needs(arg) for fact in given for arg in fact.args):
            raise SpecError(
                "cases are told apart by what always has a value",
                hint="a logarithm or a quotient is the term of a column",
            )
    for given, signs in rows:
        if len(signs) != len(columns):
            raise SpecError("a row of cases has one sign for each column")
        here = context.assume(*domain, *given)
        pairs = zip(columns, signs, strict=True)
        made.append(CaseRow(given, tuple(_cell(here, c.term, sign) for c, sign in pairs)))
    split = covered((*context.facts, *domain), [row.given for row in made])
    return CaseTable(domain, tuple(columns), tuple(made), split)


def _cell(context: Context, term: Term, sign: str) -> CaseCell:
    """The sign of a term in a case, or that something it divides by is zero (`none`)."""
    if sign == "none":
        for divisor in dict.fromkeys(divisors(term)):
            found = _simplified(context, divisor)
            try:
                proof = prove_claim(context, Fact("=", (found.end, t.ZERO)))
            except StepError:
                continue
            return CaseCell(sign, found, proof)
        raise StepError("nothing that this divides by is shown to be zero")
    if sign not in SIGNS:
        raise SpecError(f"{sign} is no sign", hint="one of <, =, >, none")
    found = _simplified(context, term)
    predicate, turned = SIGNS[sign]
    args = (t.ZERO, found.end) if turned else (found.end, t.ZERO)
    return CaseCell(sign, found, prove_claim(context, Fact(predicate, args)))


def _simplified(context: Context, term: Term) -> Derivation:
    """The term with the indicators and ReLUs decided that the case decides."""
    moves = normalize(context, term, RECTIFY, Fuel(FUEL))
    return kernel.derivation(context, term, replay_moves(context, moves))
