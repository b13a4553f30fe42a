"""Batches: one line out for each line in, in order; resumed after a cut; a hanging item alone is lost."""

import json

import pytest

import derive
from derive.batch.runner import run_batch
from derive.errors import SpecError
from tests.command import derive as run
from tests.publish.test_build import SPECS
from tests.quick import quick

QUESTION = {"symbols": {"A": ["n", "n"], "B": ["n", "n"]}, "assume": [], "gold": "A B"}
LINES = [
    {"id": "right", **QUESTION, "answer": "A B"},
    {"id": "wrong", **QUESTION, "answer": "B A", "note": "ignored"},
    {**QUESTION, "answer": "A B x"},
    {"id": 7, **QUESTION, "answer": "A", "assume": ["symmetric(Z)"]},
    {"id": "no gold", "answer": "A"},
]
EXPECTED = [
    ("right", "equivalent"),
    ("wrong", "different"),
    ("3", "unparseable"),
    (7, "error"),
    ("no gold", "error"),
    ("6", "error"),
]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES) + "not json\n\n")
    return path


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_one_line_out_for_each_line_in(source, tmp_path):
    out = tmp_path / "out.jsonl"
    summary = run_batch(source, out, workers=2)
    assert [(line["id"], line["verdict"]) for line in read(out)] == EXPECTED
    assert summary.total == len(EXPECTED)
    for line in read(out):
        assert set(line) == {
            "id",
            "verdict",
            "reason",
            "evidence",
            "counterexample",
            "assumed",
            "seconds",
            "derive",
            "input",
        }
        assert line["derive"] == derive.__version__


def test_a_run_cut_short_goes_on(source, tmp_path):
    out = tmp_path / "out.jsonl"
    run_batch(source, out, workers=1)
    whole = out.read_bytes()
    lines = whole.splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:2]) + lines[2][:10])
    summary = run_batch(source, out, workers=1)
    assert summary.resumed == 2
    assert [(line["id"], line["verdict"]) for line in read(out)] == EXPECTED


def test_another_file_is_not_overwritten(source, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text('{"id": "other"}\n')
    with pytest.raises(SpecError, match="holds the results of another input"):
        run_batch(source, out)
    assert run_batch(source, out, force=True, workers=1).total == len(EXPECTED)


@pytest.mark.parametrize("force", [True, False])
def test_the_input_is_not_overwritten(source, force):
    before = source.read_bytes()
    with pytest.raises(SpecError, match="the input itself"):
        run_batch(source, source.parent / "." / "in.jsonl", workers=1, force=force)
    assert source.read_bytes() == before


def test_a_table_of_another_program_is_refused(tmp_path):
    table = tmp_path / "in.csv"
    table.write_text("gold,answer\n")
    with pytest.raises(SpecError, match="neither JSONL nor Parquet"):
        run_batch(table, tmp_path / "out.jsonl", workers=1)


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\r\n", encoding="utf-8-sig")
    run_batch(path, out, workers=1)
    assert [line["verdict"] for line in read(out)] == ["equivalent"]


def test_a_file_without_a_line_that_can_be_used_is_an_error(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"golf": 1}\n')
    done = run("check", "--batch", str(path), "-o", str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert "no line can be used; line 1: " in done.stderr


def test_an_item_over_its_time_is_undecided_alone(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    slow = {"id": "slow", **QUESTION, "gold": ["A B"] * 400, "answer": "(A+B) " * 990}
    lines = [LINES[0], slow, LINES[1]]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run_batch(source, out, workers=1, timeout=2.0)
    assert [(line["id"], line["verdict"]) for line in read(out)] == [
        ("right", "equivalent"),
        ("slow", "undecided"),
        ("wrong", "different"),
    ]
    assert read(out)[1]["reason"] == "more than 2.0 s"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    quick(
        7,
        [
            (("A B", "A B", "-d", "A: n×n, B: n×n"), 0, "equivalent"),
            (("A B", "B A", "-d", "A: n×n, B: n×n"), 1, "different: they differ"),
            (("A x", "A^T x", "-d", "A: n×n, x: n", "-a", "symmetric(A)"), 0, "equivalent"),
            (("A B", "A +", "-d", "A: n×n, B: n×n"), 1, "unparseable"),
            (("A Z", "A", "-d", "A: n×n"), 2, "the gold cannot be used"),
            (("A",), 2, "check needs"),
            (
                ("--problem", "cs182-hw0/least_squares_svd/b", "X^+ y", "--specs", SPECS),
                0,
                "equivalent",
            ),
            (
                ("--problem", "cs182-hw0/least_squares_svd/b", "V \\Sigma^+ U y", "--specs", SPECS),
                1,
                "different",
            ),
            (
                ("--problem", "cs182-hw0/least_squares_svd/c:X A", "X X^+", "--specs", SPECS),
                0,
                "equivalent",
            ),
            (
                ("--problem", "cs182-hw0/least_squares_svd/q", "X", "--specs", SPECS),
                2,
                "has no part",
            ),
        ],
    ),
)
def test_the_command(arguments, code, said):
    done = run("check", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr


def test_the_batch_command(source, tmp_path):
    out = tmp_path / "out.jsonl"
    done = run("check", "--batch", source, "-o", out, "--workers", "1")
    assert done.returncode == 0
    assert "6 lines" in done.stderr
    assert run("check", "--batch", source, "-o", out, "--fail-on", "wrong").returncode == 1
    assert run("check", "--batch", source).returncode == 2
