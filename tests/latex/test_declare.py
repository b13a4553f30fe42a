"""Declarations and assumptions, in each of the ways in which they are written."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import ContextError, ReadError
from derive.latex.declare import read_context, read_declarations, read_fact
from tests.letters import A, P, S, U, V, X, c, k, m, n, w, x, y

SIGMA = t.scalar(r"\lambda")


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("X: m×n, y: m", (X, y)),
        ("X: m x n", (X,)),
        (r"X: m \times n, \lambda: scalar", (X, SIGMA)),
        (r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n", (X, w)),
        (r"\mathbf{X} \in \mathbb{R}^{m\times n}", (X,)),
        (r"\lambda \in \mathbb{R}", (SIGMA,)),
        ("k: positive_integer", (k,)),
        ("D: m+n × 2n", (t.matrix("D", m + n, 2 * n),)),
        ("K: mn × 3", (t.matrix("K", m * n, 3),)),
        ("m_1: n", (t.matrix("m_{1}", n),)),
        ("", ()),
    ],
)
def test_declarations(text, symbols):
    assert read_declarations(text) == symbols


@pytest.mark.parametrize("text", ["X", "X: m×n×k", r"X \in \mathbb{Z}^n", "X: +", "3: n", "X: m&n"])
def test_what_is_no_declaration(text):
    with pytest.raises(ReadError) as caught:
        read_declarations(text)
    assert caught.value.place is not None


CONTEXT = Context.of([A, P, S, U, V, X, c, w, x, y])


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("symmetric(P)", (Fact("symmetric", (P,)),)),
        (r"positive_definite(P^\top P)", (Fact("positive_definite", (t.mul(t.transpose(P), P),)),)),
        ("m > n", (Fact("<", (n, m)),)),
        ("n < m", (Fact("<", (n, m)),)),
        ("0 < c < 1", (Fact("<", (t.ZERO, c)), Fact("<", (c, t.ONE)))),
        (r"c \geq 0", (Fact("<=", (t.ZERO, c)),)),
        (r"w \neq 0", (Fact("!=", (w, t.zeros(n, 1))),)),
        (r"X = U \Sigma V^\top", (Fact("=", (X, t.mul(U, S, t.transpose(V)))),)),
        ("P^2 = 0", (Fact("=", (t.power(P, 2), t.zeros(n, n))),)),
    ],
)
def test_assumptions(text, facts):
    assert read_fact(text, CONTEXT) == facts


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("symetric_matrix(P)", ContextError, "unknown predicate"),
        ("orthogonal(X)", ContextError, "said of square matrices"),
        ("P", ReadError, "this is no assumption"),
        ("symmetric(Z)", ReadError, "Z is not declared"),
    ],
)
def test_unusable_assumptions(text, error, message):
    with pytest.raises(error, match=message):
        read_fact(text, CONTEXT)


def test_a_json_question():
    context = read_context(
        {
            "symbols": {"X": ["m", "n"], r"\lambda": "scalar", "y": ["m", 1]},
            "assume": [r"\lambda > 0"],
        }
    )
    assert dict(context.symbols) == {"X": X, r"\lambda": SIGMA, "y": y}
    assert context.facts == (Fact("<", (t.ZERO, SIGMA)),)


@pytest.mark.parametrize(
    "question",
    [
        {"symbols": {"X": "matrix"}},
        {"symbols": {"X": ["n", "n"]}, "assume": ["symmetric(Y)"]},
        {"symbols": ["X"]},
        {"symbols": {"X": ["n", "n", "n"]}},
    ],
)
def test_unusable_questions(question):
    with pytest.raises(ContextError):
        read_context(question)
