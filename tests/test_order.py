"""Nothing may depend on the order of a set, which changes with the seed of the hashes."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "derive"
TREES = {path.relative_to(ROOT): ast.parse(path.read_text()) for path in ROOT.rglob("*.py")}
SETS = ("set", "frozenset", "Set", "Scalars", "Said")  # heads of annotations
MADE = {"set", "frozenset", "union", "intersection", "difference", "symmetric_difference", "atoms"}
# what these make of a set is the same in any order; `sorted`, `min` and `max` only without a key
FREE = {
    "set",
    "frozenset",
    "any",
    "all",
    "len",
    "sum",
    "sorted",
    "min",
    "max",
    "ordered",
    "Counter",
}
TAKE = "list tuple iter enumerate zip map filter fromkeys join extend sorted min max str dict pop"
ALLOWED: dict[str, str] = {}  # a line, and why it may iterate over a set


def is_set(annotation: ast.expr | None) -> bool:
    """Whether an annotation is that of a set."""
    text = ast.unparse(annotation) if annotation else ""
    return text.split("[")[0].split(" |")[0] in SETS


def said() -> set[str]:
    """The functions, properties and fields of derive that are sets wherever they are annotated."""
    found = defaultdict(list)
    for node in (node for tree in TREES.values() for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            found[node.name].append(is_set(node.returns))
        elif isinstance(node, ast.ClassDef):
            for field in (f for f in node.body if isinstance(f, ast.AnnAssign)):
                found[ast.unparse(field.target)].append(is_set(field.annotation))
    return {name for name, sets in found.items() if all(sets)}


SAID = said()


def name_of(node: ast.expr) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def own_nodes(scope: ast.AST) -> list[ast.AST]:
    """The nodes of a scope without those of the functions in it."""
    inner = [node for node in ast.iter_child_nodes(scope) if not isinstance(node, ast.FunctionDef)]
    return [part for node in inner for part in (node, *own_nodes(node))]


class Reader(ast.NodeVisitor):
    """Finds the lines that iterate over a set, scope by scope."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.local: set[str] = set()
        self.fine: set[ast.expr] = set()

    def holds(self, node: ast.expr) -> bool:
        """Whether an expression is known to be a set."""
        match node:
            case ast.Set() | ast.SetComp():
                return True
            case ast.Call():
                return name_of(node.func) in MADE or name_of(node.func) in SAID
            case ast.Attribute():
                return node.attr in SAID or node.attr == "free_symbols"
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor()):
                return self.holds(node.left) or self.holds(node.right)
            case ast.NamedExpr():
                return self.holds(node.value)
            case ast.IfExp():
                return self.holds(node.body) or self.holds(node.orelse)
        return isinstance(node, ast.Name) and node.id in self.local

    def visit_Module(self, node: ast.Module | ast.FunctionDef) -> None:
        outer, self.local = self.local, set(self.local)
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            self.local -= {arg.arg for arg in arguments}
            self.local |= {arg.arg for arg in arguments if is_set(arg.annotation)}
        for inner in own_nodes(node):
            if isinstance(inner, ast.AnnAssign) and is_set(inner.annotation):
                self.local.add(name_of(inner.target))
            elif isinstance(inner, ast.Assign | ast.NamedExpr) and self.holds(inner.value):
                targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
                self.local |= {name_of(target) for target in targets}
        self.generic_visit(node)
        self.local = outer

    visit_FunctionDef = visit_Module  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        name, keyed = name_of(node.func), any(k.arg == "key" for k in node.keywords)
        if name in FREE and not keyed:
            self.fine |= set(node.args)
        elif name == "union":
            self.fine |= {part for arg in node.args for part in (arg, getattr(arg, "value", arg))}
        elif name in TAKE.split():
            first = name in ("map", "filter")  # of their arguments the function
            self.refuse(*node.args[first:], *([node.func.value] if name == "pop" else []))
        self.generic_visit(node)

    def refuse(self, *nodes: ast.expr) -> None:
        self.lines += [node.lineno for node in nodes if self.holds(node)]

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> None:
        if node not in self.fine:
            self.refuse(*(part.iter for part in node.generators))
        self.generic_visit(node)

    visit_ListComp = visit_GeneratorExp = visit_DictComp = comprehension  # noqa: N815

    def visit_For(self, node: ast.For) -> None:
        self.refuse(node.iter)
        self.generic_visit(node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:
        self.refuse(node.value)
        self.generic_visit(node)

    def visit_Set(self, node: ast.Set) -> None:
        self.fine |= set(node.elts)
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        if node not in self.fine:
            self.refuse(node.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.List | ast.Tuple) and len(target.elts) > 1:
                self.refuse(node.value)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.op, ast.Add):
            self.refuse(node.value)
        self.generic_visit(node)


@pytest.mark.parametrize("path", sorted(TREES), ids=str)
def test_no_set_is_iterated_over(path):
    reader, text = Reader(), (ROOT / path).read_text().splitlines()
    reader.visit(TREES[path])
    found = {line: text[line - 1].strip() for line in sorted(reader.lines)}
    assert not {n: line for n, line in found.items() if line not in ALLOWED}
