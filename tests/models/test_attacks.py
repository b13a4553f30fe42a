"""Attacks on the referee: formulas made to look equal on the models that it draws.

Each class is a way to hide a difference behind what sampling may overlook: the size, the rank, the
order of the real numbers, the prime, tiny coefficients, special values, assumptions without models.
"""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.models.equivalence import compare, holds, models_of
from derive.models.values.fields import PrimeField
from tests.hang import ends_within
from tests.models.letters import (
    HALF,
    A,
    B,
    C,
    T,
    X,
    add,
    commutator,
    d,
    det,
    equation,
    exp,
    fn,
    identity,
    inv,
    is_,
    l,
    log,
    mul,
    n,
    num,
    pinv,
    positive,
    power,
    question,
    s,
    sub,
    tr,
    x,
    y,
)

I, ZEROS = identity(n), t.zeros(n, n)  # noqa: E741  # as in the formulas
HIDDEN = commutator()  # zero at random for nothing
ONES = t.OneMatrix(n, 1)


def product_of(factors: list[Any]) -> Any:
    return mul(*factors, HIDDEN)


def vanishing_at(size: Any, places: range) -> Any:
    """Zero where the size is one of the places."""
    return product_of([sub(size, num(place)) for place in places])


def primes_in_use() -> list[int]:
    context = question(A, B)
    fields = [model.field for model in models_of(context, A, B)]
    return sorted({field.prime for field in fields if isinstance(field, PrimeField)})


SIZE = {
    "two sizes": vanishing_at(n, range(3, 5)),
    "odd sizes": vanishing_at(n, range(3, 8, 2)),
    "a range of sizes": vanishing_at(n, range(2, 8)),
    "a trace for a size": vanishing_at(tr(I), range(2, 6)),
    "a sum of ones": vanishing_at(t.as_scalar(mul(T(ONES), ONES)), range(2, 6)),
    "a squared norm": vanishing_at(power(t.norm(ONES), num(2)), range(2, 6)),
    "a rank": vanishing_at(t.Rank(I), range(2, 6)),
    "below a fraction": product_of([sub(power(sub(n, num(1)), num(-1)), num(1, p - 1))
                                    for p in (2, 3, 4, 5, 6)]),
}  # fmt: skip


@pytest.mark.parametrize("formula", SIZE.values(), ids=SIZE)
def test_zero_at_the_sizes_drawn(formula: Any) -> None:
    context = question(formula, A)
    assert compare(context, formula, ZEROS).status == "different"


def test_a_degree_beyond_the_sizes_is_never_equal() -> None:
    formula = vanishing_at(n, range(2, 14))
    assert compare(question(formula, A), formula, ZEROS).status in ("different", "undecided")


def test_primes_as_coefficients() -> None:
    """The primes of a question are known to who has the source; rational models are not fooled."""
    primes = primes_in_use()
    assert len(primes) == 2
    both = primes[0] * primes[1]
    for multiple in (*primes, both, both**3):
        hidden = add(A, mul(num(multiple), B))
        assert compare(question(A, B), A, hidden).status == "different"
        assert compare(question(A, B), A, mul(num(multiple + 1), A)).status == "different"


RANK = {
    "a pseudo-inverse commutes": (mul(pinv(A), A), mul(A, pinv(A))),
    "a pseudo-inverse is an inverse": (mul(pinv(A), A), I),
    "determinants": (mul(det(A), A, pinv(A)), mul(det(A), B, pinv(B))),
    "pseudo-inverse of a product": (pinv(mul(A, B)), mul(pinv(B), pinv(A))),
    "a rank for a size": (t.Rank(A), n),
    "an adjugate": (mul(t.Adjugate(A), pinv(t.Adjugate(A))), I),
    "rank of a product": (t.Rank(mul(A, B)), t.Rank(mul(B, A))),
}


@pytest.mark.parametrize(("left", "right"), RANK.values(), ids=RANK)
def test_true_for_invertible_matrices_only(left: Any, right: Any) -> None:
    assert compare(question(left, right), left, right).status == "different"


SIGNS: dict[str, tuple[Any, ...]] = {
    "odd and even sizes": (det(t.neg(A)), t.neg(det(A))),
    "even sizes only": (det(t.neg(A)), det(A)),
    "a root of a square": (power(power(s, num(2)), HALF), s),
    "an absolute value": (sympy.Abs(s, evaluate=False), s),
    "both signs of a root": (power(power(s, num(2)), HALF), t.neg(s)),
    "a rectifier": (t.ReLU(s), s),
    "a maximum": (t.Maximum(s, num(0)), s),
    "an indicator": (t.Indicator(num(0), sympy.Symbol("<"), s), num(1)),
    "a logarithm of a square": (log(power(s, num(2))), mul(num(2), log(s))),
    "determinant of an orthogonal one": (det(A), num(1), is_("orthogonal", A)),
    "the other determinant": (det(A), num(-1), is_("orthogonal", A)),
    "a root of a definite square": (power(mul(A, A), HALF), A, is_("positive_semidefinite", B),
                                    is_("symmetric", A), is_("invertible", A)),
}  # fmt: skip


@pytest.mark.parametrize("row", SIGNS.values(), ids=SIGNS)
def test_true_for_one_sign_only(row: tuple[Any, ...]) -> None:
    left, right, *facts = row
    assert compare(question(left, right, *facts), left, right).status == "different"


def test_a_positive_root_is_not_lost_with_the_sign() -> None:
    root = power(power(s, num(2)), HALF)
    assert compare(question(root, s, positive(s)), root, s).status == "equal"


# -- order in a field without order -------------------------------------------------------------

INVOLUTION = equation(mul(A, A), I)


def test_a_definite_involution_is_the_identity() -> None:
    """True over the reals; a prime field has involutions that only look definite."""
    context = question(A, A, is_("positive_definite", A), INVOLUTION)
    verdict = compare(context, A, I)
    assert verdict.status == "equal"
    assert not any(stratum.primes for stratum in verdict.strata)
    assert holds(context, equation(A, I)).status == "equal"


@pytest.mark.parametrize("facts", [(INVOLUTION,), (INVOLUTION, is_("symmetric", A))], ids=str)
def test_an_involution_is_not_the_identity(facts: tuple[Fact, ...]) -> None:
    assert compare(question(A, A, *facts), A, I).status == "different"


def test_a_sum_of_squares_is_not_zero_in_the_reals() -> None:
    """Modulo a prime a sum of squares may vanish: nothing is refuted or undefined there."""
    gram = add(t.as_scalar(mul(T(x), x)), num(1))
    left = mul(power(gram, num(-1)), gram, A)
    assert compare(question(left, A), left, A).status == "equal"


# -- tiny coefficients, special numbers ---------------------------------------------------------

TINY = {
    "a literal": num(1, 10**60),
    "a long literal": num(1, 10**400),
    "a power": power(num(1, 10), num(60)),
    "a nested power": power(power(num(1, 1024), num(8)), num(8)),
    "an exponential": exp(num(-900)),
    "an exponential of a sum": exp(sub(num(-200), t.as_scalar(mul(T(x), x)))),
    "powers of a letter": power(add(power(s, num(2)), num(1000)), num(-60)),
    "a double exponential": exp(t.neg(exp(num(5)))),
}


@pytest.mark.parametrize("tiny", TINY.values(), ids=TINY)
def test_a_difference_behind_a_tiny_coefficient(tiny: Any) -> None:
    shown = mul(log(add(l, num(3, 7))), t.OneMatrix(n, n))  # no entry is zero: balls with a width
    hidden = add(mul(tiny, HIDDEN), shown)
    context = question(hidden, shown, positive(l))
    assert compare(context, hidden, shown).status == "different"


def test_a_coefficient_beyond_all_digits_is_undecided() -> None:
    shown = mul(log(add(l, num(3, 7))), t.OneMatrix(n, n))
    hidden = add(mul(exp(num(-100000)), HIDDEN), shown)
    assert compare(question(hidden, shown, positive(l)), hidden, shown).status != "equal"


@pytest.mark.parametrize("shown", [mul(l, I), mul(log(l), I), mul(exp(l), I)], ids=str)
@pytest.mark.parametrize("facts", [(positive(l),), ()], ids=["positive", "free"])
def test_zero_at_small_numbers(shown: Any, facts: tuple[Fact, ...]) -> None:
    """The letters drawn as 1, 2, 3, 4, 9, 16 hide nothing."""
    places = (0, 1, 2, 3, 4, 5, 9, 16, 25)
    hidden = add(product_of([sub(l, num(place)) for place in places]), shown)
    context = question(hidden, shown, *facts)
    assert compare(context, hidden, shown).status == "different"


def test_zero_where_entries_are_small() -> None:
    entry = t.Entry(C, num(1), num(1))
    hidden = add(product_of([sub(entry, num(place)) for place in range(-4, 5)]), A)
    assert compare(question(hidden, C), hidden, A).status == "different"


# -- assumptions --------------------------------------------------------------------------------

VACUOUS = [
    (is_("invertible", A), equation(mul(A, A), ZEROS)),
    (is_("positive_definite", A), is_("skew_symmetric", A)),
    (is_("orthogonal", A), equation(A, mul(num(2), I))),
    (equation(det(A), num(0)), is_("invertible", A)),
]


@pytest.mark.parametrize("facts", VACUOUS, ids=str)
def test_nothing_is_true_of_nothing(facts: tuple[Fact, ...]) -> None:
    context = question(A, B, *facts)
    for left, right in ((A, B), (A, A), (mul(A, B), mul(B, A))):
        assert compare(context, left, right).status == "undecided"
    assert holds(context, is_("symmetric", B)).status == "undecided"


MET_BY_LUCK = [
    equation(mul(A, B, A), mul(B, A, B)),
    is_("symmetric", mul(A, A)),
    equation(det(A), det(B)),
]


@pytest.mark.parametrize("fact", MET_BY_LUCK, ids=str)
def test_what_small_numbers_meet_by_luck_proves_nothing(fact: Fact) -> None:
    """The special solutions that are found must not make A equal to its transpose, and the like."""
    context = question(A, B, fact)
    for left, right in ((A, B), (A, T(A)), (mul(A, B), mul(B, A)), (A, ZEROS)):
        assert compare(context, left, right).status != "equal"


def test_what_holds_for_lucky_draws_only_is_not_equal() -> None:
    """Integers of norm one are 0 and +-1, and their own cubes."""
    total = add(x, y)
    cube = t.HadamardProduct(total, total, total)
    context = question(cube, total, is_("unit_norm", total))
    assert compare(context, cube, total).status in ("different", "undecided")


NEEDED = [
    (mul(A, B), mul(B, A), (equation(mul(A, B), mul(B, A)),)),
    (inv(mul(T(X), X)), pinv(mul(T(X), X)), (is_("full_column_rank", X),)),
    (mul(A, x), T(mul(T(x), A)), (is_("symmetric", A),)),
    (tr(A), t.Rank(A), (is_("idempotent", A),)),
    (t.as_scalar(mul(T(x), x)), num(1), (is_("unit_norm", x),)),
    (t.as_scalar(mul(T(ONES), x)), num(1), (is_("sums_to_one", x),)),
    (t.HadamardProduct(x, x), x, (is_("binary", x),)),
]


@pytest.mark.parametrize(("left", "right", "facts"), NEEDED, ids=str)
def test_each_assumption_counts(left: Any, right: Any, facts: tuple[Fact, ...]) -> None:
    assert compare(question(left, right, *facts), left, right).status == "equal"
    assert compare(question(left, right), left, right).status == "different"


# -- work ---------------------------------------------------------------------------------------


def tower(base: Any, exponent: int, height: int) -> Any:
    for _ in range(height):
        base = power(base, num(exponent))
    return base


def nested_sums(depth: int) -> Any:
    term: Any = s
    for place in range(depth):
        term = t.index_sum(term, t.index(f"i{place}"), num(1), n)
    return term


HUGE = {
    "a tower of powers": tower(s, 64, 4),
    "a tower of matrix powers": tr(tower(A, 60, 4)),
    "a tower over a sum": tower(add(s, num(1)), 50, 6),
    "a large exponent": power(s, num(65)),
    "a long number": mul(num(10**1200), s),
    "many factors": mul(*[s] * 100_000),
    "Kronecker products": tr(t.KroneckerProduct(A, A, A, A)),
    "sums in sums": nested_sums(9),
    "a power of a long number": power(mul(num(10**300), s), num(60)),
    "an exponent that is a letter": power(s, power(n, num(40))),
}


@pytest.mark.parametrize("formula", HUGE.values(), ids=HUGE)
def test_too_much_work_is_undecided_at_once(formula: Any) -> None:
    context = Context.of([A, B, s, l])
    with ends_within(10):
        verdict = compare(context, formula, add(formula, num(1)))
    assert verdict.status == "undecided"


def test_the_dimension_of_another_letter_is_tried_too() -> None:
    """d stands in no shape of the formula, but in the context."""
    formula = mul(sub(d, num(3)), sub(d, num(4)), HIDDEN)
    context = Context.of([A, B, X, y])
    assert compare(context, formula, ZEROS).status == "different"


def test_unknown_functions_are_only_equal_at_equal_arguments() -> None:
    left, right = fn("tanh", mul(A, B)), fn("tanh", mul(B, A))
    assert compare(question(left, right), left, right).status == "different"
