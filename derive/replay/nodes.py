"""Typed trees: what a node is, and what is known of everything below it.

A node holds its shape, its letters and its size, so that no check has to walk a tree for them.
Two trees are one if they are node for node the same; nothing else is compared here.

Notation
    `symbols` are the names of the matrix and scalar symbols below a node, `dims` those of the
    dimension symbols, in shapes or as numbers, `indices` those of the indices that no sum binds.
    `real` says that a value is known to many digits only: pi, exp, log or a density occurs.
    `corners` says that a function with corners occurs, which asks for an order of real values.

Limits
    Trees deeper than MAX_DEPTH or larger than MAX_SIZE are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from derive.replay import dims
from derive.replay.dims import Shape
from derive.replay.report import ReplayError

__all__ = ["CORNERS", "MAX_DEPTH", "NAMED", "OPTIMA", "RELATIONS", "STATEMENTS", "Tree", "binders"]
__all__ += ["STEPPED", "SUMS", "built", "terms_of"]

MAX_DEPTH, MAX_SIZE = 60, 4000
OPTIMA = ("minimizer", "maximizer")
STATEMENTS = ("equation", *OPTIMA, "system", "asymptotic", "forall")
RELATIONS = ("<", "<=", "=", "!=")
SUMS = ("sum", "sum_of_matrices")
NAMED = ("norm", "function", "elementwise")  # their last argument is a name
STEPPED = ("relu", "positive")  # functions of entries that have corners or jump
CORNERS = ("relu", "indicator", "abs")  # functions that an order decides, and that have corners
REAL = frozenset("pi exp log gaussian norm function logistic tanh sin cos sinh cosh".split())
NOTHING = Fraction(0)  # the value of what is not a number


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One node; two trees are equal if they are node for node the same, shapes included."""

    op: str
    shape: Shape
    args: tuple[Tree, ...]
    name: str
    value: Fraction
    symbols: frozenset[str]
    dims: frozenset[str]
    indices: frozenset[str]
    size: int
    depth: int
    real: bool
    corners: bool
    _hash: int = field(default=0)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Tree)
            and self._hash == other._hash
            and self.op == other.op
            and self.name == other.name
            and (self.value is other.value or self.value == other.value)
            and self.shape == other.shape
            and self.args == other.args
        )


def built(
    op: str, shape: Shape, args: tuple[Tree, ...], name: str = "", value: Fraction = NOTHING
) -> Tree:
    """The node, with what is known of it.  ReplayError for one that is too large."""
    # A name among the arguments is no symbol that could be replaced.
    inner = terms_of(op, args)
    symbols = frozenset({name}) if op == "symbol" else _union(*(arg.symbols for arg in inner))
    named = frozenset({name}) if op == "dimension" else _union(*(arg.dims for arg in inner))
    if not args:
        named = _union(named, *(dims.names(dim) for dim in shape))
    free = frozenset({name}) if op == "index" else _union(*(arg.indices for arg in inner))
    for bound in binders(op, args):
        free = free - {bound} if bound in free else free
    size = 1 + sum(arg.size for arg in args)
    depth = 1 + max((arg.depth for arg in args), default=0)
    if size > MAX_SIZE or depth > MAX_DEPTH:
        raise ReplayError("the term is too large")
    code = hash((op, shape, args, name, value))
    entrywise = op == "elementwise" and args[1].name
    rooted = op == "pow" and bool(args[0].shape) and args[1].value.denominator != 1
    real = op in REAL or rooted or (entrywise and entrywise not in STEPPED)
    real = real or any(arg.real for arg in _rounded(op, args))
    # What compares indices only has no corners.
    stepped = op in CORNERS or (entrywise and entrywise in STEPPED)
    corners = (bool(stepped) and bool(symbols)) or any(arg.corners for arg in inner)
    return Tree(
        op, shape, args, name, value, symbols, named, free, size, depth, bool(real), corners, code
    )


def binders(op: str, args: tuple[Tree, ...]) -> tuple[str, ...]:
    """The names of the indices that a node of this operation binds."""
    places = {**dict.fromkeys(SUMS, args[1:2]), "tabulated": args[1:3]}.get(op, ())
    return tuple(arg.name for arg in places if arg.op == "index")


def terms_of(op: str, args: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The arguments of an operation that are terms, not names."""
    return args[:1] if op in NAMED else args[::2] if op == "indicator" else args


def _rounded(op: str, args: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The arguments that are rounded if they are real: the square of a norm is exact."""
    if op == "pow" and args[0].op == "norm" and args[1].op == "number":
        value = args[1].value
        if value.denominator == 1 and value.numerator % 2 == 0:
            return args[0].args[:1]
    return args


def _union(*sets: frozenset[str]) -> frozenset[str]:
    """All names of the sets: the largest of them itself, if it has all."""
    largest = max(sets, key=len, default=frozenset[str]())
    if all(one is largest or one <= largest for one in sets):
        return largest
    return largest.union(*sets)
