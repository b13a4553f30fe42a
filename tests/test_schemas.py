"""Every input and output is what its schema says, and the schemas refuse what is not."""

import json
from dataclasses import asdict

import pytest
from typer.testing import CliRunner

import derive
from derive.batch.runner import run_batch
from derive.cli import app
from derive.cli.answers import derivative_json
from derive.errors import SpecError
from derive.hosts import gradescope, prairielearn
from derive.hosts.submission import judge_answers
from derive.judging.lint import lint_question
from derive.replay import replay
from derive.schemas import load_schema, schema_names
from tests.batch.test_row_files import Here
from tests.schemas import faults

SQUARE = {"A": ["n", "n"], "B": ["n", "n"]}
CHECKS = [
    {"id": 1, "symbols": SQUARE, "gold": "A B", "answer": "A B"},
    {"symbols": SQUARE, "gold": ["A B", "A"], "answer": "B A", "macros": r"\def\x{y}"},
    {
        "symbols": {"x": [3], r"\lambda": "scalar"},
        "gold": r"\exp(\lambda) x",
        "answer": r"e^\lambda x",
    },
    {
        "symbols": {"A": ["n", "n"]},
        "assume": ["symmetric(A)"],
        "gold": "A^{-1}",
        "answer": "(A - A^T)^{-1}",
    },
    {"symbols": None, "gold": "A", "answer": "A B", "in_terms_of": None},
    {"symbols": SQUARE, "gold": "A Z", "answer": "A"},
]
CLAIMS = [
    {"id": "p", "symbols": SQUARE, "lhs": "(A B)^T", "rhs": "B^T A^T"},
    {"symbols": SQUARE, "assume": [], "lhs": "A B", "rhs": "B A"},
    {"symbols": SQUARE, "lhs": "A +", "rhs": "B A"},
]
DERIVATIVES = [
    {"id": "d", "symbols": {"x": ["n", 1]}, "f": "x^T x", "wrt": "x", "layout": "row"},
    {"symbols": {"x": ["n", 1]}, "f": "x^T +", "wrt": "x"},
]


def check(name, data):
    assert list(faults(load_schema(name), data)) == [], name


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_names_itself_and_refuses_what_is_empty(name):
    schema = load_schema(name)
    assert schema["title"] == name
    assert schema["description"].endswith(".")
    assert list(faults(schema, 3))
    if name not in ("context", "rules", "list", "doctor", "lint"):
        assert list(faults(schema, {}))


def test_an_unknown_schema():
    with pytest.raises(SpecError, match="there is no schema x"):
        load_schema("x")


@pytest.mark.parametrize(
    ("task", "lines"), [("check", CHECKS), ("prove", CLAIMS), ("diff", DERIVATIVES)]
)
def test_batches(task, lines, tmp_path, monkeypatch):
    monkeypatch.setattr("derive.batch.runner.Pool", Here)
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "no JSON\n")
    run_batch(source, out, task=task)
    for line in lines:
        check(f"{task}-line", line)
    for made in out.read_text().splitlines():
        check(f"{task}-result", json.loads(made))


def test_single_results():
    for line in CHECKS:
        context = {name: line.get(name) for name in ("symbols", "assume")}
        check("context", context)
        check("verdict", derive.check(line["gold"], line["answer"], context).to_json())
    for claim in ("A B = A B", "A B = B A", "A +"):
        check("proof", derive.prove(claim, "A: n×n, B: n×n").to_json())
    check("derivative", derivative_json("x^T x", "x", "x: n"))
    check("derivative", said("diff", "x^T +", "--wrt", "x", "-d", "x: n", "--json"))
    explained = said("check", "A B", "B A", "-d", "A, B: n×n", "--explain", "numpy", "--json")
    check("verdict", explained)
    assert explained["explain"].startswith("import numpy")


def test_what_graders_write():
    questions = {"a": {"id": "a", "gold": "A B", "symbols": SQUARE, "points": 2}}
    check("question-line", questions["a"])
    for answer in ("A B", "B A", "A +"):
        judged = judge_answers(questions, {"a": answer})
        check("gradescope", gradescope.results(judged))
        check("prairielearn", prairielearn.results(judged))


def said(*arguments):
    """What a command prints in JSON."""
    return json.loads(CliRunner().invoke(app, arguments).stdout)


def test_what_commands_print(tmp_path):
    check("rules", said("rules", "--json"))
    check("doctor", said("doctor", "--json"))
    for form in ("latex", "sympy", "tree"):
        check("parsed", said("parse", "A B", "-d", "A: n×n, B: n×n", "--json", "--format", form))
    found = [
        {"line": 1, "id": "a", "kind": k, "message": m} for k, m in lint_question({"gold": "A"})
    ]
    check("lint", found)
    check("replay", json.loads(json.dumps(asdict(replay({"format": "none"})))))
    check(
        "certificate", {"format": "derive-certificate/1", "derive": "", "problem": "", "parts": []}
    )
    result = CliRunner().invoke(app, ["schema", "verdict"])
    assert json.loads(result.stdout) == load_schema("verdict")
    assert CliRunner().invoke(app, ["schema"]).stdout.count("\n") == len(schema_names())
    assert CliRunner().invoke(app, ["schema", "x"]).exit_code == 2
