"""Near misses: the small change that would make a wrong line right."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Integer, Mul, Rational

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position, get, positions, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import ShapeError
from derive.latex.printer import latex
from derive.models.equivalence import compare

__all__ = ["near_miss", "variants"]

MAX_TRIES = 120


def near_miss(context: Context, right: Term, wrong: Term) -> str | None:
    """What to change in `wrong` so that it equals `right`, in words; None if no one change does."""
    for tries, (variant, words) in enumerate(variants(wrong)):
        if tries >= MAX_TRIES:
            return None
        try:
            fits = context.dims().same_shape(shape_of(variant), shape_of(right))
        except ShapeError:
            continue
        if fits and compare(context, right, variant, domain=False).status == "equal":
            return words
    return None


def variants(term: Term) -> Iterator[tuple[Term, str]]:
    """Terms (or equations) that differ from `term` in one respect, each with what that is."""
    if isinstance(term, t.Equation):
        yield t.equation(term.lhs, t.neg(term.rhs)), "the sign of one side is wrong"
        for number in (Integer(2), Rational(1, 2)):
            changed = t.equation(term.lhs, t.mul(number, term.rhs))
            yield changed, f"a factor {latex(number)} is missing on the right"
    else:
        yield t.neg(term), "the sign is wrong"
        for number in (Integer(2), Rational(1, 2)):
            yield t.mul(number, term), f"a factor {latex(number)} is missing"
    if t.is_matrix(term):
        yield t.transpose(term), "this is the transpose of what it should be"
    for position in positions(term):
        node = get(term, position)
        yield from _changed(term, position, node)


def _changed(term: Term, position: Position, node: Term) -> Iterator[tuple[Term, str]]:
    if isinstance(node, t.MatrixSymbol):
        yield _instead(term, position, node, t.transpose(node))
    elif isinstance(node, t.Transpose | t.Inverse):
        yield _instead(term, position, node, node.args[0])
    elif isinstance(node, t.MatMul | Mul):
        for index in range(len(node.args) - 1):
            args = list(node.args)
            if not all(map(t.is_matrix, args[index : index + 2])):
                continue
            args[index : index + 2] = args[index + 1], args[index]
            pair = latex(t.mul(*args[index : index + 2]))
            yield put(term, position, t.mul(*args)), f"with ${pair}$, in this order, it would hold"
    elif isinstance(node, t.MatAdd | Add):
        for index, part in enumerate(node.args):
            args = list(node.args)
            args[index] = t.neg(part)
            yield put(term, position, t.add(*args)), f"the sign of ${latex(part)}$ is wrong"


def _instead(term: Term, position: Position, old: Term, new: Term) -> tuple[Term, str]:
    words = f"with ${latex(new)}$ in place of ${latex(old)}$ it would hold"
    return put(term, position, new), words
