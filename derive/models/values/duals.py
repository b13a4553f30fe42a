"""Dual numbers and matrices: a value and its derivative along one direction, exactly.

(a + b ε)(c + d ε) = a c + (a d + b c) ε.  The parts may be duals themselves, which gives second
derivatives.  What does not depend on the direction stays an ordinary number or matrix.

Reference: Griewank and Walther, Evaluating Derivatives (2nd ed. 2008), chapter 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flint

__all__ = ["DualGrid", "DualNumber", "times"]


def times(left: Any, right: Any) -> Any:
    """The product; python-flint does not scale a rational matrix by a ball."""
    if isinstance(right, flint.arb) and isinstance(left, flint.fmpq_mat):
        left = flint.arb_mat(left)
    if isinstance(right, DualNumber):
        return right * left
    return left * right


def _parts(other: Any, kind: Any) -> tuple[Any, Any]:
    """Value and slope; the slope of a constant is None."""
    return (other.value, other.slope) if isinstance(other, kind) else (other, None)


@dataclass(frozen=True, slots=True, eq=False)
class DualNumber:
    """value + slope ε."""

    value: Any
    slope: Any

    def __add__(self, other: Any) -> DualNumber:
        value, slope = _parts(other, DualNumber)
        return DualNumber(self.value + value, self.slope if slope is None else self.slope + slope)

    __radd__ = __add__

    def __neg__(self) -> DualNumber:
        return DualNumber(-self.value, -self.slope)

    def __sub__(self, other: Any) -> DualNumber:
        return self.__add__(-other)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, DualGrid):
            return other * self
        if hasattr(other, "nrows"):
            return DualGrid(times(other, self.value), times(other, self.slope))
        value, slope = _parts(other, DualNumber)
        turned = self.slope * value
        return DualNumber(
            self.value * value, turned if slope is None else turned + self.value * slope
        )

    __rmul__ = __mul__

    def __rtruediv__(self, other: Any) -> Any:
        """Raises ZeroDivisionError where the value is zero."""
        inverse = 1 / self.value
        return DualNumber(inverse, -self.slope * inverse * inverse) * other

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / other)

    def __pow__(self, times: int) -> Any:
        result: Any = self
        for _ in range(times - 1):
            result = result * self
        return result

    def __eq__(self, other: object) -> bool:
        value, _ = _parts(other, DualNumber)
        return bool(self.value == value)

    __hash__ = None  # type: ignore[assignment]  # equality looks at the value only

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < _parts(other, DualNumber)[0])

    def __str__(self) -> str:
        return f"{self.value}+{self.slope}e"


@dataclass(frozen=True, slots=True, eq=False)
class DualGrid:
    """value + slope ε, both matrices of one shape."""

    value: Any
    slope: Any

    def nrows(self) -> int:
        return int(self.value.nrows())

    def ncols(self) -> int:
        return int(self.value.ncols())

    def transpose(self) -> DualGrid:
        return DualGrid(self.value.transpose(), self.slope.transpose())

    def entries(self) -> list[DualNumber]:
        pairs = zip(self.value.entries(), self.slope.entries(), strict=True)
        return [DualNumber(value, slope) for value, slope in pairs]

    def tolist(self) -> list[list[DualNumber]]:
        flat, cols = self.entries(), self.ncols()
        return [flat[i * cols : (i + 1) * cols] for i in range(self.nrows())]

    def __getitem__(self, place: tuple[int, int]) -> DualNumber:
        return DualNumber(self.value[place], self.slope[place])

    def __add__(self, other: Any) -> DualGrid:
        value, slope = _parts(other, DualGrid)
        return DualGrid(self.value + value, self.slope if slope is None else self.slope + slope)

    __radd__ = __add__

    def __neg__(self) -> DualGrid:
        return self * -1

    def __sub__(self, other: Any) -> DualGrid:
        return self.__add__(-other)

    def __mul__(self, other: Any) -> DualGrid:
        kind = DualGrid if hasattr(other, "nrows") else DualNumber
        value, slope = _parts(other, kind)
        turned = times(self.slope, value)
        made = times(self.value, value)
        return DualGrid(made, turned if slope is None else turned + times(self.value, slope))

    def __rmul__(self, other: Any) -> DualGrid:
        """A constant matrix or a number on the left."""
        if hasattr(other, "nrows"):
            return DualGrid(other * self.value, other * self.slope)
        return self.__mul__(other)

    def __pow__(self, times: int) -> DualGrid:
        result = self
        for _ in range(times - 1):
            result = result * self
        return result

    def rank(self) -> int:
        return int(self.value.rank())

    def inv(self) -> DualGrid:
        inverse = self.value.inv()
        return DualGrid(inverse, inverse * self.slope * inverse * -1)
