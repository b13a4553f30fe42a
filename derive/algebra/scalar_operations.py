"""Scalar-valued operations that SymPy lacks: each with its row and its constructor."""

from __future__ import annotations

import sympy
from sympy import Symbol

from derive.algebra import shape_rules as shapes
from derive.algebra.arithmetic import function
from derive.algebra.operation import Operation, ScalarNode, build
from derive.algebra.symbols import Term

__all__ = ["Cases", "GaussianDensity", "Indicator", "Logistic", "Maximum", "Minimum", "Norm"]
__all__ += ["Rank", "ReLU", "cases", "gaussian_density", "indicator", "logistic", "norm", "rank"]
__all__ += ["maximum", "minimum", "relu"]


class Norm(ScalarNode):
    """The norm of a matrix or column; arguments (A, name), the name a Symbol `2` or `F`."""

    operation = Operation(
        "norm", shapes.scalar_of("a norm"), strict=True, rational=True, counts=True, name_at=1
    )


def norm(term: Term, name: str = "2") -> Term:
    """The norm of a column (`2`) or the Frobenius norm of a matrix (`F`)."""
    return build(Norm, term, Symbol(name))


class Rank(ScalarNode):
    """The rank of a matrix."""

    operation = Operation("rank", shapes.scalar_of("the rank"), strict=True, counts=True)


def rank(of: Term) -> Term:
    """The rank of a matrix."""
    return build(Rank, of)


class Indicator(ScalarNode):
    """1 where a comparison holds, else 0; arguments (left, relation, right).

    The relation is a Symbol `<`, `<=`, `=` or `!=`.
    """

    operation = Operation("indicator", corners=True, stepped=True, name_at=1)


def indicator(left: Term, relation: str, right: Term) -> Term:
    """1 where the comparison (`<`, `<=`, `=`, `!=`) holds, else 0."""
    return build(Indicator, left, Symbol(relation), right)


class Cases(ScalarNode):
    """A function by cases; arguments (value, condition, value, condition, ...[, otherwise]).

    A condition is an Indicator or a product of them.  The first that holds decides; without
    `otherwise` the value is undefined where none holds.
    """

    operation = Operation("cases", corners=True)


def cases(*parts: Term) -> Term:
    """The function by cases: value, condition, ..., and possibly the value otherwise."""
    return build(Cases, *parts)


class GaussianDensity(ScalarNode):
    """The density at x of the normal distribution; arguments (x, mean, covariance).

    x and the mean are n x 1, the covariance n x n and positive definite; or all three scalars.
    """

    operation = Operation("gaussian", shapes.of_density)


def gaussian_density(x: Term, mean: Term, covariance: Term) -> Term:
    """The density at x of the normal distribution."""
    return build(GaussianDensity, x, mean, covariance)


class Logistic(sympy.Function):
    """1 / (1 + exp(-x))."""

    nargs = 1
    operation = Operation("logistic")


def logistic(x: Term) -> Term:
    """1 / (1 + exp(-x)) of a scalar."""
    return function(Logistic, x)


class ReLU(sympy.Function):
    """The larger of x and 0."""

    nargs = 1
    operation = Operation("relu", corners=True, stepped=True)


def relu(x: Term) -> Term:
    """The larger of a scalar and 0."""
    return function(ReLU, x)


class Maximum(sympy.Function):
    """The largest of its arguments, in the author's order."""

    operation = Operation("max", corners=True, stepped=True)


def maximum(*args: Term) -> Term:
    """The largest of these scalars."""
    return function(Maximum, *args)


class Minimum(sympy.Function):
    """The smallest of its arguments, in the author's order."""

    operation = Operation("min", corners=True, stepped=True)


def minimum(*args: Term) -> Term:
    """The smallest of these scalars."""
    return function(Minimum, *args)
