"""Identities and orders as four books state them, written down before the engine was run on them.

`books.jsonl` has a source for each; those marked `open` have no steps yet.
"""

import json
from pathlib import Path

import pytest

from derive.judging.api import prove
from derive.judging.claims import Claim
from derive.replay import replay
from tests.quick import quick

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "books.jsonl").read_text(encoding="utf-8").splitlines()
]
BOOKS = ("Horn and Johnson", "Magnus and Neudecker", "Searle", "Boyd and Vandenberghe")
ORDERS = [row for row in ROWS if row["id"].startswith("ord-")]
IDENTITIES = [row for row in ROWS if row not in ORDERS]


def proved(row):
    return Claim.from_json({key: row[key] for key in ("symbols", "assume", "claim")}).prove()


@pytest.mark.parametrize(
    "row", [*quick(3, IDENTITIES), *quick(4, ORDERS)], ids=lambda row: row["id"]
)
def test_what_a_book_states_is_proved(row):
    made = proved(row)
    if row.get("open"):
        assert made.status in ("verified", "unknown"), made.reason
    else:
        assert made.status == "proved", made.reason
        assert replay(made.certificate()).ok


def test_most_of_them_are_proved():
    known = [sum(not row.get("open") for row in rows) for rows in (IDENTITIES, ORDERS)]
    assert len(IDENTITIES) == 60
    assert len(ORDERS) == 20
    assert known[0] >= 54
    assert known[1] >= 15
    assert all(row["source"].startswith(BOOKS) for row in ROWS)
    assert all(sum(row["source"].startswith(book) for row in IDENTITIES) == 15 for book in BOOKS)


SQUARE = "A: n×n, B: n×n"
SEMIDEFINITE = ["positive_semidefinite(A)", "positive_semidefinite(B)"]

FALSE_ORDERS = [
    (r"A^2 \succeq B^2", SQUARE, [*SEMIDEFINITE, "positive_semidefinite(A - B)"]),
    (r"\operatorname{tr}(A B) \ge 0", SQUARE, SEMIDEFINITE[:1]),
    (r"\operatorname{tr}(A B) > 0", SQUARE, SEMIDEFINITE),
    (r"A B \succeq 0", SQUARE, SEMIDEFINITE),
    (r"A - B \succeq 0", SQUARE, SEMIDEFINITE),
    (r"A^{-1} \succeq B^{-1}", SQUARE,
     ["positive_definite(A)", "positive_definite(B)", "positive_semidefinite(A - B)"]),
    (r"\operatorname{rank}(A) \le \operatorname{rank}(A B)", SQUARE, []),
    (r"\operatorname{rank}(A + B) \ge \operatorname{rank}(A)", SQUARE, []),
    (r"\|x + y\| \ge \|x\| + \|y\|", "x: n, y: n", []),
    (r"(x^T y)^2 \ge (x^T x)(y^T y)", "x: n, y: n", []),
    (r"(x^T y)^2 < (x^T x)(y^T y)", "x: n, y: n", []),
    (r"x^T A x > 0", "A: n×n, x: n", ["positive_definite(A)"]),
    (r"x^T A x \ge 0", "A: n×n, x: n", ["symmetric(A)"]),
    (r"\det(A) > 0", "A: n×n", ["positive_semidefinite(A)"]),
    (r"P_{ii} < 1", "P: n×n, i: index", ["symmetric(P)", "idempotent(P)"]),
    (r"P_{ij} \ge 0", "P: n×n, i: index, j: index", ["symmetric(P)", "idempotent(P)"]),
    (r"P_{ii} \le 1", "P: n×n, i: index", ["idempotent(P)"]),
    (r"A_{12}^2 \ge A_{11} A_{22}", "A: 2×2", ["positive_semidefinite(A)"]),
    (r"n \operatorname{tr}(A)^2 \le \operatorname{tr}(A^T A)", "A: n×n", []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "declared", "assumed"), quick(8, FALSE_ORDERS))
def test_what_is_false_of_orders_is_not_proved(claim, declared, assumed):
    assert prove(claim, declared, assume=assumed).status in ("refuted", "unknown")
