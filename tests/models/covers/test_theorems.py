"""What the theorems cover, what they must not, and formulas that hold exactly below their sizes."""

from __future__ import annotations

import pytest

from derive.algebra import term as t
from derive.models.covers.exact_draws import agree_over_primes, structures_of
from derive.models.covers.index_rule import by_index_rule, indices_of, rule_points
from derive.models.covers.regular_point import by_regular_point, states_of
from derive.models.covers.theorem import NotCovered
from derive.models.theorems import covering
from tests.models.questions import asked

RULE, POINT, FIXED = "index rule", "regular point", "exactly those sizes"
LAWS, CELLS = "laws of ranks and pseudo-inverses", "cells"
# the theorem that covers it, left, right, assumptions: true
COVERED: list[tuple[str, str, str, tuple[str, ...]]] = [
    (RULE, r"\operatorname{tr}(A B C)", r"\operatorname{tr}(C A B)", ()),
    (RULE, "x x^T + y y^T", "[x, y] [x, y]^T", ()),
    (RULE, r"\|X - Y\|_F^2", r"\sum_{i=1}^n \|X_{i,:} - Y_{i,:}\|_2^2", ()),
    (RULE, r"\frac{n(n-1)(n-2)}{3}", r"\sum_{i=1}^n (i-1)(i-2) + 0 x^T x", ()),
    (RULE, r"x^T (\operatorname{diag}(A \mathbf{1}) - A) x", r"\sum_{i<j} A_{ij} (x_i - x_j)^2",
     ("symmetric(A)",)),
    (RULE, r"\nabla_x (x^T A x)", "(A + A^T) x", ()),
    (RULE, r"\sqrt{(x-y)^T(x-y)}", r"\sqrt{\sum_{i=1}^n (x_i - y_i)^2}", ()),
    (RULE, r"\log(\operatorname{tr}(A B)) x", r"x \log(\operatorname{tr}(B A))", ()),
    (RULE, "x^T (A + A^T)^{-1} y", "y^T (A^T + A)^{-1} x", ()),
    (POINT, "(I + A B)^{-1} A", "A (I + B A)^{-1}", ()),
    (POINT, "(A + X Y^T)^{-1}", "A^{-1} - A^{-1} X (I + Y^T A^{-1} X)^{-1} Y^T A^{-1}", ()),
    (f"{POINT}, determinants", r"\det(I_n + X Y^T)", r"\det(I_d + Y^T X)", ()),
    (f"{POINT}, determinants", r"\det(A B)", r"\det(B) \det(A)", ()),
    (f"{POINT}, traces", r"\operatorname{tr}((I_n + X Y^T)^{-1} X Y^T)",
     r"\operatorname{tr}((I_d + Y^T X)^{-1} Y^T X)", ()),
    (FIXED, "0", r"\det(W^T W)", ("n < 3",)),
    (RULE, "x_1 y_2 - x_2 y_1", r"\det([x, y])", ("n = 2",)),
    (LAWS, r"\operatorname{rank}(A^T A)", r"\operatorname{rank}(A)", ()),
    (LAWS, r"\operatorname{rank}(A X)", r"\operatorname{rank}(X)", ("invertible(A)",)),
    (LAWS, r"\operatorname{tr}(X^+ X)", r"\operatorname{rank}(X)", ()),
    (LAWS, "(X^T)^+", "X (X^T X)^+", ()),
    (LAWS, "n", r"\operatorname{rank}(A + 3 I)", ("positive_semidefinite(A)",)),
    (RULE, r"\sum_{j=1}^n \sum_{l=1}^n \mathbb{1}[j < l] a", r"\frac{n(n-1)}{2} a", ()),
    (CELLS, r"\max(a, b)", r"\frac{1}{2} (a + b + |a - b|)", ()),
    (CELLS, "a - b", r"\operatorname{ReLU}(a-b) - \operatorname{ReLU}(b-a)", ()),
    (CELLS, "a + 10^{10}", r"\sqrt{(a + 10^{10})^2}", ("a > 0",)),
    (CELLS, r"\max(0, A x + y)", r"\frac{1}{2} (A x + y + |A x + y|)", ()),
    (CELLS, "0", r"\mathbb{1}[a > b] \mathbb{1}[b > c] \mathbb{1}[c > a]", ()),
    (CELLS, "|a|", r"a \operatorname{sign}(a)", ()),
    (CELLS, "c", "c + |a - a|", ()),  # an argument without a sign
    (CELLS, "c + a", r"c + |a - a| + \max(0, a)", ("a > 0",)),
    (RULE, r"\sum_{i=1}^{n-1} (x_{i+1} - x_i)", "x_n - x_1", ()),
    ("signs of determinants", r"\det(Q)^2", r"|\det(Q)|", ("orthogonal(Q)",)),
    ("all binary values", r"x \odot x \odot x", "x", ("binary(x)",)),
]  # fmt: skip
# false at some size, rank, sign or value: nothing may cover them (F: theorems.md, section 1)
UNCOVERED: list[tuple[str, str, tuple[str, ...]]] = [
    ("A", r"\operatorname{tr}(A) I_n", ()),  # F1, true for n = 1
    (r"A^2 - \operatorname{tr}(A) A + \frac{1}{2}(\operatorname{tr}(A)^2"
     r" - \operatorname{tr}(A^2)) I", r"0_{n \times n}", ()),  # F1, true for n = 2
    ("(A - A^T)(B - B^T)", "(B - B^T)(A - A^T)", ()),  # F2, true for n = 2
    ("X (X^T X)^{-1} X^T", "I_n", ()),  # F3, true for n = d
    (r"Q^2 - \operatorname{tr}(Q) Q + \operatorname{tr}(Q) I", "Q^T", ("orthogonal(Q)",)),  # F4
    ("P A P", r"\operatorname{tr}(P A) P", ("P^2 = P",)),  # F4, true for rank 1
    ("0", r"\det([Z, W]^T [Z, W])", ()),  # F5
    ("n", r"\operatorname{rank}([X, Y])", ("full_rank([X, Y])",)),  # F5
    ("C", "C^T", ("C = A B", "symmetric(A)", "symmetric(B)")),  # F6
    ("0", r"(1-\det(P))(1-\det(Q))", ("orthogonal(P)", "orthogonal(Q)")),  # F7
    ("0", "(1 - P_{11})(1 - P_{22}) P_{33} P_{44}", ("idempotent(P)", "lower_triangular(P)")),
    (r"\prod_{i=1}^n x_i", "0", ("binary(x)",)),  # F7
    ("A w", "y", ("A^T A w = A^T y",)),  # F8
    ("0", r"\det(A-I)(n - \operatorname{rank}((A-I)(A-2I)))", ()),  # F10
    ("10^{12} - a", r"\sqrt{(a - 10^{12})^2}", ()),  # F10
    ("A B", "B A", ("A B = B C",)),  # F11
    (r"\operatorname{rank}(A B)", r"\operatorname{rank}(B)", ()),
    (r"\operatorname{rank}(A^2)", r"\operatorname{rank}(A)", ()),
    ("n", r"\operatorname{rank}(A + 3 I)", ("symmetric(A)",)),
    ("0", r"\mathbb{1}[a = 17]", ()),
    ("x", r"x + \mathbb{1}[n = 17] x", ()),
    ("0", r"\mathbb{1}[a > b] \mathbb{1}[b > c]", ()),
    ("0", r"\operatorname{ReLU}(a - b) \operatorname{ReLU}(b - c)", ()),
    (r"\operatorname{sign}(a)^2", "1", ()),
    (r"\max(0, x)^T \mathbf{1}", r"\max(0, x^T \mathbf{1})", ()),
    ("0", r"\det(x y^T)", ()),
    (r"\sum_{i=1}^n (i-1)(i-2)(i-3)(i-4) x_i", "0", ()),
    ("x_1 x_2 x_3", "x_1 x_2 x_2", ()),
    ("0", "(e_1^T I_n e_n) x", ()),  # named places are one where n = 1
    ("(n - 2) a", r"\sum_{i=3}^n a", ()),  # an empty sum where n = 1
    (r"\sum_{i=1}^{n-3} a", "(n - 3) a", ()),
    ("0", r"|a b - b a| + \max(0, a - 10^{30})", ()),  # no cell has an interior
    ("0", r"\operatorname{ReLU}(A - B) \odot \operatorname{ReLU}(B - A)^T", ()),
    (r"\det(-A)", r"\det(A)", ()),
    ("(A + B)^+", "(B^T + A)^+", ()),
    ("x x^T (I + y y^T)^{-1}", "(I + y y^T)^{-1} x x^T", ()),
    # a place that need not lie in the range of a sum
    ("a", r"\sum_{j=1}^n \delta_{j3} a", ()),
    (r"\sum_{j=1}^n \delta_{qj} a", "a", ()),
    (r"(n-1) a", r"\sum_{j=1}^n \mathbb{1}[j \ne q] a", ()),
    (r"\|X\|_F^2 + \sum_{j=1}^n \sum_{l=1}^d \delta_{jl} a", r"\|X\|_F^2 + d a", ()),
    (r"\sum_{j=1}^n \sum_{l=1}^n \mathbb{1}[l = j + 2] a", "(n-2) a", ()),
    # an argument that is zero everywhere leaves no cell
    ("c", r"c + |a - a| + \max(0, a - 10^{12})", ()),
    ("c", r"c + |(a + b)^2 - a^2 - 2 a b - b^2| + \max(0, a - a^2 - \frac15)", ()),
    ("|a|", r"|a| + \max(c - c, 0) + \max(0, a - 10^9)", ()),
    ("v", r"v + |a - a| v + \max(0, \frac19 - v^T v) v", ()),
    # determinants that vanish at the point
    (r"\det(Z^T X Y^T Z) \det(Y^T Z Z^T X)", r"\det(X Y^T Z Z^T) \det(Y^T Z Z^T X)", ()),
    (r"\det(X^T X Y^T Y)", r"\det(X Y^T Y X^T)", ()),
    (r"\det(X^T Y)", r"\det(X Y^T)", ()),
    (r"\det(X^T X)", r"\det(Y Y^T)", ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "left", "right", "assume"), COVERED, ids=str)
def test_a_theorem_covers_it(name: str, left: str, right: str, assume: tuple[str, ...]) -> None:
    found = covering(*asked(left, right, assume))
    assert found is not None
    assert found.name == name
    assert found.text


@pytest.mark.parametrize(("left", "right", "assume"), UNCOVERED, ids=str)
def test_nothing_covers_what_fails_somewhere(
    left: str, right: str, assume: tuple[str, ...]
) -> None:
    assert covering(*asked(left, right, assume)) is None
    assert covering(*asked(right, left, assume)) is None if left not in ("n", "0") else True


# formulas that hold at one size, which is below the number of the index rule
LOOK_ALIKES: list[tuple[str, str, int]] = [
    ("A", r"\operatorname{tr}(A) I_n", 1),
    (r"A^2 - \operatorname{tr}(A) A + \frac{1}{2}(\operatorname{tr}(A)^2"
     r" - \operatorname{tr}(A^2)) I", r"0_{n \times n}", 2),
    ("(A - A^T)(B - B^T)", "(B - B^T)(A - A^T)", 2),
    ("(A B - B A)^2 C", "C (A B - B A)^2", 2),  # Hall's identity
    (r"\det(W^T W)", r"0 \operatorname{tr}(W^T W)", 2),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "size"), LOOK_ALIKES, ids=str)
def test_the_index_rule_asks_for_more_than_the_size_at_which_it_holds(
    left: str, right: str, size: int
) -> None:
    context, one, other = asked(left, right)
    terms, structures = (one, other), structures_of(context)
    [n] = context.dimensions
    assert agree_over_primes(terms, {n: size}, structures)
    assert not agree_over_primes(terms, {n: size + 1}, structures)
    assert all(point[n] > size for point in rule_points(*terms))
    assert by_index_rule(one, other, structures) is None


def test_a_regular_point_asks_for_more_than_the_size_at_which_it_holds() -> None:
    context, one, other = asked("(A B - B A)^2 (I + C)^{-1}", "(I + C)^{-1} (A B - B A)^2")
    [n] = context.dimensions
    assert agree_over_primes((one, other), {n: 2}, {})
    assert not agree_over_primes((one, other), {n: 3}, {})
    assert states_of(one) + states_of(other) > 2
    assert by_regular_point(one, other, {}) is None


NOT_POLYNOMIAL = ["A^{-1}", r"\operatorname{rank}(A) A", r"\mathbb{1}[a < b] A", r"\|x\| A",
                  r"\sqrt{a} A", r"\det(A) A"]  # fmt: skip


@pytest.mark.parametrize("formula", NOT_POLYNOMIAL)
def test_the_index_rule_refuses_what_is_no_polynomial(formula: str) -> None:
    with pytest.raises(NotCovered):
        indices_of(asked(formula, "A")[1])


def test_a_free_index_may_meet_a_literal_place() -> None:
    """x_i - x_1 is zero at i = 1 only, so that places of a free index do not speak for each
    other."""
    context, one, _ = asked("x_i - x_1", "a", i="index")
    with pytest.raises(NotCovered):
        indices_of(one)
    assert covering(context, one, t.ZERO) is None


def test_a_free_index_of_parts_may_stand_in_any_of_them() -> None:
    """The first places of a block column are of its first block."""
    context, one, other = asked("[x^T, y^T]_{1i}", "[x^T, 2 y^T]_{1i}", i="index")
    assert covering(context, one, other) is None


COUNTS = [
    ("A B C", 6),
    (r"\operatorname{tr}(A)^2 A", 10),
    ("x^T A y", 4),
    (r"\sum_{i=1}^n x_i", 3),
    (r"\det(W^T W)", 6),
    ("a x", 1),
]


@pytest.mark.parametrize(("formula", "least"), COUNTS)
def test_indices_are_counted_from_above(formula: str, least: int) -> None:
    assert indices_of(asked(formula, formula)[1]) >= least


def test_primes_hang_on_the_formulas() -> None:
    """No number in a formula can be a multiple of the primes that it is tried with."""
    context, one, other = asked("a", "a + (2^{61} - 1) b")
    assert not agree_over_primes((one, other), {}, structures_of(context))
