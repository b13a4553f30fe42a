"""Declarations and assumptions, in each of the ways in which they are written."""

import pytest
from sympy import Dummy, Integer

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
        ("i: index, j: integer", (t.index("i"), t.integer("j"))),
        (r"\hat{w} \in \mathbb{R}^{n}", (t.matrix(r"\hat{w}", n),)),
        ("X ∈ ℝ^{m×n}", (X,)),
        ("", ()),
    ],
)
def test_declarations(text, symbols):
    assert read_declarations(text) == symbols


@pytest.mark.parametrize(
    "text", ["X", "X: m×n×k", r"X \in \mathbb{Z}^n", "X: +", "3: n", "X: m&n", "X: 0×n", "X: n-n"]
)
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
        ("c <= 1", (Fact("<=", (c, t.ONE)),)),
        ("c >= 1", (Fact("<=", (t.ONE, c)),)),
        ("c != 1", (Fact("!=", (c, t.ONE)),)),
        (r"1 + w^\top P w \neq 0", None),
        (r"0 \le c \le 1", (Fact("<=", (t.ZERO, c)), Fact("<=", (c, t.ONE)))),
        (r"m > n > 2", (Fact("<", (n, m)), Fact("<", (Integer(2), n)))),
        (r"P \succ 0", (Fact("positive_definite", (P,)),)),
        (r"P - I \succeq 0", (Fact("positive_semidefinite", (t.sub(P, t.identity(n)),)),)),
        (r"$c > 0$", (Fact("<", (t.ZERO, c)),)),
        (r"\sum_{i=1}^n w_i = 1", None),
        (r"full\_column\_rank(X)", (Fact("full_column_rank", (X,)),)),
        (r"symmetric\left(P\right)", (Fact("symmetric", (P,)),)),
        (r"positive_definite(\begin{bmatrix}P & 0 \\ 0 & P\end{bmatrix})", None),
        (r"unit_norm(w)", (Fact("unit_norm", (w,)),)),
    ],
)
def test_assumptions(text, facts):
    found = read_fact(text, CONTEXT)
    if facts is None:
        assert len(found) == 1
        assert not found[0].args[0].atoms(Dummy)
    else:
        assert found == facts


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("symetric_matrix(P)", ContextError, "unknown predicate"),
        ("orthogonal(X)", ContextError, "said of square matrices"),
        ("P", ReadError, "this is no assumption"),
        ("symmetric(Z)", ReadError, "Z is not declared"),
        (r"P \succ 1", ReadError, "only 0 may stand here"),
        (r"X \succ 0", ContextError, "said of square matrices"),
        ("c <", ReadError, "a side of this is missing"),
        ("0 < q < 1", ReadError, "q is not declared"),
        ("", ReadError, "there is no formula here"),
    ],
)
def test_unusable_assumptions(text, error, message):
    with pytest.raises(error, match=message):
        read_fact(text, CONTEXT)


@pytest.mark.parametrize(
    ("text", "stretch"),
    [("symmetric(P + Z)", "Z"), ("c > q", "q"), ("0 <= q <= 1", "q"), (r"P = q I", "q")],
)
def test_the_place_is_in_the_assumption(text, stretch):
    with pytest.raises(ReadError) as caught:
        read_fact(text, CONTEXT)
    place = caught.value.place
    assert (place.text, place.text[place.start : place.end]) == (text, stretch)


def test_fonts_are_names_only_where_nothing_else_differs():
    alike = {"x": "scalar", r"\boldsymbol{x}": ["n", 1], r"\mathbf{A}_1": ["n", "n"]}
    assert set(read_context({"symbols": alike}).symbols) == {"x", r"\mathbf{x}", "A_{1}"}


def test_a_number_with_the_name_of_a_size_is_the_size():
    context = read_context({"symbols": {"n": "scalar", "X": ["m", "n"]}})
    assert context.symbols["n"] == n


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
        {"symbols": {"X": [0, "n"]}},
        {"symbols": {"X": [True, "n"]}},
        {"symbols": {"X": [1.5, "n"]}},
        {"symbols": {"X": ["n"], r"\hat{}": "scalar"}},
        {"symbols": {"x": "scalar", r"\mathbf{x}": "scalar", r"\bm x": "scalar"}},
        {"symbols": {"X": ["n", "n"], "n": "index"}},
        {"symbols": {"X": ["n", "n"]}, "assume": "symmetric(X)"},
        {"symbols": {"X": ["n", "n"]}, "assume": ["X > > X"]},
    ],
)
def test_unusable_questions(question):
    with pytest.raises(ContextError):
        read_context(question)
