"""Formulas and prose as an author writes them: LaTeX strings, or SymPy expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.errors import ReadError
from derive.latex.reader import read, read_statement

if TYPE_CHECKING:
    from derive.authoring.parts import Words

__all__ = ["formula", "from_sympy", "read_claim", "words"]

INDICES = ("i", "j", "k", "l")
_MATH = re.compile(r"\$([^$]*)\$")


def formula(text: str | Term, context: Context, expected: Shape | None = None) -> Term:
    """The term of a LaTeX string or of a SymPy expression.

    Where a scalar is expected, a 1 x 1 matrix stands for its entry.  Raises ReadError or ShapeError
    with the place in the string.
    """
    if not isinstance(text, str):
        term = from_sympy(text)
        shape_of(term, context.dims())
    elif expected is not None:
        term = read(text, context, expected=expected).term
    else:
        found = read_statement(text, context)
        if isinstance(found, Fact):
            raise ReadError("this is a comparison", expected="a formula or an equation")
        term = found
    if expected == () and t.is_matrix(term):
        return t.as_scalar(term)
    return term


def read_claim(text: str | Term, context: Context) -> Term | Fact:
    """An equation or a comparison, of a LaTeX string or a SymPy expression; as `formula`."""
    if isinstance(text, str):
        return read_statement(text, context)
    return formula(text, context)


def from_sympy(expression: Term) -> Term:
    """A SymPy expression rebuilt by our constructors, in the order in which it stands."""
    if t.is_leaf(expression):
        return expression
    if isinstance(expression, t.MatPow | sympy.Pow):
        return t.power(from_sympy(expression.args[0]), from_sympy(expression.args[1]))
    args = [from_sympy(arg) for arg in expression.args]
    if isinstance(expression, t.MatMul | sympy.Mul):
        return t.mul(*args)
    if isinstance(expression, t.MatAdd | sympy.Add):
        return t.add(*args)
    return t.rebuild(expression, args)


def words(text: str, context: Context) -> Words:
    """Prose with its `$…$` read as formulas; i, j, k, l are indices where nothing else.

    Raises ReadError for an unpaired dollar.
    """
    if text.count("$") % 2:
        raise ReadError("a $ in this text has no partner", hint="write formulas as $…$")
    parts = _MATH.split(text)
    taken = context.symbols.keys() | {dim.name for dim in context.dimensions}
    context = context.declare(*(t.index(name) for name in INDICES if name not in taken))
    return tuple(
        read_statement(part, context) if index % 2 else part
        for index, part in enumerate(parts)
        if part
    )
