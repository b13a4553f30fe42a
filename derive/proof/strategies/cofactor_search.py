"""A sum shown to be zero as a combination of equations: reduction, clearing, completion.

*Reduction*: the leading monomial of an equation is replaced by the rest of it, wherever it stands.
*Clearing*: if an inverse K of P stands at the left end of a word, d = K (P d) - (K P - I) d, so it
is enough that P d is such a combination.  *Completion*: what two overlapping rules say together.
Every combination is kept, so that the kernel can expand it again.

Limits
    Every rewriting burns fuel; LimitError when it is spent.

Reference: Mora, An introduction to commutative and noncommutative Gröbner bases (1994).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derive.algebra.expansion import AtomPowers, Expansion, Monomials, Spelling, add_multiple
from derive.errors import LimitError
from derive.proof.strategies.tracked import Core, Frame, Tracked, Uses, add_uses, placed, turned

__all__ = ["Clearing", "CofactorSearch"]

MAX_RULES = 80
Monomial: TypeAlias = tuple[AtomPowers, Spelling]
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Clearing:
    """What a letter is the inverse of, and the equations P^-1 P = I and P P^-1 = I."""

    of: Monomials
    left: Tracked
    right: Tracked


@dataclass(frozen=True, slots=True)
class _Rule:
    lead: Monomial
    equation: Tracked  # with the coefficient 1 at its lead
    defines: bool  # whether the lead is a letter alone, to be replaced by what it stands for


class CofactorSearch:
    """Equations as rules, applied with a bounded amount of work."""

    def __init__(self, expansion: Expansion, fuel: int) -> None:
        self._expansion = expansion
        self._fuel = fuel
        self._rules: list[_Rule] = []
        self._added: list[Tracked] = []
        self._clearings: dict[int, Clearing] = {}
        self._reciprocals: dict[int, tuple[Monomials, Tracked]] = {}

    def _burn(self, amount: int) -> None:
        self._fuel -= amount
        if self._fuel < 0:
            raise LimitError("the search was given up: it took too many steps")

    # -- equations --------------------------------------------------------------------------

    def add(
        self, equation: Tracked, letter: int | None = None, scalar: AtomPowers | None = None
    ) -> None:
        """Use an equation as a rule for its largest monomial.

        With `letter` or `scalar` (a power of an atom), as what that stands for.
        """
        if letter is not None and self._define(equation, letter):
            return
        if scalar is not None and self._define_scalar(equation, scalar):
            return
        self._orient(equation)
        self._added.append(equation)

    def turn(self) -> None:
        """Use the transposes of the equations as well, after them."""
        for equation in self._added:
            if any(word for _, word in equation.total):
                self._orient(turned(self._expansion, equation))
        self._added.clear()

    def clears(self, letter: int, clearing: Clearing) -> None:
        """Allow that a letter is cleared, and its transpose."""
        left, right = (turned(self._expansion, x) for x in (clearing.right, clearing.left))
        self._clearings[letter] = clearing
        of = self._expansion.transposed(clearing.of)
        self._clearings[letter ^ 1] = Clearing(of, left, right)

    def clears_atom(self, atom: int, below: Monomials, equation: Tracked) -> None:
        """Allow that a reciprocal is cleared, by the equation q q^-1 = 1."""
        self._reciprocals[atom] = (below, equation)

    def _define(self, equation: Tracked, letter: int) -> bool:
        lead: Monomial = ((), (letter,))
        reduced = self._reduced_equation(equation)
        uses_it = any(letter // 2 == x // 2 for m in reduced.total for x in self._letters(m))
        if lead not in reduced.total or sum(1 for _ in [*reduced.total]) == 0:
            return False
        rest = {m: c for m, c in reduced.total.items() if m != lead}
        if any(letter // 2 == x // 2 for m in rest for x in self._letters(m)) or not uses_it:
            return False
        scaled = self._scaled(reduced, 1 / reduced.total[lead])
        self._rules.insert(0, _Rule(lead, scaled, True))
        back = turned(self._expansion, scaled)
        self._rules.insert(1, _Rule(((), (letter ^ 1,)), back, True))
        return True

    def _define_scalar(self, equation: Tracked, scalar: AtomPowers) -> bool:
        lead: Monomial = (scalar, ())
        [(atom, _)] = scalar
        reduced = self._reduced_equation(equation)
        rest = [scalars for scalars, _ in reduced.total if (scalars, ()) != lead]
        if lead not in reduced.total or any(atom == a for scalars in rest for a, _ in scalars):
            return False
        scaled = self._scaled(reduced, 1 / reduced.total[lead])
        self._rules.insert(0, _Rule(lead, scaled, True))
        return True

    def _letters(self, monomial: Monomial) -> Iterator[int]:
        scalars, word = monomial
        yield from word
        for atom, _ in scalars:
            yield from self._inner(atom)[1]

    def _reduced_equation(self, equation: Tracked) -> Tracked:
        rest, uses = self.reduced(equation.total)
        kept: Uses = {}
        add_uses(kept, equation.uses)
        add_uses(kept, uses, -1)
        return Tracked(rest, kept, equation.shape)

    @staticmethod
    def _scaled(equation: Tracked, times: Fraction) -> Tracked:
        total: Monomials = {}
        uses: Uses = {}
        add_multiple(total, equation.total, times)
        add_uses(uses, equation.uses, times)
        return Tracked(total, uses, equation.shape)

    def _orient(self, equation: Tracked) -> None:
        if len(self._rules) >= MAX_RULES:
            return
        reduced = self._reduced_equation(equation)
        if not reduced.total:
            return
        lead = max(reduced.total, key=self._rank)
        if lead != ((), ()):
            scaled = self._scaled(reduced, 1 / reduced.total[lead])
            self._rules.append(_Rule(lead, scaled, False))

    def _weight(self, monomial: Monomial) -> int:
        scalars, word = monomial
        return len(word) + sum(n * max(1, len(self._inner(atom)[1])) for atom, n in scalars)

    def _rank(self, monomial: Monomial) -> tuple[int, int, Spelling, list[Spelling], AtomPowers]:
        scalars, word = monomial
        spelled = [self._inner(atom)[1] for atom, _ in scalars]
        return (self._weight(monomial), len(word), word, sorted(spelled), scalars)

    def _inner(self, atom: int) -> tuple[str, Spelling]:
        """The kind of an atom, and the word inside it."""
        kind, of = self._expansion.atoms[atom]
        return kind, of if isinstance(of, tuple) else ()

    # -- reduction --------------------------------------------------------------------------

    def reduced(self, total: Monomials) -> tuple[Monomials, Uses]:
        """What is left of a sum, and the combination that was taken from it."""
        waiting, done = dict(total), Monomials()
        uses: Uses = {}
        while waiting:
            monomial = max(waiting, key=self._rank)
            c = waiting[monomial]
            applied = next(self._applications(monomial, c), None)
            if applied is None:
                done[monomial] = waiting.pop(monomial)
                continue
            add_multiple(waiting, applied.total, -1)
            add_uses(uses, applied.uses)
            for other in [m for m in waiting if m in done]:
                add_multiple(done, {other: waiting.pop(other)}, 1)
        return done, uses

    def _applications(self, monomial: Monomial, c: Fraction) -> Iterator[Tracked]:
        """The combinations that take a monomial away."""
        for rule in self._rules:
            for frame in self._frames(monomial, c, rule.lead):
                self._burn(1 + len(rule.equation.total))
                made = placed(self._expansion, frame, rule.equation)
                rank = self._rank(monomial)
                lower = all(m == monomial or self._rank(m) < rank for m in made.total)
                if made.total.get(monomial) == c and (rule.defines or lower):
                    yield made

    def _frames(self, monomial: Monomial, c: Fraction, lead: Monomial) -> Iterator[Frame]:
        """The places at which a lead stands in a monomial."""
        (scalars, word), (wanted, inner) = monomial, lead
        left = _without(scalars, wanted)
        if left is not None and not inner:
            yield Frame({(left, word): c}, core=Core.SCALAR)
        elif left is not None:
            for place in _places(inner, word):
                end = place + len(inner)
                yield Frame({(left, ()): c}, word[:place], word[end:])
        if wanted or not inner:
            return
        for atom, _ in scalars:
            kind, spelled = self._inner(atom)
            rest = _without(scalars, ((atom, 1),))
            if len(spelled) < len(inner) or rest is None:
                continue
            coefficient: Monomials = {(rest, word): c}
            for turn in (spelled, self._expansion.reversed(spelled)):
                if kind == "word":
                    for place in _places(inner, turn):
                        end = place + len(inner)
                        yield Frame(coefficient, turn[:place], turn[end:], Core.SCALAR)
                else:
                    for i in range(len(turn)):
                        round_ = turn[i:] + turn[:i]
                        if round_[: len(inner)] == inner:
                            yield Frame(coefficient, (), round_[len(inner) :], Core.TRACE)

    # -- completion -------------------------------------------------------------------------

    def complete(self) -> None:
        """Add the consequences of overlapping rules."""
        for equation in list(self._consequences()):
            self._orient(equation)

    def _consequences(self) -> Iterator[Tracked]:
        rules = [rule for rule in self._rules if not rule.lead[0] and rule.lead[1]]
        for first in rules:
            for second in rules:
                one, other = first.lead[1], second.lead[1]
                for size in range(1, min(len(one), len(other))):
                    if one[-size:] != other[:size]:
                        continue
                    self._burn(len(first.equation.total) + len(second.equation.total))
                    after, before = other[size:], one[:-size]
                    shape = (first.equation.shape[0], second.equation.shape[1])
                    unit: Monomials = {((), ()): ONE}
                    left = placed(self._expansion, Frame(unit, (), after), first.equation)
                    right = placed(self._expansion, Frame(unit, before, ()), second.equation)
                    total, uses = dict(left.total), Uses()
                    add_uses(uses, left.uses)
                    add_multiple(total, right.total, -1)
                    add_uses(uses, right.uses, -1)
                    if total:
                        yield Tracked(total, uses, shape)

    # -- the search -------------------------------------------------------------------------

    def combination(self, total: Monomials, clears: int) -> Uses | None:
        """A combination of the equations that the sum is; None where none is found.

        At most `clears` inverses are cleared one after the other.
        """
        rest, uses = self.reduced(total)
        if not rest:
            return uses
        found = self._stripped(rest, clears)
        if found is None and clears:
            found = self._cleared(rest, clears) or self._divided(rest, clears)
        if found is None:
            return None
        add_uses(found, uses)
        return found

    def _stripped(self, total: Monomials, clears: int) -> Uses | None:
        """Without a factor that begins or ends every word."""
        for left in (True, False):
            ends = {word[:1] if left else word[-1:] for _, word in total}
            if len(ends) > 1 or () in ends:
                continue
            [end] = ends
            cut = slice(1, None) if left else slice(0, -1)
            inner = {(scalars, word[cut]): c for (scalars, word), c in total.items()}
            if len(inner) == len(total):
                found = self.combination(inner, clears)
                return None if found is None else self._framed(found, end, left)
        return None

    def _framed(self, uses: Uses, end: Spelling, left: bool) -> Uses:
        frame = Frame({((), ()): ONE}, end if left else (), () if left else end)
        return placed(self._expansion, frame, Tracked({}, uses, ())).uses

    def _cleared(self, total: Monomials, clears: int) -> Uses | None:
        for letter, left in self._ends(total):
            clearing = self._clearings[letter]
            factors = (clearing.of, total) if left else (total, clearing.of)
            product = self._expansion.times(*factors)
            self._burn(len(product))
            found = self.combination(product, clears - 1)
            if found is None:
                continue
            made = self._framed(found, (letter,), left)
            for (scalars, word), c in total.items():
                frame = Frame({(scalars, ()): c}, () if left else word, word if left else ())
                unit = clearing.left if left else clearing.right
                add_uses(made, placed(self._expansion, frame, unit).uses, -1)
            return made
        return None

    def _ends(self, total: Monomials) -> Iterator[tuple[int, bool]]:
        """The inverses that stand at an end of a word, those at more ends first."""
        counts: dict[tuple[int, bool], int] = {}
        for _, word in total:
            for place, left in ((0, True), (-1, False)):
                if word and word[place] in self._clearings:
                    counts[word[place], left] = counts.get((word[place], left), 0) + 1
        yield from sorted(counts, key=lambda end: (-counts[end], end))

    def _divided(self, total: Monomials, clears: int) -> Uses | None:
        """By clearing a reciprocal: d = q^-1 (q d) - (q q^-1 - 1) d."""
        for atom, (below, equation) in self._reciprocals.items():
            if not any(a == atom for scalars, _ in total for a, _ in scalars):
                continue
            found = self.combination(self._expansion.times(below, total), clears - 1)
            if found is None:
                continue
            frame = Frame({(((atom, 1),), ()): ONE})
            made = placed(self._expansion, frame, Tracked({}, found, ())).uses
            add_uses(made, self._scalar_times(equation, total), -1)
            return made
        return None

    def _scalar_times(self, equation: Tracked, total: Monomials) -> Uses:
        return placed(self._expansion, Frame(total, core=Core.SCALAR), equation).uses


def _without(scalars: AtomPowers, taken: AtomPowers) -> AtomPowers | None:
    """The scalars without some of them; None if they are not all there."""
    left = dict(scalars)
    for atom, count in taken:
        left[atom] = left.get(atom, 0) - count
        if left[atom] < 0:
            return None
    return tuple(sorted((atom, count) for atom, count in left.items() if count))


def _places(inner: Spelling, word: Spelling) -> Iterator[int]:
    for place in range(len(word) - len(inner) + 1):
        if word[place : place + len(inner)] == inner:
            yield place
