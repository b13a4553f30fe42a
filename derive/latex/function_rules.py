r"""The types of functions, norms, inner products and densities.

`exp`, `log`, `sin`, `cos`, `sqrt` of a square matrix are matrix functions (Higham 2008); of any
other matrix, and always for ReLU, max, the logistic function, tanh and |·|, they are elementwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE, Term
from derive.latex.arithmetic_rules import multiplied
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value
from derive.latex.operation_words import BUILT
from derive.latex.power_rules import MAX_ELEMENTWISE, inverse_of, power_of

__all__ = ["applied", "bars", "function_power", "gaussian", "inner_product", "norm"]


_SCALAR: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "exp": t.exp,
        "log": t.log,
        "sin": lambda x: t.function(sympy.sin, x),
        "cos": lambda x: t.function(sympy.cos, x),
        "tan": lambda x: t.function(sympy.tan, x),
        "sinh": lambda x: t.function(sympy.sinh, x),
        "cosh": lambda x: t.function(sympy.cosh, x),
        "tanh": lambda x: t.function(sympy.tanh, x),
        "abs": lambda x: t.function(sympy.Abs, x),
        "sqrt": lambda x: t.power(x, Rational(1, 2)),
        "logistic": t.logistic,
        "relu": t.relu,
        "sign": lambda x: t.function(sympy.sign, x),
    }
)
_OF_MATRICES = frozenset(["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "sqrt"])
_TO_SCALAR = frozenset(["tr", "det", "rank"])
_HALF = Rational(1, 2)


def applied(e: Elaborator, node: Node) -> Value:
    """An operator word and its arguments."""
    word = node.value
    if word in ("max", "min"):
        return _extreme(e, node)
    if word == "diag" and len(node.args) > 1:
        entries = [[e.scalar(arg, "an entry of diag")] for arg in node.args]
        column = t.blocks(entries)
        size = Integer(len(entries))
        return e.made(t.diagonal_matrix(column), (size, size), node)
    if len(node.args) != 1:
        e.refuse(f"{word} takes one argument", node)
    inner = e.value(node.args[0])
    if word in _SCALAR or word in _COMPOSED:
        return function(e, word, inner, node)
    if not inner.shape and isinstance(inner.term, t.AsScalar):
        inner = inner._replace(term=inner.term.args[0], shape=(ONE, ONE))
    return _operator(e, word, inner, node)


def _operator(e: Elaborator, word: str, inner: Value, node: Node) -> Value:
    if not inner.shape:
        e.wrong(f"{word} needs a matrix, and this is a scalar", inner)
    if word == "logdet":
        made = t.log(t.determinant(inner.term))
        if not e.dims.same(*inner.shape):
            e.checked(made.args[0], inner)
        return e.made(made, (), node)
    if word == "inv":
        return inverse_of(e, inner, node)
    if word in ("softmax", "logsumexp"):
        return _softmax(e, inner, node)
    if word in _TO_SCALAR:
        made = BUILT[word](inner.term)
        if word != "rank" and not e.dims.same(*inner.shape):
            e.checked(made, inner)
        return e.made(made, (), node)
    if word == "diag":
        column = e.dims.resolve(inner.shape[1]) == ONE
        made = t.diagonal_matrix(inner.term) if column else t.diagonal(inner.term)
    else:
        made = BUILT[word](inner.term)
    return e.made(made, e.checked(made, inner), node)


def function(e: Elaborator, word: str, inner: Value, node: Node) -> Value:
    """A scalar function of a scalar, of a square matrix, or of every entry."""
    inner = e.scalarised(inner)
    if not inner.shape:
        return e.made((_SCALAR.get(word) or _COMPOSED[word])(inner.term), (), node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if word in _COMPOSED:
        composed = _composed_of_entries(word, inner.term, rows, cols)
        if composed is None:
            e.refuse(f"{word} is read of scalars only", node)
        return e.made(composed, inner.shape, node)
    if word in _OF_MATRICES and rows == cols:
        if word == "sqrt":
            return e.made(t.power(inner.term, _HALF), inner.shape, node)
        return e.made(t.matrix_function(inner.term, word), inner.shape, node)
    made = t.elementwise(inner.term, word)
    return e.made(made, inner.shape, node)


def _softmax(e: Elaborator, inner: Value, node: Node) -> Value:
    """exp(x) / (1ᵀ exp(x)) of a column, or the logarithm of the sum below."""
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if cols != 1:
        e.wrong(f"{node.value} needs a column, and this is {show_shape((rows, cols))}", inner)
    powers = t.elementwise(inner.term, "exp")
    total = t.as_scalar(t.mul(t.transpose(t.ones(rows, ONE)), powers))
    if node.value == "logsumexp":
        return e.made(t.log(total), (), node)
    return e.made(t.divide(powers, total), inner.shape, node)


def _extreme(e: Elaborator, node: Node) -> Value:
    """max and min of scalars; max of 0 and a matrix is ReLU of its entries."""
    parts = [e.scalarised(e.value(arg)) for arg in node.args]
    if len(parts) < 2:
        e.refuse(f"{node.value} needs two or more arguments", node, r"write \max(a, b)")
    if all(not part.shape for part in parts):
        made = t.maximum if node.value == "max" else t.minimum
        return e.made(made(*(part.term for part in parts)), (), node)
    matrices = [part for part in parts if part.shape]
    zeros = [part for part in parts if part.term == 0 or isinstance(part.term, t.ZeroMatrix)]
    if node.value == "max" and len(parts) == 2 and len(matrices) - len(zeros) <= 1 and zeros:
        other = next(part for part in parts if part is not zeros[0])
        if zeros[0].shape and not e.dims.same_shape(zeros[0].shape, other.shape):
            e.wrong("the two have different shapes", node)
        return function(e, "relu", other, node)
    return e.refuse(f"{node.value} of matrices is read with 0 only", node)


def function_power(e: Elaborator, node: Node) -> Value:
    r"""\log^2 x, \operatorname{tr}^2(A): the power of the value; \sin^{-1} is refused."""
    exponent = e.scalar(node.args[1], "an exponent")
    if exponent == -1 and node.args[0].value not in ("det", "tr"):
        e.refuse("whether this is the inverse function or one over it is not clear", node)
    value = e.value(node.args[0])
    entrywise = isinstance(value.term, t.Elementwise) and isinstance(exponent, Integer)
    if entrywise and 1 < exponent <= MAX_ELEMENTWISE and not e.is_one_by_one(value.shape):
        return e.made(t.hadamard(*[value.term] * int(exponent)), value.shape, node)
    return power_of(e, value, exponent, node)


# -- functions that are composed of others --------------------------------------------------------


def _over(function: Callable[..., Term], above: Term | None, x: Term) -> Term:
    return t.divide(Integer(1) if above is None else above, t.function(function, x))


def _slope_of_logistic(x: Term) -> Term:
    value = t.logistic(x)
    return t.mul(value, t.sub(Integer(1), value))


_COMPOSED: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "sech": lambda x: _over(sympy.cosh, None, x),
        "csch": lambda x: _over(sympy.sinh, None, x),
        "coth": lambda x: _over(sympy.sinh, t.function(sympy.cosh, x), x),
        "sec": lambda x: _over(sympy.cos, None, x),
        "csc": lambda x: _over(sympy.sin, None, x),
        "cot": lambda x: _over(sympy.sin, t.function(sympy.cos, x), x),
        "softplus": lambda x: t.log(t.add(Integer(1), t.exp(x))),
        "logistic'": _slope_of_logistic,
        "softplus'": t.logistic,
        "tanh'": lambda x: t.sub(Integer(1), t.power(t.function(sympy.tanh, x), Integer(2))),
        "relu'": lambda x: t.indicator(t.ZERO, "<", x),
    }
)


_SLOPE_OF_ENTRIES = {"softplus'": "logistic", "relu'": "positive"}


def _composed_of_entries(name: str, x: Term, rows: t.Dim, cols: t.Dim) -> Term | None:
    """The function of every entry of a matrix; None for one that is read of scalars only."""
    ones = t.ones(rows, cols)
    if name == "logistic'":
        value = _each(x, "logistic")
        return t.hadamard(value, t.sub(ones, value))
    if name == "tanh'":
        return t.sub(ones, t.hadamard(_each(x, "tanh"), _each(x, "tanh")))
    if name in _SLOPE_OF_ENTRIES:
        return _each(x, _SLOPE_OF_ENTRIES[name])
    if name == "softplus":
        return _each(t.add(ones, _each(x, "exp")), "log")
    return None


def _each(x: Term, name: str) -> Term:
    return t.elementwise(x, name)


# -- norms, inner products, densities --------------------------------------------------------------


def bars(e: Elaborator, node: Node) -> Value:
    """|A|: the determinant of a matrix, the absolute value of a scalar or of a column's entries."""
    inner = e.scalarised(e.value(node.args[0]))
    if not inner.shape:
        return e.made(t.function(sympy.Abs, inner.term), (), node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if (rows == ONE) != (cols == ONE):
        return function(e, "abs", inner, node)
    made = t.determinant(inner.term)
    if not e.dims.same(*inner.shape):
        e.checked(made, inner)
    return e.made(made, (), node)


def norm(e: Elaborator, node: Node) -> Value:
    r"""‖x‖ and ‖x‖_2 of a vector, ‖A‖_F and ‖A‖_2, ‖x‖_1, ‖x‖_A = √(xᵀAx)."""
    inner, kind = e.value(node.args[0]), node.value
    if not inner.shape:
        if kind in ("", "2"):
            return e.made(t.function(sympy.Abs, inner.term), (), node)
        e.refuse("this norm of a scalar is not understood", node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    vector = ONE in (rows, cols)
    if kind == "weighted":
        return _weighted(e, inner, node)
    if kind == "1" and cols == 1:
        over = t.index("i_1")
        entry = t.entry(inner.term, over, ONE)
        size = t.function(sympy.Abs, entry)
        return e.made(t.index_sum(size, over, ONE, rows), (), node)
    if kind in ("", "2") and vector:
        return e.made(t.norm(inner.term, "2"), (), node)
    if kind == "F":
        return e.made(t.norm(inner.term, "2" if cols == 1 else "F"), (), node)
    if kind in ("2", "op"):
        return e.made(t.norm(inner.term, "2"), (), node)
    if kind == "*" and not vector:
        gram = t.mul(t.transpose(inner.term), inner.term)
        return e.made(t.trace(t.power(gram, _HALF)), (), node)
    return e.refuse("which norm is meant is not clear", node, r"write \|A\|_F or \|x\|_2")


def _weighted(e: Elaborator, inner: Value, node: Node) -> Value:
    weight = e.value(node.args[1])
    if not weight.shape:
        e.refuse("this norm is not understood", node, r"\|x\|_A is read for a matrix A")
    turned = inner._replace(term=t.transpose(inner.term), shape=inner.shape[::-1])
    square = e.scalarised(multiplied(e, [turned, weight, inner], node))
    if square.shape:
        e.wrong(f"a weighted norm is of a column, not of {show_shape(inner.shape)}", inner)
    return e.made(t.power(square.term, _HALF), (), node)


def inner_product(e: Elaborator, node: Node) -> Value:
    """xᵀy for columns, tr(AᵀB) for matrices of one shape."""
    left, right = (e.scalarised(e.value(arg)) for arg in node.args[:2])
    if len(node.args) > 2:
        return _weighted_product(e, left, right, node)
    if not left.shape and not right.shape:
        return e.made(t.mul(left.term, right.term), (), node)
    if not e.dims.same_shape(left.shape, right.shape):
        e.wrong(
            "an inner product needs two of one shape:"
            f" {show_shape(left.shape)} and {show_shape(right.shape)} differ",
            node,
        )
    product = t.mul(t.transpose(left.term), right.term)
    if e.dims.resolve(left.shape[1]) == ONE:
        return e.made(t.as_scalar(product), (), node)
    return e.made(t.trace(product), (), node)


def _weighted_product(e: Elaborator, left: Value, right: Value, node: Node) -> Value:
    r"""`\langle x, y \rangle_A`, xᵀAy."""
    weight = e.value(node.args[2])
    if not (left.shape and right.shape and weight.shape):
        e.refuse("this inner product is not understood", node, r"x^\top A y, for columns")
    turned = left._replace(term=t.transpose(left.term), shape=left.shape[::-1])
    made = e.scalarised(multiplied(e, [turned, weight, right], node))
    if made.shape:
        e.wrong("an inner product with a weight is of columns", node)
    return made


def gaussian(e: Elaborator, node: Node) -> Value:
    """The typed density; a mean 0 has the shape of the point."""
    x, mean, covariance = (e.value(part) for part in node.args)
    if mean.term == 0 and x.shape:
        mean = mean._replace(term=t.zeros(*x.shape), shape=x.shape)
    if not x.shape:
        mean, covariance = e.scalarised(mean), e.scalarised(covariance)
    made = t.gaussian_density(x.term, mean.term, covariance.term)
    return e.made(made, e.checked(made, node), node)
