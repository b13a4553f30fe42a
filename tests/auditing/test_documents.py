"""Whole solutions in several styles: every mistake is found at its line, no right step is blamed.

The mistakes were noted down before the documents were audited.
"""

from pathlib import Path

import pytest

import derive

FOLDER = Path(__file__).parent / "documents"
# document, lines with mistakes, steps that are not decided
DOCUMENTS = [
    ("woodbury.md", [], 1),
    ("logistic.md", [], 0),
    ("conditioning.md", [53], 0),  # a trace of a product in the wrong order: shapes
    ("kalman.tex", [43], 0),  # a transpose too many
    ("pca.md", [31, 32], 0),  # two signs that cancel
    ("backprop.txt", [24], 0),  # a transpose lost
]


@pytest.mark.parametrize(("name", "wrong", "undecided"), DOCUMENTS, ids=[d[0] for d in DOCUMENTS])
def test_mistakes_are_found_and_nothing_else_is_blamed(name, wrong, undecided):
    found = derive.audit(FOLDER / name)
    blamed = [step.line for step in found.steps if step.verdict in ("wrong", "does_not_follow")]
    assert blamed == wrong
    assert found.count("unread") + found.count("not_checkable") <= undecided
    assert (found.first_wrong.line if found.first_wrong else None) == (wrong[0] if wrong else None)
