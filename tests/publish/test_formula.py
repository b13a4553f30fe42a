"""Where formulas may break."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import DeriveError
from derive.publish.formula import CHANGED, WIDE, Pieces, checked, length, loosened, terms


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        ("A + B", (("A ",), ("+ B",))),
        ("-A+B", (("-A",), ("+B",))),
        (r"A \cdot -B", ((r"A \cdot -B",),)),
        (r"x = -y", (("x ",), ("= -y",))),
        ("a = b < c", (("a ",), ("= b ",), ("< c",))),
        (r"V (A + B)^{-1} U^\top y", ((r"V (A + B)^{-1} ", r"U^\top ", "y"),)),
        (r"f(x) (a+b)(c+d)", (("f(x) ", "(a+b)", "(c+d)"),)),
        (r"\left(A + B\right)^{-1}", ((r"\left(A + B\right)^{-1}",),)),
        (r"\lVert X w - y\rVert^2", ((r"\lVert X w - y\rVert^2",),)),
        (r"\|x - y\|_2^2 + 1", ((r"\|x - y\|_2^2 ",), ("+ 1",))),
        (r"\operatorname{tr}(A B)", ((r"\operatorname{tr}(A B)",),)),
        (r"\log \det A + b", ((r"\log \det A ",), ("+ b",))),
        (r"\sum_{i=1}^n x_i", ((r"\sum_{i=1}^n x_i",),)),
        (r"\frac{a + b}{c - d} x", ((r"\frac{a + b}{c - d} ", "x"),)),
        (
            r"\begin{bmatrix} A & -B \\ C & D \end{bmatrix} + E",
            ((r"\begin{bmatrix} A & -B \\ C & D \end{bmatrix} ",), ("+ E",)),
        ),
        (r"x^{a+b}_{i-1} y", (("x^{a+b}_{i-1} ", "y"),)),
        (r"\bigl(a+b\bigr)^2 c", ((r"\bigl(a+b\bigr)^2 ", "c"),)),
        (r"10^{-32} x", (("10^{-32} ", "x"),)),
        (r"x_1 2", (("x_1 ", "2"),)),
        (r"\lambda \to 0^+", ((r"\lambda ",), (r"\to 0^+",))),
        (
            r"\textcolor{changed}{A + B}",
            ((r"\textcolor{changed}{A }",), (r"\textcolor{changed}{+ B}",)),
        ),
        (r"A \textcolor{changed}{- B} C", (("A ",), (r"\textcolor{changed}{- B} ", "C"))),
        (r"\textcolor{changed}{A + B}^\top", ((r"\textcolor{changed}{A + B}^\top",),)),
        (r"\check{X} \widehat{A B}", ((r"\check{X} ", r"\widehat{A B}"),)),
        (r"\mathscr{L}(x) \sqrt[3]{y}", ((r"\mathscr{L}(x) ", r"\sqrt[3]{y}"),)),
    ],
)
def test_terms(latex: str, pieces: Pieces) -> None:
    assert terms(latex) == pieces


LETTERS = st.sampled_from([r"A", r"\Sigma", r"X^\top", r"\lambda_{1}", r"x_i", "2"])
SUMS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "=", " "]), inner).map(" ".join),
        inner.map(lambda text: rf"\left({text}\right)^{{-1}}"),
        inner.map(lambda text: rf"\frac{{{text}}}{{2}}"),
    ),
    max_leaves=12,
)


@given(SUMS)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_pieces_joined_are_the_formula(latex: str) -> None:
    assert "".join(factor for term in terms(latex) for factor in term) == latex


@given(SUMS)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_loosened_changes_only_the_size_of_brackets(latex: str) -> None:
    joined = "".join(factor for term in loosened(terms(latex)) for factor in term)
    assert joined.replace(r"\bigl", r"\left").replace(r"\bigr", r"\right") == latex


def test_a_long_bracket_breaks_within() -> None:
    inner = " + ".join(rf"A_{{{i}}}^\top B" for i in range(WIDE))
    pieces = loosened(terms(rf"\left({inner}\right)^{{-1}} y"))
    assert len(pieces) == WIDE
    assert pieces[0][0].startswith(r"\bigl(A_{0}")
    assert pieces[-1][-2:] == (r"B\bigr)^{-1} ", "y")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(", ")^{-1}"),
        ("[", "]"),
        (r"\lVert ", r"\rVert_2^2"),
        (r"\operatorname{tr}(", ")"),
        (r"f\left(", r"\right)"),
    ],
)
def test_every_bracket_breaks_within(opening: str, closing: str) -> None:
    inner = " + ".join(rf"A_{{{i}}}" for i in range(WIDE))
    latex = f"{opening}{inner}{closing}"
    pieces = loosened(terms(latex))
    assert len(pieces) == WIDE
    joined = "".join(factor for term in pieces for factor in term)
    assert joined.replace(r"\bigl", r"\left").replace(r"\bigr", r"\right") == latex


def test_what_is_tall_stays_whole() -> None:
    inner = " + ".join(r"\frac{a}{b}" for _ in range(WIDE))
    latex = rf"\left({inner}\right)^2"
    assert loosened(terms(latex)) == ((latex,),)


@pytest.mark.parametrize("latex", ["(a", r"\left(a", "{a", r"\begin{cases} a", "x^", r"\frac{a}"])
def test_unbalanced(latex: str) -> None:
    with pytest.raises(DeriveError, match=r"closed|early"):
        terms(latex)


@pytest.mark.parametrize(
    "latex", [r"\textcolor{red}{x}", r"\color{blue} x", r"{\color{changed} x}"]
)
def test_no_other_colour(latex: str) -> None:
    with pytest.raises(DeriveError, match="colour"):
        checked(latex)


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        ("a + b", 3),
        (r"X^\top X", 3),
        (r"\Sigma^{-1}", 3),
        (CHANGED + "{x}", 1),
        (r"\left(\boldsymbol{w}\right)", 3),
    ],
)
def test_length(latex: str, letters: int) -> None:
    assert length(latex) == letters
