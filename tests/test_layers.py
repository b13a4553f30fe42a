"""The rooms stand as floors: an upper one imports lower ones, never the other way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "derive"
FLOORS = {
    "_version": 0,
    "errors": 0,
    "fuel": 0,
    "files": 1,
    "replay": 0,
    "schemas": 1,
    "algebra": 1,
    "rules": 2,
    "latex": 2,
    "models": 2,
    "proof": 3,
    "authoring": 4,
    "judging": 5,
    "auditing": 6,
    "publish": 7,
    "batch": 6,
    "compat": 8,
    "rewards": 7,
    "hosts": 8,
    "grading": 9,
    "cli": 9,
    "__main__": 10,
}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.name != "__init__.py")
# imported where they are used: they cost a second, or need not be installed
HEAVY = {"inspect_ai", "matplotlib", "pyarrow", "ray", "z3"}
# files that import of ours where it is used: an unchanged build must import nothing
LAZY = {"publish/schedule.py"}


def modules(node: ast.AST) -> list[str]:
    """The modules that an import names; those of `from a import b` as `a.b`."""
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def imports(node: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules imported at run time, not those for annotations; whether inside a function."""
    if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return
    yield from ((module, inside) for module in modules(node))
    inside |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.stmt | ast.excepthandler | ast.match_case):
            yield from imports(below, inside)


def lazily_imported(tree: ast.AST) -> set[str]:
    """The modules that are imported inside functions, heavy libraries left out."""
    return {name for name, inside in imports(tree) if inside and name.split(".")[0] not in HEAVY}


def always_imported(tree: ast.AST) -> set[str]:
    return {name for name, _ in imports(tree)}


def circles(graph: dict[str, set[str]]) -> set[str]:
    """The nodes that can be reached from themselves."""
    reached = {node: set(after) for node, after in graph.items()}
    for middle in graph:
        for node in graph:
            if middle in reached[node]:
                reached[node] |= reached[middle]
    return {node for node in graph if node in reached[node]}


def test_circles_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
    source = "if TYPE_CHECKING:\n    import a.b\ndef f():\n    from c import d\n    import z3"
    assert always_imported(ast.parse(source)) == {"c.d", "z3"}
    assert lazily_imported(ast.parse(source)) == {"c.d"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stand_at_the_top(path):
    """But in the commands, which answer `--help` at once."""
    name = path.relative_to(ROOT).as_posix()
    if not name.startswith("cli"):
        assert bool(lazily_imported(ast.parse(path.read_text()))) == (name in LAZY)


@pytest.mark.parametrize("room", sorted({path.relative_to(ROOT).parts[0] for path in FILES}))
def test_the_files_of_a_room_import_each_other_in_no_circle(room):
    names = {
        ".".join(("derive", *path.relative_to(ROOT).with_suffix("").parts)): path
        for path in FILES
        if path.relative_to(ROOT).parts[0] == room
    }
    run_time = {name: always_imported(ast.parse(path.read_text())) for name, path in names.items()}
    graph = {
        name: {other for other in names if any(f"{m}.".startswith(f"{other}.") for m in found)}
        for name, found in run_time.items()
    }
    assert not circles(graph)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_imports_the_face_of_the_package(path):
    parts = [name.split(".") for name in always_imported(ast.parse(path.read_text()))]
    assert all(len(part) > 1 and part[1] in FLOORS for part in parts if part[0] == "derive")


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
    """Only it imports the seal, and nothing but the seal goes round a class's own construction."""
    raw = {"object.__new__", "object.__setattr__"}
    for path in FILES:
        name = path.relative_to(ROOT)
        if name.parts[0] == "replay" or name == Path("proof/step.py"):
            continue
        nodes = list(ast.walk(ast.parse(path.read_text())))
        imported = {node.name for node in nodes if isinstance(node, ast.alias)}
        attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
        assert "seal" not in imported or name == Path("proof/kernel.py"), path
        assert not {"seal", "_seal"} & {node.attr for node in attributes}, path
        assert not raw & {ast.unparse(node) for node in attributes}, path
