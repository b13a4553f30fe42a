"""Both formats are read; a table of terms that is not one, and a text that is not JSON, refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.replay import ReplayError, load, replay
from tests.replay.cases import CASES
from tests.replay.sharing import nested, shared

# Built by the last writer of format 1 from a sheet of two parts.
FORMAT_1 = Path(__file__).parent / "data" / "format1.json"
OLD = load(FORMAT_1.read_text(encoding="utf-8"))
MADE = shared(CASES["least_squares"]())


def test_a_certificate_of_format_1_still_replays() -> None:
    report = replay(OLD)
    assert report.problems == ()
    assert (report.counts.parts, report.counts.steps, report.counts.rules) == (2, 12, 9)


def test_the_same_is_said_of_either_format() -> None:
    assert replay(shared(OLD)).statements == replay(OLD).statements


@pytest.mark.parametrize("data", [OLD, *(make() for make in CASES.values())])
def test_the_formats_turn_into_each_other(data: Any) -> None:
    again = nested(shared(data))
    assert json.dumps(shared(again), sort_keys=True) == json.dumps(shared(data), sort_keys=True)


def test_a_term_is_written_once() -> None:
    nodes = [{k: v for k, v in node.items() if k != "latex"} for node in MADE["terms"]]
    assert len({json.dumps(node, sort_keys=True) for node in nodes}) == len(nodes)


def _operation(data: Any) -> Any:
    return next(node for node in data["terms"] if "args" in node)


def _first_argument(value: object) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        _operation(data)["args"][0] = value

    return change


def _goal(value: object) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["parts"][0]["goal"] = value

    return change


def _itself(data: Any) -> None:
    for i, node in enumerate(data["terms"]):
        if "args" in node:
            node["args"][0] = i
            return


def _doubled(data: Any) -> None:
    """x, x + x, (x + x) + (x + x), ...: small to write, and far too large."""
    data["terms"].append({"op": "symbol", "shape": "scalar", "name": "c"})
    for _ in range(50):
        last = len(data["terms"]) - 1
        data["terms"].append({"op": "add", "shape": "scalar", "args": [last, last]})


def _tower(data: Any) -> None:
    data["terms"].append({"op": "symbol", "shape": ["n", "n"], "name": "A"})
    for _ in range(100):
        last = len(data["terms"]) - 1
        data["terms"].append({"op": "transpose", "shape": ["n", "n"], "args": [last]})


TABLES: list[tuple[str, Callable[[Any], None], str, str]] = [
    ("a later term", _first_argument(10**6), "terms[", "the number of an earlier term"),
    ("itself", _itself, "terms[", "the number of an earlier term"),
    ("a negative number", _first_argument(-1), "terms[", "the number of an earlier term"),
    ("true", _first_argument(True), "terms[", "the number of an earlier term"),
    ("a text", _first_argument("0"), "terms[", "the number of an earlier term"),
    ("a tree", _first_argument({"op": "pi", "shape": "scalar"}), "terms[", "an earlier term"),
    ("no list", lambda d: _operation(d).update(args=0), "terms[", "args is a list"),
    ("no node", lambda d: d["terms"].append(3), "terms[", "not a tree"),
    ("no table", lambda d: d.update(terms={}), "", "a list is expected"),
    ("without a table", lambda d: d.pop("terms"), "", "terms is missing"),
    ("an empty table", lambda d: d.update(terms=[]), "", "there is no term"),
    ("another shape", lambda d: _operation(d).update(shape=["k", "k"]), "terms[", "has the shape"),
    ("LaTeX of no text", lambda d: _operation(d).update(latex=3), "terms[", "expected a string"),
    ("another key", lambda d: _operation(d).update(note=""), "terms[", "has the keys"),
    ("a term doubled", _doubled, "terms[", "the term is too large"),
    ("a tower", _tower, "terms[", "the term is too large"),
    ("a goal outside", _goal(10**6), "parts[0].goal", "there is no term"),
    ("a goal before", _goal(-1), "parts[0].goal", "there is no term"),
    ("a goal of true", _goal(True), "parts[0].goal", "there is no term"),
    ("a goal in place", _goal({"latex": "", "tree": 0}), "parts[0].goal", "there is no term"),
    ("a table in format 1", lambda d: d.update(format="derive-certificate/1"), "", "unknown key"),
]


@pytest.mark.parametrize(
    ("change", "path", "message"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES]
)
def test_a_broken_table_is_refused(change: Callable[[Any], None], path: str, message: str) -> None:
    data = copy.deepcopy(MADE)
    change(data)
    report = replay(data)
    assert not report.ok
    assert any(p.path.startswith(path) and message in p.message for p in report.problems)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 10**5, "nested too deeply"),
        ('{"a":' * 10**5, "nested too deeply"),
        ("{", "it is not JSON"),
        ("", "it is not JSON"),
        ("1" * 10**5, "it is not JSON"),
    ],
)
def test_a_text_that_is_not_json_is_refused(content: str, message: str) -> None:
    with pytest.raises(ReplayError, match=message):
        load(content)


def test_the_command_refuses_such_a_text_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 10**5)
    done = CliRunner().invoke(app, ["replay", str(path)])
    assert done.exit_code == 2
    assert "nested too deeply" in done.output


def test_the_command_says_what_it_checked_and_what_it_did_not_read() -> None:
    done = CliRunner().invoke(app, ["replay", str(FORMAT_1)])
    assert done.exit_code == 0
    assert "answer x + inverse(A) * b" in done.output
    assert "LaTeX" in done.output
