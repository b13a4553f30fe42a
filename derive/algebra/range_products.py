"""Products over an index: over a number of factors written out, over a size as one factor.

A product over the range of an index has its own name, that of what is multiplied with the index
bound; so the products over i of x_i y_i and of x_i times that of y_i are one.

Limits
    LimitError for a range that is cut off at some size, or that does not begin at 1.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.entry_functions import Entries, from_words, of_factor, open_form, over_index
from derive.algebra.index_products import Product, Products, power_of
from derive.algebra.lengths import counts
from derive.algebra.multigraphs import Factor, Index
from derive.algebra.power_words import integer_power
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import LimitError

__all__ = ["read_determinant", "read_index_product"]

MAX_WRITTEN, MAX_TERMS = 12, 200
OTHER = "this is not a product over a whole size"


def read_index_product(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    factor, index, first, last = term.args
    if not counts(first, last, entries.reading.known):
        raise LimitError(OTHER)
    if isinstance(first, Integer) and isinstance(last, Integer):
        return _written_out(entries, factor, index, range(int(first), int(last) + 1))
    if first != 1:
        raise LimitError(OTHER)
    bound = entries.bind(index, last)
    try:
        inside = entries.entry(factor, (), ())
    finally:
        entries.release(index)
    return _over_range(entries, inside, bound)


def _written_out(entries: Entries, factor: Term, index: Term, values: range) -> Products:
    """The product over a number of factors."""
    if len(values) > MAX_WRITTEN:
        raise LimitError(OTHER)
    made: Products = [Product()]
    for value in values:
        one = entries.entry(t.substitute(factor, {index: Integer(value)}), (), ())
        made = [left.times(right) for left in made for right in one]
        if len(made) > MAX_TERMS:
            raise LimitError(OTHER)
    return made


def _over_range(entries: Entries, inside: Products, bound: tuple[tuple[int, Dim], ...]) -> Products:
    """The product of a sum over the range of an index."""
    [(index, size)] = bound
    times = entries.reading.polynomial(size)
    if len(inside) != 1 or inside[0].bound:
        form, slots = open_form(entries, inside)
        if index not in slots:
            raise LimitError(OTHER)
        return [of_factor(over_index((("sum", form), slots), dict(bound)))]
    [one] = inside
    scalars = integer_power(entries.reading, {(one.powers, ()): one.number}, times)
    total = Product()
    for factor in one.factors:
        total = total.times(_factor_over_range(factor, index, size))
    return [product.times(total) for product in from_words(scalars)]


def _factor_over_range(factor: Factor, index: int, size: Dim) -> Product:
    name, slots = factor
    if index not in slots:
        raise LimitError(OTHER)
    match name:
        case ("power", ("entry", inner), Fraction() as times):
            whole = over_index((inner, slots), {index: size})
            return of_factor(power_of(whole, times))
    return of_factor(over_index(factor, {index: size}))


def read_determinant(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    """det diag(v) is the product of the entries of v."""
    of = term.args[0]
    if not isinstance(of, t.DiagonalMatrix):
        raise LimitError(OTHER)
    index, bound = entries.fresh([shape_of(of)[0]])
    return _over_range(entries, entries.entry(of.args[0], index, ()), bound)
