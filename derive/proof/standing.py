"""What a derivation from an optimum leaves to be said, and whether a term is its value.

The goal is what stands at first.  A derivation of statements that starts from one that stands, and
uses of the others only what stands beside it, puts its end in that one's place; a system falls into
its equations.  What stands together always says what the goal says.  So where each equation that is
left gives a letter, those of the variable and multipliers of which nothing else is said, the values
of the variable are the only optimum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Basic, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.needs import needs
from derive.algebra.normal_form import equal_modulo
from derive.algebra.plain_text import plain
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.same_values import refuse_other_values
from derive.proof.step import Chain, Derivation, Step

__all__ = ["Standing", "asks_for", "refuse_tied", "restrictions", "varied"]


def varied(optimum: Term) -> tuple[Term, ...]:
    """The letters that an optimum is over."""
    variable = optimum.args[0]
    return variable.args[1:] if isinstance(variable, t.BlockMatrix) else (variable,)


def refuse_tied(optimum: Term, facts: Sequence[Fact]) -> None:
    """Raise StepError if something is assumed of the variable, which stands for every point, or a
    letter of the optimum varies with it."""
    for fact in restrictions(optimum, facts):
        raise StepError(
            f"{fact} is assumed, and {plain(optimum.args[0])} stands for every point here",
            hint="what restricts the points is said in the constraint",
        )


def asks_for(words: Sequence[object], optimum: Term) -> bool:
    """Whether the formulas of a question say the objective of an optimum, and its constraint."""
    said = [word for word in words if isinstance(word, Basic)]
    scalars = [t.as_scalar(one) for one in said if _is_number(one)]
    return optimum in said or all(
        any(equal_modulo(one, part) for one in [*said, *scalars]) for part in optimum.args[1:]
    )


def restrictions(optimum: Term, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts that say more of the variable of an optimum than what a letter stands for that is
    not in it: a name for what has a value at every point does no harm."""
    letters = t.free_symbols(optimum.args[0])
    tied: set[Term] = set(letters)
    named: dict[Term, Fact] = {}
    found: list[Fact] = []
    about = list(facts)
    while True:
        fact = next((fact for fact in about if fact.free_symbols & tied), None)
        if fact is None:
            break
        about.remove(fact)
        if _is_name(fact, tied):
            named[fact.args[0]] = fact
            tied.add(fact.args[0])
        else:
            found.append(fact)
            tied |= fact.free_symbols
    inside = frozenset().union(*map(t.free_symbols, optimum.args[1:]))
    return (*found, *(fact for name, fact in named.items() if name in inside))


def _is_name(fact: Fact, tied: Collection[Term]) -> bool:
    """Whether a fact gives a letter to a function that has a value whatever these letters are."""
    name, value = fact.args[0], fact.args[-1]
    if fact.predicate != "=" or not isinstance(name, Symbol | t.MatrixSymbol):
        return False
    if name in tied or name in t.free_symbols(value):
        return False
    letters = (
        need.free_symbols if isinstance(need, Fact) else t.free_symbols(need)
        for need in needs(value)
    )
    return all(known.isdisjoint(tied) for known in letters)


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal, what its part assumes (without what was derived), and the derivations so far."""

    goal: Term
    context: Context
    facts: tuple[Fact, ...]
    derivations: tuple[Derivation, ...]

    def says_goal(self, made: Derivation) -> bool:
        """Whether a derivation ends in an optimum, or the equations, that the goal has become."""
        standing, end = self._after(made), made.end
        if isinstance(end, t.OPTIMA):
            return end in standing
        return frozenset(_flat(end)) == frozenset(standing)

    def value_of(self, made: Derivation) -> Term | None:
        """The letter of the variable of which a derivation ends in the only optimal value; None if
        that is not shown."""
        solved = self._solved(self._after(made))
        end = made.end
        value = end.args[1] if isinstance(end, t.Equation) else end
        if t.free_symbols(value) & solved.keys():
            return None
        for letter in varied(self.goal):
            if letter in solved and self._reaches(made, letter, value, solved[letter]):
                return letter
        return None

    def is_value(self, letter: Term, term: Term) -> bool:
        """Whether a term is what the letter is, by what stands now."""
        last = self.derivations[-1] if self.derivations else None
        solved = self._solved(self._after(last))
        return letter in solved and self._same(solved[letter], term)

    def _reaches(self, made: Derivation, letter: Term, value: Term, found: Term) -> bool:
        if made.relation == "⟺":
            return made.end in self._after(made) and value == found
        if not any(self._same(made.start, one) for one in (found, letter)):
            return False
        return self._rests(made, self._after(made))

    def _after(self, last: Derivation | None) -> tuple[Term, ...]:
        """What stands for the goal after the last of the derivations."""
        standing = [self.goal]
        for made in self.derivations if last is not None else ():
            if made.relation == "⟺":
                at = next((s for s in standing if self._same(s, made.start)), None)
                beside = [s for s in standing if s is not at]
                if at is not None and self._rests(made, beside):
                    standing = [*beside, *_flat(made.end)]
            if made is last:
                break
        return tuple(standing)

    def _rests(self, made: Derivation, beside: Sequence[Term]) -> bool:
        """Whether a derivation rests only on what the part assumes and on these equations."""
        known = {*self.facts, *(Fact("=", s.args) for s in beside if isinstance(s, t.Equation))}
        return all(fact in known for step in made.steps for fact in _used(step))

    def _same(self, one: Term, other: Term) -> bool:
        """Whether two lines are one by silent arithmetic, and need the same."""
        if one == other:
            return True
        if isinstance(one, t.STATEMENTS) != isinstance(other, t.STATEMENTS):
            return False
        if not equal_modulo(one, other):
            return False
        try:
            refuse_other_values(self.context, one, other)
        except StepError:
            return False
        return True

    def _solved(self, standing: Sequence[Term]) -> Mapping[Term, Term]:
        """The letters that the statements give, one each and none in a circle; none unless these
        are all letters of the variable and others of which the part says nothing."""
        found: dict[Term, Term] = {}
        for statement in standing:
            left = statement.args[0] if isinstance(statement, t.Equation) else statement
            if not isinstance(left, Symbol | t.MatrixSymbol) or left in found:
                return {}
            found[left] = statement.args[1]
        said = t.free_symbols(self.goal).union(*(fact.free_symbols for fact in self.facts))
        variable = frozenset(varied(self.goal))
        if not variable <= found.keys() or (said - variable) & found.keys():
            return {}
        return found if _no_circle(found) else {}


def _used(step: Step) -> Iterator[Fact]:
    """The assumptions that a step rests on, without what a chain presumes of its two ends."""
    if isinstance(step.reason, Chain):
        for inner in step.reason.steps:
            yield from (fact for fact in _used(inner) if fact not in step.reason.presumed)
        return
    yield from step.rests_on()


def _is_number(term: Term) -> bool:
    """Whether it is a matrix of one entry."""
    return t.is_matrix(term) and shape_of(term) == (t.ONE, t.ONE)


def _flat(end: Term) -> tuple[Term, ...]:
    return tuple(end.args) if isinstance(end, t.System) else (end,)


def _no_circle(found: Mapping[Term, Term]) -> bool:
    left = dict(found)
    while True:
        free = [name for name, value in left.items() if not t.free_symbols(value) & left.keys()]
        if not free:
            return not left
        for name in free:
            del left[name]
