"""Wrong answers are told what they are; and nothing of the gold is told where it must not be."""

import json

import pytest

from derive.batch.record import check_line
from derive.judging.api import check
from derive.latex.declare import read_context

RIDGE = {
    "symbols": {"X": ["n", "d"], "y": ["n", 1], r"\lambda": "scalar"},
    "assume": [r"\lambda > 0"],
}
SQUARE = {
    "symbols": {"A": ["n", "n"], "B": ["n", "n"], "C": ["n", "n"], "x": ["n", 1], "y": ["n", 1], r"\sigma": "scalar"},
    "assume": ["invertible(A)", "invertible(B)", "invertible(C)", r"\sigma > 0"],
}  # fmt: skip
GOLD = r"(X^\top X + \lambda I)^{-1} X^\top y"
NEAR = [
    (RIDGE, GOLD, r"2(X^\top X + \lambda I)^{-1} X^\top y", "this is the gold times $2$"),
    (RIDGE, GOLD, r"\lambda(X^\top X + \lambda I)^{-1} X^\top y", r"this is the gold times $\lambda$"),
    (RIDGE, GOLD, r"\frac1n(X^\top X + \lambda I)^{-1} X^\top y", r"the gold times $\frac{1}{n}$"),
    (RIDGE, GOLD, r"-(X^\top X + \lambda I)^{-1} X^\top y", "the sign is reversed"),
    (RIDGE, GOLD, r"(\lambda X^\top X + I)^{-1} X^\top y", r"$\lambda$ stands at the wrong term"),
    (RIDGE, GOLD, r"(X^\top X - \lambda I)^{-1} X^\top y", "the sign of"),
    (RIDGE, GOLD, r"(X^\top X + \lambda^2 I)^{-1} X^\top y", r"$\lambda$ in place of $\lambda^{2}$"),
    (RIDGE, GOLD, r"(X^\top X)^{-1} X^\top y", "a term is missing"),
    (RIDGE, GOLD, r"(X^\top X + \lambda I) X^\top y", "in place of"),
    (RIDGE, GOLD, r"y^\top X (X^\top X + \lambda I)^{-1}", "this is the transpose of the gold"),
    (SQUARE, "(AB)^{-1}", "A^{-1} B^{-1}", "the inverse of a product is in the wrong order"),
    (SQUARE, "(ABC)^{-1}", "A^{-1} B^{-1} C^{-1}", "the inverse of a product is in the wrong order"),
    (SQUARE, "(AB)^T", "A^T B^T", "the transpose of a product is in the wrong order"),
    (SQUARE, "A x", "A^T x", "in place of"),
    (SQUARE, "A^T x + A x", "2 A x", "it would be equal if $A$ were symmetric, which is not given"),
    (SQUARE, "(A + B)^2", "A^2 + 2AB + B^2", "if $A$ and $B$ commuted, which is not given"),
    (SQUARE, "A B", "B A", "in this order, it would hold"),
    (SQUARE, "A", "A^{-1}", "this is the inverse of the gold"),
    (SQUARE, "A x + B y", "A x", "a term is missing"),
    (SQUARE, "A x", "A x + B y", "without the term"),
    (SQUARE, "A x + B y", "A x - B y", "the sign of"),
    (SQUARE, r"x^T y", r"x^T x", "in place of"),
    (SQUARE, "x", "A x", "without the factor"),
    (SQUARE, "x y^T", "y x^T", "this is the transpose of the gold"),
    (SQUARE, r"\frac{1}{x^T y}", "x^T y", "this is one over the gold"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "gold", "answer", "said"), NEAR, ids=[f"{r[2]} for {r[1]}" for r in NEAR]
)
def test_a_near_miss_is_named(question, gold, answer, said):
    found = check(gold, answer, read_context(question))
    assert found.verdict in ("different", "shape_error")
    assert said in found.reason


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("A B", "A + C"),
        (r"\operatorname{tr}(A B)", r"\operatorname{tr}(A) \operatorname{tr}(B)"),
        ("A x", "C B y"),
    ],
)
def test_what_is_no_near_miss_is_not_called_one(gold, answer):
    found = check(gold, answer, read_context(SQUARE))
    assert found.verdict == "different"
    assert not any(word in found.reason for word in ("would hold", "the gold", "missing", "wrong"))


def told(question, gold, answer):
    """All that a line of a batch says without revealing the gold."""
    line = {**question, "gold": gold, "answer": answer}
    made = check_line(line, reveal=False)
    return json.dumps({key: made[key] for key in made if key != "seconds"}, ensure_ascii=False)


@pytest.mark.parametrize(
    "answer",
    [
        r"C^{-1} B", r"2 C A B^{-1}", r"(C A B^{-1})^\top", r"B^{-1} A C", "C A", r"-C A B^{-1}", "x", r"C A B^{-1} +",
        r"C A = C A B^{-1}", r"C A B^{-1} = C A", r"C A B + \mathbb{1}[n = 17] A", r"(A - A)^{-1}", "Z", r"C B = 0", "",
        r"x, \quad Q = C A", r"\text{no}", r"C A B^{-1}, \quad \sigma = 2", r"C + A",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "gold",
    [r"C A B^{-1}", r"C A B^{-1} + \mathbb{1}[n = 19] A", r"C A B^{-1} x = y", r"C A B^{-1} +"],
)
def test_nothing_of_the_gold_is_told(gold, answer):
    hidden = told(SQUARE, gold, answer)
    shown = answer.replace("\\", "\\\\")
    assert all(
        part not in hidden.replace(shown, "")
        for part in ("B^{-1}", "C A", "C*A", "B**-1", "19", "times", "would")
    )
    assert '"counterexample": null' in hidden


def test_wrong_answers_of_one_shape_are_told_the_same():
    said = {
        told(SQUARE, r"C A B^{-1}", answer)
        for answer in ("2 C A B^{-1}", "B^{-1} A C", "(C A B^{-1})^T", "C")
    }
    assert len(said) == 1
