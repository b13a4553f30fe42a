"""What an accepted answer rests on, and on how little who asks accepts one."""

import json

import pytest

from derive.judging.api import check
from derive.judging.question import Question
from derive.rewards import reward
from tests.command import derive

LETTERS = "A: n×n, B: n×n, x: scalar, X: n×d, w: d, y: n, s: scalar, t: scalar"
# gold, answer, what it rests on
ROWS = [
    ("(A B)^T", "B^T A^T", "proved"),
    ("A + B", "B + A", "proved"),
    ("2 s = 4 t", "s - 2 t = 0", "proved"),
    (r"\arg\min_w \|X w - y\|^2", r"\arg\min_w 3 \|X w - y\|^2 + 5", "proved"),
    (r"\arg\min_w \|X w - y\|^2", r"\arg\max_w 7 - \frac{1}{2} \|y - X w\|^2", "proved"),
    (r"\operatorname{tr}((I+A^TA)^{-1})", r"\operatorname{tr}((I+AA^T)^{-1})", "exact"),
    (r"\operatorname{rank}(A)", r"\operatorname{rank}(A A^T A)", "models"),
    (r"\|A\|_2", r"\sqrt{\|A^TA\|_2}", "numeric"),
]


@pytest.mark.parametrize(("gold", "answer", "kind"), ROWS)
def test_models_alone_are_accepted_only_where_asked_for(gold, answer, kind):
    asked = check(gold, answer, LETTERS, min_evidence="models")
    assert (asked.verdict, asked.evidence["kind"]) == ("equivalent", kind)
    plain = check(gold, answer, LETTERS)
    if kind in ("models", "numeric"):
        assert plain.verdict == "undecided"
        assert "on all models tried" in plain.reason
    else:
        assert (plain.verdict, plain.evidence) == ("equivalent", asked.evidence)
    assert check(gold, answer, LETTERS, min_evidence="proved").verdict == (
        "equivalent" if kind == "proved" else "undecided"
    )


def test_the_sizes_that_were_tried_are_named():
    gold, answer, _ = ROWS[6]
    reason = check(gold, answer, LETTERS).reason
    assert "(sizes " in reason
    assert "n = 3" in reason
    assert "no theorem covers all sizes" in reason
    assert check(gold, answer, LETTERS, reveal=False).reason == "it could not be decided"


def test_exact_evidence_names_what_covers_it():
    found = check(r"(X^T)^+", "X (X^T X)^+", LETTERS)
    assert found.verdict in ("equivalent", "undecided")
    if found.evidence is not None and found.evidence["kind"] == "exact":
        assert found.evidence["theorem"]["name"]


@pytest.mark.parametrize("least", ["proved", "exact", "models", "numeric"])
def test_what_is_wrong_is_wrong_on_any_evidence(least):
    for gold, answer in (("A B", "B A"), ("A B", "A x"), ("A", "A A^{-1} A")):
        assert check(gold, answer, LETTERS, min_evidence=least).verdict != "equivalent"


def test_lines_batches_and_rewards_say_how_little_they_accept(tmp_path):
    line = {"symbols": {"A": ["n", "n"]}, "gold": r"\|A\|_2", "answer": r"\sqrt{\|A^TA\|_2}"}
    assert Question.from_json(line).judge(line["answer"]).verdict == "undecided"
    asked = {**line, "min_evidence": "numeric"}
    assert Question.from_json(asked).judge(line["answer"]).verdict == "equivalent"
    strange = {**line, "min_evidence": "luck"}
    assert Question.from_json(strange).judge(line["answer"]).verdict == "error"
    context = {"symbols": line["symbols"]}
    said = f"\\boxed{{{line['answer']}}}"
    assert reward(said, line["gold"], context).score is None
    assert reward(said, line["gold"], context, min_evidence="models").score == 1.0
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(line) + "\n")
    told = ("check", "--batch", source, "-o", out, "--workers", "1", "--accept", "models")
    assert derive(*told).returncode == 0
    assert json.loads(out.read_text())["verdict"] == "equivalent"


def test_the_command_accepts_models_where_told():
    asked = ("check", r"\|A\|_2", r"\sqrt{\|A^TA\|_2}", "-d", "A: n×n")
    assert derive(*asked).returncode == 3
    assert derive(*asked, "--accept", "models").returncode == 0
    assert derive(*asked, "--accept", "luck").returncode == 2


def test_fractions_beside_assumed_equations_of_scalars():
    question = {"symbols": {"b": "scalar"}, "assume": ["b^4 = 2 b^2"], "gold": r"\frac{b^4}{7}"}
    assert Question.from_json(question).judge(r"\frac{2 b^2}{7}").verdict != "error"
    assert Question.from_json(question).judge(r"\frac{b^2}{7}").verdict != "equivalent"
