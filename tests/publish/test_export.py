"""The library as a data set: each row is a question whose gold is read and judged in its context."""

import json

import pytest
from typer.testing import CliRunner

from derive import Problem
from derive.authoring.load import load_problem
from derive.batch.record import check_line
from derive.cli import app
from derive.errors import SpecError
from derive.judging.lint import lint_question
from derive.publish.export import export_rows, write_rows
from derive.rewards.verl import compute_score
from derive.schemas import load_schema
from tests.publish.test_build import SPECS
from tests.schemas import faults


@pytest.fixture(scope="module")
def problem():
    made = Problem("normal", course="demo", title="The normal equations")
    made.declare(
        r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n, y \in \mathbb{R}^m, Z \in \mathbb{R}^n"
    )
    made.assume("m > n", "full_column_rank(X)")
    made.introduce(r"Vectors are columns, $X$ is tall.")
    with made.part("a", r"Solve $X^\top X w = X^\top y$ for $w$.") as d:
        d.start(r"X^\top X w = X^\top y")
        d.line(r"w = (X^\top X)^{-1} X^\top y")
        d.answer("w", in_terms_of=["X", "y"])
    with made.part("b", "And for a projection.", given=[r"y = X w"]) as d:
        d.define("G", r"X^\top X")
        d.start("G G w")
        d.substitute("G")
        d.answer("r")
    return made


def test_a_row(problem):
    row, second = export_rows([problem])
    assert row == {
        "id": "demo/normal/a:w",
        "title": "The normal equations, part a",
        "question": "Vectors are columns, $\\boldsymbol{X}$ is tall.\n\nSolve $\\boldsymbol{X}^\\top \\boldsymbol{X} \\boldsymbol{w} = \\boldsymbol{X}^\\top \\boldsymbol{y}$ for $\\boldsymbol{w}$.",
        "gold": r"(\boldsymbol{X}^\top \boldsymbol{X})^{-1} \boldsymbol{X}^\top \boldsymbol{y}",
        "shape": "n×1",
        "symbols": {"X": ["m", "n"], "y": ["m", 1]},
        "assume": ["m > n", r"full_column_rank(\boldsymbol{X})"],
        "in_terms_of": [r"\boldsymbol{X}", r"\boldsymbol{y}"],
    }
    # what the solution derived is not given, what a letter of the result stands for is
    assert not any("w =" in fact for fact in row["assume"])
    assert check_line({**row, "answer": "w"})["verdict"] != "equivalent"
    assert "Given: $" in second["question"]
    assert second["assume"][2:] == [r"\boldsymbol{y} = \boldsymbol{X} \boldsymbol{w}"]


def test_each_gold_is_judged_in_its_own_context(problem):
    rows = [
        *export_rows([problem]),
        *export_rows([load_problem(SPECS / "cs182_hw0/least_squares_svd.py")]),
    ]
    assert len({row["id"] for row in rows}) == len(rows) == 10
    for row in rows:
        assert list(faults(load_schema("export"), row)) == []
        assert check_line({**row, "answer": row["gold"]})["verdict"] == "equivalent"
        assert not [m for kind, m in lint_question(row) if kind == "error"]


def test_the_layout_of_verl_is_what_its_reward_takes(problem):
    for row in export_rows([problem], "verl"):
        assert list(faults(load_schema("export-verl"), row)) == []
        truth = row["reward_model"]["ground_truth"]
        assert row["prompt"][0]["content"].endswith(r"\boxed{}.")
        for said, score in ((truth, 1.0), ("X^T X", 0.0)):
            made = compute_score(row["data_source"], rf"\boxed{{{said}}}", truth, row["extra_info"])
            assert made["score"] == score


@pytest.mark.parametrize("layout", ["check", "verl"])
def test_files(problem, layout, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = list(export_rows([problem], layout))
    assert write_rows(rows, tmp_path / "o.jsonl") == write_rows(rows, tmp_path / "o.parquet") == 2
    assert [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()] == rows
    columns = parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert [set(row) for row in columns] == [set(row) for row in rows]
    with pytest.raises(SpecError, match="no result"):
        write_rows([], tmp_path / "none.jsonl")


def test_the_commands(tmp_path):
    def run(*arguments):
        return CliRunner().invoke(app, [str(one) for one in arguments])

    made = run("new", "demo/my_ridge", "--specs", tmp_path)
    assert made.exit_code == 0, made.output
    assert made.stdout.splitlines()[0] == str(tmp_path / "demo" / "my_ridge.py")
    assert run("new", "demo/my_ridge", "--specs", tmp_path).exit_code == 2
    assert run("new", "Ridge", "--specs", tmp_path).exit_code == 2
    assert load_problem(tmp_path / "demo" / "my_ridge.py").id == "demo/my_ridge"
    done = run("export", "demo/my_ridge", "--specs", tmp_path)
    assert json.loads(done.stdout)["id"] == "demo/my_ridge/a:w"
    done = run("export", "--specs", tmp_path, "-o", tmp_path / "o.jsonl", "--layout", "verl")
    assert (done.exit_code, done.stderr) == (0, f"{tmp_path / 'o.jsonl'}: 1 result\n")
    assert run("export", "--layout", "x", "--specs", tmp_path).exit_code == 2
