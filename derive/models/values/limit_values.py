"""The value of a limit on a model: exactly, from the rational functions of the variable.

The variable becomes c + ε, c - ε or 1 / ε (with squares of ε where its square root stands), and
each entry a germ at ε = 0.  A limit from both sides is one from either, since a rational function
that has one has both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy
from sympy import Pow, Rational

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.values.fields import Germs, PrimeField, Rationals
from derive.models.values.germs import Diverges, Germ, GermGrid, NotRational, variable
from derive.models.values.grids import Undefined, Unresolved

__all__ = ["limit_of"]


def limit_of(term: Term, model: Any, evaluate: Callable[[Term, Any], Any]) -> Any:
    """The value of a limit.

    Raises Undefined where it does not exist, LimitError for a limit inside a limit or a derivative,
    and for what is no rational function of the variable.
    """
    body, symbol, point, side = term.args
    if not isinstance(model.field, PrimeField | Rationals):
        raise LimitError("a limit within a limit or a derivative has no value on models")
    small = variable(model.field.number(1))
    rooted = _rooted(body, symbol)
    root = small
    if point is sympy.oo:
        root = 1 / small
        value = root * root if rooted else root
    else:
        if rooted and (point != 0 or side != 1):
            raise LimitError(f"the root of {symbol} has no value around {point}")
        step = small * small if rooted else small
        value = (step * -1 if side == -1 else step) + evaluate(point, model)
    inner = replace(
        model,
        field=Germs(model.field),
        values={**model.values, symbol: value},
        roots={**model.roots, symbol: root} if rooted else _without(model.roots, symbol),
    )
    try:
        found = evaluate(body, inner)
        if isinstance(found, Germ):
            return found.limit()
        if isinstance(found, GermGrid):
            return model.field.grid(found.nrows(), found.ncols(), found.limits())
    except Diverges:
        raise Undefined from None
    except NotRational:
        raise Unresolved from None
    return found


def _without(roots: Any, symbol: Term) -> dict[Term, Any]:
    return {known: root for known, root in roots.items() if known != symbol}


def _rooted(body: Term, symbol: Term) -> bool:
    """Whether the square root of the variable stands in a term."""
    return any(
        isinstance(part, Pow)
        and part.args[0] == symbol
        and isinstance(part.args[1], Rational)
        and part.args[1].q == 2
        for part in t.subterms(body)
    )
