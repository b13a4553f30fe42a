"""Every operator against numpy, derivatives against differences, and what has no value."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import flint
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of, sized
from derive.models.values.fields import PrimeField, Rationals, draw_prime
from derive.models.values.grids import Unresolved

n, m = t.dimension("n"), t.dimension("m")
i = t.index("i")
A, B, X = t.matrix("A", n, n), t.matrix("B", n, n), t.matrix("X", m, n)
x, y = t.matrix("x", n), t.matrix("y", m)
a, b = t.scalar("a"), t.scalar("b")
HALF = Rational(1, 2)
VALUES: dict[Term, list[list[int]]] = {
    A: [[2, 1, 0], [1, 3, -1], [0, 2, 1]],
    B: [[0, 1, 2], [-1, 1, 0], [3, 0, 1]],
    X: [[1, 2, 0], [0, 1, -1], [2, 0, 1], [1, 1, 1]],
    x: [[1], [-2], [3]],
    y: [[2], [0], [-1], [1]],
}
NUMPY = {symbol: np.array(rows, dtype=float) for symbol, rows in VALUES.items()}
An, Bn, Xn, xn, yn = (NUMPY[symbol] for symbol in (A, B, X, x, y))
an, bn = 2.0, -3.0


def model(field: Any = None) -> Model:
    field = field or Rationals()
    values: dict[Term, Any] = {
        symbol: field.grid(len(rows), len(rows[0]), [field.number(e) for r in rows for e in r])
        for symbol, rows in VALUES.items()
    }
    return Model(field, {n: 3, m: 4}, {**values, a: field.number(2), b: field.number(-3)})


def as_floats(value: Any) -> np.ndarray[Any, Any]:
    return np.array([[float(entry) for entry in row] for row in rows_of(value)])


def named(name: str) -> Symbol:
    return Symbol(name)


OPERATORS: list[tuple[str, Term, Any]] = [
    ("sum", t.add(A, B, t.identity(n)), An + Bn + np.eye(3)),
    ("product", t.mul(a, X, A, b, x), -6 * Xn @ An @ xn),
    ("scalars", t.add(t.mul(a, b), t.power(a, Integer(-2))), -5.75),
    ("transpose", t.transpose(X), Xn.T),
    ("inverse", t.inverse(A), np.linalg.inv(An)),
    ("power", t.power(A, Integer(3)), np.linalg.matrix_power(An, 3)),
    ("negative power", t.power(A, Integer(-2)), np.linalg.matrix_power(np.linalg.inv(An), 2)),
    ("power zero", t.power(A, Integer(0)), np.eye(3)),
    ("power of a size", t.power(A, n), np.linalg.matrix_power(An, 3)),
    ("power of n - 1", t.power(A, t.add(n, Integer(-1))), An @ An),
    ("pseudo-inverse tall", t.PseudoInverse(X), np.linalg.pinv(Xn)),
    ("pseudo-inverse wide", t.PseudoInverse(t.transpose(X)), np.linalg.pinv(Xn.T)),
    ("pseudo-inverse rank 1", t.PseudoInverse(t.mul(x, t.transpose(y))), np.linalg.pinv(xn @ yn.T)),
    ("pseudo-inverse of 0", t.PseudoInverse(t.zeros(m, n)), np.zeros((3, 4))),
    ("trace", t.Trace(t.mul(A, B)), np.trace(An @ Bn)),
    ("determinant", t.Determinant(A), np.linalg.det(An)),
    ("adjugate", t.Adjugate(A), np.linalg.det(An) * np.linalg.inv(An)),
    ("adjugate of rank 1", t.Adjugate(t.mul(x, t.transpose(x))), np.zeros((3, 3))),
    ("rank", t.Rank(t.mul(x, t.transpose(x))), 1),
    ("ones", t.OneMatrix(m, n), np.ones((4, 3))),
    ("zeros", t.zeros(m, n), np.zeros((4, 3))),
    ("as scalar", t.AsScalar(t.mul(t.transpose(x), x)), 14),
    ("squared norm", t.power(t.norm(x), Integer(2)), 14),
    ("norm", t.norm(x), 14**0.5),
    ("Frobenius", t.norm(X, "F"), np.linalg.norm(Xn)),
    ("hadamard", t.HadamardProduct(A, B), An * Bn),
    ("kronecker", t.KroneckerProduct(A, x), np.kron(An, xn)),
    ("vec", t.Vectorization(X), Xn.T.reshape(-1, 1)),
    ("diag of a column", t.DiagonalMatrix(x), np.diag(xn.ravel())),
    ("diagonal", t.Diagonal(A), np.diag(An).reshape(-1, 1)),
    ("entry", t.Entry(X, Integer(3), Integer(1)), 2),
    ("unit vector", t.UnitVector(Integer(2), n), np.eye(3)[:, 1:2]),
    ("size", t.mul(n, a), 6),
    ("index sum", t.index_sum(t.Entry(x, i, Integer(1)), i, Integer(1), n), 2),
    ("matrix sum", t.index_sum(t.mul(i, A), i, Integer(1), Integer(3)), 6 * An),
    (
        "sum of unit vectors",
        t.index_sum(t.mul(t.Entry(x, i, Integer(1)), t.UnitVector(i, n)), i, Integer(1), n),
        xn,
    ),
    ("blocks", t.blocks([[A, x], [t.transpose(x), a]]), np.block([[An, xn], [xn.T, an]])),
    ("literal", t.blocks([[a, Integer(1)], [b, HALF]]), [[2, 1], [-3, 0.5]]),
    ("root of a square", t.power(t.power(b, Integer(2)), HALF), 3),
    ("root", t.power(a, HALF), 2**0.5),
    ("exp", sympy.exp(b, evaluate=False), np.exp(-3)),
    ("log", sympy.log(a, evaluate=False), np.log(2)),
    ("tanh", sympy.tanh(a, evaluate=False), np.tanh(2)),
    ("e to a power", t.power(sympy.E, b), np.exp(-3)),
    ("real power", t.power(a, b), 2**-3),
    ("logistic", t.Logistic(a), 1 / (1 + np.exp(-2))),
    ("relu", t.ReLU(b), 0),
    ("maximum", t.Maximum(a, b, Integer(1)), 2),
    ("minimum", t.Minimum(a, b), -3),
    ("absolute", sympy.Abs(b, evaluate=False), 3),
    ("indicator", t.Indicator(b, named("<"), a), 1),
    ("indicator of <=", t.Indicator(a, named("<="), a), 1),
    ("cases", t.Cases(a, t.Indicator(a, named("<"), b), Integer(5)), 5),
    ("spectral norm", t.norm(X, "2"), np.linalg.norm(Xn, 2)),
    ("square of a spectral norm", t.power(t.norm(A, "2"), Integer(2)), np.linalg.norm(An, 2) ** 2),
    ("product over an index", t.index_product(t.Term.__new__(t.Entry, y, i, Integer(1)), i, Integer(3), m), -1.0),
    ("product over no index", t.index_product(a, i, Integer(2), Integer(1)), 1.0),
    ("sum over no index", t.index_sum(a, i, Integer(2), Integer(1)), 0.0),
    ("sum of matrices over no index", t.index_sum(A, i, Integer(2), Integer(1)), np.zeros((3, 3))),
    ("signs of entries", t.Elementwise(y, named("sign")), np.sign(yn)),
    ("positive entries", t.Elementwise(y, named("positive")), (yn > 0) * 1.0),
    ("entries that are not negative", t.Elementwise(y, named("nonnegative")), (yn >= 0) * 1.0),
    ("entries that are not zero", t.Elementwise(y, named("nonzero")), (yn != 0) * 1.0),
    ("elementwise", t.Elementwise(X, named("relu")), np.maximum(Xn, 0)),
    ("matrix exp of a diagonal", t.MatrixFunction(t.DiagonalMatrix(x), named("exp")),
     np.diag(np.exp(xn.ravel()))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "wanted"), [row[1:] for row in OPERATORS], ids=[r[0] for r in OPERATORS]
)
def test_operator(term: Term, wanted: Any) -> None:
    found = as_floats(evaluate(term, model()))
    np.testing.assert_allclose(found, np.atleast_2d(wanted), rtol=1e-5, atol=1e-5)


RATIONAL = [row[:2] for row in OPERATORS[:17]]


@pytest.mark.parametrize("term", [row[1] for row in RATIONAL], ids=[r[0] for r in RATIONAL])
def test_a_prime_field_is_the_image_of_the_rationals(term: Term) -> None:
    field = PrimeField(draw_prime(Random(1)))
    exact, modular = evaluate(term, model()), evaluate(term, model(field))
    for row, image in zip(rows_of(exact), _rows(modular), strict=True):
        assert [field.number(e) for e in row] == image


def _rows(value: Any) -> list[list[Any]]:
    return value.tolist() if hasattr(value, "tolist") else [[value]]


def test_symmetric_square_root_encloses() -> None:
    gram = t.add(t.mul(t.transpose(A), A), t.identity(n))
    root = evaluate(t.power(gram, HALF), model())
    assert (root * root).contains(flint.arb_mat(evaluate(gram, model())))
    inverse_root = evaluate(t.power(gram, Rational(-1, 2)), model())
    assert (inverse_root * root).contains(flint.arb_mat(evaluate(t.identity(n), model())))


NO_VALUE = [
    ("singular", t.inverse(t.mul(x, t.transpose(x))), Undefined),
    ("one over zero", t.power(t.add(a, b, Integer(1)), Integer(-1)), Undefined),
    ("negative power", t.power(t.mul(x, t.transpose(x)), Integer(-2)), Undefined),
    ("root of a negative number", t.power(b, HALF), Undefined),
    ("log of a negative number", sympy.log(b, evaluate=False), Undefined),
    ("log of zero", sympy.log(t.add(a, b, Integer(1)), evaluate=False), Undefined),
    ("entry outside", t.Entry(x, Integer(4), Integer(1)), Undefined),
    ("unit vector outside", t.UnitVector(Integer(4), n), Undefined),
    ("no case holds", t.Cases(a, t.Indicator(a, named("<"), b)), Undefined),
    ("exponent", t.power(A, Integer(65)), LimitError),
    ("undeclared", t.matrix("Z", n, n), LimitError),
    ("unknown function", t.Elementwise(X, named("gamma")), LimitError),
    ("root of a non-symmetric matrix with complex eigenvalues",
     t.power(t.blocks([[Integer(0), Integer(1)], [Integer(-1), Integer(0)]]), HALF), Unresolved),
]  # fmt: skip


@pytest.mark.parametrize(("term", "error"), [r[1:] for r in NO_VALUE], ids=[r[0] for r in NO_VALUE])
def test_no_value(term: Term, error: type[Exception]) -> None:
    with pytest.raises(error):
        evaluate(term, model())


# -- derivatives --------------------------------------------------------------------------------

Tr = t.transpose
residual = t.sub(t.mul(X, x), y)
DERIVATIVES: list[tuple[str, Term, Term, Term]] = [
    ("linear", t.mul(X, x), x, X),
    ("form", t.mul(Tr(x), A, x), x, t.mul(Tr(x), t.add(A, Tr(A)))),
    ("squares", t.power(t.norm(residual), Integer(2)), x, t.mul(2, Tr(residual), X)),
    ("trace", t.Trace(t.mul(A, B)), B, A),
    ("log det", sympy.log(t.Determinant(A), evaluate=False), A, t.inverse(A)),
    ("det", t.Determinant(B), B, t.Adjugate(B)),
    ("inverse", t.Trace(t.inverse(A)), A, t.neg(t.mul(t.inverse(A), t.inverse(A)))),
    ("power", t.Trace(t.power(A, Integer(3))), A, t.mul(3, t.power(A, Integer(2)))),
    ("norm", t.norm(x), x, t.mul(t.power(t.norm(x), Integer(-1)), Tr(x))),
    ("hadamard", t.Trace(t.HadamardProduct(A, B)), B, t.HadamardProduct(A, t.identity(n))),
    ("diag", t.mul(t.DiagonalMatrix(x), x), x, t.mul(2, t.DiagonalMatrix(x))),
    ("matrix by scalar", t.mul(t.power(a, Integer(2)), A), a, t.mul(2, a, A)),
    ("exp by scalar", sympy.exp(t.mul(a, b), evaluate=False), a,
     t.mul(b, sympy.exp(t.mul(a, b), evaluate=False))),
    ("logistic", t.Logistic(a), a, t.mul(t.Logistic(a), t.sub(t.ONE, t.Logistic(a)))),
    ("relu", t.ReLU(a), a, t.ONE),
    ("absent", t.mul(A, t.UnitVector(Integer(1), n)), x, t.zeros(n, n)),
    ("second", t.transpose(t.jacobian(t.mul(Tr(x), A, x), x)), x, t.add(A, Tr(A))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "by", "wanted"), [row[1:] for row in DERIVATIVES], ids=[r[0] for r in DERIVATIVES]
)
def test_derivative(of: Term, by: Term, wanted: Term) -> None:
    found, expected = (sized(term, model()) for term in (t.jacobian(of, by), wanted))
    np.testing.assert_allclose(as_floats(found), as_floats(expected), rtol=1e-6)


def test_scalar_by_matrix_is_numerator_layout() -> None:
    f = t.Trace(t.mul(t.transpose(X), X))
    assert evaluate(t.jacobian(f, X), model()) == evaluate(t.mul(2, t.transpose(X)), model())


def test_kink_has_no_derivative() -> None:
    with pytest.raises((Undefined, Unresolved)):
        evaluate(t.jacobian(sympy.Abs(t.add(a, Integer(-2)), evaluate=False), a), model())


def test_at_its_corner_relu_has_the_derivative_that_is_agreed_upon() -> None:
    assert evaluate(t.jacobian(t.ReLU(t.add(a, Integer(-2))), a), model()) == 0


MAPS: list[Callable[[Term, Term], Term]] = [
    lambda p, q: t.add(p, q),
    lambda p, q: t.mul(p, q),
    lambda p, q: t.mul(t.transpose(p), q),
    lambda p, q: t.HadamardProduct(p, q),
    lambda p, q: t.mul(t.Trace(p), q),
]


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(range(len(MAPS))), min_size=1, max_size=4), st.integers(0, 8))
def test_duals_agree_with_the_slope_of_a_chord(maps: list[int], place: int) -> None:
    """A polynomial's derivative is the limit of chords: exact here by Richardson's central rule."""
    term = A
    for chosen in maps:
        term = MAPS[chosen](term, B)
    f = t.Trace(t.mul(term, X_square))
    here = model()
    slope = evaluate(t.jacobian(f, A), here).transpose().entries()[place]
    step = flint.fmpq(1, 10**9)
    chord = (_moved(f, place, step) - _moved(f, place, -step)) / (2 * step)
    assert abs(float(Rational(str(chord - slope)))) < 1e-9


X_square = t.add(t.mul(A, B), t.identity(n))


def _moved(f: Term, place: int, step: Any) -> Any:
    base = model()
    value = flint.fmpq_mat(base.values[A])
    value[place // 3, place % 3] += step
    return evaluate(f, Model(base.field, base.sizes, {**base.values, A: value}))


def test_a_function_over_a_prime_field_is_one_map() -> None:
    field = PrimeField(draw_prime(Random(2)))
    here = model(field)
    one = evaluate(sympy.log(t.mul(a, a), evaluate=False), here)
    assert one == evaluate(sympy.log(Integer(4), evaluate=False), here)
    assert one != evaluate(sympy.log(Integer(5), evaluate=False), here)
