"""Assumptions as equations, solved for a symbol in which they are affine.

An assumption such as A B = B A or X^T X w = X^T y is a system of linear equations in the entries of
one symbol once the others have values; its general solution is drawn from.  Structure (symmetric,
diagonal, ...) is kept by solving in a basis of matrices of that structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sympy import Mul

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.term import Term
from derive.models.sampling.sample_matrix import PLACES
from derive.models.values.evaluate import Model, evaluate, sized
from derive.models.values.fields import Grid, is_grid

__all__ = ["LINEAR", "degree_in", "is_equation", "solved"]

NONLINEAR = 9
# predicates that are linear equations in the entries of what they are said of
LINEAR = frozenset(
    """symmetric skew_symmetric diagonal lower_triangular upper_triangular sums_to_one
    all_ones""".split()
)
_LINEAR = t.which(lambda row: row.linear)


def is_equation(fact: Fact) -> bool:
    """Whether a fact says that polynomials vanish, linear ones in what it is said of."""
    return fact.predicate == "=" or fact.predicate in LINEAR


@lru_cache(maxsize=4096)
def degree_in(term: Term, symbol: Term) -> int:
    """0, 1, or more: the degree of a term in a symbol; what is not affine counts as more."""
    if term == symbol:
        return 1
    if symbol not in t.free_symbols(term):
        return 0
    if isinstance(term, _LINEAR):
        return max(degree_in(arg, symbol) for arg in term.args)
    if isinstance(term, Mul | t.MatMul | t.HadamardProduct | t.KroneckerProduct):
        return sum(degree_in(arg, symbol) for arg in term.args)
    return NONLINEAR


def residual(fact: Fact, model: Model) -> list[Any]:
    """Numbers that are zero exactly where the fact holds."""
    if fact.predicate == "=":
        left, right = (sized(arg, model) for arg in fact.args)
        gap = left + right * -1
        return list(gap.entries()) if is_grid(gap) else [gap]
    value = evaluate(fact.args[0], model)
    if fact.predicate in ("symmetric", "skew_symmetric"):
        sign = -1 if fact.predicate == "symmetric" else 1
        return list((value + value.transpose() * sign).entries())
    if fact.predicate == "sums_to_one":
        return [sum(value.entries(), start=model.field.number(-1))]
    if fact.predicate == "all_ones":
        return [entry + -1 for entry in value.entries()]
    inside = PLACES[fact.predicate]
    return [
        entry
        for i, row in enumerate(value.tolist())
        for j, entry in enumerate(row)
        if not inside(i, j)
    ]


def solved(
    symbol: Term,
    facts: Sequence[Fact],
    said: frozenset[str],
    model: Model,
    draw: Callable[[], Any],
) -> Any:
    """A solution of the facts for a symbol, all others having values; None without one.

    `draw` gives a number for each unknown, which those that the facts leave free keep.
    """
    basis = list(_basis(symbol, said, model))
    if not basis:
        return None
    zero = basis[0] * 0
    start = _residuals(symbol, zero, facts, model)
    columns = [_residuals(symbol, element, facts, model) for element in basis]
    rows = [[column[i] + at * -1 for column in columns] + [at * -1] for i, at in enumerate(start)]
    weights = _solution(rows, len(basis), model, draw)
    if weights is None:
        return None
    total = zero
    for weight, element in zip(weights, basis, strict=True):
        total = total + element * weight
    return total


def _residuals(symbol: Term, value: Any, facts: Sequence[Fact], model: Model) -> list[Any]:
    filled = replace(model, values={**model.values, symbol: value})
    return [number for fact in facts for number in residual(fact, filled)]


def _basis(symbol: Term, said: frozenset[str], model: Model) -> Iterator[Any]:
    """A basis of the matrices of the structure; 1 for a scalar."""
    if not t.is_matrix(symbol):
        yield model.field.number(1)
        return
    rows, cols = (model.size(dim) for dim in symbol.shape)
    sign = 1 if "symmetric" in said else -1 if "skew_symmetric" in said else 0
    for i in range(rows):
        for j in range(cols):
            inside = all(PLACES[name](i, j) for name in PLACES if name in said)
            if not inside or (sign and j < i) or (sign < 0 and i == j):
                continue
            yield _element(model, (rows, cols), (i, j), sign)


def _element(model: Model, shape: tuple[int, int], place: tuple[int, int], sign: int) -> Grid:
    rows, cols = shape
    entries = [0] * (rows * cols)
    i, j = place
    if sign:
        entries[j * cols + i] = sign
    entries[i * cols + j] = 1
    return model.field.grid(rows, cols, entries)


def _solution(
    rows: list[list[Any]], unknowns: int, model: Model, draw: Callable[[], Any]
) -> list[Any] | None:
    """Of the system whose last column is the right side; None if it has no solution."""
    if not rows:
        return [draw() for _ in range(unknowns)]
    system = model.field.grid(len(rows), unknowns + 1, [entry for row in rows for entry in row])
    if not hasattr(system, "rref"):
        return None
    reduced, rank = system.rref()[:2]
    table = reduced.tolist()[:rank]
    pivots = [next(j for j, entry in enumerate(row) if entry != 0) for row in table]
    if unknowns in pivots:
        return None
    weights = [draw() for _ in range(unknowns)]
    for row, pivot in zip(table, pivots, strict=True):
        taken = [row[j] * weights[j] * -1 for j in range(pivot + 1, unknowns) if row[j] != 0]
        weights[pivot] = sum(taken, start=row[unknowns])
    return weights
