"""Problem 3 is solved, and each way to break it fails with the right message."""

from pathlib import Path

import pytest

from derive.algebra import term as t
from derive.algebra.normal_form import equal_modulo
from derive.authoring.load import load_problem
from derive.errors import DeriveError
from tests.letters import S, U, V, X, m, n, y
from tests.quick import quick
from tests.specs.copies import refused
from tests.specs.solved import solved

SPEC = Path(__file__).parents[2] / "specs" / "cs182_hw0" / "least_squares_svd.py"
T, PINV = t.transpose, lambda a: t.Term.__new__(t.PseudoInverse, a)
SVD_FORM = t.mul(V, PINV(S), T(U), y)


@pytest.fixture(scope="module")
def problem():
    return solved("least_squares_svd")


@pytest.mark.parametrize(
    ("part", "answers"),
    [
        ("a", [t.mul(t.inverse(t.mul(T(X), X)), T(X), y)]),
        ("b", [SVD_FORM]),
        ("c", [t.identity(n), t.mul(U, S, PINV(S), T(U))]),
        ("d", [t.mul(T(X), t.inverse(t.mul(X, T(X))), y)]),
        ("e", [SVD_FORM]),
        ("f", [t.identity(m), t.mul(V, PINV(S), S, T(V))]),
    ],
)
def test_the_answers(problem, part, answers):
    found = [answer.term for answer in problem[part].answers]
    assert len(found) == len(answers)
    assert all(map(equal_modulo, found, answers))
    assert problem[part].answer == found[0]


def test_every_step_is_named(problem):
    for part in problem.parts:
        for argument in part.arguments:
            assert argument.derivation.steps
            for step in argument.derivation.flat():
                assert step.reason is not None
                assert step.before != step.after


@pytest.mark.parametrize(
    ("part", "lines"), [("a", 9), ("b", 6), ("c", 11), ("d", 8), ("e", 6), ("f", 11)]
)
def test_no_longer_than_a_textbook(problem, part, lines):
    assert sum(len(a.derivation.steps) for a in problem[part].arguments) <= lines


BROKEN = {
    "a dropped transpose, seen by the shapes": (
        r'd.line(r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y", r"$V^\top V = I$")',
        r'd.line(r"V (\Sigma^\top \Sigma)^{-1} \Sigma U^\top y", r"$V^\top V = I$")',
        "these two cannot be multiplied: n×n times m×n has no meaning",
        "a transposed right factor would fit",
    ),
    "a dropped transpose that fits": (
        r'd.line(r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y", r"$V^\top V = I$")',
        r'd.line(r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U y", r"$V^\top V = I$")',
        "this line is not equal to the one before: they differ: for",
        r"with $\boldsymbol{U}^\top$ in place of $\boldsymbol{U}$ it would hold",
    ),
    "swapped factors, seen by the shapes": (
        r'd.line(r"V \Sigma^+ \Sigma V^\top", r"$U^\top U = I$")',
        r'd.line(r"V \Sigma \Sigma^+ V^\top", r"$U^\top U = I$")',
        "these two cannot be multiplied: n×n times m×n has no meaning",
        None,
    ),
    "swapped factors that fit": (
        r'd.line(r"(V \Sigma^\top \Sigma V^\top)^{-1} V \Sigma^\top U^\top y", r"$U^\top U = I$")',
        r'd.line(r"V (V \Sigma^\top \Sigma V^\top)^{-1} \Sigma^\top U^\top y", r"$U^\top U = I$")',
        "this line is not equal to the one before: they differ: for",
        None,
    ),
    "a square X cancelled that is not square": (
        '    d.answer("A X", "I")',
        '    d.start("X X^{-1}")\n    d.line("I_m")\n    d.answer("A X", "I")',
        "an inverse needs a square matrix, and this one is m×n",
        None,
    ),
    "X X^+ cancelled for a tall X": (
        '    d.answer("A X", "I")',
        '    d.start("X X^+")\n    d.line("I_m")\n    d.answer("A X", "I")',
        "this line is not equal to the one before: they differ: for",
        None,
    ),
    "a changed sign in a sum": (
        r'r"w^\top X^\top X w - 2 y^\top X w + y^\top y"',
        r'r"w^\top X^\top X w + 2 y^\top X w + y^\top y"',
        "this line is not equal to the one before: they differ: for",
        r"the sign of $2 \boldsymbol{y}^\top \boldsymbol{X} \boldsymbol{w}$ is reversed",
    ),
    "a changed sign in an equation": (
        r'd.line(r"w^\top X^\top X = y^\top X"',
        r'd.line(r"w^\top X^\top X = -y^\top X"',
        "this equation does not follow: for",
        "the sign of one side is wrong",
    ),
    "another answer than the derivation's": (
        r'd.answer("w", r"V \Sigma^+ U^\top y")',
        r'd.answer("w", r"V \Sigma^+ U y")',
        "the answer is not where the derivation ends",
        None,
    ),
    "an answer in other letters than asked for": (
        'in_terms_of=["X", "y"]',
        'in_terms_of=["X"]',
        "the answer contains y",
        None,
    ),
    "an unknown letter": (
        r'd.substitute("X", "put the decomposition in")',
        r'd.substitute("Z", "put the decomposition in")',
        "Z is not declared",
        None,
    ),
}


@pytest.mark.parametrize("name", quick(2, BROKEN))
def test_a_broken_line_is_refused_where_it_stands(tmp_path, name):
    old, new, message, hint = BROKEN[name]
    error = refused(SPEC, tmp_path, old, new)
    assert error.message.startswith(message)
    assert hint is None or error.hint == hint


THIN = """
from derive import Problem
problem = Problem("thin", course="test", title="A thin factor")
problem.declare(r"U \\in \\mathbb{R}^{m \\times k}, y \\in \\mathbb{R}^m")
problem.assume("orthonormal_columns(U)", "m > k")
with problem.part("a", "Is this right?") as d:
    d.start(r"U U^\\top y")
    %s
"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('d.line("y")', "this line is not equal to the one before: they differ: for"),
        ('d.by("orthogonal_mul_transpose")', "orthogonal_mul_transpose applies nowhere"),
        ('d.by("orthonormal_columns")', "orthonormal_columns applies nowhere"),
    ],
)
def test_orthonormal_columns_are_not_an_orthogonal_matrix(tmp_path, line, message):
    path = tmp_path / "thin.py"
    path.write_text(THIN % line)
    with pytest.raises(DeriveError, match=message):
        load_problem(path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1", "makes no problem"),
        ("import nothing_like_this", "ModuleNotFoundError"),
        ("def", "SyntaxError"),
        (
            'from derive import Problem\nproblem = Problem("a", course="b", title="c")',
            "has no parts",
        ),
        (
            "from derive import Problem\nproblem = Problem('a', course='b', title='c')\nproblem.assume('m >')",
            "a side of this is missing",
        ),
    ],
)
def test_files_that_are_no_specs(tmp_path, source, message):
    path = tmp_path / "spec.py"
    path.write_text(source)
    with pytest.raises(DeriveError, match=message):
        load_problem(path)
