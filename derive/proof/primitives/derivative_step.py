"""A derivative replaced by its value: expanded and collected, it is what the rules give."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.definedness import partial_parts
from derive.algebra.differentiation import brought_by, derivative_of, is_total, needed_for
from derive.algebra.expansion import Expansion
from derive.algebra.facts import varying
from derive.algebra.index_ranges import inside
from derive.algebra.pattern import Position, get, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, ShapeError, StepError
from derive.proof.discharge import discharge
from derive.proof.primitives.checked import Checked
from derive.proof.primitives.expansion_step import names_of, need_of
from derive.proof.scoping import refuse_bound
from derive.proof.step import Differentiated, assumptions_of

__all__ = ["differentiate"]


def differentiate(context: Context, term: Term, position: Position, new: Term) -> Checked:
    """`term` with the derivative at a position replaced by its value.

    Raises StepError where no rule differentiates the function or gives another value, where a
    letter of it may vary with the variable, and where what the new part or a rule needs is not
    proved.
    """
    node = get(term, position)
    if position.window is not None or not isinstance(node, t.DERIVATIVES):
        raise StepError("no derivative stands here")
    here = inside(context, term, position.path)
    of, by = _function(here, *node.args)
    expansion = Expansion()
    try:
        value = derivative_of(of, by)
        if not context.dims().same_shape(shape_of(value), shape_of(new)):
            raise StepError("a derivative of this shape is another one")
        if expansion.of(value) != expansion.of(new):
            raise StepError("the rules give another derivative")
        needed = [*dict.fromkeys((*needed_for(of, by), *_needed(expansion, of, by, new)))]
    except (LimitError, ShapeError) as error:
        raise StepError(f"this is not differentiated: {error}") from None
    guards = tuple(discharge(here, fact, "the derivative") for fact in needed)
    refuse_bound(term, position, [fact for guard in guards for fact in assumptions_of(guard)])
    return Checked(put(term, position, new), Differentiated(guards), position)


def _function(context: Context, of: Term, by: Term) -> tuple[Term, Term]:
    """The function and its variable; StepError where it is not a function of that alone."""
    if not isinstance(by, Symbol | t.MatrixSymbol):
        raise StepError(f"{by} is no letter")
    others = varying(context.facts, by) | {f for f, x in context.functions if x == by}
    left = t.free_symbols(of) & (others - t.free_symbols(by))
    if left or any(isinstance(part, (*t.DERIVATIVES, *t.LIMITS)) for part in t.subterms(of)):
        raise StepError(f"a letter of {of} may vary with {by}")
    return of, by


def _needed(expansion: Expansion, of: Term, by: Term, new: Term) -> Iterator[Fact]:
    """What gives a value to the parts of the new term that do not stand in the function."""
    met: set[Hashable] = set()
    for part in (*partial_parts(of), *brought_by(of, by)):
        met |= names_of(expansion, part)
    for part in partial_parts(new):
        names = names_of(expansion, part)
        if not names <= met and not is_total(part):
            met |= names
            yield need_of(part)
