"""The certificate of the least-squares problem replays; what is altered in it does not."""

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
    return nested(certificate(solved("least_squares_svd")))


def test_it_replays(made: Any) -> None:
    report = replayed(made)
    assert report.problems == ()
    assert report.counts.parts == 6
    assert report.counts.steps > 200


@pytest.mark.parametrize("part", quick(1, range(6)))
def test_another_sign_of_an_answer_is_refused_even_if_it_is_changed_everywhere(
    made: Any, part: int
) -> None:
    data = copy.deepcopy(made)
    old = data["parts"][part]["results"][0]["answer"]
    tree = {"op": "mul", "shape": old["tree"]["shape"], "args": [MINUS, old["tree"]]}
    replaced(data, copy.deepcopy(old), printed(tree))
    assert not replayed(data).ok


@pytest.mark.slow
def test_a_result_must_belong_to_the_goal(made: Any) -> None:
    data = copy.deepcopy(made)
    data["parts"][2]["results"].pop(0)
    assert not replayed(data).ok


@pytest.mark.slow
def test_random_changes_are_refused(made: Any) -> None:
    refused = [what for what, data in mutants(made, 6, seed=4) if not replayed(data).ok]
    assert len(refused) >= 5
