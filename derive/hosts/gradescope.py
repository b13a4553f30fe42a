"""Gradescope: an autograder that writes results.json.

run_autograder: `python -m derive.hosts.gradescope [QUESTIONS.jsonl [ANSWERS [RESULTS.json]]]`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from derive.errors import DeriveError
from derive.hosts.submission import (
    GradedAnswer,
    judge_answers,
    read_answers,
    read_questions,
    write_results,
)

__all__ = ["main", "results"]

DEFAULTS = (
    Path("/autograder/source/questions.jsonl"),
    Path("/autograder/submission/answers.json"),
    Path("/autograder/results/results.json"),
)


def results(judged: Sequence[GradedAnswer]) -> dict[str, Any]:
    """The content of results.json: a test for each question.

    A test whose answer could not be decided has no score and the tag `undecided`; a person gives
    the points.
    """
    waiting = sum(one.score is None for one in judged)
    told = f"{waiting} of {len(judged)} answers wait for a person. " if waiting else ""
    return {
        "score": sum((one.score or 0) * one.points for one in judged),
        "output": f"{told}Formulas were compared by their meaning.",
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [_test(one, number) for number, one in enumerate(judged, start=1)],
    }


def _test(one: GradedAnswer, number: int) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": one.title,
        "number": str(number),
        "max_score": one.points,
        "output": one.message,
        "output_format": "text",
        "visibility": "visible",
        "tags": [one.verdict],
    }
    if one.score is None:
        return {**test, "tags": ["undecided"]}
    passed = "passed" if one.score == 1 else "failed"
    return {**test, "score": one.score * one.points, "status": passed}


def main(arguments: Sequence[str]) -> int:
    """Grade a submission; unusable questions or a broken submission are said, with code 2."""
    if not {"-h", "--help"}.isdisjoint(arguments):
        print("usage: python -m derive.hosts.gradescope [QUESTIONS [SUBMISSION [RESULTS]]]")
        return 0
    paths = [Path(one) for one in arguments]
    questions, answers, target = (*paths, *DEFAULTS[len(paths) :])
    try:
        judged = judge_answers(read_questions(questions), read_answers(answers))
    except (OSError, DeriveError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    write_results(target, results(judged))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
