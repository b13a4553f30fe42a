"""Random typed terms, built by the constructors only.

A 1 x 1 matrix in parentheses reads as a scalar; such matrices occur here as sums of products only.
"""

from hypothesis import strategies as st
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context
from tests.letters import A, B, P, Q, S, U, V, X, c, d, k, m, n, w, x, y

LETTERS = (A, B, P, Q, S, U, V, X, w, x, y)
CONTEXT = Context.of([*LETTERS, c, d])
DIMS = (m, n, k, Integer(1))
NUMBERS = (Integer(2), Integer(-1), Integer(3), Rational(1, 2), Rational(-3, 4))


def of_shape(rows, cols):
    """The letters of a shape, and their transposes."""
    found = [letter for letter in LETTERS if letter.shape == (rows, cols)]
    return found + [t.transpose(letter) for letter in LETTERS if letter.shape == (cols, rows)]


@st.composite
def matrices(draw, rows, cols, depth):
    """A matrix term of this shape."""
    leaves = of_shape(rows, cols)
    if rows == cols and rows != 1:
        leaves.append(t.identity(rows))
    kinds = ["leaf"] if leaves else []
    if depth > 0:
        kinds += ["product", "sum", "scaled", "transposed", "pinv"]
        kinds += ["inverse", "power"] if rows == cols and rows != 1 else []
    elif not leaves:
        kinds = ["product"]
    if rows == cols == 1:
        kinds = ["product", "dots"] if depth > 0 else ["product"]
    kind = draw(st.sampled_from(kinds))
    if kind == "leaf":
        return draw(st.sampled_from(leaves))
    if kind == "dots":
        columns = draw(st.lists(matrices(n, Integer(1), depth - 1), min_size=2, max_size=3))
        return t.add(*(t.mul(t.transpose(x), column) for column in columns))
    if kind == "product":
        fits = [dim for dim in DIMS if of_shape(rows, dim) and of_shape(dim, cols)]
        outer = rows != 1 and cols != 1
        middle = draw(st.sampled_from([dim for dim in fits if outer or dim != 1] or [n]))
        left = draw(matrices(rows, middle, depth - 1))
        return t.mul(left, draw(matrices(middle, cols, depth - 1)))
    if kind == "sum":
        parts = draw(st.lists(matrices(rows, cols, depth - 1), min_size=2, max_size=3))
        return t.add(*(t.neg(part) if draw(st.booleans()) else part for part in parts))
    inner = draw(
        matrices(*((cols, rows) if kind in ("transposed", "pinv") else (rows, cols)), depth - 1)
    )
    if kind == "scaled":
        return t.mul(draw(scalars(depth - 1)), inner)
    build = {
        "transposed": t.transpose,
        "pinv": lambda a: t.Term.__new__(t.PseudoInverse, a),
        "inverse": t.inverse,
        "power": lambda a: t.power(a, draw(st.sampled_from([2, 3, -2]))),
    }
    return build[kind](inner)


@st.composite
def scalars(draw, depth):
    """A scalar term."""
    kinds = ["letter", "number"]
    if depth > 0:
        kinds += ["product", "sum", "quotient", "entry", "norm", "trace", "root"]
    kind = draw(st.sampled_from(kinds))
    if kind == "letter":
        return draw(st.sampled_from([c, d]))
    if kind == "number":
        return draw(st.sampled_from(NUMBERS))
    if kind == "entry":
        return t.as_scalar(draw(matrices(Integer(1), Integer(1), depth - 1)))
    if kind == "norm":
        return t.power(t.norm(draw(matrices(n, Integer(1), depth - 1))), 2)
    if kind == "trace":
        return t.Term.__new__(t.Trace, draw(matrices(n, n, depth - 1)))
    left, right = draw(scalars(depth - 1)), draw(scalars(depth - 1))
    if kind == "root":
        return t.power(left, Rational(1, 2)) if left != 0 else c
    if kind == "product":
        return t.mul(left, right)
    if kind == "quotient":
        return t.divide(left, right) if right != 0 else c
    return t.add(left, t.neg(right) if draw(st.booleans()) else right)


def terms(depth=3):
    """Any term: a matrix of some shape, or a scalar."""
    shapes = st.sampled_from(
        [(n, n), (m, n), (n, Integer(1)), (Integer(1), n), (Integer(1), Integer(1))]
    )
    return st.one_of(shapes.flatmap(lambda s: matrices(*s, depth)), scalars(depth))
