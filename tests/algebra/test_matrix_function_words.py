"""Exponentials, logarithms and roots of matrices: what words show, and look-alikes that they must not."""

import pytest

from tests.algebra.word_tables import accepted

TRUE = [
    ("e^{(s+t)A}", "e^{sA}e^{tA}"),
    ("e^{(s+t)A}", "e^{tA}e^{sA}"),
    (r"e^{\operatorname{tr}A}", r"\det(e^A)"),
    ("(e^A)^{-1}", "e^{-A}"),
    ("e^{A+B}", "(e^{(A+B)/2})^2"),
    ("(e^A)^T", "e^{A^T}"),
    ("Ae^A", "e^AA"),
    ("e^{A}e^{B}", "e^{A+B}", "AB=BA"),
    ("Be^A", "e^AB", "AB=BA"),
    ("e^{3A}", "(e^A)^3"),
    ("e^{A/2}e^{A/3}", "e^{5A/6}"),
    ("(e^K)^Te^K", "I", "skew_symmetric(K)"),
    ("e^{A+cI}", "e^ce^A"),
    ("Qe^{D}Q^T", "e^{QDQ^T}", "orthogonal(Q)"),
    ("Be^{A}B^{-1}", "e^{BAB^{-1}}", "invertible(B)"),
    (r"\det(e^{A+B})", r"e^{\operatorname{tr}A}e^{\operatorname{tr}B}"),
    (r"\operatorname{tr}\log S", r"\log\det S", "positive_definite(S)"),
    (r"\log(2S)", r"\log S+\log(2) I", "positive_definite(S)"),
    (r"\log(S^{-1})", r"-\log S", "positive_definite(S)"),
    (r"\log(e^A)", "A", "symmetric(A)"),
    ("S^{1/2}S^{-1/2}", "I", "positive_definite(S)"),
    ("S^{1/2}S^{1/2}", "S", "positive_semidefinite(S)"),
    ("S^{-1/2}S^{-1/2}", "S^{-1}", "positive_definite(S)"),
    ("S^{-1/2}SS^{-1/2}", "I", "positive_definite(S)"),
    ("x^TS^{-1}x", r"\|S^{-1/2}x\|^2", "positive_definite(S)"),
    (r"\sqrt{x^TS^{-1}x}", r"\|S^{-1/2}x\|", "positive_definite(S)"),
    ("(Q D Q^T)^{1/2}", "Q D^{1/2}Q^T", "orthogonal(Q)", "positive_semidefinite(D)"),
    ("S^{-1/2}", "(S^{1/2})^{-1}", "positive_definite(S)"),
    ("S^{-1/2}", "(S^{-1})^{1/2}", "positive_definite(S)"),
    (r"\det(S^{1/2})", r"\det(S)^{1/2}", "positive_definite(S)"),
    ("S S^{1/2}", "S^{1/2}S", "positive_definite(S)"),
    ("A S^{1/2}", "S^{1/2}A", "positive_definite(S)", "A S=S A"),
    (r"\operatorname{tr}(e^{A}B e^{-A})", r"\operatorname{tr}B"),
    ("e^{0A}", "I"),
    (r"\det(\operatorname{adj}(A))", r"\det(A)^{n-1}"),
]
FALSE = [
    ("e^{A+B}", "e^Ae^B"),
    ("(e^A)^{-1}", "e^{A}"),
    ("(e^A)^T", "e^A"),
    ("Be^A", "e^AB"),
    ("e^{A}e^{B}", "e^{A+B}", "AC=CA"),
    ("(e^K)^Te^K", "I", "symmetric(K)"),
    ("B e^{A}B^T", "e^{BAB^T}", "invertible(B)"),
    (r"\operatorname{tr}\log S", r"\log\det S"),
    (r"\log(e^A)", "A"),
    ("S^{1/2}S^{1/2}", "I", "positive_semidefinite(S)"),
    (r"\sqrt{x^TS^{-1}x}", r"\|S^{1/2}x\|", "positive_definite(S)"),
    ("A S^{1/2}", "S^{1/2}A", "positive_definite(S)"),
    ("e^{AB}", "e^Ae^B"),
]


@pytest.mark.parametrize("row", TRUE, ids=str)
def test_shown(row):
    assert accepted(*row)


@pytest.mark.parametrize("row", FALSE, ids=str)
def test_not_shown(row):
    assert not accepted(*row)
