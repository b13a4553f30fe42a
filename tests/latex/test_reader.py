"""How people write, and what is refused with its place."""

import re

import pytest
from sympy import Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import LimitError, ReadError, ShapeError
from derive.latex.printer import latex
from derive.latex.reader import parse, read, read_statement
from tests.letters import A, B, P, Q, V, X, c, d, k, m, n, w, x, y

T = t.transpose
HATTED, INDEXED, POWERED = (
    t.matrix(r"\hat{x}", n),
    t.matrix(r"\Sigma_{11}", n, n),
    t.matrix("W^{(1)}", k, n),
)
CONTEXT = Context.of([A, B, P, Q, V, X, c, d, w, x, y, HATTED, INDEXED, POWERED])
LEFT = t.mul(t.inverse(t.mul(T(X), X)), T(X), y)
RIDGE = t.mul(t.inverse(t.add(t.mul(T(X), X), t.mul(c, t.identity(n)))), T(X), y)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"(X^\top X)^{-1} X^\top y", LEFT),
        (r"(X^TX)^{-1}X^Ty", LEFT),
        (r"\left(\mathbf{X}^{\top}\mathbf{X}\right)^{-1}\mathbf{X}^\top\mathbf{y}", LEFT),
        (r"(X'X)^{-1}X'y", LEFT),
        (r"\bigl(X^{\mathsf T} X\bigr)^{-1}\,X^{\mathrm{T}}\,{\bf y}", LEFT),
        (r"(X^\intercal \cdot X)^{-1} \cdot X^\intercal \cdot y", LEFT),
        ("(XᵀX)⁻¹Xᵀy", LEFT),
        ("(XᵀX + cI)⁻¹Xᵀy", RIDGE),
        (r"(X^\top X + c\mathbf{I}_n)^{-1}X^\top y", RIDGE),
        (r"X^{-\top}", None),
        (r"P^{-T}", T(t.inverse(P))),
        (r"X^+ y", t.mul(t.Term.__new__(t.PseudoInverse, X), y)),
        (r"X^\dagger y", t.mul(t.Term.__new__(t.PseudoInverse, X), y)),
        (r"\|X w - y\|_2^2", t.power(t.norm(t.sub(t.mul(X, w), y)), 2)),
        (r"‖w‖²", t.power(t.norm(w), 2)),
        (r"\lVert P \rVert_F", t.norm(P, "F")),
        (r"\frac{1}{2} P", t.mul(Rational(1, 2), P)),
        (r"\tfrac12 P", t.mul(Rational(1, 2), P)),
        (r"½ P", t.mul(Rational(1, 2), P)),
        (r"0.5 P", t.mul(Rational(1, 2), P)),
        (r"\frac{c}{d}P", t.mul(c, t.power(d, -1), P)),
        (r"{P \over c}", t.mul(t.power(c, -1), P)),
        (r"c/d", t.mul(c, t.power(d, -1))),
        (r"\sqrt{c}", t.power(c, Rational(1, 2))),
        (r"P^2", t.power(P, 2)),
        (r"-2 P + Q", t.add(t.mul(-2, P), Q)),
        (r"x^\top x P", t.mul(t.as_scalar(t.mul(T(x), x)), P)),
        (r"P x (x^\top w)", t.mul(P, x, t.as_scalar(t.mul(T(x), w)))),
        (r"\langle x, w \rangle", t.as_scalar(t.mul(T(x), w))),
        (r"\operatorname{tr}(P Q)", t.Trace(t.mul(P, Q))),
        (r"\mathrm{tr}\, P Q + c", t.add(t.Trace(t.mul(P, Q)), c)),
        (r"\det P", t.Determinant(P)),
        (r"|P|", t.Determinant(P)),
        (r"\hat{x}^\top \Sigma_{11} \hat x", t.mul(T(HATTED), INDEXED, HATTED)),
        (r"W^{(1)} x", t.mul(POWERED, x)),
        (r"P \otimes Q", t.KroneckerProduct(P, Q)),
        (r"\frac{\partial}{\partial w} \lVert w \rVert^2", t.jacobian(t.power(t.norm(w), 2), w)),
        (r"\frac{\partial (x^\top w)}{\partial w}", t.jacobian(t.mul(T(x), w), w)),
        (r"P - P", t.sub(P, P)),
        (r"c(P + Q)", t.mul(c, t.add(P, Q))),
        (r"{}^t X y", t.mul(T(X), y)),
        (r"P x_1", t.mul(P, t.Term.__new__(t.Entry, x, t.ONE, t.ONE))),
    ],
)  # fmt: skip
def test_how_people_write(text, term):
    if term is None:
        with pytest.raises(ShapeError, match="needs a square matrix"):
            parse(text, CONTEXT)
    else:
        assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (r"(X^\top X", (9, 10), "expected )"),
        (r"X^\top X)", (8, 9), "this is not understood"),
        (r"X^\top z", (7, 8), "z is not declared"),
        (r"X^{-1", (5, 6), "expected"),
        (r"X^\top y +", (10, 11), "a formula was expected"),
        (r"c/d x", (4, 5), "what is divided by is not clear"),
        (r"\|w", (3, 4), "no partner"),
        (r"c'", (1, 2), "a prime on a scalar"),
        (r"P \foo Q", (2, 6), "is not declared"),
        (r"w ☃", (2, 3), "is not understood"),
        (r"I", (0, 1), "cannot be inferred"),
        (r"\text{the answer}", (0, 5), "words are not read here"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", (40, 41), "different lengths"),
    ],
)
def test_what_is_refused_says_where(text, place, message):
    with pytest.raises(ReadError, match=re.escape(message)) as caught:
        parse(text, CONTEXT)
    assert caught.value.place is not None
    assert (caught.value.place.start, caught.value.place.end) == place


@pytest.mark.parametrize(
    ("text", "stretch", "message", "hint"),
    [
        (
            r"X y",
            "X y",
            "m×n times m×1 has no meaning",
            "a transposed left factor would fit",
        ),
        (r"P + X", "P + X", "n×n plus m×n has no meaning", None),
        (
            r"P + c",
            "P + c",
            "n×n plus scalar has no meaning",
            "a scalar is added as a multiple of I",
        ),
        (
            r"A x^\top w",
            r"A x^\top",
            "m×n times 1×n has no meaning",
            r"A (x^\top w)",
        ),
        (
            r"\frac{X}{P}",
            "P",
            "one cannot divide by a matrix, and this one is n×n",
            "write the inverse on the side that is meant",
        ),
        (r"X^{-1}", "X", "an inverse needs a square matrix, and this one is m×n", None),
        (r"\operatorname{tr}(X)", "X", "the trace needs a square matrix", None),
    ],
)
def test_shape_errors_show_the_operation(text, stretch, message, hint):
    with pytest.raises(ShapeError) as caught:
        parse(text, CONTEXT)
    place = caught.value.place
    assert message in caught.value.message
    assert caught.value.hint == hint
    assert text[place.start : place.end] == stretch


def test_the_nearest_name_is_named():
    context = Context.of([t.matrix(r"\Sigma_{12}", n, n)])
    with pytest.raises(ReadError) as caught:
        parse(r"\Sigma", context)
    assert caught.value.hint == r"did you mean \Sigma_{12}?"


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("X w = y", t.Equation(t.mul(X, w), y)),
        (r"X^\top y = 0", t.Equation(t.mul(T(X), y), t.zeros(n, 1))),
        ("m > n", Fact("<", (n, m))),
        (r"c \ge 0", Fact("<=", (t.ZERO, c))),
        (r"w \neq 0", Fact("!=", (w, t.zeros(n, 1)))),
        (
            r"X w = y, \quad P w = x",
            t.System(t.Equation(t.mul(X, w), y), t.Equation(t.mul(P, w), x)),
        ),
        (r"w = \operatorname*{arg\,min}_{w} \|w\|^2", t.Minimizer(w, t.power(t.norm(w), 2))),
    ],
)
def test_statements(text, statement):
    assert read_statement(text, CONTEXT) == statement


@pytest.mark.parametrize(
    "text",
    [
        "(" * 80 + "c" + ")" * 80,
        "c" * 30_000,
        "9" * 2_000,
        "c^{" * 200 + "2" + "}" * 200,
        "-" * 500 + "c",
    ],
    ids=["deep", "long", "digits", "tower", "signs"],
)
def test_hostile_input_is_bounded(text):
    try:
        term = parse(text, CONTEXT)
    except (LimitError, ReadError):
        return
    assert latex(term)


def test_an_expected_shape_settles_what_is_open():
    assert read("I", CONTEXT, expected=(n, n)).term == t.identity(n)
    assert read("0", CONTEXT, expected=(m, n)).term == t.zeros(m, n)
    assert read(r"x^\top x", CONTEXT, expected=()).term == t.as_scalar(t.mul(T(x), x))


def test_spans_point_into_the_text():
    reading = read(r"X^\top X + P", CONTEXT)
    written = {path: reading.text[start:end] for path, (start, end) in reading.spans.items()}
    assert written == {
        (): r"X^\top X + P",
        (0,): r"X^\top X",
        (0, 0): r"X^\top",
        (0, 0, 0): "X",
        (0, 1): "X",
        (1,): "P",
    }
    assert [reading.spans[path] for path in ((0, 0, 0), (0, 1))] == [(0, 1), (7, 8)]
