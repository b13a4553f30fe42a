"""What a wrong line is told; what a wrong answer is told stands in tests/judging."""

import pytest

from derive.latex.declare import read_context
from derive.latex.reader import parse, read_statement
from derive.proof.near_miss import ANSWER, LINE, near_miss, wrong_equations

CONTEXT = read_context(
    {
        "symbols": {"A": ["n", "n"], "X": ["n", "d"], "x": ["n", 1], r"\lambda": "scalar"},
        "assume": ["invertible(A)", r"\lambda > 0"],
    }
)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "answer"),
    [
        ("A x", "-A x", "the sign is wrong", "the sign is reversed: this is the gold times $-1$"),
        ("A x", "2 A x", r"a factor \frac{1}{2} is missing", "this is the gold times $2$"),
        ("A x", r"\frac{1}{2} A x", "a factor 2 is missing", r"this is the gold times $\frac{1}{2}$"),
        ("A x", r"\lambda A x", r"a factor \frac{1}{\lambda} is missing", r"this is the gold times $\lambda$"),
        ("X", "X^T", "this is the transpose of what it should be", "this is the transpose of the gold"),
        ("A", "A^{-1}", "this is the inverse of what it should be", "this is the inverse of the gold"),
        (r"\frac{1}{x^T x + 1}", "x^T x + 1", "this is one over what it should be", "this is one over the gold"),
        ("A X", "X", None, None),
    ],
)  # fmt: skip
def test_lines_and_answers_have_their_own_words(right, wrong, line, answer):
    pair = parse(right, CONTEXT), parse(wrong, CONTEXT)
    assert near_miss(CONTEXT, *pair, LINE) == line
    assert near_miss(CONTEXT, *pair, ANSWER) == answer


def test_wrong_equations_are_well_typed_and_say_what_was_changed():
    found = list(wrong_equations(read_statement("A x = X X^T x", CONTEXT)))
    said = [words for _, words in found]
    assert said[:3] == [
        "the sign of one side is wrong",
        "a factor 2 is missing on the right",
        r"a factor \frac{1}{2} is missing on the right",
    ]
    assert any("in place of" in words for words in said)
    assert not any(r"\boldsymbol{X}^\top$ in place of $\boldsymbol{X}$" in words for words in said)
