"""Nothing may depend on the order of a set, which changes with the seed of the hashes."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "derive"
TREES = {path.relative_to(ROOT): ast.parse(path.read_text()) for path in ROOT.rglob("*.py")}
SETS = ("set", "frozenset", "Set", "Scalars", "Said")  # heads of annotations
MADE = {"set", "frozenset", "union", "intersection", "difference", "symmetric_difference", "atoms"}
TAKE = set("list tuple iter enumerate zip map filter fromkeys join extend str dict pop".split())
# what these make of a set is the same in any order, of the last three only without a key
FREE = set("set frozenset union any all len sum ordered Counter sorted min max".split())


def is_set(annotation):
    """Whether an annotation is that of a set."""
    return ast.unparse(annotation or ast.Name("")).split("[")[0].split(" |")[0] in SETS


def named():
    """The functions, properties and fields of derive that are sets wherever they are annotated."""
    found = defaultdict(list)
    for node in (node for tree in TREES.values() for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            found[node.name].append(is_set(node.returns))
        for field in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(field, ast.AnnAssign):
                found[ast.unparse(field.target)].append(is_set(field.annotation))
    return {name for name, sets in found.items() if all(sets)}


KNOWN = named()


def name_of(node):
    return getattr(node, "attr", "") or getattr(node, "id", "")


def holds(node, local):
    """Whether an expression is known to be a set; `local` are the variables that are."""
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call():
            return name_of(node.func) in MADE | KNOWN
        case ast.Attribute():
            return node.attr in KNOWN | {"free_symbols"}
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor()):
            return holds(node.left, local) or holds(node.right, local)
        case ast.IfExp(body=one, orelse=other):
            return holds(one, local) or holds(other, local)
        case ast.NamedExpr(value=value):
            return holds(value, local)
    return isinstance(node, ast.Name) and node.id in local


def gone_through(node):
    """The expressions that a node takes the members of, one after the other."""
    match node:
        case ast.For(iter=one) | ast.YieldFrom(value=one) | ast.Starred(value=one):
            return [one]
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
            return [part.iter for part in node.generators]
        case ast.Assign(
            targets=[ast.List(elts=[_, _, *_]) | ast.Tuple(elts=[_, _, *_])], value=one
        ):
            return [one]
        case ast.AugAssign(op=ast.Add(), value=one):
            return [one]
        case ast.Call(func=func, args=args) if name_of(func) in TAKE:
            of = [func.value] if isinstance(func, ast.Attribute) and func.attr == "pop" else []
            return [*args[name_of(func) in ("map", "filter") :], *of]
        case ast.Call(func=func, args=args, keywords=[_, *_]) if name_of(func) in FREE:
            return args
    return []


def parts(scope):
    """The nodes of a scope, without those of the functions in it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from parts(node)


def refused(scope, local=frozenset()):
    """The numbers of the lines of a scope that go through a set."""
    nodes, local = list(parts(scope)), set(local)
    if isinstance(scope, ast.FunctionDef):
        nodes += (arguments := [*scope.args.args, *scope.args.kwonlyargs])
        local |= {arg.arg for arg in arguments if is_set(arg.annotation)}
        local -= {arg.arg for arg in arguments if not is_set(arg.annotation)}
    free = set()
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and is_set(node.annotation):
            local.add(name_of(node.target))
        elif isinstance(node, ast.Assign | ast.NamedExpr) and holds(node.value, local):
            local |= {name_of(to) for to in getattr(node, "targets", [getattr(node, "target", 0)])}
        elif isinstance(node, ast.Call) and name_of(node.func) in FREE and not node.keywords:
            free |= {part for arg in node.args for part in (arg, getattr(arg, "value", arg))}
        elif isinstance(node, ast.Set):
            free |= set(node.elts)
    ways = [one for node in nodes if node not in free for one in gone_through(node)]
    yield from (one.lineno for one in ways if holds(one, local))
    for node in ast.walk(scope):
        if isinstance(node, ast.FunctionDef) and node is not scope:
            yield from refused(node, local)


@pytest.mark.parametrize("path", sorted(TREES), ids=str)
def test_no_set_is_gone_through(path):
    text = (ROOT / path).read_text().splitlines()
    assert not {n: text[n - 1].strip() for n in refused(TREES[path])}
