"""Rules of the matrix algebra: sums, products, transposes, inverses, orthogonal matrices.

Notation: capital letters are matrices of any sizes that fit; P, R and O are square.  Names are
mathlib's where it has one.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), sections 0.2, 0.5, 2.1;
Golub and Van Loan, Matrix Computations (4th ed. 2013), sections 1.1 and 2.1.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.notation import (
    Formula,
    column,
    fact,
    inv,
    letter,
    magnitude,
    norm,
    number,
    sqrt,
    unit,
    zero,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["INVERSES", "NORMS", "ORTHOGONAL", "PRODUCTS", "TRANSPOSES"]

HJ = "Horn and Johnson, Matrix Analysis, "
A, B, C, D = (
    letter(*s) for s in (("A", "m", "n"), ("B", "n", "k"), ("C", "n", "k"), ("D", "m", "n"))
)
P, R = letter("P", "n", "n"), letter("R", "n", "n")
Q = letter("Q", "m", "n")
O = letter("O", "n", "n")  # noqa: E741  # an orthogonal matrix
s = letter("s", 1, 1)
x = column("x", "n")
ZERO, ONE = Formula(t.ZERO), Formula(t.ONE)
c, d = number("c"), number("d")
I = unit("n")  # noqa: E741  # the identity

PRODUCTS = ruleset(
    "products", Columns(simplify="forward", stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("mul_add",        A @ (B + C),           A @ B + A @ C,
         words="distribute the product over the sum", source=HJ + "0.2.1"),
    rule("add_mul",        (A + D) @ B,           A @ B + D @ B,
         words="distribute the product over the sum", source=HJ + "0.2.1"),
    rule("smul_add",       c * (A + D),           c * A + c * D,
         words="multiply each term by the number", source=HJ + "0.2.1"),
    rule("scalar_mul_add", c * (d + number("b")), c * d + c * number("b"),
         words="multiply each term by the number", source="the field of real numbers",
         families=Family.SCALARS | Family.SUMS | Family.ENTRIES),
)  # fmt: skip

TRANSPOSES = ruleset(
    "transposes", Columns(simplify="forward", stage=Stage.TRANSPOSES, families=Family.TRANSPOSES),
    rule("transpose_transpose", A.T.T,            A,
         words="transposing twice changes nothing", source=HJ + "0.2.5"),
    rule("transpose_one",       I.T,              I,
         words="the identity is symmetric", source=HJ + "0.2.4"),
    rule("transpose_zero",      zero("m", "n").T, zero("n", "m"),
         words="the transpose of zero", source=HJ + "0.2.5",
         families=Family.TRANSPOSES | Family.MULTIPLES),
    rule("transpose_mul",       (A @ B).T,        B.T @ A.T,
         words="the transpose of a product reverses it", source=HJ + "0.2.5"),
    rule("transpose_add",       (A + D).T,        A.T + D.T,
         words="the transpose of a sum", source=HJ + "0.2.5"),
    rule("transpose_smul",      (c * A).T,        c * A.T,
         words="a number comes out of a transpose", source=HJ + "0.2.5"),
    rule("transpose_scalar",    s.T,              s,
         words="a scalar is its own transpose", source=HJ + "0.2.5", simplify="never"),
    rule("symmetric",           P.T,              P,              both=(fact("symmetric", P),),
         words="a symmetric matrix is its own transpose", source=HJ + "0.2.5",
         families=Family.SYMMETRY),
    rule("skew_symmetric",      P.T,              -P,             both=(fact("skew_symmetric", P),),
         words="a skew-symmetric matrix is minus its transpose", source=HJ + "0.2.5",
         families=Family.SYMMETRY),
    rule("idempotent",          P @ P,            P,              both=(fact("idempotent", P),),
         words="a projection, twice, is that projection", source=HJ + "1.1.P5",
         families=Family.OTHER),
)  # fmt: skip

INVERSES = ruleset(
    "inverses", Columns(simplify="forward", stage=Stage.INVERSES, families=Family.INVERSES),
    rule("inv_mul_cancel",        inv(P) @ P,                 I, backward=(fact("invertible", P),),
         words="a matrix cancels against its inverse", source=HJ + "0.5",
         stage=Stage.CANCELLATION, families=Family.CANCELLATION),
    rule("mul_inv_cancel",        P @ inv(P),                 I, backward=(fact("invertible", P),),
         words="a matrix cancels against its inverse", source=HJ + "0.5",
         stage=Stage.CANCELLATION, families=Family.CANCELLATION),
    rule("inv_unique",            inv(P),                     R,
         both=(fact("=", P @ R, I),), given=(R,),
         words="a matrix whose product with it is the identity is the inverse", source=HJ + "0.5",
         simplify="never"),
    rule("inv_inv",               inv(inv(P)),                P, backward=(fact("invertible", P),),
         words="inverting twice changes nothing",
         lemma=derived(by="inv_unique", conditions=((inv(P) @ P, I),)),
         stage=Stage.CANCELLATION),
    rule("inv_one",               inv(I),                     I,
         words="the inverse of the identity",
         lemma=derived(by="inv_unique", conditions=((I @ I, I),)),
         families=Family.INVERSES | Family.MULTIPLES),
    rule("mul_inv_rev",           inv(P @ R),                 inv(R) @ inv(P),
         words="the inverse of a product reverses it",
         lemma=derived(by="inv_unique",
                       conditions=((P @ R @ inv(R) @ inv(P), P @ inv(P), I),))),
    rule("inv_transpose",         inv(P.T),                   inv(P).T,
         words="inverse and transpose may be exchanged",
         lemma=derived(by="inv_unique", conditions=((P.T @ inv(P).T, (inv(P) @ P).T, I.T, I),)),
         simplify="backward", stage=Stage.TRANSPOSES, families=Family.OTHER),
    rule("scalar_mul_inv_cancel", c * c**-1,                  ONE, backward=(fact("!=", c, ZERO),),
         words="a number cancels against its reciprocal", source="the field of real numbers",
         stage=Stage.LOGARITHMS, families=Family.CANCELLATION | Family.SCALARS),
    rule("inv_smul",              inv(c * P),                 c**-1 * inv(P),
         words="the inverse of a multiple",
         lemma=derived(by="inv_unique",
                       conditions=((c * P @ (c**-1 * inv(P)), P @ inv(P), I),)),
         families=Family.INVERSES | Family.MULTIPLES),
    rule("replace",               A,                          D,
         both=(fact("=", A, D),), given=(D,),
         words="what was shown to be equal may be put in", lemma=derived(A, D), simplify="never"),
    rule("mul_left_cancel",       B,                          C,
         both=(fact("invertible", P), fact("=", P @ B, P @ C)), given=(C, P),
         words="an invertible factor on the left may be cancelled",
         lemma=derived(B, inv(P) @ P @ B, inv(P) @ P @ C, C), simplify="never"),
    rule("mul_right_cancel",      A,                          D,
         both=(fact("invertible", P), fact("=", A @ P, D @ P)), given=(D, P),
         words="an invertible factor on the right may be cancelled",
         lemma=derived(A, A @ P @ inv(P), D @ P @ inv(P), D), simplify="never"),
    rule("push_through",          inv(c * I + A.T @ A) @ A.T, A.T @ inv(c * unit("m") + A @ A.T),
         both=(fact("invertible", c * I + A.T @ A), fact("invertible", c * unit("m") + A @ A.T)),
         words="the push-through identity",
         lemma=derived(
             inv(c * I + A.T @ A) @ A.T,
             inv(c * I + A.T @ A) @ A.T @ (c * unit("m") + A @ A.T) @ inv(c * unit("m") + A @ A.T),
             inv(c * I + A.T @ A) @ (c * I + A.T @ A) @ A.T @ inv(c * unit("m") + A @ A.T),
             A.T @ inv(c * unit("m") + A @ A.T)),
         simplify="never"),
)  # fmt: skip

ORTHOGONAL = ruleset(
    "orthogonal matrices",
    Columns(simplify="forward", stage=Stage.ORTHONORMALITY, families=Family.CANCELLATION),
    rule("orthonormal_columns",      Q.T @ Q, I,   both=(fact("orthonormal_columns", Q),),
         words="orthonormal columns", source=HJ + "2.1.1"),
    rule("orthogonal_mul_transpose", O @ O.T, I,   both=(fact("orthogonal", O),),
         words="an orthogonal matrix", source=HJ + "2.1.4"),
    rule("orthogonal_inv",           inv(O),  O.T, both=(fact("orthogonal", O),),
         words="the inverse of an orthogonal matrix is its transpose",
         lemma=derived(by="inv_unique", conditions=((O @ O.T, I),)),
         stage=Stage.INVERSES, families=Family.CANCELLATION | Family.INVERSES),
)  # fmt: skip

NORMS = ruleset(
    "norms and roots", Columns(simplify="forward", stage=Stage.EVALUATION),
    rule("sqrt_sq",           sqrt(c) ** 2,                  c, both=(fact("<=", ZERO, c),),
         words="the square of a root", source="the field of real numbers"),
    rule("mul_self_sqrt",     sqrt(c) * sqrt(c),             c, both=(fact("<=", ZERO, c),),
         words="a root times itself", lemma=derived(sqrt(c) * sqrt(c), sqrt(c) ** 2, c)),
    rule("mul_self_inv_sqrt", sqrt(c) ** -1 * sqrt(c) ** -1, c**-1, both=(fact("<=", ZERO, c),),
         words="the reciprocal of a root times itself",
         lemma=derived(sqrt(c) ** -1 * sqrt(c) ** -1, (sqrt(c) ** 2) ** -1, c**-1)),
    rule("unit_norm",         (x.T @ x).value,               ONE, both=(fact("unit_norm", x),),
         words="a vector of norm 1", source="Golub and Van Loan, Matrix Computations, 2.2.1"),
    rule("norm_sq",           norm(x) ** 2,                  (x.T @ x).value,
         words="the squared norm is a product",
         source="Golub and Van Loan, Matrix Computations, 2.2.1",
         stage=Stage.DEFINITIONS, families=Family.NORMS | Family.ENTRIES),
    rule("abs_sq",            magnitude(c) ** 2,             c**2,
         words="the square of an absolute value", source="the field of real numbers"),
    rule("norm_smul",         norm(c * x),                   magnitude(c) * norm(x),
         words="a number comes out of a norm", source=HJ + "5.1.1", simplify="never"),
    rule("norm_frobenius_smul", norm(c * A, "F"),            magnitude(c) * norm(A, "F"),
         words="a number comes out of a norm", source=HJ + "5.1.1", simplify="never"),
)  # fmt: skip
