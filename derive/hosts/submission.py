"""A student's answers to several questions, judged one by one: what the graders of courses share.

A question is an object as a line of `derive check --batch`, without the answer, with `points` (1)
and a `title` (its id).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.errors import SpecError
from derive.files import read_json, write_atomically
from derive.judging.question import Question

__all__ = ["GradedAnswer", "judge_answers", "read_answers", "read_questions", "write_results"]

UNKNOWN = ("undecided", "error")
FOR_A_PERSON = "This answer could not be graded automatically; a person will look at it."


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """A question's name, its points, and the verdict on the answer, with what the student is told.

    `score` is from 0 to 1, or None where nothing could be decided.
    """

    name: str
    title: str
    points: float
    verdict: str
    message: str

    @property
    def score(self) -> float | None:
        if self.verdict in UNKNOWN:
            return None
        return 1.0 if self.verdict == "equivalent" else 0.0


def judge_answers(
    questions: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any], reveal: bool = False
) -> list[GradedAnswer]:
    """The verdict on the answer to each question; a missing answer is `unparseable`.

    Without `reveal` no message gives the gold away.
    """
    return [_judge(name, asked, answers.get(name), reveal) for name, asked in questions.items()]


def _judge(name: str, question: Mapping[str, Any], answer: Any, reveal: bool) -> GradedAnswer:
    title, points = str(question.get("title", name)), float(question.get("points", 1))
    if not isinstance(answer, str) or not answer.strip():
        return GradedAnswer(name, title, points, "unparseable", "There is no answer.")
    found = Question.from_json(question, reveal=reveal).judge(answer)
    told = FOR_A_PERSON if found.verdict in UNKNOWN else found.reason
    return GradedAnswer(name, title, points, found.verdict, told)


def read_questions(path: Path) -> dict[str, dict[str, Any]]:
    """The questions of a JSONL file by their ids.

    Raises SpecError for a line that is no question, or an id that is there twice.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            question = read_json(line)
        except ValueError as error:
            raise SpecError(f"{path}:{number} is no JSON: {error}") from None
        name = str(question.get("id", number)) if isinstance(question, dict) else str(number)
        if not isinstance(question, dict) or "gold" not in question or name in found:
            raise SpecError(
                f"{path}:{number} is no question, or its id is there twice",
                expected='{"id": "a", "gold": "A B", "symbols": {"A": ["n", "n"], …}}',
            )
        found[name] = question
    return found


def read_answers(path: Path) -> dict[str, Any]:
    """The answers of a submission: a JSON object, or lines `name: formula`.

    Raises SpecError for a file that is neither; a missing file has no answers.
    """
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".json":
        try:
            answers = read_json(text)
        except (ValueError, RecursionError) as error:
            raise SpecError(f"{path.name} is no JSON: {error}") from None
        if not isinstance(answers, dict):
            raise SpecError(f"{path.name} is no object", expected='{"a": "A B"}')
        return answers
    pairs = [line.partition(":") for line in text.splitlines() if ":" in line]
    return {name.strip(): formula.strip() for name, _, formula in pairs}


def write_results(path: Path, results: Mapping[str, Any] | Sequence[Any]) -> None:
    """Write a result file, with the folder it goes to."""
    write_atomically(path, json.dumps(results, ensure_ascii=False, indent=1).encode())
