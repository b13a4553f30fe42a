"""Each predicate on values that have it and on values that just miss it."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import PREDICATES, Fact
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.predicates import satisfied
from derive.models.values.evaluate import Model
from derive.models.values.fields import PrimeField, Rationals

n, m = t.dimension("n"), t.dimension("m")
M, c = t.matrix("M", m, n), t.scalar("c")
THIRD = Rational(1, 3)
Rows = list[list[Any]]

# predicate, values that have it, values that do not
TABLE: list[tuple[str, list[Rows], list[Rows]]] = [
    ("symmetric", [[[1, 2], [2, 0]]], [[[1, 2], [3, 0]]]),
    ("skew_symmetric", [[[0, 2], [-2, 0]]], [[[1, 2], [-2, 0]], [[0, 2], [2, 0]]]),
    ("orthogonal", [[[0, -1], [1, 0]]], [[[1, 1], [0, 1]], [[2, 0], [0, Rational(1, 2)]]]),
    ("orthonormal_columns", [[[0], [1], [0]]], [[[1, 0, 0]], [[1], [1]]]),
    ("diagonal", [[[1, 0, 0], [0, 2, 0]]], [[[1, 0, 1], [0, 2, 0]]]),
    ("lower_triangular", [[[1, 0, 0], [3, 2, 0]]], [[[1, 0, 1], [0, 2, 0]]]),
    ("upper_triangular", [[[1, 3], [0, 2], [0, 0]]], [[[1, 3], [0, 2], [1, 0]]]),
    ("positive_diagonal", [[[1, -3], [0, 2]]], [[[1, 0], [0, 0]], [[-1, 0], [0, 1]]]),
    ("idempotent", [[[1, 1], [0, 0]]], [[[1, 1], [0, 1]], [[-1, 0], [0, 0]]]),
    ("invertible", [[[0, 1], [1, 0]]], [[[1, 2], [2, 4]]]),
    ("positive_definite", [[[2, 1], [1, 2]]],
     [[[1, 2], [2, 1]], [[1, 1], [1, 1]], [[2, 1], [0, 2]], [[-1, 0], [0, -1]]]),
    ("positive_semidefinite", [[[1, 1], [1, 1]], [[0, 0], [0, 0]]],
     [[[0, 1], [1, 0]], [[1, 2], [2, 1]], [[0, 0], [0, -1]]]),
    ("full_column_rank", [[[1], [2]]], [[[1, 2]], [[1, 2], [2, 4]]]),
    ("full_row_rank", [[[1, 2]]], [[[1], [2]], [[1, 2], [2, 4]]]),
    ("full_rank", [[[1], [2]], [[1, 2]]], [[[0], [0]], [[1, 2], [2, 4]]]),
    ("positive", [[[1, 2]]], [[[1, 0]], [[1, -1]]]),
    ("nonzero", [[[1, -2]]], [[[1, 0]]]),
    ("binary", [[[1, 0], [0, 0]]], [[[1, 2]], [[-1, 0]]]),
    ("unit_norm", [[[Rational(3, 5)], [Rational(-4, 5)]]], [[[1], [1]]]),
    ("sums_to_one", [[[THIRD], [2 * THIRD]], [[2], [-1]]], [[[1], [1]]]),
    ("all_ones", [[[1, 1], [1, 1]]], [[[1, 0]]]),
    ("integer", [[[2, -1]]], [[[2, THIRD]]]),
]  # fmt: skip
ORDERED = {"positive", "positive_diagonal", "positive_definite", "positive_semidefinite"}


def model(rows: Rows, field: Any = None) -> Model:
    field = field or Rationals()
    entries = [_number(entry, field) for row in rows for entry in row]
    values = {M: field.grid(len(rows), len(rows[0]), entries)}
    return Model(field, {m: len(rows), n: len(rows[0])}, values)


def _number(entry: Any, field: Any) -> Any:
    exact = Rational(entry)
    return field.number(int(exact.p)) / field.number(int(exact.q))


GOOD = [(name, rows) for name, good, _ in TABLE for rows in good]
BAD = [(name, rows) for name, _, bad in TABLE for rows in bad]


def test_every_predicate_is_in_the_table() -> None:
    assert {name for name, _, _ in TABLE} == set(PREDICATES) - {"constant"}


@pytest.mark.parametrize(("name", "rows"), GOOD)
def test_has_it(name: str, rows: Rows) -> None:
    assert satisfied(Fact(name, (M,)), model(rows))
    assert satisfied(Fact(name, (M,)), model(rows, PrimeField(2**61 - 1)))


@pytest.mark.parametrize(("name", "rows"), BAD)
def test_lacks_it(name: str, rows: Rows) -> None:
    assert not satisfied(Fact(name, (M,)), model(rows))


@pytest.mark.parametrize(
    ("name", "rows"), [(k, r) for k, r in BAD if k not in ORDERED | {"integer"}]
)
def test_lacks_it_over_a_prime_field(name: str, rows: Rows) -> None:
    assert not satisfied(Fact(name, (M,)), model(rows, PrimeField(2**61 - 1)))


two, three = Integer(2), Integer(3)
COMPARED: list[tuple[Fact, bool]] = [
    (Fact("<", (two, three)), True),
    (Fact("<", (c, c)), False),
    (Fact("<=", (c, c)), True),
    (Fact("<", (t.ZERO, c)), True),
    (Fact("!=", (c, t.ZERO)), True),
    (Fact("=", (t.power(c, two), Integer(4))), True),
    (Fact("=", (t.power(c, two), Integer(5))), False),
    (Fact("<", (n, m)), True),
    (Fact("<", (m, n)), False),
    (Fact("=", (t.add(n, t.ONE), m)), True),
    (Fact("<", (sympy.exp(c, evaluate=False), Integer(8))), True),
    (Fact("<", (sympy.exp(c, evaluate=False), Integer(7))), False),
    (Fact("=", (t.mul(M, t.OneMatrix(n, 1)), t.OneMatrix(m, 1))), True),
]


@pytest.mark.parametrize(("fact", "truth"), COMPARED, ids=lambda value: str(value))
def test_comparison(fact: Fact, truth: bool) -> None:
    base = model([[1, 0], [0, 1], [-1, 2]])
    values = {**base.values, c: base.field.number(2)}
    assert satisfied(fact, Model(base.field, base.sizes, values)) is truth


def test_sizes_are_compared_as_numbers_over_a_prime_field() -> None:
    here = model([[1], [2]], PrimeField(7))
    assert not satisfied(Fact("<", (m, n)), here)
    assert not satisfied(Fact("=", (m, Integer(9))), here)


def test_matrices_have_no_order() -> None:
    fact = Fact("<", (t.zeros(m, n), M))
    with pytest.raises(LimitError):
        satisfied(fact, model([[1, 2], [3, 4]]))


def test_unknown_symbols_are_refused() -> None:
    stranger: Term = t.matrix("Z", m, n)
    with pytest.raises(LimitError):
        satisfied(Fact("symmetric", (stranger,)), model([[1]]))
