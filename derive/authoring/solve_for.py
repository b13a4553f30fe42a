"""Rewriting a scalar in terms of other letters, by the equations that are assumed."""

from __future__ import annotations

from collections.abc import Iterator, Set

import sympy
from sympy import Dummy, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.authoring.formulas import from_sympy
from derive.errors import SpecError
from derive.latex.printer import latex

__all__ = ["in_letters"]

MAX_LETTERS = 8  # that are replaced one after the other


def in_letters(context: Context, term: Term, allowed: Set[Term]) -> Term:
    """The scalar with each letter or entry that is not allowed replaced by what it is equal to.

    An assumed equation is solved for it, in which it stands linearly beside allowed letters only.
    Raises SpecError naming the letter for which there is none.
    """
    foreign = term
    for _ in range(MAX_LETTERS):
        found = next(_foreign(term, allowed), None)
        if found is None:
            return term
        foreign = found
        value = _solved(context, foreign, allowed)
        if value is None:
            break
        term = t.substitute(term, {foreign: value})
    raise SpecError(
        f"{latex(foreign)} cannot be written in the letters asked for",
        expected="an assumed equation in which it stands linearly, beside these letters only",
    )


def _foreign(term: Term, allowed: Set[Term]) -> Iterator[Term]:
    """The letters and entries in a term that contain a symbol which is not allowed."""
    if isinstance(term, t.Entry | Symbol | t.MatrixSymbol):
        if t.free_symbols(term) - allowed:
            yield term
        return
    for arg in () if t.is_leaf(term) else term.args:
        yield from _foreign(arg, allowed)


def _solved(context: Context, foreign: Term, allowed: Set[Term]) -> Term | None:
    """The value that an assumed equation gives to a letter or an entry."""
    for fact in context.facts:
        if fact.predicate != "=" or not all(map(t.is_scalar, fact.args)):
            continue
        parts = (part for side in fact.args for part in t.subterms(side))
        atoms = dict.fromkeys(filter(_is_atom, parts))
        if foreign not in atoms or set(_foreign(t.sub(*fact.args), allowed)) != {foreign}:
            continue
        # SymPy puts what it computes in the order of the names
        names = {atom: Dummy(f"x{place}", real=True) for place, atom in enumerate(atoms)}
        sides = (t.substitute(side, {**names}) for side in fact.args)
        left, right = (side for side in sides if isinstance(side, sympy.Expr))
        above, _ = sympy.fraction(sympy.together(left - right))
        if not above.is_polynomial(names[foreign]) or sympy.degree(above, names[foreign]) != 1:
            continue
        rest, factor = above.subs(names[foreign], 0), sympy.diff(above, names[foreign])
        value = from_sympy(sympy.cancel(-rest / factor))
        return t.substitute(value, {dummy: atom for atom, dummy in names.items()})
    return None


def _is_atom(term: Term) -> bool:
    return isinstance(term, t.Entry) or (isinstance(term, Symbol) and not term.is_integer)
