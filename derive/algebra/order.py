"""The one order in which the members of a set may be gone through.

The order of a set changes with the seed of the hashes, from run to run.  So a set of terms is asked
for its members only; whoever needs one after the other takes them in this order.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import srepr

from derive.algebra.term import Term

__all__ = ["ordered"]


def ordered(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms, each once, by their text; those of one text by their whole structure."""
    found = [(_text(term), term) for term in dict.fromkeys(terms)]
    if len({text for text, _ in found}) == len(found):
        return tuple(term for _, term in sorted(found, key=lambda pair: pair[0]))
    return tuple(term for _, term in sorted(found, key=lambda pair: (pair[0], srepr(pair[1]))))


def _text(term: Term) -> str:
    name = getattr(term, "name", None)  # printing a symbol takes far longer
    return name if isinstance(name, str) else str(term)
