"""Lines with an inverse at an end of a product, shown equal once they are multiplied by its matrix.

The products are shown equal by expanding and collecting, or by clearing the next inverse.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.pattern import Position, match, match_each
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError, StepError
from derive.proof import kernel
from derive.proof.cancellation import inverted_ends
from derive.proof.step import Step
from derive.proof.strategies.expand_and_collect import expansions
from derive.proof.strategies.presumption import lemma, presuming
from derive.rules.library import find_rule

__all__ = ["cleared"]

DEPTH = 2  # inverses cleared one after the other


def cleared(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """The step between two matrices that cancels an invertible factor; None where none is found."""
    if not t.is_matrix(before) or not t.is_matrix(after):
        return None
    try:
        return presuming(
            context, before, after, lambda wider: (_by(context, wider, (before, after), DEPTH),)
        )
    except DeriveError:
        return None


def _by(context: Context, wider: Context, lines: tuple[Term, Term], depth: int) -> Step:
    """Raises StepError where no factor is found."""
    for factor, left in inverted_ends(*lines):
        if ask(wider, Fact("invertible", (factor,))).value:
            try:
                return _cancelled(context, wider, lines, (factor, left), depth)
            except StepError:
                continue
    if depth == DEPTH:
        return _beside_transpose(context, wider, lines)
    raise StepError("no invertible factor was found that leads to equal products")


def _cancelled(
    context: Context,
    wider: Context,
    lines: tuple[Term, Term],
    by: tuple[Term, bool],
    depth: int,
) -> Step:
    factor, left = by
    start, end = (t.mul(factor, side) if left else t.mul(side, factor) for side in lines)
    steps = _equal(context, wider, (start, end), depth - 1)
    shown = lemma(context, wider, start, steps)
    rule = find_rule("mul_left_cancel" if left else "mul_right_cancel")
    [multiplied] = rule.variables - {rule.lhs, rule.rhs}
    sides = (bound for one in match(rule.lhs, lines[0]) for bound in match(rule.rhs, lines[1], one))
    bindings = next(more for bound in sides for more in match(multiplied, factor, bound))
    return kernel.rewrite(wider, lines[0], rule, Position(), bindings, lemmas=[shown])


def _beside_transpose(context: Context, wider: Context, lines: tuple[Term, Term]) -> Step:
    """By the transpose of the matrix that both lines begin with: A'A may be cancelled to A."""
    firsts, rests = zip(*map(_begun, lines), strict=True)
    if firsts[0] != firsts[1] or isinstance(firsts[0], t.Inverse):
        raise StepError("the two lines do not begin with one matrix")
    rule = find_rule("gram_left_cancel")
    [guard] = rule.guards
    letters = (*rule.lhs.args, rule.rhs.args[1])  # A C = A D
    bindings = dict(next(match_each(letters, (firsts[0], *rests), {})))
    start, end = guard.substitute(bindings).args
    shown = lemma(context, wider, start, expansions(context, wider, (start, end)))
    return kernel.rewrite(wider, lines[0], rule, Position(), bindings, lemmas=[shown])


def _begun(line: Term) -> tuple[Term, Term]:
    """The first matrix of a product, and what follows it."""
    first, *rest = (factor for factor in t.factors(line) if t.is_matrix(factor))
    scalars = [factor for factor in t.factors(line) if not t.is_matrix(factor)]
    return first, t.mul(*scalars, *rest) if rest else t.identity(shape_of(first)[1])


def _equal(
    context: Context, wider: Context, lines: tuple[Term, Term], depth: int
) -> tuple[Step, ...]:
    try:
        return expansions(context, wider, lines)
    except StepError:
        if depth == 0:
            raise
    return (_by(context, wider, lines, depth),)
