"""Strategies: a term goes in, moves come out, or nothing.

A strategy is a function (context, term, fuel) -> moves or None; None says that it does not apply.
Strategies are untrusted: what they propose becomes Steps only in the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.proof.moves import Direction, Fuel, Move, moves
from derive.rules.rule import Rule

__all__ = ["Strategy", "at", "everywhere", "first", "once", "repeat", "then"]

Strategy: TypeAlias = Callable[[Context, Term, Fuel], tuple[Move, ...] | None]


def once(rule: Rule, *, forward: bool = True, of: Term | None = None) -> Strategy:
    """The first instance of the rule, outermost first; with `of`, the first that binds it."""

    def strategy(context: Context, term: Term, fuel: Fuel) -> tuple[Move, ...] | None:
        fuel.burn()
        for move in moves(context, term, Direction(rule, forward)):
            if of is None or of in move.bindings.values():
                return (move,)
        return None

    return strategy


def at(path: tuple[int, ...], strategy: Strategy) -> Strategy:
    """The strategy's first proposal, if it lies at or below the node at `path`."""

    def there(context: Context, term: Term, fuel: Fuel) -> tuple[Move, ...] | None:
        proposed = strategy(context, term, fuel)
        if proposed is None or proposed[0].position.path[: len(path)] != path:
            return None
        return proposed

    return there


def then(*strategies: Strategy) -> Strategy:
    """All of them in turn; nothing if one does not apply."""

    def all_of_them(context: Context, term: Term, fuel: Fuel) -> tuple[Move, ...] | None:
        made: list[Move] = []
        for strategy in strategies:
            more = strategy(context, made[-1].after if made else term, fuel)
            if more is None:
                return None
            made += more
        return tuple(made)

    return all_of_them


def first(*strategies: Strategy) -> Strategy:
    """The first one that applies."""

    def one_of_them(context: Context, term: Term, fuel: Fuel) -> tuple[Move, ...] | None:
        for strategy in strategies:
            made = strategy(context, term, fuel)
            if made is not None:
                return made
        return None

    return one_of_them


def repeat(strategy: Strategy) -> Strategy:
    """Again and again until it does not apply; no times is not a failure."""

    def repeated(context: Context, term: Term, fuel: Fuel) -> tuple[Move, ...] | None:
        made: list[Move] = []
        while (more := strategy(context, made[-1].after if made else term, fuel)) is not None:
            made += more
        return tuple(made)

    return repeated


def everywhere(rule: Rule, *, forward: bool = True, of: Term | None = None) -> Strategy:
    """Every instance of the rule, new ones included; nothing if there is none."""
    one = once(rule, forward=forward, of=of)
    return then(one, repeat(one))
