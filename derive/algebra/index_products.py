"""Products of entries, and the powers and steps among their factors.

A factor is a name with the indices that stand in it: an entry of a letter, δ, or a function of a
sum of such products.  Equal factors are joined: powers of one base add their exponents, a step is
its own square, and so is an entry that is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derive.algebra.multigraphs import Factor
from derive.algebra.term import Dim
from derive.algebra.words import Powers
from derive.errors import LimitError
from derive.fuel import spend

__all__ = ["MAX_FACTORS", "Product", "Products", "joined", "multiplied", "power_of"]
__all__ += ["vanishes"]

MAX_FACTORS = 24
ENTRY, STEPS = "entry", ("step", "zero", "=")


@dataclass(frozen=True, slots=True)
class Product:
    """A number times powers times entries of letters, summed over the bound indices."""

    number: Fraction = Fraction(1)
    powers: Powers = ()
    factors: tuple[Factor, ...] = ()
    bound: tuple[tuple[int, Dim], ...] = ()

    def times(self, other: Product) -> Product:
        """The product; raises LimitError for one that is too long."""
        spend(8)
        factors = self.factors + other.factors
        if len(factors) > MAX_FACTORS:
            raise LimitError("these products are too long")
        powers = self.powers + other.powers
        bound = self.bound + other.bound
        return Product(self.number * other.number, powers, factors, bound)


Products: TypeAlias = list[Product]


def multiplied(parts: Sequence[Product]) -> Product:
    """The product of all parts."""
    total = Product()
    for part in parts:
        total = total.times(part)
    return total


def power_of(factor: Factor, exponent: Fraction) -> Factor:
    """A power of a factor; powers of powers are joined where the exponent is an integer."""
    name, slots = factor
    match name:
        case ("power", base, Fraction() as times):
            return (("power", base, times * exponent), slots)
    return (("power", (ENTRY, name), exponent), slots)


def joined(factors: Sequence[Factor], is_binary: Callable[[Hashable], bool]) -> list[Factor]:
    """The factors with powers of one base added up, and what is its own square once."""
    exponents: dict[tuple[Hashable, tuple[Hashable, ...]], Fraction] = {}
    plain: list[Factor] = []
    for name, slots in factors:
        match name:
            case ("power", base, Fraction() as times):
                exponents[base, slots] = exponents.get((base, slots), Fraction(0)) + times
            case _:
                plain.append((name, slots))
    kept: list[Factor] = []
    for name, slots in plain:
        base = (ENTRY, name)
        if (base, slots) in exponents:
            exponents[base, slots] += 1
        elif not ((name, slots) in kept and (_is_step(name) or is_binary(name))):
            kept.append((name, slots))
    for (base, slots), times in exponents.items():
        kept += _written(base, slots, times)
    return kept


def _is_step(name: Hashable) -> bool:
    return name == "=" or (isinstance(name, tuple) and name[0] in STEPS)


def _written(base: Hashable, slots: tuple[Hashable, ...], exponent: Fraction) -> list[Factor]:
    """A power as factors; a positive integer power of an entry as the entry so many times."""
    if exponent == 0:
        return []
    whole = exponent.denominator == 1 and 0 < exponent <= MAX_FACTORS
    if whole and isinstance(base, tuple) and base[0] == ENTRY:
        return [(base[1], slots)] * int(exponent)
    return [(("power", base, exponent), slots)]


def vanishes(factor: Factor, factors: Sequence[Factor]) -> bool:
    """Whether 1[f = 0] stands beside f."""
    name, slots = factor
    match name:
        case ("zero", _, (inner, tuple() as places)):
            inside = tuple(() if place is None else slots[place] for place in places)
            return (inner, inside) in factors
    return False
