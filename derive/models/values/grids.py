"""Operations on the matrices of a model that python-flint lacks, for every field and for duals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint

from derive.errors import LimitError
from derive.fuel import spend
from derive.models.values.duals import DualGrid, DualNumber
from derive.models.values.fields import Field, Grid, PrimeField, base_field, is_grid

__all__ = [
    "Undefined",
    "Unresolved",
    "adjugate",
    "determinant",
    "entrywise",
    "inverted",
    "kronecker",
    "multiplied",
    "pay_for",
    "pseudo_inverse",
    "rank",
    "squared_norm",
    "unit",
]


class Undefined(ArithmeticError):  # noqa: N818  # it is an outcome, not an error
    """An inverse, root or logarithm that does not exist on this model."""


class Unresolved(ArithmeticError):  # noqa: N818  # it is an outcome, not an error
    """Balls too wide to tell whether something exists, or a field that cannot represent it."""


class Corner(Unresolved):
    """A derivative at a point where a part has a corner, a jump or an infinite slope."""


def pay_for(value: Any, times: int = 1) -> None:
    """Pay for what takes up to n³ operations on the entries of a value, each of their length.

    `times` is how much longer they become, as by a power.  Raises SpentError.
    """
    if isinstance(value, DualGrid):
        value, times = value.value, 3 * times
    if not is_grid(value):
        words = times * _words(value)
        return spend(1 + words * words // 128)
    rows, cols = value.nrows(), value.ncols()
    words = times * _words(value[rows - 1, cols - 1])
    return spend(1 + rows * cols * min(rows, cols) * (1 + words * words) // 128)


def multiplied(left: Grid, right: Grid) -> Grid:
    """The product of two matrices, paid for before it is computed."""
    pay_for(left)
    pay_for(right)
    return left * right


def _words(number: Any) -> int:
    """How many machine words a number takes, about."""
    if isinstance(number, flint.fmpq):
        return 1 + (number.p.bit_length() + number.q.bit_length()) // 64
    return 4 if isinstance(number, flint.arb) else 1


def inverted(value: Any) -> Any:
    """1 / value or the inverse matrix.  Raises Undefined where there is none."""
    pay_for(value)
    if isinstance(value, flint.arb | flint.arb_mat):
        return _ball_inverse(value)
    if not is_grid(value):
        if value == 0:
            raise Undefined
        if isinstance(value, DualNumber):
            return 1 / DualNumber(value.value, value.slope)
        return 1 / value
    if isinstance(value, DualGrid):
        inverse = inverted(value.value)
        return DualGrid(inverse, inverse * value.slope * inverse * -1)
    try:
        return value.inv()
    except ZeroDivisionError:
        raise Undefined from None


def _ball_inverse(value: Any) -> Any:
    """Only a matrix certainly regular, or a number certainly nonzero, has an inverse in balls."""
    if isinstance(value, flint.arb):
        if value.contains(0):
            raise Unresolved
        return 1 / value
    try:
        return value.inv()
    except ZeroDivisionError:
        raise Unresolved from None


def rank(value: Grid) -> int:
    """The rank; Unresolved for balls."""
    if isinstance(value, flint.arb_mat):
        raise Unresolved
    if isinstance(value, DualGrid):
        raise LimitError("the derivative of a rank has no value on models")
    return int(value.rank())


def unit(n: int, field: Field) -> Grid:
    """The n x n identity."""
    return field.grid(n, n, [int(i == j) for i in range(n) for j in range(n)])


def entrywise(function: Callable[[Any], Any], value: Grid, field: Field) -> Grid:
    """The matrix of a function's values at the entries."""
    return field.grid(value.nrows(), value.ncols(), [function(e) for e in value.entries()])


def squared_norm(value: Any, field: Field) -> Any:
    """The sum of the squares of the entries."""
    total = field.number(0)
    for entry in value.entries() if is_grid(value) else [value]:
        total = total + entry * entry
    return total


def kronecker(left: Grid, right: Grid, field: Field) -> Grid:
    """The Kronecker product: the block (i, j) is left[i, j] times right."""
    spend(left.nrows() * left.ncols() * right.nrows() * right.ncols())
    a, b = left.tolist(), right.tolist()
    flat = [x * y for row in a for other in b for x in row for y in other]
    return field.grid(len(a) * len(b), len(a[0]) * len(b[0]), flat)


def determinant(value: Grid, field: Field) -> Any:
    """det A; its derivative along E is tr(adj(A) E), Jacobi's formula."""
    if not isinstance(value, DualGrid):
        return value.det()
    turned = adjugate(value.value, field) * value.slope
    slope = sum((turned[i, i] for i in range(turned.nrows())), start=field.number(0))
    return DualNumber(determinant(value.value, field), slope)


def adjugate(value: Grid, field: Field) -> Grid:
    """adj(A) by the method of Faddeev and LeVerrier (Horn and Johnson 2013, 2.4.P), no division
    but by 1, ..., n."""
    n = value.nrows()
    one = unit(n, field)
    if isinstance(value, flint.arb_mat):  # numbers of balls multiply no exact matrix
        one = flint.arb_mat(one)
    power = one
    for k in range(1, n):
        turned = value * power
        total = sum((turned[i, i] for i in range(n)), start=field.number(0))
        power = turned + one * (total * (-1 / field.number(k)))
    return power if n % 2 else power * -1


def pseudo_inverse(value: Grid, field: Field) -> Grid:
    """A⁺ by a rank factorisation A = B C: C^T (C C^T)^-1 (B^T B)^-1 B^T.

    Over a prime field a Gram matrix may be singular although the columns are independent; there it
    is Undefined.  Balls and duals are resolved at full rank only, where A⁺ is smooth.
    Reference: Golub and Van Loan, Matrix Computations, P5.5.5.
    """
    rows, cols = value.nrows(), value.ncols()
    if isinstance(value, flint.arb_mat | DualGrid):
        inner = value.value if isinstance(value, DualGrid) else None
        if inner is not None and rank(inner) < min(rows, cols):
            raise Undefined
        turned = value.transpose()
        if rows >= cols:
            return inverted(turned * value) * turned
        return turned * inverted(value * turned)
    reduced, found = value.rref()[:2]
    if found == 0:
        return field.grid(cols, rows, [0] * (rows * cols))
    table = reduced.tolist()
    pivots = [next(j for j in range(cols) if table[i][j] != 0) for i in range(found)]
    entries = value.tolist()
    b = field.grid(rows, found, [entries[i][j] for i in range(rows) for j in pivots])
    c = field.grid(found, cols, [e for row in table[:found] for e in row])
    ct, bt = c.transpose(), b.transpose()
    try:
        return ct * (c * ct).inv() * (bt * b).inv() * bt
    except ZeroDivisionError:
        # only modulo a prime: a sum of squares vanishes there without its terms
        assert isinstance(base_field(field), PrimeField), (
            "a real Gram matrix of full rank is regular"
        )
        raise Unresolved from None
