"""Certificates of expansions: replay multiplies out anew, and refuses each that is altered."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest

from derive.proof import kernel
from derive.proof.certificate.single import single_certificate
from derive.proof.strategies.expand_and_collect import combined
from derive.replay import replay
from tests.proof.expansions import LETTERS, PROBLEMS, Context
from tests.quick import quick

JSON = Any


@cache
def text(name: str) -> str:
    """The certificate of a problem."""
    facts, before, after = PROBLEMS[name]
    context = Context.of(LETTERS, facts)
    steps = combined(context, before, after)
    assert steps is not None
    return json.dumps(single_certificate(kernel.derivation(context, before, steps)))


def made(name: str) -> JSON:
    return json.loads(text(name))


def reason(data: JSON) -> JSON:
    """The reason of the expansion, which may stand in a chain."""
    found = data["parts"][0]["derivations"][0]["steps"][0]["reason"]
    return found["steps"][0]["reason"] if found["kind"] == "chain" else found


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_certificate_replays(name: str) -> None:
    report = replay(made(name))
    assert report.problems == ()


def number(data: JSON, tree: JSON) -> int:
    """The place of a node that is added to the table of terms."""
    data["terms"].append(tree)
    return len(data["terms"]) - 1


def negated(data: JSON, which: int) -> int:
    minus = number(data, {"op": "number", "shape": "scalar", "value": "-1"})
    shape = data["terms"][which]["shape"]
    return number(data, {"op": "mul", "shape": shape, "args": [minus, which]})


def turned(data: JSON, which: int) -> int:
    shape = data["terms"][which]["shape"]
    return number(data, {"op": "transpose", "shape": shape[::-1], "args": [which]})


def letter(data: JSON, old: int | None) -> int:
    node = {"op": "symbol", "name": "S", "shape": ["n", "n"]}
    same = old is not None and {k: v for k, v in data["terms"][old].items() if k != "latex"}
    return number(data, {**node, "name": "B"} if same == node else node)


def mutants(name: str) -> Iterator[tuple[str, JSON]]:
    """The certificate with one thing changed in it that says something else."""
    uses = reason(made(name))["cofactors"]
    for i, use in enumerate(uses):
        for what, changed in _of_cofactor(made(name), use):
            data = made(name)
            data["terms"] = changed["terms"]
            reason(data)["cofactors"][i] = changed["use"]
            yield f"{what} {i}", data
        data = made(name)
        del reason(data)["cofactors"][i]
        yield f"dropped {i}", data
        data = made(name)
        reason(data)["cofactors"].append(use)
        yield f"twice {i}", data
    for key in ("equations", "guards"):
        for i in range(len(reason(made(name))[key])):
            data = made(name)
            del reason(data)[key][i]
            yield f"no {key} {i}", data
            if key == "equations":
                data = made(name)
                equation = reason(data)[key][i]
                equation["start"] = negated(data, equation["start"])
                yield f"another equation {i}", data
                data = made(name)
                del reason(data)[key][i]["steps"][0]
                yield f"no derivation {i}", data
    for what, key in (("after", "after"), ("before", "before")):
        data = made(name)
        if name == "no equation":
            break  # both lines are zero, and so are their negatives
        step = data["parts"][0]["derivations"][0]["steps"][0]
        old, new = step[key], negated(data, step[key])
        yield f"another {what}", _everywhere(data, old, new)


def _everywhere(data: JSON, old: int, new: int) -> JSON:
    """Another number for a term, wherever a line, a goal or an answer names it."""
    part = data["parts"][0]
    part["goal"] = new if part["goal"] == old else part["goal"]
    for result in part["results"]:
        result["answer"] = new if result["answer"] == old else result["answer"]
    derivation = part["derivations"][0]
    derivation["start"] = new if derivation["start"] == old else derivation["start"]
    outer = derivation["steps"][0]
    for step in (outer, *outer["reason"].get("steps", ())):
        for key in ("before", "after"):
            step[key] = new if step[key] == old else step[key]
    return data


def _of_cofactor(data: JSON, use: JSON) -> Iterator[tuple[str, JSON]]:
    """A cofactor with one thing changed, and the table of terms that it needs."""

    def put(what: str, **new: Any) -> tuple[str, JSON]:
        return what, {"terms": copy.deepcopy(data["terms"]), "use": {**use, **new}}

    scalar = data["terms"][use["coefficient"]]["shape"] == "scalar"
    yield put("coefficient", coefficient=negated(data, use["coefficient"]))
    yield put("no coefficient", coefficient=None)
    yield put("foreign coefficient", coefficient=10**6)
    yield put("equation", equation=use["equation"] + 1)
    yield put("negative", equation=-1)
    yield put("flag", transposed=1)
    if scalar and not use["traced"] and "a number" not in data["title"]:
        yield put("traced", traced=True)
    if use["left"] != use["right"] and not use["traced"]:
        yield put("sides", left=use["right"], right=use["left"])
    for side in ("left", "right"):
        old = use[side]
        yield put(f"{side} letter", **{side: letter(data, old)})
        if old is not None:
            yield put(f"no {side}", **{side: None})
            yield put(f"{side} turned", **{side: turned(data, old)})


MOST = 12  # altered certificates of a problem; `make fuzz` tries all


@pytest.mark.parametrize("name", quick(4, PROBLEMS))
def test_altered_certificates_are_refused(name: str) -> None:
    accepted = [what for what, data in islice(mutants(name), MOST) if replay(data).ok]
    assert not accepted


@pytest.mark.heavy
@pytest.mark.parametrize("name", PROBLEMS)
def test_all_altered_certificates_are_refused(name: str) -> None:
    accepted = [what for what, data in mutants(name) if replay(data).ok]
    assert not accepted


@pytest.mark.slow
def test_there_are_more_than_a_hundred() -> None:
    assert sum(1 for name in PROBLEMS for _ in mutants(name)) > 300
