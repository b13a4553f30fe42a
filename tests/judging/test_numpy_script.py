"""A counterexample as NumPy: the lines are run, and show two values, two shapes, or a lacking rank."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

from derive.judging.claims import Claim
from derive.judging.numpy_script import NO_VALUES, explain_claim, explain_verdict
from derive.judging.numpy_terms import identifiers
from derive.judging.question import Question

SQUARE = "A, B: n×n, x, y: n, c: scalar"
TALL = r"X: n×d, y: n, w: d, \lambda: scalar"

# gold, answer, declarations, assumptions
WRONG = [
    ("c^2 + 1", "c^2 - 1", SQUARE, ()),
    (r"\frac{c + 1}{2}", r"\frac{c}{2} + 1", SQUARE, ()),
    (r"\sqrt{c^2}", "c", SQUARE, ()),
    ("2 x - y", "2 x + y", SQUARE, ()),
    ("x^T A x", "x^T A y", SQUARE, ()),
    ("A B", "B A", SQUARE, ()),
    ("A^3", "A^2", SQUARE, ()),
    ("A^{-1} B", "B A^{-1}", SQUARE, ("invertible(A)",)),
    (r"(X^T X + \lambda I)^{-1} X^T y", "(X^T X)^{-1} X^T y", TALL, ("full_column_rank(X)",)),
    ("X^+ y", "2 X^+ y", TALL, ()),
    (r"\operatorname{tr}(A B)", r"\operatorname{tr}(A) \operatorname{tr}(B)", SQUARE, ()),
    (r"\det(2 A)", r"2 \det(A)", SQUARE, ()),
    (r"\operatorname{rank}(A)", "n", SQUARE, ()),
    (r"\|x\|", r"\|x\|^2", SQUARE, ()),
    (r"\|A\|_F^2", r"\operatorname{tr}(A A)", SQUARE, ()),
    (r"A \odot B", "A B", SQUARE, ()),
    (r"A \otimes B", r"B \otimes A", SQUARE, ()),
    (r"\operatorname{vec}(A)", r"\operatorname{vec}(A^T)", SQUARE, ()),
    (r"\operatorname{diag}(x)", "x x^T", SQUARE, ()),
    (r"\operatorname{diag}(A)", r"A \mathbf{1}", SQUARE, ()),
    (r"\begin{bmatrix} A & B \\ B & A \end{bmatrix}", r"\begin{bmatrix} A & B \\ A & B \end{bmatrix}", SQUARE, ()),
    (r"\begin{bmatrix} A & 0 \\ 0 & 1 \end{bmatrix}", r"\begin{bmatrix} A & x \\ 0 & 1 \end{bmatrix}", SQUARE, ()),
    ("e^c", "e^{2 c}", SQUARE, ()),
    (r"\log(1 + c^2)", r"\log(1 + c)", SQUARE, ("c > 0",)),
    (r"\max(c, 0)", "c", SQUARE, ()),
    (r"\operatorname{ReLU}(x)", "x", SQUARE, ()),
    (r"\exp(x)", r"\exp(2x)", SQUARE, ()),
    (r"\exp(A)", r"\exp(2A)", SQUARE, ()),
    (r"\mathbf{1}[c > 0]", "1", SQUARE, ()),
    (r"\frac{1}{n} \mathbf{1} \mathbf{1}^T A", "A", SQUARE, ()),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=1}^n x_i^2", SQUARE, ()),
    (r"\sum_{i=1}^n x_i e_i", "2 x", SQUARE, ()),
    ("A_{11}", "A_{12}", SQUARE, ("n > 1",)),
    ("A x = y", "A x = 2 y", SQUARE, ()),
]  # fmt: skip
UNDEFINED = [
    ("X^+ y", "(X^T X)^{-1} X^T y", TALL, ()),
    ("B", "A^{-1} A B", SQUARE, ()),
    ("c", r"\frac{c^2}{c}", SQUARE, ()),
]
SHAPES = [("A x", "x^T A", SQUARE), ("x^T x", "x x^T", SQUARE)]


def run(script):
    """What the lines print, and the names they leave."""
    names, out = {}, io.StringIO()
    with redirect_stdout(out):
        exec(script, names)  # noqa: S102  # the test is that these lines run
    return out.getvalue(), names


def explained(gold, answer, declared, assumed=()):
    question = Question.of(gold, declared, assume=assumed)
    verdict = question.judge(answer)
    return verdict.verdict, explain_verdict(question, answer, verdict)


@pytest.mark.parametrize(("gold", "answer", "declared", "assumed"), WRONG)
def test_the_lines_show_two_values(gold, answer, declared, assumed):
    verdict, script = explained(gold, answer, declared, assumed)
    assert verdict == "different"
    printed, names = run(script)
    assert "answer" in printed
    if "gold_left" in names:
        meets = [
            np.allclose(names[f"{one}_left"], names[f"{one}_right"]) for one in ("gold", "answer")
        ]
        assert sorted(meets) == [False, True]
    else:
        assert not np.allclose(names["gold"], names["answer"])


@pytest.mark.parametrize(("gold", "answer", "declared", "assumed"), UNDEFINED)
def test_the_lines_show_what_has_no_inverse(gold, answer, declared, assumed):
    verdict, script = explained(gold, answer, declared, assumed)
    assert verdict == "different"
    if "inverts" not in script:
        with pytest.raises(ZeroDivisionError):
            run(script)
        return
    [said] = [line for line in run(script)[0].splitlines() if line.startswith("answer inverts")]
    size, rank = (int(word) for word in said.split() if word.isdigit())
    assert rank < size


@pytest.mark.parametrize(("gold", "answer", "declared"), SHAPES)
def test_the_lines_show_two_shapes(gold, answer, declared):
    verdict, script = explained(gold, answer, declared)
    assert verdict == "shape_error"
    _, names = run(script)
    assert np.shape(names["gold"]) != np.shape(names["answer"])


@pytest.mark.parametrize(
    ("claim", "fails"),
    [
        ("A B = B A", lambda left, right: not np.allclose(left, right)),
        (r"\det(A + B) = \det(A) + \det(B)", lambda left, right: not np.allclose(left, right)),
        ("c^2 > c", lambda left, right: not left < right),
    ],
)
def test_the_lines_show_that_a_claim_fails(claim, fails):
    asked = Claim.of(claim, SQUARE)
    _, names = run(explain_claim(asked, asked.prove()))
    assert fails(names["left"], names["right"])


def test_where_there_is_nothing_to_show():
    assert explained("A B", "A B", SQUARE)[1] == NO_VALUES
    assert explained("A B", "A +", SQUARE)[1] == NO_VALUES
    asked = Claim.of("A = A", SQUARE)
    assert explain_claim(asked, asked.prove()) == NO_VALUES


def test_names_are_identifiers_and_distinct():
    names = [r"\lambda", r"\Sigma_{11}", "w'", r"\hat{w}", "1", "gold", "A_{1}", "A_1", "ü"]
    found = identifiers(names)
    assert found[r"\Sigma_{11}"] == "Sigma_11"
    assert all(one.isidentifier() for one in found.values())
    assert len(set(found.values())) == len(names)
    assert "lambda" not in found.values()
