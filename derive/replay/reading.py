"""Formulas and facts of a certificate, and the letters that may occur in them.

A formula is read as its tree.  The LaTeX that a certificate carries beside it is only looked at to
be a string: whoever builds a certificate compares it with the tree, and replay says that it did
not (see `statements`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.replay.claims import Fact
from derive.replay.dims import Shape
from derive.replay.nodes import Tree
from derive.replay.plain import items, record, text
from derive.replay.report import ReplayError
from derive.replay.terms import Terms
from derive.replay.trees import subterms

__all__ = ["Formulas", "Scope", "leaves"]


def leaves(tree: Tree) -> Iterator[Tree]:
    """The symbols of a tree."""
    return (leaf for leaf in subterms(tree) if leaf.op == "symbol")


@dataclass(frozen=True, slots=True)
class Scope:
    """The symbols that may occur, with their shapes, and the dimensions.

    `varying` are pairs (f, x): f stands for a function of x.  `indices` may occur free.
    """

    symbols: Mapping[str, Shape]
    dims: frozenset[str]
    varying: tuple[tuple[str, str], ...] = ()
    indices: frozenset[str] = frozenset()
    facts: tuple[Fact, ...] = ()  # all that a part assumes: what may vary with what hangs on it

    def check(self, tree: Tree) -> None:
        """ReplayError if a symbol or dimension of it is not declared, or has another shape."""
        taken = {part.name for part in subterms(tree) if part.op == "index"}
        if taken & (self.symbols.keys() | self.dims):
            raise ReplayError(f"{min(taken & (self.symbols.keys() | self.dims))} is two things")
        for leaf in leaves(tree):
            if leaf.name not in self.symbols:
                raise ReplayError(f"{leaf.name} is not declared")
            if leaf.shape != self.symbols[leaf.name]:
                raise ReplayError(f"{leaf.name} is declared with another shape")
        if tree.indices - self.indices:
            raise ReplayError(f"the index {min(tree.indices - self.indices)} is not declared")
        if tree.dims - self.dims:
            raise ReplayError(f"the dimension {min(tree.dims - self.dims)} is not declared")


class Formulas:
    """Reads trees, formulas and facts, whichever way the certificate writes its terms."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def tree(self, data: object) -> Tree:
        """A tree that is no formula: it may use letters of a rule, or of nothing declared."""
        return self._terms.tree(data)

    def formula(self, data: object, scope: Scope | None = None) -> Tree:
        tree = self._terms.formula(data)
        if scope is not None:
            scope.check(tree)
        return tree

    def fact(self, data: object, scope: Scope | None = None) -> Fact:
        given = record(data, "predicate", "args")
        args = tuple(self.formula(arg, scope) for arg in items(given["args"]))
        fact = Fact(text(given["predicate"]), args)
        fact.check()
        return fact

    def facts(self, data: object, scope: Scope | None = None) -> tuple[Fact, ...]:
        return tuple(self.fact(item, scope) for item in items(data))
