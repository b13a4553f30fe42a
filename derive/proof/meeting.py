"""Both lines simplified until they meet.

What has no normal form is turned to look like the other line: products that are 1 x 1 and traces
are equal to those of the transposes, and the factors of a trace go round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import key
from derive.algebra.occurrences import kinds
from derive.algebra.pattern import Position, get, match, positions, tidy_at
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.proof.fraction_steps import meets
from derive.proof.moves import Direction, Fuel, Move, normalize
from derive.proof.proposals import Found, Proposal, end
from derive.proof.rule_choice import PUSH_TRANSPOSES
from derive.proof.substitution import expanded
from derive.rules.library import find_rule

__all__ = ["meet_expanded", "meet_in_turn", "meet_simplified"]

CYCLE = Direction(find_rule("trace_mul_comm"))
TURN = Direction(find_rule("trace_transpose"), forward=False)
SCALAR_TURNS = Direction(find_rule("transpose_scalar"), forward=False)


def meet_in_turn(
    context: Context,
    before: Term,
    after: Term,
    families: Sequence[Sequence[Direction]],
    fuel: Fuel,
) -> Found | None:
    """The first of some families of rules that both lines meet by."""
    for rules in families:
        found = meet_simplified(context, before, after, rules, fuel)
        if found is not None:
            return found
    return None


def meet_simplified(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    """Paths by simplifying rules from both lines to where they meet, as short as they can be."""
    down: list[Proposal] = list(normalize(context, before, rules, fuel))
    up: list[Proposal] = list(normalize(context, after, rules, fuel))
    goal = end(up, after)
    down += _turned_like(context, end(down, before), goal, fuel)
    down += _traces_like(context, end(down, before), goal, fuel)
    reached = {key(m.after): i + 1 for i, m in reversed([*enumerate(down)])} | {key(before): 0}
    for count, term in enumerate([after, *(move.after for move in up)]):
        if key(term) in reached:
            return down[: reached[key(term)]], up[:count]
    return (down, up) if meets(end(down, before), goal) else None


def meet_expanded(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    """Put in what each defined symbol stands for, on both lines, then simplify."""
    down, up = expanded(context, before), expanded(context, after)
    if not down and not up:
        return None
    start, goal = end(down, before), end(up, after)
    found = ([], []) if meets(start, goal) else meet_simplified(context, start, goal, rules, fuel)
    return found and ([*down, *found[0]], [*up, *found[1]])


def _turned_like(context: Context, term: Term, model: Term, fuel: Fuel) -> list[Proposal]:
    """Moves that turn the 1 x 1 products of `term` round which stand that way in `model`."""
    wanted = {key(product) for _, product in _scalar_products(model)}
    for where, product in list(_scalar_products(term)):
        pushed = normalize(context, t.transpose(product), PUSH_TRANSPOSES, fuel)
        turned = end(pushed, t.transpose(product))
        if key(product) not in wanted and key(turned) in wanted:
            [variable] = SCALAR_TURNS.rule.variables
            after = tidy_at(term, where, t.transpose(product))
            move = Move(SCALAR_TURNS, where, {variable: product}, term, after)
            rest = normalize(context, after, PUSH_TRANSPOSES, fuel)
            return [move, *rest, *_turned_like(context, end(rest, after), model, fuel)]
    return []


def _traces_like(context: Context, term: Term, model: Term, fuel: Fuel) -> list[Proposal]:
    """Moves that turn the traces of `term` round which stand that way in `model`."""
    wanted = {key(node) for _, node in _traces(model)}
    for where, node in _traces(term):
        fuel.burn()
        for start in (
            ((), _transposed(context, term, where, fuel)) if key(node) not in wanted else ()
        ):
            now = end(start, term)
            trace = get(now, where)
            for bound in ({}, *match(CYCLE.rule.lhs, trace)):
                turned = t.substitute(CYCLE.rule.rhs, dict(bound)) if bound else trace
                if key(turned) in wanted:
                    after = tidy_at(now, where, turned)
                    move = [Move(CYCLE, where, bound, now, after)] if bound else []
                    return [*start, *move, *_traces_like(context, after, model, fuel)]
    return []


def _traces(term: Term) -> list[tuple[Position, Term]]:
    """The traces of a term, outermost first."""
    if t.Trace not in kinds(term):
        return []
    found = ((where, get(term, where)) for where in positions(term))
    return [(where, node) for where, node in found if isinstance(node, t.Trace)]


def _transposed(context: Context, term: Term, where: Position, fuel: Fuel) -> list[Proposal]:
    """Moves that transpose what stands in the trace at a position, the transposes pushed in."""
    node = get(term, where)
    [variable] = TURN.rule.variables
    bound: dict[Term, Term] = {variable: node.args[0]}
    after = tidy_at(term, where, t.rebuild(node, [t.transpose(node.args[0])]))
    pushed = normalize(context, after, PUSH_TRANSPOSES, fuel)
    return [Move(TURN, where, bound, term, after), *pushed]


def _scalar_products(term: Term) -> Iterator[tuple[Position, Term]]:
    """The 1 x 1 products of matrices, without their scalar factors."""
    for position in positions(term):
        node = get(term, position)
        if isinstance(node, t.MatMul) and shape_of(node) == (t.ONE, t.ONE):
            window = tuple(i for i, factor in enumerate(node.args) if t.is_matrix(factor))
            whole = len(window) == len(node.args)
            where = position if whole else Position(position.path, window)
            yield where, get(term, where)
