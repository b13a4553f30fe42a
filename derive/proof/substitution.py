"""Assumed equations: proposals that put in one side of an equation for the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.occurrences import find
from derive.algebra.order import ordered
from derive.algebra.pattern import Position, get, positions, put
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.step import Step

__all__ = ["Substitution", "expanded", "put_in", "substituted", "substitutions"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """A move that puts in an assumed equation."""

    fact: Fact
    forward: bool
    positions: tuple[Position, ...]
    before: Term
    after: Term


def substitutions(term: Term, fact: Fact) -> Iterator[Substitution]:
    """The assumed equation used everywhere it fits, in each direction."""
    for forward in (True, False):
        source, target = fact.args if forward else fact.args[::-1]
        where = tuple(
            position
            for position in positions(term)
            if isinstance(source, t.MatrixSymbol | Symbol) and get(term, position) == source
        ) or tuple(_instances(term, source))
        if where:
            after = term
            for position in reversed(where):
                after = put(after, position, target)
            yield Substitution(fact, forward, where, term, after)


def _instances(term: Term, source: Term) -> Iterator[Position]:
    """The first place where a compound side of an equation stands."""
    kept: dict[Term, Term] = {symbol: symbol for symbol in ordered(t.free_symbols(source))}
    for position, _ in find(source, term, kept):
        yield position
        return


def expanded(context: Context, term: Term) -> list[Substitution]:
    """What puts in the value of each symbol that an assumed equation defines, numbers first."""
    made: list[Substitution] = []
    equations = [fact for fact in context.facts if fact.predicate == "="]
    values = [fact for fact in equations if t.is_number(fact.args[1])]
    letters = [fact for fact in equations if isinstance(fact.args[0], t.MatrixSymbol | Symbol)]
    for fact in dict.fromkeys((*values, *letters)):
        if fact.args[0] != 0:
            for move in substitutions(made[-1].after if made else term, fact):
                if move.forward:
                    made.append(move)
    return made


def put_in(context: Context, term: Term, symbol: Term) -> Step:
    """The step that puts in, everywhere, what `symbol` is assumed to be equal to.

    Raises StepError if no such equation is assumed, or the symbol does not occur.
    """
    for fact in context.facts:
        if fact.predicate == "=" and fact.args[0] == symbol:
            for move in substitutions(term, fact):
                if move.forward:
                    return substituted(context, move)
            raise StepError(f"{symbol} does not occur in {term}")
    raise StepError(f"no equation says what {symbol} is")


def substituted(context: Context, move: Substitution) -> Step:
    """The kernel's step for it.  Raises StepError where the kernel refuses it."""
    return kernel.rewrite_assumed(
        context, move.before, move.fact, move.positions, forward=move.forward
    )
