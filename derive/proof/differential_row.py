"""What a row of the table of differentials holds, and the letters that it is written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["D", "DifferentialRow", "Handed", "Marks", "Named", "of_one", "unknown"]

D = r"\mathrm{d}"


class Marks:
    """Letters for the differentials of the arguments of one node, as x varies."""

    def __init__(self, x: Term) -> None:
        self._x = x
        self.terms: dict[Term, Term] = {}

    def varies(self, term: Term) -> bool:
        return self._x in t.free_symbols(term)

    def of(self, term: Term) -> Term:
        """The letter for d(term), of its shape."""
        inner = term.args[0] if isinstance(term, t.AsScalar) else term
        name = rf"{D}_{{{len(self.terms) + 1}}}"
        shape = shape_of(inner)
        mark = t.matrix(name, *shape) if shape else t.scalar(name)
        self.terms[mark] = inner
        return mark if inner is term else t.as_scalar(mark)


Named: TypeAlias = tuple[str, Term]
Handed: TypeAlias = Iterable[tuple[Term, Term]]


@dataclass(frozen=True, slots=True)
class DifferentialRow:
    """How an operation is differentiated; None, from either, where no rule is known.

    differential: of a node, the name of the rule and d(node), in letters for the differentials of
        its arguments.
    adjoint: of a node and the derivative by it, the arguments, each with the derivative by it.
    """

    differential: Callable[[Term, Marks], Named | None]
    adjoint: Callable[[Term, Term], Handed | None]


def of_one(
    name: str, differential: Callable[[Term, Term], Term], adjoint: Callable[[Term, Term], Term]
) -> DifferentialRow:
    """The row of f(A): d(f(A)) by the node and dA, the derivative by A by the node and G."""
    return DifferentialRow(
        lambda node, d: (name, differential(node, d.of(node.args[0]))),
        lambda node, above: [(node.args[0], adjoint(node, above))],
    )


def unknown(node: Term, given: object) -> None:
    """No rule is known in this direction."""
