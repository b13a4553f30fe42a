"""One question, however it is asked: every way to ask it gives the same verdict and reason."""

import json

import pytest
from typer.testing import CliRunner

import derive
from derive.batch.record import Job, check_line
from derive.cli import app
from derive.compat import math_verify
from derive.hosts.submission import FOR_A_PERSON, judge_answers
from derive.judging.question import Question
from derive.rewards import reward

TEXT = "A: n×n, B: n×n"
LINE = {"symbols": {"A": ["n", "n"], "B": ["n", "n"]}, "assume": ["symmetric(A)"]}


def by_command(gold, answer, reveal):
    hidden = [] if reveal else ["--no-reveal"]
    asked = ["check", gold, answer, "-d", TEXT, "-a", "symmetric(A)", "--json", *hidden]
    return json.loads(CliRunner().invoke(app, asked).output)


def by_batch(gold, answer, reveal):
    made = Job("check", reveal).judge(json.dumps({**LINE, "gold": gold, "answer": answer}))
    return {key: made[key] for key in made if key != "seconds"}


def by_python(gold, answer, reveal):
    asked = {"assume": ["symmetric(A)"], "reveal": reveal}
    return derive.check(gold, answer, TEXT, **asked).to_json()


@pytest.mark.parametrize("reveal", [True, False])
@pytest.mark.parametrize(
    ("gold", "answer", "verdict"),
    [
        ("A B", "A^T B", "equivalent"),
        ("A B", "B A", "different"),
        ("A B", "A B +", "unparseable"),
        ("A B", "A x", "unparseable"),
        ("A B", r"\operatorname{tr}(A B)", "shape_error"),
        ("A B +", "A B", "error"),
        ("A B = B A", "A B - B A = 0", "equivalent"),
    ],
)
def test_every_way_to_ask_gives_the_same_verdict(gold, answer, verdict, reveal):
    made = by_batch(gold, answer, reveal)
    assert made["verdict"] == verdict
    assert by_command(gold, answer, reveal) == made
    assert by_python(gold, answer, reveal) == made
    asked = math_verify.judge(gold, answer, context=TEXT, assume=["symmetric(A)"])
    assert asked.verdict == verdict
    [graded] = judge_answers({"a": {**LINE, "gold": gold}}, {"a": answer}, reveal)
    assert graded.verdict == verdict
    assert graded.message == (FOR_A_PERSON if verdict == "error" else made["reason"])
    rewarded = reward(rf"\boxed{{{answer}}}", gold, LINE, hints=True).verdict
    assert (rewarded.verdict, reveal and rewarded.reason) == (verdict, reveal and made["reason"])


UNUSABLE = "the question cannot be used: "


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({}, "the line needs a gold and an answer, both texts"),
        ({"gold": "A", "symbols": 3}, "symbols must be an object"),
        ({"gold": "A", "assume": [3]}, "assume must be a list of texts"),
        ({"gold": "A", "in_terms_of": "A"}, "in_terms_of must be a list of texts"),
        ({"gold": "A", "symbols": {"A": 3}}, f"{UNUSABLE}A is declared as 3"),
        ({"gold": "A", "macros": r"\def\T"}, f"{UNUSABLE}an argument of \\T is missing"),
    ],
)
def test_an_unusable_question_is_a_question(line, fault):
    question = Question.from_json(line)
    assert question.fault.startswith(fault)
    verdict = question.judge("A")
    assert (verdict.verdict, verdict.reason) == ("error", question.fault)
    assert check_line({**line, "answer": "A"})["reason"] == question.fault


def test_each_assumption_may_need_the_one_before_it():
    assume = ["n = d", "symmetric(X)"]
    line = {"gold": "X", "symbols": {"X": ["n", "d"]}, "assume": assume}
    for question in (Question.from_json(line), Question.of("X", "X: n×d", assume=assume)):
        assert question.judge("X^T").verdict == "equivalent"


def test_fields_that_say_nothing_of_the_question_are_not_read():
    line = {**LINE, "gold": r"A\T", "macros": r"\newcommand{\T}[1]{#1^\top}", "source": r"\T"}
    assert Question.from_json({**line, "gold": r"\T A"}).judge("A").verdict == "equivalent"


def test_a_question_is_a_value():
    asked = Question.of("A B", TEXT, macros={r"\T": r"^\top"})
    assert asked == Question.of("A B", TEXT, macros={r"\T": r"^\top"})
    assert asked != Question.of("A B", TEXT)
