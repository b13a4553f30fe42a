"""Rules of diagonal matrices, entry by entry: i is an index of the diagonal.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), section 0.9.1.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.notation import Formula, delta, fact, index, inv, letter, size
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import rule, ruleset

__all__ = ["DIAGONALS"]

HJ = "Horn and Johnson, Matrix Analysis, "
A, B = letter("A", "m", "p"), letter("B", "p", "n")
P = letter("P", "n", "n")
i, p = index("i"), size("p")

DIAGONALS = ruleset(
    "diagonal matrices",
    Columns(simplify="forward", stage=Stage.EVALUATION, families=Family.DIAGONALS),
    rule("diag_mul_entry", (A @ B)[i, i], A[i, i] * B[i, i],
         both=(fact("diagonal", A),), forward=(fact("<=", i, p),),
         words="on the diagonal, a diagonal factor multiplies entry by entry", source=HJ + "0.9.1"),
    rule("diag_inv_entry", inv(P)[i, i],  P[i, i] ** -1,
         both=(fact("diagonal", P),), backward=(fact("invertible", P),),
         words="a diagonal matrix is inverted entry by entry", source=HJ + "0.9.1"),
    rule("delta_self",     delta(i, i),   Formula(t.ONE),
         words="an index is equal to itself", source="the definition of the Kronecker delta",
         stage=Stage.DECISIONS),
)  # fmt: skip
