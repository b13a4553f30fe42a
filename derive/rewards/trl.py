"""TRL: `GRPOTrainer(reward_funcs=derive.rewards.trl.reward, …)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from derive.rewards import core
from derive.rewards.core import Policy

__all__ = ["reward", "reward_from"]


def reward_from(
    gold: str = "gold", *, undecided: Policy = "none", wrong_form: float = 0.0
) -> Callable[..., list[float | None]]:
    """A reward function for data sets whose right answers stand in the column `gold`."""

    def matrix_reward(completions: Sequence[Any], **columns: Any) -> list[float | None]:
        return [
            core.reward(
                core.said(completion),
                columns[gold][row],
                **core.question(_row(columns, row)),
                undecided=undecided,
                wrong_form=wrong_form,
            ).score
            for row, completion in enumerate(completions)
        ]

    return matrix_reward


def _row(columns: dict[str, Any], row: int) -> dict[str, Any]:
    """What the columns say of one question."""
    names = ("symbols", "assume", "in_terms_of", "macros")
    return {name: columns[name][row] for name in names if columns.get(name) is not None}


def reward(completions: Sequence[Any], **columns: Any) -> list[float | None]:
    """The rewards of completions, plain or conversational; None where nothing is known.

    The columns `gold`, and `symbols`, `assume`, `in_terms_of`, `macros` if there are any, are
    those of the data set.  TRL leaves a completion without a reward out of the advantages.
    """
    return reward_from()(completions, **columns)
