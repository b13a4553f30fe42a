"""One line of a batch: a question in, its result out, whatever the line holds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from derive.errors import DeriveError
from derive.files import read_json
from derive.judging.claim_result import ClaimResult
from derive.judging.claims import Claim, derivative_of
from derive.judging.evidence import DEFAULT_GRADE
from derive.judging.inputs import expanded_line
from derive.judging.question import NO_TEXTS, Question
from derive.judging.verdict import Verdict
from derive.latex.declare import read_context

__all__ = ["Job", "Json", "Task", "check_line", "diff_line", "outcome", "prove_line"]

Json: TypeAlias = dict[str, Any]
Task: TypeAlias = Literal["check", "prove", "diff"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with each line: the task, whether golds may show, macros for all, and the
    least evidence on which an answer is accepted."""

    task: Task = "check"
    reveal: bool = True
    macros: str = ""
    accept: str = DEFAULT_GRADE

    def judge(self, text: str) -> Json:
        """The result of a line of JSON; one that is no object is an `error`."""
        try:
            data = read_json(text)
        except (ValueError, RecursionError) as error:
            return self.failed("error", f"the line is no JSON: {error}")
        if not isinstance(data, dict):
            return self.failed("error", "the line is no JSON object")
        if self.task == "check":
            return check_line(data, self.reveal, self.macros, self.accept)
        return (prove_line if self.task == "prove" else diff_line)(data, self.macros)

    def failed(self, verdict: str, reason: str, seconds: float = 0.0) -> Json:
        """The result of a line that could not be judged, in the fields of its task."""
        if self.task == "diff":
            return {"error": reason}
        if self.task == "prove":
            status = "unknown" if verdict == "undecided" else verdict
            return {**ClaimResult(status, reason).to_json(), "seconds": seconds}
        return {
            "verdict": verdict,
            "reason": reason,
            "evidence": None,
            "counterexample": None,
            "assumed": [],
            "seconds": seconds,
        }


def check_line(
    line: Json, reveal: bool = True, macros: str = "", accept: str = DEFAULT_GRADE
) -> Json:
    """The result of one question; an unusable one is the verdict `error`."""
    begun = time.perf_counter()
    answer = line.get("answer")
    if isinstance(answer, str):
        verdict = Question.from_json(line, macros, reveal, accept).judge(answer)
    else:
        verdict = Verdict("error", NO_TEXTS)
    return {**verdict.to_json(reveal=reveal), "seconds": _since(begun)}


def prove_line(line: Json, macros: str = "") -> Json:
    """The result of one claim, `{symbols, assume, lhs, rhs}`; with its certificate if the line asks
    for it by `"certificate": true`, null where no chain of steps proves the claim."""
    begun = time.perf_counter()
    made = Claim.from_json(line, macros).prove()
    found = made.to_json()
    if line.get("certificate") is True:
        found["certificate"] = _certificate(made)
    return {**found, "seconds": _since(begun)}


def _certificate(made: ClaimResult) -> Json | None:
    try:
        return made.certificate()
    except DeriveError:  # its LaTeX does not read as its terms: then replay would refuse it
        return None


def diff_line(line: Json, macros: str = "") -> Json:
    """The result of one line `{symbols, assume, f, wrt, layout}`: the derivative, or `error`."""
    begun = time.perf_counter()
    try:
        asked = expanded_line(line, macros)
        f, wrt, layout = (
            str(asked.get("f")),
            str(asked.get("wrt")),
            str(asked.get("layout") or "row"),
        )
        made = derivative_of(read_context(asked), f, wrt, layout)
    except DeriveError as error:
        return {"error": str(error)}
    return {**made.to_json(), "seconds": _since(begun)}


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 6)


def outcome(result: Json) -> str:
    """The one word that sums a result up."""
    word = result.get("verdict") or result.get("status")
    return str(word or ("error" if result.get("error") else "done"))
