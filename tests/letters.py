"""Letters that the tests share: generic sizes m, n, k, and matrices of them."""

from derive.algebra.context import Context, Fact
from derive.algebra.term import dimension, matrix, mul, scalar, transpose

m, n, k = dimension("m"), dimension("n"), dimension("k")
A, B, C = matrix("A", m, n), matrix("B", n, k), matrix("C", n, k)
P, Q, R = matrix("P", n, n), matrix("Q", n, n), matrix("R", n, n)
x, y, w = matrix("x", n), matrix("y", m), matrix("w", n)
c, d = scalar("c"), scalar("d")
X, U, S, V = matrix("X", m, n), matrix("U", m, m), matrix(r"\Sigma", m, n), matrix("V", n, n)

SVD = (
    Fact("=", (X, mul(U, S, transpose(V)))),
    Fact("orthogonal", (U,)),
    Fact("orthogonal", (V,)),
    Fact("diagonal", (S,)),
)
TALL = Context.of([X, U, S, V, y, w], [*SVD, Fact("<", (n, m)), Fact("full_column_rank", (X,))])
WIDE = Context.of([X, U, S, V, y, w], [*SVD, Fact("<", (m, n)), Fact("full_row_rank", (X,))])
