"""A derivation that stands at a matrix, while one of its entries is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.index_ranges import range_facts
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.authoring.parts import Words
from derive.errors import SpecError
from derive.proof.step import Step

__all__ = ["Whole"]


@dataclass(frozen=True, slots=True)
class Whole:
    """The matrix `before`, its entry (row, column), and the derivation to go on with.

    `inside` is the context in which the entry is looked at: its indices are any in range.
    """

    before: Term
    row: Term
    column: Term
    outside: Context
    inside: Context
    start: Term | None = None
    called: Term | None = None
    steps: tuple[tuple[Step, Words], ...] = ()

    @classmethod
    def of(cls, context: Context, matrix: Term, names: tuple[str, ...]) -> Whole:
        """The entry with indices of these names; a side of size 1 takes no index.

        Raises SpecError for a wrong number of indices, or a name that is taken.
        """
        shape = shape_of(matrix)
        long = [place for place, size in enumerate(shape) if size != 1]
        if not long or len(names) != len(long):
            raise SpecError(
                f"an entry of a {show_shape(shape)} has {len(long)} indices", hint='as entry("k")'
            )
        indices: list[Term] = [t.ONE, t.ONE]
        facts: list[Fact] = []
        for name, place in zip(names, long, strict=True):
            sizes = {dim.name for dim in context.dimensions}
            if name in context.symbols.keys() | sizes or len(set(names)) < len(names):
                raise SpecError(f"{name} means something else already", hint="take another letter")
            indices[place] = t.index(name)
            facts += range_facts(indices[place], shape[place])
        new = (index for index in indices if isinstance(index, Symbol))
        inside = context.declare(*new).assume(*facts)
        return cls(matrix, indices[0], indices[1], context, inside)

    @property
    def entry(self) -> Term:
        return self.entry_of(self.before)

    def entry_of(self, matrix: Term) -> Term:
        """The entry of another matrix at the same place."""
        return t.entry(matrix, self.row, self.column)
