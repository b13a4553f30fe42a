"""Functions beyond the rational operations: exp, log, roots, |x|, max, and those of a matrix.

Over the reals a value is exact where it is rational (√(4/9), |x|, max, e⁰) and a ball elsewhere.
Over a prime field a function is a fixed random map (see `derive.models.values.fields`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import flint

from derive.errors import LimitError
from derive.models.values.balls import take_turn
from derive.models.values.duals import DualGrid, DualNumber
from derive.models.values.fields import Field, Grid, PrimeField, Tangent, base_field, is_grid
from derive.models.values.germs import Germ, GermGrid
from derive.models.values.grids import Corner, Undefined, Unresolved, inverted, squared_norm

__all__ = [
    "apply",
    "apply_to_matrix",
    "larger",
    "norm_at_zero",
    "positive",
    "relation_holds",
    "root",
    "spectral_norm",
]


def positive(value: Any) -> bool:
    """Whether a real number is above zero.  Raises Unresolved if its ball holds zero."""
    _refuse_germs(value)
    if isinstance(value, DualNumber):
        return positive(value.value)
    if isinstance(value, flint.arb) and value.contains(0):
        if value == 0:
            return False
        raise Unresolved
    return bool(value > 0)


def _zero(value: Any) -> bool:
    """Whether a real number is zero.  Raises Unresolved if its ball holds zero and more."""
    if isinstance(value, DualNumber):
        return _zero(value.value)
    if isinstance(value, flint.arb) and value.contains(0) and value != 0:
        raise Unresolved
    return bool(value == 0)


def root(value: Any, field: Field) -> Any:
    """The square root: the nonnegative one of a number, the principal one of a matrix."""
    take_turn()
    return apply_to_matrix("sqrt", value, field) if is_grid(value) else apply("sqrt", value, field)


def larger(left: Any, right: Any, field: Field) -> Any:
    """The larger of two numbers."""
    _refuse_germs(left, right)
    base = base_field(field)
    if isinstance(base, PrimeField):
        _refuse_slopes(left, right)
        return base.oracle("max", *sorted(map(str, (left, right))))
    gap = left + right * -1
    if _zero(gap):
        _refuse_slopes(gap)
        return left
    return left if positive(gap) else right


def _refuse_slopes(*values: Any) -> None:
    if any(isinstance(value, DualNumber) for value in values):
        raise Unresolved


def _refuse_germs(*values: Any) -> None:
    """Raise LimitError for what is no rational function of the variable of a limit."""
    if any(isinstance(value, Germ | GermGrid) for value in values):
        raise LimitError("only rational functions have limits on models")


def relation_holds(relation: str, left: Any, right: Any, field: Field) -> Any:
    """Whether left < right (<=, =, !=); over a prime field a random number for the question."""
    _refuse_germs(left, right)
    base = base_field(field)
    if isinstance(base, PrimeField) and relation in ("<", "<="):
        return base.oracle(relation, left, right)
    if isinstance(base, PrimeField):
        return (left == right) == (relation == "=")
    gap = right + left * -1
    zero = _zero(gap)
    if relation in ("=", "!="):
        return zero == (relation == "=")
    return zero if zero and relation == "<=" else not zero and positive(gap)


def apply(name: str, value: Any, field: Field) -> Any:
    """f(value) for a scalar function by its name.

    Raises Undefined outside its domain, Unresolved where a field cannot tell, LimitError for a
    function that is not known.
    """
    take_turn()
    name = _SPELLED.get(name, name)
    if name not in _REAL:
        raise LimitError(f"the function {name} has no value on models")
    _refuse_germs(value)
    if isinstance(value, DualNumber):
        return _apply_dual(name, value, field)
    base = base_field(field)
    if isinstance(base, PrimeField):
        return base.oracle(name, value)
    return _REAL[name](value)


def _apply_dual(name: str, value: DualNumber, field: Field) -> Any:
    inner = field.inner if isinstance(field, Tangent) else field
    at = apply(name, value.value, inner)
    real = not isinstance(base_field(field), PrimeField)
    if real and name in _CORNERED and _zero(value.value):
        return _at_corner(name, value, field)
    if name not in _DERIVATIVE:
        raise LimitError(f"the derivative of {name} has no value on models")
    return DualNumber(at, value.slope * _DERIVATIVE[name](value.value, at, inner))


_CORNERED = frozenset(["abs", "sqrt", "sign", "positive", "nonnegative", "zero", "nonzero"])


def _at_corner(name: str, value: DualNumber, field: Field) -> Any:
    """f(0 + s ε) where f has a corner at 0, ε > 0: |s| ε for |x|.

    Raises Corner where both sides are to be looked at, or no first order tells.
    """
    if isinstance(value.value, DualNumber) or isinstance(value.slope, DualNumber):
        raise Unresolved
    still = _zero(value.slope)
    if name == "abs" and still:
        return value  # |o(ε)| is o(ε)
    if name == "abs" and isinstance(field, Tangent) and field.one_sided:
        return DualNumber(value.value, apply("abs", value.slope, field.inner))
    if still:
        raise Unresolved
    raise Corner


def norm_at_zero(value: DualGrid, field: Field) -> Any:
    """The norm of 0 + S ε, ε > 0: that of S times ε.  Raises Corner as `_at_corner`."""
    if isinstance(value.value, DualGrid) or isinstance(value.slope, DualGrid):
        raise Unresolved
    inner = field.inner if isinstance(field, Tangent) else field
    slope = root(squared_norm(value.slope, inner), inner)
    zero = inner.number(0)
    if not _zero(slope) and not (isinstance(field, Tangent) and field.one_sided):
        raise Corner
    return DualNumber(zero, slope)


def _sqrt(value: Any) -> Any:
    if _zero(value):
        return value
    if not positive(value):
        raise Undefined
    if isinstance(value, flint.fmpq):
        if value.p.is_square() and value.q.is_square():
            return value.sqrt()
        value = flint.arb(value)
    return value.sqrt()


def _log(value: Any) -> Any:
    if _zero(value) or not positive(value):
        raise Undefined
    return flint.fmpq(0) if value == 1 else flint.arb(value).log()


def _at_zero(result: int, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function known exactly at zero, a ball elsewhere."""

    def value_of(value: Any) -> Any:
        return flint.fmpq(result) if value == 0 else function(flint.arb(value))

    return value_of


def _logistic(value: Any) -> Any:
    return flint.fmpq(1, 2) if value == 0 else 1 / (1 + (-flint.arb(value)).exp())


def _tan(value: Any) -> Any:
    ball = flint.arb(value)
    return ball.sin() * inverted(ball.cos())


def _indicator(holds: bool) -> Any:
    return flint.fmpq(int(holds))


_SPELLED: Mapping[str, str] = MappingProxyType(
    {"Logistic": "logistic", "ReLU": "relu", "Abs": "abs", "ln": "log", "E": "e"}
)
_REAL: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "sqrt": _sqrt,
        "log": _log,
        "exp": _at_zero(1, lambda x: x.exp()),
        "sin": _at_zero(0, lambda x: x.sin()),
        "cos": _at_zero(1, lambda x: x.cos()),
        "tan": _tan,
        "sinh": _at_zero(0, lambda x: x.sinh()),
        "cosh": _at_zero(1, lambda x: x.cosh()),
        "tanh": _at_zero(0, lambda x: x.tanh()),
        "logistic": _logistic,
        "relu": lambda x: x if not _zero(x) and positive(x) else x * 0,
        "abs": lambda x: x if _zero(x) or positive(x) else x * -1,
        "sign": lambda x: _indicator(not _zero(x)) * (1 if positive(x) else -1),
        "positive": lambda x: _indicator(positive(x)),
        "nonnegative": lambda x: _indicator(_zero(x) or positive(x)),
        "zero": lambda x: _indicator(_zero(x)),
        "nonzero": lambda x: _indicator(not _zero(x)),
        "e": lambda _: flint.arb.const_e(),
        "pi": lambda _: flint.arb.pi(),
    }
)


def _ramp(value: Any, at: Any, field: Field) -> Any:
    """The derivative of relu: 1 above zero and 0 below; at zero 0, as is agreed of it."""
    if isinstance(base_field(field), PrimeField):
        return at * inverted(value)
    return field.number(int(not _zero(value) and positive(value)))


def _step(value: Any, at: Any, field: Field) -> Any:
    """The derivative of |x| off zero: |x| / x."""
    if not isinstance(base_field(field), PrimeField) and _zero(value):
        raise Undefined
    return at * inverted(value)


def _flat(value: Any, at: Any, field: Field) -> Any:
    """The derivative of a step off zero."""
    if not isinstance(base_field(field), PrimeField) and _zero(value):
        raise Undefined
    return field.number(0)


# f'(x) from x, f(x) and the field of x
_DERIVATIVE: Mapping[str, Callable[[Any, Any, Field], Any]] = MappingProxyType(
    {
        "sqrt": lambda x, at, field: inverted(at * 2),
        "log": lambda x, at, field: inverted(x),
        "exp": lambda x, at, field: at,
        "sin": lambda x, at, field: apply("cos", x, field),
        "cos": lambda x, at, field: apply("sin", x, field) * -1,
        "tan": lambda x, at, field: at * at + 1,
        "sinh": lambda x, at, field: apply("cosh", x, field),
        "cosh": lambda x, at, field: apply("sinh", x, field),
        "tanh": lambda x, at, field: at * at * -1 + 1,
        "logistic": lambda x, at, field: at * (at * -1 + 1),
        "relu": _ramp,
        "abs": _step,
        "sign": _flat,
        "positive": _flat,
        "nonnegative": _flat,
    }
)


# -- functions of a square matrix ---------------------------------------------------------------


def apply_to_matrix(name: str, value: Grid, field: Field) -> Grid:
    """The primary matrix function of this name (Higham, Functions of Matrices, 2008).

    exp is enclosed directly; others by the eigenvalues, which must be real, simple and inside the
    domain, or the matrix diagonal: elsewhere Unresolved.
    """
    take_turn()
    base = base_field(field)
    if name not in _REAL:
        raise LimitError(f"the function {name} of a matrix has no value on models")
    _refuse_germs(value)
    if isinstance(value, DualGrid):
        return _along(name, value, base)
    n = value.nrows()
    if isinstance(base, PrimeField):
        said = value.str() if hasattr(value, "str") else str(value)
        entries = [base.oracle(f"{name} {i}", said) for i in range(n * n)]
        return field.grid(n, n, entries)
    if all(value[i, j] == 0 for i in range(n) for j in range(n) if i != j):
        return field.grid(
            n,
            n,
            [apply(name, value[i, i], field) if i == j else 0 for i in range(n) for j in range(n)],
        )
    if name in ENTIRE:
        return _entire(name, value)
    return _by_eigenvalues(name, value, field)


ENTIRE = ("exp", "sin", "cos")


def _entire(name: str, value: Grid) -> Grid:
    """exp A, and sin A and cos A as the parts of exp(i A) for a real A."""
    a = flint.arb_mat(value)
    if name == "exp":
        return a.exp()
    turned = flint.acb_mat(a.nrows(), a.ncols(), [flint.acb(0, x) for x in a.entries()]).exp()
    parts = [x.imag if name == "sin" else x.real for x in turned.entries()]
    return flint.arb_mat(a.nrows(), a.ncols(), parts)


def _along(name: str, value: DualGrid, base: Field) -> DualGrid:
    """f(A + E ε) = f(A) + L ε, read off f([A E; 0 A]) = [f(A) L; 0 f(A)].

    Source: Higham, Functions of Matrices (2008), equation 3.16.
    """
    if isinstance(base, PrimeField):
        raise Unresolved
    if name not in ENTIRE or isinstance(value.value, DualGrid):
        raise LimitError(f"the derivative of the matrix function {name} has no value on models")
    n = value.nrows()
    a, e = (flint.arb_mat(part) for part in (value.value, value.slope))
    rows = [[*(a[i, j] for j in range(n)), *(e[i, j] for j in range(n))] for i in range(n)]
    rows += [[*([flint.arb(0)] * n), *(a[i, j] for j in range(n))] for i in range(n)]
    found = _entire(name, flint.arb_mat(rows))
    value_, slope = (
        flint.arb_mat([[found[i, j + k] for j in range(n)] for i in range(n)]) for k in (0, n)
    )
    return DualGrid(value_, slope)


def spectral_norm(value: Grid, field: Field) -> Any:
    """The largest singular value: the root of the largest eigenvalue of the smaller Gram matrix.

    Over a prime field a fixed random map of the Gram matrix's characteristic polynomial, which the
    norm depends on alone.
    """
    take_turn()
    base = base_field(field)
    _refuse_germs(value)
    if isinstance(value, DualGrid):
        raise LimitError("the derivative of a spectral norm has no value on models")
    turned = value.transpose()
    gram = value * turned if value.nrows() <= value.ncols() else turned * value
    if isinstance(base, PrimeField):
        return base.oracle("spectral norm", gram.charpoly())
    n = gram.nrows()
    if all(gram[i, j] == 0 for i in range(n) for j in range(n) if i != j):
        largest = gram[0, 0]
        for i in range(1, n):
            largest = larger(largest, gram[i, i], field)
        return apply("sqrt", largest, field)
    try:
        eigenvalues = flint.acb_mat(flint.arb_mat(gram)).eig(multiple=True)
    except (ValueError, ZeroDivisionError):
        raise Unresolved from None
    balls = [eigenvalue.real for eigenvalue in eigenvalues]
    largest = balls[0]
    for ball in balls[1:]:
        largest = largest.max(ball) if hasattr(largest, "max") else larger(largest, ball, field)
    return largest.sqrt()


def _by_eigenvalues(name: str, value: Grid, field: Field) -> Grid:
    n = value.nrows()
    try:
        eigenvalues, vectors = flint.acb_mat(flint.arb_mat(value)).eig(right=True)
        inverse = vectors.inv()
    except (ValueError, ZeroDivisionError):
        raise Unresolved from None
    symmetric = value == value.transpose()
    images = []
    for eigenvalue in eigenvalues:
        if not symmetric and not eigenvalue.imag == 0:
            raise Unresolved
        images.append(apply(name, eigenvalue.real, field))
    spread = flint.acb_mat(n, n, [images[i] if i == j else 0 for i in range(n) for j in range(n)])
    whole = vectors * spread * inverse
    return flint.arb_mat(n, n, [entry.real for entry in whole.entries()])
