"""What is known, with its reason; what is impossible; and what stays unknown."""

import pytest
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.errors import ContextError
from tests.letters import SVD, TALL, WIDE, A, P, Q, S, U, V, X, c, m, n, x

T = t.transpose
GRAM, ROWS = t.mul(T(X), X), t.mul(X, T(X))
CORE = t.mul(V, T(S), S, T(V))
FREE = Context.of([X, U, S, V], SVD)
PD = Context.of([P, Q, c], [Fact("positive_definite", (P,)), Fact("<", (t.ZERO, c))])


@pytest.mark.parametrize(
    ("context", "predicate", "term", "by"),
    [
        (TALL, "invertible", GRAM, "posdef_invertible"),
        (TALL, "positive_definite", GRAM, "gram_posdef"),
        (TALL, "full_column_rank", S, "full_column_rank_core"),
        (TALL, "invertible", CORE, "invertible_product"),
        (WIDE, "invertible", ROWS, "posdef_invertible"),
        (WIDE, "full_row_rank", S, "full_row_rank_core"),
        (FREE, "positive_semidefinite", GRAM, "gram_semidefinite"),
        (FREE, "orthonormal_columns", U, "orthogonal_orthonormal"),
        (FREE, "invertible", T(V), "orthogonal_invertible"),
        (PD, "symmetric", P, "posdef_symmetric"),
        (PD, "positive_definite", t.add(P, t.mul(c, t.identity(n))), "posdef_add"),
        (PD, "positive_definite", t.add(t.mul(T(Q), Q), P), "posdef_add"),
        (PD, "invertible", t.mul(2, P), "posdef_invertible"),
    ],
)
def test_yes(context, predicate, term, by):
    known = ask(context, Fact(predicate, (term,)))
    assert known.value is True
    assert known.proof is not None
    assert known.proof.by == by


@pytest.mark.parametrize(
    ("context", "predicate", "term"),
    [(TALL, "full_row_rank", X), (WIDE, "full_column_rank", X)],
)
def test_no(context, predicate, term):
    known = ask(context, Fact(predicate, (term,)))
    assert known.value is False
    assert known.reason


@pytest.mark.parametrize(
    ("context", "predicate", "term"),
    [
        (TALL, "invertible", ROWS),
        (WIDE, "invertible", GRAM),
        (FREE, "invertible", GRAM),
        (FREE, "full_column_rank", S),
        (PD, "invertible", Q),
        (PD, "symmetric", Q),
        (PD, "positive_definite", t.neg(P)),
        (PD, "positive_definite", t.mul(P, P)),
        (PD, "symmetric", t.mul(P, Q)),
    ],
)
def test_unknown(context, predicate, term):
    assert ask(context, Fact(predicate, (term,))).value is None


def test_a_letter_is_constant_unless_it_is_defined_by_the_other():
    free = Context.of([A, x])
    assert ask(free, Fact("constant", (A, x))).value
    defined = Context.of([A, x, c], [Fact("=", (c, t.as_scalar(t.mul(T(x), x))))])
    assert ask(defined, Fact("constant", (c, x))).value is None


def test_comparisons_of_numbers():
    assert ask(FREE, Fact("<", (t.ZERO, Integer(2)))).value
    assert ask(FREE, Fact("<", (Integer(2), t.ZERO))).value is False


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (Fact("orthogonal", (X,)), "orthogonal is said of square matrices"),
        (Fact("symmetrical", (P,)), "unknown predicate symmetrical"),
        (Fact("diagonal", (c,)), "diagonal is said of matrices"),
    ],
)
def test_unusable_assumptions(fact, message):
    with pytest.raises(ContextError, match=message):
        Context.of([X, P, c], [fact])


def test_a_letter_declared_twice():
    with pytest.raises(ContextError, match="declared twice"):
        Context.of([t.matrix("X", m, n), t.matrix("X", n, m)])
