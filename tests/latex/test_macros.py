r"""Course macros: put in as TeX does, bounded, never recursive."""

import json

import pytest

import derive
from derive.batch.record import check_line
from derive.errors import DeriveError
from derive.latex.macros import expand, read_macros
from tests.hang import ends_within

COURSE = r"""
\usepackage{amsmath} % \newcommand{\no}{1}
\newcommand{\T}{^{\top}}
\newcommand*{\inv}[1]{#1^{-1}}
\renewcommand\lam{\lambda}
\DeclareMathOperator{\tr}{tr} \DeclareMathOperator*{\argmin}{arg\,min}
\def\pair#1#2{#1 #2}
\newcommand{\nrm}[2][2]{\lVert #2 \rVert_{#1}}
\newcommand{\gram}[1]{#1\T #1}
\providecommand{\X}{X}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"A\T B", r"A^{\top} B"),
        (r"\inv{A B}", r"A B^{-1}"),
        (r"\inv A", r"A^{-1}"),
        (r"\lam x", r"\lambda x"),
        (r"\lam{}x", r"\lambda{}x"),
        (r"\alpha\X", r"\alpha X"),
        (r"\tr(A)", r"\operatorname{tr}(A)"),
        (r"\argmin", r"\operatorname*{arg\,min}"),
        (r"\pair AB", "A B"),
        (r"\pair{\inv{A}}{B}", "A^{-1} B"),
        (r"\nrm{x} + \nrm[F]{A}", r"\lVert x \rVert_{2} + \lVert A \rVert_{F}"),
        (r"\inv{\gram{\X}}", r"X^{\top} X^{-1}"),
        (r"\no \Tx \\ \{A\}", r"\no \Tx \\ \{A\}"),
        ("Aᵀ λ", "Aᵀ λ"),
    ],
)
def test_expand(text, expected):
    assert expand(text, read_macros(COURSE)) == expected


def test_an_object_of_macros():
    macros = read_macros({r"\T": r"^\top", r"\nrm": [r"\lVert #1 \rVert", 1], r"\b": r"\bar{#1}"})
    assert expand(r"\nrm{x\T} \b y", macros) == r"\lVert x^\top \rVert \bar{y}"
    assert read_macros([r"\newcommand{\T}{^\top}", r"\def\X{X}"]).keys() == {r"\T", r"\X"}
    assert read_macros(None) == {}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (r"\newcommand{\a}{", "never closed"),
        (r"\newcommand{\a}", "missing"),
        (r"\newcommand{\a}[x]{b}", "not understood"),
        (r"\newcommand{\a}[1]{#2}", "more arguments"),
        (r"\def\a(#1){b}", "delimited"),
        (r"\def\a#2{b}", "delimited"),
        ({"a": "b"}, "no name"),
        ({r"\a": 3}, "not understood"),
        ([3], "not understood"),
        ({rf"\{'a' * n}": "b" for n in range(1, 502)}, "more than 500"),
    ],
)
def test_definitions_that_are_not_understood(said, message):
    with pytest.raises(DeriveError, match=message):
        read_macros(said)


@pytest.mark.parametrize(
    ("definitions", "text", "message"),
    [
        (r"\newcommand{\a}{\a}", r"\a", "uses itself"),
        (r"\newcommand{\a}{\b} \newcommand{\b}{x \a}", r"\b", "uses itself"),
        (r"\newcommand{\a}[1]{#1#1}", r"\a{" * 900 + "x" + "}" * 900, "deep"),
        (r"\newcommand{\a}{x}", r"\a" * 1001, "too many"),
        (r"\newcommand{\a}[1]{#1}", r"x \a", "missing"),
        (r"\newcommand{\a}[1]{#1}", r"\a{x", "never closed"),
        (
            "".join(
                rf"\newcommand{{\{x}}}{{\{y}\{y}\{y}\{y}}}"
                for x, y in zip("abcdefgh", "bcdefghi", strict=True)
            )
            + r"\newcommand{\i}{x}",
            r"\a",
            "too many",
        ),
        (r"\newcommand{\a}{x}", "y" * 20_001, "characters"),
    ],
    ids=["itself", "circle", "nested", "many", "missing", "open", "billion laughs", "long"],
)
def test_expansion_is_bounded(definitions, text, message):
    with ends_within(5), pytest.raises(DeriveError, match=message):
        expand(text, read_macros(definitions))


QUESTION = {
    "symbols": {r"\X": ["n", "d"], "y": ["n", 1]},
    "assume": [r"full_column_rank(\X)"],
    "gold": r"\inv{(\gram{\X})} \X\T y",
    "macros": COURSE,
}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(r"\X^+ y", "equivalent"), (r"\X\T y", "different"), (r"\inv", "unparseable")],
)
def test_a_question_with_macros(answer, verdict):
    assert check_line({**QUESTION, "answer": answer})["verdict"] == verdict
    beside = {name: value for name, value in QUESTION.items() if name != "macros"}
    assert check_line({**beside, "answer": answer}, True, COURSE)["verdict"] == verdict
    rest = {name: QUESTION[name] for name in ("symbols", "assume")}
    made = derive.check(QUESTION["gold"], answer, rest, macros=COURSE)
    assert made.verdict == verdict
    assert derive.check(QUESTION["gold"], answer, {**rest, "macros": COURSE}).verdict == verdict


def test_macros_that_cannot_be_used_are_the_authors_fault():
    bad = {**QUESTION, "macros": r"\newcommand{\inv}{", "answer": "y"}
    assert check_line(bad)["verdict"] == "error"
    assert derive.check("A", "A", macros=3).verdict == "error"


def test_the_commands(tmp_path, capsys):
    from derive.batch.command import judge_batch

    assert derive.prove("A = A", "A: n×n", macros=r"\def\T").status == "error"
    assert derive.prove(r"(A\T)\T = A", "A: n×n", macros=COURSE).status == "proved"
    assert derive.differentiate(r"x\T x", "x", "x: n", macros=COURSE).shape == "1×n"
    with pytest.raises(DeriveError, match="the macros cannot be used"):
        derive.differentiate("x", "x", "x: n", macros=r"\def\T")

    assert derive.check(r"A\T", "A'", "A: n×n", macros=COURSE).verdict == "equivalent"
    assert derive.check(r"A\T", "A'", "A: n×n", macros=r"\def\T").verdict == "error"
    (tmp_path / "in.jsonl").write_text(json.dumps({"gold": r"A\T", "answer": r"A\T"}))
    out = tmp_path / "out.jsonl"
    assert judge_batch(tmp_path / "in.jsonl", out, 1, 9.0, "", True, False, macros=COURSE) == 0
    assert json.loads(out.read_text())["verdict"] == "equivalent"
    assert judge_batch(tmp_path / "in.jsonl", out, 1, 9.0, "", True, False) == 2  # other macros
