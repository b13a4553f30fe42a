"""Answers as people write them: boxes, labels, chains, where-clauses."""

import pytest
from sympy import Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import DeriveError, ReadError, ShapeError
from derive.latex.answer import read_answer, unwrap
from derive.latex.declare import read_context
from tests.letters import A, P, Q, X, c, k, m, n, x, y

T = t.transpose
CONTEXT = Context.of([A, P, Q, X, c, x, y], [Fact("<", (t.ZERO, c))])
GRAM = t.mul(T(X), X)
FIT = t.mul(t.inverse(GRAM), T(X), y)
FORM = r"(X^\top X)^{-1} X^\top y"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (FORM, None),
        (f"${FORM}$", None),
        (f"$${FORM}.$$", None),
        (rf"\({FORM}\)", None),
        (rf"\[ {FORM}, \]", None),
        (rf"\boxed{{{FORM}}}", None),
        (rf"$\boxed{{w = {FORM}}}$.", "w"),
        (rf"w = \boxed{{{FORM}}}", "w"),
        (rf"\displaystyle \hat{{w}} = {FORM}", r"\hat{w}"),
        (rf"\hat{{\mathbf{{w}}}}_{{\text{{ls}}}} = {FORM};", r"\hat{\mathbf{w}}_{\text{ls}}"),
        (f"w^* = {FORM}", "w^*"),
        (f"x^* = {FORM}", "x^*"),
        (f"f(y) = {FORM}", "f(y)"),
        (rf"\nabla_w L = {FORM}", r"\nabla_w L"),
        (rf"\frac{{\partial L}}{{\partial w}} = {FORM}", r"\frac{\partial L}{\partial w}"),
        (rf"\operatorname{{E}}[w] = {FORM}", r"\operatorname{E}[w]"),
        (rf"\hat w = w^\star = {FORM}", r"\hat w"),
        (rf"\begin{{aligned}} w &= {FORM} \end{{aligned}}", "w"),
        (r"\begin{align*} w &= (X^\top X)^{-1} \\ &\cdot X^\top y \end{align*}", "w"),
    ],
)
def test_wrappings_and_labels(text, label):
    answer = read_answer(text, CONTEXT)
    assert (answer.label, answer.links, answer.term) == (label, (), FIT)


@pytest.mark.parametrize(
    ("text", "links", "term"),
    [
        ("P x = Q x", [(t.mul(P, x), t.mul(Q, x))], t.mul(Q, x)),
        ("w = P x = Q x", [(t.mul(P, x), t.mul(Q, x))], t.mul(Q, x)),
        (
            r"\begin{aligned} w &= P x \\ &= Q x \\ &= x \end{aligned}",
            [(t.mul(P, x), t.mul(Q, x)), (t.mul(Q, x), x)],
            x,
        ),
        (r"P^\top P = I", [(t.mul(T(P), P), t.identity(n))], t.identity(n)),
        ("P x = 0", [(t.mul(P, x), t.zeros(n, 1))], t.zeros(n, 1)),
    ],
)
def test_chains(text, links, term):
    answer = read_answer(text, CONTEXT)
    assert [link.args for link in answer.links] == links
    assert answer.term == term


@pytest.mark.parametrize(
    "text",
    [
        r"w = G^{-1} X^\top y,\quad G = X^\top X",
        r"G^{-1} X^\top y \text{ where } G = X^\top X.",
        r"G^{-1} b, \text{ with } b = X^\top y \text{ and } G = X^\top X",
        r"G^{-1} b, b = X^\top y, G = X^\top X, c > 0",
        r"G^{-1}b where G = X^\top X, b = X^\top y",
        r"H X^\top y, \quad H = G^{-1}, \quad G = X^\top X",
        r"G = X^\top X, \quad G^{-1} X^\top y",
        r"\begin{gathered} w = G^{-1} X^\top y \\ G = X^\top X \end{gathered}",
    ],
)
def test_where_clauses_are_put_in(text):
    assert read_answer(text, CONTEXT).term == FIT


def test_a_defined_scalar_stands_where_a_scalar_may():
    answer = read_answer(r"\beta P, \quad \beta = x^\top x", CONTEXT)
    assert answer.term == t.mul(t.as_scalar(t.mul(T(x), x)), P)


def test_an_equation_about_declared_letters_is_a_link():
    answer = read_answer(r"P x, \quad P = Q", CONTEXT)
    assert [link.args for link in answer.links] == [(P, Q)]


def test_what_is_expected_settles_sizes():
    assert read_answer("w = I", CONTEXT, expected=(n, n)).term == t.identity(n)
    assert read_answer(r"x^\top x", CONTEXT, expected=()).term == t.as_scalar(t.mul(T(x), x))
    assert read_answer(r"\tfrac12", CONTEXT, expected=()).term == Rational(1, 2)


@pytest.mark.parametrize(
    ("text", "error", "stretch"),
    [
        (r"P x \text{ or } Q x", ReadError, r"\text{ or }"),
        ("P x or Q x", ReadError, "or"),
        ("P x, Q x", ReadError, "Q x"),
        (r"x > 0", ReadError, "x > 0"),
        ("w = G x", ReadError, "G"),
        ("G x, G = H, H = G", ReadError, None),
        (r"P x, \quad c < 0", ReadError, "c < 0"),
        ("w =", ReadError, "="),
        ("w", ReadError, "w"),
        ("$ $", ReadError, None),
        (r"\text{The estimator shrinks the coefficients.}", ReadError, None),
        (r"P x \text{ (ridge)}", ReadError, None),
        ("w = P x = X x", ShapeError, None),
        (r"w = P x +", ReadError, None),
    ],
)
def test_what_is_no_answer(text, error, stretch):
    with pytest.raises(error) as caught:
        read_answer(text, CONTEXT)
    place = caught.value.place
    assert place is not None
    assert place.text == text
    if stretch is not None:
        assert text[place.start : place.end] == stretch


def test_many_definitions_are_refused():
    text = "P x" + "".join(rf", a_{{{i}}} = P" for i in range(40))
    with pytest.raises(DeriveError):
        read_answer(text, CONTEXT)


def test_unwrapping_keeps_places():
    text = r"\[\boxed{X^\top X w = X^\top y}.\]"
    shown = unwrap(text)
    assert len(shown) == len(text)
    assert shown.strip() == r"X^\top X w = X^\top y"
    assert shown.index("X") == text.index("X")


def test_a_size_is_no_letter_of_another_kind():
    assert read_answer(r"\frac{1}{m} X^\top y", CONTEXT).term == t.mul(t.power(m, -1), T(X), y)
    with pytest.raises(ReadError):
        read_answer(f"{k} y", CONTEXT)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("w = X^T y", "w"),
        (r"\mathbf{w} = X^T y", r"\mathbf{w}"),
        ("w = X^T y = X^T y + 0", "w"),
        ("X^T y = w", None),
        ("w = w + X^T y - w", None),
        ("y = y", None),
    ],
)
def test_an_unknown_alone_on_the_left_is_a_label(text, label):
    context = read_context({"symbols": {"X": ["n", "d"], "y": ["n", 1], "w": ["d", 1]}})
    read = read_answer(text, context, unknowns={"w"})
    assert read.label == label
    assert read_answer(text, context).label is None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (r"\frac13 \approx 0.333", 0), (r"\frac{2}{3} \approx 0.67", 0), (r"-\frac{1}{3} \approx -0.3", 0),
        (r"\frac13 \approx 0.334", 1), (r"\frac{2}{3} \approx 0.66", 1), (r"\pi \approx 3.14", 1),
    ],
)  # fmt: skip
def test_a_decimal_behind_a_number_says_the_digits_written(text, links):
    assert len(read_answer(text, read_context({"symbols": {}})).links) == links


@pytest.mark.parametrize(
    "text", [r"c \approx 0.3", r"c \approx c", r"\frac13 \approx c", r"\approx 0.3"]
)
def test_what_is_no_rounding_is_refused(text):
    with pytest.raises(ReadError):
        read_answer(text, read_context({"symbols": {"c": "scalar"}}))


@pytest.mark.parametrize(
    "text",
    [
        r"A x \tag{3}", r"A x \label{eq:a}", r"**$A x$**", r"A x \qquad \text{(by (3))}", r"A x & \text{because } ",
        r"\begin{aligned} w &= A x && \text{by definition} \\ &= A x && \text{(since it is so)} \end{aligned}",
        r"\begin{aligned} w &= A x \qquad \text{because of (3)} \\ &\overset{(3)}{=} A x \end{aligned}",
        r"\underbrace{A}_{\text{Kern}} x", r"\underbrace{A}_{核} x \phantom{+ y}", r"A \cancel{x}",
        r"w \stackrel{\text{def}}{=} A x",
    ],
)  # fmt: skip
def test_what_stands_beside_a_formula_is_read_over(text):
    context = read_context({"symbols": {"A": ["n", "n"], "x": ["n", 1]}})
    assert read_answer(text, context).term == read_answer("A x", context).term


@pytest.mark.parametrize(
    "text",
    [r"A x \quad \text{if } x > 0", r"A x \text{ unless A is singular}", r"A x \quad \text{for } x \neq 0",
     r"A x \text{ in general}", r"A \phantom", r"\overset{*}{A} x", r"A x \quad \text{by } A = A^\top"],
)  # fmt: skip
def test_a_condition_is_no_comment(text):
    context = read_context({"symbols": {"A": ["n", "n"], "x": ["n", 1]}})
    with pytest.raises(ReadError):
        read_answer(text, context)
