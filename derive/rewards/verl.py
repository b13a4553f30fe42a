"""verl: `reward.custom_reward_function.path=pkg://derive.rewards.verl`, `name=compute_score`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.rewards.core import Policy, question, reward

__all__ = ["compute_score"]


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    *,
    undecided: Policy = "raise",
    wrong_form: float = 0.0,
    **_: Any,
) -> dict[str, Any]:
    """The score of a solution, as verl's reward managers take it, with what they log.

    `extra_info` holds `symbols` and `assume`, which may be JSON in text, as tables need
    it.  verl has no score for "not known": raises UndecidedError there, unless
    `reward_kwargs.undecided` gives a number.
    """
    policy: Policy = "raise" if undecided == "none" else undecided
    made = reward(
        solution_str,
        ground_truth,
        **question(extra_info),
        undecided=policy,
        wrong_form=wrong_form,
    )
    assert made.score is not None
    return {
        "score": made.score,
        "acc": float(made.verdict.verdict == "equivalent"),
        "verdict": made.verdict.verdict,
        "undecided": float(made.verdict.verdict in ("undecided", "error")),
    }
