"""Clearing inverses: two lines are equal if they are after a multiplication by an invertible P.

P is taken from an inverse P^-1 that stands at an end of a product in one of the lines: multiplied
by P and expanded, the inverse is gone.  Several are cleared one after the other, sums first: that
shows the identities of Woodbury's kind, and that one matrix is the inverse of another.

References: Henderson and Searle, On deriving the inverse of a sum of matrices (1981).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.normal_form import key, tidy
from derive.algebra.pattern import Bindings, Position, match
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.moves import Direction, Fuel, Move, normalize, replay_moves
from derive.proof.step import Derivation, Step
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["Tools", "cancelled", "inverted_ends"]

DEPTH = 6  # inverses cleared one after the other
FUEL = 400  # moves of one expansion
TRIES = 40  # pairs of lines that are looked at


Meet: TypeAlias = Callable[[Context, Term, Term, int], tuple[Step, ...] | None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What products are shown equal with: how lines meet, and the rules that expand them."""

    meet: Meet
    rules: Sequence[Direction]
    tries: Fuel = field(default_factory=lambda: Fuel(TRIES))


def cancelled(
    context: Context, before: Term, after: Term, tools: Tools, depth: int = DEPTH
) -> tuple[Step, ...] | None:
    """Steps from one matrix to another by cancelling inverses; None where none are found."""
    if not t.is_matrix(before) or not t.is_matrix(after) or depth == 0:
        return None
    for factor, left in inverted_ends(before, after):
        made = _by(context, (before, after), factor, left, tools, depth)
        if made is not None:
            return (made,)
    return None


def inverted_ends(*lines: Term) -> Iterator[tuple[Term, bool]]:
    """What stands inverted at the left or right end of a product in the lines, sums first."""
    found: dict[tuple[Term, bool], None] = {}
    for line in lines:
        for summand in t.summands(line):
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
    opening = find_rule("mul_add" if left else "add_mul")
    lemma = _derived(context, products, tools, depth - 1, opening)
    if lemma is None:
        return None
    rule = find_rule("mul_left_cancel" if left else "mul_right_cancel")
    [multiplied] = rule.variables - {rule.lhs, rule.rhs}
    bindings = {**_bound(rule, before, after), multiplied: factor}
    return kernel.rewrite(context, before, rule, Position(), bindings, lemmas=[lemma])


def _bound(rule: Rule, left: Term, right: Term) -> Bindings:
    """What the letters that are the two sides of a rule stand for, with their sizes."""
    return next(bound for one in match(rule.lhs, left) for bound in match(rule.rhs, right, one))


def _derived(
    context: Context, lines: Sequence[Term], tools: Tools, depth: int, opening: Rule | None = None
) -> Derivation | None:
    """A derivation that one line is the other: expanded until they meet, or cleared further.

    `opening` is the rule that distributes the factor that was multiplied by: it comes first, so
    that the factor meets its inverse whole.
    """
    tools.tries.burn()
    start, end = lines
    if compare(context, start, end, domain=False).status != "equal":
        return None
    rules = tuple(d for d in tools.rules if d.rule is opening)
    try:
        down, up = (normalize(context, line, rules, Fuel(FUEL)) for line in lines)
        opened = down[-1].after if down else start, up[-1].after if up else end
        steps = tools.meet(context, *opened, FUEL) or _further(context, opened, tools, depth)
        if steps is None:
            return None
        made = (*replay_moves(context, down), *steps, *_back(context, up))
        return kernel.derivation(context, start, made, domain=False)
    except (LimitError, StepError):
        return None


def _further(
    context: Context, lines: tuple[Term, Term], tools: Tools, depth: int
) -> tuple[Step, ...] | None:
    """Both lines expanded, then stripped of what surrounds their difference, or cleared."""
    down, up = (normalize(context, line, tools.rules, Fuel(FUEL)) for line in lines)
    ends = down[-1].after if down else lines[0], up[-1].after if up else lines[1]
    rest = _stripped(context, *ends, tools, depth) or cancelled(context, *ends, tools, depth)
    if rest is None:
        return None
    return (*replay_moves(context, down), *rest, *_back(context, up))


def _back(context: Context, moves: Sequence[Move]) -> tuple[Step, ...]:
    """The steps of some moves, from their end to their beginning."""
    steps = replay_moves(context, moves)
    return tuple(kernel.reverse(context, step) for step in reversed(steps))


def _stripped(
    context: Context, before: Term, after: Term, tools: Tools, depth: int
) -> tuple[Step, ...] | None:
    """Steps between two sums whose difference is L (P - N) R, by showing that P = N."""
    parts = _difference(before, after)
    words = [
        [f for f in t.factors(term) if t.is_matrix(f) and not isinstance(f, t.Identity)]
        for _, term in parts
    ]
    if depth == 0 or len(parts) < 2:
        return None
    shortest = min(map(len, words))
    first = _shared(words)
    last = min(_shared([word[::-1] for word in words]), shortest - first)
    left, right = words[0][:first], words[0][len(words[0]) - last :]
    if first + last == 0 or first + last == max(map(len, words)):
        return None
    middle = left[-1].shape[1] if left else right[0].shape[0]
    cores: tuple[list[Term], list[Term]] = ([], [])
    for (positive, term), word in zip(parts, words, strict=True):
        scalars = [f for f in t.factors(term) if not t.is_matrix(f)]
        inner = word[first : len(word) - last] or [t.identity(middle)]
        cores[positive].append(t.mul(*scalars, *inner))
    if not all(cores):
        return None
    minus, plus = (t.add(*core) for core in cores)
    lemma = _derived(context, (plus, minus), tools, depth - 1)
    if lemma is None:
        return None
    begin = t.add(after, t.mul(*left, plus, *right), t.neg(t.mul(*left, minus, *right)))
    opened = tools.meet(context, before, begin, FUEL)
    if opened is None:
        return None
    count = len(after.args) if isinstance(after, t.MatAdd) else 1
    size = len(t.factors(plus))
    where = Position((count,), tuple(range(first, first + size)))
    rule = find_rule("replace")
    bindings = _bound(rule, plus, minus)
    step = kernel.rewrite(context, begin, rule, where, bindings, lemmas=[lemma])
    return (*opened, step, kernel.arithmetic(context, step.after, after))


def _difference(before: Term, after: Term) -> list[tuple[bool, Term]]:
    """The summands of before - after, each without its sign and whether that is positive."""
    counts: dict[Hashable, int] = {}
    shown: dict[Hashable, Term] = {}
    for side, sign in ((before, 1), (after, -1)):
        for summand in t.summands(side):
            number, *rest = t.factors(tidy(summand))
            negative = t.is_number(number) and number < 0
            size = t.mul(t.neg(number), *rest) if negative else tidy(summand)
            counts[key(size)] = counts.get(key(size), 0) + (-sign if negative else sign)
            shown[key(size)] = size
    return [(count > 0, shown[name]) for name, count in counts.items() for _ in range(abs(count))]


def _shared(words: Sequence[Sequence[Term]]) -> int:
    """How many factors all words have in common at their front."""
    common = 0
    while all(len(word) > common and word[common] == words[0][common] for word in words):
        common += 1
    return common
