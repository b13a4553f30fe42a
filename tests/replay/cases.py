"""Sound certificates, one for each kind of reason, as problem 3 of a linear algebra sheet has them.

X = U Sigma V^T is m x n; w minimises |X w - y|^2.
"""

from __future__ import annotations

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from tests.replay.samples import JSON, Line, certificate, fact_json, formula

__all__ = ["CASES"]

m, n, k = map(t.dimension, "mnk")
X, U, S, V = t.matrix("X", m, n), t.matrix("U", m, m), t.matrix("S", m, n), t.matrix("V", n, n)
w, y = t.matrix("w", n), t.matrix("y", m)
SVD = Fact("=", (X, t.mul(U, S, t.transpose(V))))
FACTORS = (Fact("orthogonal", (U,)), Fact("orthogonal", (V,)), Fact("diagonal", (S,)))
TALL = (Fact("<", (n, m)), Fact("full_column_rank", (X,)))
Xt = t.transpose(X)
GRAM = t.mul(Xt, X)


def at(*path: int, window: tuple[int, ...] | None = None) -> Position:
    return Position(path, window)


def expanded_transpose() -> JSON:
    A, B, C = t.matrix("A", m, n), t.matrix("B", n, k), t.matrix("C", n, k)
    line = Line(Context.of([A, B, C]), t.transpose(t.mul(A, t.add(B, C))))
    line.use("mul_add", at(0)).use("transpose_add")
    line.use("transpose_mul", at(0)).use("transpose_mul", at(1))
    return certificate(line.context, line)


def orthogonal_gram() -> JSON:
    context = Context.of([U, y], FACTORS[:1])
    line = Line(context, t.mul(t.transpose(U), U, y))
    line.use("orthonormal_columns", at(window=(0, 1)))
    return certificate(context, line)


def inverse_cancelled() -> JSON:
    context = Context.of([X, w], TALL)
    line = Line(context, t.mul(t.inverse(GRAM), Xt, X, w))
    line.use("inv_mul_cancel", at(window=(0, 1, 2)))
    return certificate(context, line)


def svd_put_in() -> JSON:
    context = Context.of([X, U, S, V, y], (*FACTORS, SVD, *TALL))
    line = Line(context, t.mul(t.inverse(GRAM), Xt, y))
    line.assumed(SVD, at(0, 0, 0, 0), at(0, 0, 1), at(1, 0))
    line.use("transpose_mul", at(0, 0, 0)).use("transpose_mul", at(0, 0, 0))
    return certificate(context, line)


def backwards() -> JSON:
    """An identity put in, read from right to left: it needs an invertible matrix."""
    A = t.matrix("A", n, n)
    context = Context.of([A, w], [Fact("invertible", (A,))])
    line = Line(context, t.mul(t.identity(n), w))
    line.use("inv_mul_cancel", at(0), forward=False, P=A)
    return certificate(context, line)


def _gradient(context: Context) -> Line:
    e = t.sub(t.mul(X, w), y)
    line = Line(context, t.jacobian(t.mul(t.transpose(e), e), w)).use("deriv_dot")
    line.arithmetic(t.mul(Integer(2), *line.end.args[0].args))
    line.use("deriv_add", at(2)).use("deriv_linear", at(2, 0)).use("deriv_const", at(2, 1))
    return line.arithmetic(t.mul(Integer(2), t.transpose(e), X))


def _hessian(context: Context, row: Term) -> Line:
    e = t.sub(t.mul(X, w), y)
    line = Line(context, t.jacobian(t.transpose(row), w))
    line.use("transpose_smul", at(0)).use("transpose_mul", at(0, 1), A=t.transpose(e))
    line.use("transpose_transpose", at(0, 2))
    line.use("deriv_smul").use("deriv_mul_left", at(1))
    line.use("deriv_add", at(2)).use("deriv_linear", at(2, 0)).use("deriv_const", at(2, 1))
    return line.arithmetic(t.mul(Integer(2), Xt, X))


def least_squares() -> JSON:
    context = Context.of([X, w, y], TALL)
    e = t.sub(t.mul(X, w), y)
    gradient = _gradient(context)
    hessian = _hessian(context, gradient.end)
    line = Line(context, t.Minimizer(w, t.mul(t.transpose(e), e)))
    lemmas = [{"derivation": gradient.json()}, {"derivation": hessian.json()}]
    line.use("stationary_convex", lemmas=lemmas, g=gradient.end, H=hessian.end)
    zero = t.zeros(n, 1)
    turned = t.transpose(gradient.end)
    line.both("transpose", None, t.Equation(turned, t.transpose(t.zeros(1, n))))
    line.use("transpose_zero", at(1)).use("transpose_smul", at(0))
    line.use("transpose_mul", at(0, 1), A=t.transpose(e)).use("transpose_transpose", at(0, 2))
    half = Rational(1, 2)
    line.both("scale", half, t.Equation(t.mul(Xt, e), zero))
    line.use("mul_add", at(0))
    line.both("add", t.mul(Xt, y), t.Equation(t.mul(GRAM, w), t.mul(Xt, y)))
    inverse = t.inverse(GRAM)
    line.both(
        "multiply_left",
        inverse,
        t.Equation(t.mul(inverse, GRAM, w), t.mul(inverse, Xt, y)),
    )
    line.use("inv_mul_cancel", at(0, window=(0, 1, 2)))
    return certificate(context, line)


def minimum_norm() -> JSON:
    """Lagrange's conditions, solved for w."""
    v = t.matrix(r"\nu", m)
    context = Context.of([X, w, y, v], [Fact("<", (m, n)), Fact("full_row_rank", (X,))])
    wt, vt = t.transpose(w), t.transpose(v)
    square, rows = t.mul(wt, w), t.mul(X, Xt)
    gradient = Line(context, t.jacobian(square, w)).use("deriv_norm_sq")
    hessian = Line(context, t.jacobian(t.transpose(gradient.end), w))
    hessian.use("transpose_smul", at(0)).use("transpose_transpose", at(0, 1))
    hessian.use("deriv_smul").use("deriv_self", at(1))
    line = Line(context, t.Minimizer(w, square, t.Equation(t.mul(X, w), y)))
    lemmas = [{"derivation": gradient.json()}, {"derivation": hessian.json()}]
    line.use("lagrange_convex", lemmas=lemmas, g=gradient.end, H=hessian.end, v=v)
    first = Line(context, line.end.args[0])
    pull = t.mul(Integer(-1), vt, X)
    first.both("add", pull, t.Equation(t.mul(Integer(2), wt), pull))
    half, minus = Rational(1, 2), Rational(-1, 2)
    first.both("scale", half, t.Equation(wt, t.mul(minus, vt, X)))
    first.both("transpose", None, t.Equation(t.transpose(wt), t.transpose(first.end.args[1])))
    first.use("transpose_transpose", at(0)).use("transpose_smul", at(1))
    first.use("transpose_mul", at(1, 1), A=vt).use("transpose_transpose", at(1, 2))
    solved = Fact("=", first.end.args)
    second = Line(context.assume(solved), t.Equation(t.mul(X, w), y))
    second.assumed(solved, at(0, 1))
    second.both("scale", Integer(-2), t.Equation(t.mul(rows, v), t.mul(Integer(-2), y)))
    inverse = t.inverse(rows)
    second.both(
        "multiply_left",
        inverse,
        t.Equation(t.mul(inverse, rows, v), t.mul(Integer(-2), inverse, y)),
    )
    second.use("inv_mul_cancel", at(0, window=(0, 1, 2)))
    found = Fact("=", second.end.args)
    third = Line(second.context.assume(found), solved.args[1]).assumed(found, at(2))
    return certificate(context, line, first, second, third)


def left_inverse() -> JSON:
    """A definition, and a claim that values refute."""
    A = t.matrix("A", n, m)
    plus = t.PseudoInverse(X)
    context = Context.of([X], TALL)
    meaning = Fact("=", (A, plus))
    line = Line(context.declare(A).assume(meaning), t.mul(A, X))
    line.assumed(meaning, at(0)).use("pinv_mul_self")
    claim = t.Equation(t.mul(X, A), t.identity(m))
    values = {"X": [["1"], ["0"]], "A": [["1", "0"]]}
    refuted = {
        "given": [],
        "claim": formula(claim),
        "values": values,
        "left": [["1", "0"], ["0", "0"]],
        "right": [["1", "0"], ["0", "1"]],
    }
    more = {"symbols": [formula(A)], "definitions": [fact_json(meaning)], "refuted": [refuted]}
    return certificate(context, line, **more)


CASES = {
    made.__name__: made
    for made in (
        expanded_transpose,
        orthogonal_gram,
        inverse_cancelled,
        svd_put_in,
        backwards,
        least_squares,
        minimum_norm,
        left_inverse,
    )
}
