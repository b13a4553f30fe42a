"""The certificate of the vector-calculus problem replays; entries of something else do not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from derive.publish.certificate import certificate
from tests.quick import quick
from tests.replay.mutants import mutants, printed, replaced
from tests.replay.sharing import nested, replayed
from tests.specs.solved import solved

MINUS = {"op": "number", "shape": "scalar", "value": "-1"}


@pytest.fixture(scope="module")
def made() -> Any:
    return nested(certificate(solved("vector_calculus")))


@pytest.fixture(scope="module")
def small(made: Any) -> Any:
    """Its parts (a) and (c) alone."""
    return {**made, "parts": made["parts"][:3:2]}


def reason(data: Any, part: int = 0) -> Any:
    return data["parts"][part]["derivations"][0]["steps"][0]["reason"]


def problems(data: Any) -> str:
    return "\n".join(f"{p.path}: {p.message}" for p in replayed(data).problems)


def test_it_replays(made: Any) -> None:
    report = replayed(made)
    assert report.problems == ()
    assert report.counts.steps > 80


@pytest.mark.parametrize("part", quick(1, range(2)))
def test_another_sign_of_an_answer_is_refused_even_if_it_is_changed_everywhere(
    small: Any, part: int
) -> None:
    data = copy.deepcopy(small)
    old = data["parts"][part]["results"][0]["answer"]
    tree = {"op": "mul", "shape": old["tree"]["shape"], "args": [MINUS, old["tree"]]}
    replaced(data, copy.deepcopy(old), printed(tree))
    assert not replayed(data).ok


def _one(data: Any) -> None:
    reason(data)["column"] = {"op": "number", "shape": "scalar", "value": "1"}


def _other_index(data: Any) -> None:
    reason(data)["column"]["name"] = "j"


def _size(data: Any) -> None:
    reason(data)["column"]["name"] = "n"


def _symbol(data: Any) -> None:
    reason(data)["column"] = {"op": "symbol", "shape": "scalar", "name": "k"}


def _same_twice(data: Any) -> None:
    reason(data, 1)["column"] = reason(data, 1)["row"]


def _exchanged(data: Any) -> None:
    step = reason(data, 1)
    step["row"], step["column"] = step["column"], step["row"]


def _assumed(data: Any) -> None:
    facts = reason(data)["derivation"]["facts"]
    fact = copy.deepcopy(facts[1])
    fact["predicate"] = "="
    facts.append(fact)


def _shorter(data: Any) -> None:
    reason(data)["derivation"]["steps"].pop()


def _out_of_range(data: Any) -> None:
    """Without the range of its index, a delta does not pick a term."""
    reason(data)["derivation"]["facts"].clear()


def _captured(data: Any) -> None:
    """In c_i x_i the factor c_i is no constant, whatever it is bound to."""
    for step in reason(data)["derivation"]["steps"]:
        inner = step["reason"]
        if inner.get("rule") == "sum_delta":
            inner["bindings"] = [
                [variable, {**value, "name": "i"} if value.get("name") == "k" else value]
                for variable, value in inner["bindings"]
            ]


@pytest.mark.parametrize(
    ("change", "message"),
    quick(
        3,
        [
            (_one, "indices that mean nothing yet"),
            (_other_index, "the index k is not declared"),
            (_size, "indices that mean nothing yet"),
            (_symbol, "indices that mean nothing yet"),
            (_same_twice, "indices that mean nothing yet"),
            (_exchanged, "it does not derive the entry"),
            (_assumed, "= is not assumed here"),
            (_shorter, "it does not derive the entry"),
            (_out_of_range, "an entry of a table need not be in range"),
            (_captured, "the bound index i is captured"),
        ],
    ),
)
def test_entries_of_something_else_are_refused(small: Any, change: Any, message: str) -> None:
    data = copy.deepcopy(small)
    change(data)
    assert message in problems(data)


def _stronger(data: Any) -> None:
    """From the equality of forms not more than that of symmetric parts follows."""
    rule = data["rules"]["forall_row"]
    rule["rhs"]["args"][1] = {"op": "zeros", "shape": rule["rhs"]["args"][1]["shape"]}


def _unguarded(data: Any) -> None:
    data["rules"]["forall_row"]["guards"].pop()


@pytest.mark.slow
@pytest.mark.parametrize("change", [_stronger, _unguarded])
def test_other_rules_about_every_x_are_refused(made: Any, change: Any) -> None:
    data = {**copy.deepcopy(made), "parts": copy.deepcopy(made["parts"][4:])}
    change(data)
    assert "rules.forall_row" in problems(data)


@pytest.mark.slow
def test_random_changes_are_refused(small: Any) -> None:
    refused = [what for what, data in mutants(small, 5, seed=4) if not replayed(data).ok]
    assert len(refused) >= 4
