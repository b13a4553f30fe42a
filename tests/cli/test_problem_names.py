"""Names of problems and parts are found without running a spec."""

import subprocess
import sys

import pytest

from derive.cli.problem_names import find, spec_names
from derive.errors import SpecError
from tests.command import derive
from tests.publish.test_build import SPECS

GOOD = """
from derive import Problem
problem = Problem("good", course="c", title="t")
problem.declare("A: n×n")
with problem.part("a", "q") as d:
    d.start("A^T A - A^T A")
    d.line("0")
    d.answer("r")
with problem.part("b.i", "q") as d:
    d.start("A + A")
    d.line("2 A")
    d.answer("s")
"""
RAISES = 'raise SystemExit("a spec that is run")\n'


@pytest.fixture
def specs(tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "fails.py").write_text(RAISES + GOOD.replace("good", "fails"))
    (tmp_path / "unread.py").write_text("problem = (")
    (tmp_path / "other.py").write_text(RAISES + GOOD.replace('"c"', '"other"'))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "id_", "part"),
    [
        ("c/good", "c/good", ""),
        ("c/good/a", "c/good", "a"),
        ("other/good/b.i", "other/good", "b.i"),
        ("c/good/b", "c/good", "b"),  # the sub-parts of b
        ("fails", "c/fails", ""),
        ("fails/a", "c/fails", "a"),
        ("unread", "unread", ""),
    ],
)
def test_names(specs, name, id_, part):
    found = find(name, specs)
    assert (found.spec.id, found.part) == (id_, part)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("good", "good is a problem of several courses"),
        ("c/goood", "did you mean c/good?"),
        ("fail/a", "did you mean fails/a?"),
        ("nothing", "there is no problem nothing"),
        ("fails/z", "c/fails has no part z"),
        ("c/good/b.ii", "did you mean b.i?"),
    ],
)
def test_unknown_names(specs, name, said):
    with pytest.raises(SpecError) as caught:
        find(name, specs)
    assert said in str(caught.value)
    done = derive("show", name, "--specs", specs)
    assert (done.returncode, said in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (("", ""), ("a", "b.i")),
        (('part("a"', 'part(f"{1}"'), None),  # computed
        (("with problem.part", "more(problem)\nwith problem.part"), None),  # handed on
    ],
)
def test_parts_are_told_only_where_the_text_tells_all(tmp_path, change, parts):
    path = tmp_path / "p.py"
    path.write_text(GOOD.replace(*change) if change[0] else GOOD)
    assert spec_names(path).parts == parts


def test_a_broken_spec_stops_nothing_else(specs):
    assert derive("show", "c/good/a", "--specs", specs).returncode == 0
    assert derive("show", "c/good/b", "--specs", specs).returncode == 0
    done = derive("check", "--problem", "c/good/a", "0", "--specs", specs)
    assert done.returncode == 0, done.stderr
    done = derive("list", "--specs", specs)
    assert done.returncode == 1
    assert "c/good: 2 parts" in done.stdout
    assert "SystemExit: a spec that is run" in done.stderr
    assert "unread.py: SyntaxError" in done.stderr
    assert derive("export", "--specs", specs).returncode == 1


def test_nothing_heavy_is_imported_for_an_unknown_name():
    code = (
        "import sys\nfrom tests.command import derive\n"
        f"assert derive('show', 'nothing', '--specs', {str(SPECS)!r}).returncode == 2\n"
        f"assert derive('check', '--problem', 'n/a', 'x', '--specs', {str(SPECS)!r}).returncode == 2\n"
        f"assert derive('export', 'nothing', '--specs', {str(SPECS)!r}).returncode == 2\n"
        "assert 'sympy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
