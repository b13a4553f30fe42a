"""When an equality holds at every size: shown by words, in letters, inverses and entries.

Cheap forms are tried first: the same line, then one normal form, then entries, then rewriting with
the assumed equations.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import written_below
from derive.algebra.domains import defined_near, defined_wherever, unmet_needs
from derive.algebra.equality import equal_at_all_sizes
from derive.algebra.facts import ask, equations_in
from derive.algebra.index_ranges import inside
from derive.algebra.needs import Need
from derive.algebra.normal_form import equal_modulo
from derive.algebra.normal_words import equal_everywhere, equations_of
from derive.algebra.one_size import one_size
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.judging.derivative_values import without_derivatives

__all__ = ["AllSizes", "all_sizes_of"]

REMEMBERED = 512


class AllSizes:
    """What is seen of the formulas of one context for all sizes and values.

    It is made once a context (`all_sizes_of`): each fact about a letter is asked for once.
    """

    def __init__(self, context: Context) -> None:
        self._merged, context = one_size(context)
        self.equations = equations_of(context.facts)
        self.known = lru_cache(maxsize=None)(lambda fact: _follows(context, fact))
        self._context, self._given = context, equations_in(context.facts)
        self._met = lru_cache(maxsize=REMEMBERED)(self._is_met)

    def shown(self, left: Term, right: Term, *, where_defined: bool = False) -> bool:
        """Whether words show the two to be equal wherever both have values; False also if that is
        not known.

        With `where_defined` what the left one needs to have a value is used as an assumption.
        """
        if self._shown(left, right):
            return True
        needed = [one for one in self.unmet(left) if isinstance(one, Fact)] if where_defined else ()
        return bool(needed) and all_sizes_of(self._context.assume(*needed)).shown(left, right)

    def _shown(self, left: Term, right: Term) -> bool:
        left, right = (t.substitute(side, self._merged) for side in (left, right))
        try:
            left, right = (written_below(self._given, side) for side in (left, right))
        except LimitError:
            return False
        if equal_modulo(left, right) or equal_everywhere(left, right, self.known):
            return True
        if equal_at_all_sizes(left, right, self.known, self.equations):
            return True
        one, other = (without_derivatives(self._context, side) for side in (left, right))
        written = (one, other) != (left, right)
        return written and equal_at_all_sizes(one, other, self.known, self.equations)

    def always_defined(self, formula: Term, other: Term) -> bool:
        """Whether the formula is seen to have a value wherever the other one has.

        Whether a limit exists is not seen; where it is the whole formula, models tell, if its
        inside is seen to have a value near the point.
        """
        if not isinstance(formula, t.LIMITS):
            return self._met(formula, other)
        formula, other = (t.substitute(side, self._merged) for side in (formula, other))
        near = inside(self._context, formula, (0,))
        known = lru_cache(maxsize=None)(lambda fact: _follows(near, fact))
        return defined_near(formula, other, known, equations_of(near.facts))

    def unmet(self, formula: Term, other: Term = t.ZERO) -> tuple[Need, ...]:
        """The needs of the formula that are neither known nor met wherever the other has a
        value.
        """
        return unmet_needs(formula, other, self.known, self.equations)

    def _is_met(self, formula: Term, other: Term) -> bool:
        formula, other = (t.substitute(side, self._merged) for side in (formula, other))
        return defined_wherever(formula, other, self.known, self.equations)


def all_sizes_of(context: Context) -> AllSizes:
    """The one object of a context."""
    return _made(tuple(context.symbols.values()), context.facts, context.functions)


@lru_cache(maxsize=REMEMBERED)
def _made(
    symbols: tuple[t.AnySymbol, ...],
    facts: tuple[Fact, ...],
    functions: tuple[tuple[Term, Term], ...],
) -> AllSizes:
    return AllSizes(Context.of(symbols, facts, functions))


def _follows(context: Context, fact: Fact) -> bool:
    """Whether a fact follows; that 1'p = 1 is assumed says that p sums to one."""
    if ask(context, fact).value is True or _is_above(context, fact):
        return True
    if fact.predicate != "sums_to_one":
        return False
    total = t.as_scalar(t.mul(t.transpose(t.ones(*shape_of(fact.args[0]))), fact.args[0]))
    sides = (one.args for one in context.facts if one.predicate == "=")
    return any(side[1] == 1 and equal_modulo(side[0], total) for side in sides)


def _is_above(context: Context, fact: Fact) -> bool:
    """Whether an assumed bound says of a whole number that it is above another one."""
    if fact.predicate not in ("<", "<=") or not isinstance(fact.args[0], Integer):
        return False
    least, of = int(fact.args[0]) + (fact.predicate == "<"), fact.args[1]
    return bool(isinstance(of, Symbol) and of.is_integer) and any(
        one.predicate in ("<", "<=")
        and one.args[1] == of
        and isinstance(one.args[0], Integer)
        and int(one.args[0]) + (one.predicate == "<") >= least
        for one in context.facts
    )
