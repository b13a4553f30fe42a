"""What is new in a line: the parts of a term that the line before has not."""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import term as t
from derive.algebra.pattern import Position
from derive.algebra.term import Term

__all__ = ["changed"]


def changed(before: Term, after: Term) -> tuple[Position, ...]:
    """The positions in `after` that differ from `before`; none if nearly everything does.

    In sums and products the common beginning and the common end are left out.
    """
    if isinstance(after, t.AsScalar) and isinstance(before, t.AsScalar):
        return tuple(where.below(0) for where in changed(before.args[0], after.args[0]))
    found = tuple(_differences(before, after, ()))
    return () if Position() in found else found


def _differences(before: Term, after: Term, path: tuple[int, ...]) -> Iterator[Position]:
    if before == after:
        return
    if type(before) is not type(after) or t.is_leaf(before) or t.is_leaf(after):
        yield Position(path)
    elif isinstance(after, t.MatMul | t.MatAdd):
        yield from _in_sequence(before, after, path)
    elif len(before.args) != len(after.args):
        yield Position(path)
    else:
        for index, (left, right) in enumerate(zip(before.args, after.args, strict=True)):
            yield from _differences(left, right, (*path, index))


def _in_sequence(before: Term, after: Term, path: tuple[int, ...]) -> Iterator[Position]:
    shortest = min(len(before.args), len(after.args))
    start = 0
    while start < shortest and before.args[start] == after.args[start]:
        start += 1
    end = 0
    while end < shortest - start and before.args[-1 - end] == after.args[-1 - end]:
        end += 1
    old = before.args[start : len(before.args) - end]
    new = after.args[start : len(after.args) - end]
    if len(old) == len(new) == 1:
        yield from _differences(old[0], new[0], (*path, start))
    elif len(new) == len(after.args):
        yield Position(path)
    elif new:
        yield Position(path, tuple(range(start, start + len(new))))
