"""Is each component of the solutions reached?  One row a form; a premise dropped is seen."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import pytest

from derive.models.values.evaluate import Model
from derive.models.witnesses.branches import Purse, special_models
from derive.models.witnesses.constants import irreducibles, literals, special_numbers
from derive.models.witnesses.special_sizes import special_sizes
from derive.models.witnesses.special_values import scalar_values
from tests.models.questions import asked

FUEL = 30_000


def models(assume: tuple[str, ...], left: str = "A", right: str = "0 A") -> list[Model]:
    context, one, other = asked(left, right, assume)
    return list(special_models(context, (one, other), Purse(FUEL)))


def value(model: Model, name: str) -> Any:
    [found] = [v for s, v in model.values.items() if str(s) == name]
    return found


def of_size(found: list[Model], size: int, name: str = "A") -> list[Any]:
    return [v for m in found if (v := value(m, name)).nrows() == size]


def trace(value: Any) -> int:
    return int(sum(value[i, i] for i in range(value.nrows())))


def unit(n: int) -> Any:
    return flint.fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


# assumptions on A, a number that tells the components apart, its values at size 3
COMPONENTS: list[tuple[tuple[str, ...], Callable[[Any], int], set[int]]] = [
    (("A^2 = A",), trace, {0, 1, 2, 3}),
    (("A^2 = A", "symmetric(A)"), trace, {0, 1, 2, 3}),
    (("A^2 = I",), trace, {-3, -1, 1, 3}),
    (("orthogonal(A)",), lambda v: int(v.det()), {-1, 1}),
    (("A^2 = 0",), lambda v: v.rank(), {0, 1}),
    (("A^3 = 0",), lambda v: v.rank(), {0, 1, 2}),
    (("(A - 2 I)(A - 5 I) = 0",), trace, {6, 9, 12, 15}),
    (("skew_symmetric(A)",), lambda v: v.rank(), {0, 2}),
    (("positive_semidefinite(A)",), lambda v: v.rank(), {0, 1, 2, 3}),
    (("A^T A = A A^T",), lambda v: int(v == v.transpose()), {0, 1}),
    (("A B = 0",), lambda v: v.rank(), {0, 1, 2, 3}),
    ((), lambda v: v.rank(), {0, 1, 2, 3}),
]


@pytest.mark.parametrize(
    ("assume", "kind", "wanted"), COMPONENTS, ids=[" ".join(row[0]) for row in COMPONENTS]
)
def test_each_component_is_reached(
    assume: tuple[str, ...], kind: Callable[[Any], int], wanted: set[int]
) -> None:
    assert wanted <= {kind(found) for found in of_size(models(assume), 3)}


def test_every_pattern_of_a_triangular_idempotent_is_reached() -> None:
    found = of_size(models(("idempotent(A)", "lower_triangular(A)")), 3)
    assert len({tuple(int(v[i, i]) for i in range(3)) for v in found}) == 8


def test_an_eigenvector_may_be_zero_and_an_eigenvalue_anything() -> None:
    found = models(("A v = a v",), "A v", "a v")
    vectors = [(value(m, "v"), value(m, "a")) for m in found]
    assert any(v == v * 0 for v, _ in vectors)
    assert any(v != v * 0 and a == 0 for v, a in vectors)
    assert any(v != v * 0 and a not in (0, 1) for v, a in vectors)


def test_commuting_matrices_with_equal_eigenvalues_are_reached() -> None:
    found = models(("A B = B A", "symmetric(A)"), "A B", "B A")
    pairs = [(value(m, "A"), value(m, "B")) for m in found]
    assert any(b != b.transpose() for _, b in pairs)
    assert any(a != unit(a.nrows()) * a[0, 0] and b != b.transpose() for a, b in pairs)


def test_determinants_of_several_orthogonal_letters_come_in_all_combinations() -> None:
    found = models(("orthogonal(A)", "orthogonal(B)"), "A B", "B A")
    signs = {(int(value(m, "A").det()), int(value(m, "B").det())) for m in found}
    assert signs == {(1, 1), (1, -1), (-1, 1), (-1, -1)}


def test_what_is_dropped_is_seen() -> None:
    """Without the assumption there are values that do not satisfy it."""
    assert any(v * v != v for v in of_size(models(()), 3))
    assert all(v * v == v for v in of_size(models(("A^2 = A",)), 3))


# -- numbers and sizes --------------------------------------------------------------------------

NUMBERS = [
    ("a b", "0 a", ("a b = 3 a + 5 b - 15",), {3, 5}),
    ("a", "b", ("2 a b = 5 b",), {Fraction(5, 2)}),
    ("a b", "0 a", ("a^3 b = 8 b",), {2}),
    (r"\operatorname{rank}(A A^T - 9 I)", "n", (), {-9, 3}),
    (r"10^{12} - a", "0 a", (), {10**12}),
]


@pytest.mark.parametrize(
    ("left", "right", "assume", "wanted"), NUMBERS, ids=[row[0] + str(row[2]) for row in NUMBERS]
)
def test_the_numbers_at_which_a_question_may_change(
    left: str, right: str, assume: tuple[str, ...], wanted: set[Any]
) -> None:
    context, one, other = asked(left, right, assume)
    assert wanted <= set(special_numbers(context, (one, other)))


def test_exponents_are_no_literals() -> None:
    context, one, other = asked("a^{17} + 3", "b")
    assert literals((one, other)) == [3]
    assert {0, 1, -1, 4, 2, -3} <= set(scalar_values(special_numbers(context, (one, other))))


def test_polynomials_in_matrices_are_read_as_those_in_numbers() -> None:
    _, one, other = asked("(A^2 - 2 I)^{-1} (A^2 + A + I)", "I_n")
    degrees = sorted(poly.degree() for poly in irreducibles((one, other)))
    assert degrees == [2, 2]


SIZES = [
    (r"\det(W^T W)", "0", (), {"n": 3}),
    (r"\det([Z, W]^T [Z, W])", "0", (), {"n": 5}),
    (r"\operatorname{rank}([X, Y])", "n", (), {"n": 4, "d": 2}),
    (r"x", r"x + \mathbb{1}[n = 7] x", (), {"n": 7}),
    ("x", "x", ("n > 4",), {"n": 5}),
    (r"\operatorname{tr}(X^T Y)", "0", (), {"n": 1, "d": 1}),
]


@pytest.mark.parametrize(("left", "right", "assume", "wanted"), SIZES, ids=str)
def test_sizes_around_every_threshold(
    left: str, right: str, assume: tuple[str, ...], wanted: dict[str, int]
) -> None:
    context, one, other = asked(left, right, assume)
    found = [{str(s): v for s, v in at.items()} for at in special_sizes(context, (one, other))]
    assert wanted in found


def test_sizes_that_the_assumptions_exclude_are_not_tried() -> None:
    context, one, other = asked("x", "x", ("n > 1", "n < 4"))
    assert sorted(v for at in special_sizes(context, (one, other)) for v in at.values()) == [2, 3]
