"""Steps, corners and cases of entries.

Of the functions with a corner only the step 1[q > 0] is left: max(q, 0) = q 1[q > 0] and
|q| = 2 max(q, 0) - q; 1[q < 0] is 1 - 1[q > 0] - 1[q = 0], and q 1[q = 0] is zero.

Limits
    LimitError for what is not taken apart.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.entry_functions import (
    Entries,
    applied,
    monic_of,
    of_factor,
    open_form,
    scaled,
    unless,
)
from derive.algebra.index_products import Product, Products
from derive.algebra.multigraphs import Index
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["absolute", "read_cases", "read_indicator", "rectified", "sign_of", "step"]

OTHER = "this is not a condition on entries"


def step(entries: Entries, products: Products) -> Products:
    """1[q > 0]."""
    number, monic = monic_of(entries, products)
    if not entries.normal(products):
        return []
    above = of_factor(applied(entries, "step", monic))
    if number > 0:
        return [above]
    return [Product(), *scaled([above, zero(entries, monic)], Fraction(-1))]


def zero(entries: Entries, monic: Products) -> Product:
    """1[q = 0] of a monic sum; the name of a single factor's shows it."""
    form, slots = open_form(entries, monic)
    single: Hashable = None
    if len(monic) == 1 and not monic[0].bound and len(monic[0].factors) == 1:
        name, inside = monic[0].factors[0]
        single = (name, tuple(slots.index(slot) if slot in slots else None for slot in inside))
    return of_factor((("zero", form, single), slots))


def rectified(entries: Entries, products: Products) -> Products:
    """max(q, 0) as q 1[q > 0], for -q as max(q, 0) - q."""
    if not entries.normal(products):
        return []
    number, monic = monic_of(entries, products)
    above = of_factor(applied(entries, "step", monic))
    larger = [one.times(above) for one in monic]
    if number < 0:
        larger += scaled(monic, Fraction(-1))
    return scaled(larger, abs(number))


def absolute(entries: Entries, products: Products) -> Products:
    return scaled(rectified(entries, products), Fraction(2)) + scaled(products, Fraction(-1))


def sign_of(entries: Entries, products: Products) -> Products:
    below = step(entries, scaled(products, Fraction(-1)))
    return step(entries, products) + scaled(below, Fraction(-1))


def read_indicator(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    left, relation, right = term.args
    difference = entries.entry(t.sub(right, left), (), ())
    match relation.name:
        case "<":
            return step(entries, difference)
        case "<=":
            return unless(step(entries, scaled(difference, Fraction(-1))))
        case "=":
            return _same(entries, left, right, difference)
        case "!=":
            return unless(_same(entries, left, right, difference))
    raise LimitError(OTHER)


def _same(entries: Entries, left: Term, right: Term, difference: Products) -> Products:
    """δ of two indices; of other scalars whether their difference is zero."""
    indices = all(isinstance(side, Symbol | Integer) for side in (left, right))
    if indices:
        return entries.delta(entries.place(left), entries.place(right))
    if not entries.normal(difference):
        return [Product()]
    return [zero(entries, monic_of(entries, difference)[1])]


def read_cases(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    """Each value times its condition, where none before holds."""
    total: Products = []
    open_: Products = [Product()]
    for place in range(0, len(term.args), 2):
        value = entries.entry(term.args[place], (), ())
        holds = [Product()]
        if place + 1 < len(term.args):
            holds = entries.entry(term.args[place + 1], (), ())
        total += [o.times(h).times(v) for o in open_ for h in holds for v in value]
        open_ = [o.times(f) for o in open_ for f in unless(holds)]
    return total
