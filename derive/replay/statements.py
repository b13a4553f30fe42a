"""What was checked, said in one plain linear form of replay's own, from the trees alone.

A reader who trusts replay and nothing else reads these lines: sums, products, powers and relations
stand between their operands, every other operation before its arguments in parentheses, and what
binds less tightly than its surroundings in parentheses of its own.  A name that is no plain word
stands in quotes, so that no name can look like a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.replay import dims
from derive.replay.claims import COMPARISONS, Fact
from derive.replay.dims import Shape
from derive.replay.nodes import RELATIONS, STATEMENTS, Tree
from derive.replay.operations import OPERATIONS
from derive.replay.trees import LEAVES

__all__ = ["MEANS", "RESERVED", "Answer", "Claimed", "letter", "linear", "said", "statement"]
__all__ += ["under"]

RELATION, SUM, PRODUCT, POWER, ATOM = range(5)  # how tightly a piece holds together
WORD = re.compile(r"\\?[A-Za-z_]\w*", re.ASCII)
RESERVED = frozenset((*OPERATIONS, *LEAVES, "I", r"\pi", r"\infty"))
INFIX = {"equation": (" = ", RELATION), "add": (" + ", SUM), "mul": (" * ", PRODUCT)}
SIGNS = ("2", "F", *RELATIONS)  # words that stand for themselves
MEANS = ":"  # of a letter of which nothing was said: it is what the result is called from here on
SIZED = {"identity": "I", "zeros": "0", "ones": "1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A result of a part: its term, whether it answers the goal, and its name as printed."""

    term: Tree
    of_goal: bool
    name: str = ""
    called: Tree | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim beside the results of a part, as it is printed, and the terms it speaks of."""

    text: str
    about: tuple[Tree, ...]


def statement(
    part: str,
    symbols: Mapping[str, Shape],
    facts: Sequence[Fact],
    goal: Tree,
    answers: Sequence[Answer],
    claims: Sequence[Claimed] = (),
) -> str:
    """A part in a line each for its letters, assumptions, goal, answers and other claims."""
    used = [goal, *(answer.term for answer in answers), *(a for f in facts for a in f.args)]
    used += [answer.called for answer in answers if answer.called is not None]
    used += [tree for claim in claims for tree in claim.about]
    names = frozenset().union(*(tree.symbols for tree in used))
    letters = [letter(name, symbols[name]) for name in symbols if name in names]
    lines = [f"part {_name(part)}: for {', '.join(letters) or 'numbers'}"]
    if facts:
        lines.append(f"  given {'; '.join(map(said, facts))}")
    lines.append(f"  goal {linear(goal)}")
    for answer in answers:
        sign = "= " if answer.name.endswith(MEANS) else " = "
        named = f"{answer.name}{sign}" if answer.name and answer.term.op not in STATEMENTS else ""
        word = "answer" if answer.of_goal else "result"
        lines.append(f"  {word} {named}{linear(answer.term)}")
    lines += [f"  {claim.text}" for claim in claims]
    return "\n".join(lines)


def letter(name: str, shape: Shape) -> str:
    """A letter and its shape."""
    return f"{_name(name)}: {_shape(shape)}"


def _shape(shape: Shape) -> str:
    return "×".join(dims.show(dim, _name) for dim in shape) if shape else "scalar"


def under(claim: str, facts: Sequence[Fact]) -> str:
    """A claim, and under what it holds."""
    return f"{claim} where {'; '.join(map(said, facts))}" if facts else claim


def said(fact: Fact) -> str:
    """A fact in linear form."""
    if fact.predicate in COMPARISONS:
        return f" {fact.predicate} ".join(_within(arg, SUM) for arg in fact.args)
    return f"{fact.predicate}({', '.join(map(linear, fact.args))})"


# -- terms ----------------------------------------------------------------------------------------


def linear(tree: Tree) -> str:
    """A term or a statement in linear form."""
    return _printed(tree)[0]


def _printed(tree: Tree) -> tuple[str, int]:
    """The text and how tightly it holds together."""
    if not tree.args:
        return _leaf(tree)
    if tree.op in INFIX:
        sign, level = INFIX[tree.op]
        # What stands inside is held more tightly, so that the tree can be read off.
        return sign.join(_within(arg, level + 1) for arg in tree.args), level
    if tree.op == "pow":
        return "^".join(_within(arg, ATOM) for arg in tree.args), POWER
    if tree.op == "indicator":
        left, sign_, right = tree.args
        return f"indicator({linear(left)} {sign_.name} {linear(right)})", ATOM
    return f"{tree.op}({', '.join(map(linear, tree.args))})", ATOM


def _leaf(tree: Tree) -> tuple[str, int]:
    if tree.op == "number":
        plain = tree.value.denominator == 1 and tree.value >= 0
        return str(tree.value), ATOM if plain else SUM
    if tree.op in SIZED:
        return f"{SIZED[tree.op]}[{_shape(tree.shape)}]", ATOM
    if tree.op == "name" and tree.name in SIGNS:
        return tree.name, ATOM
    return (_name(tree.name) if tree.name else tree.op), ATOM


def _within(tree: Tree, level: int) -> str:
    text, held = _printed(tree)
    return text if held >= level else f"({text})"


def _name(name: str) -> str:
    plain = WORD.fullmatch(name) and name not in RESERVED
    return name if plain else ascii(name)
