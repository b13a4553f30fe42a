"""Answers in the notations of textbooks, papers, chats and models, right and wrong, by family.

A line of families.jsonl is a family: symbols, assumptions, gold, and answers by their verdict.
"""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["FAMILIES"]

_LINES = (Path(__file__).parent / "families.jsonl").read_text(encoding="utf-8").splitlines()
FAMILIES = {
    row["family"]: (row["symbols"], row["assume"], row["gold"], row["answers"])
    for row in map(json.loads, _LINES)
}
