"""Finding the rules that lead from one line to the next.

Three ways, the simplest first: a single rule; both lines simplified until they meet; a breadth-
first search from both ends.  What is found is a list of proposals; the kernel makes the steps.

Limits
    Every search burns fuel.  A line that cannot be explained is refused, never passed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Symbol

from derive.algebra import term as t
from derive.algebra.approach import LIMITS
from derive.algebra.context import Context, Fact
from derive.algebra.definedness import stated
from derive.algebra.fractions import divisors
from derive.algebra.normal_form import equal_modulo, key
from derive.algebra.pattern import Position, find, get, kinds, match, positions, put, tidy_at
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.cancellation import Tools, cancelled
from derive.proof.fraction_steps import bridge, meets
from derive.proof.hints import near_miss
from derive.proof.limit_evaluation import evaluate_limits
from derive.proof.moves import (
    COMPONENTS,
    DIAGONALS,
    SIMPLIFY,
    Direction,
    Fuel,
    Move,
    moves,
    normalize,
)
from derive.proof.step import Step, assumed_by
from derive.rules.library import RULES, find_rule
from derive.rules.rule import Rule

__all__ = ["ALL", "RECTIFY", "Library", "explain", "put_in", "simplified"]

FUEL = 2000
GROWTH = 8  # operations that a line between may have more than both ends
CLEARING = ("mul_left_cancel", "mul_right_cancel")


@dataclass(frozen=True, slots=True)
class Library:
    """The rules that a search may use: every one both ways, and families of simplifying ones."""

    every: tuple[Direction, ...]
    families: tuple[tuple[Direction, ...], ...]
    clears: bool  # whether inverses may be cleared

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Library:
        """The rules in their order, without those sides that would fit nearly everywhere."""
        chosen = tuple(rules)
        every = tuple(
            Direction(rule, way)
            for rule in chosen
            for way in (True, False)
            if not isinstance(rule.sides(way)[0], t.MatrixSymbol | Symbol)
            and not _makes_blocks(rule, way)
        )
        usable = tuple(d for d in SIMPLIFY if d.rule in chosen)
        words = (*(tuple(family.split()) for family in FAMILIES), ("",))
        families = (
            tuple(d for d in usable if any(word in d.rule.name for word in family))
            for family in words
        )
        return cls(every, tuple(families), set(CLEARING) <= {rule.name for rule in chosen})


def _makes_blocks(rule: Rule, way: bool) -> bool:
    """Whether the rule would cut any sum of products into blocks."""
    source, target = (kinds(side) for side in rule.sides(way))
    return t.BlockMatrix in target - source


# Simplifying with few kinds of rules first keeps out rules that are not needed.
FAMILIES = (
    "transpose_ symmetric",
    "scalar_",
    "log_ gaussian_",
    "inv_smul inv_one norm_sq",
    "log_ gaussian_ inv_smul inv_one norm_sq transpose_zero scalar_",
    "transpose_ inv_rev inv_inv inv_one orthogonal_inv inv_smul",
    "ortho cancel pinv",
    "transpose_ add norm_sq",
    "scalar_deriv",
    "scalar_deriv indicator_ relu_",
)
ALL = Library.of(RULES.values())
RECTIFY = tuple(d for d in SIMPLIFY if d.rule.name.startswith(("indicator_", "relu_")))


@dataclass(frozen=True, slots=True)
class Substitution:
    """A move that puts in an assumed equation."""

    fact: Fact
    forward: bool
    positions: tuple[Position, ...]
    before: Term
    after: Term


Proposal: TypeAlias = Move | Substitution
Found: TypeAlias = tuple[Sequence[Proposal], Sequence[Proposal]]


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
    counts = [sum(isinstance(x, LIMITS) for x in t.subterms(side)) for side in (before, after)]
    if counts[0] != counts[1]:
        return _without_limits(context, before, after, library, limit)
    found = _search(context, before, after, library, limit)
    if found is not None:
        return _joined(context, before, after, found)
    steps = _cleared(context, before, after, library)
    if steps is None and counts[0]:
        steps = _without_limits(context, before, after, library, limit)
    return steps


def _without_limits(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> tuple[Step, ...] | None:
    """Steps that evaluate the limits on both lines, and lead from one value to the other."""
    rules = [direction.rule for direction in library.every if direction.forward]
    down, up = (evaluate_limits(context, side, rules) for side in (before, after))
    first = down[-1].after if down else before
    last = up[-1].after if up else after
    if not down and not up:
        return None
    back = tuple(kernel.reverse(context, step) for step in reversed(up))
    if meets(first, last):
        return (*down, *bridge(context, first, last), *back)
    middle = _search(context, first, last, library, limit)
    if middle is None:
        return None
    return (*down, *_joined(context, first, last, middle), *back)


def _cleared(
    context: Context, before: Term, after: Term, library: Library
) -> tuple[Step, ...] | None:
    """Steps that clear inverses, where the library has the rules for it."""
    rules = library.families[-1]

    def meet(context: Context, one: Term, other: Term, limit: int) -> tuple[Step, ...] | None:
        found = _meet_simplified(context, one, other, rules, Fuel(limit))
        return None if found is None else _joined(context, one, other, found)

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
    if type(term) is t.MatPow and isinstance(args[1], Integer) and 2 <= args[1] <= 4:
        return t.mul(*args[:1] * int(args[1]))
    if isinstance(term, Pow) and args[1] == -1 and isinstance(args[0], Mul):
        return t.mul(*(t.power(factor, Integer(-1)) for factor in args[0].args))
    return t.rebuild(term, args)


def simplified(context: Context, before: Term, after: Term | None) -> tuple[Step, ...] | None:
    """Steps that simplify `before` until it meets `after`; without `after`, as far as it goes."""
    fuel = Fuel(FUEL)
    if after is None:
        moved = normalize(context, before, SIMPLIFY, fuel)
        return tuple(_make(context, move) for move in moved)
    if meets(before, after):
        return bridge(context, before, after)
    found = _meet_simplified(context, before, after, SIMPLIFY, fuel)
    return None if found is None else _joined(context, before, after, found)


def put_in(context: Context, term: Term, symbol: Term) -> Step:
    """The step that puts in, everywhere, what `symbol` is assumed to be equal to.

    Raises StepError if no such equation is assumed, or the symbol does not occur.
    """
    for fact in context.facts:
        if fact.predicate == "=" and fact.args[0] == symbol:
            for move in _substitutions(term, fact):
                if move.forward:
                    return _make(context, move)
            raise StepError(f"{symbol} does not occur in {term}")
    raise StepError(f"no equation says what {symbol} is")


def _joined(context: Context, before: Term, after: Term, found: Found) -> tuple[Step, ...]:
    """The steps of both halves, with the arithmetic that joins them."""
    forward, backward = found
    steps = [_make(context, move) for move in forward]
    back = [kernel.reverse(context, _make(context, move)) for move in reversed(backward)]
    middle = steps[-1].after if steps else before
    meeting = back[0].before if back else after
    return (*steps, *bridge(context, middle, meeting), *back)


def _refute(context: Context, before: Term, after: Term) -> None:
    if isinstance(before, t.STATEMENTS) or isinstance(after, t.STATEMENTS):
        return
    verdict = compare(context, before, after, domain=False)
    if verdict.status == "different":
        raise StepError(
            f"this line is not equal to the one before: {verdict.reason}",
            hint=near_miss(context, before, after),
        )


def _search(
    context: Context, before: Term, after: Term, library: Library, limit: int
) -> Found | None:
    fuel = Fuel(limit)
    try:
        return (
            _one_move(context, before, after, library.every)
            or _part_by_part(context, before, after, library, limit)
            or (([], []) if meets(before, after) else None)
            or _meet_in_family(context, before, after, library, fuel)
            or _meet_in_components(context, before, after, library, fuel)
            or _meet_expanded(context, before, after, library.families[-1], fuel)
            or _two_ended(context, before, after, library.every, fuel)
        )
    except LimitError:
        return None


def _one_move(
    context: Context, before: Term, after: Term, rules: Sequence[Direction]
) -> Found | None:
    goal = key(after)
    for move in _proposals(context, before, rules):
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


def _meet_in_family(
    context: Context, before: Term, after: Term, library: Library, fuel: Fuel
) -> Found | None:
    """Simplify with few kinds of rules first, so that no rule is used without need."""
    for family in library.families:
        found = _meet_simplified(context, before, after, family, fuel)
        if found is not None:
            return found
    return None


def _meet_in_components(
    context: Context, before: Term, after: Term, library: Library, fuel: Fuel
) -> Found | None:
    """Write lines that speak of entries in entries of letters only."""
    if not (kinds(before) | kinds(after)) & {t.Entry, t.IndexSum}:
        return None
    rules, diagonals = (
        tuple(d for d in family if d in library.every) for family in (COMPONENTS, DIAGONALS)
    )
    few = tuple(d for d in rules if not d.rule.name.startswith("partial"))
    for family in (diagonals, few, rules):
        found = _meet_simplified(context, before, after, family, fuel)
        if found is not None:
            return found
    return None


def _meet_simplified(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    down: list[Proposal] = list(normalize(context, before, rules, fuel))
    up: list[Proposal] = list(normalize(context, after, rules, fuel))
    goal = up[-1].after if up else after
    down += _turned_like(context, down[-1].after if down else before, goal, fuel)
    down += _traces_like(context, down[-1].after if down else before, goal, fuel)
    reached = {key(m.after): i + 1 for i, m in reversed([*enumerate(down)])} | {key(before): 0}
    for count, term in enumerate([after, *(move.after for move in up)]):
        if key(term) in reached:
            return down[: reached[key(term)]], up[:count]
    ends = (moves[-1].after if moves else end for moves, end in ((down, before), (up, after)))
    return (down, up) if meets(*ends) else None


def _meet_expanded(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    """Put in what each defined symbol stands for, on both lines, then simplify."""
    down, up = _expanded(context, before), _expanded(context, after)
    if not down and not up:
        return None
    start, goal = (
        moves[-1].after if moves else end for moves, end in ((down, before), (up, after))
    )
    found = ([], []) if meets(start, goal) else _meet_simplified(context, start, goal, rules, fuel)
    return found and ([*down, *found[0]], [*up, *found[1]])


def _expanded(context: Context, term: Term) -> list[Proposal]:
    made: list[Proposal] = []
    equations = [fact for fact in context.facts if fact.predicate == "="]
    values = [fact for fact in equations if t.is_number(fact.args[1])]
    letters = [fact for fact in equations if isinstance(fact.args[0], t.MatrixSymbol | Symbol)]
    for fact in dict.fromkeys((*values, *letters)):
        if fact.args[0] != 0:
            for move in _substitutions(made[-1].after if made else term, fact):
                if move.forward:
                    made.append(move)
    return made


def _turned_like(context: Context, term: Term, model: Term, fuel: Fuel) -> list[Proposal]:
    """Moves that turn the 1 x 1 products of `term` round which stand that way in `model`."""
    wanted = {key(product) for _, product in _scalar_products(model)}
    for where, product in list(_scalar_products(term)):
        pushed = normalize(context, t.transpose(product), TRANSPOSES, fuel)
        end = pushed[-1].after if pushed else t.transpose(product)
        if key(product) not in wanted and key(end) in wanted:
            [variable] = SCALAR_TURNS.rule.variables
            after = tidy_at(term, where, t.transpose(product))
            move = Move(SCALAR_TURNS, where, {variable: product}, term, after)
            rest = normalize(context, after, TRANSPOSES, fuel)
            after = rest[-1].after if rest else after
            return [move, *rest, *_turned_like(context, after, model, fuel)]
    return []


def _traces_like(context: Context, term: Term, model: Term, fuel: Fuel) -> list[Proposal]:
    """Moves that turn the traces of `term` round which stand that way in `model`."""
    wanted = {key(node) for _, node in _traces(model)}
    for where, node in _traces(term):
        fuel.burn()
        for start in (
            ((), _transposed(context, term, where, fuel)) if key(node) not in wanted else ()
        ):
            now = start[-1].after if start else term
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
    pushed = normalize(context, after, TRANSPOSES, fuel)
    return [Move(TURN, where, bound, term, after), *pushed]


CYCLE = Direction(find_rule("trace_mul_comm"))
TURN = Direction(find_rule("trace_transpose"), forward=False)


def _scalar_products(term: Term) -> Iterator[tuple[Position, Term]]:
    """The 1 x 1 products of matrices, without their scalar factors."""
    for position in positions(term):
        node = get(term, position)
        if isinstance(node, t.MatMul) and shape_of(node) == (t.ONE, t.ONE):
            window = tuple(i for i, factor in enumerate(node.args) if t.is_matrix(factor))
            whole = len(window) == len(node.args)
            where = position if whole else Position(position.path, window)
            yield where, get(term, where)


SCALAR_TURNS = Direction(find_rule("transpose_scalar"), forward=False)


TRANSPOSES = tuple(
    d for d in SIMPLIFY if d.rule.name.startswith("transpose_") or d.rule.name == "symmetric"
)


def _two_ended(
    context: Context, before: Term, after: Term, rules: Sequence[Direction], fuel: Fuel
) -> Found | None:
    """Breadth first from both ends, a level at a time from the smaller one."""
    trees: tuple[dict[Hashable, list[Proposal]], dict[Hashable, list[Proposal]]]
    trees = ({key(before): []}, {key(after): []})
    levels: list[list[tuple[Term, list[Proposal]]]] = [[(before, [])], [(after, [])]]
    largest = max(map(_size, (before, after))) + GROWTH
    while all(levels):
        side = 0 if len(levels[0]) <= len(levels[1]) else 1
        level: list[tuple[Term, list[Proposal]]] = []
        for term, path in levels[side]:
            for move in _proposals(context, term, rules):
                fuel.burn()
                name = key(move.after)
                if name in trees[side] or _size(move.after) > largest:
                    continue
                trees[side][name] = [*path, move]
                if name in trees[1 - side]:
                    return trees[0][name], trees[1][name]
                level.append((move.after, trees[side][name]))
        levels[side] = level
    return None


def _size(term: Term) -> int:
    """The number of operations and letters of a term."""
    return sum(1 for _ in t.subterms(term))


def _proposals(context: Context, term: Term, rules: Sequence[Direction]) -> Iterator[Proposal]:
    for direction in rules:
        yield from moves(context, term, direction)
    for fact in context.facts:
        if fact.predicate == "=":
            yield from _substitutions(term, fact)


def _substitutions(term: Term, fact: Fact) -> Iterator[Substitution]:
    """The assumed equation used everywhere it fits, in each direction."""
    for forward in (True, False):
        source, target = fact.args if forward else fact.args[::-1]
        where = tuple(
            position
            for position in positions(term)
            if isinstance(source, t.MatrixSymbol | Symbol) and get(term, position) == source
        ) or tuple(_instances(term, source))
        if where:
            after = term
            for position in reversed(where):
                after = put(after, position, target)
            yield Substitution(fact, forward, where, term, after)


def _instances(term: Term, source: Term) -> Iterator[Position]:
    """The first place where a compound side of an equation stands."""
    for position, _ in find(source, term, {symbol: symbol for symbol in t.free_symbols(source)}):
        yield position
        return


def _make(context: Context, move: Proposal) -> Step:
    if isinstance(move, Substitution):
        return kernel.rewrite_assumed(
            context, move.before, move.fact, move.positions, forward=move.forward
        )
    return kernel.rewrite(
        context,
        move.before,
        move.direction.rule,
        move.position,
        move.bindings,
        forward=move.direction.forward,
    )
