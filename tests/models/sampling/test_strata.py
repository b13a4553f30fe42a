"""The kinds of models: every parity and order of sizes, every shortfall of rank; formulas' degrees."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import flint
import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import ContextError, LimitError
from derive.models.degree import (
    check_limits,
    difference_degree,
    literal_digits,
    size_degree,
    weight,
)
from derive.models.sampling.strata import choose_sizes, integers_of, kinds
from derive.models.tolerance import agreement, precision
from tests.models.letters import (
    A,
    B,
    T,
    X,
    Y,
    add,
    commutator,
    d,
    equation,
    exp,
    inv,
    is_,
    k,
    l,
    m,
    mul,
    n,
    num,
    power,
    s,
    sub,
    tr,
)

Z = t.matrix("Z", m, k)
FREE = Context.of([X, Z])


def sizes_of(context: Context, at_least: int = 0, smallest: int = 3) -> list[dict[Any, int]]:
    return choose_sizes(context, integers_of(context), Random(1), at_least, smallest)


def test_sizes_show_every_parity_and_order() -> None:
    chosen = sizes_of(FREE)
    for size in (n, d, m, k):
        assert {sizes[size] % 2 for sizes in chosen} == {0, 1}
        assert min(sizes[size] for sizes in chosen) >= 3
    for a, b in combinations((n, d, m, k), 2):
        assert any(sizes[a] < sizes[b] for sizes in chosen)
        assert any(sizes[a] > sizes[b] for sizes in chosen)
    assert len(chosen) <= 6


SIZED = [
    (is_("<", d, n), lambda sizes: sizes[d] < sizes[n]),
    (is_("full_column_rank", X), lambda sizes: sizes[d] <= sizes[n]),
    (is_("full_row_rank", X), lambda sizes: sizes[n] <= sizes[d]),
    (is_("orthonormal_columns", X), lambda sizes: sizes[d] <= sizes[n]),
    (equation(n, mul(num(2), d)), lambda sizes: sizes[n] == 2 * sizes[d]),
    (equation(n, add(d, num(3))), lambda sizes: sizes[n] == sizes[d] + 3),
    (is_("<", n, num(3)), lambda sizes: sizes[n] < 3),
]


@pytest.mark.parametrize(
    ("fact", "true"), SIZED, ids=lambda value: "" if callable(value) else str(value)[:40]
)
def test_sizes_satisfy_the_assumptions(fact: Any, true: Any) -> None:
    chosen = sizes_of(Context.of([X], [fact]))
    assert chosen
    assert all(map(true, chosen))


def test_impossible_sizes_are_named() -> None:
    facts = (is_("<", n, d), is_("<", d, n))
    with pytest.raises(ContextError, match="n < d, d < n"):
        sizes_of(Context.of([X], facts))


def test_as_many_sizes_as_a_degree_asks_for() -> None:
    chosen = sizes_of(Context.of([A]), at_least=9)
    assert len({sizes[n] for sizes in chosen}) >= 9


def test_kinds_hold_each_letter_to_each_rank() -> None:
    sizes = sizes_of(Context.of([X, A, B, s, l]))
    said = {B: frozenset({"idempotent"}), A: frozenset({"invertible"})}
    found = kinds(sizes, (X, A, B, s, l), said, (l,), Random(1))
    alone = [kind.ranks for kind in found if len(kind.ranks) == 1]
    assert {ranks[B] for ranks in alone if B in ranks} >= set(range(4))
    assert {ranks[s] for ranks in alone if s in ranks} == {0, -1}
    assert 0 in {ranks[X] for ranks in alone if X in ranks}
    assert any(0 < ranks[X] < 3 for ranks in alone if X in ranks)
    assert not any(A in ranks or l in ranks for ranks in alone)


ONES = t.OneMatrix(n, 1)
DEGREES = [
    (mul(A, B), 0),
    (mul(n, A), 1),
    (mul(sub(n, num(3)), sub(n, num(5)), commutator()), 2),
    (power(sub(n, num(3)), num(4)), 4),
    (mul(tr(A), tr(B)), 2),
    (add(tr(A), tr(B)), 1),
    (mul(power(n, num(-1)), A), 1),
    (t.as_scalar(mul(T(ONES), ONES)), 2),
]


@pytest.mark.parametrize(("formula", "degree"), DEGREES, ids=str)
def test_degrees_in_a_size(formula: Any, degree: int) -> None:
    assert size_degree(formula) >= degree
    assert degree <= difference_degree(formula, A) <= 2 * degree


def test_denominators_meet() -> None:
    """1/(n-1) - 1/(n-2) - 1/(n-3) has a numerator of degree 2."""
    parts = [power(sub(n, num(place)), num(-1)) for place in (1, 2, 3)]
    assert difference_degree(parts[0], add(*parts[1:])) >= 2


DIGITS = [
    (num(1, 10**60), 61),
    (power(num(1, 10), num(60)), 60),
    (power(power(num(1, 1024), num(8)), num(8)), 192),
    (mul(num(10**30), s, num(10**30)), 60),
]


@pytest.mark.parametrize(("formula", "digits"), DIGITS, ids=str)
def test_digits_of_literals(formula: Any, digits: int) -> None:
    assert literal_digits(formula) >= digits


def test_powers_count_as_often_as_they_repeat() -> None:
    assert weight(mul(A, B)) == 2
    assert weight(power(power(s, num(10)), num(10))) == 100


REFUSED = [
    num(10**1001),
    power(s, num(65)),
    power(power(power(s, num(64)), num(64)), num(64)),
    mul(*[s] * 5000),
    power(mul(num(10**400), s), num(3)),
]


@pytest.mark.parametrize("formula", REFUSED, ids=lambda value: str(value)[:20])
def test_limits(formula: Any) -> None:
    with pytest.raises(LimitError):
        check_limits(formula)


@pytest.mark.parametrize(
    "formula",
    [num(10**990), power(s, num(64)), mul(inv(A), B), exp(s)],
    ids=lambda value: str(value)[:20],
)
def test_within_limits(formula: Any) -> None:
    check_limits(formula)


def test_agreement_of_balls() -> None:
    with precision(200):
        third, root = flint.arb(1) / 3, flint.arb(2).sqrt()
        assert agreement(root * root, flint.fmpq(2)) == "near"
        assert agreement(third, flint.fmpq(1, 3)) == "near"
        assert agreement(third, flint.fmpq(333, 1000)) == "different"
        assert agreement(root, root + flint.arb(10) ** -100) == "different"
        assert agreement(root, root, digits=300) == "unclear"
        assert agreement(flint.fmpq(1, 2), flint.fmpq(2, 4)) == "same"
        one = flint.fmpq_mat(1, 1, [1])
        assert agreement(one, flint.fmpq_mat(1, 2, [1, 1])) == "different"
        assert agreement(flint.arb_mat(one) * root * root, one * 2) == "near"


def test_a_shared_shape_is_not_needed_for_sizes() -> None:
    assert integers_of(Context.of([X, Y]), [t.identity(k)]) == (d, k, n)
