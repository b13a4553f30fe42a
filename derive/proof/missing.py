"""What would have to be assumed: the fact about one letter from which a missing one follows."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.latex.printer import latex
from derive.models.equivalence import satisfiable

__all__ = ["assumable", "said", "wanted"]

SQUARE = ("invertible", "positive_definite")
ANY = ("full_column_rank", "full_row_rank")
WORDS = {
    "invertible": "is invertible",
    "positive_definite": "is positive definite",
    "full_column_rank": "has full column rank",
    "full_row_rank": "has full row rank",
    "!=": "is not zero",
    "<": "is positive",
    "symmetric": "is symmetric",
}


def wanted(context: Context, needed: Fact) -> str:
    """That a fact is missing, and which assumption about a letter would give it."""
    text = f"it would follow if {said(needed)}, which is not given"
    fact = assumable(context, needed)
    return text if fact is None or fact == needed else f"{text}: assume {fact}"


def said(fact: Fact) -> str:
    """A fact in words, with its formula."""
    of = fact.args[1] if fact.predicate == "<" and fact.args[0] == 0 else fact.args[0]
    if fact.predicate == "invertible" and isinstance(of, t.Inverse):
        of = of.args[0]
    words = WORDS.get(fact.predicate)
    return f"${latex(of)}$ {words}" if words is not None else str(fact)


def assumable(context: Context, needed: Fact) -> Fact | None:
    """The first fact about a letter that is possible here and from which the needed one follows."""
    for fact in _candidates(needed):
        try:
            wider = context.assume(fact)
            if ask(wider, needed).value is True and satisfiable(wider).status == "equal":
                return fact
        except DeriveError:
            continue
    return None


def _candidates(needed: Fact) -> Iterator[Fact]:
    letters = ordered(needed.free_symbols)
    for letter in letters:
        if isinstance(letter, t.MatrixSymbol):
            yield from _of_matrix(letter)
        elif isinstance(letter, Symbol) and not letter.is_integer:
            yield Fact("<", (t.ZERO, letter))
            yield Fact("!=", (letter, t.ZERO))


def _of_matrix(letter: Term) -> Iterator[Fact]:
    rows, cols = shape_of(letter)
    if rows == cols:
        yield from (Fact(predicate, (letter,)) for predicate in SQUARE)
    elif cols == 1:
        yield Fact("!=", (letter, t.zeros(rows, cols)))
    else:
        yield from (Fact(predicate, (letter,)) for predicate in ANY)
