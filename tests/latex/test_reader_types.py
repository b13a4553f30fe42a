"""What the declared types make of a formula: scalars, regrouping, entries, sums, sizes, names."""

import pytest
import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import shape_of, show_shape
from derive.errors import ContextError, ReadError, ShapeError
from derive.judging.inputs import known_context
from derive.latex.reader import parse, read
from derive.latex.statement_syntax import free_names
from tests.letters import P, Q, c, m, n, x

T = t.transpose
y, b = t.matrix("y", n), t.matrix("b", m)
S11, K, X1 = t.matrix(r"\Sigma_{11}", n, n), t.matrix("k_{*}", n), t.matrix("X_{1}", m, n)
i, j = t.index("i"), t.index("j")
k = t.dimension("k")
CONTEXT = Context.of([P, Q, x, y, b, c, S11, K, X1, k, t.matrix("X", m, n), t.scalar(r"\lambda")])
LAMBDA = t.scalar(r"\lambda")


def node(kind, *args):
    return t.Term.__new__(kind, *args)


def entry(a, *at):
    return node(t.Entry, a, *at)


def sum_over(summand, index=i, last=n):
    return t.index_sum(summand, index, t.ONE, last)


DOT = t.as_scalar(t.mul(T(x), y))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"x^\top y P", t.mul(DOT, P)),
        (r"\lambda x^\top y P", t.mul(LAMBDA, DOT, P)),
        (r"x^\top y\, x^\top", t.mul(T(x), y, T(x))),
        (r"1 + x^\top y", t.add(Integer(1), DOT)),
        (r"P (x^\top y)", t.mul(P, DOT)),
        (r"P - x^\top y I", t.sub(P, t.mul(DOT, t.identity(n)))),
        (r"\frac{x^\top y}{y^\top y} y", t.mul(t.divide(DOT, t.mul(T(y), y)), y)),
        (r"(x^\top y)^2", t.power(DOT, 2)),
        (r"(x^\top y)^{-1}", t.power(DOT, -1)),
        (r"P (x^\top y)^\top", t.mul(P, t.as_scalar(T(t.mul(T(x), y))))),
        (r"P x \cdot y", t.as_scalar(t.mul(T(t.mul(P, x)), y))),
        (r"x \cdot y / n", t.divide(DOT, n)),
        (r"\exp(x^\top y)", sympy.exp(DOT, evaluate=False)),
        (r"|x^\top y|", sympy.Abs(DOT, evaluate=False)),
        (r"\operatorname{tr}(x^\top y)", node(t.Trace, t.mul(T(x), y))),
        (r"\langle P, Q \rangle", node(t.Trace, t.mul(T(P), Q))),
        (r"\|x\|_P^2", t.power(t.power(t.as_scalar(t.mul(T(x), P, x)), Rational(1, 2)), 2)),
    ],
)
def test_where_a_one_by_one_matrix_is_a_scalar(text, term):
    assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (r"P x^\top y", r"P (x^\top y)"),
        (r"x^\top P + c x", None),
        (r"P + x^\top y", "a scalar is added as a multiple of I"),
        (r"x y", None),
        (r"x y / n", None),
        (r"P^{-1} / Q", "write the inverse on the side that is meant"),
        (r"x^2", None),
        (r"\det X", None),
        (r"x \odot b", None),
        (r"I + 1", "a scalar is added as a multiple of I"),
        (r"\begin{bmatrix} P \\ x \end{bmatrix}", None),
        (r"\sum_i x_i b_i", None),
        (r"\begin{pmatrix}1 & 2\end{pmatrix}_{3}", None),
        (r"\operatorname{tr}(c)", None),
        (r"\nabla_x (P x)", None),
    ],
)  # fmt: skip
def test_what_does_not_fit(text, hint):
    with pytest.raises(ShapeError) as caught:
        parse(text, CONTEXT)
    assert caught.value.place is not None
    if hint is not None:
        assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"\exp(P)", node(t.MatrixFunction, P, Symbol("exp"))),
        (r"e^{P}", node(t.MatrixFunction, P, Symbol("exp"))),
        (r"\exp(x)", node(t.Elementwise, x, Symbol("exp"))),
        (r"\tanh(P)", node(t.Elementwise, P, Symbol("tanh"))),
        (r"\sqrt{P}", t.power(P, Rational(1, 2))),
        (r"\sqrt{x}", node(t.Elementwise, x, Symbol("sqrt"))),
        (r"\operatorname{ReLU}(P x)", node(t.Elementwise, t.mul(P, x), Symbol("relu"))),
        (r"[P x]_+", node(t.Elementwise, t.mul(P, x), Symbol("relu"))),
        (r"\max\{0, x\}", node(t.Elementwise, x, Symbol("relu"))),
        (r"\max(c, 1)", t.Maximum(c, Integer(1), evaluate=False)),
        (r"\sigma(c)", t.Logistic(c, evaluate=False)),
        (r"x^{\circ 2}", node(t.HadamardProduct, x, x)),
        (r"\log\det P", sympy.log(node(t.Determinant, P), evaluate=False)),
        (r"\operatorname{tr} P Q + c", t.add(node(t.Trace, t.mul(P, Q)), c)),
        (r"\operatorname{tr}(P)^2", t.power(node(t.Trace, P), 2)),
        (r"\det(P) Q", t.mul(node(t.Determinant, P), Q)),
        (r"\operatorname{diag}(x)", node(t.DiagonalMatrix, x)),
        (r"\operatorname{diag}(P)", node(t.Diagonal, P)),
        (r"\mathbb{1}[c \ge 0]", node(t.Indicator, t.ZERO, Symbol("<="), c)),
        (
            r"\begin{cases} c & \text{if } c > 0 \\ 0 & \text{otherwise} \end{cases}",
            node(t.Cases, c, node(t.Indicator, t.ZERO, Symbol("<"), c), t.ZERO),
        ),
        (r"|P||Q|", t.mul(node(t.Determinant, P), node(t.Determinant, Q))),
        (r"||x||^2 ||y||", t.mul(t.power(t.norm(x), 2), t.norm(y))),
        (r"\nabla_x (x^\top y)", T(t.jacobian(DOT, x))),
    ],
)
def test_functions_by_the_shape_of_the_argument(text, term):
    assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("x_1", entry(x, t.ONE, t.ONE)),
        ("P_{12}", entry(P, t.ONE, Integer(2))),
        ("P_{1,2}", entry(P, t.ONE, Integer(2))),
        ("(P x)_k", entry(t.mul(P, x), k, t.ONE)),
        (r"P^\top_{12}", entry(T(P), t.ONE, Integer(2))),
        (r"P^{-1}_{12}", entry(t.inverse(P), t.ONE, Integer(2))),
        (r"\sum_i x_i^2", sum_over(t.power(entry(x, i, t.ONE), 2))),
        (r"\sum_{i=1}^n x_i", sum_over(entry(x, i, t.ONE))),
        (r"\frac1n \sum_i x_i", t.mul(t.power(n, -1), sum_over(entry(x, i, t.ONE)))),
        (
            r"\sum_{i}\sum_{j} P_{ij} x_i",
            sum_over(sum_over(t.mul(entry(P, i, j), entry(x, i, t.ONE)), j)),
        ),
        (
            r"\sum_{i \neq j} P_{ij}",
            sum_over(
                sum_over(t.mul(node(t.Indicator, i, Symbol("!="), j), entry(P, i, j)), j)
            ),
        ),
        (r"\sum_{i} X_{i1} b_i", sum_over(t.mul(entry(t.matrix("X", m, n), i, t.ONE),
                                                entry(b, i, t.ONE)), last=m)),
        (r"x_2^2", t.power(entry(x, Integer(2), t.ONE), 2)),
        (r"P e_1", t.mul(P, node(t.UnitVector, t.ONE, n))),
        (r"P_{:,1}", t.mul(P, node(t.UnitVector, t.ONE, n))),
    ],
)  # fmt: skip
def test_entries_and_sums(text, term):
    assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    "text",
    [
        "P_{12}^{-1}",
        r"P_{12}^\top",
        "P^2_{12}",
        "P^{(2)}",
        "P^*",
        r"\sum_i c",
        r"\sum_{i=1} x_i",
        r"\sin^{-1} c",
        "1e-3 c",
        "1/2 c",
        "c / c / c",
        r"\|P\|",
        r"\|x\|_\infty",
        r"\sqrt[c]{c}",
        r"\mathbf{0}",
        r"A x",
        r"x \pm y",
        r"P \mathrm{foo}(x)",
        r"\frac{\partial^2 c}{\partial x}",
        r"\max(x, y)",
        r"\left| P \right",
        "P_{1",
        r"\mathbb{1}[x",
        r"\begin{cases} c & c > 0",
        r"\operatorname{tr}",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_refused(text):
    with pytest.raises((ReadError, ShapeError)) as caught:
        parse(text, CONTEXT)
    assert caught.value.place is not None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"\Sigma_{11}^{-1}", t.inverse(S11)),
        (r"\mathbf{\Sigma}^{-1}_{11}", t.inverse(S11)),
        (r"k_*^\top x", t.mul(T(K), x)),
        (r"\mathbf{k}_{*}'x", t.mul(T(K), x)),
        (r"X_1 X^\top", t.mul(X1, T(t.matrix("X", m, n)))),
        (r"X^\top_1 b", t.mul(T(X1), b)),
        (r"c(P + Q)x", t.mul(c, t.add(P, Q), x)),
        (r"\mathbf{P x}", t.mul(P, x)),
        (r"𝐏x̂", None),
        ("Pᵀ⁻¹", T(t.inverse(P))),
        ("(P⁻¹)ᵀ x − λx", t.sub(t.mul(T(t.inverse(P)), x), t.mul(LAMBDA, x))),
        ("P⊤x", t.mul(T(P), x)),
        ("(P^-1)^T x - lambda*x", t.sub(t.mul(T(t.inverse(P)), x), t.mul(LAMBDA, x))),
        ("P^-T", T(t.inverse(P))),
        ("P^(-1)", t.inverse(P)),
        ("P†", node(t.PseudoInverse, P)),
        ("‖Px − y‖₂²", t.power(t.norm(t.sub(t.mul(P, x), y)), 2)),
        ("tr(PQ)", node(t.Trace, t.mul(P, Q))),
        (r"\left( P + Q \right) \big( x \big)", t.mul(t.add(P, Q), x)),
        (r"P^{-1}{}^\top", T(t.inverse(P))),
        (r"{}^t\!P x", t.mul(T(P), x)),
    ],
)
def test_names_and_spellings(text, term):
    if term is None:
        with pytest.raises(ReadError):
            parse(text, CONTEXT)
    else:
        assert parse(text, CONTEXT) == term


@pytest.mark.parametrize(
    ("declared", "text", "term"),
    [
        (t.matrix("I", n, n), "I x", t.mul(t.matrix("I", n, n), x)),
        (t.scalar("e"), "e^2", t.power(t.scalar("e"), 2)),
        (t.dimension("T"), "P^T", t.power(P, t.dimension("T"))),
        (t.dimension("T"), "x^T P", t.mul(T(x), P)),
        (t.scalar(r"\sigma"), r"\sigma(c)", t.mul(t.scalar(r"\sigma"), c)),
        (t.matrix("e", n), "e_1", entry(t.matrix("e", n), t.ONE, t.ONE)),
        (t.scalar(r"\pi"), r"\pi P", t.mul(t.scalar(r"\pi"), P)),
        (t.matrix("x'", n), "x'", t.matrix("x'", n)),
        (t.matrix("SSE", n), "SSE", t.matrix("SSE", n)),
        (t.matrix("tr", n, n), "tr(P)", t.mul(t.matrix("tr", n, n), P)),
    ],
)
def test_a_declared_name_beats_what_is_built_in(declared, text, term):
    assert parse(text, CONTEXT.declare(declared)) == term


def test_names_that_differ_by_their_font_only():
    bold = t.matrix(r"\mathbf{x}", n)
    context = Context.of([P, x, bold])
    assert parse("P x", context) == t.mul(P, x)
    assert parse(r"\bm{P} \boldsymbol x", context) == t.mul(P, bold)
    assert parse(r"P {\bf x}", context) == t.mul(P, bold)
    with pytest.raises(ReadError, match="which x is meant"):
        parse(r"P \vec{x}", context)
    with pytest.raises(ContextError, match="cannot be told apart"):
        parse("P", Context.of([P, bold, t.matrix(r"\bm{x}", n)]))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (r"\begin{bmatrix} P & 0 \\ 0 & I_2 \end{bmatrix}", (n + 2, n + 2)),
        (r"\begin{bmatrix} P & x \\ x^\top & 1 \end{bmatrix}", (n + 1, n + 1)),
        (r"[x, y]", (n, 2)),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & c \end{pmatrix}", (2, 2)),
        (r"\mathbf{1}\mathbf{1}^\top + P", (n, n)),
        (r"P \otimes x", (n**2, n)),
        (r"\operatorname{vec}(X)", (m * n, 1)),
        (r"\mathbf{0}_{m \times n}", (m, n)),
        (r"I_{m+1}", (m + 1, m + 1)),
    ],
)
def test_sizes_are_inferred(text, shape):
    assert shape_of(parse(text, CONTEXT)) == shape


def test_the_names_in_a_formula_without_declarations():
    assert free_names(r"(X^\top X + \lambda I)^{-1} X^\top y_1") == ("X", r"\lambda", "y_{1}")
    assert free_names(r"A = B \det C") == ("A", "B", "C")


def test_a_letter_that_is_written_twice_has_two_places():
    reading = read(r"P x + Q x", CONTEXT)
    assert reading.spans[0, 1] == (2, 3)
    assert reading.spans[1, 1] == (8, 9)


def test_a_size_does_not_take_the_t_of_a_transpose():
    steps = t.dimension("T")
    context = Context.of([t.matrix("Z", steps, steps), t.matrix("z", steps)])
    z = t.matrix("Z", steps, steps)
    assert parse("Z^T", context) == T(z)
    assert parse("Z^{-T}", context) == T(t.inverse(z))
    assert parse(r"\frac{1}{T} Z", context) == t.mul(t.power(steps, -1), z)


@pytest.mark.parametrize(
    ("declared", "size"),
    [("A: n×n, B: m×m", "(m*n)×(m*n)"), ("A: 3×3, B: 2×2", "6×6"), ("A: n×n, B: n×n", "(n^2)×(n^2)"),
     ("A: 4×4, B: 6×6", None), ("A: 2n×2n, B: 2m×2m", None)],
)  # fmt: skip
def test_a_kronecker_sum_says_the_sizes_of_its_identities(declared, size):
    text = r"I \otimes A + B^\top \otimes I"
    context = known_context(declared, [])
    if size is None:
        with pytest.raises(ShapeError, match=r"\?"):
            parse(text, context)
    else:
        assert show_shape(shape_of(parse(text, context))) == size
