"""One line of a batch: a question in, its result out, whatever the line holds."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from derive.errors import DeriveError
from derive.judging.check import check
from derive.judging.claims import diff_line, prove_line
from derive.judging.verdict import Verdict
from derive.latex.declare import read_context
from derive.latex.macros import line_with_macros

__all__ = ["Job", "Json", "Task", "check_line", "outcome"]

Json: TypeAlias = dict[str, Any]
Task: TypeAlias = Literal["check", "prove", "diff"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with each line: the task, whether golds may show, macros for all."""

    task: Task = "check"
    reveal: bool = True
    macros: str = ""

    def judge(self, text: str) -> Json:
        """The result of a line of JSON; one that is no object is an `error`."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            return self.failed("error", f"the line is no JSON: {error}")
        if not isinstance(data, dict):
            return self.failed("error", "the line is no JSON object")
        if self.task == "check":
            return check_line(data, self.reveal, self.macros)
        try:
            line = line_with_macros(data, self.macros)
        except DeriveError as error:
            return self.failed("error", f"the macros cannot be used: {error}")
        return prove_line(line) if self.task == "prove" else diff_line(line)

    def failed(self, verdict: str, reason: str, seconds: float = 0.0) -> Json:
        """The result of a line that could not be judged, in the fields of its task."""
        if self.task == "diff":
            return {"error": reason}
        if self.task == "prove":
            status = "unknown" if verdict == "undecided" else verdict
            empty: Json = {"status": status, "steps": [], "counterexample": None}
            return {**empty, "reason": reason, "seconds": seconds}
        return {
            "verdict": verdict,
            "reason": reason,
            "evidence": None,
            "counterexample": None,
            "seconds": seconds,
        }


def check_line(line: Json, reveal: bool = True, macros: str = "") -> Json:
    """The result of one question; an unusable one is the verdict `error`."""
    begun = time.perf_counter()
    unusable = _unusable(line)
    if unusable:
        verdict = Verdict("error", unusable)
    else:
        try:
            if macros or line.get("macros"):
                line = line_with_macros(line, macros)
            golds = [line["gold"]] if isinstance(line["gold"], str) else line["gold"]
            assume = tuple(line.get("assume") or ())
            context = None if line.get("symbols") is None else read_context(line)
            wanted = line.get("in_terms_of") or ()
            verdict = check(
                golds, line["answer"], context, in_terms_of=wanted, reveal=reveal, assume=assume
            )
        except DeriveError as error:
            verdict = Verdict("error", f"the question cannot be used: {error}")
    seconds = round(time.perf_counter() - begun, 6)
    return {**verdict.to_json(reveal=reveal), "seconds": seconds}


def _unusable(line: Json) -> str:
    """What is wrong with the fields of a question; empty if nothing is."""
    gold = line.get("gold")
    if not (isinstance(gold, str) or _texts(gold)) or not isinstance(line.get("answer"), str):
        return "the line needs a gold and an answer, both texts"
    if not isinstance(line.get("symbols") or {}, dict):
        return "symbols must be an object"
    for name in ("assume", "in_terms_of"):
        if not _texts(line.get(name) or []):
            return f"{name} must be a list of texts"
    return ""


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def outcome(result: Json) -> str:
    """The one word that sums a result up."""
    word = result.get("verdict") or result.get("status")
    return str(word or ("error" if result.get("error") else "done"))
