"""How terms are written: each once, in a table, or where it stands."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

from derive.algebra.serialize import to_tree
from derive.algebra.term import Term
from derive.latex.printer import latex
from derive.proof.certificate.checked_latex import checked_latex

__all__ = ["InPlace", "TermTable", "TermWriter"]

Json: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[object, ...]


class TermWriter(Protocol):
    """What a term becomes in JSON: as a formula, with its LaTeX, or as a bare tree."""

    def formula(self, term: Term) -> Any: ...

    def tree(self, term: Term) -> Any: ...


class InPlace:
    """Every formula as its LaTeX and its tree, where it stands."""

    def formula(self, term: Term) -> Json:
        return {"latex": latex(term), "tree": to_tree(term)}

    def tree(self, term: Term) -> Json:
        return to_tree(term)


class TermTable:
    """Every term as its number in a table; a node names its arguments by their numbers.

    Nodes that are formulas somewhere have their LaTeX, read again and compared with the term.
    """

    def __init__(self) -> None:
        self.nodes: list[Json] = []
        self._numbers: dict[Key, int] = {}
        self._terms: dict[Term, int] = {}

    def formula(self, term: Term) -> int:
        """The number of a term.  Raises DeriveError if its LaTeX does not read as it."""
        number = self.tree(term)
        if "latex" not in self.nodes[number]:
            text = checked_latex(term)
            if text is not None:
                self.nodes[number]["latex"] = text
        return number

    def tree(self, term: Term) -> int:
        if term not in self._terms:
            self._terms[term] = self._add(to_tree(term))
        return self._terms[term]

    def _add(self, tree: Json) -> int:
        node = dict(tree)
        if "args" in tree:
            node["args"] = [self._add(arg) for arg in tree["args"]]
        key = tuple((name, repr(value)) for name, value in node.items())
        if key not in self._numbers:
            self._numbers[key] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[key]
