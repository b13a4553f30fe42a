"""Lines that were once accepted, or refused, wrongly: by the principle that they break.

Each row of `sceptic.jsonl` has what it is of, and if it is false a witness in words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.errors import DeriveError

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("sceptic.jsonl").read_text("utf-8").splitlines()
]


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['kind']}: {row.get('claim') or ' ~ '.join((row['gold'], row['answer']))}"


def _status(row: Mapping[str, Any]) -> str:
    declared, assume = row["declared"], row["assume"]
    try:
        if "claim" in row:
            return str(derive.prove(row["claim"], declared, assume=assume).status)
        return derive.check(row["gold"], row["answer"], declared, assume=assume).verdict
    except DeriveError:
        return "error"


@pytest.mark.parametrize("row", [row for row in ROWS if not row["true"]], ids=_name)
def test_what_has_a_witness_is_not_accepted(row: Mapping[str, Any]) -> None:
    assert row["witness"]
    assert _status(row) in row.get("expected", ["different", "undefined", "undecided",
                                                "refuted", "unknown"])  # fmt: skip


@pytest.mark.parametrize("row", [row for row in ROWS if row["true"]], ids=_name)
def test_what_is_true_is_accepted(row: Mapping[str, Any]) -> None:
    accepted = ["proved", "verified"] if "claim" in row else ["equivalent"]
    assert _status(row) in row.get("expected", accepted)
