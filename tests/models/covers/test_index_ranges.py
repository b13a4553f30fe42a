"""Which ranges of indices agree part by part, and which must not meet."""

import pytest

from derive.latex.declare import read_context
from derive.latex.reader import read
from derive.models.covers.index_ranges import check_ranges
from derive.models.covers.theorem import NotCovered

DECLARED = read_context(
    {
        "symbols": {
            **{key: ["n", 1] for key in "xu"},
            **{key: ["m", 1] for key in "yv"},
            "A": ["n", "m"],
            "B": ["m", "n"],
            "C": ["n", "n"],
            "D": ["m", "m"],
        }
    }
)
AGREE = [
    r"[x;y]^T[u;v]",
    r"[C,A;B,D][x;y]",
    r"[x;y]^T I_{n+m} [u;v]",
    r"\mathbf{1}_{n+m}^T[x;y]",
    r"(x\otimes y)^T(u\otimes v)",
    r"\operatorname{vec}(A)^T(y\otimes x)",
    r"(A\otimes B)(B\otimes A)",
    r"\operatorname{tr}(C\otimes D)",
    r"\det([C,A;B,D])",
    r"[x;1;1]^T I_{n+2} [u;\mathbf{1}_2]",
]
APART = [
    r"[x;y]^T[v;u]",
    r"[x;y]^T I_{n+m} [v;u]",
    r"(x\otimes y)^T(v\otimes u)",
    r"\operatorname{vec}(A)^T\operatorname{vec}(B)",
    r"\operatorname{tr}([A,C;D,B])",
    r"\det([A,C;D,B])",
    r"([A,C;D,B])^{-1}",
    r"[x;y]\odot[v;u]",
    r"(C\otimes D)(D\otimes C)",
    r"\sum_{i=1}^{n+m}[x;y]_i[v;u]_i",
]


@pytest.mark.parametrize("text", AGREE)
def test_ranges_that_agree(text):
    check_ranges([read(text, DECLARED).term])


@pytest.mark.parametrize("text", APART)
def test_ranges_that_do_not(text):
    with pytest.raises(NotCovered):
        check_ranges([read(text, DECLARED).term])


def test_two_formulas_must_agree():
    terms = [read(text, DECLARED).term for text in ("[x;y]", "[v;u]")]
    with pytest.raises(NotCovered):
        check_ranges(terms)
