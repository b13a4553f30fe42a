"""What a user sees of an error at the command line: the text, the place, and what to do."""

import re

import pytest

from derive.publish.summary import foreign_owners
from tests.command import derive

D = ("-d", r"X: n×d, y: n, A: n×n, \lambda: scalar")
CHECK = ("check", "X^T y")

# the command, its exit code, and the whole message
MESSAGES = [
    (("parse", "X y", *D), 1, r"""
error: these two cannot be multiplied: n×d times n×1 has no meaning
  X y
  ^^^
  hint: a transposed left factor would fit
"""),
    (("parse", "X^T z", *D), 1, r"""
error: z is not declared
  X^T z
      ^
  expected: one of A, X, \lambda, d, n, y
"""),
    (("parse", "X +", *D), 1, """
error: a formula was expected here
  X +
     ^
  expected: a letter, a number or a bracket
"""),
    (("parse", "X", "-d", "X: n×d, y"), 2, r"""
error: this is no declaration
  X: n×d, y
          ^
  expected: X: n×d, or X \in \mathbb{R}^{n \times d}
"""),
    (("parse", "X", "-d", "X: m n"), 2, """
error: two names are no product
  X: m n
       ^
  expected: a number, a letter as n, n_1, d_{in}, or a word
  hint: write m*n for a product
"""),
    (("parse", "X", "-d", "x: vector"), 2, """
error: vector is no kind of letter
  x: vector
     ^^^^^^
  expected: sizes as n or m×n, or one of scalar, integer, positive_integer, index
  hint: write its size, as x: n
"""),
    (("parse", "X", *D, "-a", "symetric(X)"), 2, """
error: this is no assumption
  symetric(X)
  ^^^^^^^^^^^
  expected: a predicate as symmetric(A), a comparison or an equation
  hint: did you mean symmetric?
"""),
    (("parse", "X", *D, "-a", "symmetric(X)"), 2, """
error: symmetric is said of square matrices, and X is n×d
  symmetric(X)
            ^
"""),
    ((*CHECK, "X^T z", *D), 1, r"""
unparseable: z is not declared
  X^T z
      ^
  expected: one of A, X, \lambda, d, n, y
"""),
    ((*CHECK, "y^T X", *D), 1, """
shape_error: the answer is 1×d, and d×1 is asked for; this is the transpose of the gold
"""),
    (("check", "X^T z", "X", *D), 2, r"""
error: the gold cannot be used: z is not declared
  X^T z
      ^
  expected: one of A, X, \lambda, d, n, y
"""),
    (("prove", "X y = y", *D), 1, """
shape_error: these two cannot be multiplied: n×d times n×1 has no meaning
  X y = y
  ^^^
  hint: a transposed left factor would fit
"""),
    (("diff", "y^T", "--wrt", "z", *D), 2, r"""
error: z is not declared
  z
  ^
  expected: one of A, X, \lambda, d, n, y
"""),
    (("diff", r"\operatorname{rank}(A)", "--wrt", "A", *D), 3, """
error: no rule differentiates rank
  hint: in rank(A)
"""),
    (("check", *D), 2, """
error: check needs the right answer and the one to judge
  expected: derive check GOLD ANSWER -d 'X: n×d, y: n'
"""),
    (("prove",), 2, """
error: prove needs a claim
  expected: derive prove 'A = B' -d 'A: n×n, B: n×n', or --batch FILE -o OUT
"""),
    (("diff", "y^T y", *D), 2, """
error: diff needs a formula and the letter to differentiate by
  expected: derive diff 'x^T A x' --wrt x -d 'A: n×n, x: n', or --batch FILE -o OUT
"""),
    (("diff", "y^T y", "--wrt", "y", "--layout", "rows", *D), 2, """
error: there is no layout rows
  expected: row or gradient
"""),
    (("check", "--batch", "q.jsonl"), 2, """
error: a batch needs -o, where its results go
"""),
    (("rules", "transpose_mull"), 2, """
error: no rule is called transpose_mull
  hint: did you mean transpose_mul?
"""),
    (("schema", "verdicts"), 2, """
error: there is no schema verdicts
  hint: did you mean verdict?
"""),
    (("new", "ridge"), 2, """
error: ridge is no name of a problem
  expected: course/name, as cs182-hw0/ridge
"""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "message"), MESSAGES, ids=lambda one: str(one)[:40])
def test_messages(line, code, message):
    done = derive(*line)
    said = re.sub(r"\n  expected: certificate, .*", "", done.stdout + done.stderr)
    assert (done.returncode, said) == (code, message.lstrip("\n"))


INTERNAL = re.compile(
    r"\.T\b|\*\*|\*|<class|Traceback|None|\('|Fraction|mappingproxy|[\ue000-\uf8ff]"
)


@pytest.mark.parametrize(
    "line",
    [
        ("check", "A", r"(A^T A + \lambda A)^{-1} (A^T A + \lambda A) A", *D),
        ("check", "A", r"A (A + A^T)^{-1} (A + A^T)", *D),
        ("check", "A^{-1}", "A", *D, "-a", "skew_symmetric(A)", "-a", "symmetric(A)"),
        ("check", "A", "A", *D, "-a", "symmetric(A^T X)"),
        ("check", r"\lambda", r"\lambda^2", *D, "-a", r"\lambda > 1"),
        ("prove", r"\lambda^2 > \lambda", *D),
        ("check", "--problem", "vector_calculus/a:nothing", "x"),
    ],
)
def test_no_message_shows_how_things_are_kept(line):
    done = derive(*line)
    said = done.stdout + done.stderr
    assert said.strip()
    assert not INTERNAL.search(said), said


def test_version_and_help():
    assert re.fullmatch(r"derive \d+\.\d+\.\d+\n", derive("--version").stdout)
    for line in (("-h",), ("check", "-h"), ("list", "-h")):
        done = derive(*line)
        assert (done.returncode, "Usage:" in done.stdout) == (0, True)
    assert "--show-completion" in derive("-h").stdout


def test_another_distribution_that_owns_the_name_is_told():
    assert foreign_owners({"derive": ["matderive", "derive"]}) == ["derive"]
    assert foreign_owners({"derive": ["matderive"]}) == foreign_owners({}) == []
