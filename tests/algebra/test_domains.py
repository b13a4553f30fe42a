"""Where a formula has a value: invertible matrices and scalars that are not zero: what words show, and look-alikes that they must not."""

import pytest

from tests.algebra.word_tables import accepted

TRUE = [
    ("I-2xx^T", "(I-2xx^T)^{-1}", "unit_norm(x)"),
    (r"I-\frac{2xx^T}{x^Tx}", r"(I-\frac{2xx^T}{x^Tx})^{-1}", r"x\neq 0"),
    ("2", r"\frac{2(x^Tx)}{x^Tx}", r"x\neq 0"),
    ("2", r"\frac{2x^TSx}{x^TSx}", r"x\neq 0", "positive_definite(S)"),
    ("2", r"\operatorname{tr}(M^{-1}M)", "a>0", "positive_definite(M)"),
    (r"\frac{1}{\det(A+B)}", r"\det((A+B)^{-1})"),
    ("A", "A(A-A^T+I)^{-1}(A-A^T+I)"),
    ("1", r"\frac{a^2+1}{a^2+1}"),
    ("a", r"a\frac{e^s}{e^s}"),
    ("A", "A(I-A)^{-1}", "A^2=0"),
    ("I+A+A^2", "(I-A)^{-1}", "A^3=0"),
    (r"I-\frac12A", "(I+A)^{-1}", "A^2=A"),
    (r"\frac13(2I-A)", "(2I+A)^{-1}", "A^2=I"),
    ("B", "B+(I+aA)^{-1}-(I+aA)^{-1}", "A^2=A", "a>0"),
]
FALSE = [
    ("B", "B(I-A)(I-A)^{-1}", "A^2=A"),
    ("B", "B(I+A)(I+A)^{-1}", "A^2=I"),
    ("B", "B(I+aA)(I+aA)^{-1}", "A^2=A"),
    ("B", "B(I-A^T)(I-A^T)^{-1}", "A^2=AA^T"),
    (
        r"\begin{cases}\log a&a>0\\0&\text{otherwise}\end{cases}",
        r"\begin{cases}\log(-a)&a>0\\0&\text{otherwise}\end{cases}",
    ),
    (r"\sum_i \frac{1}{x_i}", r"\sum_i (\frac{1}{x_i}+\frac{1}{y_i}-\frac{1}{y_i})"),
    (r"\sum_i \log x_i", r"\sum_i (\log x_i+\log(y_i)-\log(y_i))"),
    (r"\log(A)", r"\log(A+(c^{-1}-c^{-1})I)"),
    (r"\log(A)", r"\log(A)+\log(B)-\log(B)"),
    ("a^{s}", r"(a+\log b-\log b)^{s}"),
    (r"\sum_i \frac{1}{x_i}", r"\sum_i\frac{1}{|x_i|}"),
    (r"\prod_i x_i", r"\prod_i |x_i|"),
    ("S^{1/2}", "(S+(B^{-1}-B^{-1}))^{1/2}"),
    ("(BDB^{-1})^{1/2}", "((BDB^{-1})^{1/2})^T"),
    (r"\log(BDB^{-1})", r"B\log(D)B^{-1}", "positive_definite(S)"),
    (r"\mathbb 1[a>0]\log a", r"\mathbb 1[a>0]\log(-a)"),
    ("D^{1/2}", "(D^{1/2})^T", "positive_definite(BDB^{-1})", "invertible(B)"),
    (
        "B^{-1}(BDB^{-1})^{1/2}B",
        "(B^{-1}(BDB^{-1})^{1/2}B)^T",
        "positive_definite(BDB^{-1})",
        "invertible(B)",
    ),
    (
        r"B^{-1}\log(BDB^{-1})B",
        r"(B^{-1}\log(BDB^{-1})B)^T",
        "positive_definite(BDB^{-1})",
        "invertible(B)",
    ),
    ("I-xx^T", "(I-xx^T)^{-1}", "unit_norm(x)"),
    ("2", r"\frac{2(x^Tx)}{x^Tx}"),
    ("2", r"\frac{2(x^Ty)}{x^Ty}", r"x\neq 0", r"y \neq 0"),
    ("2", r"\frac{2x^TSx}{x^TSx}", r"x\neq 0", "positive_semidefinite(S)"),
    ("2", r"2\operatorname{tr}(M^{-1}M)/2"),
    ("A", "A+(A+B)^{-1}-(A+B)^{-1}"),
    ("a", r"a\frac{e^s-1}{e^s-1}"),
]


@pytest.mark.parametrize("row", TRUE, ids=str)
def test_shown(row):
    assert accepted(*row)


@pytest.mark.parametrize("row", FALSE, ids=str)
def test_not_shown(row):
    assert not accepted(*row)
