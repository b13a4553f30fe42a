"""Notations that must be read alike, and those that are refused because they could mean two things."""

import pytest

from derive.errors import ReadError
from derive.latex.declare import read_context
from derive.latex.reader import parse

CONTEXT = read_context(
    {
        "symbols": {
            "A": ["n", "n"],
            "B": ["n", "n"],
            "X": ["m", "n"],
            "x": ["n", 1],
            "w": ["n", 1],
            "c": "scalar",
            "i": "index",
            r"\hat{\beta}": ["n", 1],
            "K_{**}": ["n", "n"],
            "W^{(1)}": ["k", "n"],
            "RSS": "scalar",
            r"\mu_{\text{new}}": ["n", 1],
            r"\Sigma": ["n", "n"],
        }
    }
)


@pytest.mark.parametrize(
    "alike",
    [
        (
            r"A^\top x", r"A^Tx", r"A^{T} x", r"A^{\mathsf T}x", r"A^\mathsf{T} x", r"A^{\mathrm{T}} x",
            r"A^{\text{T}}x", r"A^\intercal x", r"A^tx", r"{}^tA x", "A'x", "Aᵀx", "A⊤x",
            r"\mathbf{A}^{\!\top}\!\mathbf x", r"{\bf A}^Tx", r"\bm{A}^T\vec{x}", r"\mathbf{A^\top x}",
            r"\left(A\right)^{\top}x", r"\bigl(A\bigr)^T x", r"A^\top\cdot x", r"A^\top\times x",
        ),
        (r"A^{-T}", r"A^{-\top}", r"A^{-\mathsf T}", "A⁻ᵀ", r"(A^{-1})^T", r"(A^{-1})'"),
        (r"X^+", r"X^{+}", r"X^\dagger", r"X^{\dagger}", "X⁺", "X^†"),
        (r"\|x\|", r"\|x\|_2", r"\lVert x\rVert", r"||x||", r"||x||_2", "‖x‖", r"\left\|x\right\|_{2}"),
        (r"\|A\|_F", r"\lVert A\rVert_{F}", r"||A||_F", r"\|A\|_{\mathrm{F}}", r"\|A\|_\mathrm{F}"),
        (r"\det(A)", r"\det A", "|A|", r"\lvert A\rvert", r"\left|A\right|", "det(A)"),
        (r"|A||B|", r"\det(A)\det(B)", r"\det A\det B", r"\left|A\right|\left|B\right|"),
        (
            r"\operatorname{tr}(AB)", r"\mathrm{tr}(AB)", r"\text{tr}(AB)", r"\mathrm{Tr}(A B)",
            r"\operatorname{trace}(AB)", r"\tr(AB)", "tr(AB)", r"\operatorname{tr} AB",
            r"\operatorname{Tr}\left[AB\right]", r"\operatorname{tr}\{AB\}",
        ),
        (r"(x^\top w)", r"\langle x, w\rangle", r"\left\langle x, w \right\rangle"),
        (r"\tfrac12 A", r"\frac12A", r"\frac{1}{2} A", r"\dfrac{1}{2} A", "½A", "0.5A", ".5 A", "A/2"),
        (r"\exp(A)", "e^A", "e^{A}", r"\exp A", r"\mathrm{exp}(A)"),
        (r"\log\det A", r"\ln\det(A)", r"\log|A|"),
        (r"\sigma(c)", r"\operatorname{sigmoid}(c)", r"\sigma\left(c\right)"),
        (r"\max(0, Xw)", r"\max\{0, Xw\}", r"\operatorname{ReLU}(Xw)", r"[Xw]_+", r"(Xw)_+"),
        (r"\mathbb{1}[c>0]", r"\mathbf{1}[c>0]", r"\mathbb 1\{c>0\}", r"\mathbf{1}_{c>0}", "1[c>0]"),
        (r"\mathbf{1}^\top x", r"\mathbf{1}_n^\top x", "1ᵀx", r"\boldsymbol 1^T x"),
        ("Ax", r"I A x", r"I_n A x", r"\mathbf{I}_{n} A x", r"\mathbb{I} A x")[1:],
        (
            r"\sum_{i=1}^n x_i w_i", r"\sum_i x_iw_i", r"\sum_{i} x_{i} w_{i}", r"∑_i x_i w_i",
            r"\sum\limits_{i=1}^{n} x_i w_i",
        ),
        (r"\sum_i\sum_j A_{ij}x_ix_j", r"\sum_{i,j}A_{ij}x_ix_j", r"\sum_{i=1}^n\sum_{j=1}^n A_{i,j}x_ix_j"),
        (r"\hat\beta", r"\hat{\beta}", r"\hat{\boldsymbol{\beta}}", r"\boldsymbol{\hat\beta}", r"\widehat{\beta}"),
        (r"K_{**}x", r"\mathbf{K}_{**}\mathbf{x}", r"\mathbf{K_{**}}x"),
        ("RSS", r"\mathrm{RSS}", r"\text{RSS}"),
        (r"\mu_{new}", r"\mu_{\mathrm{new}}", r"\boldsymbol\mu_{\text{new}}"),
        (r"W^{(1)}_{2i}", r"\mathbf{W}^{(1)}_{2i}", r"W^{(1)}_{2,i}"),
        (r"\Sigma^{-1}x", "Σ⁻¹x", r"\boldsymbol\Sigma^{-1}\mathbf x"),
        (r"\begin{pmatrix}A&B\\0&I\end{pmatrix}", r"\left[\begin{array}{cc}A&B\\0&I\end{array}\right]", "[A, B; 0, I]"),
        (r"[c, 2, 3]", r"\begin{bmatrix} c & 2 & 3\end{bmatrix}"),
        (r"e_1^T x", r"\mathbf{e}_1^\top x", r"e_{1}^{\top} x"),
    ],
    ids=lambda alike: alike[0],
)  # fmt: skip
def test_these_are_one_formula(alike):
    first, *others = (parse(text, CONTEXT) for text in alike)
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    "text",
    [
        "A2", "x 2", "2 3 A", "A^23", "x_12", "1 2 A", "c/dx", "1/2 x", "c/2c", "c/2/3", "c'",
        r"A_{11}^{-1}", r"A_{11}^T", r"A^2_{11}", "A^*", r"\|A\|", r"\|x\|_*", r"\sin^{-1} c", r"\pm A",
        r"\log_{} c", r"(A, B)", r"\left(A\right]", "[A)", r"\left(A", r"A\right)", "A..B", "1e5", "1,000",
        r"c \otimes A", r"A \cdot -B", r"\exp -c", r"\sum x_i", r"\sum_i c", r"\sum_{i=1} x_i", "x_j", "A_i",
        "K_*", r"\hat A", r"\mathbb{E}[x]", "f(x)", "A T", r"A \text{ where } B",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(ReadError) as caught:
        parse(text, CONTEXT)
    assert caught.value.place is not None
