"""Statements about minima: when a stationary point is one.

g is the row of first derivatives, H the matrix of second derivatives; both are given by equations.

References: Boyd and Vandenberghe, Convex Optimization (2004), sections 4.2.3 and 5.5.3.
"""

from __future__ import annotations

from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    column,
    equation,
    fact,
    jac,
    letter,
    minimizer,
    system,
    zero,
)
from derive.rules.rule import rule

__all__ = ["OPTIMIZATION"]

BV = "Boyd and Vandenberghe, Convex Optimization, "
f, g, H = letter("f", 1, 1), letter("g", 1, "n"), letter("H", "n", "n")
x, v = column("x", "n"), column("v", "m")
B, b = letter("B", "m", "n"), column("b", "m")


def constant(by: Formula, *formulas: Formula) -> tuple[Fact, ...]:
    return tuple(fact("constant", formula, by) for formula in formulas)


CONVEX_QUADRATIC = (
    fact("=", jac(f, x), g),
    fact("=", jac(g.T, x), H),
    *constant(x, H),
    fact("positive_semidefinite", H),
)

OPTIMIZATION = (
    rule("stationary_convex", minimizer(x, f), equation(g, zero(1, "n")),
         "a stationary point of a convex function is its minimum",
         both=CONVEX_QUADRATIC, functions={f: x, g: x}, source=BV + "4.2.3"),
    rule("lagrange_convex", minimizer(x, f, equation(B @ x, b)),
         system(equation(g + v.T @ B, zero(1, "n")), equation(B @ x, b)),
         "Lagrange: the gradient is a combination of the constraints' rows",
         both=(*CONVEX_QUADRATIC, *constant(x, B, b), *constant(v, f, B, b)),
         functions={f: x, g: x}, source=BV + "5.5.3"),
)  # fmt: skip
