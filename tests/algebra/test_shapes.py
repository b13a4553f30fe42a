"""The shape gate: what fits, what does not, and how it says so."""

import pytest

from derive.algebra import term as t
from derive.algebra.shapes import Dimensions, shape_of, show_shape
from derive.errors import ShapeError
from tests.letters import A, B, C, P, X, c, k, m, n, w, x, y

XX = t.mul(t.transpose(X), X)


@pytest.mark.parametrize(
    ("term", "shape"),
    [
        (c, ()),
        (A, (m, n)),
        (t.mul(A, B), (m, k)),
        (t.mul(c, A, B), (m, k)),
        (t.transpose(A), (n, m)),
        (t.inverse(XX), (n, n)),
        (t.mul(t.inverse(XX), t.transpose(X), y), (n, 1)),
        (t.PseudoInverse(X), (n, m)),
        (t.as_scalar(t.mul(t.transpose(x), x)), ()),
        (t.power(t.norm(x), 2), ()),
        (t.Trace(P), ()),
        (t.jacobian(t.mul(A, x), x), (m, n)),
        (t.jacobian(t.norm(x), x), (1, n)),
        (t.KroneckerProduct(A, B), (m * n, n * k)),
        (t.HadamardProduct(B, C), (n, k)),
        (t.Vectorization(A), (m * n, 1)),
        (t.DiagonalMatrix(x), (n, n)),
        (t.Diagonal(P), (n, 1)),
        (t.Equation(t.mul(X, w), y), (m, 1)),
    ],
)
def test_shapes(term, shape):
    assert shape_of(term) == shape


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (t.mul(A, A), "these two cannot be multiplied: m×n times m×n has no meaning"),
        (t.mul(X, y), "these two cannot be multiplied: m×n times m×1 has no meaning"),
        (t.add(A, B), "these two cannot be added: m×n plus n×k has no meaning"),
        (t.inverse(A), "an inverse needs a square matrix, and this one is m×n"),
        (t.Trace(A), "the trace needs a square matrix, and this one is m×n"),
        (t.power(A, 2), "a power needs a square matrix, and this one is m×n"),
        (t.AsScalar(A), "only a 1×1 matrix is a scalar, and this one is m×n"),
        (t.Equation(A, B), "the two sides have different shapes: m×n and n×k"),
        (t.HadamardProduct(A, B), "the elementwise product needs two matrices of one shape:"),
        (t.add(c, A), "only a 1×1 matrix is a scalar, and this one is m×n"),
    ],
)
def test_what_does_not_fit(term, message):
    with pytest.raises(ShapeError) as caught:
        shape_of(term)
    assert caught.value.message.startswith(message)


def test_the_failing_operands_are_named():
    with pytest.raises(ShapeError) as caught:
        shape_of(t.mul(c, P, X, y))
    assert (caught.value.left, caught.value.right) == (P, X)


def test_the_size_of_an_identity_is_found():
    dims = Dimensions()
    line = t.add(XX, t.mul(c, t.identity(dims.unknown())))
    assert shape_of(line, dims) == (n, n)
    assert t.substitute(line, dims.solved) == t.add(XX, t.mul(c, t.identity(n)))


def test_distinct_dimensions_are_rigid_unless_assumed_equal():
    assert not Dimensions().same(m, n)
    assert Dimensions({m: n}).same(m, n)
    assert Dimensions().same(m * n + m, m * (n + 1))


def test_an_unknown_size_is_positive():
    dims = Dimensions()
    assert not dims.same(dims.unknown() + m, m)


@pytest.mark.parametrize(
    ("shape", "text"), [((), "scalar"), ((m, 1), "m×1"), ((m + n, n), "(m + n)×n")]
)
def test_shapes_as_people_write_them(shape, text):
    assert show_shape(shape) == text
