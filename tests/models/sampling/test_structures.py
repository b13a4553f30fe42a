"""What follows from a structure, and what only seems to: each false claim must be refuted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term
from derive.models.equivalence import compare

n, m = t.dimension("n"), t.dimension("m")
A, B, C, P, Q = (t.matrix(name, n, n) for name in "ABCPQ")
X, x, w, y = t.matrix("X", m, n), t.matrix("x", n), t.matrix("w", n), t.matrix("y", m)
a, b = t.scalar("a"), t.scalar("b")
T, inv, mul, pinv, det = t.transpose, t.inverse, t.mul, t.PseudoInverse, t.Determinant
I, O = t.identity(n), t.zeros(n, n)  # noqa: E741  # the identity and the zero matrix
ZERO, ONE, HALF = t.ZERO, t.ONE, Rational(1, 2)


def eq(left: Term, right: Term) -> Fact:
    return Fact("=", (left, right))


def of(predicates: str, *terms: Term) -> list[Fact]:
    return [Fact(name, (term,)) for term in terms for name in predicates.split()]


def commute(left: Term, right: Term) -> Fact:
    return eq(mul(left, right), mul(right, left))


def less(left: Term, right: Term) -> Fact:
    return Fact("<", (left, right))


SQUARE_ZERO, INVOLUTION = eq(t.power(A, Integer(2)), O), eq(mul(A, A), I)
TWO_PAIRS = [commute(A, B), commute(B, C)]
PROJECTIONS = [commute(A, B), *of("idempotent", A, B)]
UNIT_INTERVAL = [less(ZERO, a), less(a, ONE)]
FRACTIONS = [Rational(p, q) for q in range(2, 7) for p in range(1, q)]
SQUARES = [Integer(k * k) for k in range(1, 8)]

Claim = tuple[str, Sequence[Fact], Term, Term]
FALSE: list[Claim] = [
    ("commuting is no equality", [commute(A, B)], A, B),
    ("commuting with B^T", [commute(A, B)], mul(A, T(B)), mul(T(B), A)),
    ("commuting is not transitive", TWO_PAIRS, mul(A, C), mul(C, A)),
    ("not for symmetric", [*TWO_PAIRS, *of("symmetric", A, B, C)], mul(A, C), mul(C, A)),
    ("nor for definite", [*TWO_PAIRS, *of("positive_definite", A, B, C)], mul(A, C), mul(C, A)),
    ("one projection in the other", PROJECTIONS, mul(A, B), A),
    ("ranks of projections", PROJECTIONS, t.Trace(A), t.Trace(B)),
    ("square zero is not zero", [SQUARE_ZERO], A, O),
    ("square zero is not normal", [SQUARE_ZERO], mul(A, T(A)), mul(T(A), A)),
    ("one eigenvector", [eq(mul(A, x), mul(a, x)), *of("symmetric", A)], A, mul(a, I)),
    ("reflexive inverse", [eq(mul(A, B, A), A)], mul(B, A, B), B),
    ("least squares fit", [eq(mul(T(X), X, w), mul(T(X), y))], mul(X, w), y),
    ("reflection", of("symmetric orthogonal", Q), Q, I),
    ("determinant of a reflection", of("symmetric orthogonal", Q), det(Q), t.power(Integer(-1), n)),
    ("trace of a reflection", of("symmetric orthogonal", Q), t.Trace(Q), ONE),
    ("determinant of orthogonal", of("orthogonal", Q), det(Q), ONE),
    ("projector of rank one", of("symmetric idempotent", P), P, mul(t.Trace(P), P)),
    ("projector is symmetric", of("idempotent", P), P, T(P)),
    ("semidefinite is invertible", of("positive_semidefinite", A), mul(A, pinv(A)), I),
    ("sum of a unit vector", of("unit_norm", x), t.AsScalar(mul(T(x), t.OneMatrix(n, 1))), ONE),
    ("binary outer product", of("binary", x), mul(x, T(x)), t.DiagonalMatrix(x)),
    ("which one is hot", of("binary sums_to_one", x), t.Entry(x, ONE, ONE), ONE),
    ("one diagonal commutes", of("diagonal", A), mul(A, B), mul(B, A)),
    ("triangular commute", of("lower_triangular", A, B), mul(A, B), mul(B, A)),
    ("skew of even size", of("skew_symmetric", A), det(A), ZERO),
    ("skew of odd size", of("skew_symmetric", A), mul(A, pinv(A)), I),
    ("skew and orthogonal", of("skew_symmetric orthogonal", A), A, inv(A)),
    ("normal is symmetric", [eq(mul(A, T(A)), mul(T(A), A))], A, T(A)),
    ("involution is symmetric", [INVOLUTION], A, T(A)),
    ("involution is I", [INVOLUTION], A, I),
    ("roots at fractions", UNIT_INTERVAL, mul(*(t.sub(a, f) for f in FRACTIONS)), ZERO),
    ("roots at squares", [less(ZERO, a)],
     mul(t.power(a, HALF), *(t.sub(a, k) for k in SQUARES)), ZERO),
    ("contraction is singular", of("positive_definite", t.sub(I, mul(T(A), A))), det(A), ZERO),
    ("polar determinant",
     [eq(A, mul(Q, P)), *of("orthogonal", Q), *of("positive_definite", P)], det(A), det(P)),
    ("relu is linear", [], t.ReLU(t.add(a, b)), t.add(t.ReLU(a), t.ReLU(b))),
    ("equal counts", [], t.Indicator(a, Symbol("<"), b), t.Indicator(a, Symbol("<="), b)),
    ("pseudo-inverse of a square", [], pinv(t.power(A, Integer(2))), t.power(pinv(A), Integer(2))),
    ("rank of a square", [], t.Rank(t.power(A, Integer(2))), t.Rank(A)),
    ("full rank", [], t.Rank(A), n),
    ("a norm is no sum", [], t.norm(t.add(x, w)), t.add(t.norm(x), t.norm(w))),
    ("root of a sum", of("positive_definite", A, B), t.power(t.add(A, B), HALF),
     t.add(t.power(A, HALF), t.power(B, HALF))),
    ("root of a product", [], t.power(mul(a, b), HALF), mul(t.power(a, HALF), t.power(b, HALF))),
]  # fmt: skip

PARTS = t.blocks([[A, B], [T(B), C]])
SCHUR = inv(t.sub(A, mul(B, inv(C), T(B))))
CROSS = t.neg(mul(SCHUR, B, inv(C)))
CORNER = t.add(inv(C), mul(inv(C), T(B), SCHUR, B, inv(C)))
TRUE: list[Claim] = [
    ("binomial", [commute(A, B)], t.power(t.add(A, B), Integer(2)),
     t.add(t.power(A, Integer(2)), mul(2, A, B), t.power(B, Integer(2)))),
    ("product of projections", PROJECTIONS, mul(A, B, A, B), mul(A, B)),
    ("roots of commuting", [commute(A, B), *of("positive_definite", A, B)],
     mul(A, inv(B)), mul(inv(B), A)),
    ("geometric series", [SQUARE_ZERO], inv(t.sub(I, A)), t.add(I, A)),
    ("inverse of I + P", of("idempotent", P), inv(t.add(I, P)), t.sub(I, mul(HALF, P))),
    ("trace is rank", of("idempotent", P), t.Trace(P), t.Rank(P)),
    ("definite involution", [INVOLUTION, *of("positive_definite", A)], A, I),
    ("determinant of orthogonal", of("orthogonal", Q), t.power(det(Q), Integer(2)), ONE),
    ("skew form", of("skew_symmetric", A), t.AsScalar(mul(T(x), A, x)), ZERO),
    ("skew has even size", of("skew_symmetric invertible", A), det(t.neg(A)), det(A)),
    ("symmetric pseudo-inverse", of("symmetric", A), mul(pinv(A), A), mul(A, pinv(A))),
    ("reflector", of("unit_norm", x),
     t.power(t.sub(I, mul(2, x, T(x))), Integer(2)), I),
    ("one hot outer product", of("binary sums_to_one", x), mul(x, T(x)), t.DiagonalMatrix(x)),
    ("root of a square", [less(ZERO, a)], t.power(t.power(a, Integer(2)), HALF), a),
    ("symmetric root", of("positive_definite", A),
     mul(t.power(A, Rational(-1, 2)), A, t.power(A, Rational(-1, 2))), I),
    ("definite blocks", of("positive_definite", PARTS), inv(PARTS),
     t.blocks([[SCHUR, CROSS], [T(CROSS), CORNER]])),
    ("relu by |x|", [], t.ReLU(a), mul(HALF, t.add(a, sympy.Abs(a, evaluate=False)))),
    ("vec of a product", [], t.Vectorization(mul(A, B, C)),
     mul(t.KroneckerProduct(T(C), A), t.Vectorization(B))),
]  # fmt: skip


def status(facts: Sequence[Fact], left: Term, right: Term) -> str:
    letters = t.free_symbols(left) | t.free_symbols(right)
    for fact in facts:
        letters |= frozenset().union(*(t.free_symbols(arg) for arg in fact.args))
    declared = sorted((s for s in letters if s != n), key=str)
    return compare(Context.of(declared, facts), left, right).status


@pytest.mark.parametrize(
    ("facts", "left", "right"), [c[1:] for c in FALSE], ids=[c[0] for c in FALSE]
)
def test_false(facts: Sequence[Fact], left: Term, right: Term) -> None:
    assert status(facts, left, right) == "different"
    assert status(facts, right, left) == "different"


@pytest.mark.parametrize(
    ("facts", "left", "right"), [c[1:] for c in TRUE], ids=[c[0] for c in TRUE]
)
def test_true(facts: Sequence[Fact], left: Term, right: Term) -> None:
    assert status(facts, left, right) == "equal"
    assert status(facts, right, left) == "equal"
