"""Rules of traces and determinants.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), sections 0.2.5, 0.3, 0.8.2, 1.3 and
5.6; Petersen and Pedersen, The Matrix Cookbook (2012), sections 1.1 and 3.2.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    adj,
    column,
    det,
    fact,
    inv,
    letter,
    norm,
    number,
    pinv,
    rank,
    tr,
    unit,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["DETERMINANTS", "RANKS", "TRACES"]

HJ = "Horn and Johnson, Matrix Analysis, "
A, B, C = letter("A", "n", "n"), letter("B", "n", "n"), letter("C", "n", "n")
X, Y, Z = letter("X", "m", "n"), letter("Y", "n", "m"), letter("Z", "n", "k")
W, V = letter("W", "k", "m"), letter("V", "k", "n")
x, y = column("x", "n"), column("y", "n")
s = letter("s", 1, 1)
c = number("c")
I, ONE = unit("n"), Formula(t.ONE)  # noqa: E741  # the identity


def invertible(*matrices: Formula) -> tuple[Fact, ...]:
    return tuple(fact("invertible", matrix) for matrix in matrices)


TRACES = ruleset(
    "traces", Columns(simplify="forward", stage=Stage.EVALUATION),
    rule("trace_add",         tr(A + B),         tr(A) + tr(B),
         words="the trace of a sum", source=HJ + "0.2.5",
         stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("trace_smul",        tr(c * A),         c * tr(A),
         words="a number comes out of a trace", source=HJ + "0.2.5", stage=Stage.DISTRIBUTION),
    rule("trace_transpose",   tr(A.T),           tr(A),
         words="a matrix and its transpose have one diagonal", source=HJ + "0.2.5"),
    rule("trace_mul_comm",    tr(X @ Y),         tr(Y @ X),
         words="two factors may be exchanged in a trace", source=HJ + "0.2.5", simplify="never"),
    rule("trace_mul_cycle",   tr(X @ Z @ W),     tr(W @ X @ Z),
         words="factors may go round in a trace", lemma=derived(tr(X @ Z @ W), tr(W @ X @ Z)),
         simplify="never"),
    rule("trace_scalar",      tr(s),             s.value,
         words="a scalar is its own trace", source=HJ + "0.2.5"),
    rule("trace_one",         tr(I),             Formula(t.dimension("n")),
         words="the trace of the identity", source=HJ + "0.2.5"),
    rule("trace_outer",       tr(x @ y.T),       (y.T @ x).value,
         words="the trace of an outer product",
         lemma=derived(tr(x @ y.T), tr(y.T @ x), (y.T @ x).value), simplify="never"),
    rule("norm_frobenius_sq", norm(X, "F") ** 2, tr(X.T @ X),
         words="the squared Frobenius norm is a trace", source=HJ + "5.6.0.2"),
)  # fmt: skip

RANKS = ruleset(
    "ranks", Columns(simplify="forward", stage=Stage.EVALUATION),
    rule("rank_transpose",    rank(X.T),     rank(X),
         words="row rank is column rank", source=HJ + "0.4.6"),
    rule("rank_gram",         rank(X.T @ X), rank(X),
         words="a Gram matrix has the rank of its factor", source=HJ + "0.4.6"),
    rule("rank_gram_rows",    rank(X @ X.T), rank(X),
         words="a Gram matrix has the rank of its factor",
         lemma=derived(rank(X @ X.T), rank(X.T.T @ X.T), rank(X.T), rank(X))),
    rule("rank_mul_eq_right", rank(A @ Y),   rank(Y), both=invertible(A),
         words="an invertible factor on the left keeps the rank", source=HJ + "0.4.6"),
    rule("rank_mul_eq_left",  rank(X @ A),   rank(X), both=invertible(A),
         words="an invertible factor on the right keeps the rank",
         lemma=derived(rank(X @ A), rank(A.T @ X.T), rank(X.T), rank(X))),
    rule("rank_pinv",         rank(pinv(X)), rank(X),
         words="the pseudo-inverse has the same rank",
         source="Golub and Van Loan, Matrix Computations, 5.5.2"),
)  # fmt: skip

DETERMINANTS = ruleset(
    "determinants", Columns(simplify="forward", stage=Stage.EVALUATION),
    rule("det_transpose",        det(A.T),               det(A),
         words="a matrix and its transpose have one determinant", source=HJ + "0.3.5"),
    rule("det_inv",              det(inv(A)),            det(A) ** -1,
         words="the determinant of the inverse", source=HJ + "0.3.5"),
    rule("det_one",              det(I),                 ONE,
         words="the determinant of the identity", source=HJ + "0.3.5"),
    rule("det_scalar",           det(s),                 s.value,
         words="a scalar is its own determinant", source=HJ + "0.3.1"),
    rule("det_smul",             det(c * A),             c ** t.dimension("n") * det(A),
         words="a number comes out of each row of a determinant", source=HJ + "0.3.5"),
    rule("det_mul",              det(A @ B),             det(A) * det(B),
         words="the determinant of a product", source=HJ + "0.3.5"),
    rule("det_one_add_mul_comm", det(unit("m") + X @ Y), det(I + Y @ X),
         words="two factors may be exchanged beside the identity in a determinant (Sylvester)",
         source=HJ + "1.3.P28", simplify="never"),
    rule("mul_adjugate",         A @ adj(A),             det(A) * I,
         words="a matrix times its adjugate", source=HJ + "0.8.2", simplify="never"),
    rule("det_add_outer",        det(A + x @ y.T),       det(A) + (y.T @ adj(A) @ x).value,
         words="the determinant of a rank-one change (Cauchy)", source=HJ + "0.8.5",
         simplify="never"),
    rule("adjugate_inv",         adj(A),                 det(A) * inv(A),
         both=invertible(A),
         words="the adjugate of an invertible matrix",
         lemma=derived(adj(A), inv(A) @ A @ adj(A), inv(A) @ (det(A) * I), det(A) * inv(A)),
         simplify="never"),
    rule("det_add_mul", det(A + Z @ V), det(A) * det(unit("k") + V @ inv(A) @ Z),
         both=invertible(A),
         words="the determinant of a low-rank change",
         lemma=derived(det(A + Z @ V), det(A @ (I + inv(A) @ Z @ V)),
                       det(A) * det(I + inv(A) @ Z @ V),
                       det(A) * det(unit("k") + V @ inv(A) @ Z)),
         simplify="never"),
)  # fmt: skip
