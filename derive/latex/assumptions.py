r"""Assumptions: predicates, comparisons, equations, and which rows or columns a matrix has.

`full_column_rank(X)`, `n > d`, `0 < \alpha < 1`, `X = U \Sigma V^\top`, `w \neq 0`,
`the rows of X are x_i^\top`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import pairwise

from derive.algebra import term as t
from derive.algebra.context import PREDICATES, Context, Fact
from derive.errors import ContextError, DeriveError, Place, ReadError
from derive.latex.answer_parts import Piece, unwrapped
from derive.latex.family_declarations import tied
from derive.latex.reader import parse, read_statement

__all__ = ["assuming", "places_of", "read_fact", "typed_comparisons"]

_PREDICATE = re.compile(r"\s*([a-z]+(?:\\?_[a-z]+)*)\s*(?:\\left)?\s*\((.*)\)\s*$", re.DOTALL)
_TYPED = (("<=", "≤ "), (">=", "≥ "), ("!=", "≠ "))  # of one length, so that places stay
_DEFINITE = {r"\succ": "positive_definite", r"\succeq": "positive_semidefinite"}


def assuming(text: str, context: Context) -> Context:
    """The context with an assumption; raises as `read_fact`.

    "The rows of X are x_i^\\top" declares the family too.
    """
    found = tied(text, context)
    if found is None:
        return context.assume(*read_fact(text, context))
    symbols, fact = found
    return context.declare(*symbols).assume(fact)


def read_fact(text: str, context: Context) -> tuple[Fact, ...]:
    """The facts of an assumption; a chain of comparisons gives several.

    Raises ReadError, ShapeError or ContextError with the place in the text.
    """
    found = _PREDICATE.match(text)
    if found is not None and (found[1] in PREDICATES or "_" in found[1]):
        name = found[1].replace("\\", "")
        return _predicate(name, found[2], text, found.start(2), context)
    with places_of(text):
        return _comparisons(unwrapped(typed_comparisons(text)), context)


def typed_comparisons(text: str) -> str:
    """The text with <=, >= and != as the signs that they stand for, each at its place."""
    for typed, sign in _TYPED:
        text = text.replace(typed, sign)
    return text


@contextmanager
def places_of(text: str) -> Iterator[None]:
    """Errors within point into `text`, in which every place is the same."""
    try:
        yield
    except DeriveError as error:
        if error.place is not None:
            error.place = Place(text, error.place.start, error.place.end)
        raise


def _comparisons(whole: Piece, context: Context) -> tuple[Fact, ...]:
    signs, members = whole.relations, whole.members()
    if not signs:
        near = get_close_matches(whole.source().split("(")[0].strip(), PREDICATES, n=1)
        raise ReadError(
            "this is no assumption",
            place=Place(whole.text, 0, len(whole.text)),
            expected="a predicate as symmetric(A), a comparison or an equation",
            hint=f"did you mean {near[0]}?" if near else None,
        )
    facts = []
    for sign, (left, right) in zip(signs, pairwise(members), strict=True):
        if sign in _DEFINITE:
            facts.append(_definite(sign, left, right, context))
            continue
        made = read_statement(left.to(right).blanked(), context)
        if isinstance(made, t.Equation):
            made = Fact("=", made.args)
        if not isinstance(made, Fact):
            raise left.to(right).error("this is no comparison")
        facts.append(made)
    return tuple(facts)


def _definite(sign: str, left: Piece, right: Piece, context: Context) -> Fact:
    r"""A \succ 0: A is positive definite."""
    if right.source().strip() not in ("0", r"\mathbf{0}", r"\boldsymbol{0}"):
        raise right.error("only 0 may stand here", expected=r"A \succ 0")
    fact = Fact(_DEFINITE[sign], (parse(left.blanked(), context),))
    context.check_fact(fact)
    return fact


def _predicate(name: str, inside: str, text: str, start: int, context: Context) -> tuple[Fact, ...]:
    if name not in PREDICATES:
        near = get_close_matches(name, PREDICATES, n=1)
        raise ContextError(
            f"unknown predicate {name}",
            place=Place(text, 0, len(name)),
            expected=", ".join(sorted(PREDICATES)),
            hint=f"did you mean {near[0]}?" if near else None,
        )
    try:
        fact = Fact(name, (parse(inside, context),))
    except DeriveError as error:
        if error.place is not None:
            inner = error.place
            error.place = Place(text, inner.start + start, inner.end + start)
        raise
    try:
        context.check_fact(fact)
    except DeriveError as error:
        raise error.at(Place(text, start, start + len(inside))) from None
    return (fact,)
