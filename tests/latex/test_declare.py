"""Declarations and assumptions, in each of the ways in which they are written."""

import pytest
from sympy import Dummy, Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import ContextError, ReadError
from derive.latex.declare import read_context, read_declarations, read_fact
from tests.letters import A, P, S, U, V, X, c, k, m, n, w, x, y

SIGMA = t.scalar(r"\lambda")
N1, N2, D_IN, HIDDEN = map(t.dimension, ("n_{1}", "n_{2}", "d_{in}", "hidden"))


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("X: m×n, y: m", (X, y)),
        ("X: m×n; y: m", (X, y)),
        ("X: m x n", (X,)),
        (r"X: m \times n, \lambda: scalar", (X, SIGMA)),
        (r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n", (X, w)),
        (r"\mathbf{X} \in \mathbb{R}^{m\times n}", (X,)),
        (r"\lambda \in \mathbb{R}", (SIGMA,)),
        ("k: positive_integer", (k,)),
        ("D: m+n × 2n", (t.matrix("D", m + n, 2 * n),)),
        ("K: m*n × 3", (t.matrix("K", m * n, 3),)),
        (r"K \in \mathbb{R}^{m \cdot n \times 3}", (t.matrix("K", m * n, 3),)),
        ("K: m(n+1) × n^2", (t.matrix("K", m * n + m, n**2),)),
        ("m_1: n", (t.matrix("m_{1}", n),)),
        ("A: n1×n2, B: n_1 × n_{2}, C: n₁×n₂", tuple(t.matrix(s, N1, N2) for s in "ABC")),
        ("A: n1xn2, B: n_1xn_2, C: n_{1} x n_{2}", tuple(t.matrix(s, N1, N2) for s in "ABC")),
        ("A: 2n1×3", (t.matrix("A", 2 * N1, 3),)),
        ("W: hidden×d_{in}", (t.matrix("W", HIDDEN, D_IN),)),
        ("W: max x next", (t.matrix("W", t.dimension("max"), t.dimension("next")),)),
        (r"W \in \mathbb{R}^{\text{hidden} \times d_{\text{in}}}", (t.matrix("W", HIDDEN, D_IN),)),
        (r"X, A \in \mathbb{R}^{m \times n}, w: n", (X, t.matrix("A", m, n), w)),
        (r"w, \hat{w}: n", (w, t.matrix(r"\hat{w}", n))),
        (r"a, b \in \mathbb{R}", (t.scalar("a"), t.scalar("b"))),
        ("n: scalar, w: n", (n, w)),
        ("i: index, j: integer", (t.index("i"), t.integer("j"))),
        (r"\hat{w} \in \mathbb{R}^{n}", (t.matrix(r"\hat{w}", n),)),
        ("X ∈ ℝ^{m×n}", (X,)),
        ("", ()),
    ],
)
def test_declarations(text, symbols):
    assert read_declarations(text) == symbols


# what is no declaration, what is underlined, and what the error says
REFUSED = [
    ("X", "X", "this is no declaration"),
    ("X: n×d, y", "y", "this is no declaration"),
    ("X: ", "X:", "this is no declaration"),
    ("3: n", "3", "this is no name"),
    (r"X \in \mathbb{Z}^n", r"\mathbb{Z}^n", "this set is not understood"),
    ("X: sclar", "sclar", "did you mean scalar?"),
    ("y: n, x: vector", "vector", "write its size, as x: n"),
    ("X: m×n×k", "m×n×k", "a shape has one or two sizes"),
    ("X: m×", "m×", "a shape has one or two sizes"),
    ("X: +", "", "a size is missing"),
    ("X: n+", "", "a size is missing"),
    ("X: (n×2", "", "this ( is not closed"),
    ("X: m&n", "&", "& is no size"),
    ("X: 0×n", "0", "0 is no size"),
    ("X: 2×n-n", "n-n", "0 is no size"),
    ("X: n^9×2", "9", "no power from 1 to 8"),
    ("X: m n×2", "n", "two names are no product"),
    (r"X \in \mathbb{R}^{mn \times 2}", "n", "write m*n for a product"),
]


@pytest.mark.parametrize(("text", "stretch", "said"), REFUSED)
def test_what_is_no_declaration(text, stretch, said):
    with pytest.raises(ReadError) as caught:
        read_declarations(text)
    place = caught.value.place
    assert said in str(caught.value)
    assert (place.text, place.text[place.start : place.end]) == (text, stretch)


@pytest.mark.parametrize("declare", [read_declarations, lambda text: read_context(JSON[text])])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("X: m×n, Y: mn", "mn looks like a product of the sizes m, n"),
        ("i: index, X: i", "i is an index and a size"),
    ],
)
def test_sizes_that_cannot_stand_beside_each_other(declare, text, said):
    with pytest.raises((ReadError, ContextError), match=said):
        declare(text)


JSON = {
    "X: m×n, Y: mn": {"symbols": {"X": ["m", "n"], "Y": ["mn", 1]}},
    "i: index, X: i": {"symbols": {"i": "index", "X": ["i", 1]}},
}


def test_the_sizes_of_json_have_the_names_of_declarations():
    said = {"A": ["n1", "n_2"], "W": ["hidden", "d_{in}"], "B": ["2n1 + 1", "m*n"]}
    declared = read_declarations("A: n_1×n2, W: hidden×d_{in}, B: 2n1+1 × m*n")
    assert tuple(read_context({"symbols": said}).symbols.values()) == declared


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
