"""Every example in the documentation runs, and says what it is said to say."""

import doctest
import re
from pathlib import Path

import pytest

from derive.cli import app

ROOT = Path(__file__).parents[1]


def test_the_readme_example():
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted > 5
    assert result.failed == 0


def test_the_example_of_contributing(tmp_path):
    from derive.spec.load import load_problem

    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    lines = [line.removeprefix("   ") for block in blocks for line in block.splitlines()]
    path = tmp_path / "normal_equations.py"
    path.write_text("from derive import Problem\n" + "\n".join(lines))
    assert load_problem(path)["a"].answer


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_command_that_is_named_exists(page):
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = set(re.findall(r"`derive ([a-z]+)", (ROOT / page).read_text()))
    assert named <= known


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target
