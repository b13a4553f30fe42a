"""What holds for every vector says what matrices are equal.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), sections 0.2.2 and 4.1 (problems).
"""

from __future__ import annotations

from derive.algebra.notation import column, equation, fact, forall, letter
from derive.rules.families import Columns
from derive.rules.rule import rule, ruleset

__all__ = ["STATEMENTS"]

HJ = "Horn and Johnson, Matrix Analysis, "
x = column("x", "n")
B, C = letter("B", "n", "k"), letter("C", "n", "k")
D, E = letter("D", "k", "n"), letter("E", "k", "n")
P, R = letter("P", "n", "n"), letter("R", "n", "n")

STATEMENTS = ruleset(
    "statements for every x", Columns(),
    rule("forall_row", forall(x, equation(x.T @ B, x.T @ C)), equation(B, C),
         both=(fact("constant", B, x), fact("constant", C, x)),
         words="rows that are equal for every x have equal matrices: put the unit vectors for x",
         source=HJ + "0.2.2"),
    rule("forall_column", forall(x, equation(D @ x, E @ x)), equation(D, E),
         both=(fact("constant", D, x), fact("constant", E, x)),
         words="columns that are equal for every x have equal matrices: put the unit vectors for x",
         source=HJ + "0.2.2"),
    rule("forall_form", forall(x, equation(x.T @ P @ x, x.T @ R @ x)), equation(P + P.T, R + R.T),
         both=(fact("constant", P, x), fact("constant", R, x)),
         words="forms that are equal for every x have equal symmetric parts:"
               " put sums of unit vectors",
         source=HJ + "4.1"),
)  # fmt: skip
