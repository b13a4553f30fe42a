"""Lines that differ by arithmetic of fractions, in a scalar or in parts that keep their places."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Mul

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.fractions import same_quotient
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import Position, get
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.proof import kernel
from derive.proof.primitives.fraction import fraction
from derive.proof.step import Step

__all__ = ["bridge", "meets"]

MERGING = (t.MatAdd, t.MatMul, Add, Mul)  # their arguments have no fixed places


def meets(before: Term, after: Term) -> bool:
    """Whether arithmetic, that of fractions included, leads from one to the other."""
    return None not in _places(before, after, ())


def bridge(context: Context, before: Term, after: Term) -> tuple[Step, ...]:
    """The steps between two terms or statements that meet.

    Raises StepError where something that is divided by is not known to be nonzero.
    """
    steps: list[Step] = []
    current = before
    if not equal_modulo(before, after):
        for place in _places(before, after, ()):
            where = Position(place or ())
            steps.append(kernel.apply(context, current, fraction, where, get(after, where)))
            current = steps[-1].after
    if current != after:
        steps.append(kernel.arithmetic(context, current, after))
    return tuple(steps)


def _places(before: Term, after: Term, path: tuple[int, ...]) -> Iterator[tuple[int, ...] | None]:
    """Where the two differ by a fraction; None stands for a place where they differ by more."""
    if equal_modulo(before, after):
        return
    if _fraction(before, after):
        yield path
    elif (
        type(before) is type(after)
        and not isinstance(before, MERGING)
        and not t.is_leaf(before)
        and len(before.args) == len(after.args)
    ):
        for index, (old, new) in enumerate(zip(before.args, after.args, strict=True)):
            yield from _places(old, new, (*path, index))
    else:
        yield None


def _fraction(before: Term, after: Term) -> bool:
    if not (t.is_scalar(before) and t.is_scalar(after)):
        return False
    try:
        return same_quotient(before, after)
    except (LimitError, ZeroDivisionError):
        return False
