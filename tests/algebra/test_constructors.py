"""Outside algebra every node is built by a constructor: nothing there is evaluated by accident."""

import ast
from pathlib import Path

import pytest

from derive.algebra import term as t

ROOT = Path(__file__).parents[2] / "derive"
FILES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if path.relative_to(ROOT).parts[0] not in ("algebra", "replay")
]
CLASSES = {kind.__name__ for kind in t.OPERATIONS}
BY_HOME = {
    "sympy": CLASSES,
    # `t.exp` and `t.log` are constructors
    **{home: {name for name in CLASSES if not name.islower()} for home in ("t", "term", "derive")},
}


def raw_constructions(source: str) -> list[str]:
    """The calls that build a node past its constructor."""
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in BY_HOME.get((node.module or "").split(".")[0], ())
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [f"{node.lineno}: {ast.unparse(node)}" for node in calls if _is_raw(node, imported)]


def _is_raw(call: ast.Call, imported: set[str]) -> bool:
    if any(keyword.arg == "evaluate" for keyword in call.keywords):
        return True
    match call.func:
        case ast.Attribute(ast.Name("object"), "__new__"):
            return False  # `object` makes no node
        case ast.Attribute(attr="__new__" | "_from_args"):
            return True
        case ast.Attribute(ast.Name(home), name):
            return name in BY_HOME.get(home, ())
        case ast.Name(name):
            return name in imported
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nodes_are_built_by_constructors(path):
    raw = raw_constructions(path.read_text())
    assert not raw, f"{path}: use the constructor of derive.algebra.term instead"


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("t.Trace(a)", True),
        ("object.__new__(kind)", False),
        ("t.Term.__new__(t.Trace, a)", True),
        ("Add._from_args(parts)", True),
        ("sympy.exp(x, evaluate=False)", True),
        ("sympy.exp(x)", True),
        ("from sympy import Mul\nMul(a, b)", True),
        ("from derive.algebra.term import Equation as E\nE(a, b)", True),
        ("t.trace(a)", False),
        ("isinstance(a, t.Trace)", False),
        ("match a:\n    case t.Trace():\n        pass", False),
        ("function(sympy.exp, x)", False),
        ("t.log(x)", False),
        ("from derive.algebra.notation import log\nlog(x)", False),
    ],
)
def test_what_counts_as_raw(source, refused):
    assert bool(raw_constructions(source)) == refused
