"""Formulas in entries: what is equal at every size, and what must not be called so."""

import pytest

from derive.algebra.contractions import equal_in_entries, positive_in_entries
from derive.algebra.facts import ask
from derive.latex.declare import read_context
from derive.latex.reader import parse

SHAPES = {
    **{name: ["n", "n"] for name in ("A", "B", "S")},
    **{"X": ["m", "n"], "Y": ["m", "n"], "M": ["d", "d"], "N": ["d", "d"]},
    **{
        "x": ["n", 1],
        "y": ["n", 1],
        "p": ["n", 1],
        "u": ["m", 1],
        "a": "scalar",
        "i": "index",
        "k": "index",
    },
}
CONTEXT = read_context(
    {"symbols": SHAPES, "assume": ["symmetric(S)", "sums_to_one(p)", "sums_to_one(A)", r"k \leq n"]}
)

EQUAL = [
    (r"x^T A y", r"\sum_{i=1}^{n} \sum_{j=1}^{n} x_i A_{ij} y_j"),
    (r"\operatorname{tr}(A B)", r"\sum_{i=1}^{n} \sum_{j=1}^{n} A_{ij} B_{ji}"),
    (r"\operatorname{diag}(x) A \operatorname{diag}(y)", r"A \odot (x y^T)"),
    (r"\operatorname{diag}(x) y", r"x \odot y"),
    (
        r"x^T (A \odot B) y",
        r"\operatorname{tr}(\operatorname{diag}(x) A \operatorname{diag}(y) B^T)",
    ),
    (r"(A \odot B)^T", r"B^T \odot A^T"),
    (r"\mathbf{1}^T x", r"\sum_{i=1}^{n} x_i"),
    (r"\mathbf{1}^T (X \odot Y) \mathbf{1}", r"\operatorname{tr}(X^T Y)"),
    (r"\operatorname{tr}(A \otimes M)", r"\operatorname{tr}(A) \operatorname{tr}(M)"),
    (r"(A \otimes M)(B \otimes N)", r"(A B) \otimes (M N)"),
    (r"(A \otimes M)^T", r"A^T \otimes M^T"),
    (r"\operatorname{vec}(A X^T)", r"(X \otimes I_n) \operatorname{vec}(A)"),
    (r"p \odot (x - (p^T x) \mathbf{1})", r"(\operatorname{diag}(p) - p p^T) x"),
    (r"x \mathbf{1}^T p", "x"),
    (r"\|X\|_F^2", r"\sum_{i=1}^{m} \sum_{j=1}^{n} X_{ij}^2"),
    (r"\mathbf{1}^T \mathbf{1}_n", "n"),
    # a place that lies in the range of a sum
    (r"\sum_{j=1}^{n} \delta_{ij} x_j", "x_i"),
    (r"\sum_{j=1}^{n} \delta_{j3} x_j", "x_3"),
    (r"x_i + \sum_{j=1}^{n} \mathbb{1}[i \ne j] a", "x_i + (n-1) a"),
    (r"\sum_{j=1}^{n} \delta_{jk} a", "a"),
    (r"\sum_{j=1}^{n} \delta_{jn} e^{x_j}", "e^{x_n}"),
    (r"\sum_{j=1}^{n} \sum_{l=1}^{n} \delta_{jl} x_l", r"\mathbf{1}^T x"),
    (r"\sum_{j=1}^{n} \sum_{l=1}^{n-1} \delta_{jl} a", "(n-1) a"),
    (r"\sum_{j=1}^{n} \delta_{ij} a x_j", r"\sum_{l=1}^{n} x_l \delta_{li} a"),
]
NOT_EQUAL = [
    (r"x^T A y", r"\sum_{i=1}^{n} \sum_{j=1}^{n} x_j A_{ij} y_i"),
    (r"A \odot B", r"A B"),
    (r"\operatorname{tr}(A B)", r"\sum_{i=1}^{n} \sum_{j=1}^{n} A_{ij} B_{ij}"),
    (r"A \otimes M", r"A^T \otimes M"),
    (r"(\mathbf{1}^T x)^2", r"n x^T x"),
    (r"\sum_{i=1}^{n} x_i^2", r"(\sum_{i=1}^{n} x_i)^2"),
    (r"x \odot x", r"x"),
    (r"\operatorname{diag}(x) A", r"A \operatorname{diag}(x)"),
    (r"\mathbf{1}^T \mathbf{1}_n", "m"),
    (r"\mathbf{1}^T A B", r"\mathbf{1}^T B"),
    (r"\operatorname{tr}(X \otimes Y^T)", r"\operatorname{tr}(Y^T \otimes X)"),
    (r"\sum_{i=1}^{n} i", r"n i"),
    (r"\sum_{i=1}^{n} e^{x_i}", r"n e^{x_i}"),
    (r"\sum_{i=1}^{n} i x_i", r"i \mathbf{1}^T x"),
    (r"\operatorname{tr}(A \odot B)", r"\operatorname{tr}(A) \operatorname{tr}(B)"),
    # a place that need not lie in it
    (r"\sum_{j=1}^{n} \delta_{j3} a", "a"),
    (r"\sum_{j=1}^{m} \delta_{ij} a", "a"),
    (r"x_i + \sum_{j=1}^{m} \delta_{ij} a - a", "x_i"),
    (r"\sum_{j=1}^{n} \delta_{j0} a", "a"),
    (r"\sum_{j=1}^{n} \mathbb{1}[i \ne j] a", "(n-1) a"),
    (r"\sum_{j=1}^{n} \mathbb{1}[j = a] a", "a"),
    (r"\sum_{j=1}^{n} \sum_{l=1}^{m} \delta_{jl} a", "n a"),
    (r"\sum_{j=1}^{n} \sum_{l=1}^{m} \delta_{jl} a", "m a"),
    (r"e^{\sum_{j=1}^{m} \delta_{ij} a}", "e^a"),
]


def sides(*texts):
    return [parse(text, CONTEXT) for text in texts]


def known(fact):
    return ask(CONTEXT, fact).value is True


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_in_entries(left, right):
    assert equal_in_entries(*sides(left, right), known)


@pytest.mark.parametrize(("left", "right"), NOT_EQUAL)
def test_not_equal_in_entries(left, right):
    assert not equal_in_entries(*sides(left, right), known)


@pytest.mark.parametrize(
    ("text", "positive"),
    [
        (r"\sum_{j=1}^{n} e^a", True),
        (r"\sum_{j=1}^{n} e^{x_j}", True),
        (r"\sum_{j=1}^{n-1} e^a", False),  # it may be empty
        (r"e^a + \sum_{j=1}^{n-1} e^a", False),
    ],
)
def test_positive_in_entries(text, positive):
    assert positive_in_entries(parse(text, CONTEXT), known) is positive
