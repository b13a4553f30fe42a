"""Derivatives of scalars by matrices, and of columns by columns.

A scalar is differentiated from the outside inwards: the derivative by a node, of the node's shape,
is handed to its arguments (tr, det, log, norms, products, transposes, inverses, powers,
elementwise products).  What comes out is compared with exact dual numbers before it is returned.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapter 9; Giles,
Collected matrix derivative results for forward and reverse mode (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Pow

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import tidied, tidy
from derive.algebra.plain_text import plain
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.canonical import verdict_named
from derive.models.equivalence import compare
from derive.proof.differential_rules import ROWS
from derive.proof.moves import Fuel, normalize
from derive.proof.rule_choice import TIDY
from derive.proof.search import simplified

__all__ = ["derivative"]

FUEL = 400


def derivative(context: Context, f: Term, x: Term, layout: str = "row") -> Term:
    """The derivative of f by the symbol x.

    `row` (numerator layout): a scalar by a column is a row, by an m x n matrix n x m; `gradient`: a
    scalar by X has X's shape.  A column by a column is the Jacobian in both.  Raises StepError if
    no derivative is found, or what is found does not agree with dual numbers.
    """
    of = shape_of(f)
    wanted = t.jacobian(f, x)
    if of in ((), (1, 1)) and t.is_matrix(x):
        found = t.transpose(_gradient(t.as_scalar(f), x))
    else:
        steps = simplified(context, wanted, None)
        found = steps[-1].after if steps else wanted
        if _has_derivative(found) and () == of == shape_of(x):
            found = _gradient(f, x)
    if _has_derivative(found):
        raise StepError("no rule differentiates this")
    found = _tidied(context, t.transpose(found) if _turned(of, layout) else found)
    compared = t.transpose(wanted) if _turned(of, layout) else wanted
    renaming = Renaming.of(context, compared, found)
    numbered = map(renaming.term, (compared, found))
    verdict = verdict_named(compare(renaming.context, *numbered, domain=False), renaming)
    if verdict.status != "equal":
        raise StepError(f"the derivative found could not be confirmed: {verdict.reason}")
    return found


def _has_derivative(term: Term) -> bool:
    return any(isinstance(part, t.DERIVATIVES) for part in t.subterms(term))


def _turned(shape: tuple[object, ...], layout: str) -> bool:
    return layout == "gradient" and shape in ((), (1, 1))


def _tidied(context: Context, term: Term) -> Term:
    """The term with its transposes at the letters; whatever takes too long stays as it is."""
    term = tidied(term)
    try:
        moves = normalize(context, term, TIDY, Fuel(FUEL))
    except LimitError:
        return term
    return tidied(moves[-1].after) if moves else term


def _gradient(f: Term, x: Term) -> Term:
    parts = list(_handed_down(f, t.ONE, x))
    if not parts:
        return t.zeros(*shape_of(x)) if t.is_matrix(x) else t.ZERO
    return tidy(t.add(*parts))


def _handed_down(node: Term, above: Term, x: Term) -> Iterator[Term]:
    """The contributions to the derivative by x, given the derivative by `node`."""
    if node == x:
        yield above
    elif x in t.free_symbols(node):
        if isinstance(node, Pow | t.MatPow) and x in t.free_symbols(node.args[1]):
            raise StepError("no rule differentiates a power by its exponent")
        if isinstance(node, t.IndexSum | t.MatrixSum):
            summand, *rest = node.args
            for part in _handed_down(summand, above, x):
                yield t.index_sum(part, *rest)
            return
        for arg, by_arg in _arguments(node, above):
            yield from _handed_down(arg, by_arg, x)


def _arguments(node: Term, above: Term) -> Iterable[tuple[Term, Term]]:
    """The arguments of a node, each with the derivative by it."""
    row = ROWS.get(type(node))
    found = row.adjoint(node, above) if row else None
    if found is None:
        known = t.OPERATIONS.get(type(node))
        what = type(node).__name__ if known is None else known.name.replace("_", " ")
        raise StepError(f"no rule differentiates {what}", hint=f"in {plain(node)}")
    return found
