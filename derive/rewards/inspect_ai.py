"""Inspect: `Task(dataset=…, solver=generate(), scorer=matrix_answer())`.

The targets of a sample are its golds; its metadata has `symbols` and `assume`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from derive.rewards.core import question, reward

__all__ = ["matrix_answer"]


def matrix_answer(wrong_form: float = 0.0) -> Any:
    """The scorer; a sample that could not be judged is unscored (NaN), and in no metric.

    Raises ImportError without inspect_ai.
    """
    return _registered()(wrong_form=wrong_form)


@cache
def _registered() -> Any:
    # Inspect is optional, and slow to import
    from inspect_ai.scorer import Score, accuracy, scorer, stderr

    @scorer(metrics=[accuracy(), stderr()], name="matrix_answer")  # type: ignore[untyped-decorator, unused-ignore]  # Inspect is optional
    def matrix_answer(wrong_form: float) -> Any:
        async def score(state: Any, target: Any) -> Any:
            made = reward(
                state.output.completion,
                list(target),
                **question(state.metadata),
                wrong_form=wrong_form,
            )
            return Score(
                value=float("nan") if made.score is None else made.score,
                answer=None if made.answer is None else made.answer.text,
                explanation=f"{made.verdict.verdict}: {made.reason}",
                metadata={"verdict": made.verdict.verdict},
            )

        return score

    return matrix_answer
