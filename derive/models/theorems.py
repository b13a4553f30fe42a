"""When agreement on models holds at every size and for all values: the theorem that covers a
question, with its numbers.

A theorem is asked for formulas that have values together; that they have is not judged here.  Each
draws models of its own, at the sizes and of the kinds that it names, and is silent where they do
not agree.  Equations that are assumed are used as definitions, or not at all: what holds without
them holds with them.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Symbol

from derive.algebra.context import Context
from derive.algebra.facts import ask
from derive.algebra.normal_words import definitions, equal_everywhere, written_out
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term, as_scalar, is_matrix, substitute
from derive.errors import DeriveError
from derive.models.covers.exact_draws import structures_of
from derive.models.covers.finite_letters import by_binary_values, by_signs_of_determinants
from derive.models.covers.fixed_sizes import at_fixed_sizes
from derive.models.covers.index_rule import by_index_rule
from derive.models.covers.rank_laws import by_rank_laws
from derive.models.covers.regular_point import by_regular_point
from derive.models.covers.shared_parts import Shared
from derive.models.covers.sign_cells import by_cells
from derive.models.covers.theorem import NotCovered, Theorem

__all__ = ["Theorem", "covering"]

_LAWS = Theorem(
    "laws of ranks and pseudo-inverses",
    text="rank(A') = rank(A'A) = rank(A⁺) = tr(A⁺A) = rank(A), and the laws of Penrose",
)


def covering(context: Context, left: Term, right: Term) -> Theorem | None:
    """What lets agreement of two terms on all models tried count for all sizes and values; None if
    nothing is known to."""
    try:
        context, (left, right) = _in_equal_sizes(context, left, right)
        values = definitions(fact for fact in context.facts if fact.predicate == "=")
        left, right = (written_out(side, values) for side in (left, right))
        if is_matrix(left) != is_matrix(right):
            left, right = (as_scalar(side) if is_matrix(side) else side for side in (left, right))
        return _Question(context).covered(left, right)
    except (DeriveError, RecursionError):
        return None


def _in_equal_sizes(context: Context, left: Term, right: Term) -> tuple[Context, tuple[Term, Term]]:
    """The question with one name for sizes that are assumed to be equal."""
    for fact in context.facts:
        one, *others = fact.args
        if fact.predicate == "=" and isinstance(one, Symbol) and one.is_positive and one.is_integer:
            by: dict[Term, Term] = {one: others[0]}
            facts = tuple(other.substitute(by) for other in context.facts if other != fact)
            left, right = (substitute(side, by) for side in (left, right))
            return _in_equal_sizes(Context({}, facts), left, right)
    return context, (left, right)


class _Question:
    """The theorems, each asked in the order of its cost."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.structures = structures_of(context)
        self.known = lru_cache(maxsize=None)(lambda fact: ask(context, fact).value is True)

    def covered(self, left: Term, right: Term) -> Theorem | None:
        by_laws = self._by_laws(left, right)
        if by_laws is not None:
            return by_laws
        polynomial = self._by_index_rule(left, right)
        if polynomial is not None:
            return polynomial
        return (
            by_regular_point(left, right, self.structures)
            or at_fixed_sizes(self.context, left, right, self.structures)
            or by_signs_of_determinants(self.context, left, right, self.known, self._equal)
            or by_binary_values(self.context, left, right, self.structures)
            or by_cells(self.context, left, right, self.known, self._equal)
        )

    def _equal(self, left: Term, right: Term) -> bool:
        return self._by_index_rule(left, right) is not None

    def _by_laws(self, left: Term, right: Term) -> Theorem | None:
        short = [by_rank_laws(side, self.known) for side in (left, right)]
        if short == [left, right] or shape_of(short[0]) != shape_of(short[1]):
            return None
        same = equal_everywhere(short[0], short[1], self.known)
        return _LAWS if same else self._by_index_rule(*short)

    def _by_index_rule(self, left: Term, right: Term) -> Theorem | None:
        shared = Shared(dict(self.structures))
        try:
            sides = shared.replaced(left), shared.replaced(right)
        except NotCovered:
            return None
        return by_index_rule(*sides, shared.structures)
