"""Functions of jets: exp, log and what is made of exponentials, and determinants.

Reference: Griewank and Walther, Evaluating Derivatives (2nd ed. 2008), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from derive.replay.functions import function
from derive.replay.jets import Jet, JetArithmetic
from derive.replay.report import ReplayError

__all__ = ["JetFunctions"]


class JetFunctions(JetArithmetic):
    """The arithmetic of jets with functions known to many digits."""

    def function_of(self, name: str, jet: Jet) -> Jet:
        """exp, log, and what is made of exponentials, of a scalar."""
        match name:
            case "exp":
                return self._series(jet, "exp", lambda k: Fraction(1, factorial(k)))
            case "log":
                return self._logarithm(jet)
            case "logistic":
                return self.inverse(
                    self.plus({0: ((1,),)}, self.function_of("exp", self.minus(jet)))
                )
            case "tanh":
                twice = self.function_of("logistic", self.plus(jet, jet))
                return self.plus(self.plus(twice, twice), {0: ((-1,),)})
            case "sinh" | "cosh":
                up, down = (self.function_of("exp", x) for x in (jet, self.minus(jet)))
                both = self.plus(up, down if name == "cosh" else self.minus(down))
                half = ((self.field.number(Fraction(1, 2)),),)
                return self.times({0: half}, both)
        raise ReplayError(f"{name[:40]} is not evaluated")

    def _series(self, jet: Jet, name: str, coefficient: Callable[[int], Fraction]) -> Jet:
        """f(a) times the sum of coefficients of powers of the infinitesimal part."""
        value = function(self.field, name, jet[0][0][0] if 0 in jet else 0)
        rest = {mask: rows for mask, rows in jet.items() if mask}
        total: Jet = {0: ((Fraction(1),),)}
        term: Jet = total
        k = 0
        while rest and term:
            k += 1
            term = self.times(term, rest)
            total = self.plus(total, self.times({0: ((coefficient(k),),)}, term))
        return self.times({0: ((value,),)}, total)

    def _logarithm(self, jet: Jet) -> Jet:
        base = jet[0][0][0] if 0 in jet else 0
        value = function(self.field, "log", base)
        rest = {mask: rows for mask, rows in jet.items() if mask}
        total: Jet = {0: ((value,),)}
        small = self.times({0: ((1 / Fraction(base),),)}, rest) if rest else {}
        term, k = small, 1
        while term:
            total = self.plus(total, self.times({0: ((Fraction((-1) ** (k + 1), k),),)}, term))
            term, k = self.times(term, small), k + 1
        return total

    def determinant(self, jet: Jet) -> Jet:
        """The determinant: exact where it does not vary, by elimination where it does."""
        if set(jet) <= {0}:
            return {0: ((self.field.det(jet[0]),),)} if jet else {}
        size = len(next(iter(jet.values())))
        table: list[list[Jet]] = [[_at(jet, i, j) for j in range(size)] for i in range(size)]
        total: Jet = {0: ((1,),)}
        for k in range(size):
            pivot = next((i for i in range(k, size) if table[i][k].get(0, ((0,),))[0][0]), None)
            if pivot is None:
                raise ReplayError("a derivative of a determinant that vanishes is not evaluated")
            if pivot != k:
                table[k], table[pivot] = table[pivot], table[k]
                total = self.minus(total)
            total = self.times(total, table[k][k])
            below = self.inverse(table[k][k])
            for i in range(k + 1, size):
                ratio = self.minus(self.times(table[i][k], below))
                for j in range(k, size):
                    table[i][j] = self.plus(table[i][j], self.times(ratio, table[k][j]))
        return total


def _at(jet: Jet, i: int, j: int) -> Jet:
    """An entry of a matrix of jets."""
    return {mask: ((a[i][j],),) for mask, a in jet.items()}
