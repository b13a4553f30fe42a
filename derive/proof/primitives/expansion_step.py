"""Expand and collect: two terms differ by a sum of cofactors of equations that hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from sympy import Pow

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.definedness import EVALUATED, partial_parts
from derive.algebra.differentiation import is_total
from derive.algebra.expansion import Expansion, Monomials, add_multiple
from derive.algebra.index_ranges import inside
from derive.algebra.pattern import Position, get, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.errors import LimitError, ShapeError, StepError
from derive.proof.discharge import discharge
from derive.proof.primitives.checked import Checked
from derive.proof.scoping import refuse_bound, refuse_corners
from derive.proof.step import (
    Cofactor,
    Derivation,
    Expanded,
    Guard,
    assumptions_of,
    refuse_forged,
)

__all__ = ["expand", "names_of", "need_of"]


def expand(
    context: Context,
    term: Term,
    position: Position,
    new: Term,
    equations: Sequence[Derivation] = (),
    cofactors: Sequence[Cofactor] = (),
) -> Checked:
    """`term` with the part at a position replaced by one that is equal, expanded and collected.

    old - new is the sum of the cofactors, in the arithmetic of `derive.algebra.expansion`.  Raises
    StepError where it is not; for an equation that was derived under other assumptions; and where
    what the new part, an equation or a cofactor brings in is not proved to have a value.
    """
    refuse_forged(Derivation, *equations)
    if position.window is not None:
        raise StepError("a whole term is expanded, not some of its factors")
    for equation in equations:
        if equation.relation != "=" or not set(equation.context.facts) <= set(context.facts):
            raise StepError("an equation was not derived under what is assumed here")
    old = get(term, position)
    here = inside(context, term, position.path)
    expansion = Expansion()
    try:
        _refuse_difference(context, expansion, (old, new), equations, cofactors)
        guards = tuple(_guards(here, expansion, (old, new), equations, cofactors))
    except (LimitError, ShapeError) as error:
        raise StepError(f"the two cannot be expanded: {error}") from None
    used = [fact for shown in (*equations, *guards) for fact in assumptions_of(shown)]
    refuse_bound(term, position, used)
    ends = (end for equation in equations for end in (equation.start, equation.end))
    refuse_corners(term, position, old, new, *ends)
    reason = Expanded(tuple(equations), tuple(cofactors), guards)
    return Checked(put(term, position, new), reason, position)


def _refuse_difference(
    context: Context,
    expansion: Expansion,
    sides: tuple[Term, Term],
    equations: Sequence[Derivation],
    cofactors: Sequence[Cofactor],
) -> None:
    """StepError unless the first side less the second is the sum of the cofactors."""
    plain = all(t.is_matrix(side) or t.is_scalar(side) for side in sides)
    if not plain or any(isinstance(side, t.STATEMENTS) for side in sides):
        raise StepError("only terms are expanded")
    old, new = sides
    if not context.dims().same_shape(shape_of(old), shape_of(new)):
        raise StepError("the two sides of a step must have one shape")
    total: Monomials = dict(expansion.of(old))
    add_multiple(total, expansion.of(new), -1)
    for use in cofactors:
        if not 0 <= use.equation < len(equations):
            raise StepError("a cofactor names no equation")
        equation = equations[use.equation]
        for side, sign in ((equation.start, -1), (equation.end, 1)):
            placed = _placed(use, side)
            if not context.dims().same_shape(_full(shape_of(placed)), _full(shape_of(old))):
                raise StepError("a cofactor does not have the shape of the sides")
            add_multiple(total, expansion.of(placed), sign)
    if total:
        raise StepError("expanded and collected, the two sides differ by more than the equations")


def _full(shape: Shape) -> Shape:
    return shape or (t.ONE, t.ONE)


def _placed(use: Cofactor, side: Term) -> Term:
    """The cofactor with one side of its equation in the place of the difference."""
    inner = t.transpose(side) if use.transposed else side
    made = t.mul(*(part for part in (use.left, inner, use.right) if part is not None))
    made = t.trace(made) if use.traced else made
    if t.is_matrix(use.coefficient):
        made = t.as_scalar(made)
    return t.mul(use.coefficient, made)


def _guards(
    context: Context,
    expansion: Expansion,
    sides: tuple[Term, Term],
    equations: Sequence[Derivation],
    cofactors: Sequence[Cofactor],
) -> Iterator[Guard]:
    """What shows that the new side, the equations and the cofactors have values wherever the old
    side has one.

    A part has a value if it stands in the old side, or in an equation that is assumed; an inverse
    also if its argument is proved to be invertible, a reciprocal if it is proved not to divide by
    zero.
    """
    old, new = sides
    met = _met(expansion, old)
    ends = (end for equation in equations for end in (equation.start, equation.end))
    factors = (
        factor
        for use in cofactors
        for factor in (use.coefficient, use.left, use.right)
        if factor is not None
    )
    for term in (new, *ends, *factors):
        for part in partial_parts(term):
            names = names_of(expansion, part)
            if not names <= met and not is_total(part):
                need = _assumed(context, expansion, names) or need_of(part)
                met |= names
                yield discharge(context, need, "the expansion")


def _assumed(context: Context, expansion: Expansion, names: set[Hashable]) -> Fact | None:
    """The first assumed equation in which what has these names stands."""
    for fact in context.facts:
        if fact.predicate == "=" and names <= _met(expansion, *fact.args):
            return fact
    return None


def _met(expansion: Expansion, *terms: Term) -> set[Hashable]:
    """What has a value where the terms have one."""
    parts = (part for term in terms for part in partial_parts(term))
    return {name for part in parts for name in names_of(expansion, part)}


def names_of(expansion: Expansion, part: Term) -> set[Hashable]:
    """What a part is a product of: it has a value where all of them and its arguments do."""
    if not isinstance(part, EVALUATED):
        return {part}
    return {
        name
        for scalars, word in expansion.of(part)
        for name in (*(("atom", a) for a, _ in scalars), *(("letter", x // 2) for x in word))
    }


def need_of(part: Term) -> Fact:
    """The fact that gives a part a value; StepError for a part of which no fact is known to."""
    if isinstance(part, t.Inverse):
        return Fact("invertible", part.args[:1])
    if isinstance(part, Pow | t.MatPow) and part.args[1].is_Integer and part.args[1] < 0:
        base = part.args[0]
        matrix = t.is_matrix(base)
        return Fact("invertible", (base,)) if matrix else Fact("!=", (base, t.ZERO))
    raise StepError(f"the expansion uses {part}, which does not stand in the line before")
