"""Answers to the parts of problems 3 and 4: written in other ways, and nearly right.

A row is a part (with a result, if it is not the first) and answers of one verdict.
"""

import pytest

from derive.judging.api import judge_part
from tests.specs.solved import solved

LEAST_SQUARES = {
    "a": {
        "equivalent": [
            r"w = (X^TX)^{-1}X^Ty", r"X^\dagger y", r"((X^\top X)^\top)^{-1} X' y",
            r"\left(y^\top X (X^\top X)^{-1}\right)^\top", r"\hat{w} = (X^\top X)^{-1} (y^\top X)^\top",
        ],
        "shape_error": [
            r"(X^\top X)^{-1} y^\top X", r"(X X^\top)^{-1} X^\top y", r"X^\top (X^\top X)^{-1} y",
            r"(X^\top X)^{-1} X y", r"y^\top X (X^\top X)^{-1}", r"X^{-1} y",
        ],
        "different": [r"2 (X^\top X)^{-1} X^\top y", r"-(X^\top X)^{-1} X^\top y", r"X^\top y"],
        "undefined": [r"X^\top (X X^\top)^{-1} y"],
    },
    "b": {
        "equivalent": [
            r"V \Sigma^\dagger U^\top y", r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y",
            r"(X^\top X)^{-1} X^\top y", r"X^+ y",
        ],
        "shape_error": [
            r"U \Sigma^+ V^\top y", r"V \Sigma^\top{}^+ U^\top y", r"V \Sigma U^\top y", r"V \Sigma^{-1} U^\top y",
        ],
        "different": [r"V \Sigma^+ U y", r"V^\top \Sigma^+ U^\top y", r"V \Sigma^\top U^\top y", r"2 V \Sigma^+ U^\top y"],
    },
    "c": {
        "equivalent": ["I", "I_n", r"V^\top V", r"V V^\top", r"(X^\top X)^{-1} X^\top X"],
        "different": ["2 I", r"V \Sigma^\top \Sigma V^\top", "-I", "0", "V"],
        "shape_error": ["I_m", r"U^\top U", "1"],
    },
    "c:X A": {
        "equivalent": [
            r"U \Sigma \Sigma^+ U^\top", r"X X^+", r"X (X^\top X)^{-1} X^\top", r"X V \Sigma^\dagger U^T",
        ],
        "different": ["I", r"U^\top \Sigma \Sigma^+ U", r"U \Sigma \Sigma^\top U^\top", r"X X^\top", r"I - X X^+"],
        "shape_error": [r"X^+ X", r"V \Sigma^+ \Sigma V^\top"],
    },
    "d": {
        "equivalent": [
            r"X^\top (X X^\top)^{-1} y", r"X^+ y", r"\left(y^\top (X X^\top)^{-1} X\right)^\top", r"X'(XX')^{-1}y",
        ],
        "shape_error": [r"(X X^\top)^{-1} X^\top y", r"X (X X^\top)^{-1} y", r"X^\top (X^\top X)^{-1} y", r"(X X^\top)^{-1} y"],
        "undefined": [r"(X^\top X)^{-1} X^\top y"],
        "different": [r"-X^\top (X X^\top)^{-1} y", r"\frac12 X^\top (X X^\top)^{-1} y", r"X^\top y"],
    },
    "f": {
        "equivalent": ["I", "I_m", r"U U^\top", r"X X^+"],
        "different": ["-I", r"U \Sigma \Sigma^\top U^\top", "2 I", "0", r"X X^\top"],
        "shape_error": ["I_n", r"V V^\top"],
    },
}  # fmt: skip

RIDGE = {
    "a": {
        "equivalent": [
            r"(X^\top X + \lambda I)^{-1} X^\top y", r"X^\top (X X^\top + \lambda I)^{-1} y",
            r"w^* = (\lambda I_d + X'X)^{-1} X'y", r"\frac{1}{\lambda} (I + \frac{1}{\lambda} X^\top X)^{-1} X^\top y",
            r"\left(y^\top X (X^\top X + \lambda I)^{-1}\right)^\top",
        ],
        "shape_error": [
            r"(X^\top X + \lambda I)^{-1} y^\top X", r"(X X^\top + \lambda I)^{-1} X^\top y",
            r"X^\top (X^\top X + \lambda I)^{-1} y", r"(X^\top X + \lambda I_n)^{-1} X^\top y",
            r"(X^\top X + \lambda)^{-1} X^\top y",
        ],
        "different": [
            r"\frac{1}{\lambda} (X^\top X + \lambda I)^{-1} X^\top y", r"(X^\top X - \lambda I)^{-1} X^\top y",
            r"(X^\top X)^{-1} X^\top y", r"(X^\top X + 2 \lambda I)^{-1} X^\top y", r"-(X^\top X + \lambda I)^{-1} X^\top y",
            r"\lambda (X^\top X + \lambda I)^{-1} X^\top y",
        ],
    },
    "b": {
        "equivalent": [
            r"V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y",
            r"V \Sigma^\top (\Sigma \Sigma^\top + \lambda I)^{-1} U^\top y",
            r"(V (\Sigma^\top \Sigma + \lambda I) V^\top)^{-1} V \Sigma^\top U^\top y",
        ],
        "different": [
            r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y", r"V \Sigma^+ U^\top y",
            r"V^\top (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y",
            r"V (\Sigma^\top \Sigma - \lambda I)^{-1} \Sigma^\top U^\top y",
            r"V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U y",
        ],
        "shape_error": [r"U (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top V^\top y", r"V (\Sigma \Sigma^\top + \lambda I)^{-1} \Sigma^\top U^\top y"],
    },
    "b:factor": {
        "equivalent": [
            r"\frac{\Sigma_{ii}}{\Sigma_{ii}^2 + \lambda}", r"\frac{\Sigma_{ii}}{\lambda + \Sigma_{ii} \Sigma_{ii}}",
            r"(\Sigma_{ii}^2 + \lambda)^{-1} \Sigma_{ii}",
        ],
        "different": [
            r"\frac{1}{\Sigma_{ii}^2 + \lambda}", r"\frac{\Sigma_{ii}}{\Sigma_{ii} + \lambda}", r"\frac{1}{\Sigma_{ii}}",
            r"\frac{\Sigma_{ii}^2}{\Sigma_{ii}^2 + \lambda}", r"\frac{\Sigma_{ii}}{\Sigma_{ii}^2 - \lambda}",
        ],
    },
    "d": {
        "equivalent": [
            r"\|y - Xw\|^2 + \lambda \|w\|^2", r"(y - Xw)^\top (y - Xw) + \lambda w^\top w",
            r"\|Xw - y\|_2^2 + \|\sqrt{\lambda} w\|_2^2", r"y^\top y - 2 y^\top X w + w^\top (X^\top X + \lambda I) w",
        ],
        "different": [
            r"\|y - Xw\|^2 - \lambda \|w\|^2", r"\|y - Xw\|^2 + \lambda^2 \|w\|^2", r"\|y - Xw\|^2", r"\|y - Xw\|^2 + \lambda \|w\|",
            r"\lambda \|y - Xw\|^2 + \|w\|^2", r"\|y + Xw\|^2 + \lambda \|w\|^2",
        ],
        "shape_error": [r"(y - Xw)(y - Xw)^\top + \lambda w w^\top", r"\|y - X^\top w\|^2 + \lambda \|w\|^2"],
    },
    "f:w": {
        "equivalent": [
            r"X^\top (X X^\top + \lambda I_n)^{-1} y", r"(X^\top X + \lambda I)^{-1} X^\top y", r"X'(XX' + \lambda I)^{-1}y",
        ],
        "shape_error": [
            r"X^\top (X X^\top + \lambda I_d)^{-1} y", r"(X^\top X + \lambda I_n)^{-1} X^\top y", r"(X X^\top + \lambda I)^{-1} X^\top y",
            r"X (X X^\top + \lambda I)^{-1} y",
        ],
        "different": [
            r"X^\top (X X^\top - \lambda I)^{-1} y", r"X^\top (X X^\top)^{-1} y", r"X^\top (X X^\top + \sqrt{\lambda} I)^{-1} y",
            r"\lambda X^\top (X X^\top + \lambda I)^{-1} y",
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def problems():
    names = ("least_squares_svd", "ridge_regression")
    return {name: solved(name) for name in names}


ROWS = [
    pytest.param(problem, part, answer, verdict, id=f"{part}-{verdict}-{number}")
    for problem, table in (("least_squares_svd", LEAST_SQUARES), ("ridge_regression", RIDGE))
    for part, verdicts in table.items()
    for verdict, answers in verdicts.items()
    for number, answer in enumerate(answers)
]


@pytest.mark.parametrize(("problem", "part", "answer", "verdict"), ROWS)
def test_an_answer_has_its_verdict(problems, problem, part, answer, verdict):
    name, _, result = part.partition(":")
    found = judge_part(problems[problem], name, result, answer)
    assert found.verdict == verdict, f"{answer}: {found.verdict}, {found.reason}"


@pytest.mark.parametrize("table", [LEAST_SQUARES, RIDGE], ids=["least squares", "ridge"])
def test_each_part_has_three_other_ways_and_five_near_misses(table):
    for part, verdicts in table.items():
        right = len(verdicts["equivalent"])
        wrong = sum(map(len, verdicts.values())) - right
        assert right >= 3, part
        assert wrong >= 5, part
