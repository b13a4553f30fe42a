"""Golds are looked over: errors make a question unusable, warnings ask what was meant."""

import json

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.judging.lint import lint_file, lint_question

MATRIX = {"A": ["n", "n"]}
SQUARE = {**MATRIX, "B": ["n", "n"]}
LEAST = {"X": ["n", "d"], "y": ["n", 1]}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"symbols": SQUARE, "gold": "A B"}, []),
        ({"symbols": MATRIX, "gold": r"A\T", "macros": r"\newcommand{\T}{^\top}"}, []),
        ({"symbols": {**MATRIX, "x": ["n", 1]}, "gold": "A x = x"}, []),
        ({}, ["error: there is no gold"]),
        ({"gold": []}, ["error: there is no gold"]),
        ({"symbols": SQUARE, "gold": "A +"}, ["error: the gold cannot be used"]),
        ({"symbols": SQUARE, "gold": "A", "macros": 3}, ["error: the question cannot be used"]),
        (
            {"symbols": MATRIX, "assume": ["A = B"], "gold": "A"},
            ["error: the question cannot be used"],
        ),
        (
            {
                "symbols": MATRIX,
                "assume": ["symmetric(A)", "skew_symmetric(A)", "invertible(A)"],
                "gold": "A",
            },
            ["error: the gold cannot be used: the assumptions contradict"],
        ),
        (
            {"symbols": MATRIX, "gold": "(A - A)^{-1}"},
            ["error: the gold cannot be used: the gold has no value"],
        ),
        (
            {"symbols": LEAST, "gold": "(X^T X)^{-1} X^T y"},
            ["warning: the gold has no value for some"],
        ),
        ({"symbols": LEAST, "assume": ["full_column_rank(X)"], "gold": "(X^T X)^{-1} X^T y"}, []),
        ({"gold": "A B"}, ["warning: nothing is declared"]),
        ({"symbols": SQUARE, "gold": "A"}, ["warning: B is declared, and occurs neither"]),
        ({"symbols": SQUARE, "assume": ["A = B^T"], "gold": "A"}, []),
        (
            {"symbols": SQUARE, "gold": "A B", "in_terms_of": ["A"]},
            ["warning: the gold itself contains B"],
        ),
        ({"symbols": {**MATRIX, "e": ["n", 1]}, "gold": "A e"}, ["warning: e is declared, so"]),
        (
            {"symbols": {"x": "scalar", "T": "positive_integer"}, "gold": "x^T"},
            ["warning: T is declared and stands"],
        ),
        (
            {"symbols": {"x": ["n", 1]}, "gold": r"\sigma(x)"},
            [r"warning: \sigma( is read as the logistic"],
        ),
        (
            {"symbols": MATRIX, "assume": ["symmetric(A)"], "gold": ["A", "A^T"]},
            ["warning: the golds 1 and 2 are equivalent"],
        ),
        (
            {"symbols": {**MATRIX, "x": ["n", 1]}, "gold": ["A", "x"]},
            ["warning: the golds 1 and 2 have different shapes"],
        ),
    ],
)
def test_lint_question(question, found):
    said = [f"{kind}: {message}" for kind, message in lint_question(question)]
    assert len(said) == len(found), said
    for message, start in zip(said, found, strict=True):
        assert message.startswith(start)


def test_lint_file(tmp_path):
    path = tmp_path / "golds.jsonl"
    good = {"id": "a", "symbols": SQUARE, "gold": "A B"}
    path.write_text("\n".join([json.dumps(good), "", json.dumps(good), "no JSON", "[1]"]))
    found = [(one.line, one.id, one.kind, one.message.split(":")[0]) for one in lint_file(path)]
    assert found == [
        (3, "a", "error", "the id is that of line 1"),
        (4, "4", "error", "no JSON"),
        (5, "5", "error", "no JSON object"),
    ]


def test_the_command(tmp_path):
    path = tmp_path / "golds.jsonl"
    path.write_text(json.dumps({"id": "a", "gold": "A B"}))
    done = CliRunner().invoke(app, ["lint", str(path)])
    assert done.exit_code == 0
    assert (
        done.stdout
        == "line 1 (a): warning: nothing is declared: the letters' meaning is inferred from the gold\n"
    )
    path.write_text("{}")
    assert CliRunner().invoke(app, ["lint", str(path)]).exit_code == 1
    assert (
        json.loads(CliRunner().invoke(app, ["lint", str(path), "--json"]).stdout)[0]["kind"]
        == "error"
    )
    assert CliRunner().invoke(app, ["lint", str(tmp_path / "none")]).exit_code == 2
