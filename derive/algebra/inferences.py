"""What follows from what: the table by which facts are inferred.

Each line is one theorem: its premises, its conclusion, and its reason in words.  Every symbol in it
is a variable.  The premises of a line are proved in order; a variable that the conclusion leaves
open is found among the facts that are assumed.  Every line is attacked on exact models by the
tests.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), chapters 0, 2 and 7; Penrose 1955.
"""

from __future__ import annotations

from sympy import Integer

from derive.algebra.context import Fact
from derive.algebra.inference import Inference
from derive.algebra.notation import (
    Formula,
    block,
    det,
    diag,
    exp,
    fact,
    gaussian,
    inv,
    inverse_root,
    letter,
    magnitude,
    number,
    of_matrix,
    pi,
    pinv,
    power,
    root,
    sqrt,
    tr,
    unit,
    zero,
)
from derive.algebra.order_inferences import ORDERS
from derive.algebra.term import dimension

__all__ = ["INFERENCES", "Inference"]


A, B, C = letter("A", "n", "n"), letter("B", "n", "n"), letter("C", "n", "n")
X, Y = letter("X", "m", "n"), letter("Y", "n", "k")
Z, W = letter("Z", "m", "k"), letter("W", "k", "n")
P, Q = letter("P", "m", "m"), letter("Q", "n", "n")
L, S, R = letter("L", "k", "m"), letter("S", "m", "n"), letter("R", "n", "k")
c, e, x, y = number("c"), number("e"), letter("x", "n", 1), letter("y", "n", 1)
ZERO = Formula(Integer(0))
m, n = Formula(dimension("m")), Formula(dimension("n"))


def line(name: str, *premises: Fact, gives: Fact, words: str) -> Inference:
    return Inference(name, premises, gives, words)


def is_(predicate: str, formula: Formula) -> Fact:
    return fact(predicate, formula)


def _positive_definite() -> tuple[Inference, ...]:
    pd, psd = "positive_definite", "positive_semidefinite"
    return (
        line("gram_posdef", is_("full_column_rank", X), gives=is_(pd, X.T @ X),
             words="the Gram matrix of independent columns is positive definite"),
        line("gram_posdef_rows", is_("full_row_rank", X), gives=is_(pd, X @ X.T),
             words="the Gram matrix of independent rows is positive definite"),
        line("gram_semidefinite", gives=is_(psd, X.T @ X),
             words="a Gram matrix is positive semidefinite"),
        line("gram_semidefinite_rows", gives=is_(psd, X @ X.T),
             words="a Gram matrix is positive semidefinite"),
        line("gram_filled_posdef", gives=is_(pd, X.T @ X + (unit("n") - pinv(X) @ X)),
             words="the Gram matrix plus the projection on the kernel is positive definite"),
        line("posdef_identity", gives=is_(pd, unit("n")),
             words="the identity is positive definite"),
        line("posdef_semidefinite", is_(pd, A), gives=is_(psd, A),
             words="definite, so semidefinite"),
        line("posdef_root", is_(pd, A), gives=is_(pd, root(A)),
             words="the root of a positive definite matrix"),
        line("posdef_inverse_root", is_(pd, A), gives=is_(pd, inverse_root(A)),
             words="the inverse of the root of a positive definite matrix"),
        line("semidefinite_root", is_(psd, A), gives=is_(psd, root(A)),
             words="the root of a positive semidefinite matrix"),
        line("posdef_scale", fact("<", ZERO, c), is_(pd, A), gives=is_(pd, c * A),
             words="a positive multiple of a positive definite matrix"),
        line("semidefinite_scale", fact("<", ZERO, c), is_(psd, A), gives=is_(psd, c * A),
             words="a positive multiple of a positive semidefinite matrix"),
        line("posdef_add", is_(pd, A), is_(psd, B), gives=is_(pd, A + B),
             words="definite plus semidefinite is definite"),
        line("semidefinite_add", is_(psd, A), is_(psd, B), gives=is_(psd, A + B),
             words="a sum of positive semidefinite matrices"),
        line("posdef_inverse", is_(pd, A), gives=is_(pd, inv(A)),
             words="the inverse of a positive definite matrix"),
        line("posdef_congruence", is_(pd, B), is_("full_column_rank", Y),
             gives=is_(pd, Y.T @ B @ Y),
             words="a congruence by independent columns keeps definiteness"),
        line("semidefinite_congruence", is_(psd, B), gives=is_(psd, Y.T @ B @ Y),
             words="a congruence keeps semidefiniteness"),
    )  # fmt: skip


def _invertible() -> tuple[Inference, ...]:
    invertible = "invertible"
    return (
        line("posdef_invertible", is_("positive_definite", A), gives=is_(invertible, A),
             words="a positive definite matrix is invertible"),
        line("orthogonal_invertible", is_("orthogonal", Q), gives=is_(invertible, Q),
             words="an orthogonal matrix is invertible"),
        line("invertible_identity", gives=is_(invertible, unit("n")),
             words="the identity is invertible"),
        line("invertible_exponential", gives=is_(invertible, of_matrix("exp", A)),
             words="an exponential is invertible"),
        line("invertible_transpose", is_(invertible, A), gives=is_(invertible, A.T),
             words="the transpose of an invertible matrix"),
        line("invertible_inverse", is_(invertible, A), gives=is_(invertible, inv(A)),
             words="the inverse is invertible"),
        line("invertible_product", is_(invertible, A), is_(invertible, B),
             gives=is_(invertible, A @ B), words="a product of invertible matrices"),
        line("invertible_scale", fact("!=", c, ZERO), is_(invertible, A),
             gives=is_(invertible, c * A), words="a nonzero multiple of an invertible matrix"),
        line("full_column_rank_square", is_("full_column_rank", A), gives=is_(invertible, A),
             words="square and of full column rank"),
    )  # fmt: skip


def _rank() -> tuple[Inference, ...]:
    columns, rows = "full_column_rank", "full_row_rank"
    return (
        line("invertible_full_column_rank", is_("invertible", A), gives=is_(columns, A),
             words="invertible, so of full column rank"),
        line("invertible_full_row_rank", is_("invertible", A), gives=is_(rows, A),
             words="invertible, so of full row rank"),
        line("orthonormal_full_column_rank", is_("orthonormal_columns", X), gives=is_(columns, X),
             words="orthonormal columns are independent"),
        line("full_column_rank_transpose", is_(rows, X), gives=is_(columns, X.T),
             words="rows are the columns of the transpose"),
        line("full_row_rank_transpose", is_(columns, X), gives=is_(rows, X.T),
             words="columns are the rows of the transpose"),
        line("full_column_rank_product", is_(columns, X), is_(columns, Y),
             gives=is_(columns, X @ Y), words="a product of matrices of full column rank"),
        line("full_row_rank_product", is_(rows, X), is_(rows, Y), gives=is_(rows, X @ Y),
             words="a product of matrices of full row rank"),
        line("full_column_rank_scale", fact("!=", c, ZERO), is_(columns, X),
             gives=is_(columns, c * X), words="a nonzero multiple keeps the rank"),
        line("full_row_rank_scale", fact("!=", c, ZERO), is_(rows, X), gives=is_(rows, c * X),
             words="a nonzero multiple keeps the rank"),
        line("full_row_rank_left", is_(rows, X), gives=is_(rows, block([X, Z])),
             words="more columns keep the rows independent"),
        line("full_row_rank_right", is_(rows, X), gives=is_(rows, block([Z, X])),
             words="more columns keep the rows independent"),
        line("full_column_rank_top", is_(columns, X), gives=is_(columns, block([X], [W])),
             words="more rows keep the columns independent"),
        line("full_column_rank_bottom", is_(columns, X), gives=is_(columns, block([W], [X])),
             words="more rows keep the columns independent"),
        line("full_column_rank_core", is_(columns, L @ S @ Q), gives=is_(columns, S),
             words="a product has at most the rank of each factor"),
        line("full_row_rank_core", is_(rows, P @ S @ R), gives=is_(rows, S),
             words="a product has at most the rank of each factor"),
        line("full_rank_tall", is_("full_rank", X), fact("<", n, m),
             gives=is_(columns, X), words="full rank, and more rows than columns"),
        line("full_rank_wide", is_("full_rank", X), fact("<", m, n),
             gives=is_(rows, X), words="full rank, and more columns than rows"),
    )  # fmt: skip


def _symmetric() -> tuple[Inference, ...]:
    symmetric = "symmetric"
    return (
        line("posdef_symmetric", is_("positive_definite", A), gives=is_(symmetric, A),
             words="positive definite matrices are symmetric"),
        line("semidefinite_symmetric", is_("positive_semidefinite", A), gives=is_(symmetric, A),
             words="positive semidefinite matrices are symmetric"),
        line("diagonal_symmetric", is_("diagonal", A), gives=is_(symmetric, A),
             words="a square diagonal matrix is symmetric"),
        line("symmetric_identity", gives=is_(symmetric, unit("n")),
             words="the identity is symmetric"),
        line("symmetric_gram", gives=is_(symmetric, X.T @ X), words="a Gram matrix is symmetric"),
        line("symmetric_gram_rows", gives=is_(symmetric, X @ X.T),
             words="a Gram matrix is symmetric"),
        line("symmetric_add", is_(symmetric, A), is_(symmetric, B), gives=is_(symmetric, A + B),
             words="a sum of symmetric matrices"),
        line("symmetric_scale", is_(symmetric, A), gives=is_(symmetric, c * A),
             words="a multiple of a symmetric matrix"),
        line("symmetric_inverse", is_(symmetric, A), gives=is_(symmetric, inv(A)),
             words="the inverse of a symmetric matrix"),
        line("symmetric_pinv", is_(symmetric, A), gives=is_(symmetric, pinv(A)),
             words="the pseudo-inverse of a symmetric matrix"),
        line("symmetric_congruence", is_(symmetric, B), gives=is_(symmetric, Y.T @ B @ Y),
             words="a congruence of a symmetric matrix"),
    )  # fmt: skip


def _diagonal_and_orthogonal() -> tuple[Inference, ...]:
    diagonal, orthogonal = "diagonal", "orthogonal"
    return (
        line("diagonal_identity", gives=is_(diagonal, unit("n")),
             words="the identity is diagonal"),
        line("diagonal_of_column", gives=is_(diagonal, diag(x)),
             words="the diagonal matrix of a column"),
        line("diagonal_transpose", is_(diagonal, X), gives=is_(diagonal, X.T),
             words="the transpose of a diagonal matrix"),
        line("diagonal_scale", is_(diagonal, X), gives=is_(diagonal, c * X),
             words="a multiple of a diagonal matrix"),
        line("diagonal_add", is_(diagonal, X), is_(diagonal, S), gives=is_(diagonal, X + S),
             words="a sum of diagonal matrices"),
        line("diagonal_mul", is_(diagonal, X), is_(diagonal, Y), gives=is_(diagonal, X @ Y),
             words="a product of diagonal matrices"),
        line("diagonal_inverse", is_(diagonal, A), gives=is_(diagonal, inv(A)),
             words="the inverse of a diagonal matrix"),
        line("orthogonal_orthonormal", is_(orthogonal, Q), gives=is_("orthonormal_columns", Q),
             words="an orthogonal matrix has orthonormal columns"),
        line("orthogonal_transpose", is_(orthogonal, Q), gives=is_(orthogonal, Q.T),
             words="the transpose of an orthogonal matrix"),
    )  # fmt: skip


def _numbers() -> tuple[Inference, ...]:
    def positive(formula: Formula) -> Fact:
        return fact("<", ZERO, formula)

    return (
        line("positive_predicate", is_("positive", c), gives=positive(c), words="positive"),
        line("positive_mul", positive(c), positive(e), gives=positive(c * e),
             words="a product of positive numbers"),
        line("positive_add", positive(c), positive(e), gives=positive(c + e),
             words="a sum of positive numbers"),
        line("positive_reciprocal", positive(c), gives=positive(c**-1),
             words="the reciprocal of a positive number"),
        line("nonzero_positive", positive(c), gives=fact("!=", c, ZERO),
             words="a positive number is not zero"),
        line("nonnegative_positive", positive(c), gives=fact("<=", ZERO, c),
             words="positive, so not negative"),
        line("positive_sqrt", positive(c), gives=positive(sqrt(c)),
             words="the root of a positive number"),
        line("positive_pi", gives=positive(pi()), words="pi is positive"),
        line("positive_power", positive(c), gives=positive(power(c, e)),
             words="a power of a positive number"),
        line("positive_det", fact("positive_definite", A), gives=positive(det(A)),
             words="the determinant of a positive definite matrix is positive"),
        line("positive_abs", fact("!=", c, ZERO), gives=positive(magnitude(c)),
             words="the absolute value of what is not zero"),
        line("positive_gaussian", fact("positive_definite", Q), gives=positive(gaussian(x, y, Q)),
             words="a normal density is positive"),
        line("positive_exp", gives=positive(exp(c)), words="an exponential is positive"),
    )  # fmt: skip


def _signs_of_forms() -> tuple[Inference, ...]:
    pd, psd = "positive_definite", "positive_semidefinite"
    nonzero = fact("!=", x, zero("n", 1))

    def positive(formula: Formula) -> Fact:
        return fact("<", ZERO, formula)

    def not_negative(formula: Formula) -> Fact:
        return fact("<=", ZERO, formula)

    return (
        line("unit_norm_nonzero", is_("unit_norm", x), gives=nonzero,
             words="a vector of norm 1 is not zero"),
        line("full_column_rank_nonzero", is_("full_column_rank", X), nonzero,
             gives=fact("!=", X @ x, zero("m", 1)), words="independent columns keep x from zero"),
        line("positive_dot_self", nonzero, gives=positive((x.T @ x).value),
             words="the squared norm of a vector that is not zero"),
        line("positive_form", is_(pd, A), nonzero, gives=positive((x.T @ A @ x).value),
             words="a positive definite form of a vector that is not zero"),
        line("dot_self_not_negative", gives=not_negative((x.T @ x).value),
             words="a sum of squares"),
        line("form_not_negative", is_(psd, A), gives=not_negative((x.T @ A @ x).value),
             words="a positive semidefinite form"),
        line("square_not_negative", gives=not_negative(c**2),
             words="a square is not negative"),
        line("positive_trace", is_(pd, A), gives=positive(tr(A)),
             words="the trace of a positive definite matrix is positive"),
        line("trace_not_negative", is_(psd, A), gives=not_negative(tr(A)),
             words="the trace of a positive semidefinite matrix is not negative"),
        line("not_negative_add", not_negative(c), not_negative(e), gives=not_negative(c + e),
             words="a sum of numbers that are not negative"),
        line("not_negative_mul", not_negative(c), not_negative(e), gives=not_negative(c * e),
             words="a product of numbers that are not negative"),
        line("positive_add_not_negative", positive(c), not_negative(e), gives=positive(c + e),
             words="positive plus not negative is positive"),
        line("nonzero_mul", fact("!=", c, ZERO), fact("!=", e, ZERO),
             gives=fact("!=", c * e, ZERO), words="a product of numbers that are not zero"),
        line("nonzero_reciprocal", fact("!=", c, ZERO), gives=fact("!=", c**-1, ZERO),
             words="the reciprocal of a number that is not zero"),
        line("nonzero_predicate", is_("nonzero", c), gives=fact("!=", c, ZERO),
             words="not zero"),
        line("nonzero_det", is_("invertible", A), gives=fact("!=", det(A), ZERO),
             words="the determinant of an invertible matrix is not zero"),
    )  # fmt: skip


INFERENCES: tuple[Inference, ...] = (
    *_positive_definite(),
    *_invertible(),
    *_rank(),
    *_symmetric(),
    *_diagonal_and_orthogonal(),
    *_numbers(),
    *_signs_of_forms(),
    *ORDERS,
)
