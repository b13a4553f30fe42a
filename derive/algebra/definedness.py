"""What a line says by standing there: the inverses in it exist.

Two lines are equal where both are defined.  So the steps between them may use that P is invertible
where P^-1 stands in one of the two, and that c is not zero where 1/c does.  Only what is always
evaluated counts: not what stands in a case, in a sum over an index, or in a function of a bound
variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import Integer, Pow, Rational, exp, log

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.term import Term

__all__ = ["EVALUATED", "STRICT", "partial_parts", "stated"]

STRICT = t.which(lambda row: row.strict)
EVALUATED = (*STRICT, exp, log)  # a node has a value only where each argument has one


@lru_cache(maxsize=1024)
def stated(line: Term) -> tuple[Fact, ...]:
    """The facts without which the line has no value; none for a statement."""
    return tuple(dict.fromkeys(_stated(line)))


def _stated(term: Term) -> Iterator[Fact]:
    if not isinstance(term, STRICT):
        return
    if isinstance(term, t.Inverse):
        yield Fact("invertible", term.args[:1])
    elif isinstance(term, Pow) and isinstance(term.exp, Rational) and term.exp < 0:
        yield Fact("!=", (term.base, t.ZERO))
    for arg in term.args:
        yield from _stated(arg)


def partial_parts(term: Term) -> Iterator[Term]:
    """The parts that are always evaluated, and may have no value although their arguments have one.

    An operation of which it is not known that its arguments are always evaluated is such a part as
    a whole, and nothing below it is looked at.
    """
    if t.is_leaf(term):
        return
    if not isinstance(term, EVALUATED):
        yield term
        return
    whole = isinstance(term, Pow | t.MatPow) and isinstance(term.args[1], Integer)
    if isinstance(term, t.Inverse | Pow | t.MatPow | log) and not (whole and term.args[1] > 0):
        yield term
    for arg in t.operands(term):
        yield from partial_parts(arg)
