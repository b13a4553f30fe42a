"""The density of a normal distribution, for every field and for duals.

Reference: Bishop, Pattern Recognition and Machine Learning (2006), (2.42) and (2.43).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive.models.values.duals import DualGrid, times
from derive.models.values.fields import Field, is_grid
from derive.models.values.functions import apply, positive
from derive.models.values.grids import Undefined, determinant, inverted

__all__ = ["gaussian"]


def gaussian(x: Any, mean: Any, covariance: Any, field: Field) -> Any:
    """det(2πΣ)^(-1/2) exp(-1/2 (x - μ)' Σ^-1 (x - μ)), for columns or numbers.

    Raises Undefined for a Σ that is not symmetric and positive definite; a prime field can tell
    only the first.
    """
    gap = x + mean * -1
    around = apply("pi", field.number(0), field) * 2
    if is_grid(covariance):
        _refuse_indefinite(covariance, field)
        volume = determinant(times(covariance, around), field)
        form = (gap.transpose() * inverted(covariance) * gap)[0, 0]
    else:
        if field.ordered and not positive(covariance):
            raise Undefined
        volume = covariance * around
        form = gap * inverted(covariance) * gap
    return inverted(apply("sqrt", volume, field)) * apply(
        "exp", form * field.number(Fraction(-1, 2)), field
    )


def _refuse_indefinite(value: Any, field: Field) -> None:
    """Symmetric elimination: over the reals every pivot must be positive."""
    base = value.value if isinstance(value, DualGrid) else value
    rows = base.tolist()
    n = len(rows)
    if any(rows[i][j] != rows[j][i] for i in range(n) for j in range(i)):
        raise Undefined
    for i in range(n if field.ordered else 0):
        if not positive(rows[i][i]):
            raise Undefined
        for k in range(i + 1, n):
            factor = rows[k][i] * inverted(rows[i][i])
            rows[k] = [a + b * factor * -1 for a, b in zip(rows[k], rows[i], strict=True)]
