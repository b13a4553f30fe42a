"""Sizes that are assumed equal, or to be numbers, put in one another's place."""

from __future__ import annotations

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term

__all__ = ["one_size"]


def one_size(context: Context) -> tuple[dict[Term, Term], Context]:
    """What puts one size in the place of sizes that are assumed equal, and the context with it."""
    sizes: dict[Term, Term] = {}
    for fact in context.facts:
        said = [size for size in fact.args if isinstance(size, t.Dim)]
        if fact.predicate == "=" and len(said) == 2:
            old, new = (t.substitute_dim(size, sizes) for size in said)
            if isinstance(new, Symbol | Integer) and old in context.dimensions and old != new:
                sizes = {one: new if size == old else size for one, size in sizes.items()}
                sizes[old] = new
    if not sizes:
        return {}, context
    letters: dict[Term, t.AnySymbol] = {
        s: t.matrix(s.name, *(t.substitute_dim(dim, sizes) for dim in s.shape))
        for s in context.symbols.values()
        if isinstance(s, t.MatrixSymbol)
    }
    merged: dict[Term, Term] = {**sizes, **letters}
    facts = [f for f in (fact.substitute(merged) for fact in context.facts) if not _says_nothing(f)]
    return merged, Context.of([letters.get(s, s) for s in context.symbols.values()], facts)


def _says_nothing(fact: Fact) -> bool:
    return fact.predicate == "=" and fact.args[0] == fact.args[1]
