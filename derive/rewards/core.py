r"""One pure function: the text of an answer and a gold in, a score with its verdict out.

>>> from derive.rewards import reward
>>> reward(r"so $w = \boxed{X^\top y}$", "X^T y", "X: n×d, y: n").score
1.0
>>> reward(r"so $w = \boxed{y^\top X}$", "X^T y", "X: n×d, y: n").verdict.verdict
'shape_error'

What could not be decided is never a 0 that nobody sees: it has the score None, unless the caller
says what else it is.  No signals, no processes; threads may call it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from derive.errors import ContextError, DeriveError
from derive.judging.evidence import DEFAULT_GRADE, Grade
from derive.judging.inputs import Given
from derive.judging.question import Question
from derive.judging.verdict import Verdict
from derive.rewards.extraction import BOXED_FIRST, Extraction, Source, extract

__all__ = ["Policy", "Reward", "UndecidedError", "question", "reward", "said"]

Policy: TypeAlias = float | Literal["none", "raise"]


class UndecidedError(DeriveError):
    """An answer that could not be judged, or a question that is unusable."""


@dataclass(frozen=True, slots=True)
class Reward:
    """A score from 0 to 1, or None where nothing is known, with the verdict and what was judged."""

    score: float | None
    verdict: Verdict
    answer: Extraction | None

    @property
    def reason(self) -> str:
        return self.verdict.reason


def reward(
    text: str,
    gold: str | Sequence[str],
    context: Given = None,
    *,
    assume: Sequence[str] = (),
    in_terms_of: Sequence[str] = (),
    macros: Any = None,
    wrong_form: float = 0.0,
    undecided: Policy = "none",
    sources: Sequence[Source] = BOXED_FIRST,
    min_evidence: Grade = DEFAULT_GRADE,
    hints: bool = False,
) -> Reward:
    r"""The reward of an answer in prose: 1 if it is equivalent to a gold, else 0.

    The answer is taken from `\boxed{}`, an announcement, or the last formula (`sources`).
    `context`, `assume`, `in_terms_of` and `macros` are as in `derive.check`; `wrong_form` is the
    score of what is right in the wrong letters.  `undecided` is the score where nothing could be
    decided, or the question is unusable: `none` for None, `raise` for UndecidedError, or a number.
    `min_evidence` is as in `derive.check`; leave it as it is: a model that is trained finds what
    agrees on the models tried and is false elsewhere.  With `hints` the reason of a wrong answer
    says which one change would make it right; to find it takes longer than the verdict.
    """
    found = extract(text, sources)
    if found is None:
        return Reward(0.0, Verdict("unparseable", "there is no answer in the text"), None)
    said = {"assume": assume, "in_terms_of": in_terms_of, "macros": macros}
    asked = Question.of(gold, context, min_evidence=min_evidence, hints=hints, **said)
    verdict = asked.judge(found.text)
    if verdict.verdict == "unparseable" and found.where:
        verdict = asked.judge(found.full)
    if verdict.verdict in ("undecided", "error"):
        if undecided == "raise":
            raise UndecidedError(f"{verdict.verdict}: {verdict.reason}")
        return Reward(None if undecided == "none" else float(undecided), verdict, found)
    scores = {"equivalent": 1.0, "wrong_form": wrong_form}
    return Reward(scores.get(verdict.verdict, 0.0), verdict, found)


def question(record: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of a data set's record that say what the letters mean, for `reward`.

    `symbols` and `assume` may be JSON in text, as tables that need one type a column have them;
    empty columns are as good as none.  Raises ContextError for text that is no JSON.
    """
    record = record or {}
    symbols = _loaded(record.get("symbols"))
    if isinstance(symbols, Mapping):
        symbols = {name: size for name, size in symbols.items() if size is not None}
    found: dict[str, Any] = {"context": None if symbols is None else {"symbols": symbols}}
    for name in ("assume", "in_terms_of"):
        values = _loaded(record.get(name))
        if values is not None:
            found[name] = list(values)
    if record.get("macros"):
        found["macros"] = record["macros"]
    return found


def _loaded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ContextError(f"a field of the question is no JSON: {error}") from None


def said(completion: Any) -> str:
    """The text of a completion: itself, or the last message of a conversation."""
    if isinstance(completion, str):
        return completion
    if not completion:
        return ""
    last = completion[-1]
    content = last.get("content") if isinstance(last, Mapping) else getattr(last, "content", "")
    if isinstance(content, list):
        parts = [part.get("text", "") for part in content if isinstance(part, Mapping)]
        return "".join(parts)
    return content or ""
