"""verl: `reward.custom_reward_function.path=pkg://derive.rewards.verl`, `name=compute_score`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from derive.errors import ContextError
from derive.judging.verdict import Verdict
from derive.rewards.core import Policy, Reward, UndecidedError, question, reward

__all__ = ["UNDECIDED", "compute_score"]

UNDECIDED = 0.0
LOG = logging.getLogger(__name__)


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    *,
    undecided: Policy = UNDECIDED,
    wrong_form: float = 0.0,
    **_: Any,
) -> dict[str, Any]:
    """The score of a solution, as verl's reward managers take it, with what they log.

    `extra_info` holds `symbols` and `assume`, which may be JSON in text, as tables need
    it.  verl has no score for "not known", and an exception would end a training run: the score is
    then UNDECIDED, or what `reward_kwargs.undecided` says, and a line is logged.  Raises
    UndecidedError only where that is "raise".
    """
    policy: Policy = UNDECIDED if undecided == "none" else undecided
    try:
        asked = question(extra_info)
    except ContextError as error:
        if policy == "raise":
            raise UndecidedError(str(error)) from error
        made = Reward(float(policy), Verdict("error", str(error)), None)
    else:
        made = reward(solution_str, ground_truth, **asked, undecided=policy, wrong_form=wrong_form)
    if made.verdict.verdict in ("undecided", "error"):
        LOG.warning("%s, scored %s: %s", made.verdict.verdict, made.score, made.reason)
    assert made.score is not None
    return {
        "score": made.score,
        "acc": float(made.verdict.verdict == "equivalent"),
        "verdict": made.verdict.verdict,
        "undecided": float(made.verdict.verdict in ("undecided", "error")),
    }
