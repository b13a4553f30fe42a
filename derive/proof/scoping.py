"""What may not be rewritten below a derivative, a minimum, a sum or a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from derive.algebra import term as t
from derive.algebra.approach import approaches_above
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.index_ranges import ranges_above
from derive.algebra.indices import bound_indices, free_indices, is_delta
from derive.algebra.pattern import Position
from derive.algebra.plain_text import plain
from derive.algebra.term import Term
from derive.errors import StepError

__all__ = ["refuse_bound", "refuse_corners", "refuse_dependent", "refuse_variable"]

BINDS: Mapping[type, int] = MappingProxyType(
    {kind: row.variable for kind, row in t.OPERATIONS.items() if row.variable is not None}
)  # which argument is the variable

CORNERS = t.which(lambda row: row.corners)


def refuse_bound(term: Term, position: Position, facts: Sequence[Fact]) -> None:
    """Inside a function of x an assumption about x does not hold for every x, and x is no term."""
    known = (*ranges_above(term, position.path), *approaches_above(term, position.path))
    node = term
    for index in position.path:
        binds = BINDS.get(type(node))
        if binds is not None:
            if index == binds:
                raise StepError(f"{node.args[binds]} is the variable here, and is not rewritten")
            refuse_variable(node.args[binds], [fact for fact in facts if fact not in known])
        node = node.args[index]


def refuse_variable(variable: Term, facts: Iterable[Fact]) -> None:
    """Raise StepError if one of the facts speaks of the variable, which takes every value."""
    letters = t.free_symbols(variable)
    for fact in facts:
        bound = frozenset(i for arg in fact.args for i in bound_indices(arg))
        free = frozenset(i for arg in fact.args for i in free_indices(arg))
        if letters & fact.free_symbols - (bound - free):
            raise StepError(f"{fact} holds for one value, not inside a function of it")


def refuse_dependent(context: Context, *terms: Term) -> None:
    """Raise StepError if below a binder a letter stands for a function of what is bound there.

    Where y = A x is assumed, the limit of y as x tends to 0 is no limit of a constant.
    """
    equations = equations_in(context.facts)
    for term in terms:
        written = written_below(equations, term, strict=False)
        if written != term:
            raise StepError(
                f"in {plain(term)} a letter varies with what is bound there, by its definition",
                hint=f"write it out: {plain(written)}",
            )


def refuse_corners(term: Term, position: Position, *sides: Term) -> None:
    """Below a derivative nothing is rewritten by what has corners.

    There the derivative is agreed upon, and follows from how the function is written.
    """
    node = term
    for index in position.path:
        if isinstance(node, t.DERIVATIVES):
            for side in sides:
                if any(isinstance(p, CORNERS) and not is_delta(p) for p in t.subterms(side)):
                    raise StepError("a function with corners is not rewritten inside a derivative")
        node = node.args[index]
