"""Formulas as they are judged: what stands below a binder is a function of what is bound there.

Where y = A x is assumed, the gradient of y'y by x is that of x'A'A x
(`derive.algebra.dependence`).  Where such a letter has no definition nothing is decided.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import as_function, written_below
from derive.algebra.facts import equations_in
from derive.algebra.term import Shape, Term
from derive.errors import LimitError, ReadError
from derive.judging.worked_out import WorkedOut
from derive.latex.answer import ReadAnswer, read_answer, unwrap
from derive.latex.labels import Label
from derive.latex.reader import read_statement

__all__ = [
    "function_of",
    "read_written_answer",
    "read_written_statement",
    "stated_optimum",
    "undecided_letter",
]

_OPTIMUM = re.compile(r"\\arg|\\(?:operatorname\*?|mathrm|text)\s*\{\s*arg")


def read_written_answer(
    text: str,
    context: Context,
    *,
    expected: Shape | None = None,
    unknowns: Collection[str] = (),
    asked: Label | None = None,
    powers: bool = False,
) -> ReadAnswer:
    """`read_answer`, its formulas written out below what binds."""
    read = read_answer(
        text,
        context,
        expected=expected,
        unknowns=unknowns,
        asked=asked,
        powers=powers,
        work=WorkedOut,
    )
    written = partial(_written, context)
    links = tuple(t.equation(*map(written, link.args)) for link in read.links)
    term = links[-1].args[1] if links and read.term is read.links[-1].args[1] else None
    return replace(read, links=links, term=written(read.term) if term is None else term)


def read_written_statement(
    text: str, context: Context, notes: list[str] | None = None
) -> Term | Fact:
    """`read_statement`, written out below what binds."""
    statement = read_statement(text, context, work=WorkedOut, notes=notes)
    if isinstance(statement, Fact):
        return Fact(statement.predicate, tuple(_written(context, arg) for arg in statement.args))
    return _written(context, statement)


def stated_optimum(text: str, context: Context) -> Term | None:
    r"""The optimum that an answer states, `\hat{w} = \arg\min_w f`; None for another answer.

    Raises ReadError or ShapeError with the place.
    """
    plain = unwrap(text)
    found = _OPTIMUM.search(plain)
    if found is None:
        return None
    label = plain[: found.start()].rstrip()
    if label and not label.endswith("="):
        raise ReadError("an optimum is the whole answer")
    statement = read_written_statement(" " * found.start() + plain[found.start() :], context)
    return statement if isinstance(statement, t.OPTIMA) else None


def function_of(context: Context, body: Term, by: Term) -> Term:
    """The body as a function of a letter.  Raises LimitError for one that is tied to it."""
    equations = equations_in(context.facts)
    return written_below(equations, as_function(equations, body, by))


def undecided_letter(context: Context, *terms: Term) -> str:
    """Says which letter may vary with what is bound in one of the terms; empty if none may."""
    equations = equations_in(context.facts)
    try:
        for term in terms:
            written_below(equations, term)
    except LimitError as error:
        return error.message
    return ""


def _written(context: Context, term: Term) -> Term:
    return written_below(equations_in(context.facts), term, strict=False)
