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
    found = tuple(dict.fromkeys(terms))
    if len(found) < 2:
        return found
    texts = {term: _text(term) for term in found}
    if len(set(texts.values())) == len(found):
        return tuple(sorted(found, key=texts.__getitem__))
    return tuple(sorted(found, key=lambda term: (texts[term], srepr(term))))


def _text(term: Term) -> str:
    name = getattr(term, "name", None)  # printing a symbol takes far longer
    return name if isinstance(name, str) else str(term)
