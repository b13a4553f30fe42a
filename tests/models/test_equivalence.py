"""Identities, true and false, decided by the referee; counterexamples are checked by numpy."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import ContextError
from derive.models.equivalence import compare, holds, models_of, satisfiable
from derive.models.predicates import satisfied
from tests.models.letters import (
    HALF,
    A,
    B,
    C,
    S,
    T,
    U,
    V,
    X,
    add,
    commutator,
    d,
    det,
    equation,
    exp,
    fn,
    identity,
    inv,
    is_,
    l,
    log,
    mul,
    n,
    num,
    pinv,
    positive,
    power,
    question,
    s,
    sub,
    tr,
    x,
    y,
)

I, J = identity(n), identity(d)  # noqa: E741  # as in the formulas
GRAM, OUTER = mul(T(X), X), mul(X, T(X))
RIDGE = mul(inv(add(GRAM, mul(l, J))), T(X), y)
FULL = is_("full_column_rank", X)
INVERTIBLE = (is_("invertible", A), is_("invertible", B))
DEFINITE = is_("positive_definite", A)
SVD = (
    equation(X, mul(U, S, T(V))),
    is_("orthogonal", U),
    is_("orthogonal", V),
    is_("diagonal", S),
)

EQUAL = [
    ("push-through", RIDGE, mul(T(X), inv(add(OUTER, mul(l, I))), y), positive(l)),
    ("row form", RIDGE, T(mul(T(y), X, inv(add(GRAM, mul(l, J))))), positive(l)),
    ("pseudo-inverse", mul(inv(GRAM), T(X)), pinv(X), FULL),
    ("least squares by the SVD", pinv(X), mul(V, pinv(S), T(U)), *SVD),
    ("normal equations by the SVD", mul(inv(GRAM), T(X), y), mul(V, pinv(S), T(U), y), FULL, *SVD),
    ("inverse of a product", inv(mul(A, B)), mul(inv(B), inv(A))),
    ("trace is cyclic", tr(mul(A, B, C)), tr(mul(C, A, B))),
    ("determinant lemma", det(add(A, mul(x, T(y)))),
     add(det(A), t.as_scalar(mul(T(y), t.Adjugate(A), x)))),
    ("sign of a determinant", det(t.neg(A)), mul(power(num(-1), n), det(A))),
    ("squared norm", power(t.norm(sub(x, y)), num(2)),
     add(t.as_scalar(mul(T(x), x)), mul(num(-2), t.as_scalar(mul(T(x), y))),
         t.as_scalar(mul(T(y), y)))),
    ("isometry", t.norm(mul(A, x)), t.norm(x), is_("orthogonal", A)),
    ("whitening", mul(pinv(mul(power(A, HALF), X)), power(A, HALF), y),
     mul(inv(mul(T(X), A, X)), T(X), A, y), DEFINITE, FULL),
    ("commuting by assumption", mul(A, B), mul(B, A), equation(mul(A, B), mul(B, A))),
    ("a square that is zero", inv(sub(I, A)), add(I, A), equation(mul(A, A), t.zeros(n, n))),
    ("functions of a matrix commute", mul(sub(I, A), inv(add(I, A))),
     mul(inv(add(I, A)), sub(I, A))),
    ("exponential of an inverse", inv(fn("exp", A)), fn("exp", t.neg(A))),
    ("logarithm of a product", log(mul(l, s)), add(log(l), log(s)), positive(l), positive(s)),
    ("exponential of a sum", exp(add(l, s)), mul(exp(l), exp(s))),
    ("quadratic form", t.jacobian(t.as_scalar(mul(T(x), A, x)), x), mul(T(x), add(A, T(A)))),
    ("second derivative", t.jacobian(T(t.jacobian(t.as_scalar(mul(T(x), A, x)), x)), x),
     add(A, T(A))),
    ("gradient of a log determinant", t.jacobian(log(det(A)), A), inv(A), DEFINITE),
    ("rank of the Gram matrix", t.Rank(X), t.Rank(GRAM)),
    ("Kronecker", inv(t.KroneckerProduct(A, B)), t.KroneckerProduct(inv(A), inv(B))),
    ("Hadamard", mul(t.DiagonalMatrix(x), A, t.DiagonalMatrix(y)),
     t.HadamardProduct(A, mul(x, T(y)))),
    ("a scalar of any sign", power(power(s, num(2)), HALF), sympy.Abs(s, evaluate=False)),
]  # fmt: skip
DIFFERENT = [
    ("penalty sign", RIDGE, mul(inv(sub(GRAM, mul(l, J))), T(X), y), positive(l)),
    ("penalty squared", RIDGE, mul(inv(add(GRAM, mul(l, l, J))), T(X), y), positive(l)),
    ("order of an inverse", inv(mul(A, B)), mul(inv(A), inv(B)), *INVERTIBLE),
    ("trace of a transposition", tr(mul(A, B, C)), tr(mul(A, C, B))),
    ("projection is not the identity", mul(X, pinv(X)), I, FULL, is_("<", d, n)),
    ("determinant of a sum", det(add(A, B)), add(det(A), det(B))),
    ("one sign of orthogonal ones", det(A), num(1), is_("orthogonal", A)),
    ("exponential of a sum", fn("exp", add(A, B)), mul(fn("exp", A), fn("exp", B)),
     is_("symmetric", A), is_("symmetric", B)),
    ("trace of an idempotent", tr(A), n, is_("idempotent", A)),
    ("skew part", t.as_scalar(mul(T(x), sub(A, T(A)), x)), t.as_scalar(mul(T(x), A, x))),
    ("half a derivative", t.jacobian(t.as_scalar(mul(T(x), A, x)), x), mul(T(x), A)),
    ("sign of a matrix root", power(mul(A, A), HALF), A, is_("symmetric", A), is_("invertible", A)),
    ("norms do not add", t.norm(add(x, y)), add(t.norm(x), t.norm(y))),
    ("two by two", mul(commutator(), commutator(), C), mul(C, commutator(), commutator())),
]  # fmt: skip


@pytest.mark.parametrize("row", EQUAL, ids=lambda row: row[0])
def test_equal(row: tuple[Any, ...]) -> None:
    _, left, right, *facts = row
    context = question(left, right, *facts)
    verdict = compare(context, left, right)
    assert verdict.status == "equal", verdict.reason
    assert verdict.strata
    assert compare(context, right, left).status == "equal"
    assert compare(context, left, left).status == "equal"


@pytest.mark.parametrize("row", DIFFERENT, ids=lambda row: row[0])
def test_different(row: tuple[Any, ...]) -> None:
    _, left, right, *facts = row
    context = question(left, right, *facts)
    verdict = compare(context, left, right)
    assert verdict.status == "different", verdict.reason
    assert compare(context, right, left).status == "different"
    example = verdict.counterexample
    assert example is not None
    assert example.left != example.right
    for symbol in t.free_symbols(left) | t.free_symbols(right):
        assert symbol.name in example.values or symbol.is_integer


def _array(rows: Any) -> Any:
    return np.array([[float(value) for value in row] for row in rows])


def test_a_counterexample_holds_in_floating_point() -> None:
    wrong = mul(inv(add(OUTER, mul(l, I))), y)
    context = question(RIDGE, mul(T(X), wrong), positive(l))
    verdict = compare(context, RIDGE, mul(inv(add(GRAM, mul(l, l, J))), T(X), y))
    assert verdict.counterexample is not None
    values = {name: _array(rows) for name, rows in verdict.counterexample.values.items()}
    gram = values["X"].T @ values["X"]
    penalty = values["l"][0, 0]
    one = np.eye(gram.shape[0])
    rest = values["X"].T @ values["y"]
    left = np.linalg.solve(gram + penalty * one, rest)
    right = np.linalg.solve(gram + penalty**2 * one, rest)
    assert penalty > 0
    np.testing.assert_allclose(_array(verdict.counterexample.left), left)
    np.testing.assert_allclose(_array(verdict.counterexample.right), right)
    assert not np.allclose(left, right)


# -- where things are defined -------------------------------------------------------------------

DEFINED_ON_LESS = [
    ("an inverse that cancels", mul(inv(A), A, B), B, "invertible", A),
    ("a singular difference", mul(inv(sub(A, B)), sub(A, B), C), C, "invertible", sub(A, B)),
    ("a shifted product", mul(inv(add(mul(A, B), I)), add(mul(A, B), I)), I, "invertible", None),
    ("a Gram matrix", mul(inv(GRAM), T(X)), pinv(X), "full_column_rank", X),
    ("a reciprocal", mul(power(s, num(-1)), s, A), A, "nonzero", s),
    ("a shifted reciprocal", mul(power(sub(s, num(7)), num(-1)), sub(s, num(7)), A), A,
     "nonzero", sub(s, num(7))),
]  # fmt: skip


@pytest.mark.parametrize("row", DEFINED_ON_LESS, ids=lambda row: row[0])
def test_defined_on_fewer_values(row: tuple[Any, ...]) -> None:
    _, left, right, predicate, subject = row
    context = question(left, right)
    verdict = compare(context, left, right)
    assert verdict.status == "different"
    assert verdict.missing is not None
    assert verdict.missing.predicate == predicate
    assert subject is None or verdict.missing.args == (subject,)
    assert compare(context, right, left).status == "different"
    assert compare(context, left, right, domain=False).status == "equal"


def test_the_missing_assumption_mends_it() -> None:
    left, right = mul(inv(GRAM), T(X)), pinv(X)
    context = question(left, right)
    missing = compare(context, left, right).missing
    assert missing is not None
    assert compare(context.assume(missing), left, right).status == "equal"


def test_an_inverse_that_never_exists_is_undefined() -> None:
    outer = inv(mul(x, T(x)))
    context = question(outer, A)
    assert compare(context, A, outer).status == "undefined"
    assert compare(context, outer, outer).status == "undefined"


# -- facts --------------------------------------------------------------------------------------

FACTS = [
    ("equal", is_("positive_definite", add(GRAM, mul(l, J))), positive(l)),
    ("different", is_("positive_definite", add(GRAM, mul(l, J)))),
    ("equal", is_("positive_definite", GRAM), FULL),
    ("different", is_("positive_definite", GRAM)),
    ("equal", is_("positive_semidefinite", GRAM)),
    ("equal", is_("invertible", mul(A, B)), *INVERTIBLE),
    ("different", is_("invertible", add(A, B)), *INVERTIBLE),
    ("equal", is_("symmetric", add(A, T(A)))),
    ("different", is_("symmetric", mul(A, B)), is_("symmetric", A), is_("symmetric", B)),
    ("equal", equation(mul(A, T(A)), I), is_("orthogonal", A)),
    ("equal", is_("<", num(0), power(s, num(2))), is_("nonzero", s)),
    ("different", is_("<", num(0), power(s, num(2)))),
]


@pytest.mark.parametrize(("status", "fact", "facts"), [(r[0], r[1], r[2:]) for r in FACTS], ids=str)
def test_what_follows(status: str, fact: Fact, facts: tuple[Fact, ...]) -> None:
    context = question(fact.args[0], fact.args[-1], *facts)
    assert holds(context, fact).status == status


CONTRADICTIONS = [
    (is_("<", num(0), s), is_("<", s, num(0))),
    (is_("<", num(2), s), is_("<", s, num(1))),
    (is_("symmetric", A), is_("skew_symmetric", A), is_("invertible", A)),
    (is_("<", n, d), is_("<", d, n)),
]


@pytest.mark.parametrize("facts", CONTRADICTIONS, ids=str)
def test_contradictions_are_named(facts: tuple[Fact, ...]) -> None:
    context = Context.of([A, X, s], facts)
    with pytest.raises(ContextError) as caught:
        satisfiable(context)
    assert all(str(fact) in str(caught.value) for fact in facts)


def test_assumptions_without_models_are_never_true_of_nothing() -> None:
    facts = (is_("invertible", A), equation(mul(A, A), t.zeros(n, n)))
    context = Context.of([A, B], facts)
    verdict = compare(context, A, B)
    assert verdict.status == "undecided"
    verdict = satisfiable(context.assume(is_("symmetric", B)))
    assert verdict.status == "undecided"
    assert all(str(fact) in verdict.reason for fact in facts)
    assert "symmetric(B)" not in verdict.reason


def test_models_satisfy_every_assumption() -> None:
    facts = (*SVD, FULL, is_("<", d, n), positive(l))
    context = Context.of([X, U, V, S, l], facts)
    models = list(models_of(context))
    assert models
    assert all(satisfied(fact, model) for fact in context.facts for model in models)


# -- reproducible -------------------------------------------------------------------------------


def test_the_order_of_declarations_does_not_matter() -> None:
    facts = (positive(l), is_("symmetric", A))
    one = compare(Context.of([A, B, l], facts), mul(l, A, B), mul(B, A))
    other = compare(Context.of([l, B, A], facts[::-1]), mul(l, A, B), mul(B, A))
    assert one.counterexample is not None
    assert other.counterexample is not None
    assert dict(one.counterexample.values) == dict(other.counterexample.values)


PROGRAM = """
from tests.models.letters import *
from derive.models.equivalence import compare, models_of
left, right = mul(inv(add(A, mul(s, B))), x), mul(inv(add(A, mul(s, C))), x)
context = question(left, right)
print(compare(context, left, right).to_json())
print([{str(k): str(v) for k, v in model.values.items()} for model in models_of(context)])
"""


def test_every_process_says_the_same() -> None:
    said = set()
    for seed in ("0", "1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.path.dirname(__file__),
        }
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True
        )
        said.add(run.stdout)
    assert len(said) == 1
