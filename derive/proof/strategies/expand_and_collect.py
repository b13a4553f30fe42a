"""Expand and collect: two lines multiplied out, equal by assumed equations and laws of letters.

Assumed equations are oriented rules, and so are the defining equations of each inverse; inverses
that stand at the ends of products are cleared.

Limits
    Fuel in monomials that are rewritten; nothing is found beyond MAX_LAWS laws.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.expansion import AtomPowers, Expansion, Monomials, add_multiple
from derive.algebra.pattern import Position
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError, StepError
from derive.proof import kernel
from derive.proof.primitives.expansion_step import expand
from derive.proof.step import Cofactor, Step
from derive.proof.strategies.cofactor_search import Clearing, CofactorSearch
from derive.proof.strategies.laws import (
    CANCEL_LEFT,
    CANCEL_RIGHT,
    OF_NORMS,
    RECIPROCAL,
    Law,
    assumed_laws,
    laws_of,
    laws_of_pair,
)
from derive.proof.strategies.presumption import presuming
from derive.proof.strategies.tracked import Core, Tracked, Uses, cofactors, term_of

__all__ = ["collected", "combined", "expanded_and_collected", "expansions"]

FUEL = 20_000
MAX_LAWS = 60
MAX_CLEARED = 6  # inverses that are cleared one after the other
MAX_MIDDLE = 4  # terms of a line between


def expanded_and_collected(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """The steps from a term to another by expanding and collecting; None where none are found.

    They are two where the line between has at most MAX_MIDDLE terms.
    """
    return _found(context, before, after, 0)


def combined(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """As `expanded_and_collected`, with what follows from two equations together, and inverses
    cleared: that a person does not see at once, so this comes after what shows it."""
    return _found(context, before, after, MAX_CLEARED)


def _found(context: Context, before: Term, after: Term, clears: int) -> tuple[Step, ...] | None:
    def made(wider: Context) -> tuple[Step, ...]:
        return expansions(context, wider, (before, after), clears)

    try:
        return presuming(context, before, after, made)
    except DeriveError:
        return None


def expansions(
    context: Context, wider: Context, lines: tuple[Term, Term], clears: int = 0
) -> tuple[Step, ...]:
    """The steps in the wider context, their equations derived in the context where that is enough.

    Raises StepError where none are found, or the kernel refuses one.
    """
    if not all(t.is_matrix(side) or t.is_scalar(side) for side in lines):
        raise StepError("only terms are expanded")
    search = _Search(wider, *lines, clears)
    middle = search.middle()
    pairs = [lines] if middle is None else [(lines[0], middle), (middle, lines[1])]
    steps: list[Step] = []
    for before, after in pairs:
        found = search.found(before, after)
        if found is None:
            raise StepError("no combination of equations was found")
        laws, uses = found
        equations = [law.derived(context, wider) for law in laws]
        steps.append(kernel.apply(wider, before, expand, Position(), after, equations, uses))
    return tuple(steps)


def collected(context: Context, line: Term) -> tuple[Expansion, Monomials]:
    """A line multiplied out and collected under the laws of its letters and what is assumed."""
    return _Search(context, line, line, 0).collected(line)


class _Search:
    """The equations that may be used, and the search for a combination of them."""

    def __init__(self, context: Context, before: Term, after: Term, clears: int) -> None:
        self._context, self._lines, self._shape = context, (before, after), shape_of(before)
        self._expansion = Expansion()
        self._laws: list[Law] = []
        self._search = CofactorSearch(self._expansion, FUEL)
        self._clears = clears
        self._ready = False

    def _prepare(self) -> None:
        """Read the two lines and the laws of all that stands in them."""
        if not self._ready:
            self._ready = True
            for line in self._lines:
                self._expansion.of(line)
            assumed = self._numbered(assumed_laws(self._context))
            letters = self._laws_of_letters()
            for number, law in (*letters, *assumed):
                self._add(number, law)
            self._search.turn()

    def middle(self) -> Term | None:
        """What both lines become when they are collected, if it is short and neither of them."""
        before, after = map(self._expansion.of, self._lines)
        if before == after:
            return None
        self._prepare()
        forms = [self._search.reduced(side)[0] for side in (before, after)]
        if forms[0] != forms[1] or not 0 < len(forms[0]) <= MAX_MIDDLE:
            return None
        middle = term_of(self._expansion, forms[0], self._shape)
        same = any(forms[0] == side for side in (before, after))
        return None if same else middle

    def collected(self, line: Term) -> tuple[Expansion, Monomials]:
        """What a line becomes under the laws, and the numbering of its letters."""
        self._prepare()
        return self._expansion, self._search.reduced(self._expansion.of(line))[0]

    def found(self, before: Term, after: Term) -> tuple[list[Law], list[Cofactor]] | None:
        """The laws that are used, and the cofactors, which name them by their places."""
        difference = dict(self._expansion.of(before))
        add_multiple(difference, self._expansion.of(after), -1)
        if not difference:
            return [], []
        self._prepare()
        uses = self._search.combination(difference, self._clears)
        if uses is None and self._clears:
            self._search.complete()
            uses = self._search.combination(difference, self._clears)
        return None if uses is None else self._named(uses)

    def _named(self, uses: Uses) -> tuple[list[Law], list[Cofactor]]:
        made = cofactors(self._expansion, uses, self._shape)
        used = sorted({number for number, _ in made})
        places = {number: place for place, number in enumerate(used)}
        renamed = [
            Cofactor(places[n], c.coefficient, c.left, c.right, c.transposed, c.traced)
            for n, c in made
        ]
        return [self._laws[number] for number in used], renamed

    # -- laws -------------------------------------------------------------------------------

    def _numbered(self, laws: Iterable[Law]) -> list[tuple[int, Law]]:
        made: list[tuple[int, Law]] = []
        for law in laws:
            if len(self._laws) >= MAX_LAWS:
                break
            if self._total(law):
                made.append((len(self._laws), law))
                self._laws.append(law)
        return made

    def _total(self, law: Law) -> Monomials:
        """left - right; empty for what expansion alone says, or what is too long to expand."""
        try:
            total = dict(self._expansion.of(law.left))
            add_multiple(total, self._expansion.of(law.right), -1)
        except LimitError:
            return {}
        return total

    def _laws_of_letters(self) -> list[tuple[int, Law]]:
        """The laws of all letters, also of those that these laws bring in."""
        made: list[tuple[int, Law]] = []
        letter = atom = 0
        inside = self._clears == MAX_CLEARED
        while len(self._laws) < MAX_LAWS:
            if letter < len(self._expansion.letters):
                term = self._expansion.letters[letter]
                letter += 1
                for other in self._expansion.letters[:letter]:
                    for pair in dict.fromkeys([(term, other), (other, term)]):
                        made += self._numbered(laws_of_pair(self._context, *pair))
            elif atom < len(self._expansion.atoms):
                term = self._scalar(atom)
                atom += 1
            else:
                break
            made += self._numbered(laws_of(self._context, term, inside))
        return made

    def _scalar(self, atom: int) -> Term:
        kind, _ = self._expansion.atoms[atom]
        if kind in ("word", "trace"):
            return t.ZERO
        return term_of(self._expansion, {(((atom, 1),), ()): Fraction(1)}, ())

    def _add(self, number: int, law: Law) -> None:
        use = (number, (), (), False, Core.WORD)
        one: Monomials = {((), ()): Fraction(1)}
        equation = Tracked(self._total(law), {use: one}, shape_of(law.left))
        self._search.add(equation, self._defined(law), self._defined_scalar(law))
        if law.rule is CANCEL_LEFT:
            self._clear(equation, number)
        elif law.rule is RECIPROCAL:
            self._clear_atom(law, equation)

    def _defined(self, law: Law) -> int | None:
        """The letter that an assumed equation says the value of."""
        if law.fact is None or not isinstance(law.left, t.MatrixSymbol) or not law.forward:
            return None
        for (_, word), _c in self._expansion.of(law.left).items():
            return word[0] if len(word) == 1 else None
        return None

    def _defined_scalar(self, law: Law) -> AtomPowers | None:
        """The scalar that an assumed equation, or the square of a norm, is the value of."""
        assumed = law.fact is not None and law.forward and isinstance(law.left, Symbol)
        if not assumed and law.rule not in OF_NORMS:
            return None
        for (scalars, _), _c in self._expansion.of(law.left).items():
            return scalars if len(scalars) == 1 else None
        return None

    def _clear(self, equation: Tracked, number: int) -> None:
        """P^-1 P = I; the law after it is P P^-1 = I."""
        other = next((x for x in self._laws[number + 1 : number + 2]), None)
        if other is None or other.rule is not CANCEL_RIGHT:
            return
        use = (number + 1, (), (), False, Core.WORD)
        right = Tracked(self._total(other), {use: {((), ()): Fraction(1)}}, equation.shape)
        inverse = t.factors(other.left)[-1]
        for (_, word), _c in self._expansion.of(inverse).items():
            if len(word) == 1:
                of = self._expansion.of(inverse.args[0])
                self._search.clears(word[0], Clearing(of, equation, right))

    def _clear_atom(self, law: Law, equation: Tracked) -> None:
        for factor in t.factors(law.left):
            if getattr(factor, "is_Pow", False) and factor.args[1] == Integer(-1):
                for (scalars, _), c in self._expansion.of(factor).items():
                    if len(scalars) == 1 and scalars[0][1] == 1 and c == 1:
                        below = self._expansion.of(factor.args[0])
                        self._search.clears_atom(scalars[0][0], below, equation)
