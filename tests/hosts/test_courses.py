"""PrairieLearn and Gradescope: their files and functions, as they call and read them."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

from derive.errors import SpecError
from derive.hosts import gradescope, prairielearn, submission
from derive.judging.question import Question
from derive.judging.verdict import Verdict

SYMBOLS = {"A": ["n", "n"], "x": ["n", 1]}
QUESTIONS = {
    "a": {"gold": "A x", "symbols": SYMBOLS, "points": 3, "title": "The product"},
    "b": {"gold": "x^T A x", "symbols": SYMBOLS, "assume": ["symmetric(A)"]},
}
RIGHT = {"a": "A x", "b": "x^T A^T x"}


def data(**answers):
    """The data of a submission, with the keys that PrairieLearn gives `parse` and `grade`."""
    empty = {"params": {}, "correct_answers": {}, "format_errors": {}, "feedback": {}}
    answered = {"submitted_answers": dict(answers), "raw_submitted_answers": dict(answers)}
    return {**empty, **answered, "partial_scores": {}, "score": 0.0}


def submit(**answers):
    """What PrairieLearn does: parse; where there is no format error, grade."""
    made = data(**answers)
    prairielearn.parse(made, QUESTIONS)
    if not made["format_errors"]:
        prairielearn.grade(made, QUESTIONS)
    json.dumps(made)  # it is stored
    return made


@pytest.mark.parametrize(
    ("answers", "score", "errors"),
    [
        (RIGHT, 1.0, []),
        ({**RIGHT, "b": "x^T A"}, 0.75, []),
        ({**RIGHT, "a": "x A"}, 0.25, []),
        ({"a": "A A x", "b": "x"}, 0.0, []),
        ({**RIGHT, "a": "A +"}, 0.0, ["a"]),
        ({"a": "A x"}, 0.0, ["b"]),
        ({**RIGHT, "a": "  "}, 0.0, ["a"]),
    ],
)
def test_prairielearn(answers, score, errors):
    made = submit(**answers)
    assert made["score"] == score
    assert list(made["format_errors"]) == errors
    assert not errors or made["partial_scores"] == {}


def test_prairielearn_feedback_is_html_and_gives_nothing_away():
    made = submit(a="A A x", b="<b>")
    assert "&lt;b&gt;" in made["format_errors"]["b"]
    wrong = submit(**{**RIGHT, "a": "A A x"})
    assert wrong["partial_scores"]["a"]["weight"] == 3
    assert wrong["feedback"]["a"] == "<pre>it differs from the gold</pre>"


@pytest.fixture
def nothing_is_decided(monkeypatch):
    monkeypatch.setattr(Question, "judge", lambda *_: Verdict("undecided", "a limit was hit"))


@pytest.mark.usefixtures("nothing_is_decided")
def test_undecided_is_never_wrong():
    made = submit(**RIGHT)
    assert list(made["format_errors"]) == ["a", "b"]
    assert made["partial_scores"] == {}
    judged = submission.judge_answers(QUESTIONS, RIGHT)
    assert [one.score for one in judged] == [None, None]
    external = prairielearn.results(judged)
    assert external["gradable"] is False
    assert "a person will look" in external["format_errors"][0]
    scoped = gradescope.results(judged)
    assert [("score" in test, test["tags"]) for test in scoped["tests"]] == [
        (False, ["undecided"])
    ] * 2
    assert "2 of 2 answers wait" in scoped["output"]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    lines = [json.dumps({"id": name, **question}) for name, question in QUESTIONS.items()]
    path.write_text("\n".join(lines) + "\n\n")
    return path


def run(module, *arguments):
    command = [sys.executable, "-m", f"derive.grading.{module}", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers.json", json.dumps({"a": "A x", "b": "x"})),
        ("answers.txt", "a: A x\nb: x\n"),
    ],
)
def test_gradescope(name, text, questions, tmp_path):
    (tmp_path / name).write_text(text)
    target = tmp_path / "results" / "results.json"
    done = run("gradescope", questions, tmp_path / name, target)
    assert done.returncode == 0, done.stderr
    made = json.loads(target.read_text())
    assert made["score"] == 3
    right, wrong = made["tests"]
    assert (right["name"], right["score"], right["max_score"], right["status"]) == (
        "The product",
        3,
        3,
        "passed",
    )
    assert (wrong["name"], wrong["score"], wrong["max_score"], wrong["status"]) == (
        "b",
        0,
        1,
        "failed",
    )
    assert wrong["output"] == "the answer is n×1, and 1×1 is asked for"
    allowed = {
        "name",
        "number",
        "score",
        "max_score",
        "status",
        "output",
        "output_format",
        "tags",
        "visibility",
    }
    assert set(right) == allowed


def test_gradescope_without_a_submission(questions, tmp_path):
    assert run("gradescope", questions, tmp_path / "none.json", tmp_path / "r.json").returncode == 0
    assert json.loads((tmp_path / "r.json").read_text())["score"] == 0
    (tmp_path / "bad.json").write_text("[1]")
    done = run("gradescope", questions, tmp_path / "bad.json", tmp_path / "r.json")
    assert (done.returncode, done.stderr[:6]) == (2, "error:")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (RIGHT, {"gradable": True, "score": 1.0}),
        ({**RIGHT, "a": "x"}, {"gradable": True, "score": 0.25}),
        ({**RIGHT, "a": "A +"}, {"gradable": False}),
    ],
)
def test_the_external_grader_of_prairielearn(answers, expected, questions, tmp_path):
    job = tmp_path / "grade"
    (job / "data").mkdir(parents=True)
    (job / "tests").mkdir()
    (job / "data" / "data.json").write_text(json.dumps(data(**answers)))
    (job / "tests" / "questions.jsonl").write_text(questions.read_text())
    assert prairielearn.main([], job) == 0
    made = json.loads((job / "results" / "results.json").read_text())
    assert {key: made[key] for key in expected} == expected
    if made["gradable"]:
        assert [test["max_points"] for test in made["tests"]] == [3, 1]
    else:
        assert made["format_errors"][0].startswith("The product:")


def test_the_external_grader_without_a_job(tmp_path, capsys):
    assert prairielearn.main([], tmp_path) == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["not json", "[1]", '{"id": "a"}', '{"id": "a", "gold": "A"}\n{"id": "a", "gold": "B"}']
)
def test_unusable_questions(line, tmp_path):
    (tmp_path / "q.jsonl").write_text(line)
    with pytest.raises(SpecError, match=r"q\.jsonl:"):
        submission.read_questions(tmp_path / "q.jsonl")


def test_the_documented_names_are_those_of_the_modules():
    for name, module in (("gradescope", gradescope), ("prairielearn", prairielearn)):
        documented = import_module(f"derive.grading.{name}")
        assert documented.__file__ == module.__file__
        assert documented.__all__ == module.__all__
