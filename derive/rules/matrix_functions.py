"""Rules of functions of square matrices.

References: Higham, Functions of Matrices (2008), theorems 1.13, 1.18 and 10.2.
"""

from __future__ import annotations

from derive.algebra.notation import (
    Formula,
    det,
    exp,
    fact,
    inv,
    inverse_root,
    letter,
    of_matrix,
    root,
    tr,
    unit,
    zero,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["MATRIX_FUNCTIONS"]

HIGHAM = "Higham, Functions of Matrices, "
A, B, P = letter("A", "n", "n"), letter("B", "n", "n"), letter("P", "n", "n")
COMMUTE = (fact("=", A @ B, B @ A),)


def e(of: Formula) -> Formula:
    return of_matrix("exp", of)


MATRIX_FUNCTIONS = ruleset(
    "functions of matrices",
    Columns(simplify="forward", stage=Stage.EVALUATION, families=Family.OTHER),
    rule("sqrtm_mul_self", root(A) @ root(A), A, both=(fact("positive_semidefinite", A),),
         words="the root of a matrix, twice", source=HIGHAM + "1.29"),
    rule("inv_sqrtm",      inverse_root(A),   inv(root(A)), both=(fact("positive_definite", A),),
         words="the inverse of the root", source=HIGHAM + "1.29", simplify="never"),
    rule("inv_sqrtm_mul_self", inverse_root(A) @ inverse_root(A), inv(A),
         both=(fact("positive_definite", A),),
         words="the inverse of the root, twice",
         lemma=derived(inverse_root(A) @ inverse_root(A), inv(root(A)) @ inv(root(A)),
                       inv(root(A) @ root(A)), inv(A))),
    rule("expm_zero",      e(zero("n", "n")), unit("n"),
         words="the exponential of zero", source=HIGHAM + "10.1"),
    rule("expm_add",       e(A + B),          e(A) @ e(B), both=COMMUTE,
         words="the exponential of a sum of matrices that commute", source=HIGHAM + "10.2",
         simplify="never"),
    rule("expm_mul_neg",   e(A) @ e(-A),      unit("n"),
         words="opposite exponentials cancel",
         lemma=derived(e(A) @ e(-A), e(A + (-A)), e(zero("n", "n")), unit("n"))),
    rule("expm_inv",       inv(e(A)),         e(-A),
         words="the inverse of an exponential",
         lemma=derived(by="inv_unique", conditions=((e(A) @ e(-A), unit("n")),))),
    rule("expm_transpose", e(A).T,            e(A.T),
         words="exponential and transpose may be exchanged", source=HIGHAM + "1.13"),
    rule("expm_similar",   e(inv(P) @ A @ P), inv(P) @ e(A) @ P,
         words="a similarity comes out of a function of matrices", source=HIGHAM + "1.13",
         simplify="never"),
    rule("det_expm",       det(e(A)),         exp(tr(A)),
         words="the determinant of an exponential", source=HIGHAM + "10.1"),
)  # fmt: skip
