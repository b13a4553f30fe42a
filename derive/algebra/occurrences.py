"""Where in a term a pattern occurs: at a node, or among the factors or summands of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, permutations

from sympy import Add, Mul

from derive.algebra import term as t
from derive.algebra.pattern import Bindings, Position, get, match, match_each, nodes, split
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["find", "kinds"]

MAX_SUM = 6  # summands, or scalar factors, among which those of a pattern are looked for


def find(
    pattern: Term, term: Term, given: Bindings | None = None
) -> Iterator[tuple[Position, Bindings]]:
    """Every position of `term` that is an instance of `pattern`, with the bindings."""
    if not kinds(pattern) <= kinds(term):
        return
    for path, node in nodes(term):
        if isinstance(pattern, t.AsScalar) and _differentiated(term, path):
            node = t.as_scalar(node)
        if isinstance(node, t.MatMul | Mul) and isinstance(pattern, t.MatMul | Mul):
            found = _find_in_product(pattern, node, given or {})
        elif isinstance(node, t.MatAdd | Add) and isinstance(pattern, t.MatAdd | Add):
            found = _find_in_sum(pattern, node, given or {})
        else:
            found = ((None, bound) for bound in match(pattern, node, given))
        for window, bound in found:
            yield Position(path, window), bound


def _differentiated(term: Term, path: tuple[int, ...]) -> bool:
    """Whether the node is a 1 x 1 function that is differentiated: as good as a scalar."""
    if not path or path[-1] != 0:
        return False
    above = get(term, Position(path[:-1]))
    return isinstance(above, t.Jacobian) and shape_of(above.args[0]) == (t.ONE, t.ONE)


@lru_cache(maxsize=4096)
def kinds(term: Term) -> frozenset[type]:
    """The operations that occur in a term: a term without those of a pattern has no instance."""
    return frozenset(
        type(part) for part in t.subterms(term) if not t.is_leaf(part) or isinstance(part, t.SIZED)
    ) - {t.MatMul, Mul, t.AsScalar}


def _find_in_product(
    pattern: Term, node: Term, given: Bindings
) -> Iterator[tuple[tuple[int, ...] | None, Bindings]]:
    scalars, factors = split(pattern)
    indices = [i for i, arg in enumerate(node.args) if t.is_matrix(arg)]
    floating = [i for i, arg in enumerate(node.args) if not t.is_matrix(arg)]
    if not factors:
        yield from _find_among_scalars(pattern, node, floating, given)
        return
    for start in range(len(indices)):
        for end in range(start + len(factors), len(indices) + 1):
            window = tuple(sorted(indices[start:end] + (floating if scalars else [])))
            for bound in match(pattern, t.mul(*(node.args[i] for i in window)), given):
                yield window, bound


def _find_among_scalars(
    pattern: Term, node: Term, floating: Sequence[int], given: Bindings
) -> Iterator[tuple[tuple[int, ...], Bindings]]:
    """A product of scalars among the scalar factors: all of them, or as many as it has factors."""
    size = len(pattern.args)
    windows = [tuple(floating)]
    if size < len(floating) <= MAX_SUM:
        windows += combinations(floating, size)
    for window in windows:
        for bound in match(pattern, t.mul(*(node.args[i] for i in window)), given):
            yield window, bound


def _find_in_sum(
    pattern: Term, node: Term, given: Bindings
) -> Iterator[tuple[tuple[int, ...] | None, Bindings]]:
    size = len(pattern.args)
    if len(node.args) == size:
        yield from ((None, bound) for bound in match(pattern, node, given))
    elif size < len(node.args) <= MAX_SUM:
        for chosen in permutations(range(len(node.args)), size):
            terms = [node.args[i] for i in chosen]
            for bound in match_each(pattern.args, terms, given):
                yield chosen, bound
