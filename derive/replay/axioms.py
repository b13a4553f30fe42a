"""The axioms that derive has ever shipped, by what they say.

An axiom cannot be checked: models refute a false one only if one is drawn that does.  So replay
believes those which stand in `axioms.txt`, one a line, and names all others as foreign.  A line
says a rule, or a line of inference, completely: variables are numbered by their first occurrence,
so that no name matters, and every guard is part of it.  The table only grows: what an old
certificate rests on stays in it (`python -m tests.replay.axiom_table` adds what is new).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from derive.replay import dims
from derive.replay.claims import Fact
from derive.replay.dims import Dim
from derive.replay.nodes import Tree
from derive.replay.statements import letter, linear, said
from derive.replay.substitution import substitute
from derive.replay.trees import leaf, subterms

__all__ = ["TABLE", "inference_text", "rule_text", "shipped"]

TABLE = Path(__file__).with_name("axioms.txt")


@cache
def shipped() -> frozenset[str]:
    """The lines of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def rule_text(
    sides: tuple[Tree, Tree],
    relation: str,
    needs: Sequence[Sequence[Fact]],
    functions: Sequence[tuple[str, str]] = (),
) -> str:
    """What a rule says: its sides, and its facts needed always, forwards and backwards."""
    names = _Names([*sides, *(arg for facts in needs for fact in facts for arg in fact.args)])
    lhs, rhs = map(names.tree, sides)
    pieces = [names.declared(), f"{linear(lhs)} {relation} {linear(rhs)}"]
    for when, facts in zip(("if", "forwards if", "backwards if"), needs, strict=True):
        if facts:
            pieces.append(f"{when} {names.facts(facts)}")
    pairs = sorted((names.letters[f].name, names.letters[x].name) for f, x in functions)
    pieces += [f"where {f} depends on {x}" for f, x in pairs]
    return " | ".join(pieces)


def inference_text(premises: Sequence[Fact], conclusion: Fact) -> str:
    """What a line of inference says."""
    names = _Names([arg for fact in (*premises, conclusion) for arg in fact.args])
    return f"{names.declared()} | {names.facts(premises)} ⊢ {names.facts([conclusion])}"


class _Names:
    """Variables, sizes and indices numbered by their first occurrence in some trees."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self.letters: dict[str, Tree] = {}
        self.sizes: dict[str, Dim] = {}
        parts = [part for tree in trees for part in subterms(tree)]
        for part in parts:
            for name in _sizes(part):
                self.sizes.setdefault(name, dims.symbol(f"n{len(self.sizes) + 1}"))
        for part in parts:
            if part.op in ("symbol", "index") and part.name not in self.letters:
                shape = tuple(dims.substitute(dim, self.sizes) for dim in part.shape)
                sign = "x" if part.op == "symbol" else "i"
                name = f"{sign}{len(self.letters) + 1}"
                self.letters[part.name] = leaf(part.op, shape, name)

    def tree(self, tree: Tree) -> Tree:
        return substitute(tree, self.letters, self.sizes)

    def facts(self, facts: Sequence[Fact]) -> str:
        return "; ".join(said(fact.at(self.letters, self.sizes)) for fact in facts)

    def declared(self) -> str:
        return ", ".join(letter(tree.name, tree.shape) for tree in self.letters.values())


def _sizes(part: Tree) -> Iterator[str]:
    if part.op == "dimension":
        yield part.name
    for dim in part.shape if not part.args else ():
        for monomial, _ in dim:
            yield from monomial
