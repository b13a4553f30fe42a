"""The LaTeX of a tree, printed anew."""

from __future__ import annotations

from derive.models.replay.trees import Tree

__all__ = ["Printer"]


class Printer:
    """Prints trees."""

    def latex(self, tree: Tree) -> str:
        return tree.op
