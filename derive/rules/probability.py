"""Rules of logarithms, exponentials and normal densities.

References: Bishop, Pattern Recognition and Machine Learning (2006), (1.27), (2.42), (2.43).
"""

from __future__ import annotations

from sympy import Integer, Rational

from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    column,
    det,
    exp,
    fact,
    gaussian,
    inv,
    letter,
    log,
    magnitude,
    number,
    pi,
    power,
    unit,
    zero,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["LOGARITHMS", "NORMAL"]

PRML = "Bishop, Pattern Recognition and Machine Learning, "
REALS = "the exponential function of real numbers"
c, e, v = number("c"), number("e"), number("v")
x, b = column("x", "n"), column("b", "n")
S, A = letter("S", "n", "n"), letter("A", "n", "n")
ZERO, HALF = Formula(Integer(0)), Formula(Rational(-1, 2))


def positive(formula: Formula) -> Fact:
    return fact("<", ZERO, formula)


LOGARITHMS = ruleset(
    "logarithms", Columns(simplify="forward", stage=Stage.LOGARITHMS, families=Family.DENSITIES),
    rule("log_mul", log(c * e),       log(c) + log(e), both=(positive(c),),
         words="the logarithm of a product is a sum", source=REALS),
    rule("log_pow", log(power(c, e)), e * log(c),      both=(positive(c),),
         words="an exponent comes out of a logarithm", source=REALS),
    rule("log_sq",  log(c**2),        2 * log(magnitude(c)),
         both=(fact("!=", c, ZERO),),
         words="the logarithm of a square",
         lemma=derived(log(c**2), log(magnitude(c) ** 2), 2 * log(magnitude(c)))),
    rule("log_mul_self", log(c * c),  2 * log(magnitude(c)), both=(fact("!=", c, ZERO),),
         words="the logarithm of a square",
         lemma=derived(log(c * c), log(c**2), 2 * log(magnitude(c))),
         stage=Stage.OTHER_PRODUCTS),
    rule("log_exp", log(exp(c)),      c,
         words="the logarithm undoes the exponential", source=REALS),
    rule("exp_add", exp(c + e),       exp(c) * exp(e),
         words="the exponential of a sum is a product", source=REALS, simplify="never"),
)  # fmt: skip

NORMAL = ruleset(
    "normal densities",
    Columns(simplify="forward", stage=Stage.DEFINITIONS, families=Family.DENSITIES),
    rule("gaussian_affine", det(A) ** -1 * gaussian(inv(A) @ (x - b), zero("n", 1), unit("n")),
         gaussian(x, b, A @ A.T),
         both=(positive(det(A)),),
         words="a change of variables: the density divided by the determinant",
         source=PRML + "(1.27)"),
    rule("gaussian_density", gaussian(x, b, S),
         power(det(2 * pi() * S), HALF) * exp(HALF * ((x - b).T @ inv(S) @ (x - b)).value),
         both=(fact("positive_definite", S),),
         words="the density of a normal distribution", source=PRML + "(2.43)"),
    rule("gaussian_density_scalar", gaussian(c, e, v),
         power(2 * pi() * v, HALF) * exp(HALF * v**-1 * (c - e) ** 2),
         words="the density of a normal distribution", source=PRML + "(2.42)"),
)  # fmt: skip
