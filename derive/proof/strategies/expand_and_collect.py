"""Expand and collect: two lines multiplied out, equal by assumed equations and laws of letters.

Assumed equations are oriented rules, and so are the defining equations of each inverse; inverses
that stand at the ends of products are cleared.

Limits
    Fuel in monomials that are rewritten; nothing is found beyond MAX_LAWS laws.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.expansion import Expansion, Monomials, add_multiple
from derive.algebra.pattern import Position
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError, StepError
from derive.proof import kernel
from derive.proof.primitives.expansion_step import expand
from derive.proof.step import Cofactor, Step
from derive.proof.strategies.cofactor_search import Clearing, CofactorSearch
from derive.proof.strategies.laws import Law, assumed_laws, laws_of
from derive.proof.strategies.presumption import presuming
from derive.proof.strategies.tracked import Core, Tracked, Uses, cofactors, term_of

__all__ = ["expanded_and_collected"]

FUEL = 20_000
MAX_LAWS = 60


def expanded_and_collected(
    context: Context, before: Term, after: Term, fuel: int = FUEL
) -> tuple[Step, ...] | None:
    """The step from a term to another by expanding and collecting; None where none is found."""
    if not all(t.is_matrix(side) or t.is_scalar(side) for side in (before, after)):
        return None
    try:
        step = presuming(
            context, before, after, lambda wider: _step(context, wider, (before, after), fuel)
        )
    except DeriveError:
        return None
    return (step,)


def _step(context: Context, wider: Context, lines: tuple[Term, Term], fuel: int) -> Step:
    found = _Search(wider, *lines, fuel).found()
    if found is None:
        raise StepError("no combination of equations was found")
    laws, uses = found
    equations = [law.derived(context, wider) for law in laws]
    return kernel.apply(wider, lines[0], expand, Position(), lines[1], equations, uses)


class _Search:
    """The equations that may be used, and the search for a combination of them."""

    def __init__(self, context: Context, before: Term, after: Term, fuel: int) -> None:
        self._context, self._shape = context, shape_of(before)
        self._expansion = Expansion()
        self._difference: Monomials = dict(self._expansion.of(before))
        add_multiple(self._difference, self._expansion.of(after), -1)
        self._laws: list[Law] = []
        self._search = CofactorSearch(self._expansion, fuel)

    def found(self) -> tuple[list[Law], list[Cofactor]] | None:
        """The laws that are used, and the cofactors, which name them by their places."""
        if not self._difference:
            return [], []
        assumed = self._numbered(assumed_laws(self._context))
        letters = self._laws_of_letters()
        for number, law in (*letters, *assumed):
            self._add(number, law)
        uses = self._search.combination(self._difference)
        if uses is None:
            self._search.complete()
            uses = self._search.combination(self._difference)
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
        while len(self._laws) < MAX_LAWS:
            if letter < len(self._expansion.letters):
                term = self._expansion.letters[letter]
                letter += 1
            elif atom < len(self._expansion.atoms):
                term = self._scalar(atom)
                atom += 1
            else:
                break
            made += self._numbered(laws_of(self._context, term))
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
        definition = self._defined(law)
        self._search.add(equation, definition)
        rule = "" if law.direction is None else law.direction.rule.name
        if rule == "inv_mul_cancel":
            self._clear(law, equation, number)
        elif rule == "scalar_mul_inv_cancel":
            self._clear_atom(law, equation)

    def _defined(self, law: Law) -> int | None:
        """The letter that an assumed equation says the value of."""
        if law.fact is None or not isinstance(law.left, t.MatrixSymbol):
            return None
        for (_, word), _c in self._expansion.of(law.left).items():
            return word[0] if len(word) == 1 else None
        return None

    def _clear(self, law: Law, equation: Tracked, number: int) -> None:
        """P^-1 P = I; the law after it is P P^-1 = I."""
        other = next((x for x in self._laws[number + 1 : number + 2]), None)
        if (
            other is None
            or other.direction is None
            or other.direction.rule.name != "mul_inv_cancel"
        ):
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
