"""What is known of a variable while it tends to a point.

Near the point, on the side from which it comes: a variable that tends to 0 from above or to
infinity is positive, and nothing else that is assumed of it need hold there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.term import Term

__all__ = ["approaches_above", "limits_above", "outside_limits"]

# how many of the first arguments are functions of the variable
_FUNCTIONS: dict[type, int] = {
    kind: t.OPERATIONS[kind].variable or 0 for kind in (*t.LIMITS, t.Asymptotic)
}


def outside_limits(term: Term) -> Iterator[Term]:
    """The parts of a term that stand in no limit, whose value is that of their letters."""
    yield term
    if not t.is_leaf(term) and not isinstance(term, t.LIMITS):
        for arg in term.args:
            yield from outside_limits(arg)


def limits_above(term: Term, path: Sequence[int]) -> Iterator[Term]:
    """The limits and leading terms in whose functions the subterm at a path stands."""
    for place in path:
        if place < _FUNCTIONS.get(type(term), 0):
            yield term
        term = term.args[place]


def approaches_above(term: Term, path: Sequence[int]) -> tuple[Fact, ...]:
    """That the variables of the limits above a subterm are positive, where they are in the end."""
    known: dict[Term, tuple[Fact, ...]] = {}
    for node in limits_above(term, path):
        variable, point, side = node.args[-3:]
        positive = point is sympy.oo or (point == 0 and side == 1)
        known[variable] = (Fact("<", (t.ZERO, variable)),) if positive else ()
    return tuple(fact for facts in known.values() for fact in facts)
