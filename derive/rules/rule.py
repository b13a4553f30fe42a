"""A rule: one line of data that says what may be rewritten, and under what.

A rule states lhs = rhs.  Every symbol in it is a variable.  `guards` are needed for the statement
to be true; `forward` and `backward` in addition for going that way (the new side must be defined
wherever the old one is).  An axiom has a textbook source; every other rule has a lemma that
derives it.

A table of rules is a `Ruleset`.  It says in its columns how a search may use its rules (see
`derive.rules.families`); a row that differs says so itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, Unpack

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dimensions import show_shape
from derive.algebra.indices import binders, free_indices
from derive.algebra.notation import Formula
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.rules.families import Columns, Family, Simplify, Stage

__all__ = ["Lemma", "Row", "Rule", "Ruleset", "derived", "rule", "ruleset"]

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
    variable, as (f, x).  `simplify`, `stage` and `families` say how a search may use it.
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
    simplify: Simplify = "never"
    stage: Stage = Stage.EVALUATION
    families: Family = Family.OTHER

    @property
    def axiom(self) -> bool:
        return self.lemma is None

    def sides(self, forward: bool) -> tuple[Term, Term]:
        """(from, to) in the direction asked for."""
        return (self.lhs, self.rhs) if forward else (self.rhs, self.lhs)

    def needs(self, forward: bool) -> tuple[Fact, ...]:
        """All that must hold for the rule to be used in that direction."""
        return (*self.guards, *(self.forward if forward else self.backward))

    def unbound(self, forward: bool) -> frozenset[Term]:
        """The variables that a match of the side it is read from does not give a value.

        Names for the indices that only the other side binds are made when the rule is used.
        """
        source, target = self.sides(forward)
        wanted = t.free_symbols(target).union(
            *(t.free_symbols(arg) for fact in self.needs(forward) for arg in fact.args)
        )
        made = {index for part in t.subterms(target) for index in binders(part)}
        return wanted - made - _matched(source)

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
        named = {index: bindings[index] for index in ordered(self.bound) if index in bindings}
        values = [value for variable, value in bindings.items() if variable not in named]
        outside = frozenset().union(*map(free_indices, values))
        return len(set(named.values())) < len(named) or bool(outside & set(named.values()))

    def context(self, *more: Fact) -> Context:
        """The rule's own variables under its guards: the context in which it must hold."""
        return Context.of(ordered(self.variables), (*self.guards, *more), self.functions)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule, and the columns that its row states itself."""

    rule: Rule
    columns: Columns


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A table of rules."""

    name: str
    rules: tuple[Rule, ...]


def ruleset(name: str, columns: Columns, *rows: Row) -> Ruleset:
    """Declare a table of rules; `columns` hold for every row that does not say otherwise.

    ValueError if a rule simplifies in a direction that leaves a variable unbound.
    """
    rules = tuple(_with(row, columns) for row in rows)
    for one in rules:
        lost = frozenset() if one.simplify == "never" else one.unbound(one.simplify == "forward")
        if lost:
            raise ValueError(
                f"{one.name} cannot simplify {one.simplify}: that leaves {_names(lost)} unbound"
            )
    return Ruleset(name, rules)


def _with(row: Row, columns: Columns) -> Rule:
    """The rule of a row, with the columns of its table where the row states none."""
    stated: Columns = {**columns, **row.columns}
    return replace(row.rule, **stated)


def _check_declaration(
    name: str, left: Formula, right: Formula, source: str | None, lemma: Lemma | None
) -> None:
    """Raise ValueError for sides of different shapes, or for a rule without its reason."""
    if not isinstance(left.term, t.STATEMENTS):
        shapes = [shape_of(side.term) for side in (left, right)]
        if shapes[0] != shapes[1]:
            said = " and ".join(map(show_shape, shapes))
            raise ValueError(f"{name}: the two sides have different shapes: {said}")
    if (source is None) == (lemma is None):
        raise ValueError(f"{name}: an axiom has a source, any other rule a lemma, none has both")
    if lemma is not None and lemma.by is None:
        ends = lemma.chain[:1] + lemma.chain[-1:]
        if ends != (left.term, right.term):
            said = " to ".join(map(str, ends)) or "nothing to nothing"
            raise ValueError(
                f"{name}: the lemma leads from {said}, the rule from {left.term} to {right.term}"
            )


def rule(
    name: str,
    left: Formula,
    right: Formula,
    *,
    words: str,
    source: str | None = None,
    lemma: Lemma | None = None,
    both: tuple[Fact, ...] = (),
    forward: tuple[Fact, ...] = (),
    backward: tuple[Fact, ...] = (),
    functions: Mapping[Formula, Formula] | None = None,
    given: tuple[Formula, ...] = (),
    **columns: Unpack[Columns],
) -> Row:
    """Declare a rule.

    `given` lists the variables that no match of the left side binds: whoever uses the rule says
    what they are.  ValueError if its sides differ in shape, it has both a source and a lemma or
    neither, the lemma does not lead from side to side, or a variable is neither bound nor given.
    """
    _check_declaration(name, left, right, source, lemma)
    of = tuple((f.term, x.term) for f, x in (functions or {}).items())
    made = Rule(name, left.term, right.term, words, both, forward, backward, source, lemma, of)
    lost = made.unbound(forward=True) ^ {one.term for one in given}
    if lost:
        raise ValueError(
            f"{name}: each variable is bound by the left side or listed in `given`, and not both:"
            f" {_names(lost)}"
        )
    return Row(made, columns)


def _names(variables: Iterable[Term]) -> str:
    return ", ".join(sorted(map(str, variables)))


def _matched(source: Term) -> frozenset[Term]:
    """What a match of a side binds: its variables, and the sizes of what stands in it."""
    sizes = (size for part in t.subterms(source) if t.is_matrix(part) for size in shape_of(part))
    return t.free_symbols(source).union(*(size.free_symbols for size in sizes))


def derived(
    *chain: Formula, by: str | None = None, conditions: tuple[tuple[Formula, ...], ...] = ()
) -> Lemma:
    """The lines of a lemma; see `Lemma`."""
    return Lemma(
        tuple(line.term for line in chain),
        by,
        tuple(tuple(line.term for line in lines) for lines in conditions),
    )
