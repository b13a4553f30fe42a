"""The one order in which the members of a set may be gone through.

The order of a set changes with the seed of the hashes, from run to run.  So a set of terms is asked
for its members only; whoever needs one after the other takes them in this order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from sympy import srepr

from derive.algebra.symbols import Term

__all__ = ["ordered", "text_of"]

_Term = TypeVar("_Term", bound=Term)


def ordered(terms: Iterable[_Term]) -> tuple[_Term, ...]:
    """The terms, each once, by their text; those of one text by their whole structure."""
    found = tuple(dict.fromkeys(terms))
    if len(found) < 2:
        return found
    if len(set(map(text_of, found))) == len(found):
        return tuple(sorted(found, key=text_of))
    return tuple(sorted(found, key=lambda term: (text_of(term), srepr(term))))


@lru_cache(maxsize=4096)
def text_of(term: Term) -> str:
    """The text of a term, to sort terms by."""
    return str(term)
