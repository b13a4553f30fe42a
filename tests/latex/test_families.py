"""Families x_1, …, x_m: declared in all spellings, read, printed, and tied to a matrix."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import DeriveError
from derive.judging.api import check, prove
from derive.latex.declare import read_context, read_declarations
from derive.latex.printer import latex
from derive.latex.reader import parse


@pytest.mark.parametrize(
    "text",
    [
        "x_i: d (i = 1..m)", "x_i: d×1 (i=1..m)", "x_i: d (i = 1, …, m)",
        r"x_i \in \mathbb{R}^d, i = 1, \dots, m", r"x_i \in \mathbb{R}^{d}, i = 1, \ldots, m",
        r"x_1, \dots, x_m \in \mathbb{R}^d", r"x_1, x_2, \ldots, x_m: d", "x_1, ..., x_m: d",
        r"\mathbf{x}_i \in \mathbb{R}^d (i = 1, \dots, m)",
    ],
)  # fmt: skip
def test_a_family_is_declared(text):
    symbols = read_declarations(text)
    assert symbols[0] == t.matrix("x_{:}", t.dimension("d"), t.dimension("m"))
    assert set(symbols[1:]) <= {t.index("i")}


def test_json_declares_a_family():
    said = {"shape": ["d", 1], "index": "i", "count": "m"}
    context = read_context(
        {"symbols": {"x_i": said, r"\sigma_j": {**said, "shape": "scalar", "index": "j"}}}
    )
    assert list(context.symbols) == ["x_{:}", r"\sigma_{:}", "i", "j"]


@pytest.mark.parametrize(
    "said",
    [{"shape": ["d", 1]}, {"shape": ["d", 1], "index": "j", "count": "m"},
     {"shape": ["d", 1], "index": "i", "count": 1}, {"shape": "matrix", "index": "i", "count": "m"},
     {"shape": ["d", "d+1"], "index": "i", "count": "m"}],
)  # fmt: skip
def test_what_is_no_family_is_refused(said):
    with pytest.raises(DeriveError):
        read_context({"symbols": {"x_i": said}})


LETTERS = r"x_i: d (i = 1..m), \sigma_i: scalar (i = 1..m), A_i: d×d (i = 1..m), z^{(i)}: d (i = 1..m), y: d"
CONTEXT = Context.of(read_declarations(LETTERS))


@pytest.mark.parametrize(
    "text",
    ["x_i", "x_1", "x_j", "x_{i+1}", "x_{m}", r"x_i^\top x_j", r"x^\top_i y", r"\sigma_i^2", "A_i A_j x_1",
     r"z^{(1)}", r"z^{(i)\top} y", "x_{ij}", "x_{i,2}", r"\sum_{i=1}^m \sigma_i x_i x_i^\top", r"A_1^{-1} y",
     r"\sum_{i=1}^{m-1} (x_{i+1} - x_i)", r"\lVert x_i - y \rVert^2"],
)  # fmt: skip
def test_letters_of_families_are_read_and_printed(text):
    term = parse(text, CONTEXT)
    printed = latex(term)
    assert ":" not in printed
    assert parse(printed, CONTEXT) == term


@pytest.mark.parametrize(
    ("claim", "letters", "assume", "status"),
    [
        (r"\sum_{i=1}^m x_i x_i^T = X^T X", "X: m×d", ["The rows of X are x_i^T"], "holds"),
        (
            r"\sum_{i=1}^m x_i x_i^T = X X^T",
            "X: d×m",
            ["the columns of $X$ are $x_1, \\dots, x_m$"],
            "holds",
        ),
        (r"\sum_{i=1}^m x_i x_i^T = X X^T", "X: d×m, x_i: d", [r"X = [x_1, \dots, x_m]"], "holds"),
        (
            r"\sum_{i=1}^m y_i x_i = X^T y",
            "X: m×d, y: m, x_i: d",
            [r"X = \begin{bmatrix} x_1^\top \\ \vdots \\ x_m^\top \end{bmatrix}"],
            "holds",
        ),
        (r"\sum_{i=1}^m x_i x_i^T = m x_i x_i^T", "x_i: d", [], "fails"),
        (r"x_i^T x_j = x_j^T x_i", "x_i: d (i = 1..m)", [], "holds"),
        (r"x_i^T x_j = x_i^T x_i", "x_i: d (i = 1..m)", [], "fails"),
    ],
)
def test_claims_about_families(claim, letters, assume, status):
    found = prove(claim, letters, assume=assume).status
    assert found in (("proved", "verified") if status == "holds" else ("refuted",))


def test_a_sum_makes_a_family_of_a_letter_with_its_index():
    line = {"symbols": {"x_i": ["d", 1], "i": "index"}}
    gold = r"\sum_{i=1}^m x_i x_i^\top"
    assert check(gold, r"\sum_{j=1}^m x_j x_j^\top", line).verdict == "equivalent"
    assert check(gold, r"m x_i x_i^\top", line).verdict == "different"


@pytest.mark.parametrize(
    "text", ["the rows of X are x_i", "the columns of X are x_i^T", "the rows of Z are x_i^T",
             "the rows of X are beautiful"]
)  # fmt: skip
def test_what_ties_nothing_is_refused_with_its_place(text):
    with pytest.raises(DeriveError) as caught:
        read_context({"symbols": {"X": ["m", "d"]}, "assume": [text]})
    assert caught.value.place is not None
