"""Statements about optima: when a stationary point is one, and what keeps the optima as they are.

g is the row of first derivatives, H the matrix of second derivatives; both are given by equations.
p is a scalar function of a matrix u, c a number.

References: Boyd and Vandenberghe, Convex Optimization (2004), sections 4.1.3, 4.2.3 and 5.5.3.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    column,
    equation,
    fact,
    jac,
    letter,
    log,
    maximizer,
    minimizer,
    number,
    system,
    zero,
)
from derive.rules.families import Columns
from derive.rules.rule import rule, ruleset

__all__ = ["OPTIMIZATION"]

BV = "Boyd and Vandenberghe, Convex Optimization, "
f, g, H = letter("f", 1, 1), letter("g", 1, "n"), letter("H", "n", "n")
x, v = column("x", "n"), column("v", "m")
B, b = letter("B", "m", "n"), column("b", "m")
u, p, c, ZERO = letter("u", "n", "k"), number("p"), number("c"), Formula(t.ZERO)


def constant(by: Formula, *formulas: Formula) -> tuple[Fact, ...]:
    return tuple(fact("constant", formula, by) for formula in formulas)


CONVEX_QUADRATIC = (
    fact("=", jac(f, x), g),
    fact("=", jac(g.T, x), H),
    *constant(x, H),
    fact("positive_semidefinite", H),
)

OPTIMA = (("minimizer", minimizer), ("maximizer", maximizer))

OPTIMIZATION = ruleset(
    "optima", Columns(),
    rule("stationary_convex", minimizer(x, f), equation(g, zero(1, "n")),
         both=CONVEX_QUADRATIC, functions={f: x, g: x}, given=(g, H),
         words="a stationary point of a convex function is its minimum", source=BV + "4.2.3"),
    rule("lagrange_convex", minimizer(x, f, equation(B @ x, b)),
         system(equation(g + v.T @ B, zero(1, "n")), equation(B @ x, b)),
         both=(*CONVEX_QUADRATIC, *constant(x, B, b), *constant(v, f, B, b)),
         functions={f: x, g: x}, given=(g, H, v),
         words="Lagrange: the gradient is a combination of the constraints' rows",
         source=BV + "5.5.3"),
    *(rule(f"{name}_scale", kind(u, p), kind(u, c * p),
           both=(*constant(u, c), fact("<", ZERO, c)), functions={p: u}, given=(c,),
           words="a positive factor does not move an optimum", source=BV + "4.1.3")
      for name, kind in OPTIMA),
    *(rule(f"{name}_drop", kind(u, p + c), kind(u, p), both=constant(u, c), functions={p: u},
           words="a constant does not move an optimum", source=BV + "4.1.3")
      for name, kind in OPTIMA),
    rule("maximizer_neg",     maximizer(u, p), minimizer(u, -p),          functions={p: u},
         words="where a function is largest its negative is smallest", source=BV + "4.1.3"),
    rule("minimizer_neg",     minimizer(u, p), maximizer(u, -p),          functions={p: u},
         words="where a function is smallest its negative is largest", source=BV + "4.1.3"),
    rule("maximizer_log",     maximizer(u, p), maximizer(u, log(p)),
         both=(fact("<", ZERO, p),), functions={p: u},
         words="the logarithm increases, so it is largest where its argument is",
         source=BV + "4.1.3"),
)  # fmt: skip
