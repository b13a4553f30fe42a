"""Derivatives in an answer as what they are, so that words can compare them.

Only functions without corners are taken, whose needs do not hang on the variable: their derivatives
exist wherever these are met, and no fact about the variable is used.  What the rules for
differentials give is compared with dual numbers.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.needs import needs
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof.differentiate import derivative

__all__ = ["without_derivatives"]


def without_derivatives(context: Context, term: Term) -> Term:
    """The term with the derivatives that are found written out; the others stay."""
    found: dict[Term, Term] = {}
    for part in t.subterms(term):
        if isinstance(part, t.DERIVATIVES) and not _hangs_on_variable(part):
            try:
                found[part] = derivative(context, *part.args)
            except DeriveError:
                continue
    return t.substitute(term, found)


def _hangs_on_variable(part: Term) -> bool:
    """Whether where a derivative exists hangs on its variable, as far as is seen."""
    letters = (n.free_symbols if isinstance(n, Fact) else t.free_symbols(n) for n in needs(part))
    return any(t.free_symbols(part.args[1]) & some for some in letters)
