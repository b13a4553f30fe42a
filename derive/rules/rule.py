"""A rule: one line of data that says what may be rewritten, and under what.

A rule states lhs = rhs.  Every symbol in it is a variable.  `guards` are needed for the statement
to be true; `forward` and `backward` in addition for going that way (the new side must be defined
wherever the old one is).  An axiom has a textbook source; every other rule has a lemma that
derives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.indices import binders, free_indices
from derive.algebra.notation import Formula
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["Lemma", "Rule", "derived", "rule"]

Function: TypeAlias = tuple[Term, Term]


@dataclass(frozen=True, slots=True)
class Lemma:
    """How a rule follows from others.

    Without `by`, `chain` leads from the rule's left side to its right.  With `by`, the statement is
    an instance of that rule (an equation characterises the left side), and `conditions` holds one
    chain for each of its equation guards, in order.
    """

    chain: tuple[Term, ...] = ()
    by: str | None = None
    conditions: tuple[tuple[Term, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """lhs = rhs under its guards.

    `words` say it to a reader; `functions` lists the variables that stand for functions of another
    variable, as (f, x).
    """

    name: str
    lhs: Term
    rhs: Term
    words: str
    guards: tuple[Fact, ...] = ()
    forward: tuple[Fact, ...] = ()
    backward: tuple[Fact, ...] = ()
    source: str | None = None
    lemma: Lemma | None = None
    functions: tuple[Function, ...] = ()

    @property
    def axiom(self) -> bool:
        return self.lemma is None

    def sides(self, forward: bool) -> tuple[Term, Term]:
        """(from, to) in the direction asked for."""
        return (self.lhs, self.rhs) if forward else (self.rhs, self.lhs)

    def needs(self, forward: bool) -> tuple[Fact, ...]:
        """All that must hold for the rule to be used in that direction."""
        return (*self.guards, *(self.forward if forward else self.backward))

    @property
    def relation(self) -> str:
        """How the two sides are related: terms are equal, statements equivalent."""
        return "⟺" if isinstance(self.lhs, t.STATEMENTS) else "="

    @property
    def variables(self) -> frozenset[t.AnySymbol]:
        """The matrix and scalar variables of both sides and the guards."""
        sides = t.free_symbols(self.lhs) | t.free_symbols(self.rhs)
        return sides.union(*(t.free_symbols(a) for f in self.guards for a in f.args))

    @property
    def bound(self) -> frozenset[Term]:
        """The index variables that a sum in it binds."""
        parts = (part for side in (self.lhs, self.rhs) for part in t.subterms(side))
        return frozenset(index for part in parts for index in binders(part))

    def captures(self, bindings: Mapping[Term, Term]) -> bool:
        """Whether the name given to a bound index means something outside its sum as well."""
        named = {index: bindings[index] for index in self.bound if index in bindings}
        values = [value for variable, value in bindings.items() if variable not in named]
        outside = frozenset().union(*map(free_indices, values))
        return len(set(named.values())) < len(named) or bool(outside & set(named.values()))

    def context(self, *more: Fact) -> Context:
        """The rule's own variables under its guards: the context in which it must hold."""
        symbols = sorted(self.variables, key=lambda symbol: str(symbol.name))
        return Context.of(symbols, (*self.guards, *more), self.functions)


def rule(
    name: str,
    left: Formula,
    right: Formula,
    words: str,
    *,
    source: str | None = None,
    lemma: Lemma | None = None,
    both: tuple[Fact, ...] = (),
    forward: tuple[Fact, ...] = (),
    backward: tuple[Fact, ...] = (),
    functions: Mapping[Formula, Formula] | None = None,
) -> Rule:
    """Declare a rule.

    ValueError if its sides differ in shape, or it has both a source and a lemma, or neither.
    """
    if not isinstance(left.term, t.STATEMENTS) and shape_of(left.term) != shape_of(right.term):
        raise ValueError(f"{name}: the two sides have different shapes")
    if (source is None) == (lemma is None):
        raise ValueError(f"{name}: an axiom has a source, any other rule a lemma, none has both")
    of = tuple((f.term, x.term) for f, x in (functions or {}).items())
    return Rule(name, left.term, right.term, words, both, forward, backward, source, lemma, of)


def derived(
    *chain: Formula, by: str | None = None, conditions: tuple[tuple[Formula, ...], ...] = ()
) -> Lemma:
    """The lines of a lemma; see `Lemma`."""
    return Lemma(
        tuple(line.term for line in chain),
        by,
        tuple(tuple(line.term for line in lines) for lines in conditions),
    )
