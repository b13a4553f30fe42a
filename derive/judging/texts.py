"""What `derive.Context` and `derive.parse` are: they take the texts that `derive.check` takes."""

from __future__ import annotations

from typing import Any

from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.judging.inputs import (
    Assumptions,
    Formula,
    Given,
    context_of,
    formula_text,
    known_context,
)
from derive.latex.reader import parse as read_formula

__all__ = ["ContextOfText", "parse"]


class _Kind(type):
    """Every Context counts as one of `ContextOfText`."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Context)


class ContextOfText(Context, metaclass=_Kind):
    """What the letters mean: declarations, and a list of assumptions.

    `Context("X: m×n, y: m", ["full_column_rank(X)"])`; the declarations may be JSON as well,
    `{"X": ["m", "n"]}`.  `Context.of(symbols, facts)` takes SymPy symbols.  Raises DeriveError with
    the place for what cannot be used.
    """

    __slots__ = ()
    of = Context.of  # bound to the class of plain contexts

    def __new__(cls, declarations: Given = "", assume: Assumptions = ()) -> Context:  # type: ignore[misc]  # what is made is a plain Context
        return _assumed(declarations, assume)


def _assumed(given: Given, assume: Assumptions) -> Context:
    known = context_of(given, assume)
    return Context.of(()) if known is None else known


def parse(text: Formula, context: Given = None, *, assume: Assumptions = ()) -> Term:
    r"""The SymPy expression of a formula in LaTeX: `parse(r"X^\top y", "X: m×n, y: m")`.

    `context` is what `derive.check` takes.  Raises DeriveError with the place for what cannot be
    read.
    """
    return read_formula(formula_text(text), known_context(context, [text], assume))
