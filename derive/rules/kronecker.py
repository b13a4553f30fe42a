"""Rules of Kronecker and Hadamard products, vectorization and diagonal matrices.

References: Horn and Johnson, Topics in Matrix Analysis (1991), chapters 4 and 5; Magnus and
Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapter 2.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.notation import (
    Formula,
    column,
    diag,
    hadamard,
    inv,
    kron,
    letter,
    number,
    ones,
    tr,
    unit,
    vec,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import derived, rule, ruleset

__all__ = ["HADAMARD", "KRONECKER"]

HJ = "Horn and Johnson, Topics in Matrix Analysis, "
MN = "Magnus and Neudecker, Matrix Differential Calculus, "
A, B = letter("A", "m", "n"), letter("B", "p", "q")
C, D = letter("C", "n", "k"), letter("D", "q", "r")
L, G = letter("L", "k", "l"), letter("G", "m", "n")
E, F = letter("E", "m", "n"), letter("F", "p", "q")
P, R = letter("P", "n", "n"), letter("R", "m", "m")
x, y, z = column("x", "n"), column("y", "n"), column("z", "m")
H, N = letter("H", "l", "k"), letter("N", "l", "n")
n = t.dimension("n")
c = number("c")

KRONECKER = ruleset(
    "Kronecker products", Columns(simplify="forward", stage=Stage.OTHER_PRODUCTS),
    rule("kron_transpose", kron(A, B).T,            kron(A.T, B.T),
         words="the transpose of a Kronecker product keeps the order", source=HJ + "4.2.4"),
    rule("kron_inv",       inv(kron(P, R)),         kron(inv(P), inv(R)),
         words="the inverse of a Kronecker product keeps the order", source=HJ + "4.2.11"),
    rule("kron_mul",       kron(A, B) @ kron(C, D), kron(A @ C, B @ D),
         words="the mixed product", source=HJ + "4.2.10"),
    rule("kron_add",       kron(A, B + F),          kron(A, B) + kron(A, F),
         words="distribute over the sum", source=HJ + "4.2.7",
         stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("add_kron",       kron(A + E, B),          kron(A, B) + kron(E, B),
         words="distribute over the sum", source=HJ + "4.2.8",
         stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("kron_smul",      kron(A, c * B),          c * kron(A, B),
         words="a number comes out", source=HJ + "4.2.3", stage=Stage.DISTRIBUTION),
    rule("smul_kron",      kron(c * A, B),          c * kron(A, B),
         words="a number comes out", source=HJ + "4.2.3", stage=Stage.DISTRIBUTION),
    rule("trace_kron",     tr(kron(P, R)),          tr(P) * tr(R),
         words="the trace of a Kronecker product", source=HJ + "4.2.12", stage=Stage.EVALUATION),
    rule("vec_mul",        vec(A @ C @ L),          kron(L.T, A) @ vec(C),
         words="vectorize a product of three", source=HJ + "4.3.1"),
    rule("vec_mul_left",   vec(A @ C),              kron(unit("k"), A) @ vec(C),
         words="vectorize a product",
         lemma=derived(vec(A @ C), vec(A @ C @ unit("k")), kron(unit("k").T, A) @ vec(C),
                       kron(unit("k"), A) @ vec(C)), simplify="never"),
    rule("vec_mul_right",  vec(A @ C),              kron(C.T, unit("m")) @ vec(A),
         words="vectorize a product",
         lemma=derived(vec(A @ C), kron(C.T, unit("m")) @ vec(A)), simplify="never"),
    rule("kron_mul_vec",   kron(H, A) @ vec(C),    vec(A @ C @ H.T),
         words="vectorize a product of three",
         lemma=derived(kron(H, A) @ vec(C), vec(A @ C @ H.T)), simplify="never"),
    rule("kron_unit_mul_vec", kron(N, unit("m")) @ vec(A), vec(A @ N.T),
         words="vectorize a product",
         lemma=derived(kron(N, unit("m")) @ vec(A), vec(A @ N.T)), simplify="never"),
    rule("vec_outer",      vec(x @ z.T),            kron(z, x),
         words="the vector of an outer product", source=MN + "2.4"),
    rule("vec_column",     vec(x),                  x,
         words="a column is its own vector", source=MN + "2.4"),
    rule("vec_add",        vec(A + E),              vec(A) + vec(E),
         words="vectorize term by term", source=MN + "2.4",
         stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("vec_smul",       vec(c * A),              c * vec(A),
         words="a number comes out", source=MN + "2.4", stage=Stage.DISTRIBUTION),
    rule("trace_vec",      tr(A.T @ E),             (vec(A).T @ vec(E)).value,
         words="the trace of a product is the inner product of the vectors", source=MN + "2.4",
         simplify="never"),
)  # fmt: skip

HADAMARD = ruleset(
    "Hadamard products", Columns(simplify="forward", stage=Stage.OTHER_PRODUCTS),
    rule("hadamard_comm",      hadamard(A, E),     hadamard(E, A),
         words="entries commute", source=HJ + "5.0", simplify="never"),
    rule("hadamard_add",       hadamard(A, E + G), hadamard(A, E) + hadamard(A, G),
         words="distribute over the sum", source=HJ + "5.0",
         stage=Stage.DISTRIBUTION, families=Family.SUMS),
    rule("hadamard_smul",      hadamard(c * A, E), c * hadamard(A, E),
         words="a number comes out", source=HJ + "5.0", stage=Stage.DISTRIBUTION),
    rule("hadamard_transpose", hadamard(A, E).T,   hadamard(A.T, E.T),
         words="transpose both factors", source=HJ + "5.0"),
    rule("diag_mul",           diag(x) @ y,        hadamard(x, y),
         words="a diagonal matrix multiplies entry by entry", source=HJ + "5.1", simplify="never"),
    rule("hadamard_ones",      hadamard(A, ones("m", "n")), A,
         words="a factor of ones changes no entry", source=HJ + "5.0"),
    rule("diag_mul_ones",      diag(x) @ ones("n", 1), x,
         words="a diagonal matrix times ones is its diagonal",
         lemma=derived(diag(x) @ ones("n", 1), hadamard(x, ones("n", 1)), x)),
    rule("ones_dot",           (ones("n", 1).T @ ones("n", 1)).value, Formula(n),
         words="a sum of ones", source=HJ + "5.0"),
    rule("diag_ones",          diag(ones("n", 1)), unit("n"),
         words="the diagonal matrix of ones", source=HJ + "5.1"),
    rule("form_hadamard",      (z.T @ hadamard(A, E) @ x).value, tr(diag(z) @ A @ diag(x) @ E.T),
         words="a form in a product entry by entry is a trace", source=HJ + "5.1.5"),
    rule("sum_hadamard",       (ones("m", 1).T @ hadamard(A, E) @ ones("n", 1)).value, tr(A.T @ E),
         words="the sum of the products of the entries is a trace",
         lemma=derived((ones("m", 1).T @ hadamard(A, E) @ ones("n", 1)).value,
                       tr(diag(ones("m", 1)) @ A @ diag(ones("n", 1)) @ E.T),
                       tr(A @ E.T), tr(E @ A.T), tr(A.T @ E))),
)  # fmt: skip
