"""The rooms stand as floors: an upper one imports lower ones, never the other way."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "derive"
FLOORS = {
    "errors": 0,
    "replay": 0,
    "schemas": 1,
    "algebra": 1,
    "rules": 2,
    "latex": 2,
    "models": 2,
    "proof": 3,
    "authoring": 4,
    "judging": 5,
    "publish": 7,
    "batch": 6,
    "compat": 8,
    "rewards": 7,
    "hosts": 8,
    "grading": 9,
    "cli": 9,
}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.name != "__init__.py")


def imported(path: Path) -> set[str]:
    """The rooms that a file imports, anywhere in it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        modules = []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        rooms |= {m.split(".")[1] for m in modules if m.startswith("derive.")}
    return rooms


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_imports_one_above(path):
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    floor = FLOORS[room]
    above = {other for other in imported(path) if other != room and FLOORS[other] >= floor}
    assert not above


def test_the_second_checker_imports_the_standard_library_only():
    import sys

    for path in (ROOT / "replay").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = (
                    [node.module]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                )
                for name in names:
                    inside = name.startswith("derive.replay")
                    assert inside or name.split(".")[0] in sys.stdlib_module_names, (path, name)


def test_only_the_kernel_makes_steps():
    made = {"Step", "Derivation"}
    for path in FILES:
        if path.relative_to(ROOT) == Path("proof/kernel.py"):
            continue
        tree = ast.parse(path.read_text())
        steps = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "derive.proof.step"
            for alias in node.names
            if alias.name in made
        }
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not steps & called, path
