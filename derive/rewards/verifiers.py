"""verifiers: `Rubric(funcs=[matrix_answer])`; from 0.2 on a task's reward `task_reward`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.rewards.core import question, reward, said

__all__ = ["matrix_answer", "task_reward"]

NAN = float("nan")


def matrix_answer(completion: Any, answer: str, info: Mapping[str, Any] | None = None) -> float:
    """The reward of a rollout, for a `Rubric`; `info` has `symbols` and `assume`.

    NaN where nothing is known: a Rubric turns an exception into a 0.
    """
    made = reward(said(completion), answer, **question(info))
    return NAN if made.score is None else made.score


async def task_reward(task: Any, trace: Any) -> float:
    """The reward of a trace, for `TaskConfig.rewards` of verifiers.v1.

    The data of the task has `answer`, and `symbols` and `assume` if needed.  Raises UndecidedError
    where nothing is known, which makes the rollout an error, not a 0.
    """
    names = ("symbols", "assume", "in_terms_of", "macros")
    asked = question({name: getattr(task, name, None) for name in names})
    made = reward(trace.last_reply, task.answer, **asked, undecided="raise")
    assert made.score is not None
    return made.score
