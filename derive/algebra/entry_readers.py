"""The table of the functions of entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sympy import Abs, exp, log, sign

from derive.algebra import term as t
from derive.algebra.entry_functions import (
    Entries,
    Reader,
    applied,
    exponential,
    log_of,
    logistic,
    of_factor,
    read_norm,
)
from derive.algebra.entry_steps import (
    absolute,
    read_cases,
    read_indicator,
    rectified,
    sign_of,
    step,
)
from derive.algebra.index_products import Products
from derive.algebra.multigraphs import Index
from derive.algebra.range_products import read_determinant, read_index_product
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["FUNCTIONS"]

OTHER = "this is not a function of entries"


def _elementwise(entries: Entries, term: Term, row: Index, col: Index) -> Products:
    function = _NAMED.get(term.args[1].name)
    if function is None:
        raise LimitError(OTHER)
    return function(entries, entries.entry(term.args[0], row, col))


def _of_scalar(function: Callable[[Entries, Products], Products]) -> Reader:
    return lambda entries, term, row, col: function(entries, entries.entry(term.args[0], (), ()))


def _other(name: str) -> Callable[[Entries, Products], Products]:
    return lambda entries, products: [of_factor(applied(entries, name, products))]


_NAMED: Mapping[str, Callable[[Entries, Products], Products]] = MappingProxyType(
    {
        "exp": exponential,
        "log": log_of,
        "abs": absolute,
        "relu": rectified,
        "sign": sign_of,
        "positive": step,
        "logistic": logistic,
        **{name: _other(name) for name in ("sin", "cos", "tanh", "sinh", "cosh")},
    }
)
FUNCTIONS: Mapping[type, Reader] = MappingProxyType(
    {
        t.Elementwise: _elementwise,
        exp: _of_scalar(exponential),
        log: _of_scalar(log_of),
        Abs: _of_scalar(absolute),
        sign: _of_scalar(sign_of),
        t.ReLU: _of_scalar(rectified),
        t.Logistic: _of_scalar(logistic),
        t.Norm: read_norm,
        t.Indicator: read_indicator,
        t.Cases: read_cases,
        t.IndexProduct: read_index_product,
        t.Determinant: read_determinant,
    }
)
