"""Functions of entries: powers, exponentials, logarithms.

A function of a sum of products of entries is a factor of its own.  Its name is the normal form of
the sum with the indices that come from outside left open; they are the indices of the factor.  So
exp(z_i) is a letter with the index i, and |x_i - x_j| one with two.

Limits
    LimitError for what is not taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Protocol, TypeAlias

from sympy import Expr, Integer

from derive.algebra.context import Fact
from derive.algebra.index_products import Product, Products, power_of
from derive.algebra.lengths import is_at_least
from derive.algebra.multigraphs import Factor, Index
from derive.algebra.power_words import logarithm, real_power
from derive.algebra.term import Dim, Term
from derive.algebra.word_functions import squared_norm
from derive.algebra.word_reading import WordReading
from derive.algebra.words import UNIT, Polynomial
from derive.errors import LimitError

__all__ = ["Entries", "Reader", "applied", "exponential", "is_positive", "log_of", "logistic"]
__all__ += ["from_words", "monic_of", "of_factor", "open_form", "over_index"]
__all__ += ["read_norm", "read_power", "scaled", "unless"]

MAX_OUTER, MAX_SPLIT = 3, 6
OTHER = "this is not a function of entries"


class Entries(Protocol):
    """What reads the entries of terms."""

    reading: WordReading
    exponents: dict[Hashable, tuple[Product, tuple[Index, ...]]]  # of the exponentials read so far

    outer: dict[Index, Index]

    def entry(self, term: Term, row: Index, col: Index) -> Products: ...
    def fresh(self, dims: Sequence[Dim]) -> tuple[Index, tuple[tuple[int, Dim], ...]]: ...
    def delta(self, row: Index, col: Index) -> Products: ...
    def place(self, index: Term) -> Index: ...
    def normal(self, products: Iterable[Product]) -> dict[Hashable, Fraction]: ...
    def bind(self, index: Term, size: Dim) -> tuple[tuple[int, Dim], ...]: ...
    def release(self, index: Term) -> None: ...


Slots: TypeAlias = tuple[Index, ...]
Reader: TypeAlias = Callable[[Entries, Term, Index, Index], Products]


# -- factors --------------------------------------------------------------------------------------


def _outer(products: Products) -> list[Index]:
    """The indices of the products that they do not bind themselves."""
    found: dict[Index, None] = {}
    for one in products:
        bound = {(), *(index for index, _ in one.bound)}
        for _, slots in one.factors:
            found |= dict.fromkeys(slot for slot in slots if slot not in bound)
    return list(found)


def open_form(entries: Entries, products: Products) -> tuple[Hashable, tuple[Index, ...]]:
    """The normal form of a sum with its outer indices left open, and these in their order."""
    outer = _outer(products)
    if len(outer) > MAX_OUTER:
        raise LimitError("too many indices stand in a function")
    forms = []
    for order in permutations(outer):
        names = {index: f"@{place}" for place, index in enumerate(order)}
        entries.outer = {name: index for index, name in names.items()}
        renamed = [_renamed(one, names) for one in products]
        form = tuple(sorted((repr(key), c) for key, c in entries.normal(renamed).items()))
        forms.append((form, order))
    entries.outer = {}
    return min(forms, key=lambda one: one[0])


def _renamed(one: Product, names: Mapping[Index, Index]) -> Product:
    factors = tuple((n, tuple(names.get(s, s) for s in slots)) for n, slots in one.factors)
    return Product(one.number, one.powers, factors, one.bound)


def scaled(products: Products, by: Fraction) -> Products:
    return [Product(o.number * by, o.powers, o.factors, o.bound) for o in products]


def applied(entries: Entries, name: str, products: Products) -> Factor:
    form, slots = open_form(entries, products)
    return ((name, form), slots)


def of_factor(factor: Factor) -> Product:
    return Product(factors=(factor,))


def monic_of(entries: Entries, products: Products) -> tuple[Fraction, Products]:
    """A number and a sum that it multiplies, of which one coefficient is 1."""
    form, _ = open_form(entries, products)
    if not isinstance(form, tuple) or not form:
        return Fraction(1), products
    number = Fraction(form[0][1])
    return number, scaled(products, 1 / number)


def from_words(polynomial: Polynomial) -> Products:
    """Scalars of words as products without factors."""
    return [Product(c, scalars) for (scalars, _), c in polynomial.items()]


def unless(condition: Products) -> Products:
    return [Product(), *scaled(condition, Fraction(-1))]


# -- powers ---------------------------------------------------------------------------------------


def read_power(entries: Entries, base: Products, exponent: Fraction) -> Products:
    """A power of a scalar: of a product factor by factor if the exponent is an integer."""
    if len(base) == 1 and not base[0].bound:
        [one] = base
        if exponent.denominator == 1:
            powers = tuple((atom, count * int(exponent)) for atom, count in one.powers)
            factors = tuple(power_of(factor, exponent) for factor in one.factors)
            return [Product(one.number ** int(exponent), powers, factors)]
    logistic = _reciprocal_of_logistic(base) if exponent == -1 else None
    if logistic is not None:
        return logistic
    outside, base = _taken_out(entries, base, exponent.denominator == 1)
    if outside.factors:
        power = read_power(entries, [outside], exponent)
        return [one.times(other) for one in power for other in read_power(entries, base, exponent)]
    number, monic = monic_of(entries, base)
    if number < 0 and exponent.denominator % 2 == 0:
        number, monic = -number, scaled(monic, Fraction(-1))
    if number < 0 and exponent.denominator != 1:
        raise LimitError(OTHER)
    form, slots = open_form(entries, monic)
    factor: Factor = (("power", ("sum", form), exponent), slots)
    if exponent.denominator == 1:
        return [Product(number ** int(exponent), (), (factor,))]
    numbers = from_words(real_power(entries.reading, {UNIT: number}, {UNIT: exponent}))
    return [one.times(of_factor(factor)) for one in numbers]


def _taken_out(entries: Entries, base: Products, any_factor: bool) -> tuple[Product, Products]:
    """The factors of a single sum that its index does not stand in, positive ones only unless any
    may go, and what is left."""
    if len(base) != 1 or not base[0].bound:
        return Product(), base
    [one] = base
    bound = {index for index, _ in one.bound}
    outer = tuple(
        factor
        for factor in one.factors
        if bound.isdisjoint(factor[1]) and (any_factor or _is_exponential(factor[0]))
    )
    rest = tuple(factor for factor in one.factors if factor not in outer)
    return Product(factors=outer), [Product(one.number, one.powers, rest, one.bound)]


def _is_exponential(name: Hashable) -> bool:
    match name:
        case ("power", ("exp", _), _):
            return True
    return False


def _reciprocal_of_logistic(base: Products) -> Products | None:
    """1/(c + c exp(m)) as a multiple of the logistic function; None for any other sum."""
    plain = [one for one in base if one == Product(one.number)]
    others = [one for one in base if one not in plain]
    if len(plain) != 1 or len(others) != 1 or others[0].number != plain[0].number:
        return None
    [other] = others
    if other.powers or other.bound or len(other.factors) != 1:
        return None
    [(name, slots)] = other.factors
    match name:
        case ("power", ("exp", form), Fraction() as times):
            above = of_factor((("logistic", form, abs(times)), slots))
            found = [above] if times < 0 else unless([above])
            return scaled(found, 1 / other.number)
    return None


def read_norm(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    square = squared_norm(term)
    if square is None:
        raise LimitError(OTHER)
    return read_power(entries, entries.entry(square, (), ()), Fraction(1, 2))


# -- exponentials and logarithms ------------------------------------------------------------------


def exponential(entries: Entries, exponent: Products) -> Products:
    """exp of a sum as a product of powers; exp Σ log f is Π f for a positive f."""
    if len(exponent) > MAX_SPLIT:
        raise LimitError(OTHER)
    total = Product()
    for one in exponent:
        base = scaled([one], 1 / one.number)
        product = _product_of_log(entries, base[0])
        if product is not None:
            total = total.times(of_factor(power_of(product, one.number)))
            continue
        form, slots = open_form(entries, base)
        entries.exponents.setdefault(form, (base[0], slots))
        total = total.times(of_factor((("power", ("exp", form), one.number), slots)))
    return [total]


def _product_of_log(entries: Entries, one: Product) -> Factor | None:
    """f, or Π f over an index, for the logarithm of a positive entry f or a sum of them."""
    if one.powers or len(one.factors) != 1 or len(one.bound) > 1:
        return None
    [(name, slots)] = one.factors
    match name:
        case ("log", inner):
            if not _is_positive(entries, inner):
                return None
            return over_index((inner, slots), dict(one.bound)) if one.bound else (inner, slots)
    return None


def _is_positive(entries: Entries, name: Hashable) -> bool:
    term = entries.reading.terms.get(name) if isinstance(name, int) else None
    return term is not None and entries.reading.known(Fact("positive", (term,)))


def is_positive(entries: Entries, products: Products) -> bool:
    """Whether a scalar is seen to be above zero: a sum of products of positive factors."""
    known = entries.reading.known
    return bool(products) and all(
        one.number > 0
        and all(is_at_least(size, Integer(1), known) for _, size in one.bound)  # it is not empty
        and all(atom in entries.reading.positive for atom, _ in one.powers)
        and all(_is_positive_factor(entries, name) for name, _ in one.factors)
        for one in products
    )


def _is_positive_factor(entries: Entries, name: Hashable) -> bool:
    match name:
        case ("power", ("exp", _), _) | ("logistic", _, _):
            return True
        case ("power", ("entry", inner), _) | ("product", _, inner, _):
            return _is_positive_factor(entries, inner)
    return _is_positive(entries, name)


def over_index(factor: Factor, bound: Mapping[int, Dim]) -> Factor:
    """The product of a factor over its index, which is the only one."""
    [(index, size)] = bound.items()
    name, slots = factor
    pattern = tuple("*" if slot == index else None for slot in slots)
    rest = tuple(slot for slot in slots if slot != index)
    return (("product", size, name, pattern), rest)


def log_of(entries: Entries, products: Products) -> Products:
    """log of a product of positive entries and exponentials as a sum; of another sum a factor."""
    if len(products) == 1 and not products[0].bound and products[0].number > 0:
        [one] = products
        parts = [_log_of_factor(entries, factor) for factor in one.factors]
        if all(part is not None for part in parts):
            scalars: Polynomial = {(one.powers, ()): one.number}
            found = from_words(logarithm(entries.reading, scalars))
            return found + [product for part in parts if part is not None for product in part]
    outside, inside = _taken_out(entries, products, any_factor=False)
    rest = of_factor(applied(entries, "log of", inside))
    return [rest, *(log_of(entries, [outside]) if outside.factors else [])]


def _log_of_factor(entries: Entries, factor: Factor) -> Products | None:
    name, slots = factor
    if _is_positive(entries, name):
        return [of_factor((("log", name), slots))]
    match name:
        case ("power", ("exp", form), Fraction() as times):
            return _exponent(entries, form, slots, times)
        case ("power", ("entry", inner), Fraction() as times):
            found = _log_of_factor(entries, (inner, slots))
            return None if found is None else scaled(found, times)
        case ("product", Expr() as size, inner, tuple() as pattern):
            return _log_of_product(entries, size, inner, pattern, slots)
    return None


def _exponent(entries: Entries, form: Hashable, slots: Slots, times: Fraction) -> Products:
    """The argument of an exponential, a multiple of what it was read from."""
    one, order = entries.exponents[form]
    names: dict[Index, Index] = dict(zip(order, slots, strict=True))
    bound: list[tuple[int, Dim]] = []
    for index, size in one.bound:
        _, [new] = entries.fresh([size])
        names[index] = new[0]
        bound.append(new)
    renamed = _renamed(one, names)
    return [Product(one.number * times, one.powers, renamed.factors, tuple(bound))]


def _log_of_product(
    entries: Entries, size: Dim, inner: Hashable, pattern: tuple[str | None, ...], slots: Slots
) -> Products | None:
    """log Π f as Σ log f."""
    if not _is_positive(entries, inner):
        return None
    index, bound = entries.fresh([size])
    rest = iter(slots)
    inside = tuple(index if mark else next(rest) for mark in pattern)
    return [Product(factors=((("log", inner), inside),), bound=bound)]


def logistic(entries: Entries, products: Products) -> Products:
    """σ(q), with σ(-q) = 1 - σ(q)."""
    number, monic = monic_of(entries, products)
    form, slots = open_form(entries, monic)
    above = of_factor((("logistic", form, abs(number)), slots))
    return [above] if number > 0 else unless([above])
