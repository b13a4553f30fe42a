"""Functions that are put together from others: sech, softplus, the derivative of the logistic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sympy
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.term import Term

__all__ = ["COMPOSED", "composed_of_entries"]


def _over(function: Callable[..., Term], above: Term | None, x: Term) -> Term:
    return t.divide(Integer(1) if above is None else above, t.function(function, x))


def _slope_of_logistic(x: Term) -> Term:
    value = t.logistic(x)
    return t.mul(value, t.sub(Integer(1), value))


COMPOSED: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "sech": lambda x: _over(sympy.cosh, None, x),
        "csch": lambda x: _over(sympy.sinh, None, x),
        "coth": lambda x: _over(sympy.sinh, t.function(sympy.cosh, x), x),
        "sec": lambda x: _over(sympy.cos, None, x),
        "csc": lambda x: _over(sympy.sin, None, x),
        "cot": lambda x: _over(sympy.sin, t.function(sympy.cos, x), x),
        "softplus": lambda x: t.log(t.add(Integer(1), t.exp(x))),
        "logistic'": _slope_of_logistic,
    }
)


def composed_of_entries(name: str, x: Term, rows: t.Dim, cols: t.Dim) -> Term | None:
    """The function of every entry of a matrix; None for one that is read of scalars only."""
    ones = t.ones(rows, cols)
    if name == "logistic'":
        value = _each(x, "logistic")
        return t.hadamard(value, t.sub(ones, value))
    if name == "softplus":
        return _each(t.add(ones, _each(x, "exp")), "log")
    return None


def _each(x: Term, name: str) -> Term:
    return t.elementwise(x, name)
