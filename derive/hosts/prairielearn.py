"""PrairieLearn: `parse` and `grade` for a question's server.py, and an external grader.

    from derive.hosts import prairielearn
    QUESTIONS = {"w": {"gold": r"X^\\top y", "symbols": {"X": ["n", "d"], "y": ["n", 1]}}}
    def parse(data): prairielearn.parse(data, QUESTIONS)
    def grade(data): prairielearn.grade(data, QUESTIONS)

What cannot be read or decided makes a submission invalid: no attempt is used up, no point lost.
As an external grader: `python -m derive.hosts.prairielearn [QUESTIONS.jsonl]`.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from derive.errors import DeriveError
from derive.hosts.submission import GradedAnswer, judge_answers, read_questions, write_results

__all__ = ["grade", "main", "parse", "results"]

Questions: TypeAlias = Mapping[str, Mapping[str, Any]]
GRADE = Path("/grade")


def parse(data: dict[str, Any], questions: Questions) -> None:
    """Mark answers that cannot be read as format errors, saying where and what was expected."""
    for one in _judged(data, questions):
        if one.verdict == "unparseable":
            data["format_errors"].setdefault(one.name, _shown(one.message))


def grade(data: dict[str, Any], questions: Questions, reveal: bool = False) -> None:
    """Set `partial_scores`, `feedback` and `score`; what is undecided is a format error.

    Without `reveal` no feedback gives the gold away.
    """
    for one in _judged(data, questions, reveal):
        if one.score is None or one.verdict == "unparseable":
            data["format_errors"].setdefault(one.name, _shown(one.message))
            continue
        told = _shown(one.message)
        data["partial_scores"][one.name] = {
            "score": one.score,
            "weight": one.points,
            "feedback": told,
        }
        data["feedback"][one.name] = told
    scores = data["partial_scores"].values()
    weight = sum(part.get("weight", 1) for part in scores)
    total = sum((part.get("score") or 0) * part.get("weight", 1) for part in scores)
    data["score"] = total / weight if weight else 0.0


def _judged(data: dict[str, Any], questions: Questions, reveal: bool = False) -> list[GradedAnswer]:
    return judge_answers(questions, data["submitted_answers"], reveal)


def _shown(message: str) -> str:
    """A message as HTML, its lines kept."""
    return f"<pre>{html.escape(message)}</pre>"


def results(judged: Sequence[GradedAnswer]) -> dict[str, Any]:
    """The content of results.json; not gradable if an answer cannot be read or decided."""
    unclear = [one for one in judged if one.score is None or one.verdict == "unparseable"]
    if unclear:
        errors = [f"{one.title}: {one.message}" for one in unclear]
        return {"gradable": False, "format_errors": errors}
    tests = [
        {
            "name": one.title,
            "points": (one.score or 0) * one.points,
            "max_points": one.points,
            "message": one.message,
            "output": one.verdict,
        }
        for one in judged
    ]
    best = sum(one.points for one in judged)
    reached = sum((one.score or 0) * one.points for one in judged)
    return {"gradable": True, "score": reached / best if best else 0.0, "tests": tests}


def main(arguments: Sequence[str], grade_folder: Path = GRADE) -> int:
    """Grade the job in /grade by tests/questions.jsonl, or the file that is named."""
    questions = Path(arguments[0]) if arguments else grade_folder / "tests" / "questions.jsonl"
    try:
        data = json.loads((grade_folder / "data" / "data.json").read_text(encoding="utf-8"))
        judged = judge_answers(read_questions(questions), data["submitted_answers"])
    except (OSError, ValueError, DeriveError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    write_results(grade_folder / "results" / "results.json", results(judged))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
