"""Equality of word polynomials under equations: oriented rules, and inverses cleared from the ends.

An inverse of a sum is a letter K with K P = P K = I.  A difference d is shown to be zero by two
moves.  *Reduction*: the leading word of an equation is replaced by the rest of it, wherever it
stands.  *Clearing*: if K stands at the left end of a monomial, d = K (P d), so it is enough that
P d is zero; likewise on the right.  Both only use that the inverses that stand in d exist, so what
is shown holds wherever both sides are defined.

Limits
    Every rewriting burns fuel; LimitError when it is spent.

Reference: Mora, An introduction to commutative and noncommutative Gröbner bases (1994).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.algebra.scalar_ideals import in_ideal
from derive.algebra.words import Letters, Monomial, Polynomial, Word, accumulate
from derive.errors import LimitError

__all__ = ["Inverse", "Rewriting"]

MAX_CLEARED = 6  # inverses that are cleared one after the other
MAX_RULES = 40
MAX_IDEAL = 4  # scalar equations


@dataclass(frozen=True, slots=True)
class Inverse:
    """A letter and the polynomial that it is the inverse of."""

    letter: int
    of: Polynomial


@dataclass(frozen=True, slots=True)
class _Rule:
    """lead -> rest, for a word wherever it stands."""

    lead: Word
    rest: Polynomial


def _stands_in(word: Word, other: Word) -> bool:
    size = len(word)
    return any(other[i : i + size] == word for i in range(len(other) - size + 1))


class Rewriting:
    """Equations of words as rules, applied with a bounded amount of work."""

    def __init__(
        self,
        letters: Letters,
        inverses: Iterable[Inverse],
        equations: Sequence[Polynomial],
        fuel: int,
    ) -> None:
        self._letters = letters
        self._fuel = fuel
        self._inverses: dict[int, Polynomial] = {}
        self._rules: list[_Rule] = []
        for inverse in inverses:
            turned = inverse.letter if letters.is_symmetric(inverse.letter) else inverse.letter ^ 1
            self._inverses[inverse.letter] = inverse.of
            self._inverses[turned] = letters.transposed(inverse.of)
        for letter, of in list(self._inverses.items()):
            alone: Polynomial = {((), (letter,)): Fraction(1)}
            one: Polynomial = {((), ()): Fraction(-1)}
            for product in (letters.times(alone, of), letters.times(of, alone)):
                accumulate(product, one, 1)
                self._orient(product)
        self._scalar_equations = [e for e in equations if all(not word for _, word in e)]
        for equation in equations:
            for said in (equation, *self._multiplied(equation)):
                self._orient(said)
                self._orient(letters.transposed(said))

    def _multiplied(self, equation: Polynomial) -> Iterator[Polynomial]:
        """The equation times a letter whose inverse begins or ends one of its words."""
        for letter, left in self._ends(equation):
            factor = self._inverted(letter)
            times = self._letters.times
            yield times(factor, equation) if left else times(equation, factor)

    def _burn(self, amount: int = 1) -> None:
        self._fuel -= amount
        if self._fuel < 0:
            raise LimitError("the search was given up: it took too many steps")

    # -- rules ------------------------------------------------------------------------------

    def _orient(self, equation: Polynomial) -> None:
        """The equation as a rule for its largest word.

        Its coefficient must be a number, perhaps divided by scalars, which stand there and are not
        zero.
        """
        reduced = self.reduced(equation)
        lead = self._lead(reduced)
        if lead is None or len(self._rules) >= MAX_RULES:
            return
        scalars, word = lead
        same = [monomial for monomial in reduced if monomial[1] == word]
        if len(same) > 1 or not word or any(count > 0 for _, count in scalars):
            return
        rest: Polynomial = {}
        accumulate(rest, {m: c for m, c in reduced.items() if m != lead}, -1 / reduced[lead])
        unit: Polynomial = {(tuple((a, -count) for a, count in scalars), ()): Fraction(1)}
        self._rules.append(_Rule(word, self._letters.times(unit, rest)))

    def _lead(self, equation: Polynomial) -> Monomial | None:
        """The largest word; one through the size 1, which is not found inside a scalar, only where
        no other is in no other word."""
        if not equation:
            return None
        found = [m for m in equation if len(m[1]) > 1 and not self._is_thin(m[1])]
        alone = [m for m in found if not any(m != o and _stands_in(m[1], o[1]) for o in equation)]
        return max(alone or equation, key=self._rank)

    def _is_thin(self, word: Word) -> bool:
        return any(self._letters.shape(letter)[0] == 1 for letter in word[1:])

    @staticmethod
    def _rank(monomial: Monomial) -> tuple[int, Word, int]:
        return (len(monomial[1]), monomial[1], len(monomial[0]))

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with no leading word of a rule left in it."""
        waiting, done = dict(polynomial), Polynomial()
        while waiting:
            monomial = max(waiting, key=self._rank)
            c = waiting.pop(monomial)
            found = self._found(monomial[1])
            if found is None:
                inside = self._rewritten_inside(monomial)
                accumulate(
                    done if inside is None else waiting, inside or {monomial: Fraction(1)}, c
                )
                continue
            self._burn(1 + len(monomial[1]))
            rule, place = found
            before: Polynomial = {(monomial[0], monomial[1][:place]): c}
            after: Polynomial = {((), monomial[1][place + len(rule.lead) :]): Fraction(1)}
            accumulate(
                waiting, self._letters.times(self._letters.times(before, rule.rest), after), 1
            )
        return done

    def _rewritten_inside(self, monomial: Monomial) -> Polynomial | None:
        """The monomial with a rule applied inside one of its scalars; None if none applies."""
        scalars, word = monomial
        for atom, count in scalars:
            value = self._rewritten_scalar(atom) if count > 0 else None
            if value is None:
                continue
            rest = [(a, n) if a != atom else (a, n - 1) for a, n in scalars]
            kept = tuple((a, n) for a, n in rest if n)
            return self._letters.times({(kept, word): Fraction(1)}, value)
        return None

    def _rewritten_scalar(self, atom: int) -> Polynomial | None:
        """A scalar word, or the trace of a word, with a rule applied once."""
        inner = self._letters.scalar_word(atom)
        if inner:
            return self._rewritten_word(inner)
        cyclic = self._letters.traced_word(atom)
        for turn in (cyclic, self._letters.reversed(cyclic)[0]) if cyclic else ():
            for start in range(len(turn)):
                made = self._rewritten_word(turn[start:] + turn[:start])
                value = None if made is None else self._letters.trace_of(made)
                if value is not None:
                    sign = self._letters.reversed(cyclic)[1] if turn is not cyclic else 1
                    return {m: c * sign for m, c in value.items()}
        return None

    def _rewritten_word(self, word: Word) -> Polynomial | None:
        """The word with a rule applied where its lead stands first; None if none does."""
        found = self._found(word)
        if found is None:
            return None
        self._burn(1 + len(word))
        rule, place = found
        before: Polynomial = {((), word[:place]): Fraction(1)}
        after: Polynomial = {((), word[place + len(rule.lead) :]): Fraction(1)}
        return self._letters.times(self._letters.times(before, rule.rest), after)

    def _found(self, word: Word) -> tuple[_Rule, int] | None:
        for rule in self._rules:
            for place in range(len(word) - len(rule.lead) + 1):
                if word[place : place + len(rule.lead)] == rule.lead:
                    return rule, place
        return None

    def complete(self, rounds: int = 1) -> None:
        """Add the consequences of overlapping rules, so that more differences reduce to zero."""
        for _ in range(rounds):
            for equation in list(self._consequences()):
                self._orient(equation)

    def _consequences(self) -> Iterator[Polynomial]:
        for first in tuple(self._rules):
            for second in tuple(self._rules):
                for size in range(1, min(len(first.lead), len(second.lead))):
                    if first.lead[-size:] != second.lead[:size]:
                        continue
                    right: Polynomial = {((), second.lead[size:]): Fraction(1)}
                    left: Polynomial = {((), first.lead[: len(first.lead) - size]): Fraction(1)}
                    found = self._letters.times(first.rest, right)
                    accumulate(found, self._letters.times(left, second.rest), -1)
                    self._burn(len(found))
                    if found:
                        yield found

    # -- the search -------------------------------------------------------------------------

    def vanishes(self, difference: Polynomial) -> bool:
        """Whether the difference is shown to be zero.  Raises LimitError when the fuel is spent."""
        return self._vanishes(difference, MAX_CLEARED)

    def _vanishes(self, difference: Polynomial, clears: int) -> bool:
        rest = self.reduced(difference)
        if rest:
            rest = self.reduced(self._letters.cleared(rest))
        if not rest or self._in_the_ideal(rest):
            return True
        inner = self._stripped(rest)
        if inner is not None and self._vanishes(inner, clears):
            return True
        if clears == 0:
            return False
        for letter, left in self._ends(rest):
            factor = self._inverted(letter)
            times = self._letters.times
            product = times(factor, rest) if left else times(rest, factor)
            if self._vanishes(product, clears - 1):
                return True
        return False

    def _in_the_ideal(self, polynomial: Polynomial) -> bool:
        """Whether the scalar in front of each word is a combination of the scalar equations."""
        if not 0 < len(self._scalar_equations) <= MAX_IDEAL:
            return False
        parts: dict[Word, Polynomial] = {}
        for (scalars, word), c in polynomial.items():
            parts.setdefault(word, {})[scalars, ()] = c
        return in_ideal(list(parts.values()), self._scalar_equations)

    @staticmethod
    def _stripped(polynomial: Polynomial) -> Polynomial | None:
        """What is left once a factor that begins or ends every word is taken off; None if none
        does.  If that is zero, so is the whole."""
        for take in (slice(0, 1), slice(-1, None)):
            if len({word[take] for _, word in polynomial}) == 1 and all(w for _, w in polynomial):
                keep = slice(1, None) if take.start == 0 else slice(0, -1)
                return {(scalars, word[keep]): c for (scalars, word), c in polynomial.items()}
        return None

    def _inverted(self, letter: int) -> Polynomial:
        """What a letter that is an inverse is the inverse of; empty for any other letter."""
        if letter in self._inverses:
            return self._inverses[letter]
        of = self._letters.inverted(letter)
        return {} if of is None else {((), (of,)): Fraction(1)}

    def _ends(self, polynomial: Polynomial) -> Iterator[tuple[int, bool]]:
        """The inverses that stand at an end of a monomial, those at more ends first."""
        counts: dict[tuple[int, bool], int] = {}
        for _, word in polynomial:
            for place, left in ((0, True), (-1, False)):
                if word and self._inverted(word[place]):
                    counts[word[place], left] = counts.get((word[place], left), 0) + 1
        yield from sorted(counts, key=lambda end: (-counts[end], end))
