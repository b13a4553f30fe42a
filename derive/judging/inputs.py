"""What is asked from outside, as Python values, JSON or text: contexts, formulas, macros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeAlias

import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, ReadError
from derive.fuel import metered
from derive.latex.assumptions import assuming
from derive.latex.declare import read_context, read_declarations
from derive.latex.family_declarations import families_of, ranges_in
from derive.latex.layouts import checked_layout
from derive.latex.macros import line_with_macros, put_in, read_macros
from derive.latex.printer import latex
from derive.models.values.balls import alone_with_balls

__all__ = [
    "FUEL",
    "SPENT",
    "Assumptions",
    "Formula",
    "Given",
    "context_of",
    "expanded",
    "expanded_line",
    "formula_text",
    "known_context",
    "limited",
    "listed",
]

Formula: TypeAlias = str | Term
Given: TypeAlias = Context | Mapping[str, Any] | str | None
Assumptions: TypeAlias = Sequence[str | Fact]
# the fuel of a question, in about microseconds: see derive.fuel
FUEL = 1_500_000
SPENT = "it asks for more work than a question may take: the fuel is spent"


@contextmanager
def limited(fuel: int | None) -> Iterator[None]:
    """What a question does: within its fuel (None: that of every question)."""
    with metered(FUEL if fuel is None else fuel), alone_with_balls():
        yield


def context_of(
    given: Given, assume: Assumptions = (), formulas: Sequence[Formula] = ()
) -> Context | None:
    r"""The context meant by a Context, a JSON question or its `symbols`, or declarations in text.

    `{"symbols": {"A": ["n", "n"]}, "assume": ["symmetric(A)"]}`, `{"A": ["n", "n"]}` and
    `A: n×n` all declare A.  A letter with an index that a sum in one of the formulas binds is a
    family.  None without declarations.  Raises DeriveError for what is unusable.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    texts = [one for one in listed(formulas) if isinstance(one, str)]
    if isinstance(given, Mapping):
        asked = "symbols" in given or "assume" in given or "layout" in given
        question = given if asked else {"symbols": given}
        if question.get("symbols") is None:
            return None
        context = read_context(question, texts)
    elif isinstance(given, str):
        said = [one for one in listed(assume) if isinstance(one, str)]
        context = Context.of(families_of(read_declarations(given), ranges_in([*texts, *said])))
    elif isinstance(given, Context):
        context = given
    else:
        raise ContextError("this is no context", expected="X: n×d, y: n")
    return _assumed(context, assume)


def _assumed(context: Context, assume: Assumptions) -> Context:
    """The context with assumptions, each of which may need those before it to be well-typed."""
    for fact in listed(assume):
        if not isinstance(fact, str | Fact):
            raise ContextError("this is no assumption", expected="symmetric(A)")
        context = assuming(fact, context) if isinstance(fact, str) else context.assume(fact)
    return context


def known_context(
    given: Given, formulas: Sequence[Formula], assume: Assumptions = (), layout: str = ""
) -> Context:
    """The context given, else that of the symbols of the SymPy expressions among the formulas, in a
    layout if one is said.

    Raises DeriveError for what is unusable.
    """
    known = context_of(given, formulas=formulas)
    made = _of_symbols(formulas) if known is None else known
    if layout:
        made = replace(made, layout=checked_layout(layout))
    return _assumed(made, assume)


def _of_symbols(formulas: Sequence[Formula]) -> Context:
    """The context that declares the symbols of the SymPy expressions among some formulas.

    Whatever SymPy assumes of its sizes and scalars, here they are positive integers and reals.
    """
    terms = [one for one in formulas if isinstance(one, sympy.Basic)]
    found = ordered(symbol for term in terms for symbol in t.free_symbols(term))
    shaped = [symbol for symbol in found if t.is_matrix(symbol)]
    sizes = {size.name for s in shaped for n in s.shape for size in n.free_symbols}
    whole = {d.name for one in terms if t.is_matrix(one) for n in one.shape for d in n.free_symbols}
    matrices = [t.matrix(s.name, *map(_size, s.shape)) for s in shaped]
    scalars = [t.scalar(s.name) for s in found if s not in shaped and s.name not in sizes | whole]
    scalars += [t.dimension(name) for name in sorted(whole - sizes)]
    return Context.of(sorted([*matrices, *scalars], key=lambda symbol: str(symbol.name)))


def _size(size: Term) -> Term:
    named = {s: t.dimension(s.name) for s in ordered(size.free_symbols)}
    return size.xreplace(named)


def listed(value: Any) -> list[Any]:
    """One value, or several, as a list."""
    single = isinstance(value, str | Fact | sympy.Basic) or not isinstance(value, Iterable)
    return [value] if single else list(value)


def formula_text(formula: Formula) -> str:
    """The LaTeX of a formula.  Raises ReadError for what is none."""
    if not isinstance(formula, str | sympy.Basic):
        raise ReadError("this is no formula", expected="LaTeX in a text, or a SymPy expression")
    return formula if isinstance(formula, str) else latex(formula)


def expanded(values: Sequence[Any], macros: Any) -> Sequence[Any]:
    """Values with the macros, as `derive.latex.macros` reads them, put into every text in them.

    Raises ReadError for macros that cannot be used, or not in these values.
    """
    try:
        return [put_in(value, read_macros(macros)) for value in values]
    except DeriveError as error:
        raise _unusable_macros(error) from None


def expanded_line(line: Mapping[str, Any], macros: Any) -> Mapping[str, Any]:
    """A line of a batch with its macros, and those said besides, put in; raises as `expanded`."""
    try:
        return line_with_macros(line, macros)
    except DeriveError as error:
        raise _unusable_macros(error) from None


def _unusable_macros(error: DeriveError) -> ReadError:
    return ReadError(f"the macros cannot be used: {error}")
