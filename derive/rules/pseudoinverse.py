"""Rules of the Moore-Penrose inverse: the four equations, and what follows from them.

References: Penrose, A generalized inverse for matrices (1955), theorem 1;
Golub and Van Loan, Matrix Computations (4th ed. 2013), section 5.5.2.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.notation import Formula, fact, inv, kron, letter, number, pinv, unit
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["PSEUDOINVERSES"]

PENROSE = "Penrose (1955), theorem 1"
A, B = letter("A", "m", "n"), letter("B", "n", "m")
C, D, E = letter("C", "n", "k"), letter("D", "n", "k"), letter("E", "p", "q")
c, ZERO = number("c"), Formula(t.ZERO)
U, S, V = letter("U", "p", "m"), letter("S", "m", "n"), letter("V", "q", "n")
TALL, WIDE = (fact("full_column_rank", A),), (fact("full_row_rank", A),)
ORTHONORMAL = (fact("orthonormal_columns", U), fact("orthonormal_columns", V))
L, R = inv(A.T @ A) @ A.T, A.T @ inv(A @ A.T)  # the left and the right inverse
X, Y = U @ S @ V.T, V @ pinv(S) @ U.T

PSEUDOINVERSES = ruleset(
    "pseudo-inverses",
    Columns(simplify="forward", stage=Stage.INVERSES, families=Family.CANCELLATION),
    rule("mul_pinv_mul",                 A @ pinv(A) @ A,       A,
         words="the first Penrose equation", source=PENROSE),
    rule("pinv_mul_pinv",                pinv(A) @ A @ pinv(A), pinv(A),
         words="the second Penrose equation", source=PENROSE),
    rule("transpose_mul_pinv",           (A @ pinv(A)).T,       A @ pinv(A),
         words="the third Penrose equation", source=PENROSE, simplify="never"),
    rule("transpose_pinv_mul",           (pinv(A) @ A).T,       pinv(A) @ A,
         words="the fourth Penrose equation", source=PENROSE, simplify="never"),
    rule("pinv_unique",                  pinv(A),               B,
         both=(fact("=", A @ B @ A, A), fact("=", B @ A @ B, B),
               fact("=", (A @ B).T, A @ B), fact("=", (B @ A).T, B @ A)),
         given=(B,),
         words="the four Penrose equations determine the pseudo-inverse", source=PENROSE,
         simplify="never"),
    rule("pinv_eq_left",                 pinv(A),               L,               both=TALL,
         words="the pseudo-inverse for full column rank",
         lemma=derived(by="pinv_unique", conditions=(
             (A @ L @ A, A),
             (L @ A @ L, L),
             ((A @ L).T, A @ inv(A.T @ A).T @ A.T, A @ L),
             ((L @ A).T, unit("n").T, L @ A))),
         simplify="never"),
    rule("pinv_eq_right",                pinv(A),               R,               both=WIDE,
         words="the pseudo-inverse for full row rank",
         lemma=derived(by="pinv_unique", conditions=(
             (A @ R @ A, A),
             (R @ A @ R, R),
             ((A @ R).T, unit("m").T, A @ R),
             ((R @ A).T, A.T @ inv(A @ A.T).T @ A, R @ A))),
         simplify="never"),
    rule("pinv_mul_self",                pinv(A) @ A,           unit("n"),       both=TALL,
         words="full column rank makes it a left inverse",
         lemma=derived(pinv(A) @ A, L @ A, unit("n"))),
    rule("mul_pinv_self",                A @ pinv(A),           unit("m"),       both=WIDE,
         words="full row rank makes it a right inverse",
         lemma=derived(A @ pinv(A), A @ R, unit("m"))),
    rule("pinv_svd",                     pinv(X),               Y,               both=ORTHONORMAL,
         words="orthonormal factors come out of a pseudo-inverse",
         lemma=derived(by="pinv_unique", conditions=(
             (X @ Y @ X, U @ S @ pinv(S) @ S @ V.T, X),
             (Y @ X @ Y, V @ pinv(S) @ S @ pinv(S) @ U.T, Y),
             ((X @ Y).T, (U @ S @ pinv(S) @ U.T).T, U @ (S @ pinv(S)).T @ U.T, X @ Y),
             ((Y @ X).T, (V @ pinv(S) @ S @ V.T).T, V @ (pinv(S) @ S).T @ V.T, Y @ X)))),
    rule("pinv_pinv",                    pinv(pinv(A)),         A,
         words="the pseudo-inverse of the pseudo-inverse",
         lemma=derived(by="pinv_unique", conditions=(
             (pinv(A) @ A @ pinv(A), pinv(A)), (A @ pinv(A) @ A, A),
             ((pinv(A) @ A).T, pinv(A) @ A), ((A @ pinv(A)).T, A @ pinv(A)))),
         stage=Stage.CANCELLATION),
    rule("pinv_smul",                    pinv(c * A),           c**-1 * pinv(A),
         both=(fact("!=", c, ZERO),),
         words="the pseudo-inverse of a multiple",
         lemma=derived(by="pinv_unique", conditions=(
             (c * A @ (c**-1 * pinv(A)) @ (c * A), c * A @ pinv(A) @ A, c * A),
             (c**-1 * pinv(A) @ (c * A) @ (c**-1 * pinv(A)), c**-1 * pinv(A) @ A @ pinv(A),
              c**-1 * pinv(A)),
             ((c * A @ (c**-1 * pinv(A))).T, (A @ pinv(A)).T, A @ pinv(A),
              c * A @ (c**-1 * pinv(A))),
             ((c**-1 * pinv(A) @ (c * A)).T, (pinv(A) @ A).T, pinv(A) @ A,
              c**-1 * pinv(A) @ (c * A)))),
         stage=Stage.CANCELLATION,
         families=Family.CANCELLATION | Family.INVERSES | Family.MULTIPLES),
    rule("pinv_transpose",               pinv(A.T),             pinv(A).T,
         words="pseudo-inverse and transpose may be exchanged",
         lemma=derived(by="pinv_unique", conditions=(
             (A.T @ pinv(A).T @ A.T, (A @ pinv(A) @ A).T, A.T),
             (pinv(A).T @ A.T @ pinv(A).T, (pinv(A) @ A @ pinv(A)).T, pinv(A).T),
             ((A.T @ pinv(A).T).T, pinv(A) @ A, (pinv(A) @ A).T, A.T @ pinv(A).T),
             ((pinv(A).T @ A.T).T, A @ pinv(A), (A @ pinv(A)).T, pinv(A).T @ A.T))),
         simplify="backward", stage=Stage.TRANSPOSES),
    rule("pinv_gram",                    pinv(A.T @ A),         pinv(A) @ pinv(A).T,
         words="the pseudo-inverse of a Gram matrix",
         lemma=derived(by="pinv_unique", conditions=(
             (A.T @ A @ (pinv(A) @ pinv(A).T) @ (A.T @ A),
              A.T @ (A @ pinv(A)) @ (A @ pinv(A)).T @ A, A.T @ (A @ pinv(A)) @ (A @ pinv(A)) @ A,
              A.T @ A),
             (pinv(A) @ pinv(A).T @ (A.T @ A) @ (pinv(A) @ pinv(A).T),
              pinv(A) @ (A @ pinv(A)).T @ (A @ pinv(A)) @ pinv(A).T,
              pinv(A) @ (A @ pinv(A)) @ (A @ pinv(A)) @ pinv(A).T, pinv(A) @ pinv(A).T),
             ((A.T @ A @ (pinv(A) @ pinv(A).T)).T, pinv(A) @ (A @ pinv(A)).T @ A, pinv(A) @ A,
              (pinv(A) @ A).T, A.T @ pinv(A).T, A.T @ (A @ pinv(A)).T @ pinv(A).T,
              A.T @ A @ (pinv(A) @ pinv(A).T)),
             ((pinv(A) @ pinv(A).T @ (A.T @ A)).T, A.T @ A @ pinv(A) @ pinv(A).T,
              A.T @ (A @ pinv(A)).T @ pinv(A).T, A.T @ pinv(A).T, (pinv(A) @ A).T, pinv(A) @ A,
              pinv(A) @ A @ pinv(A) @ A, pinv(A) @ (A @ pinv(A)).T @ A,
              pinv(A) @ pinv(A).T @ (A.T @ A)))),
         simplify="never"),
    rule("gram_left_cancel",             A @ C,                 A @ D,
         both=(fact("=", A.T @ A @ C, A.T @ A @ D),), given=(D,),
         words="a transpose beside the matrix may be cancelled",
         lemma=derived(A @ C, A @ pinv(A) @ A @ C, (A @ pinv(A)).T @ A @ C,
                       pinv(A).T @ (A.T @ A @ C), pinv(A).T @ (A.T @ A @ D),
                       (A @ pinv(A)).T @ A @ D, A @ pinv(A) @ A @ D, A @ D),
         simplify="never"),
    rule("pinv_kron",                    pinv(kron(A, E)),      kron(pinv(A), pinv(E)),
         words="the pseudo-inverse of a Kronecker product keeps the order",
         lemma=derived(by="pinv_unique", conditions=(
             (kron(A, E) @ kron(pinv(A), pinv(E)) @ kron(A, E),
              kron(A @ pinv(A) @ A, E @ pinv(E) @ E), kron(A, E)),
             (kron(pinv(A), pinv(E)) @ kron(A, E) @ kron(pinv(A), pinv(E)),
              kron(pinv(A) @ A @ pinv(A), pinv(E) @ E @ pinv(E)), kron(pinv(A), pinv(E))),
             ((kron(A, E) @ kron(pinv(A), pinv(E))).T, kron(A @ pinv(A), E @ pinv(E)).T,
              kron((A @ pinv(A)).T, (E @ pinv(E)).T), kron(A @ pinv(A), E @ pinv(E)),
              kron(A, E) @ kron(pinv(A), pinv(E))),
             ((kron(pinv(A), pinv(E)) @ kron(A, E)).T, kron(pinv(A) @ A, pinv(E) @ E).T,
              kron((pinv(A) @ A).T, (pinv(E) @ E).T), kron(pinv(A) @ A, pinv(E) @ E),
              kron(pinv(A), pinv(E)) @ kron(A, E)))),
         stage=Stage.OTHER_PRODUCTS),
    rule("pinv_transpose_mul",           pinv(A.T) @ A.T,       A @ pinv(A),
         words="the projection on the columns, written with transposes",
         lemma=derived(pinv(A.T) @ A.T, pinv(A).T @ A.T, (A @ pinv(A)).T, A @ pinv(A))),
    rule("transpose_mul_pinv_transpose", A.T @ pinv(A.T),       pinv(A) @ A,
         words="the projection on the rows, written with transposes",
         lemma=derived(A.T @ pinv(A.T), A.T @ pinv(A).T, (pinv(A) @ A).T, pinv(A) @ A)),
)  # fmt: skip
