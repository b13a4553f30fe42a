"""What the variables of a rule or of a line of inference stand for.

Every variable is bound to a term of its shape whose letters are declared where the instance
stands; a size that is not bound is read off the shapes, and nothing else is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.replay import dims
from derive.replay.dims import Dim, Shape
from derive.replay.nodes import RELATIONS, Tree
from derive.replay.plain import items
from derive.replay.reading import Formulas, Scope, leaves
from derive.replay.report import ReplayError
from derive.replay.shapes import dimension
from derive.replay.trees import leaf, subterms, symbol

__all__ = ["Bindings", "read_bindings", "scope_of"]

# names of norms and of relations, which stand for themselves
NAMES = (symbol("2"), symbol("F"), *(leaf("name", (), sign) for sign in RELATIONS))


@dataclass(frozen=True, slots=True)
class Bindings:
    """Values for the variables of a rule, and for its dimensions."""

    values: dict[str, Tree]
    sizes: dict[str, Dim]


def scope_of(*trees: Tree) -> Scope:
    """The symbols of the trees as variables.  ReplayError if one occurs with two shapes."""
    symbols: dict[str, Shape] = {}
    for tree in trees:
        for letter in leaves(tree):
            if symbols.setdefault(letter.name, letter.shape) != letter.shape:
                raise ReplayError(f"{letter.name} occurs with two shapes")
    indices = {part.name for tree in trees for part in subterms(tree) if part.op == "index"}
    if indices & symbols.keys():
        raise ReplayError(f"{min(indices & symbols.keys())} is an index and a symbol")
    sizes = frozenset().union(*(tree.dims for tree in trees))
    return Scope(symbols, sizes, indices=frozenset(indices))


def read_bindings(formulas: Formulas, data: object, variables: Scope, scope: Scope) -> Bindings:
    """Pairs of a variable and its value; sizes that are not bound are read off the shapes."""
    made = Bindings({}, {})
    for pair in items(data):
        if len(items(pair)) != 2:
            raise ReplayError("a binding is a pair of a variable and its value")
        variable, value = map(formulas.tree, pair)
        if variable != value or variable not in NAMES:
            _bind(made, variable, value, variables)
            if variable.op == "symbol":
                scope.check(value)
    _read_off_sizes(made, variables)
    for dim in made.sizes.values():
        if dims.names(dim) - scope.dims:
            raise ReplayError(f"the dimension {min(dims.names(dim) - scope.dims)} is not declared")
    return made


def _bind(made: Bindings, variable: Tree, value: Tree, variables: Scope) -> None:
    name, op = variable.name, variable.op
    if op == "dimension" and name in variables.dims:
        if name in made.sizes:
            raise ReplayError(f"{name} is bound twice")
        made.sizes[name] = dimension(value)
    elif op == "symbol" and variables.symbols.get(name) == variable.shape:
        if name in made.values:
            raise ReplayError(f"{name} is bound twice")
        made.values[name] = value
    elif op == "index" and name in variables.indices:
        if name in made.values or value.op not in ("index", "number"):
            raise ReplayError(f"{name} stands for one index")
        made.values[name] = value
    else:
        raise ReplayError(f"{name or op} is not a variable of it")


def _read_off_sizes(made: Bindings, variables: Scope) -> None:
    for name, value in made.values.items():
        if name in variables.indices:
            continue
        for generic, dim in zip(variables.symbols[name], value.shape, strict=False):
            if len(generic) == 1 and generic == dims.symbol(*dims.names(generic) or ("",)):
                made.sizes.setdefault(generic[0][0][0], dim)
