"""Both lines simplified by rules, then multiplied out and collected.

What stands in blocks, Kronecker and Hadamard products, determinants and logarithms is brought to
letters that can be multiplied out; what is left is expanding and collecting.  What letters stand
for may be put in before, and one rule for determinants may be used that simplifies nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.occurrences import kinds
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError, StepError
from derive.proof.moves import Direction, Fuel, Move, moves, normalize
from derive.proof.proposals import Proposal, end, joined
from derive.proof.rule_choice import SIMPLIFY
from derive.proof.step import Step
from derive.proof.strategies.expand_and_collect import expansions
from derive.proof.strategies.presumption import presuming
from derive.proof.substitution import expanded
from derive.rules.families import Stage
from derive.rules.library import find_rule

__all__ = ["opened", "simplified_first"]

MOVES = 40  # that simplify one line
OPENINGS = 8  # rules that are tried before simplifying
WITHOUT = (Stage.DISTRIBUTION, Stage.ENTRIES, Stage.TRANSPOSES)  # what expanding does by itself
RULES = tuple(move for move in SIMPLIFY if move.rule.stage not in WITHOUT)
OF_DETERMINANTS = (
    Direction(find_rule("det_add_mul")),
    Direction(find_rule("block_det")),
    Direction(find_rule("block_det_last")),
    Direction(find_rule("det_one_add_mul_comm")),
    Direction(find_rule("det_one_add_mul_comm"), forward=False),
)


def simplified_first(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """Steps that simplify both lines and expand what they become; None where none are found."""
    defined = tuple(expanded(context, line) for line in (before, after))
    steps = _from(context, (before, after), ((), ()))
    if steps is None and any(defined):
        steps = _from(context, (before, after), defined)
    return steps


def opened(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """The same after one rule for determinants, on either line."""
    if not (kinds(before) | kinds(after)) & {t.Determinant}:
        return None
    for one in _openings(context, before):
        steps = _from(context, (before, after), ((one,), ()))
        if steps is not None:
            return steps
    for one in _openings(context, after):
        steps = _from(context, (before, after), ((), (one,)))
        if steps is not None:
            return steps
    return None


def _openings(context: Context, line: Term) -> Iterator[Move]:
    count = 0
    for direction in OF_DETERMINANTS:
        for move in moves(context, line, direction):
            count += 1
            if count > OPENINGS:
                return
            yield move


def _from(
    context: Context, lines: tuple[Term, Term], starts: tuple[Sequence[Proposal], ...]
) -> tuple[Step, ...] | None:
    """Steps that begin with these on either line."""

    def made(wider: Context) -> tuple[Step, ...]:
        paths = [
            [*start, *_simplified(wider, end(start, line))]
            for line, start in zip(lines, starts, strict=True)
        ]
        if not any(paths):
            raise StepError("no rule simplifies these lines")
        first, last = (end(path, line) for path, line in zip(paths, lines, strict=True))
        down = joined(wider, lines[0], first, (paths[0], []))
        up = joined(wider, last, lines[1], ([], paths[1]))
        middle = () if first == last else expansions(context, wider, (first, last), 1)
        return (*down, *middle, *up)

    try:
        return presuming(context, *lines, made)
    except DeriveError:
        return None


def _simplified(context: Context, line: Term) -> Sequence[Move]:
    try:
        return normalize(context, line, RULES, Fuel(MOVES))
    except LimitError:
        raise StepError("this line is not simplified in few steps") from None
