"""The limit of a continuous expression: each part that varies replaced by its own limit.

Reference: Rudin, Principles of Mathematical Analysis (3rd ed. 1976), 4.4, 4.9 and 9.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import sympy
from sympy import Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.definedness import STRICT, stated
from derive.algebra.normal_form import tidied
from derive.algebra.pattern import Position, put
from derive.algebra.term import Term
from derive.errors import StepError

__all__ = ["needed_at", "obvious_limit", "put_values"]

CONTINUOUS = t.which(lambda row: row.continuous)


def obvious_limit(part: Term, variable: Term, point: Term, side: Term) -> Term | None:
    """The limit of the variable itself or of a power of it, where it is seen at once."""
    if part == variable and point is not sympy.oo:
        return point
    exponent = _exponent(part, variable)
    if (point is sympy.oo and exponent < 0) or (point == 0 and side == 1 and exponent > 0):
        return t.ZERO
    return None


def _exponent(part: Term, variable: Term) -> Rational:
    """The exponent of a power of a positive variable, 0 for anything else."""
    if part == variable:
        return t.ONE
    if isinstance(part, Pow) and isinstance(part.args[1], Rational):
        return _exponent(part.args[0], variable) * part.args[1]
    return t.ZERO


def put_values(body: Term, variable: Term, values: Sequence[tuple[Position, Term]]) -> Term:
    """The body of a limit with the limits of its parts put in at their places.

    Raises StepError if the variable remains, two parts overlap, a value may have none, or an
    operation above a part is not continuous wherever it has a value.
    """
    for (one, _), (other, _) in combinations(sorted(values, key=lambda item: item[0].path), 2):
        below = other.path[len(one.path) : len(one.path) + 1]
        if other.path[: len(one.path)] == one.path and (
            not below or one.window is None or below[0] in one.window
        ):
            raise StepError("two parts of the limit overlap")
    made = body
    for position, value in sorted(values, key=lambda item: item[0].path, reverse=True):
        if not all(map(_plain, t.subterms(value))):
            raise StepError(f"{value} need not have a value")
        _refuse_jumps(body, position)
        made = put(made, position, value)
    if variable in t.free_symbols(made):
        raise StepError(f"{variable} remains where the limits of the parts are put in")
    return made


def _plain(part: Term) -> bool:
    """Whether only an inverse can keep an operation from having a value."""
    return t.is_leaf(part) or (isinstance(part, STRICT) and _whole_power(part))


def _whole_power(part: Term) -> bool:
    """Whether the exponent, if there is one, is whole; that of a matrix is not negative."""
    if isinstance(part, t.Inverse) or not isinstance(part, Pow | t.MatPow):
        return True
    exponent = part.args[1]
    return isinstance(exponent, Integer) and (isinstance(part, Pow) or exponent > 0)


def _refuse_jumps(term: Term, position: Position) -> None:
    for place in position.path:
        power = isinstance(term, Pow | t.MatPow) and _whole_power(term) and place == 0
        if not (isinstance(term, CONTINUOUS) or power):
            raise StepError(f"{term} need not be continuous")
        term = term.args[place]


def needed_at(body: Term, value: Term) -> tuple[Fact, ...]:
    """The facts under which the value has one wherever the body has: that its inverses exist."""
    seen = set(stated(body))
    facts = [Fact(f.predicate, tuple(map(tidied, f.args))) for f in stated(value) if f not in seen]
    return tuple(dict.fromkeys(facts))
