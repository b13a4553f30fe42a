"""Rules between matrices and their entries: diagonals, sums over an index, partial derivatives.

Notation: i, j, k are indices from 1; f_i stands for any scalar that depends on i.  The derivative
by x_k is the k-th entry of the derivative by x (numerator layout), so f and g there stand for any
functions of x.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), sections 0.2 and 0.9.1; Graham,
Knuth and Patashnik, Concrete Mathematics (2nd ed. 1994), sections 2.3 and 2.4; Rudin, Principles
of Mathematical Analysis (3rd ed. 1976), chapters 5 and 9.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.notation import (
    Formula,
    column,
    delta,
    fact,
    index,
    inv,
    jac,
    letter,
    number,
    partial,
    size,
    sum_over,
    unit,
    zero,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["DIAGONALS", "ENTRIES", "PARTIALS", "SUMS"]

HJ = "Horn and Johnson, Matrix Analysis, "
GKP = "Graham, Knuth and Patashnik, Concrete Mathematics, "
RUDIN = "Rudin, Principles of Mathematical Analysis, "
A, B, C = letter("A", "m", "p"), letter("B", "p", "n"), letter("C", "m", "p")
F, P = letter("F", "m", "n"), letter("P", "n", "n")
i, j, k = index("i"), index("j"), index("k")
m, n, p = size("m"), size("n"), size("p")
x, y = column("x", "n"), column("y", "n")
f, g, h = column("f", "n"), column("g", "n"), column("h", "m")
c, u, v = number("c"), number("f"), number("g")
S = letter("S", 1, 1)
ZERO, ONE = Formula(t.ZERO), Formula(t.ONE)

ENTRIES = ruleset(
    "entries", Columns(simplify="forward", stage=Stage.ENTRIES, families=Family.ENTRIES),
    rule("scalar_entry",    S.value,              S[ONE, ONE],
         words="a scalar is its only entry", source=HJ + "0.2.1"),
    rule("transpose_entry", A.T[i, j],            A[j, i],
         words="transposing exchanges the two indices", source=HJ + "0.2.5",
         families=Family.ENTRIES | Family.DIAGONALS),
    rule("add_entry",       (A + C)[i, j],        A[i, j] + C[i, j],
         words="a sum is formed entry by entry", source=HJ + "0.2.1",
         families=Family.ENTRIES | Family.DIAGONALS),
    rule("smul_entry",      (c * A)[i, j],        c * A[i, j],
         words="a number multiplies every entry", source=HJ + "0.2.1",
         families=Family.ENTRIES | Family.DIAGONALS),
    rule("one_entry",       unit("n")[i, j],      delta(i, j),
         backward=(fact("<=", ONE, i), fact("<=", i, n), fact("<=", ONE, j), fact("<=", j, n)),
         words="the entries of the identity", source=HJ + "0.2.4",
         families=Family.ENTRIES | Family.DIAGONALS),
    rule("zero_entry",      zero("m", "n")[i, j], ZERO,
         backward=(fact("<=", ONE, i), fact("<=", i, m), fact("<=", ONE, j), fact("<=", j, n)),
         words="the entries of zero", source=HJ + "0.2.1"),
    rule("mul_entry",       (A @ B)[i, j],        sum_over(k, p, A[i, k] * B[k, j]),
         words="an entry of a product is a row times a column", source=HJ + "0.2.1"),
    rule("dot_entries",     (x.T @ y).value,      sum_over(i, n, x[i] * y[i]),
         words="write the product as a sum",
         lemma=derived((x.T @ y).value, (x.T @ y)[ONE, ONE],
                       sum_over(i, n, x.T[ONE, i] * y[i]), sum_over(i, n, x[i] * y[i])),
         stage=Stage.DEFINITIONS),
)  # fmt: skip

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

SUMS = ruleset(
    "sums", Columns(simplify="forward", stage=Stage.ENTRIES, families=Family.ENTRIES),
    rule("sum_add", sum_over(i, n, f[i] + g[i]), sum_over(i, n, f[i]) + sum_over(i, n, g[i]),
         words="sum term by term", source=GKP + "2.3"),
    rule("sum_smul", sum_over(i, n, c * f[i]), c * sum_over(i, n, f[i]),
         words="a factor that does not depend on the index comes out", source=GKP + "2.3"),
    rule("sum_comm", sum_over(i, m, sum_over(j, n, F[i, j])),
         sum_over(j, n, sum_over(i, m, F[i, j])),
         words="exchange the two sums", source=GKP + "2.4", simplify="never"),
    rule("sum_delta", sum_over(i, n, delta(i, k) * f[i]), f[k],
         forward=(fact("<=", ONE, k), fact("<=", k, n)),
         words="only the term with equal indices is left", source=GKP + "2.1",
         stage=Stage.DECISIONS),
)  # fmt: skip


def constant(formula: Formula) -> tuple[Fact, ...]:
    return (fact("constant", formula, x),)


PARTIALS = ruleset(
    "partial derivatives",
    Columns(simplify="forward", stage=Stage.PARTIALS, families=Family.PARTIALS),
    rule("partial",       jac(h, x)[j, k],       partial(h[j], x, k), functions={h: x},
         words="row j of the derivative belongs to entry j", source=RUDIN + "9.17"),
    rule("partial_const", partial(u, x, k),      ZERO,
         both=constant(u), backward=(fact("<=", ONE, k), fact("<=", k, n)),
         words="a constant has derivative zero", source=RUDIN + "5.3"),
    rule("partial_self",  partial(x[i], x, k),   delta(i, k),
         backward=(fact("<=", ONE, i), fact("<=", i, n), fact("<=", ONE, k), fact("<=", k, n)),
         words="the entries of x are independent of each other", source=RUDIN + "9.16"),
    rule("partial_sum", partial(sum_over(i, m, h[i]), x, k), sum_over(i, m, partial(h[i], x, k)),
         functions={h: x},
         words="differentiate the sum term by term", source=RUDIN + "5.3"),
    rule("partial_add",   partial(u + v, x, k),  partial(u, x, k) + partial(v, x, k),
         functions={u: x, v: x},
         words="differentiate term by term", source=RUDIN + "5.3"),
    rule("partial_mul", partial(u * v, x, k), u * partial(v, x, k) + v * partial(u, x, k),
         functions={u: x, v: x},
         words="the product rule", source=RUDIN + "5.3", stage=Stage.PARTIAL_PRODUCTS),
    rule("partial_smul",  partial(c * u, x, k),  c * partial(u, x, k),
         both=constant(c), functions={u: x},
         words="a constant factor comes out",
         lemma=derived(partial(c * u, x, k), c * partial(u, x, k) + u * partial(c, x, k),
                       c * partial(u, x, k))),
    rule("partial_sq",    partial(u ** 2, x, k), 2 * (u * partial(u, x, k)), functions={u: x},
         words="the chain rule",
         lemma=derived(partial(u ** 2, x, k), partial(u * u, x, k), 2 * (u * partial(u, x, k)))),
)  # fmt: skip
