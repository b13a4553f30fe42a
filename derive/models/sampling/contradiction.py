"""Assumptions that certainly contradict each other, named."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term
from derive.errors import ContextError
from derive.models.sampling.plan import bounds

__all__ = ["certain_contradiction"]

# predicates that no matrix satisfies together
_CONFLICTS: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("symmetric", "skew_symmetric", "invertible"),
            ("symmetric", "skew_symmetric", "orthogonal"),
            ("skew_symmetric", "positive_definite"),
            ("skew_symmetric", "positive_diagonal"),
            ("skew_symmetric", "positive"),
            ("skew_symmetric", "nonzero"),
            ("nilpotent", "invertible"),
            ("nilpotent", "orthogonal"),
            ("nilpotent", "positive_definite"),
        ),
    )
)

# det(-A) = -det(A) there
_OF_ODD_SIZE = (
    frozenset(["skew_symmetric", "invertible"]),
    frozenset(["skew_symmetric", "orthogonal"]),
)


def _is_odd(symbol: Term) -> bool:
    rows = symbol.shape[0] if t.is_matrix(symbol) else t.ZERO
    return isinstance(rows, Integer) and int(rows) % 2 == 1


def certain_contradiction(context: Context) -> None:
    """Raise ContextError naming assumptions that no values satisfy; what is unclear passes."""
    for symbol in context.symbols.values():
        mine = [fact for fact in context.facts if symbol in fact.args]
        said = {fact.predicate: fact for fact in mine if fact.args == (symbol,)}
        for conflict in (*_CONFLICTS, *(_OF_ODD_SIZE if _is_odd(symbol) else ())):
            if conflict <= said.keys():
                _refuse([said[name] for name in sorted(conflict)])
        if isinstance(symbol, Symbol):
            _check_scalar(symbol, mine)
    for fact in context.facts:
        numbers = [arg for arg in fact.args if isinstance(arg, Rational)]
        if len(fact.args) == len(numbers) == 2:
            left, right = numbers
            truth = {"<": left < right, "<=": left <= right, "=": left == right}
            if not truth.get(fact.predicate, left != right):
                _refuse([fact])
        if fact.predicate in ("<", "!=") and fact.args[0] == fact.args[1]:
            _refuse([fact])


def _check_scalar(symbol: Term, facts: Sequence[Fact]) -> None:
    bound = bounds(facts).get(symbol)
    if bound is None or bound.low is None or bound.high is None:
        return
    strict = any(fact.predicate in ("<", "positive") for fact in facts)
    if bound.low > bound.high or (bound.low == bound.high and strict):
        _refuse([fact for fact in facts if fact.predicate in ("<", "<=", "positive")])
    pinned = bound.low == bound.high == 0
    nonzero = [f for f in facts if f.predicate in ("!=", "nonzero") and t.ZERO in (*f.args, t.ZERO)]
    if pinned and nonzero:
        _refuse(list(facts))


def _refuse(facts: Sequence[Fact]) -> None:
    names = " and ".join(map(str, facts))
    raise ContextError(f"the assumptions contradict each other: {names}")
