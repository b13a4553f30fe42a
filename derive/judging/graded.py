"""The verdicts that evidence makes, by how little who asks accepts."""

from __future__ import annotations

from derive.judging.evidence import Evidence, Grade, is_enough
from derive.judging.verdict import Verdict
from derive.models.agreement import RefereeVerdict

__all__ = ["EQUAL", "NOT_PROVED", "SAME_OPTIMA", "WIDER", "graded", "right", "wrong"]

NOT_PROVED = "a theorem with models covers it, and a proof is asked for"
SAME_OPTIMA = "it has the same optima"
EQUAL = "it is equal wherever the gold is defined"
WIDER = f"{EQUAL}, and has values where the gold has none"


def wrong(verdict: RefereeVerdict) -> Verdict:
    """The verdict where models do not agree."""
    kind = verdict.status if verdict.status != "equal" else "undecided"
    return Verdict(kind, verdict.reason, None, verdict.counterexample)


def graded(
    grade: Grade, evidence: Evidence, doubt: str, form: str = "", said: str = EQUAL
) -> Verdict:
    """`equivalent` if the evidence is enough for who asks, else `undecided` for the doubt."""
    if is_enough(evidence, grade):
        return right(evidence, form, said)
    return Verdict("undecided", doubt)


def right(evidence: Evidence, form: str, said: str = EQUAL) -> Verdict:
    """`equivalent`, or `wrong_form` if it contains the letters `form`."""
    if form:
        return Verdict("wrong_form", f"it is right, but contains {form}", evidence)
    return Verdict("equivalent", said, evidence)
