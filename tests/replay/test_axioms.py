"""Replay believes the axioms that derive has shipped, and names every other one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from derive.algebra import term as t
from derive.cli import app
from derive.replay import replay
from derive.replay.axioms import shipped
from derive.rules.library import RULES
from tests.replay.axiom_table import library_lines, rule_line
from tests.replay.cases import CASES

GUARDED = [rule for rule in RULES.values() if rule.axiom and rule.needs(True)]
MADE = CASES["orthogonal_gram"]()


@pytest.mark.parametrize(("name", "line"), library_lines().items())
def test_the_table_has_every_axiom_of_the_library(name: str, line: str) -> None:
    assert line in shipped(), f"run python -m tests.replay.axiom_table for {name}"


@pytest.mark.parametrize("rule", GUARDED, ids=[rule.name for rule in GUARDED])
def test_an_axiom_without_one_of_its_guards_is_not_in_it(rule: Any) -> None:
    weaker = [replace(rule, guards=rule.guards[1:]), replace(rule, forward=rule.forward[1:])]
    assert all(rule_line(other) not in shipped() for other in weaker if other != rule)


def test_names_do_not_matter_and_shapes_do() -> None:
    rule = RULES["transpose_mul"]
    n, m = t.dimension("n"), t.dimension("m")
    first, second = t.matrix("Left", n, m), t.matrix("Right", m, n)
    square = t.matrix("Right", n, n)

    def says(left: Any, right: Any) -> str:
        lhs = t.transpose(t.mul(left, right))
        rhs = t.mul(t.transpose(right), t.transpose(left))
        return rule_line(replace(rule, lhs=lhs, rhs=rhs))

    assert says(first, t.matrix("Right", m, t.dimension("p"))) in shipped()
    assert says(first, second) not in shipped()  # an instance is another line
    assert says(square, square) not in shipped()


def _foreign_rule(data: Any) -> None:
    """A needless guard: what is said is true, but nothing that derive has shipped."""
    rule = data["rules"]["orthonormal_columns"]
    rule["backward"] = rule["guards"]


def _inference(data: Any) -> None:
    for line in data["inferences"].values():
        line["premises"] = line["premises"] * 2


CHANGES: list[tuple[str, Callable[[Any], None]]] = [
    ("rules.orthonormal_columns", _foreign_rule),
    ("inferences.", _inference),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_foreign_axiom_is_named(name: str, change: Callable[[Any], None]) -> None:
    data = copy.deepcopy(MADE)
    assert data["inferences"]
    change(data)
    report = replay(data)
    assert not report.ok
    assert any(foreign.startswith(name) for foreign in report.foreign)


def test_the_command_says_so_with_an_exit_code_of_its_own(tmp_path: Path) -> None:
    data = copy.deepcopy(MADE)
    _foreign_rule(data)
    path = tmp_path / "foreign.json"
    path.write_text(json.dumps(data))
    done = CliRunner().invoke(app, ["replay", str(path)])
    assert done.exit_code == 3, done.output
    assert "axioms that are not derive's: rules.orthonormal_columns" in done.output
    said = CliRunner().invoke(app, ["replay", str(path), "--json"])
    assert said.exit_code == 3
    assert json.loads(said.output)["problems"] == []
