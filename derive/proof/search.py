"""Finding the rules that lead from one line to the next.

The ways, in order: one move; each changed part by itself; both lines simplified until they meet,
with few families of rules first; both written in components; both with defined symbols written out;
the strategies; breadth first from both ends; inverses cleared.  What is found are proposals; the
kernel makes the steps.

Limits
    Every search burns fuel.  A line that cannot be explained is refused, never passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.definedness import stated
from derive.algebra.fractions import divisors
from derive.algebra.normal_form import equal_modulo, key
from derive.algebra.occurrences import kinds
from derive.algebra.pattern import Position
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.cancellation import Tools, cancelled
from derive.proof.fraction_steps import bridge, meets
from derive.proof.limit_evaluation import evaluate_limits, growing_taken_out
from derive.proof.meeting import meet_expanded, meet_in_turn, meet_simplified
from derive.proof.moves import Direction, Fuel, Move, normalize, replay_moves
from derive.proof.near_miss import LINE, near_miss
from derive.proof.proposals import Found, Proposal, joined, proposals
from derive.proof.rule_choice import ALL, SIMPLIFY, Library
from derive.proof.step import Step, assumed_by
from derive.proof.strategies.clear_inverses import cleared
from derive.proof.strategies.expand_and_collect import combined, expanded_and_collected
from derive.proof.strategies.simplify_first import opened, simplified_first
from derive.proof.strategies.small_sizes import compared_cell_by_cell
from derive.proof.strategies.uniqueness import determined
from derive.proof.two_ended import two_ended

__all__ = ["MOVES", "explain", "simplified", "textbook"]

FUEL = 2000
SHORT = 4  # rules, which a person sees at once
SHORTLY = ALL.whole[-1:]
MOVES = 120  # tried before a claim or an answer is left without steps
STRATEGIES = (
    expanded_and_collected,
    determined,
    cleared,
    simplified_first,
    opened,
    compared_cell_by_cell,
)  # in the order they are tried


def explain(
    context: Context, before: Term, after: Term, library: Library = ALL, limit: int = FUEL
) -> tuple[Step, ...]:
    """Steps from `before` to `after`, by rules of the library that are found.

    `limit` bounds the moves that are tried.

    Raises StepError with a counterexample if the lines differ, and one that says so if no rules are
    found.
    """
    if equal_modulo(before, after):
        return (kernel.arithmetic(context, before, after),)
    _refute(context, before, after)
    if library is ALL and any(divisors(before, after)) and meets(before, after):
        return bridge(context, before, after)
    first, last = _written_out(before), _written_out(after)
    steps = _explained(context, first, last, library, limit)
    if steps is None:
        raise StepError(
            "no rules were found that lead from the line before to this one",
            hint="the lines agree on every model tried: put a line between, or name the rules",
        )
    return (*bridge(context, before, first), *steps, *bridge(context, last, after))


def _explained(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> tuple[Step, ...] | None:
    """Steps by rules that are found; where limits come or go, these are evaluated first."""
    counts = [sum(isinstance(x, t.LIMITS) for x in t.subterms(side)) for side in (before, after)]
    if counts[0] != counts[1]:
        return _without_limits(context, before, after, library, limit)
    steps = _rewritten(context, before, after, library, limit)
    if steps is None and counts[0]:
        steps = _without_limits(context, before, after, library, limit)
    return steps


def _rewritten(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> tuple[Step, ...] | None:
    """Steps by rules, then by a strategy, from both ends, by clearing inverses."""
    found = _ways(context, before, after, library, limit)
    if found is not None:
        return joined(context, before, after, found)
    steps = _by_strategies(context, before, after) if library is ALL else None
    if steps is not None:
        return steps
    found = _two_ended(context, before, after, library, limit)
    if found is not None:
        return joined(context, before, after, found)
    steps = combined(context, before, after) if library is ALL else None
    return steps or _cleared(context, before, after, library)


def textbook(context: Context, before: Term, after: Term, limit: int = MOVES) -> tuple[Step, ...]:
    """Steps between two terms as a textbook would give them: one rule, a strategy, else a search.

    Raises StepError as `explain` does.
    """
    if not isinstance(before, t.STATEMENTS) and not isinstance(after, t.STATEMENTS):
        if equal_modulo(before, after):
            return (kernel.arithmetic(context, before, after),)
        found = _one_move(context, before, after, ALL.every)
        if found is not None:
            return joined(context, before, after, found)
        steps = (
            expanded_and_collected(context, before, after)
            or _simplified_shortly(context, before, after)
            or _by_strategies(context, before, after)
            or combined(context, before, after)
        )
        if steps is not None:
            return steps
    return explain(context, before, after, ALL, limit)


def _simplified_shortly(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """At most SHORT rules that simplify both lines until they meet."""
    try:
        found = meet_in_turn(context, before, after, SHORTLY, Fuel(MOVES))
    except LimitError:
        return None
    if found is None or sum(map(len, found)) > SHORT:
        return None
    return joined(context, before, after, found)


def _by_strategies(context: Context, before: Term, after: Term) -> tuple[Step, ...] | None:
    """Steps by the first strategy that finds some."""
    for strategy in STRATEGIES:
        steps = strategy(context, before, after)
        if steps is not None:
            return steps
    return None


def _without_limits(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> tuple[Step, ...] | None:
    """Steps that evaluate the limits on both lines, and lead from one value to the other."""
    rules = [direction.rule for direction in library.every if direction.forward]
    down, up = (evaluate_limits(context, side, rules) for side in (before, after))
    first = down[-1].after if down else before
    last = up[-1].after if up else after
    if not down and not up:
        return _growing_taken_out(context, before, after, library, limit)
    back = tuple(kernel.reverse(context, step) for step in reversed(up))
    if meets(first, last):
        return (*down, *bridge(context, first, last), *back)
    middle = _rewritten(context, first, last, library, limit)
    return None if middle is None else (*down, *middle, *back)


def _growing_taken_out(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> tuple[Step, ...] | None:
    """Steps that evaluate limits at infinity once what grows is taken out of their inverses."""
    down, up = (growing_taken_out(side) for side in (before, after))
    if not down and not up:
        return None
    steps: list[Step] = []
    for one, other in pairwise((before, *down, *reversed(up), after)):
        evaluated = one == (down[-1] if down else before)
        way = _without_limits if evaluated else _rewritten
        found = way(context, one, other, library, limit)
        if found is None:
            return None
        steps += found
    return tuple(steps)


def _cleared(
    context: Context, before: Term, after: Term, library: Library
) -> tuple[Step, ...] | None:
    """Steps that clear inverses, where the library has the rules for it."""
    rules = library.whole[-1]

    def meet(context: Context, one: Term, other: Term, limit: int) -> tuple[Step, ...] | None:
        found = meet_simplified(context, one, other, rules, Fuel(limit))
        return None if found is None else joined(context, one, other, found)

    present = (*stated(before), *stated(after))
    if not library.clears or not present:
        return None
    wider = Context(context.symbols, tuple(dict.fromkeys((*context.facts, *present))))
    try:
        steps = cancelled(wider, before, after, Tools(meet, rules))
        if steps is None:
            return None
        used = {fact for step in steps for flat in step.flat() for fact in assumed_by(flat.reason)}
        presumed = [fact for fact in wider.facts[len(context.facts) :] if fact in used]
        return (kernel.chain(context, steps, presumed),)
    except (LimitError, StepError):
        return None


def _written_out(term: Term) -> Term:
    """The term with its small whole powers of matrices, and the reciprocals of its scalar products,
    as products."""
    if t.is_leaf(term):
        return term
    args = [_written_out(arg) for arg in term.args]
    if type(term) is t.MatPow and isinstance(args[1], Integer) and args[1] in (2, 3, 4):
        return t.mul(*args[:1] * int(args[1]))
    if isinstance(term, Pow) and args[1] == -1 and isinstance(args[0], Mul):
        return t.mul(*(t.power(factor, Integer(-1)) for factor in args[0].args))
    return t.rebuild(term, args)


def simplified(context: Context, before: Term, after: Term | None) -> tuple[Step, ...] | None:
    """Steps that simplify `before` until it meets `after`; without `after`, as far as it goes."""
    fuel = Fuel(FUEL)
    if after is None:
        return replay_moves(context, normalize(context, before, SIMPLIFY, fuel))
    if meets(before, after):
        return bridge(context, before, after)
    found = meet_simplified(context, before, after, SIMPLIFY, fuel)
    return None if found is None else joined(context, before, after, found)


def _refute(context: Context, before: Term, after: Term) -> None:
    if isinstance(before, t.STATEMENTS) or isinstance(after, t.STATEMENTS):
        return
    verdict = compare(context, before, after, domain=False)
    if verdict.status == "different":
        raise StepError(
            f"this line is not equal to the one before: {verdict.reason}",
            hint=near_miss(context, before, after, LINE),
        )


def _search(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> Found | None:
    found = _ways(context, before, after, library, limit)
    return found or _two_ended(context, before, after, library, limit)


def _ways(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> Found | None:
    """All ways but the search from both ends."""
    fuel = Fuel(limit)
    try:
        return (
            _one_move(context, before, after, library.every)
            or _part_by_part(context, before, after, library, limit)
            or (([], []) if meets(before, after) else None)
            or meet_in_turn(context, before, after, library.whole, fuel)
            or _meet_in_components(context, before, after, library, fuel)
            or meet_expanded(context, before, after, library.whole[-1], fuel)
        )
    except LimitError:
        return None


def _two_ended(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> Found | None:
    try:
        return two_ended(context, before, after, library.every, Fuel(limit))
    except LimitError:
        return None


def _one_move(
    context: Context, before: Term, after: Term, rules: Sequence[Direction]
) -> Found | None:
    goal = key(after)
    for move in proposals(context, before, rules):
        if key(move.after) == goal:
            return [move], []
    return None


def _part_by_part(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> Found | None:
    """Where one operation stands on both lines, each of its arguments that changes by itself."""
    merging = (t.MatAdd, t.MatMul, Add, Mul)  # their arguments have no fixed places
    if type(before) is not type(after) or isinstance(before, merging) or t.is_leaf(before):
        return None
    pairs = list(zip(before.args, after.args, strict=False))
    if isinstance(before, t.Jacobian) and () in map(shape_of, pairs[0]):
        pairs[0] = (t.as_scalar(pairs[0][0]), t.as_scalar(pairs[0][1]))
    changed = [i for i, (old, new) in enumerate(pairs) if old != new and not equal_modulo(old, new)]
    if len(before.args) != len(after.args) or not changed:
        return None
    ends = (list(before.args), list(after.args))
    found: tuple[list[Proposal], list[Proposal]] = ([], [])
    for index in changed:
        if compare(context, *pairs[index], domain=False).status != "equal":
            return None
        part = _search(context, *pairs[index], library, limit)
        if part is None:
            return None
        for side, args, moves_of in zip(found, ends, part, strict=True):
            for move in moves_of:
                lifted = _lifted(move, before, args, index)
                if lifted is None:
                    return None
                side.append(lifted)
                args[index] = move.after
    return found


def _lifted(move: Proposal, whole: Term, args: Sequence[Term], index: int) -> Proposal | None:
    """The same move, made inside an argument of a term; None where it would change its form."""
    if t.is_number(move.after):  # a power of it would be folded
        return None
    where = (move.position,) if isinstance(move, Move) else move.positions
    if isinstance(whole, t.Jacobian) and isinstance(move.before, t.AsScalar):
        if not all(position.path for position in where):
            return None  # the derivative is of the matrix itself
        where = tuple(Position(position.path[1:], position.window) for position in where)
    where = tuple(position.below(index) for position in where)
    old, new = (
        t.rebuild(whole, [*args[:index], part, *args[index + 1 :]])
        for part in (move.before, move.after)
    )
    if isinstance(move, Move):
        return replace(move, position=where[0], before=old, after=new)
    return replace(move, positions=where, before=old, after=new)


def _meet_in_components(
    context: Context, before: Term, after: Term, library: Library, fuel: Fuel
) -> Found | None:
    """Write lines that speak of entries in entries of letters only."""
    if not (kinds(before) | kinds(after)) & {t.Entry, t.IndexSum}:
        return None
    return meet_in_turn(context, before, after, library.components, fuel)
