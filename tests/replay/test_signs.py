"""Signs, tables of cases and fractions in a certificate: sound ones replay, changed ones do not."""

import copy
from typing import Any

import pytest

from derive import Problem
from derive.publish.certificate import certificate
from tests.replay.sharing import nested, replayed

MOVE = r"\frac{s (w - b x)}{w (w - s x)}"


@pytest.fixture(scope="module")
def sound() -> Any:
    problem = Problem("elbow", course="test", title="An elbow")
    problem.declare("w: scalar, b: scalar, x: scalar, s: scalar")
    given = ["s > 0", "w x + b > 0", "w > 0", "x < 0"]
    with problem.part("a", "By how much?", given=[r"w \neq 0", r"w \neq s x"]) as d:
        d.start(r"-\frac{b - s}{w - s x} + \frac{b}{w}")
        d.line(MOVE)
        d.answer("r")
    with problem.part("b", "Which way?", given=given) as d:
        d.start(r"-\frac{b - s}{w - s x} + \frac{b}{w}")
        d.result("a")
        d.answer("q")
        d.sign(f"{MOVE} > 0")
        d.refute(r"b x > -w")
        columns = [("Slope", r"w \mathbf{1}[s - 1 > 0]", "falls, stays, rises")]
        d.cases((["s - 1 > 0"], (">",)), ([r"s - 1 \le 0"], ("=",)), columns=columns)
    return nested(certificate(problem))


def test_a_sound_certificate_replays(sound: Any) -> None:
    report = replayed(sound)
    assert report.problems == ()


def _step(data: Any, part: int) -> Any:
    step = data["parts"][part]["derivations"][0]["steps"][0]
    return step["reason"]["steps"][0] if step["reason"]["kind"] == "chain" else step


def _sign(data: Any) -> Any:
    return data["parts"][1]["signs"][0]["proof"]


def _cases(data: Any) -> Any:
    return data["parts"][1]["cases"][0]


def _factor(data: Any) -> Any:
    return next(f for f in _sign(data)["factors"] if len(f["sum"]) > 1)


def _leaf(split: Any, key: str) -> Any:
    """The first leaf with this key."""
    if key in split:
        return split
    found = (_leaf(split[part], key) for part in ("below", "zero", "above") if "on" in split)
    return next((leaf for leaf in found if leaf), None)


CHANGES = {
    "no guard of a fraction": lambda d: _step(d, 0)["reason"].update(guards=[{}]),
    "a result of no part": lambda d: _step(d, 1)["reason"].update(part="c"),
    "a result turned round": lambda d: _step(d, 1)["reason"].update(forward=False),
    "a result without its guards": lambda d: _step(d, 1)["reason"].update(guards=[]),
    "guards exchanged": lambda d: _step(d, 1)["reason"]["guards"].reverse(),
    "another number": lambda d: _sign(d).update(number="2"),
    "a sign turned": lambda d: _sign(d)["factors"][0].update(sign="<"),
    "a factor dropped": lambda d: _sign(d)["factors"].pop(),
    "a summand dropped": lambda d: _factor(d)["sum"].pop(),
    "a negative summand": lambda d: _factor(d)["sum"][0].update(coefficient="-1"),
    "no sign": lambda d: _factor(d).update(sign="", sum=[]),
    "an exponent": lambda d: _sign(d)["factors"][0].update(exponent=2),
    "what is not assumed": lambda d: d["parts"][1]["given"].pop(),
    "values of a refutation": lambda d: d["parts"][1]["refuted"][0]["values"].update(b=[["-9"]]),
    "another cell": lambda d: _cases(d)["rows"][0]["cells"][0].update(sign="<"),
    "a cell of nothing": lambda d: _cases(d)["rows"][0]["cells"][0].update(sign="none"),
    "a row dropped": lambda d: _cases(d)["rows"].pop(),
    "another row": lambda d: _leaf(_cases(d)["split"], "row").update(row=0),
    "no row": lambda d: _leaf(_cases(d)["split"], "row").update(row=7),
    "nothing is possible": lambda d: _cases(d).update(split={"impossible": []}),
    "a branch dropped": lambda d: _cases(d)["split"].pop("zero"),
    "a column more": lambda d: _cases(d)["columns"].append(_cases(d)["columns"][0]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_certificate_is_refused(sound: Any, name: str) -> None:
    data = copy.deepcopy(sound)
    CHANGES[name](data)
    assert data != sound
    assert replayed(data).problems
