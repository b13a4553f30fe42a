"""Sizes of matrices: equality of dimensions, with unknown sizes that are solved for.

Distinct dimension symbols are rigid: n is never made equal to m to let a product pass.  Only the
unknown sizes of `I`, `0` and `1` (dummies) are solved for.  Dimensions compare as polynomials.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import sympy
from sympy import Dummy, Integer, Mul

from derive.algebra.order import ordered
from derive.algebra.symbols import Dim, Term

__all__ = ["Dimensions", "Shape", "show_shape"]

_TIMES = re.compile(r"(?<![\w}^])(\d+)\*(?=[a-zA-Z\\])")
Shape: TypeAlias = tuple[Dim, ...]


class Dimensions:
    """Equality of dimensions: known equations between them, and the unknown sizes solved so far."""

    def __init__(self, equal: dict[Dim, Dim] | None = None) -> None:
        self._equal = dict(equal or {})
        self._solved: dict[Dim, Dim] = {}

    def unknown(self) -> Dim:
        """A fresh size, to be found by unification."""
        return Dummy("k", integer=True, positive=True)

    def resolve(self, dim: Dim) -> Dim:
        """The dimension with the sizes found so far put in."""
        if isinstance(dim, Integer):
            return dim
        if not self._solved and not self._equal:
            return dim
        known = self._solved.keys() | self._equal.keys()
        while dim.free_symbols & known:
            dim = dim.xreplace(self._solved).xreplace(self._equal)
        return dim

    @property
    def solved(self) -> dict[Term, Term]:
        """The unknown sizes that are found, each with its dimension."""
        return {dummy: self.resolve(dim) for dummy, dim in self._solved.items()}

    def same(self, left: Dim, right: Dim) -> bool:
        """Whether the two are equal, an unknown size being chosen if need be."""
        if left == right:
            return True
        left, right = self.resolve(left), self.resolve(right)
        if left.is_Atom and right.is_Atom:
            return left == right or self._choose(left, right) or self._choose(right, left)
        difference = sympy.expand(left - right)
        if difference == 0:
            return True
        for dummy in ordered(difference.atoms(Dummy)):
            rest = sympy.expand(difference - difference.coeff(dummy) * dummy)
            if abs(difference.coeff(dummy)) == 1 and not rest.has(dummy):
                value = -rest * difference.coeff(dummy)
                if not (value.is_number and value < 1):
                    self._solved[dummy] = value
                    return True
        return self._same_products(left, right)

    def _same_products(self, left: Dim, right: Dim) -> bool:
        """Whether two products of sizes are equal, an unknown factor of each being chosen.

        The sizes of A ⊗ I + I ⊗ B are: `k n = m l` has the least solution k = m, l = n where
        nothing divides both m and n; `k n = l n` is k = l.
        """
        above, below = sympy.fraction(sympy.cancel(left / right))
        (known, unknown), (other, otherwise) = _parted(above), _parted(below)
        if not all(isinstance(x, Dummy) or x == 1 for x in (unknown, otherwise)):
            return False
        if unknown == otherwise == 1 or (known * other).atoms(Dummy):
            return False
        if otherwise == 1:
            known, unknown, other, otherwise = other, otherwise, known, unknown
        if unknown == 1 and other != 1:
            return False
        if unknown != 1 and known == other == 1:
            return self._choose(unknown, otherwise)
        sides = _parted(left)[0], _parted(right)[0]
        if unknown != 1 and sympy.fraction(sympy.cancel(sides[0] / sides[1])) != sides:
            return False
        self._solved[otherwise] = known
        return unknown == 1 or self._choose(unknown, other)

    def copy(self) -> Dimensions:
        """The same equality, which finds sizes of its own from here on."""
        made = Dimensions(self._equal)
        made._solved = dict(self._solved)
        return made

    def _choose(self, unknown: Dim, value: Dim) -> bool:
        if isinstance(unknown, Dummy):
            self._solved[unknown] = value
            return True
        return False

    def same_shape(self, left: Shape, right: Shape) -> bool:
        return len(left) == len(right) and all(map(self.same, left, right))


def _parted(product: Dim) -> tuple[Dim, Dim]:
    """The known factors of a product of sizes, and the unknown ones."""
    factors = product.args if isinstance(product, Mul) else (product,)
    unknown = [factor for factor in factors if isinstance(factor, Dummy)]
    known = [factor for factor in factors if not isinstance(factor, Dummy)]
    return Mul(*known), Mul(*unknown)


def show_shape(shape: Shape) -> str:
    """A shape as people write it: `n×1`, or `scalar`.  An unknown size shows as `?`."""
    if not shape:
        return "scalar"
    return "×".join(_bracketed("?" if isinstance(dim, Dummy) else _shown(dim)) for dim in shape)


def _shown(dim: Dim) -> str:
    """A size as it is declared: `2n + 1`, `m*n`, `n^2`."""
    text = str(dim).replace("**", "^")
    for unknown in ordered(sympy.sympify(dim).atoms(Dummy)):
        text = text.replace(str(unknown), "?")
    return _TIMES.sub(r"\1", text)


def _bracketed(shown: str) -> str:
    return f"({shown})" if set(shown) & {" ", "*", "^"} else shown
