"""What follows of orders: definite differences, forms, traces, entries, norms and ranks.

Each line is a theorem, as in `derive.algebra.inferences`; a comparison is said of the difference of
its sides.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.4.5, 0.6.3, 5.1, 7.1, 7.5 and 7.7;
Boyd and Vandenberghe, Convex Optimization (2004), A.5.5.
"""

from __future__ import annotations

from sympy import Integer

from derive.algebra.context import Fact
from derive.algebra.inference import Inference
from derive.algebra.notation import (
    Formula,
    block,
    column,
    det,
    fact,
    hadamard,
    index,
    inv,
    kron,
    letter,
    norm,
    number,
    ones,
    rank,
    tr,
    unit,
)
from derive.algebra.term import dimension

__all__ = ["ORDERS"]

A, B, C = letter("A", "n", "n"), letter("B", "n", "n"), letter("C", "n", "n")
K, M, N = letter("K", "m", "m"), letter("M", "n", "m"), letter("N", "n", "m")
X, S, Y = letter("X", "m", "n"), letter("S", "m", "n"), letter("Y", "n", "k")
x, y = column("x", "n"), column("y", "n")
c, e = number("c"), number("e")
i, j = index("i"), index("j")
m, n = Formula(dimension("m")), Formula(dimension("n"))
ZERO, ONE = Formula(Integer(0)), Formula(Integer(1))
I = unit("n")  # noqa: E741  # the identity
PD, PSD = "positive_definite", "positive_semidefinite"
PROJECTION = (fact("symmetric", A), fact("idempotent", A))


def line(name: str, *premises: Fact, gives: Fact, words: str) -> Inference:
    return Inference(name, premises, gives, words)


def positive(formula: Formula) -> Fact:
    return fact("<", ZERO, formula)


def nonnegative(formula: Formula) -> Fact:
    return fact("<=", ZERO, formula)


def _definite() -> tuple[Inference, ...]:
    schur = K - M.T @ inv(A) @ M
    whole = block([A, M], [M.T, K])
    return (
        line("projection_semidefinite", *PROJECTION, gives=fact(PSD, A),
             words="an orthogonal projection is positive semidefinite"),
        line("coprojection_semidefinite", *PROJECTION, gives=fact(PSD, I - A),
             words="an orthogonal projection is below the identity"),
        line("inverse_reverses", fact(PD, A), fact(PD, B), fact(PSD, A - B),
             gives=fact(PSD, inv(B) - inv(A)),
             words="the inverse reverses the order of definite matrices"),
        line("congruence_keeps_order", fact(PSD, A - B), gives=fact(PSD, Y.T @ A @ Y - Y.T @ B @ Y),
             words="a congruence keeps the order"),
        line("schur_semidefinite", fact(PD, A), fact(PSD, whole), gives=fact(PSD, schur),
             words="the Schur complement of a definite block"),
        line("block_semidefinite", fact(PD, A), fact(PSD, schur), gives=fact(PSD, whole),
             words="blocks whose Schur complement is semidefinite"),
        line("schur_posdef", fact(PD, A), fact(PD, whole), gives=fact(PD, schur),
             words="the Schur complement of a definite matrix"),
        line("hadamard_semidefinite", fact(PSD, A), fact(PSD, B), gives=fact(PSD, hadamard(A, B)),
             words="the product of semidefinite matrices entry by entry (Schur)"),
        line("kron_semidefinite", fact(PSD, A), fact(PSD, K), gives=fact(PSD, kron(A, K)),
             words="the Kronecker product of semidefinite matrices"),
        line("kron_posdef", fact(PD, A), fact(PD, K), gives=fact(PD, kron(A, K)),
             words="the Kronecker product of definite matrices"),
        line("square_semidefinite", fact("symmetric", A), gives=fact(PSD, A @ A),
             words="the square of a symmetric matrix"),
    )  # fmt: skip


def _forms() -> tuple[Inference, ...]:
    return (
        line("nonneg_norm", gives=nonnegative(norm(x)), words="a norm"),
        line("nonneg_frobenius", gives=nonnegative(norm(X, "F")), words="a norm"),
        line("cauchy_schwarz",
             gives=nonnegative((x.T @ x).value * (y.T @ y).value - (x.T @ y).value ** 2),
             words="the inequality of Cauchy and Schwarz"),
        line("cauchy_schwarz_norm", gives=nonnegative(norm(x) * norm(y) - (x.T @ y).value),
             words="the inequality of Cauchy and Schwarz"),
        line("cauchy_schwarz_trace",
             gives=nonnegative(tr(X.T @ X) * tr(S.T @ S) - tr(X.T @ S) ** 2),
             words="the inequality of Cauchy and Schwarz"),
        line("cauchy_schwarz_sum",
             gives=nonnegative(n * (x.T @ x).value - (ones("n", 1).T @ x).value ** 2),
             words="the inequality of Cauchy and Schwarz, with ones"),
        line("triangle", gives=nonnegative(norm(x) + norm(y) - norm(x + y)),
             words="the triangle inequality"),
        line("triangle_frobenius",
             gives=nonnegative(norm(X, "F") + norm(S, "F") - norm(X + S, "F")),
             words="the triangle inequality"),
    )  # fmt: skip


def _of_matrices() -> tuple[Inference, ...]:
    return (
        line("nonneg_trace_product", fact(PSD, C), fact(PSD, B), gives=nonnegative(tr(C @ B)),
             words="the trace of a product of semidefinite matrices"),
        line("trace_squared", gives=nonnegative(n * tr(A.T @ A) - tr(A) ** 2),
             words="the inequality of Cauchy and Schwarz, with the identity"),
        line("nonneg_det", fact(PSD, A), gives=nonnegative(det(A)),
             words="the determinant of a semidefinite matrix"),
        line("nonneg_diagonal", fact(PSD, A), gives=nonnegative(A[i, i]),
             words="a diagonal entry of a semidefinite matrix"),
        line("positive_diagonal_entry", fact(PD, A), gives=positive(A[i, i]),
             words="a diagonal entry of a definite matrix"),
        line("projection_diagonal", *PROJECTION, gives=nonnegative(ONE - A[i, i]),
             words="a diagonal entry of an orthogonal projection"),
        line("nonneg_minor", fact(PSD, A),
             gives=nonnegative(A[i, i] * A[j, j] - A[i, j] ** 2),
             words="a principal minor of a semidefinite matrix"),
        line("rank_left", gives=nonnegative(rank(X) - rank(X @ Y)),
             words="a product has at most the rank of a factor"),
        line("rank_right", gives=nonnegative(rank(Y) - rank(X @ Y)),
             words="a product has at most the rank of a factor"),
        line("rank_rows", gives=nonnegative(m - rank(X)), words="a rank is at most the rows"),
        line("rank_columns", gives=nonnegative(n - rank(X)), words="a rank is at most the columns"),
        line("rank_sum", gives=nonnegative(rank(X) + rank(S) - rank(X + S)),
             words="the rank of a sum is at most the sum of the ranks"),
        line("rank_sylvester", gives=nonnegative(rank(X @ Y) + n - rank(X) - rank(Y)),
             words="the inequality of Sylvester for ranks"),
    )  # fmt: skip


ORDERS: tuple[Inference, ...] = (*_definite(), *_forms(), *_of_matrices())
