"""Contexts are met by construction: every field, several sizes, each assumption checked again."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term
from derive.models.predicates import satisfied
from derive.models.sampling.linear import degree_in
from derive.models.sampling.plan import Plan
from derive.models.sampling.sampler import sample
from derive.models.values.evaluate import Model
from derive.models.values.fields import PrimeField, Rationals, draw_prime

n, m = t.dimension("n"), t.dimension("m")
A, B, C, L, P, Q, S = (t.matrix(name, n, n) for name in "ABCLPQS")
X, Sg, Ut = t.matrix("X", m, n), t.matrix("\\Sigma", m, n), t.matrix("U_1", m, n)
U, V = t.matrix("U", m, m), t.matrix("V", n, n)
x, w, y = t.matrix("x", n), t.matrix("w", n), t.matrix("y", m)
a, b, lam = t.scalar("a"), t.scalar("b"), t.scalar("\\lambda")
T, inv, mul, I = t.transpose, t.inverse, t.mul, t.identity(n)  # noqa: E741  # the identity


def eq(left: Term, right: Term) -> Fact:
    return Fact("=", (left, right))


def less(left: Term, right: Term) -> Fact:
    return Fact("<", (left, right))


def of(predicates: str, term: Term) -> list[Fact]:
    return [Fact(name, (term,)) for name in predicates.split()]


SVD = [eq(X, mul(U, Sg, T(V))), *of("orthogonal", U), *of("orthogonal", V), *of("diagonal", Sg)]
PARTS = t.blocks([[A, B], [T(B), C]])
ZERO, ONE = t.ZERO, t.ONE

# name, sizes (n, m), symbols, assumptions
MET: list[tuple[str, tuple[int, int], Sequence[Term], Sequence[Fact]]] = [
    ("svd tall", (3, 5), [X, U, V, Sg], [*SVD, *of("full_column_rank", X)]),
    ("svd wide", (5, 3), [X, U, V, Sg], [*SVD, *of("full_row_rank", X)]),
    ("orthonormal columns", (3, 4), [Ut], of("orthonormal_columns", Ut)),
    ("orthonormal rows", (4, 3), [X], [eq(mul(X, T(X)), t.identity(m))]),
    ("eigendecomposition", (4, 3), [A, Q, L],
     [eq(A, mul(Q, L, T(Q))), *of("orthogonal", Q), *of("diagonal positive_diagonal", L)]),
    ("diagonalised", (3, 3), [A, Q, L],
     [eq(mul(T(Q), A, Q), L), *of("orthogonal", Q), *of("diagonal", L)]),
    ("cholesky", (3, 3), [S, L],
     [eq(S, mul(L, T(L))), *of("lower_triangular invertible", L), *of("positive_definite", S)]),
    ("definite square root", (3, 3), [A, B],
     [eq(mul(B, B), A), *of("positive_definite", A), *of("positive_definite", B)]),
    ("commute", (4, 3), [A, B], [eq(mul(A, B), mul(B, A))]),
    ("three commute", (3, 3), [A, B, C],
     [eq(mul(A, B), mul(B, A)), eq(mul(A, C), mul(C, A)), eq(mul(C, B), mul(B, C))]),
    ("commuting projections", (4, 3), [A, B],
     [eq(mul(A, B), mul(B, A)), *of("idempotent", A), *of("idempotent", B)]),
    ("three commuting reflections", (4, 3), [A, B, C],
     [eq(mul(A, B), mul(B, A)), eq(mul(A, C), mul(C, A)), eq(mul(C, B), mul(B, C)),
      *of("symmetric orthogonal", A), *of("symmetric orthogonal", B),
      *of("symmetric orthogonal", C)]),
    ("commuting definite", (4, 3), [A, B],
     [eq(mul(A, B), mul(B, A)), *of("positive_definite", A), *of("positive_definite", B)]),
    ("symmetric product", (3, 3), [A, B],
     [*of("symmetric", mul(A, B)), *of("symmetric", A), *of("symmetric", B)]),
    ("nilpotent", (4, 3), [A], [eq(t.power(A, Integer(2)), t.zeros(n, n))]),
    ("idempotent", (4, 3), [A], [eq(mul(A, A), A)]),
    ("involution", (3, 3), [A], [eq(I, mul(A, A))]),
    ("definite involution", (3, 3), [A], [eq(mul(A, A), I), *of("positive_definite", A)]),
    ("normal", (4, 3), [A], [eq(mul(A, T(A)), mul(T(A), A))]),
    ("inverse by a product", (3, 3), [A, B], [eq(mul(A, B), I)]),
    ("inverses of each other", (3, 3), [A, B], [eq(A, inv(B)), eq(B, inv(A))]),
    ("generalised inverse", (3, 3), [A, B], [eq(mul(A, B, A), A)]),
    ("eigenvector", (3, 3), [A, x, lam], [eq(mul(A, x), mul(lam, x)), *of("nonzero", x)]),
    ("symmetric eigenvector", (3, 3), [A, x, lam],
     [eq(mul(A, x), mul(lam, x)), *of("symmetric", A), *of("unit_norm", x)]),
    ("normal equations", (3, 5), [X, w, y],
     [eq(mul(T(X), X, w), mul(T(X), y)), *of("full_column_rank", X)]),
    ("definitions in a chain", (5, 3), [X, y, w, t.matrix("\\nu", m)],
     [eq(w, mul(Rational(-1, 2), T(X), t.matrix("\\nu", m))),
      eq(t.matrix("\\nu", m), mul(-2, inv(mul(X, T(X))), y)), *of("full_row_rank", X)]),
    ("traceless", (3, 3), [A], [eq(t.Trace(A), ZERO)]),
    ("definite blocks", (3, 3), [A, B, C],
     [*of("positive_definite", PARTS), *of("invertible", C)]),
    ("A above B", (4, 3), [A, B],
     [*of("positive_definite", A), *of("positive_definite", B),
      *of("positive_definite", t.sub(A, B))]),
    ("contraction", (3, 3), [A], of("positive_definite", t.sub(I, mul(T(A), A)))),
    ("chain", (3, 3), [a, b, lam], [less(ZERO, a), less(a, b), less(b, ONE), less(lam, ZERO)]),
    ("scalar definition", (3, 3), [a, b], [eq(b, t.power(a, Integer(2))), less(ZERO, b)]),
    ("integer", (3, 3), [a], [*of("integer", a), less(ZERO, a)]),
    ("probabilities", (4, 3), [x], of("positive sums_to_one", x)),
    ("one hot", (4, 3), [x], of("binary sums_to_one", x)),
    ("unit vector", (4, 3), [x], [eq(t.norm(x), ONE)]),
    ("unit vector by a product", (4, 3), [x], [eq(ONE, mul(T(x), x))]),
    ("inside the ball", (3, 3), [x], [less(t.power(t.norm(x), Integer(2)), ONE)]),
    ("projector", (4, 3), [P], of("symmetric idempotent", P)),
    ("triangular idempotent", (4, 3), [P], of("lower_triangular idempotent", P)),
    ("reflection", (3, 3), [Q], of("symmetric orthogonal", Q)),
    ("skew and invertible", (4, 3), [A], of("skew_symmetric invertible", A)),
    ("skew and orthogonal", (4, 3), [A], of("skew_symmetric orthogonal", A)),
    ("orthogonal and definite", (3, 3), [A], of("orthogonal positive_definite", A)),
    ("diagonal and orthogonal", (3, 3), [A], of("diagonal orthogonal", A)),
    ("triangular and orthogonal", (3, 3), [A], of("upper_triangular orthogonal", A)),
    ("permutation", (4, 3), [A], of("binary orthogonal", A)),
    ("rectangular triangular", (3, 4), [X], of("upper_triangular full_column_rank", X)),
    ("rectangular diagonal", (4, 3), [X], of("diagonal positive_diagonal", X)),
]  # fmt: skip
FIELDS: dict[str, Any] = {
    "small": Rationals(1),
    "rational": Rationals(3),
    "fractions": Rationals(3, 1009),
    "prime": PrimeField(draw_prime(Random(4))),
}


def drawn(
    symbols: Sequence[Term],
    facts: Sequence[Fact],
    sizes: tuple[int, int],
    field: Any = FIELDS["rational"],
    ranks: dict[Term, int] | None = None,
    seed: int = 0,
) -> Model | None:
    context = Context.of(symbols, facts)
    where = {n: sizes[0], m: sizes[1]}
    return sample(context, Plan.of(context), where, ranks or {}, field, Random(seed))


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize(
    ("sizes", "symbols", "facts"), [r[1:] for r in MET], ids=[r[0] for r in MET]
)
def test_met(sizes: Any, symbols: Sequence[Term], facts: Sequence[Fact], field: Any) -> None:
    made = drawn(symbols, facts, sizes, field)
    assert made is not None
    assert set(made.values) == set(symbols)
    for fact in facts:
        if field.ordered or not any(
            isinstance(s, t.Norm) for arg in fact.args for s in t.subterms(arg)
        ):
            assert satisfied(fact, made), fact


IMPOSSIBLE: list[tuple[str, tuple[int, int], Sequence[Term], Sequence[Fact]]] = [
    ("odd skew invertible", (3, 3), [A], of("skew_symmetric invertible", A)),
    ("odd skew orthogonal", (3, 3), [A], of("skew_symmetric orthogonal", A)),
    ("definite and skew", (4, 3), [A], of("skew_symmetric positive_definite", A)),
    ("wide with full column rank", (4, 3), [X], of("full_column_rank", X)),
    ("nilpotent and invertible", (4, 3), [A],
     [eq(mul(A, A), t.zeros(n, n)), *of("invertible", A)]),
    ("above and below", (3, 3), [a], [less(ZERO, a), less(a, ZERO)]),
    ("definite and minus definite", (3, 3), [A],
     [*of("positive_definite", A), *of("positive_definite", t.neg(A))]),
    ("two values", (3, 3), [a], [eq(a, ONE), eq(a, Integer(2))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "symbols", "facts"), [r[1:] for r in IMPOSSIBLE], ids=[r[0] for r in IMPOSSIBLE]
)
def test_impossible(sizes: Any, symbols: Sequence[Term], facts: Sequence[Fact]) -> None:
    for field in (FIELDS["small"], FIELDS["rational"]):
        assert drawn(symbols, facts, sizes, field) is None


def test_orthogonal_matrices_have_both_determinants() -> None:
    for field in (FIELDS["small"], FIELDS["rational"]):
        models = [drawn([Q], of("orthogonal", Q), (3, 3), field, seed=s) for s in range(12)]
        assert {str(made.values[Q].det()) for made in models if made} == {"1", "-1"}


@pytest.mark.parametrize("rank", range(5))
def test_an_idempotent_of_every_rank(rank: int) -> None:
    made = drawn([P], of("idempotent", P), (4, 3), ranks={P: rank})
    assert made is not None
    assert made.values[P].rank() <= rank if rank < 4 else True


@pytest.mark.parametrize("said", ["", "symmetric", "positive_semidefinite", "diagonal",
                                  "lower_triangular", "skew_symmetric"])  # fmt: skip
@pytest.mark.parametrize("rank", [0, 1, 2])
@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_held_to_a_rank(said: str, rank: int, field: Any) -> None:
    found = [drawn([A], of(said, A), (4, 3), field, {A: rank}, seed) for seed in range(3)]
    assert all(made is not None for made in found)
    if said != "lower_triangular":
        assert all(made.values[A].rank() <= rank for made in found if made)
    else:
        assert all(made.values[A].rank() < 4 for made in found if made)


def test_scalars_are_held_to_zero_and_below() -> None:
    for field in (FIELDS["small"], FIELDS["rational"], FIELDS["fractions"]):
        zero, negative = (
            drawn([a], [], (3, 3), field, {a: 0}),
            drawn([a], [], (3, 3), field, {a: -1}),
        )
        assert zero is not None
        assert zero.values[a] == 0
        assert negative is not None
        assert negative.values[a] < 0
        assert drawn([a], [less(ZERO, a)], (3, 3), field, {a: 0}) is None


def test_a_root_comes_with_what_is_definite() -> None:
    for name in ("rational", "prime"):
        made = drawn([A, a], [*of("positive_definite", A), less(ZERO, a)], (3, 3), FIELDS[name])
        assert made is not None
        assert made.roots[A] * made.roots[A] == made.values[A]
        if name == "prime":
            assert made.roots[a] * made.roots[a] == made.values[a]


def test_the_root_of_a_definite_matrix_is_the_definite_one() -> None:
    for seed in range(5):
        made = drawn([A], of("positive_definite", A), (3, 3), seed=seed)
        assert made is not None
        root = Model(made.field, made.sizes, {B: made.roots[A]})
        assert satisfied(Fact("positive_definite", (B,)), root)


def test_the_same_seed_gives_the_same_model() -> None:
    facts = [*SVD, *of("full_column_rank", X)]
    one, two = (drawn([X, U, V, Sg], facts, (3, 5), seed=7) for _ in range(2))
    assert one is not None
    assert two is not None
    assert all(one.values[s] == two.values[s] for s in one.values)


UNUSABLE = [
    ("determinant", [A], eq(t.Determinant(A), ONE)),
    ("cubic", [a], eq(t.power(a, Integer(3)), Integer(2))),
    ("function", [a], eq(sympy.log(a, evaluate=False), Integer(2))),
]


@pytest.mark.parametrize(
    ("symbols", "fact"), [r[1:] for r in UNUSABLE], ids=[r[0] for r in UNUSABLE]
)
def test_an_equation_that_is_not_used_is_named(symbols: Sequence[Term], fact: Fact) -> None:
    plan = Plan.of(Context.of(symbols, [fact]))
    assert str(fact) in plan.obstacle
    assert not plan.ways


DEGREES: list[tuple[Term, Term, int]] = [
    (mul(A, B), A, 1),
    (mul(A, B, A), A, 2),
    (t.add(mul(A, B), mul(B, A)), B, 1),
    (t.Trace(mul(A, T(A))), A, 2),
    (mul(A, B), C, 0),
]


@pytest.mark.parametrize(("term", "symbol", "degree"), DEGREES)
def test_degree(term: Term, symbol: Term, degree: int) -> None:
    assert degree_in(term, symbol) == degree


def test_inverses_and_determinants_are_not_affine() -> None:
    for term in (inv(A), t.Determinant(A), t.power(A, Integer(2)), t.PseudoInverse(A)):
        assert degree_in(term, A) > 1


def test_assumptions_on_blocks_have_a_text() -> None:
    assert str(Fact("positive_definite", (PARTS,))) == "positive_definite([A B; B^T C])"


def test_what_is_not_said_to_commute_does_not() -> None:
    """A B = B A and B C = C B do not give A C = C A, though a common basis would."""
    facts = [eq(mul(A, B), mul(B, A)), eq(mul(B, C), mul(C, B))]
    for predicate in ("symmetric", "positive_definite"):
        said = [fact for letter in (A, B, C) for fact in of(predicate, letter)]
        plan = Plan.of(Context.of([A, B, C], [*facts, *said]))
        assert all(step.kind != "together" for way in plan.ways for step in way.steps)


def test_letters_drawn_together_are_not_otherwise_alike() -> None:
    facts = [eq(mul(A, B), mul(B, A)), *of("idempotent", A), *of("idempotent", B)]
    models = [drawn([A, B], facts, (4, 3), seed=seed) for seed in range(8)]
    assert any(made is not None and made.values[A] != made.values[B] for made in models)
    assert any(made is not None and made.values[A] != made.values[A].transpose() for made in models)
