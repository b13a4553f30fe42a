"""Comparing terms that hold the same logarithms, exponentials or densities.

What stands on both sides alike is replaced by a number of which nothing is known: terms that are
equal for every such number are equal.  Where that does not decide, the terms are compared as they
are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sympy

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.models.agreement import RefereeVerdict
from derive.models.equivalence import compare, confirm

__all__ = ["REAL", "compare_sharing", "is_real"]

REAL = (sympy.exp, sympy.log, t.GaussianDensity)


def is_real(term: Term) -> bool:
    """Whether a function of REAL occurs in a term."""
    return any(isinstance(part, REAL) for part in t.subterms(term))


def compare_sharing(
    context: Context, left: Term, right: Term, *, proved: bool = False
) -> RefereeVerdict:
    """`compare` where both are defined, shared functions taken for unknown numbers first.

    With `proved`, it is `confirm` that looks.
    """
    look = confirm if proved else partial(compare, domain=False)
    shared = [part for part in _functions(left) if part in set(_functions(right))]
    if shared and not any(isinstance(p, t.BINDING) for s in (left, right) for p in t.subterms(s)):
        unknown = {part: t.scalar(f"@{i}") for i, part in enumerate(dict.fromkeys(shared))}
        sides = (t.substitute(side, dict(unknown.items())) for side in (left, right))
        verdict = look(context.declare(*unknown.values()), *sides)
        if verdict.status == "equal":
            return verdict
    return look(context, left, right)


def _functions(term: Term) -> Iterator[Term]:
    """The outermost functions of REAL in a term."""
    if isinstance(term, REAL):
        yield term
    elif not t.is_leaf(term):
        for arg in term.args:
            yield from _functions(arg)
