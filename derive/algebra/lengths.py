"""How many values an index has between two bounds: a number only where it is whole, and at least 0.

A sum from 1 to n - 2 has n - 2 summands where n is at least 2; it is empty where n is 1, and then
n - 2 does not count them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Add, Integer, Mul, Pow, Symbol, expand

from derive.algebra.context import Fact
from derive.algebra.order import ordered
from derive.algebra.symbols import Dim, Term

__all__ = ["after", "counts", "is_at_least", "is_natural", "is_whole"]

FARTHEST = 16  # how far above the least number that is wanted an assumed bound may be


def is_whole(term: Term) -> bool:
    """Whether a scalar is a polynomial in integers with integer coefficients."""
    if isinstance(term, Integer | Symbol):
        return bool(term.is_integer)
    if isinstance(term, Pow):
        return isinstance(term.exp, Integer) and term.exp > 0 and is_whole(term.base)
    return isinstance(term, Add | Mul) and all(map(is_whole, term.args))


def is_natural(term: Term) -> bool:
    """Whether a polynomial in integers is seen to be at least 0 for all values of its letters."""
    if not is_whole(term):
        return False
    letters = ordered(term.free_symbols)
    # a positive integer is one more than any that is at least zero
    shifted = term.xreplace({letter: letter + 1 for letter in letters if letter.is_positive})
    return all(part.is_nonnegative for part in _summands(_sum(shifted)))


def counts(first: Term, last: Term, known: Callable[[Fact], bool]) -> bool:
    """Whether the whole numbers from first to last are certainly last - first + 1 many."""
    return is_at_least(after(last), first, known)


def after(bound: Term) -> Dim:
    """The whole number after a bound."""
    return _sum(bound, Integer(1))


def is_at_least(above: Term, below: Term, known: Callable[[Fact], bool]) -> bool:
    """Whether one polynomial in integers is known to be at least another one."""
    if not (is_whole(above) and is_whole(below)):
        return False
    difference = _sum(above, Mul(Integer(-1), below))
    return is_natural(difference) or any(map(known, _facts(difference)))


def _facts(difference: Dim) -> Iterator[Fact]:
    """Assumptions each of which says that a polynomial in integers is at least 0."""
    parts = [part for part in _summands(difference) if not isinstance(part, Integer)]
    above = Add(*(part for part in parts if not _is_negative(part)))
    less = _sum(above, Mul(Integer(-1), difference))  # above - less is what is at least 0
    bounds = [less, _sum(above, Mul(Integer(-1), Add(*parts)))]  # the second without its number
    if isinstance(less, Integer):
        bounds = [Integer(bound) for bound in range(int(less), int(less) + FARTHEST)]
    for bound in bounds:
        if is_natural(_sum(bound, Mul(Integer(-1), less))):
            yield from (Fact("<=", (bound, above)), Fact("<", (bound, above)))
    yield Fact("<", (_sum(less, Integer(-1)), above))


def _is_negative(part: Dim) -> bool:
    """Whether the number before a monomial is below 0."""
    number = part.args[0] if isinstance(part, Mul) else part
    return isinstance(number, Integer) and bool(number < 0)


def _sum(*terms: Term) -> Dim:
    """The sum of polynomials, multiplied out and collected."""
    return expand(Add(*map(_evaluated, terms)))


def _evaluated(term: Any) -> Dim:
    """A polynomial whose operations are carried out; terms are built without that."""
    carried_out: Dim = type(term)(*map(_evaluated, term.args)) if term.args else term
    return carried_out


def _summands(term: Dim) -> tuple[Dim, ...]:
    return term.args if isinstance(term, Add) else (term,)
