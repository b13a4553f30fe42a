r"""The reader: LaTeX to typed terms, strictly.

Every token is consumed or refused; what a sign means is decided by the declared types, never
guessed.  Tightest first: scripts; ⊗ ⊙ ∘; juxtaposition, \cdot and \times; prefix operators; sums.

A 1 x 1 matrix becomes a scalar at parentheses, in a sum with scalars, or where the part of a
product read from the left is 1 x 1 and the next factor would not fit.  Sizes of I and 0 are
inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.errors import Place, ReadError, ShapeError
from derive.latex.grammar import Parser, Read
from derive.latex.tokens import tokenize

__all__ = ["Reading", "parse", "read", "read_statement"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A term, the text it was read from, and the span of each subterm that was written."""

    term: Term
    text: str
    spans: Mapping[Term, tuple[int, int]] = field(default_factory=dict)


def parse(text: str, context: Context) -> Term:
    """The term of a formula.  Raises ReadError or ShapeError with the place."""
    return read(text, context).term


def read(text: str, context: Context, *, expected: Shape | None = None) -> Reading:
    """The term of a formula with the spans of its subterms.

    `expected` fixes the size of a lone I or 0; where a scalar is expected, a 1 x 1 matrix is its
    entry.
    """
    parser = Parser(tokenize(text), text, context)
    found = parser.whole(parser.sum)
    term = _sized(parser, found, text, expected)
    return Reading(term, text, parser.spans)


def _sized(parser: Parser, found: Read, text: str, expected: Shape | None) -> Term:
    """The term with its inferred sizes put in."""
    term = found.term
    if expected == () and t.is_matrix(term):
        parser.dims.same_shape(shape_of(term, parser.dims), (t.ONE, t.ONE))
        term = t.as_scalar(term)
    elif expected and t.is_matrix(term):
        parser.dims.same_shape(shape_of(term, parser.dims), expected)
    elif expected and term == 0:
        term = t.zeros(*expected)
    return _resolved(parser, term, text)


def _resolved(parser: Parser, term: Term, text: str) -> Term:
    try:
        shape_of(term, parser.dims)
    except ShapeError as error:
        raise parser.placed(error) from None
    sized = t.substitute(term, parser.dims.solved)
    if any(parser.unsolved(part) for part in t.subterms(sized)):
        raise ReadError(
            "the size of I or 0 cannot be inferred here",
            place=Place(text, 0, len(text)),
            hint="write it, as I_n or 0_{m×n}",
        )
    return sized


def read_statement(text: str, context: Context) -> Term | Fact:
    r"""A term, an equation, several equations separated by commas, a comparison, or
    `w = \operatorname*{arg\,min}_w f [subject to g]`."""
    parser = Parser(tokenize(text), text, context)
    found = parser.whole(parser.statement)
    if isinstance(found, Fact):
        return Fact(found.predicate, tuple(_resolved(parser, a, text) for a in found.args))
    return _resolved(parser, found, text)
