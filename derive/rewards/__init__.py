"""Rewards for training and scores for evaluation: `reward`, and a thin adapter for each host.

`derive.rewards.verl`, `.trl`, `.inspect_ai`, `.verifiers`; no adapter imports its host until used.
"""

from __future__ import annotations

from derive.rewards.core import Reward, UndecidedError, reward

__all__ = ["Reward", "UndecidedError", "reward"]
