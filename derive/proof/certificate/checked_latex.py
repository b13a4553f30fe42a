"""The LaTeX of a term, read again before it goes into a certificate.

Replay does not read LaTeX, so the build answers for it: what is printed must read as the term.
"""

from __future__ import annotations

from sympy import Symbol, preorder_traversal

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.normal_form import equal_modulo
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError, ReadError
from derive.latex.printer import latex
from derive.latex.reader import read, read_statement

__all__ = ["checked_latex", "confirm"]


def checked_latex(term: Term) -> str | None:
    """What is printed of a term, or None for one that the reader has no notation for.

    Raises DeriveError if what is printed does not read as the term.
    """
    if any(map(_entry_of_a_number, t.subterms(term))):
        return None
    text = latex(term)
    try:
        confirm(text, term)
    except ReadError:
        if not any(isinstance(part, t.SIZED) for part in t.subterms(term)):
            raise
        return None  # the sizes of units and zeros do not follow from a line alone
    return text


def confirm(text: str, term: Term) -> None:
    """Raise DeriveError unless a LaTeX text reads as the term, up to silent arithmetic.

    The reader brackets sums of three and takes a 1 x 1 matrix for its entry, so that an
    intermediate line of a derivation may come back as another tree that says the same.
    """
    context = Context.of(_letters(term))
    scalar = t.is_scalar(term)
    again = read(text, context, expected=()).term if scalar else read_statement(text, context)
    if isinstance(again, Fact) or not _alike(again, term):
        raise DeriveError(
            f"what is printed does not read back: {text}", expected=str(term), hint=str(again)
        )


def _alike(again: Term, term: Term) -> bool:
    if again == term:
        return True
    if isinstance(term, t.STATEMENTS):
        pairs = zip(again.args, term.args, strict=False)
        kind = type(again) is type(term) and len(again.args) == len(term.args)
        return kind and all(_alike(*pair) for pair in pairs)
    return equal_modulo(_entry_or_all(again), _entry_or_all(term))


def _entry_or_all(term: Term) -> Term:
    """A 1 x 1 matrix as its entry; any other term as it is."""
    return t.as_scalar(term) if shape_of(term) == (t.ONE, t.ONE) else term


def _entry_of_a_number(term: Term) -> bool:
    """An entry of a 1 x 1 product, which is written as an entry of a scalar."""
    return isinstance(term, t.Entry) and shape_of(term.args[0]) == (t.ONE, t.ONE)


def _letters(term: Term) -> list[t.AnySymbol]:
    """The letters that a reader must know, those in sizes too.

    A word that is no variable, as the name of a norm, is none of them.
    """
    parts = dict.fromkeys(preorder_traversal(term))
    symbols = [part for part in parts if isinstance(part, Symbol | t.MatrixSymbol)]
    return [s for s in symbols if isinstance(s, t.MatrixSymbol) or s.is_integer or s.is_real]
