"""What is printed, and that it reads back, for every operation."""

import re

import pytest
import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.errors import DeriveError
from derive.latex.printer import Mark, latex, latex_fact, latex_sides
from derive.latex.reader import read
from tests.letters import A, P, Q, X, c, d, k, m, n, w, x, y

i, j = t.index("i"), t.index("j")
CONTEXT = Context.of([A, P, Q, X, x, y, w, c, d, i, k])
T, node, ONE, ZERO = t.transpose, t.Term.__new__, t.ONE, t.ZERO
XI, WJ, PIJ = node(t.Entry, x, i, ONE), node(t.Entry, w, j, ONE), node(t.Entry, P, i, j)
POSITIVE = node(t.Indicator, ZERO, Symbol("<"), c)
BELOW = node(t.Indicator, c, Symbol("<="), d)
INNER = t.mul(T(x), w)


def total(summand, over=i):
    return t.index_sum(summand, over, ONE, n)


def call(kind, *args):
    return kind(*args, evaluate=False)


def named(kind, term, name):
    return node(kind, term, Symbol(name))


TABLE = [
    (t.mul(c, Rational(1, 2)), r"c \cdot \frac{1}{2}"),
    (t.mul(c, t.neg(d)), "c (-1) d"),
    (t.divide(t.add(c, d), t.mul(Integer(2), d)), r"\frac{c + d}{2 d}"),
    (t.power(c, -2), "c^{-2}"),
    (t.power(t.power(c, 2), Rational(1, 2)), r"\sqrt{c^{2}}"),
    (t.power(Integer(-2), k), "(-2)^{k}"),
    (t.neg(t.add(P, Q)), r"-(\boldsymbol{P} + \boldsymbol{Q})"),
    (T(t.inverse(P)), r"(\boldsymbol{P}^{-1})^\top"),
    (t.power(P, Rational(-1, 2)), r"\boldsymbol{P}^{-\frac{1}{2}}"),
    (T(INNER), r"(\boldsymbol{x}^\top \boldsymbol{w})^\top"),
    (
        t.mul(P, t.as_scalar(T(INNER))),
        r"\boldsymbol{P} ((\boldsymbol{x}^\top \boldsymbol{w})^\top)",
    ),
    (
        t.blocks([[P, Q], [t.identity(n), t.zeros(n, n)]]),
        r"\begin{bmatrix} \boldsymbol{P} & \boldsymbol{Q} \\ \boldsymbol{I} & \boldsymbol{0} \end{bmatrix}",
    ),
    (
        t.blocks([[t.identity(n), t.zeros(n, m)]]),
        r"\begin{bmatrix} \boldsymbol{I}_{n} & \boldsymbol{0}_{n \times m} \end{bmatrix}",
    ),
    (t.blocks([[c, Integer(-2)], [d, ONE]]), r"\begin{bmatrix} c & -2 \\ d & 1 \end{bmatrix}"),
    (total(XI), r"\sum_{i=1}^{n} x_{i}"),
    (
        total(total(t.mul(PIJ, XI, WJ), j)),
        r"\sum_{i=1}^{n} \sum_{j=1}^{n} P_{i j} x_{i} w_{j}",
    ),
    (t.mul(c, total(t.add(XI, c))), r"c \sum_{i=1}^{n} (x_{i} + c)"),
    (t.sub(c, total(t.neg(XI))), r"c - (\sum_{i=1}^{n} (-x_{i}))"),
    (total(t.mul(XI, node(t.UnitVector, i, n))), None),
    (t.power(total(XI), 2), r"(\sum_{i=1}^{n} x_{i})^{2}"),
    (POSITIVE, r"\mathbf{1}[c > 0]"),
    (t.mul(c, BELOW), r"c \mathbf{1}[c \le d]"),
    (
        node(t.Cases, c, POSITIVE, t.neg(c), BELOW),
        r"\begin{cases} c & \text{if } c > 0 \\ -c & \text{if } c \le d \end{cases}",
    ),
    (
        node(t.Cases, c, t.mul(POSITIVE, BELOW), d),
        r"\begin{cases} c & \text{if } 0 < c \le d \\ d & \text{otherwise} \end{cases}",
    ),
    (call(t.Logistic, c), r"\operatorname{logistic}(c)"),
    (call(t.ReLU, t.add(c, d)), r"\operatorname{ReLU}(c + d)"),
    (call(t.Maximum, ZERO, c), r"\max(0, c)"),
    (call(t.Minimum, c, d, ONE), r"\min(c, d, 1)"),
    (t.power(call(sympy.log, c), 2), r"(\log(c))^{2}"),
    (call(sympy.Abs, t.sub(c, d)), r"\lvert c - d \rvert"),
    (call(sympy.exp, t.as_scalar(INNER)), r"\exp(\boldsymbol{x}^\top \boldsymbol{w})"),
    (call(sympy.log, node(t.Determinant, P)), r"\log(\det(\boldsymbol{P}))"),
    (named(t.MatrixFunction, P, "exp"), r"\exp(\boldsymbol{P})"),
    (named(t.Elementwise, x, "exp"), r"\exp(\boldsymbol{x})"),
    (named(t.Elementwise, P, "relu"), r"\operatorname{ReLU}(\boldsymbol{P})"),
    (named(t.Elementwise, A, "logistic"), r"\operatorname{logistic}(\boldsymbol{A})"),
    (t.mul(sympy.pi, sympy.E, c), r"\pi e c"),
    (
        t.mul(P, node(t.HadamardProduct, x, w)),
        r"\boldsymbol{P} \boldsymbol{x} \odot \boldsymbol{w}",
    ),
    (node(t.KroneckerProduct, T(A), P), r"\boldsymbol{A}^\top \otimes \boldsymbol{P}"),
    (node(t.DiagonalMatrix, x), r"\operatorname{diag}(\boldsymbol{x})"),
    (node(t.Diagonal, P), r"\operatorname{diag}(\boldsymbol{P})"),
    (node(t.Vectorization, A), r"\operatorname{vec}(\boldsymbol{A})"),
    (node(t.Adjugate, P), r"\operatorname{adj}(\boldsymbol{P})"),
    (node(t.Rank, A), r"\operatorname{rank}(\boldsymbol{A})"),
    (t.norm(x), r"\lVert \boldsymbol{x} \rVert"),
    (t.norm(A, "F"), r"\lVert \boldsymbol{A} \rVert_F"),
    (t.norm(P, "2"), r"\lVert \boldsymbol{P} \rVert_2"),
    (t.mul(P, node(t.UnitVector, i, n)), r"\boldsymbol{P} \boldsymbol{e}_{i}"),
    (node(t.Entry, t.mul(P, x), Integer(2), ONE), r"(\boldsymbol{P} \boldsymbol{x})_{2}"),
    (t.mul(t.OneMatrix(1, n), x), r"\boldsymbol{1}_{1 \times n} \boldsymbol{x}"),
    (t.mul(T(t.OneMatrix(n, 1)), x), r"\boldsymbol{1}^\top \boldsymbol{x}"),
]


@pytest.mark.parametrize(("term", "text"), TABLE)
def test_what_is_printed_reads_back(term, text):
    printed = latex(term)
    assert text is None or printed == text
    assert read(printed, CONTEXT, expected=shape_of(term)).term == term


@pytest.mark.parametrize(
    ("term", "mark", "coloured"),
    [
        (t.mul(P, Q, x), Mark((), None, "red"), r"\boldsymbol{P} \boldsymbol{Q} \boldsymbol{x}"),
        (t.mul(P, Q, x), Mark((), (0, 1), "red"), r"\boldsymbol{P} \boldsymbol{Q}"),
        (t.add(P, Q), Mark((1,), None, "red"), r"\boldsymbol{Q}"),
        (t.blocks([[P, Q]]), Mark((2,), None, "red"), r"\boldsymbol{Q}"),
        (total(XI), Mark((0,), None, "red"), "x_{i}"),
        (named(t.Elementwise, x, "exp"), Mark((0,), None, "red"), r"\boldsymbol{x}"),
    ],
)
def test_marks_colour_one_stretch(term, mark, coloured):
    printed = latex(term, (mark,))
    assert re.findall(r"\\textcolor\{red\}\{", printed) == [r"\textcolor{red}{"]
    assert rf"\textcolor{{red}}{{{coloured}}}" in printed
    assert printed.replace(rf"\textcolor{{red}}{{{coloured}}}", coloured) == latex(term)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Fact("<", (n, m)), "m > n"),
        (Fact("<=", (ZERO, c)), r"c \ge 0"),
        (Fact("<", (c, ONE)), "c < 1"),
        (Fact("!=", (w, t.zeros(n, 1))), r"\boldsymbol{w} \neq \boldsymbol{0}"),
        (Fact("=", (t.mul(P, Q), t.mul(Q, P))), None),
    ],
)
def test_facts(fact, text):
    assert latex_fact(fact) == (text or latex(t.Equation(*fact.args)))


def test_the_sides_of_an_equation_stand_as_in_it():
    equation = t.Equation(t.mul(T(P), P), t.identity(n))
    assert " = ".join(latex_sides(equation)) == latex(equation)


@pytest.mark.parametrize(
    "term",
    [node(t.Cases, c, t.mul(BELOW, POSITIVE), d), node(t.Cases, c, t.mul(BELOW, c), d)],
)
def test_conditions_that_are_no_chain_are_not_printed(term):
    with pytest.raises(DeriveError, match="not printed"):
        latex(term)
