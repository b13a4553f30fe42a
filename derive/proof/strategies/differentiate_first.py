"""Derivatives replaced by their values, then what is left expanded and collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.differentiation import derivative_of
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import Position, get
from derive.algebra.term import Term
from derive.errors import DeriveError, StepError
from derive.proof import kernel
from derive.proof.primitives.derivative_step import differentiate
from derive.proof.step import Step

__all__ = ["differentiated"]

Rewrite: TypeAlias = Callable[[Context, Term, Term], tuple[Step, ...]]
MAX_DERIVATIVES = 12


def differentiated(
    context: Context, before: Term, after: Term, rewrite: Rewrite
) -> tuple[Step, ...] | None:
    """The steps that replace the derivatives of both lines by their values, and lead from one to
    the other by `rewrite`; None where one has no value, or none stands there."""
    try:
        whole = _at_once(context, before, after)
        if whole is not None:
            return (whole,)
        down, up = (tuple(_values(context, side)) for side in (before, after))
        if not down and not up:
            return None
        first = down[-1].after if down else before
        last = up[-1].after if up else after
        middle: Sequence[Step] = ()
        if equal_modulo(first, last):
            middle = () if first == last else (kernel.arithmetic(context, first, last),)
        else:
            middle = rewrite(context, first, last)
        back = (kernel.reverse(context, step) for step in reversed(up))
        return (*down, *middle, *back)
    except DeriveError:
        return None


def _at_once(context: Context, before: Term, after: Term) -> Step | None:
    """The one step from a derivative to its value, as it is written."""
    inner, new = before, after
    position = Position()
    if isinstance(before, t.Transpose):
        inner, new, position = before.args[0], t.transpose(after), Position((0,))
    if not isinstance(inner, t.DERIVATIVES):
        return None
    try:
        step = kernel.apply(context, before, differentiate, position, new)
    except DeriveError:
        return None
    return step if step.after == after else None


def _values(context: Context, line: Term) -> Iterator[Step]:
    """Steps that replace the derivatives in a line, the innermost first."""
    for _ in range(MAX_DERIVATIVES):
        position = next(_innermost(line, ()), None)
        if position is None:
            return
        value = derivative_of(*get(line, position).args)
        step = kernel.apply(context, line, differentiate, position, value)
        yield step
        line = step.after
    raise StepError("too many derivatives stand in this line")


def _innermost(term: Term, path: tuple[int, ...]) -> Iterator[Position]:
    if t.is_leaf(term):
        return
    for index, arg in enumerate(term.args):
        yield from _innermost(arg, (*path, index))
    if isinstance(term, t.DERIVATIVES):
        yield Position(path)
