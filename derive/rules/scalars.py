"""Rules for scalars: derivatives by a scalar, and the rectifier ReLU(u) = max(u, 0).

f and g stand for any functions of x.  ReLU has no derivative at 0; as is usual one agrees on
ReLU'(0) = 0.  A derivative then follows from how a function is written, so that nothing with a
corner is rewritten inside one (see `derive.proof.kernel`).

References: Rudin, Principles of Mathematical Analysis (3rd ed. 1976), chapter 5; Goodfellow,
Bengio and Courville, Deep Learning (2016), 6.3.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    column,
    fact,
    index,
    indicator,
    jac,
    number,
    partial,
    relu,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["PARTIAL_RECTIFIER", "RECTIFIER", "SCALAR_CALCULUS"]

RUDIN = "Rudin, Principles of Mathematical Analysis, "
GBC = "Goodfellow, Bengio and Courville, Deep Learning, "
f, g, c, x, u = (number(name) for name in "fgcxu")
z, k = column("x", "n"), index("k")
ZERO, ONE = Formula(t.ZERO), Formula(t.ONE)


def positive(formula: Formula) -> Formula:
    """1 where it is positive, else 0."""
    return indicator(ZERO, "<", formula)


def constant(formula: Formula) -> tuple[Fact, ...]:
    return (fact("constant", formula, x),)


SCALAR_CALCULUS = ruleset(
    "derivatives by a number",
    Columns(simplify="forward", stage=Stage.DERIVATIVES, families=Family.SLOPES),
    rule("scalar_deriv_const",     jac(c, x),       ZERO,                          both=constant(c),
         words="a constant has derivative zero", source=RUDIN + "5.4"),
    rule("scalar_deriv_id",        jac(x, x),       ONE,
         words="the derivative of x by x", source=RUDIN + "5.4"),
    rule("scalar_deriv_add",       jac(f + g, x),   jac(f, x) + jac(g, x), functions={f: x, g: x},
         words="differentiate term by term", source=RUDIN + "5.3"),
    rule("scalar_deriv_mul",       jac(f * g, x),   f * jac(g, x) + g * jac(f, x),
         functions={f: x, g: x},
         words="the product rule", source=RUDIN + "5.3", stage=Stage.PRODUCT_RULES),
    rule("scalar_deriv_const_mul", jac(c * f, x),   c * jac(f, x),
         both=constant(c), functions={f: x},
         words="a constant number comes out",
         lemma=derived(jac(c * f, x), c * jac(f, x) + f * jac(c, x), c * jac(f, x))),
    rule("scalar_deriv_sq",        jac(f**2, x),    2 * f * jac(f, x),             functions={f: x},
         words="the chain rule for a square",
         lemma=derived(jac(f**2, x), jac(f * f, x), f * jac(f, x) + f * jac(f, x),
                       2 * f * jac(f, x))),
    rule("scalar_deriv_inv",       jac(f**-1, x),   -(f**-2 * jac(f, x)),          functions={f: x},
         words="the derivative of a reciprocal", source=RUDIN + "5.3"),
    rule("scalar_deriv_relu",      jac(relu(f), x), positive(f) * jac(f, x),       functions={f: x},
         words="the chain rule for ReLU, where one agrees on ReLU'(0) = 0", source=GBC + "6.3"),
)  # fmt: skip

PARTIAL_RECTIFIER = ruleset(
    "partial derivatives of the rectifier",
    Columns(simplify="forward", stage=Stage.PARTIAL_PRODUCTS, families=Family.PARTIALS),
    rule("partial_relu", partial(relu(f), z, k), positive(f) * partial(f, z, k), functions={f: z},
         words="the chain rule for ReLU, where one agrees on ReLU'(0) = 0", source=GBC + "6.3"),
)  # fmt: skip

RECTIFIER = ruleset(
    "the rectifier", Columns(simplify="forward", stage=Stage.DECISIONS, families=Family.RECTIFIER),
    rule("indicator_of_pos",    positive(u), ONE,             both=(fact("<", ZERO, u),),
         words="the condition holds", source=GBC + "Notation"),
    rule("indicator_of_nonpos", positive(u), ZERO,            both=(fact("<=", u, ZERO),),
         words="the condition does not hold", source=GBC + "Notation"),
    rule("relu_eq",             relu(u),     u * positive(u),
         words="ReLU is its argument where that is positive", source=GBC + "6.3", simplify="never"),
    rule("relu_of_pos",         relu(u),     u,               both=(fact("<", ZERO, u),),
         words="ReLU of what is positive", lemma=derived(relu(u), u * positive(u), u)),
    rule("relu_of_nonpos",      relu(u),     ZERO,            both=(fact("<=", u, ZERO),),
         words="ReLU of what is not positive", lemma=derived(relu(u), u * positive(u), ZERO)),
)  # fmt: skip
