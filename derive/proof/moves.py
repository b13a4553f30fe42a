"""Moves: single rewrites proposed for a term, and normal forms reached by them.

A move is only a proposal.  `made` and `replay_moves` have the kernel make the steps; nothing here
is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.index_ranges import inside
from derive.algebra.indices import binders, fresh_index
from derive.algebra.normal_form import equal_modulo
from derive.algebra.occurrences import find
from derive.algebra.order import ordered
from derive.algebra.pattern import Bindings, Position, tidy_at
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.proof import kernel
from derive.proof.step import Step
from derive.rules.rule import Rule

__all__ = [
    "Direction",
    "Fuel",
    "Move",
    "made",
    "moves",
    "normalize",
    "replay_moves",
]


@dataclass(frozen=True, slots=True)
class Direction:
    """A rule and the way it is read."""

    rule: Rule
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """A rewrite that may be made: where, by which instance, and what it would give."""

    direction: Direction
    position: Position
    bindings: Bindings
    before: Term
    after: Term


class Fuel:
    """A bound on the work of a search, shared by all its parts."""

    def __init__(self, amount: int) -> None:
        self.left = amount

    def burn(self) -> None:
        """Use one unit.  Raises LimitError when none is left."""
        self.left -= 1
        if self.left < 0:
            raise LimitError("the search was given up: it took too many steps")


def moves(context: Context, term: Term, direction: Direction) -> Iterator[Move]:
    """Every instance of the rule in `term` whose guards are known to hold, outermost first."""
    source, target = direction.rule.sides(direction.forward)
    wanted = t.free_symbols(target)
    new = frozenset(index for part in t.subterms(target) for index in binders(part))
    for position, bindings in find(source, term):
        replacements = {**bindings, **_fresh(context, term, new - bindings.keys())}
        if not wanted <= replacements.keys() or direction.rule.captures(replacements):
            continue
        needs = direction.rule.needs(direction.forward)
        here = inside(context, term, position.path)
        if all(_known(here, guard.substitute(replacements)) for guard in needs):
            after = tidy_at(term, position, t.substitute(target, replacements))
            if after != term and t.Tabulated not in map(type, t.subterms(after)):
                yield Move(direction, position, replacements, term, after)


def _known(context: Context, guard: Fact) -> bool:
    """Whether a guard is met: inferred, or an equation that silent arithmetic sees."""
    same = guard.predicate == "=" and equal_modulo(*guard.args)
    return same or ask(context, guard).value is True


def _fresh(context: Context, term: Term, new: frozenset[Term]) -> dict[Term, Term]:
    """Names for the indices that the other side binds and this one does not."""
    if not new:
        return {}
    taken = {*context.symbols.values(), *t.free_symbols(term)}
    names: dict[Term, Term] = {}
    for index in ordered(new):
        names[index] = fresh_index({*taken, *names.values()})
    return names


def normalize(
    context: Context, term: Term, rules: Iterable[Direction], fuel: Fuel, of: Term | None = None
) -> tuple[Move, ...]:
    """The moves to a term in which none of the rules applies; earlier rules go first.

    With `of`, only instances of the rules that bind a variable to that term.
    """
    rules = tuple(rules)
    path: list[Move] = []
    while (move := _first(context, term, rules, of)) is not None:
        fuel.burn()
        path.append(move)
        term = move.after
    return tuple(path)


def _first(
    context: Context, term: Term, rules: Sequence[Direction], of: Term | None
) -> Move | None:
    for direction in rules:
        for move in moves(context, term, direction):
            if of is None or of in move.bindings.values():
                return move
    return None


def made(context: Context, move: Move) -> Step:
    """The kernel's step for the move.  Raises StepError where the kernel refuses it."""
    return kernel.rewrite(
        context,
        move.before,
        move.direction.rule,
        move.position,
        move.bindings,
        forward=move.direction.forward,
    )


def replay_moves(context: Context, proposed: Iterable[Move]) -> tuple[Step, ...]:
    """The kernel's steps for the moves.  Raises StepError where the kernel refuses one."""
    return tuple(made(context, move) for move in proposed)
