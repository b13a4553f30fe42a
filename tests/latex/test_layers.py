"""The files of the room stand in layers: each imports only files listed before it in the guide."""

import ast
import re
from pathlib import Path

import pytest

import derive.latex

ROOM = Path(derive.latex.__file__).parent
FILES = sorted(path for path in ROOM.glob("*.py") if path.name != "__init__.py")
ORDER = re.findall(r"^`(\w+)`", derive.latex.__doc__ or "", re.MULTILINE)


def imports(path):
    """The files of the room that a file imports, anywhere in it: in functions, for types."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "derive.latex":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("derive.latex."):
            yield node.module.removeprefix("derive.latex.")
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            yield from (n.split(".")[2] for n in names if n.startswith("derive.latex."))


def test_the_guide_lists_every_file_once():
    assert sorted(ORDER) == [path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_imports_one_that_imports_it(path):
    graph = {file.stem: set(imports(file)) for file in FILES}
    reached, waiting = set(), [path.stem]
    while waiting:
        below = graph[waiting.pop()] - reached
        reached |= below
        waiting += below
    assert path.stem not in reached


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_imports_only_files_listed_before_it(path):
    below = ORDER[: ORDER.index(path.stem)]
    assert set(imports(path)) <= set(below)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_imports_stand_at_the_top(path):
    tree = ast.parse(path.read_text())
    nested = [
        node.lineno
        for statement in tree.body
        for node in ast.walk(statement)
        if node is not statement and isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not nested
