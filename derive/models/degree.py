"""How a formula depends on a size, and how fine a number it can hold: what sampling must overcome.

(n - 3)(n - 5)(AB - BA) is zero at the sizes 3 and 5.  A formula of degree k in n must be tried at
k + 1 sizes, wherever n can come from: n as a number, a trace, a sum over an index, 1'1, a norm.

Limits: literals of at most 1000 digits, constant exponents of at most 64; 4000 parts, and
20000 letters when powers are written out; sums and derivatives nested 4 deep.
"""

from __future__ import annotations

from functools import lru_cache

import sympy
from sympy import Add, Integer, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.indices import is_delta
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.index_zeros import vanishes_with

__all__ = [
    "check_lengths",
    "check_limits",
    "difference_degree",
    "literal_digits",
    "size_degree",
    "sizes_as_numbers",
    "weight",
]

MAX_DIGITS = 1000
MAX_POWER = 64
MAX_NODES = 4000
MAX_WEIGHT = 20_000  # letters, those below powers repeated
MAX_NESTED = 4  # sums over an index and derivatives within each other
_STEPPED = t.which(lambda row: row.stepped)
_ZERO_AT_ZERO = frozenset("relu abs sign tanh sin sinh tan sqrt positive nonzero".split())
_JOINING = (t.Vectorization, t.KroneckerProduct, t.Diagonal)
_CONSTANTS = (t.Identity, t.OneMatrix, *t.DERIVATIVES)  # and what they may be made of
_COUNTS = t.which(lambda row: row.counts)
_REPEATED = t.which(lambda row: row.repeated)


@lru_cache(maxsize=2048)
def size_degree(term: Term) -> int:
    """A bound on the degree in sizes of the numerators and denominators in a term.

    Every place where a size can enter as a number counts once for each factor it may become.
    """
    if isinstance(term, Symbol):
        return int(bool(term.is_integer))
    if isinstance(term, t.OneMatrix):
        return 1
    if t.is_leaf(term) or isinstance(term, t.UnitVector):
        return 0
    if isinstance(term, t.Entry):
        return size_degree(term.args[0])  # an index says where, not how much
    if isinstance(term, t.Indicator) and term.args[0].is_integer and term.args[2].is_integer:
        return 0  # see `check_limits`
    if isinstance(term, Add | t.MatAdd):
        return _of_sum(term)
    if isinstance(term, Pow | t.MatPow):
        base, exponent = term.args
        times = abs(int(exponent)) if isinstance(exponent, Integer) else 1
        if isinstance(base, t.Norm) and times % 2 == 0:
            return (1 + size_degree(base.args[0])) * times // 2
        return size_degree(base) * max(1, min(times, MAX_POWER)) + size_degree(exponent)
    if isinstance(term, t.IndexSum | t.MatrixSum):
        summand, index = term.args[:2]
        return int(not vanishes_with(summand, index)) + size_degree(summand)
    if isinstance(term, t.IndexProduct) and all(isinstance(b, Integer) for b in term.args[2:]):
        return size_degree(term.args[0]) * max(0, int(term.args[3] - term.args[2]) + 1)
    if isinstance(term, t.Entry):  # an index that picks an entry is no number
        compound = (index for index in term.args[1:] if not isinstance(index, Symbol))
        return size_degree(term.args[0]) + sum(map(size_degree, compound))
    if is_delta(term):
        return 0
    own = int(isinstance(term, _COUNTS) or _makes_ones(term) or _may_close(term))
    return own + sum(size_degree(arg) for arg in term.args if isinstance(arg, sympy.Expr))


def _makes_ones(term: Term) -> bool:
    """Whether a function of the entries makes ones of zeros: exp(x - x)' exp(x - x) is n."""
    return isinstance(term, t.Elementwise) and term.args[1].name not in _ZERO_AT_ZERO


def _may_close(term: Term) -> bool:
    """Whether an operation may join the two indices of a constant: vec(I)'vec(I) is n.

    Products and sums, in which each index stands on a side of its own, never do.
    """
    if not isinstance(term, _JOINING):
        return False
    return any(isinstance(part, _CONSTANTS) or _is_power_zero(part) for part in t.subterms(term))


def _is_power_zero(part: Term) -> bool:
    return isinstance(part, t.MatPow) and part.args[1] == 0


@lru_cache(maxsize=2048)
def sizes_as_numbers(term: Term) -> frozenset[Term] | None:
    """The integers that can enter a term's value as numbers; None if any size may.

    A size that only says how large a letter is changes no coefficient.
    """
    if isinstance(term, Symbol):
        return frozenset([term] if term.is_integer else [])
    if isinstance(term, (*_COUNTS, t.IndexProduct, t.OneMatrix)):
        return None
    if _makes_ones(term) or _may_close(term):
        return None
    if t.is_leaf(term) or isinstance(term, t.UnitVector):
        return frozenset()
    if isinstance(term, t.IndexSum | t.MatrixSum):
        vanishing = vanishes_with(*term.args[:2])
        return sizes_as_numbers(term.args[0]) if vanishing else None
    args = term.args[:1] if isinstance(term, t.Entry) else t.operands(term)
    found = [sizes_as_numbers(arg) for arg in args if isinstance(arg, sympy.Basic)]
    known = [letters for letters in found if letters is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def difference_degree(left: Term, right: Term) -> int:
    """A bound on the degree in sizes of the numerator of left - right."""
    below = _denominator(left) + _denominator(right)
    return max(size_degree(left), size_degree(right)) + below + _products(left) + _products(right)


@lru_cache(maxsize=2048)
def _products(term: Term) -> int:
    """What products over an index and powers to a size add: c^n less a polynomial has one zero
    more than its degree (Rolle)."""
    return 2 * sum(
        isinstance(part, t.IndexProduct)
        or (isinstance(part, Pow | t.MatPow) and not isinstance(part.args[1], Rational))
        for part in t.subterms(term)
    )


def _of_sum(term: Term) -> int:
    """The largest degree, but with every denominator counted: they meet in a common one."""
    degrees = [size_degree(part) for part in term.args]
    below = sum(_denominator(part) for part in term.args)
    return max(degrees) + below


def _denominator(term: Term) -> int:
    """The degree in sizes of what is inverted in a term."""
    if isinstance(term, t.Inverse) or (isinstance(term, Pow) and _negative(term.args[1])):
        return size_degree(term.args[0])
    if t.is_leaf(term):
        return 0
    return sum(_denominator(arg) for arg in term.args if isinstance(arg, sympy.Expr))


def _negative(exponent: Term) -> bool:
    return isinstance(exponent, Rational) and bool(exponent < 0)


@lru_cache(maxsize=2048)
def literal_digits(term: Term) -> int:
    """The digits of the numbers in a term, those below a power as often as it repeats them."""
    if isinstance(term, Rational):
        return len(str(abs(int(term.p)))) + len(str(int(term.q))) - 1
    if t.is_leaf(term):
        return 0
    if isinstance(term, Pow | t.MatPow) and isinstance(term.args[1], Rational):
        repeated = max(1, -(-abs(int(term.args[1].p)) // int(term.args[1].q)))
        return literal_digits(term.args[0]) * min(repeated, MAX_DIGITS)
    return sum(literal_digits(arg) for arg in term.args)


@lru_cache(maxsize=2048)
def weight(term: Term) -> int:
    """The number of letters in a term, those below a power as often as it repeats them."""
    if t.is_leaf(term):
        return 1
    if isinstance(term, Pow | t.MatPow) and isinstance(term.args[1], Integer):
        return weight(term.args[0]) * max(1, min(abs(int(term.args[1])), MAX_POWER))
    return sum(weight(arg) for arg in term.args)


@lru_cache(maxsize=2048)
def check_limits(term: Term) -> None:
    """Raise LimitError for formulas too large to be evaluated, or that change at single sizes."""
    check_lengths(term)
    for part in t.subterms(term):
        if isinstance(part, _STEPPED) and _steps_at_a_size(part):
            raise LimitError(f"whether {part} changes at some size cannot be seen by trying sizes")


@lru_cache(maxsize=2048)
def check_lengths(term: Term) -> None:
    """Raise LimitError for literals, exponents or formulas too large to be evaluated."""
    for place, part in enumerate(t.subterms(term)):
        if place > MAX_NODES:
            raise LimitError(f"the formula has more than {MAX_NODES} parts")
        if isinstance(part, Rational) and _bits(part) > MAX_DIGITS * 3.33:
            raise LimitError(f"a number has more than {MAX_DIGITS} digits")
        if isinstance(part, Pow | t.MatPow):
            exponent = part.args[1]
            if isinstance(exponent, Rational) and abs(exponent) > MAX_POWER:
                raise LimitError(f"the exponent {_short(exponent)} is above {MAX_POWER}")
    if weight(term) > MAX_WEIGHT:
        raise LimitError("its powers, written out, are too long")
    if _nested(term) > MAX_NESTED:
        raise LimitError(f"sums and derivatives are nested more than {MAX_NESTED} deep")
    if literal_digits(term) > MAX_DIGITS:
        raise LimitError(f"the numbers have more than {MAX_DIGITS} digits together")


def _steps_at_a_size(part: Term) -> bool:
    """Whether a part with steps or periods hangs on whole numbers alone, as 1[n = 17] does.

    Two indices are compared freely: every order of them is tried.
    """
    args = [arg for arg in part.args if not isinstance(arg, Symbol) or arg.is_integer is not None]
    if isinstance(part, t.Indicator):
        args = [part.args[0], part.args[2]]
        if all(isinstance(arg, Symbol) for arg in args):
            return False
    letters = [t.free_symbols(arg) for arg in args]
    return any(letters) and all(s.is_integer for found in letters for s in found)


@lru_cache(maxsize=2048)
def _nested(term: Term) -> int:
    """How deep sums over an index and derivatives stand within each other."""
    if t.is_leaf(term):
        return 0
    sums = isinstance(term, _REPEATED)
    derived = isinstance(term, (*t.DERIVATIVES, *t.LIMITS))
    own = int(sums) + 2 * int(derived)
    return own + max(map(_nested, term.args), default=0)


def _bits(number: Rational) -> int:
    return int(max(int(number.p).bit_length(), int(number.q).bit_length()))


def _short(number: Rational) -> str:
    return str(number) if _bits(number) < 64 else "of many digits"
