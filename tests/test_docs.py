"""Every example in the documentation runs, and says what it is said to say."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from derive.cli import app

ROOT = Path(__file__).parents[1]
PAGES = ["docs/checking.md", "docs/training.md", "docs/grading.md"]
COMMAND = f"""python() {{ "{sys.executable}" "$@"; }}
derive() {{ python -c 'from derive.cli import main; main()' "$@"; }}
"""


def test_the_readme_example():
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_the_python_examples(page):
    flags = doctest.ELLIPSIS
    result = doctest.testfile(str(ROOT / page), module_relative=False, optionflags=flags)
    assert result.attempted > 0
    assert result.failed == 0


def sessions(page):
    """The commands of a page with what they print, in order, and the files that it shows."""
    text = (ROOT / page).read_text()
    for kind, block in re.findall(r"```(console|\w+ \S+\.\w+)\n(.*?)```", text, re.DOTALL):
        if kind != "console":
            yield kind.split()[1], block
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield None, (command, printed)


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_print_what_is_said(page, tmp_path):
    checker, flags = doctest.OutputChecker(), doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for file, said in sessions(page):
        if file is not None:
            (tmp_path / file).write_text(said)
            continue
        command, printed = said
        done = subprocess.run(
            ["bash", "-c", COMMAND + command], cwd=tmp_path, capture_output=True, text=True
        )
        assert checker.check_output(printed, done.stdout + done.stderr, flags), (command, done)


def test_the_example_of_contributing(tmp_path):
    from derive.authoring.load import load_problem

    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    lines = [line.removeprefix("   ") for block in blocks for line in block.splitlines()]
    path = tmp_path / "normal_equations.py"
    path.write_text("from derive import Problem\n" + "\n".join(lines))
    assert load_problem(path)["a"].answer


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *PAGES])
def test_every_command_that_is_named_exists(page):
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = set(re.findall(r"(?:`|\$ )derive ([a-z]+)", (ROOT / page).read_text()))
    assert named <= known


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", *PAGES])
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert ((ROOT / page).parent / target).exists(), target
