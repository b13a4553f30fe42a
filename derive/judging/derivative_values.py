"""Derivatives in an answer as what they are, so that words can compare them.

Only functions without corners are taken, whose needs are facts that hold near a value where they
hold at all: their derivatives exist wherever these are met.  What the rules for differentials give
is compared with dual numbers.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.needs import derivative_needs
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof.differentiate import derivative

__all__ = ["without_derivatives"]


def without_derivatives(context: Context, term: Term) -> Term:
    """The term with the derivatives that are found written out; the others stay."""
    found: dict[Term, Term] = {}
    for part in t.subterms(term):
        if isinstance(part, t.DERIVATIVES) and derivative_needs(part) is not None:
            try:
                found[part] = derivative(context, *part.args)
            except DeriveError:
                continue
    return t.substitute(term, found)
