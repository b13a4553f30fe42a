"""Block matrices and matrices of a fixed size: what words show, and look-alikes that they must not."""

import pytest

from tests.algebra.word_tables import accepted

TRUE = [
    (
        r"\begin{bmatrix}\cos \theta&-\sin \theta\\\sin \theta&\cos \theta\end{bmatrix}^{-1}",
        r"\begin{bmatrix}\cos \theta&-\sin \theta\\\sin \theta&\cos \theta\end{bmatrix}^T",
    ),
    (
        r"\begin{bmatrix}\cos a&-\sin a\\\sin a&\cos a\end{bmatrix}\begin{bmatrix}\cos b&-\sin b\\\sin b&\cos b\end{bmatrix}",
        r"\begin{bmatrix}\cos (a+b)&-\sin (a+b)\\\sin (a+b)&\cos (a+b)\end{bmatrix}",
    ),
    (r"\det\begin{bmatrix}\cos a&-\sin a\\\sin a&\cos a\end{bmatrix}", "1"),
    (
        r"\begin{bmatrix}a&b\\c&s\end{bmatrix}^{-1}",
        r"\frac{1}{as-bc}\begin{bmatrix}s&-b\\-c&a\end{bmatrix}",
    ),
    (
        r"\det(\lambda I-N)",
        r"\lambda^3-\operatorname{tr}(N)\lambda^2+\frac12(\operatorname{tr}(N)^2-\operatorname{tr}(N^2))\lambda-\det N",
    ),
    (r"M^2-\operatorname{tr}(M)M+\det(M)I_2", "0"),
    (r"\operatorname{diag}(a,b,c)", r"\begin{bmatrix}a&0&0\\0&b&0\\0&0&c\end{bmatrix}"),
    (r"\det(I+M)", r"1+\operatorname{tr}M+\det M"),
    ("M^{-1}", r"\frac{1}{\det M}(\operatorname{tr}(M)I-M)"),
    (r"-\begin{pmatrix}2\\14\end{pmatrix}", r"\begin{pmatrix}-2\\-14\end{pmatrix}"),
    (
        r"\begin{bmatrix}A&B\\0&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\0&D^{-1}\end{bmatrix}",
        "invertible(A)",
        "invertible(D)",
    ),
    (
        r"\begin{bmatrix}A&B\\0&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\0&D^{-1}\end{bmatrix}",
    ),
    ("xx^T+yy^T", r"\begin{bmatrix}x&y\end{bmatrix}\begin{bmatrix}x^T\\y^T\end{bmatrix}"),
    (
        r"(X^TX+\lambda I)^{-1}X^Ty",
        r"\begin{bmatrix}X\\\sqrt\lambda I\end{bmatrix}^+\begin{bmatrix}y\\0\end{bmatrix}",
        r"\lambda>0",
    ),
    (
        r"\begin{bmatrix}A&B\\C&D\end{bmatrix}\begin{bmatrix}P\\Q\end{bmatrix}",
        r"\begin{bmatrix}AP+BQ\\CP+DQ\end{bmatrix}",
    ),
    (r"\det\begin{bmatrix}a&b\\c&s\end{bmatrix}", "as-bc"),
    (r"\begin{bmatrix}a&b\end{bmatrix}\begin{bmatrix}a\\b\end{bmatrix}", "a^2+b^2"),
    (
        r"\operatorname{tr}\begin{bmatrix}A&B\\C&D\end{bmatrix}",
        r"\operatorname{tr}A+\operatorname{tr}D",
    ),
    (
        r"\begin{bmatrix}A&B\\B^T&D\end{bmatrix}",
        r"\begin{bmatrix}I&0\\B^TA^{-1}&I\end{bmatrix}\begin{bmatrix}A&0\\0&D-B^TA^{-1}B\end{bmatrix}\begin{bmatrix}I&A^{-1}B\\0&I\end{bmatrix}",
        "invertible(A)",
        "symmetric(A)",
    ),
    (r"\left\|\begin{bmatrix}x\\y\end{bmatrix}\right\|^2", r"\|x\|^2+\|y\|^2"),
    (
        r"\begin{bmatrix}A&B\\C&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}(A-BD^{-1}C)^{-1}&-(A-BD^{-1}C)^{-1}BD^{-1}\\-D^{-1}C(A-BD^{-1}C)^{-1}&D^{-1}+D^{-1}C(A-BD^{-1}C)^{-1}BD^{-1}\end{bmatrix}",
        "invertible(D)",
        "invertible(A-BD^{-1}C)",
    ),
    (
        r"\begin{bmatrix}A&B\\C&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}(A-BD^{-1}C)^{-1}&-(A-BD^{-1}C)^{-1}BD^{-1}\\-D^{-1}C(A-BD^{-1}C)^{-1}&D^{-1}+D^{-1}C(A-BD^{-1}C)^{-1}BD^{-1}\end{bmatrix}",
        "invertible(D)",
    ),
    (
        "Q^{-1}(X(X^TQ^{-1}X)^{-1}(w+X^TQ^{-1}y)-y)",
        r"\begin{bmatrix}I_n&0\end{bmatrix}\begin{bmatrix}Q&X\\X^T&0\end{bmatrix}^{-1}\begin{bmatrix}-y\\w\end{bmatrix}",
        "positive_definite(Q)",
        "full_column_rank(X)",
    ),
    (r"\begin{bmatrix}1&a\\0&1\end{bmatrix}^{-1}", r"\begin{bmatrix}1&-a\\0&1\end{bmatrix}"),
    (r"\det(MM)", r"\det(M)^2"),
    ("N^{-1}", r"\frac{1}{\det N}\operatorname{adj}(N)"),
    ("M_{11}+M_{22}", r"\operatorname{tr}M"),
]
FALSE = [
    (
        r"\begin{bmatrix}\cos \theta&-\sin \theta\\\sin \theta&\cos \theta\end{bmatrix}^{-1}",
        r"\begin{bmatrix}\cos \theta&-\sin \theta\\\sin \theta&\cos \theta\end{bmatrix}",
    ),
    (
        r"\begin{bmatrix}\cos a&-\sin a\\\sin a&\cos a\end{bmatrix}\begin{bmatrix}\cos b&-\sin b\\\sin b&\cos b\end{bmatrix}",
        r"\begin{bmatrix}\cos (ab)&-\sin (ab)\\\sin (ab)&\cos (ab)\end{bmatrix}",
    ),
    (
        r"\begin{bmatrix}a&b\\c&s\end{bmatrix}^{-1}",
        r"\frac{1}{as+bc}\begin{bmatrix}s&-b\\-c&a\end{bmatrix}",
    ),
    (
        r"\begin{bmatrix}a&b\\c&s\end{bmatrix}^{-1}",
        r"\frac{1}{as-bc}\begin{bmatrix}s&b\\c&a\end{bmatrix}",
    ),
    (r"N^2-\operatorname{tr}(N)N+\det(N)I_3", "0"),
    (r"A^2-\operatorname{tr}(A)A+\det(A)I_n", "0"),
    (
        r"\begin{bmatrix}A&B\\0&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}A^{-1}&A^{-1}BD^{-1}\\0&D^{-1}\end{bmatrix}",
        "invertible(A)",
        "invertible(D)",
    ),
    ("xx^T+yy^T", r"\begin{bmatrix}x&y\end{bmatrix}\begin{bmatrix}y^T\\x^T\end{bmatrix}"),
    (
        r"(X^TX+\lambda I)^{-1}X^Ty",
        r"\begin{bmatrix}X\\\lambda I\end{bmatrix}^+\begin{bmatrix}y\\0\end{bmatrix}",
        r"\lambda>0",
    ),
    (
        r"\begin{bmatrix}A&B\\C&D\end{bmatrix}^{-1}",
        r"\begin{bmatrix}(A-BD^{-1}C)^{-1}&-(A-BD^{-1}C)^{-1}BD^{-1}\\-D^{-1}C(A-BD^{-1}C)^{-1}&D^{-1}+D^{-1}C(A-BD^{-1}C)^{-1}BD^{-1}\end{bmatrix}",
    ),
    ("M_{11}+M_{12}", r"\operatorname{tr}M"),
]


@pytest.mark.parametrize("row", TRUE, ids=str)
def test_shown(row):
    assert accepted(*row)


@pytest.mark.parametrize("row", FALSE, ids=str)
def test_not_shown(row):
    assert not accepted(*row)
