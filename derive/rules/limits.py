"""Limits that continuity alone does not give, and leading terms.

s is the variable of the limit; every other letter is constant in it.

References: de Bruijn, Asymptotic Methods in Analysis (1958), section 1.4;
Golub and Van Loan, Matrix Computations (4th ed. 2013), section 5.5.2.
"""

from __future__ import annotations

from derive.algebra.notation import (
    fact,
    inv,
    letter,
    lim,
    number,
    pinv,
    unit,
)
from derive.rules.families import Columns
from derive.rules.rule import derived, rule, ruleset

__all__ = ["LIMITS"]

A = letter("A", "m", "n")
s = number("s")
I, J = unit("n"), unit("m")  # noqa: E741  # the identities
G, K, N = A.T @ A, A @ A.T, unit("n") - pinv(A) @ A
RIDGE = inv(G + s * I) @ A.T
BELOW = inv(K + s * J)
FILLED = inv(G + N + s * I)  # the kernel of A is filled by its projection N

LIMITS = ruleset(
    "limits", Columns(),
    rule("pinv_mul_self_transpose", pinv(A) @ A @ A.T,   A.T,
         words="the projection on the rows leaves the rows as they are",
         lemma=derived(pinv(A) @ A @ A.T, (pinv(A) @ A).T @ A.T, (A @ pinv(A) @ A).T, A.T)),
    rule("transpose_mul_self_pinv", A.T @ A @ pinv(A),   A.T,
         words="the projection on the columns leaves the columns as they are",
         lemma=derived(A.T @ A @ pinv(A), A.T @ (A @ pinv(A)).T, (A @ pinv(A) @ A).T, A.T)),
    rule("pinv_limit",              lim(RIDGE, s, 0, 1), pinv(A), both=(fact("constant", A, s),),
         words="the pseudo-inverse is a limit of inverses",
         lemma=derived(
             lim(RIDGE, s, 0, 1),
             lim(A.T @ BELOW, s, 0, 1),
             lim(FILLED @ (G + N + s * I) @ A.T @ BELOW, s, 0, 1),
             lim(FILLED @ (G @ A.T + A.T - pinv(A) @ A @ A.T + s * A.T) @ BELOW, s, 0, 1),
             lim(FILLED @ (G @ A.T + s * A.T) @ BELOW, s, 0, 1),
             lim(FILLED @ A.T @ (K + s * J) @ BELOW, s, 0, 1),
             lim(FILLED @ A.T, s, 0, 1),
             inv(G + N) @ A.T,
             inv(G + N) @ (G @ pinv(A) + pinv(A) - pinv(A) @ A @ pinv(A)),
             inv(G + N) @ (G + N) @ pinv(A),
             pinv(A))),
)  # fmt: skip
