"""What is assumed of the variable of an optimum, which is over the points that meet it.

The definition of another letter, `r = X w - y`, says nothing of w: r is written out.  Every other
assumption about w, or about a letter that varies with it, is a constraint: `x > 0`, `A w = b`.  A
point that is best among all is best among those that meet the constraints if it meets them.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import as_function, definitions_by, letters_varying
from derive.algebra.facts import equations_in
from derive.algebra.needs import needs
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.judging.all_sizes import all_sizes_of

__all__ = ["constraints", "free_around", "meets_constraints"]


def constraints(context: Context, variable: Term) -> tuple[Fact, ...]:
    """The assumptions that say which points a variable is over."""
    equations = equations_in(context.facts)
    varying = letters_varying(equations, variable)
    defined = definitions_by(equations, variable)
    return tuple(
        fact
        for fact in context.facts
        if varying & fact.free_symbols
        and not (
            fact.predicate == "="
            and defined.get(fact.args[0]) == fact.args[1]
            and _has_values(fact.args[1], varying)
        )
    )


def _has_values(term: Term, letters: frozenset[Term]) -> bool:
    """Whether a term has a value whatever these letters are: y = log x would say that x > 0."""
    said = (n.free_symbols if isinstance(n, Fact) else t.free_symbols(n) for n in needs(term))
    return all(letters.isdisjoint(known) for known in said)


def free_around(context: Context, variable: Term) -> Context:
    """The context without what is assumed of a variable and of the letters that vary with it."""
    varying = letters_varying(equations_in(context.facts), variable)
    kept = (fact for fact in context.facts if not varying & fact.free_symbols)
    return Context(context.symbols, tuple(kept))


def meets_constraints(context: Context, variable: Term, value: Term) -> bool:
    """Whether a point is seen to meet all that is assumed of the variable."""
    equations = equations_in(context.facts)
    words = all_sizes_of(free_around(context, variable))
    for fact in constraints(context, variable):
        try:
            sides = [as_function(equations, arg, variable) for arg in fact.args]
        except LimitError:
            return False
        there = [t.substitute(side, {variable: value}) for side in sides]
        if not all(words.always_defined(side, t.ZERO) for side in there):
            return False
        same = fact.predicate == "=" and words.shown(*there)
        if not (same or words.known(Fact(fact.predicate, tuple(there)))):
            return False
    return True
