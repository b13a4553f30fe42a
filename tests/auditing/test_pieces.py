"""Documents to pieces, pieces to statements, sentences to what they say."""

import pytest

from derive.auditing.prose import said_in
from derive.auditing.reading import read_document
from derive.auditing.rows import clauses


@pytest.mark.parametrize(
    ("text", "kind", "formulas"),
    [
        ("Let $A = B$ and $$C = D$$", "markdown", ["A = B", "C = D"]),
        ("> quoted:\n> $$\n> A = B\n> $$\n", "markdown", ["A = B"]),
        (r"So \(a = b\) and \[c = d\]", "markdown", ["a = b", "c = d"]),
        ("`$x = y$` is code, \\$5 is money", "markdown", []),
        (
            "Text $a = b$ % $c = d$\n\\begin{equation*}e = f\\end{equation*}",
            "latex",
            ["a = b", "e = f"],
        ),
        ("so  Ax = b   holds, where A is m×n", "text", ["Ax = b"]),
        ("and since a = b, it is also c = d.", "text", ["a = b", "c = d"]),
        ("unclosed $a = b and more", "markdown", ["a = b"]),
    ],
)
def test_formulas_of_documents(text, kind, formulas):
    document = read_document(text, kind=kind)
    found = []
    for piece in document.pieces:
        assert text[piece.start : piece.end].count("\n") == piece.text.count("\n")
        if piece.formula:
            inside = piece.text.replace("\\begin{equation*}", "").replace("\\end{equation*}", "")
            found.append(inside.strip())
    assert found == formulas


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        (r"a &= b \\ &= c", [["a", "b", "c"]]),
        (r"a = b \quad \text{and} \quad c = d", [["a", "b"], ["c", "d"]]),
        (r"a = b \implies c = d", [["a", "b"], ["c", "d"]]),
        (r"f &= a + b \\ &\quad - c \\ &= d", [["f", r"a + b \\ &\quad - c", "d"]]),
        (r"x \\ &= y", [["x", "y"]]),
        (r"a \overset{(1)}{=} b \tag{3}", [["a", "b"]]),
        (r"\boxed{w = v}", [["w", "v"]]),
        (r"a = b, \quad X \in \mathbb{R}^n", [["a", "b"], ["X", r"\mathbb{R}^n"]]),
        (r"= c", [["c"]]),
        (
            r"A = \begin{bmatrix} a & b \\ c & d \end{bmatrix}.",
            [["A", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"]],
        ),
        (r"(a + \\ b) = c", [[r"(a + \\ b)", "c"]]),
    ],
)
def test_chains_of_formulas(text, chains):
    assert [[m.text for m in clause.members] for clause in clauses(text, 0)] == chains


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("⟦X⟧ is an ⟦n \\times d⟧ matrix", [("X", "n", "d", "")]),
        (
            "where Q is n×n, symmetric and positive definite",
            [("Q", "n", "n", ""), ("Q", "", "", "positive_definite")],
        ),
        ("b has length m", [("b", "m", "1", "")]),
        (
            "unknown mean ⟦\\mu⟧ and positive definite covariance ⟦\\Sigma⟧",
            [("\\Sigma", "", "", "positive_definite")],
        ),
        ("the matrix ⟦X^T X⟧ is symmetric", []),
        ("⟦A⟧ need not be invertible", []),
        ("whose rows of A are independent", [("A", "", "", "full_row_rank")]),
    ],
)
def test_what_sentences_say(sentence, said):
    assert [(s.name, s.rows, s.cols, s.fact) for s in said_in(sentence)] == said


def test_a_condition_holds_for_its_sentence():
    [said] = said_in("if ⟦A⟧ is symmetric")
    assert (said.fact, said.local) == ("symmetric", True)
