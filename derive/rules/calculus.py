"""Rules of differentiation by a column x, in numerator layout.

The derivative of a column by a column is the Jacobian, row i belonging to entry i; the derivative
of a scalar (a 1 x 1 matrix) is a row.  f and g stand for any functions of x.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapters 5 and 9.
"""

from __future__ import annotations

from derive.algebra.context import Fact
from derive.algebra.notation import Formula, column, fact, jac, letter, number, unit, zero
from derive.rules.families import Columns, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["CALCULUS"]

MN = "Magnus and Neudecker, Matrix Differential Calculus, "
A, B = letter("A", "n", "n"), letter("B", "m", "k")
f, g, h = column("f", "k"), column("g", "k"), column("h", "m")
x, D = column("x", "n"), letter("D", "m", "n")
c = number("c")


def constant(formula: Formula) -> tuple[Fact, ...]:
    return (fact("constant", formula, x),)


CALCULUS = ruleset(
    "derivatives by a column", Columns(simplify="forward", stage=Stage.PRODUCT_RULES),
    rule("deriv_const",               jac(f, x),           zero("k", "n"), both=constant(f),
         words="a constant has derivative zero", source=MN + "8.2",
         stage=Stage.SPECIAL_DERIVATIVES),
    rule("deriv_self",                jac(x, x),           unit("n"),
         words="the derivative of x by x", source=MN + "5.4", stage=Stage.SPECIAL_DERIVATIVES),
    rule("deriv_add",                 jac(f + g, x),       jac(f, x) + jac(g, x),
         functions={f: x, g: x},
         words="differentiate term by term", source=MN + "8.2"),
    rule("deriv_smul",                jac(c * f, x),       c * jac(f, x),
         both=constant(c), functions={f: x},
         words="a constant number comes out", source=MN + "8.2"),
    rule("deriv_mul_left",            jac(B @ f, x),       B @ jac(f, x),
         both=constant(B), functions={f: x},
         words="a constant matrix on the left comes out", source=MN + "8.2"),
    rule("deriv_dot",                 jac(f.T @ g, x),     f.T @ jac(g, x) + g.T @ jac(f, x),
         functions={f: x, g: x},
         words="the product rule", source=MN + "8.2"),
    rule("deriv_norm_sq",             jac(x.T @ x, x),     2 * x.T,
         words="the derivative of the squared norm",
         lemma=derived(jac(x.T @ x, x), x.T @ jac(x, x) + x.T @ jac(x, x), 2 * x.T),
         stage=Stage.SPECIAL_DERIVATIVES),
    rule("deriv_linear",              jac(D @ x, x),       D, both=constant(D),
         words="the derivative of a linear function",
         lemma=derived(jac(D @ x, x), D @ jac(x, x), D), stage=Stage.DERIVATIVES),
    rule("deriv_quadratic",           jac(x.T @ A @ x, x), x.T @ (A + A.T), both=constant(A),
         words="the derivative of a quadratic form",
         lemma=derived(jac(x.T @ A @ x, x), x.T @ jac(A @ x, x) + (A @ x).T @ jac(x, x),
                       x.T @ A + (A @ x).T, x.T @ A + x.T @ A.T, x.T @ (A + A.T)),
         stage=Stage.QUADRATIC_DERIVATIVES),
    rule("deriv_quadratic_symmetric", jac(x.T @ A @ x, x), 2 * (x.T @ A),
         both=(*constant(A), fact("symmetric", A)),
         words="the derivative of a symmetric quadratic form",
         lemma=derived(jac(x.T @ A @ x, x), x.T @ (A + A.T), x.T @ (A + A), 2 * (x.T @ A)),
         stage=Stage.SPECIAL_DERIVATIVES),
)  # fmt: skip
