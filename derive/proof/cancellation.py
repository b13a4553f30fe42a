"""Clearing inverses: two lines are equal if they are after a multiplication by an invertible P.

P is taken from an inverse P^-1 that stands at an end of a product in one of the lines: multiplied
by P and expanded, the inverse is gone.  Several are cleared one after the other, sums first: that
shows the identities of Woodbury's kind, and that one matrix is the inverse of another.

References: Henderson and Searle, On deriving the inverse of a sum of matrices (1981).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.moves import Direction, Fuel, normalize, replay_moves
from derive.proof.step import Derivation, Step
from derive.rules.library import find_rule

__all__ = ["Tools", "cancelled"]

DEPTH = 4  # inverses cleared one after the other
FUEL = 400  # moves of one expansion


Meet: TypeAlias = Callable[[Context, Term, Term, int], tuple[Step, ...] | None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What products are shown equal with: how lines meet, and the rules that expand them."""

    meet: Meet
    rules: Sequence[Direction]


def cancelled(
    context: Context, before: Term, after: Term, tools: Tools, depth: int = DEPTH
) -> tuple[Step, ...] | None:
    """Steps from one matrix to another by cancelling inverses; None where none are found."""
    if not t.is_matrix(before) or not t.is_matrix(after) or depth == 0:
        return None
    for factor, left in _candidates(before, after):
        made = _by(context, (before, after), factor, left, tools, depth)
        if made is not None:
            return (made,)
    return None


def _candidates(*lines: Term) -> Iterator[tuple[Term, bool]]:
    """What stands inverted at the left or right end of a product in the lines, sums first."""
    found: dict[tuple[Term, bool], None] = {}
    for line in lines:
        for summand in line.args if isinstance(line, t.MatAdd) else (line,):
            word = [factor for factor in t.factors(summand) if t.is_matrix(factor)]
            for end, left in ((word[0], True), (word[-1], False)):
                if isinstance(end, t.Inverse):
                    found[end.args[0], left] = None
    yield from sorted(found, key=lambda pair: not isinstance(pair[0], t.MatAdd))


def _by(
    context: Context,
    lines: tuple[Term, Term],
    factor: Term,
    left: bool,
    tools: Tools,
    depth: int,
) -> Step | None:
    """The step that cancels one factor, if the two products are shown to be equal."""
    before, after = lines
    if not ask(context, Fact("invertible", (factor,))).value:
        return None
    products = [t.mul(factor, side) if left else t.mul(side, factor) for side in (before, after)]
    lemma = _derived(context, products[0], products[1], tools, depth - 1)
    if lemma is None:
        return None
    rule = find_rule("mul_left_cancel" if left else "mul_right_cancel")
    letters = {letter.name: letter for letter in rule.variables}
    one, other = ("B", "C") if left else ("A", "D")
    bindings: dict[Term, Term] = {
        letters[one]: before,
        letters[other]: after,
        letters["P"]: factor,
        **dict(zip(letters[one].shape, before.shape, strict=True)),
    }
    return kernel.rewrite(context, before, rule, Position(), bindings, lemmas=[lemma])


def _derived(
    context: Context, start: Term, end: Term, tools: Tools, depth: int
) -> Derivation | None:
    """A derivation that one product is the other: expanded until they meet, or cleared further."""
    if compare(context, start, end, domain=False).status != "equal":
        return None
    try:
        steps = tools.meet(context, start, end, FUEL)
        if steps is None:
            down, up = (normalize(context, x, tools.rules, Fuel(FUEL)) for x in (start, end))
            ends = down[-1].after if down else start, up[-1].after if up else end
            rest = cancelled(context, *ends, tools, depth)
            if rest is None:
                return None
            back = [kernel.turn_round(context, s) for s in reversed(replay_moves(context, up))]
            steps = (*replay_moves(context, down), *rest, *back)
        return kernel.derivation(context, start, steps, domain=False)
    except (LimitError, StepError):
        return None
