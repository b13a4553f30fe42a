"""Parquet in and out: the same results as JSONL, resumed in the same way; progress; Ray."""

import io
import json

import pytest

from derive import files
from derive.batch import row_files as tables
from derive.batch import runner as batch
from derive.batch.command import judge_batch
from derive.batch.progress import Progress, summed_up
from derive.batch.runner import Summary, run_batch
from derive.errors import SpecError

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

SQUARE = {"A": ["n", "n"], "B": ["n", "n"]}
CHECKS = [
    {"id": "right", "symbols": SQUARE, "assume": [], "gold": "A B", "answer": "A B"},
    {"id": "wrong", "symbols": SQUARE, "assume": None, "gold": "A B", "answer": "B A"},
    {"id": "given", "symbols": SQUARE, "assume": ["symmetric(A)"], "gold": "A", "answer": "A^T"},
    {"id": "bad", "symbols": None, "assume": None, "gold": "A B", "answer": "A +"},
]
VERDICTS = ["equivalent", "different", "equivalent", "unparseable"]
CLAIMS = [{"id": "p", "symbols": json.dumps(SQUARE), "lhs": "(A B)^T", "rhs": "B^T A^T"}]
DERIVATIVES = [
    {"id": "d", "symbols": '{"x": ["n", 1]}', "f": "x^T x", "wrt": "x", "layout": "row"},
    {"id": "e", "symbols": '{"x": ["n", 1]}', "f": "x^T +", "wrt": "x", "layout": "row"},
]


class Here:
    """A pool without processes: what they do is tested with JSONL."""

    def __init__(self, size, timeout, job):
        self.job = job

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def results(self, texts):
        return map(self.job.judge, texts)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(batch, "Pool", Here)


def text_symbols(rows):
    """The rows with symbols as JSON in text, which a column of one type needs."""
    return [
        {**row, "symbols": row["symbols"] if row["symbols"] is None else json.dumps(row["symbols"])}
        for row in rows
    ]


def write(path, rows, group=2):
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=group)
    return path


def read(path):
    return parquet.read_table(path).to_pylist()


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.parquet", text_symbols(CHECKS))


def test_parquet_to_parquet_and_to_jsonl(source, tmp_path):
    run_batch(source, tmp_path / "out.parquet", workers=1)
    rows = read(tmp_path / "out.parquet")
    assert [row["verdict"] for row in rows] == VERDICTS
    assert [row["id"] for row in rows] == ["right", "wrong", "given", "bad"]
    assert list(rows[0]) == list(tables.COLUMNS["check"])
    assert json.loads(rows[1]["counterexample"])["values"].keys() == {"A", "B"}
    assert not (tmp_path / "out.parquet.part").exists()
    run_batch(source, tmp_path / "out.jsonl", workers=1)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    same = ("id", "verdict", "reason", "input")
    assert [[row[k] for k in same] for row in rows] == [[line[k] for k in same] for line in lines]


def test_jsonl_to_parquet(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    source.write_text("".join(json.dumps({**row, "id": 7}) + "\n" for row in CHECKS))
    run_batch(source, out, workers=1)
    assert [row["verdict"] for row in read(out)] == VERDICTS
    assert {row["id"] for row in read(out)} == {"7"}
    assert run_batch(source, out, workers=1).resumed == 4


def test_a_column_of_structs(tmp_path):
    rows = [
        {"symbols": {"A": ["n", "n"], "x": None}, "gold": "A", "answer": "A"},
        {"symbols": {"A": None, "x": ["n", "1"]}, "gold": "x", "answer": "x"},
    ]
    run_batch(write(tmp_path / "in.parquet", rows), tmp_path / "out.parquet", workers=1)
    made = read(tmp_path / "out.parquet")
    assert [(row["id"], row["verdict"]) for row in made] == [
        ("1", "equivalent"),
        ("2", "equivalent"),
    ]


def test_a_cut_run_goes_on(source, tmp_path, monkeypatch):
    out = tmp_path / "out.parquet"

    def cut(summary):
        if summary.total == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(source, out, workers=1, progress=cut)
    assert not out.exists()
    summary = run_batch(source, out, workers=1)
    assert (summary.resumed, summary.total) == (2, 4)
    assert [row["verdict"] for row in read(out)] == VERDICTS
    monkeypatch.setattr(batch, "Pool", None)  # nothing is left to judge
    with pytest.raises(SpecError, match="another input"):
        run_batch(source, out, timeout=1.0)


def test_a_longer_input_is_gone_on_with(tmp_path):
    out = tmp_path / "out.parquet"
    run_batch(write(tmp_path / "in.parquet", text_symbols(CHECKS)[:2]), out, workers=1)
    summary = run_batch(write(tmp_path / "in.parquet", text_symbols(CHECKS)), out, workers=1)
    assert (summary.resumed, summary.total) == (2, 4)
    assert [row["verdict"] for row in read(out)] == VERDICTS


@pytest.mark.parametrize(
    ("task", "rows", "words"),
    [("prove", CLAIMS, ["proved"]), ("diff", DERIVATIVES, ["done", "error"])],
)
def test_claims_and_derivatives(task, rows, words, tmp_path):
    out = tmp_path / "out.parquet"
    summary = run_batch(write(tmp_path / "in.parquet", rows), out, workers=1, task=task)
    assert list(summary.counts) == words
    assert list(read(out)[0]) == list(tables.COLUMNS[task])
    assert run_batch(tmp_path / "in.parquet", out, workers=1, task=task).resumed == len(rows)
    lines_out = tmp_path / "out.jsonl"
    run_batch(tmp_path / "in.parquet", lines_out, workers=1, task=task)
    for line in lines_out.read_text().splitlines():
        assert set(json.loads(line)) <= set(tables.COLUMNS[task])


def test_the_command(tmp_path, capsys):
    source, out = write(tmp_path / "in.parquet", DERIVATIVES), tmp_path / "out.parquet"
    assert judge_batch(source, out, 1, 10.0, "", True, False, "diff") == 0
    assert capsys.readouterr().err.startswith("2 lines: done 1, error 1")
    (tmp_path / "no.parquet").write_text("no Parquet")
    options = [("no.parquet", "", "local"), ("missing.parquet", "", "local")]
    options += [("in.parquet", "", "spark"), ("in.parquet", "right", "local")]
    for name, fail_on, engine in options:
        arguments = (tmp_path / name, tmp_path / "x.jsonl", 1, 10.0, fail_on, True, False)
        assert judge_batch(*arguments, engine=engine) == 2
        assert capsys.readouterr().err.startswith("error: ")


def test_without_pyarrow(tmp_path, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(files, "import_module", missing)
    with pytest.raises(SpecError, match="not installed"):
        run_batch(tmp_path / "in.jsonl", tmp_path / "out.parquet")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_drawn_on_a_terminal_only():
    summary = Summary({"equivalent": 30, "different": 20}, resumed=10, seconds=4.0)
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        shown = Progress(stream, 100)
        shown(summary)
        shown(summary)  # too soon to draw again
        shown.close()
    assert terminal.getvalue().count("equivalent 30") == 1
    assert "██████████░░░░░░░░░░  50% 50 lines, 10/s, 5 s left" in terminal.getvalue()
    assert file.getvalue() == ""
    assert (
        summed_up(summary) == "50 lines (10 from before): different 20, equivalent 30, 4.0 s, 10/s"
    )
    assert summed_up(Summary()) == "0 lines: nothing to do"


def test_ray_gives_the_same(source, tmp_path):
    pytest.importorskip("ray", reason="Ray is not installed (the extra matderive[ray])")
    ours, theirs = tmp_path / "local.jsonl", tmp_path / "ray.jsonl"
    run_batch(source, ours, workers=1)
    summary = run_batch(source, theirs, workers=2, engine="ray")
    assert summary.total == 4

    def results(path):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        return [{**line, "seconds": 0} for line in lines]

    assert results(theirs) == results(ours)
    lines = theirs.read_bytes().splitlines(keepends=True)
    theirs.write_bytes(b"".join(lines[:2]))
    assert run_batch(source, theirs, workers=1, engine="ray").resumed == 2
    assert results(theirs) == results(ours)


def test_without_ray(source, tmp_path, monkeypatch):
    from derive.batch import ray_engine

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(ray_engine, "import_module", missing)
    with pytest.raises(SpecError, match="needs Ray"):
        run_batch(source, tmp_path / "out.jsonl", engine="ray")
