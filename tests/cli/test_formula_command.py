"""A formula that begins with a minus is a formula, wherever the options stand."""

import pytest

from derive.cli.formula_command import formulas_last
from tests.command import derive

OPTIONS = {"-d": True, "-a": True, "--wrt": True, "--json": False, "-h": False}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["-x"], ["--", "-x"]),
        (["-x", "-d", "x: n"], ["-d", "x: n", "--", "-x"]),
        (["-d", "x: n", "-x", "--json", "-y"], ["-d", "x: n", "--json", "--", "-x", "-y"]),
        (["-a", "-x > 0", "y"], ["-a", "-x > 0", "--", "y"]),
        (["--wrt=x", "-x^2"], ["--wrt=x", "--", "-x^2"]),
        (["--", "-d", "--json"], ["--", "-d", "--json"]),
        (["--jsn", "x"], ["--jsn", "--", "x"]),  # misspelt: click says so
        (["--A", "--x"], ["--", "--A", "--x"]),
        (["x", "-d"], ["-d"]),  # click says what is missing
        (["-dX: n"], ["--", "-dX: n"]),
    ],
)
def test_formulas_come_last(given, meant):
    assert formulas_last(given, OPTIONS) == meant


D = ("-d", "x: n, y: n, c: scalar")


@pytest.mark.parametrize(
    "line",
    [
        ("parse", "-x^T y", *D),
        ("parse", *D, "-x^T y"),
        ("check", "-x^T y", "-y^T x", *D),
        ("check", *D, "-x^T y", "--json", "-y^T x"),
        ("check", "-x^T y", *D, "-a", "-c < 0", "-y^T x"),
        ("prove", "-x^T y = -y^T x", *D),
        ("prove", *D, "-x^T y = -y^T x"),
        ("diff", "-x^T x", "--wrt", "x", *D),
        ("diff", "--wrt", "x", *D, "-x^T x"),
    ],
)
def test_commands_read_them(line):
    done = derive(*line)
    assert done.returncode == 0, done.stderr + done.stdout
