"""Arithmetic of jets: values with the terms that infinitesimals add to them.

A jet is {mask: matrix}: the coefficient of the product of those infinitesimals whose bits are set
in mask, each with square zero; a missing mask stands for zero.  A scalar is 1 x 1.  Products and
inverses of jets are exact, so a derivative read off a jet is one.

References: Griewank and Walther, Evaluating Derivatives (2nd ed. 2008), chapter 3.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from derive.replay.exact import Field, Rows, zeros

__all__ = ["Jet", "JetArithmetic", "UndefinedError", "assembled", "blocks"]

Jet: TypeAlias = dict[int, Rows]


class UndefinedError(Exception):
    """A term has no value on this model: an inverse of a singular matrix, a division by zero."""


class JetArithmetic:
    """Sums, products, inverses and roots of jets over a field."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def plus(self, left: Jet, right: Jet) -> Jet:
        total = dict(left)
        for mask, a in right.items():
            total[mask] = self.field.add(total[mask], a) if mask in total else a
        return total

    def times(self, left: Jet, right: Jet, scalar: bool = False) -> Jet:
        """The product; with `scalar`, the left one is a scalar factor of the right."""
        made: Jet = {}
        ring = self.field
        for one, a in left.items():
            for other, b in right.items():
                if not one & other:
                    c = ring.scale(a[0][0], b) if scalar else ring.product(a, b)
                    mask = one | other
                    made[mask] = ring.add(made[mask], c) if mask in made else c
        return made

    def minus(self, a: Jet) -> Jet:
        return {mask: self.field.scale(-1, rows) for mask, rows in a.items()}

    def inverse(self, a: Jet) -> Jet:
        base = self.field.inverse(a[0]) if 0 in a else None
        if base is None:
            raise UndefinedError
        made: Jet = {0: base}
        # (A + E)^-1 = A^-1 - A^-1 E A^-1 + ..., a series that ends: E is nilpotent.
        rest = {mask: rows for mask, rows in a.items() if mask}
        term = made
        while rest and term:
            term = self.minus(self.times({0: base}, self.times(rest, term)))
            made = self.plus(made, term)
        return made

    def root(self, jet: Jet) -> Jet:
        """The root of a scalar, by the binomial series where it varies: that ends."""
        ring = self.field
        base = jet[0][0][0] if 0 in jet else 0
        root = ring.root(base)
        if root is None:
            raise UndefinedError
        made: Jet = {0: ((root,),)}
        rest = {mask: rows for mask, rows in jet.items() if mask}
        if rest and not base:
            raise UndefinedError
        term, k = made, 0
        while rest and term:
            c = ring.number(Fraction(1 - 2 * k, 2 * k + 2) * ring.reciprocal(base))
            term = self.times({0: ((c,),)}, self.times(term, rest))
            made, k = self.plus(made, term), k + 1
        return made


def assembled(entries: list[list[Jet]]) -> Jet:
    """The jet of a matrix whose entries are the jets of scalars."""
    masks = dict.fromkeys(mask for row in entries for jet in row for mask in jet)
    return {
        mask: tuple(tuple(jet[mask][0][0] if mask in jet else 0 for jet in row) for row in entries)
        for mask in masks
    }


def blocks(parts: list[tuple[Jet, tuple[int, int]]], width: int) -> Jet:
    """Blocks, with their shapes, side by side: `width` in a row, row by row."""
    made: Jet = {}
    for mask in dict.fromkeys(mask for jet, _ in parts for mask in jet):
        filled = [jet.get(mask, zeros(*shape)) for jet, shape in parts]
        lines = [filled[i : i + width] for i in range(0, len(filled), width)]
        made[mask] = tuple(
            tuple(x for block in line for x in block[i])
            for line in lines
            for i in range(len(line[0]))
        )
    return made
