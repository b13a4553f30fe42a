"""The commands as a user calls them: what they print, and their exit codes."""

import json
import subprocess
import sys

import pytest

from tests.command import derive
from tests.publish.test_build import SPECS

PARSE = ("-d", r"X: n×d, y: n, \lambda: scalar")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--help",), 0, "Write, prove and check matrix derivations"),
        (("parse", "X^T X", *PARSE), 0, "d×d"),
        (("parse", r"(X^T X + \lambda I)^{-1} X^T y", *PARSE, "--format", "sympy"), 0, "X.T*X"),
        (("parse", "X y", *PARSE), 1, "n×d times n×1 has no meaning"),
        (("parse", "X^T z", *PARSE), 1, "z is not declared"),
        (("parse", "X", "-d", "X: "), 2, "this is no declaration"),
        (("parse", "X", *PARSE, "-a", "symetric(X)"), 2, "this is no assumption"),
        (("rules",), 0, "transpose_mul"),
        (("rules", "mul_inv_rev"), 0, "derived:"),
        (("rules", "transpose_mul"), 0, "axiom: Horn and Johnson"),
        (("rules", "transpose_mull"), 2, "did you mean transpose_mul?"),
        (("doctor",), 0, "python-flint"),
        (("show", "cs182-hw0/least_squares_svd/b", "--specs", SPECS), 0, "answer: w ="),
        (("show", "cs182-hw0/nothing", "--specs", SPECS), 2, "there is no problem"),
        (("show", "cs182-hw0/least_squares_svd/z", "--specs", SPECS), 2, "has no part z"),
        (("list", "--specs", SPECS), 0, "cs182-hw0/least_squares_svd/a"),
        (("build", "nothing", "--specs", SPECS), 2, "there is no problem nothing"),
        (("build", "--specs", "/nowhere"), 2, "there is no folder"),
        (("build", "--formats", "docx", "--specs", SPECS), 2, "unknown format: docx"),
        (("replay", "/nowhere.json"), 2, "cannot be read"),
    ],
)
def test_commands(arguments, code, said):
    done = derive(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("parse", "X^T X", *PARSE, "--json"), "latex"),
        (("parse", "X^T X", *PARSE, "--format", "tree"), "op"),
    ],
)
def test_json(arguments, key):
    assert key in json.loads(derive(*arguments).stdout)


def test_rules_in_json_count_the_axioms():
    everything = json.loads(derive("rules", "--json").stdout)
    axioms = json.loads(derive("rules", "--axioms", "--json").stdout)
    assert [row for row in everything if row["axiom"]] == axioms
    assert all(row["source"] for row in axioms)


def test_a_changed_certificate_does_not_replay(tmp_path):
    out = tmp_path / "out"
    assert (
        derive(
            "build",
            "--specs",
            SPECS,
            "--out",
            out,
            "--formats",
            "json",
            SPECS / "cs182_hw0" / "least_squares_svd.py",
        ).returncode
        == 0
    )
    path = out / "cs182-hw0" / "least_squares_svd.json"
    assert derive("replay", path).returncode == 0
    certificate = json.loads(path.read_text())
    certificate["parts"][1]["results"][0]["answer"] = certificate["parts"][0]["results"][0][
        "answer"
    ]
    path.write_text(json.dumps(certificate))
    done = derive("replay", path)
    assert done.returncode == 1
    assert "parts[1].results[0]" in done.stdout
    path.write_text("{")
    assert derive("replay", path).returncode == 2


def test_help_imports_nothing_heavy():
    code = "import sys, derive.cli; print([m for m in ('sympy', 'flint', 'matplotlib', 'z3', 'math_core') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["derive"])
def test_the_package_runs_as_the_command(module):
    command = [sys.executable, "-m", module, "parse", "X^T", "-d", "X: n×d"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("d×n\n")


def test_list_counts_parts_problems_and_all():
    rows = json.loads(derive("list", "--json", "--specs", SPECS).stdout)
    parts = [row for row in rows if row["kind"] == "part"]
    problems = [row for row in rows if row["kind"] == "problem"]
    [total] = [row for row in rows if row["kind"] == "total"]
    assert rows[-1] == total
    assert total["part"] == f"{len(problems)} problems: {len(parts)} parts"
    for key in ("lines", "steps", "models"):
        assert total[key] == sum(row[key] for row in parts) == sum(row[key] for row in problems)
    assert set(total["rules"]) == {rule for row in parts for rule in row["rules"]}
    assert len(total["rules"]) < sum(len(row["rules"]) for row in problems)
    for row in parts:
        assert row["verified"] == "proved"
        assert row["results"]
        assert row["steps"] >= row["lines"] > 0
