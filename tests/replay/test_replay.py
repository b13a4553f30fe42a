"""Certificates that hold replay; each change that makes something false is refused."""

from __future__ import annotations

import ast
import copy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import derive.replay as package
from derive.replay import Report, replay
from tests.replay.cases import CASES
from tests.replay.mutants import mutants
from tests.replay.sharing import replayed
from tests.replay.truth import falsehoods

MADE = {name: make() for name, make in CASES.items()}
NUMBER = {"op": "number", "shape": "scalar", "value": "2"}


@pytest.mark.parametrize("name", CASES)
def test_a_sound_certificate_replays(name: str) -> None:
    report = replayed(MADE[name])
    assert report.problems == ()
    assert report.ok
    assert falsehoods(MADE[name], MADE[name]) == []


def test_the_counts_say_how_much_was_checked() -> None:
    counts = replay(MADE["least_squares"]).counts
    assert (counts.parts, counts.rules) == (1, 14)
    assert counts.steps == 28
    assert counts.models > 50


def _steps(data: Any) -> list[Any]:
    return data["parts"][0]["derivations"][0]["steps"]


def _printed(tree: Any) -> Any:
    return {"latex": "", "tree": tree}


def _no_chain(data: Any) -> None:
    del _steps(data)[1]


def _starts_late(data: Any) -> None:
    del _steps(data)[0]


def _other_rule(data: Any) -> None:
    _steps(data)[0]["reason"]["rule"] = "transpose_add"


def _backwards(data: Any) -> None:
    reason = _steps(data)[0]["reason"]
    reason["forward"] = not reason["forward"]


def _no_guard(data: Any) -> None:
    _steps(data)[0]["reason"]["guards"] = []


def _rule_and_use_without_guard(data: Any) -> None:
    _no_guard(data)
    for rule in data["rules"].values():
        rule["guards"] = rule["backward"] = []


def _columns_for_rows(data: Any) -> None:
    """U U^T = I for a U that has orthonormal columns only."""
    rule = data["rules"]["orthonormal_columns"]
    for side in (rule["lhs"], rule["statement"]["tree"]["args"][0]):
        side["args"].reverse()
        side["shape"] = ["m", "m"]
    for side in (rule["rhs"], rule["statement"]["tree"]["args"][1], rule["statement"]["tree"]):
        side["shape"] = ["m", "m"]
    rule["statement"] = _printed(rule["statement"]["tree"])


def _not_assumed(data: Any) -> None:
    data["context"]["facts"] = []


def _assumed_nowhere(data: Any) -> None:
    data["context"]["facts"].pop()
    data["parts"][0]["derivations"][0]["facts"].pop()


def _other_answer(data: Any) -> None:
    data["parts"][0]["results"][0]["answer"] = data["parts"][0]["goal"]


def _other_goal(data: Any) -> None:
    data["parts"][0]["goal"] = data["parts"][0]["results"][0]["answer"]


def _other_question(data: Any) -> None:
    formula = copy.deepcopy(data["parts"][0]["goal"])
    tree = {"op": "transpose", "shape": formula["tree"]["shape"][::-1], "args": [formula["tree"]]}
    data["parts"][0]["question"][1] = _printed(tree)


def _other_shape(data: Any) -> None:
    _steps(data)[0]["after"]["tree"]["shape"] = ["n", "n"]


def _unknown_key(data: Any) -> None:
    _steps(data)[0]["note"] = "believe me"


def _unknown_kind(data: Any) -> None:
    _steps(data)[0]["reason"] = {"kind": "trust"}


def _other_position(data: Any) -> None:
    _steps(data)[0]["position"]["path"].append(7)


CHANGES: list[tuple[str, Callable[[Any], None], str]] = [
    ("expanded_transpose", _no_chain, "does not begin where"),
    ("expanded_transpose", _starts_late, "does not begin at the start"),
    ("expanded_transpose", _other_rule, "not a variable"),
    ("expanded_transpose", _backwards, "no instance"),
    ("backwards", _no_guard, "guards are needed"),
    ("backwards", _rule_and_use_without_guard, "one side defined and not the other"),
    ("orthogonal_gram", _no_guard, "guards are needed"),
    ("orthogonal_gram", _rule_and_use_without_guard, "refutes it"),
    ("orthogonal_gram", _columns_for_rows, "refutes it"),
    ("orthogonal_gram", _not_assumed, "not assumed here"),
    ("orthogonal_gram", _assumed_nowhere, "not among the assumptions"),
    ("svd_put_in", _not_assumed, "not assumed here"),
    ("inverse_cancelled", _assumed_nowhere, "not defined on the same values"),
    ("least_squares", _other_answer, ""),
    ("least_squares", _no_guard, "guards are needed"),
    ("expanded_transpose", _other_answer, "not the end of its derivation"),
    ("expanded_transpose", _other_goal, "no derivation starts from the goal"),
    ("expanded_transpose", _other_question, "neither in the goal"),
    ("expanded_transpose", _other_shape, "has the shape"),
    ("expanded_transpose", _unknown_key, "unknown key note"),
    ("expanded_transpose", _unknown_kind, "unknown kind of reason"),
    ("expanded_transpose", _other_position, "no such position"),
]


@pytest.mark.parametrize(
    ("name", "change", "message", "check"),
    [*((*row, replayed) for row in CHANGES), *((*row, replay) for row in CHANGES[::5])],
)
def test_a_change_is_refused_with_its_reason(
    name: str, change: Callable[[Any], None], message: str, check: Callable[[Any], Report]
) -> None:
    data = copy.deepcopy(MADE[name])
    change(data)
    report = check(data)
    assert not report.ok
    assert any(message in problem.message for problem in report.problems), report.problems


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_accepted_of_random_changes_is_true(name: str) -> None:
    refused = 0
    for what, data in mutants(MADE[name], 36, seed=11):
        if replayed(data).ok:
            assert falsehoods(data, MADE[name]) == [], what
        else:
            refused += 1
    assert refused > 20


def test_the_truth_that_tests_rely_on_sees_falsehoods() -> None:
    data = copy.deepcopy(MADE["svd_put_in"])
    data["context"]["facts"][3]["args"][1]["tree"]["args"].reverse()
    seen = sum(bool(falsehoods(d, MADE["svd_put_in"])) for _, d in mutants(data, 20, 5))
    assert seen > 0


def _deep(depth: int) -> Any:
    data: Any = None
    for _ in range(depth):
        data = [data]
    return data


def _powers() -> Any:
    data = copy.deepcopy(MADE["expanded_transpose"])
    tree: Any = {"op": "symbol", "shape": ["n", "n"], "name": "A"}
    for _ in range(20):
        exponent = {"op": "number", "shape": "scalar", "value": "64"}
        tree = {"op": "pow", "shape": ["n", "n"], "args": [tree, exponent]}
    data["context"]["symbols"].append({"latex": "", "tree": tree})
    rule = data["rules"]["transpose_add"]
    rule["lhs"] = rule["rhs"] = tree
    return data


def _chains() -> Any:
    """Chains of one step in chains of one step, as deep as a certificate may be."""
    data = copy.deepcopy(MADE["expanded_transpose"])
    step = _steps(data)[0]
    tree: Any = {"op": "symbol", "shape": ["n", "n"], "name": "A"}
    for _ in range(50):
        tree = {"op": "transpose", "shape": ["n", "n"], "args": [tree]}
    step["after"] = {"latex": "", "tree": tree}
    for _ in range(30):
        step = {**step, "reason": {"kind": "chain", "steps": [step]}}
    _steps(data)[0] = step
    return data


def _proofs() -> Any:
    data = copy.deepcopy(MADE["backwards"])
    guard = _steps(data)[0]["reason"]["guards"][0]
    proof = guard["proof"]
    for _ in range(60):
        proof = {**proof, "by": "definition", "premises": [proof]}
    guard["proof"] = proof
    return data


def _wide() -> Any:
    data = copy.deepcopy(MADE["expanded_transpose"])
    part = data["parts"][0]
    part["derivations"] = part["derivations"] * 20_000
    return data


HOSTILE: list[Any] = [
    None,
    [],
    {},
    "certificate",
    1.5,
    float("nan"),
    {"format": "derive-certificate/1"},
    {**MADE["backwards"], "format": "derive-certificate/2"},
    {**MADE["backwards"], "format": "derive-certificate/3"},
    {**MADE["backwards"], "parts": []},
    {**MADE["backwards"], "parts": "none"},
    {**MADE["backwards"], "rules": []},
    {**MADE["backwards"], "rules": {"x": None}},
    {**MADE["backwards"], "inferences": {"assumption": {}}},
    {**MADE["backwards"], "context": {"symbols": [{"latex": "", "tree": {}}], "facts": []}},
    {**MADE["backwards"], 3: 4},
    {**MADE["backwards"], "title": "x" * 10**6},
    {**MADE["backwards"], "title": "\ud800"},
    {**MADE["backwards"], "title": 10**4000},
    {**MADE["backwards"], "title": _deep(100_000)},
    _powers(),
    _chains(),
    _proofs(),
    _wide(),
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_bad_input_is_a_report_never_an_exception(data: Any) -> None:
    report = replay(data)
    assert isinstance(report.ok, bool)
    if data is not HOSTILE[17]:  # a lone surrogate in a title is only ugly
        assert not report.ok
        assert report.problems


def test_it_imports_the_standard_library_only() -> None:
    folder = Path(package.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                own = name.startswith("derive.replay")
                assert own or name.split(".")[0] in sys.stdlib_module_names, (path, name)


def test_it_runs_without_any_installed_package() -> None:
    root = Path(package.__file__).parents[2]
    code = "import derive.replay as r; print(r.replay({}).ok)"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=root, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False", done.stderr
