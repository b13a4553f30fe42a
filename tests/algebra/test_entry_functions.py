"""Functions of entries, partial ranges, products over an index, steps and cases: what words show, and look-alikes that they must not."""

import pytest

from tests.algebra.word_tables import accepted

TRUE = [
    (r"p_i(\delta_{ij}-p_j)", r"p_j(\delta_{ij}-p_i)"),
    (r"p_i(\delta_{ij}-p_j)", r"(\operatorname{diag}(p)-pp^T)_{ij}"),
    (r"p_i(\delta_{ij}-p_j)", r"\begin{cases}p_i(1-p_i)&i=j\\-p_ip_j&i\ne j\end{cases}"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=1}^{n-1}x_i+x_n"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=2}^{n}x_i+x_1"),
    (r"\sum_{i=1}^n i", r"\frac{n(n+1)}{2}"),
    (r"\sum_{i=1}^n i^2", r"\frac{n(n+1)(2n+1)}{6}"),
    (r"\sum_{i=1}^n i^3", r"(\frac{n(n+1)}{2})^2"),
    (r"\sum_{i=1}^{n-1} i", r"\frac{n(n-1)}{2}"),
    (r"\sum_{i=1}^n\sum_{j=1}^n (i+j)", "n^2(n+1)"),
    (r"\sum_{i=1}^{n} (i-1)(i-2)", r"\frac{n(n-1)(n-2)}{3}"),
    (r"\sum_{i=1}^n 1", "n"),
    (r"\sum_{i=1}^n (x_i-i)", r"\mathbf 1^Tx-\frac{n(n+1)}{2}"),
    (r"\prod_{i=1}^n x_i", r"\prod_{j=1}^n x_j"),
    (r"\prod_{i=1}^n x_i", r"\det(\operatorname{diag}(x))"),
    (r"\prod_{i=1}^n x_i", r"e^{\sum_i\log x_i}", "positive(x)"),
    (r"\prod_{i=1}^n 2x_i", r"2^n\prod_{i=1}^n x_i"),
    (r"\log\prod_{i=1}^n x_i", r"\sum_i\log x_i", "positive(x)"),
    (r"\prod_{i=1}^n x_i^2", r"(\prod_{i=1}^n x_i)^2"),
    (r"\|x\|_1", r"\mathbf 1^T|x|"),
    (r"\|x\|_1", r"\operatorname{sign}(x)^Tx"),
    (r"\|x\|_1", r"\sum_i\operatorname{sign}(x_i)x_i"),
    (r"\|2x\|_1", r"2\|x\|_1"),
    (r"\|-x\|_1", r"\|x\|_1"),
    (r"\max(0,Ax+p)", r"(Ax+p)\odot\mathbb 1[Ax+p>0]"),
    (r"\max(0,Ax+p)", r"\operatorname{diag}(\mathbb 1[Ax+p>0])(Ax+p)"),
    (r"\max(0,Ax+p)", r"\frac12(Ax+p+|Ax+p|)"),
    (r"\max(0,x)-\max(0,-x)", "x"),
    ("|x|", r"\max(0,x)+\max(0,-x)"),
    (r"\sqrt{(x-y)^T(x-y)}", r"\sqrt{\sum_i(x_i-y_i)^2}"),
    (r"\|x-y\|", r"\left(\sum_{i=1}^n(x_i-y_i)^2\right)^{1/2}"),
    (r"\log\sum_i e^{z_i}", r"\log(\mathbf 1^T\exp(z))"),
    (r"\log\sum_i e^{z_i}", r"c+\log\sum_i e^{z_i-c}"),
    (r"\operatorname{softmax}(z)", r"\frac{\exp(z)}{\sum_j\exp(z_j)}"),
    (r"\operatorname{softmax}(z+c\mathbf 1)", r"\operatorname{softmax}(z)"),
    (r"x\otimes y^T", "xy^T"),
    (r"(A\otimes B)^{-1}", r"A^{-1}\otimes B^{-1}", "invertible(A)", "invertible(B)"),
    (r"z\odot z", "z", "binary(z)"),
    (
        r"\operatorname{diag}(\sigma(z)\odot(\mathbf 1-\sigma(z)))",
        r"\operatorname{diag}(\sigma(z)\odot\sigma(-z))",
    ),
    (r"\|X-Y\|_F^2", r"\sum_{i=1}^n\|X_{i,:}-Y_{i,:}\|^2"),
    (r"(\operatorname{diag}(p)-pp^T)\mathbf 1", "0", r"\mathbf 1^Tp=1"),
    (r"\sum_i e^{x_i}e^{-x_i}", "n"),
    (r"\mathbb 1[x_i>0]", r"1-\mathbb 1[x_i\le 0]"),
]
FALSE = [
    (r"p_i(\delta_{ij}-q_j)", r"\begin{cases}p_i(1-p_i)&i=j\\-p_ip_j&i\ne j\end{cases}"),
    (r"p_i(\delta_{ij}-p_j)", r"\begin{cases}p_i(1-p_i)&i=j\\p_ip_j&i\ne j\end{cases}"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=2}^{n-1}x_i+x_1+x_n"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=2}^{n}x_i+x_n"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=1}^{n-1}x_i"),
    (r"\sum_{i=1}^n i", r"\frac{n(n-1)}{2}"),
    (r"\prod_{i=1}^n x_i", r"e^{\sum_i\log x_i}"),
    (r"\prod_{i=1}^n 2x_i", r"2\prod_{i=1}^n x_i"),
    (r"\prod_{i=1}^n (x_i+y_i)", r"\prod_{i=1}^n x_i+\prod_{i=1}^n y_i"),
    (r"\|x\|_1", r"\mathbf 1^Tx"),
    (r"\|x\|_1", r"\operatorname{sign}(x)^T\mathbf 1"),
    (r"\max(0,Ax+p)", r"(Ax+p)\odot\mathbb 1[Ax>0]"),
    (r"\max(0,x)", r"\max(0,-x)"),
    (r"\mathbb 1[x>0]", r"\mathbf 1-\mathbb 1[-x>0]"),
    (r"\sqrt{(x-y)^T(x-y)}", r"\sqrt{\sum_i(x_i+y_i)^2}"),
    (r"\log\sum_i e^{z_i}", r"\mathbf 1^Tz"),
    (r"\log\sum_i e^{z_i}", r"c-\log\sum_i e^{z_i-c}"),
    (r"\operatorname{softmax}(2z)", r"\operatorname{softmax}(z)"),
    (r"x\otimes y^T", "yx^T"),
    (r"(A\otimes B)^{-1}", r"B^{-1}\otimes A^{-1}", "invertible(A)", "invertible(B)"),
    (r"z\odot z", "z"),
    (r"(\operatorname{diag}(p)-pp^T)\mathbf 1", "0"),
    ("A_{ij}", r"A_{ij}+\mathbb 1[i=1]"),
    ("A_{ij}", r"A_{ij}+\mathbb 1[n=17]"),
    (r"\mathbb 1[x_i>0]", r"\mathbb 1[x_i\ge 0]"),
]


@pytest.mark.parametrize("row", TRUE, ids=str)
def test_shown(row):
    assert accepted(*row)


@pytest.mark.parametrize("row", FALSE, ids=str)
def test_not_shown(row):
    assert not accepted(*row)
