"""Typed trees: the terms of a certificate, each node's shape derived again and compared.

Notation
    `symbols` are the names of the matrix and scalar symbols below a node, `dims` those of the
    dimension symbols, in shapes or as numbers, `indices` those of the indices that no sum binds.
    `real` says that a value is known to many digits only: pi, exp, log or a density occurs.

Limits
    Trees deeper than MAX_DEPTH or larger than MAX_SIZE are refused, as are operations that are
    not listed in `_SHAPES` and `LEAVES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from derive.replay import dims
from derive.replay.dims import ONE, Dim, Shape
from derive.replay.report import ReplayError

__all__ = [
    "CORNERS",
    "OPTIMA",
    "RELATIONS",
    "STATEMENTS",
    "Tree",
    "equation",
    "has_corners",
    "leaf",
    "make",
    "number",
    "parse",
    "substitute",
]
__all__ += [
    "binders",
    "dimension",
    "dimension_tree",
    "is_matrix",
    "replace_indices",
    "subterms",
    "symbol",
    "terms_of",
    "varied",
    "zero_like",
]

MAX_DEPTH, MAX_SIZE, MAX_DIGITS, MAX_NAME = 60, 4000, 1000, 64
OPTIMA = ("minimizer", "maximizer")
STATEMENTS = ("equation", *OPTIMA, "system", "asymptotic", "forall")
LEAVES = (
    "symbol",
    "dimension",
    "index",
    "name",
    "number",
    "pi",
    "identity",
    "zeros",
    "ones",
    "infinity",
)
RELATIONS = ("<", "<=", "=", "!=")
CORNERS = ("relu", "indicator")  # functions that an order decides, and that have corners
VALUE = frozenset("0123456789-/")


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
            and self.value == other.value
            and self.shape == other.shape
            and self.args == other.args
        )


def _built(
    op: str, shape: Shape, args: tuple[Tree, ...], name: str = "", value: Fraction | int = 0
) -> Tree:
    # A name among the arguments is no symbol that could be replaced.
    inner = terms_of(op, args)
    symbols = frozenset({name}) if op == "symbol" else _union(*(arg.symbols for arg in inner))
    named = frozenset({name}) if op == "dimension" else _union(*(arg.dims for arg in inner))
    if not args:
        named = _union(named, *(dims.names(dim) for dim in shape))
    free = frozenset({name}) if op == "index" else _union(*(arg.indices for arg in inner))
    for bound in binders(op, args):
        free -= {bound}
    size = 1 + sum(arg.size for arg in args)
    depth = 1 + max((arg.depth for arg in args), default=0)
    if size > MAX_SIZE or depth > MAX_DEPTH:
        raise ReplayError("the term is too large")
    code = hash((op, shape, args, name, value))
    real = op in ("pi", "exp", "log", "gaussian") or any(arg.real for arg in args)
    return Tree(
        op, shape, args, name, Fraction(value), symbols, named, free, size, depth, real, code
    )


def binders(op: str, args: tuple[Tree, ...]) -> tuple[str, ...]:
    """The names of the indices that a node of this operation binds."""
    places = {"sum": args[1:2], "tabulated": args[1:3]}.get(op, ())
    return tuple(arg.name for arg in places if arg.op == "index")


def terms_of(op: str, args: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The arguments of an operation that are terms, not names."""
    return args[:1] if op == "norm" else args[::2] if op == "indicator" else args


def _union(*sets: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*sets)


# -- shapes -------------------------------------------------------------------------------------


def _fail(op: str, args: tuple[Tree, ...]) -> ReplayError:
    shapes = ", ".join(_show(arg.shape) for arg in args)
    return ReplayError(f"{op} has no meaning for the shapes {shapes}")


def _show(shape: Shape) -> str:
    return "×".join(map(dims.show, shape)) if shape else "scalar"


def is_matrix(tree: Tree) -> bool:
    return len(tree.shape) == 2 and tree.op not in STATEMENTS


def _alike(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return shape if all(arg.shape == shape for arg in args) else None


def _product(args: tuple[Tree, ...]) -> Shape | None:
    shape: Shape = ()
    for arg in args:
        if arg.shape and shape and arg.shape[0] != shape[1]:
            return None
        if arg.shape:
            shape = (shape[0], arg.shape[1]) if shape else arg.shape
    return shape


def _power(args: tuple[Tree, ...]) -> Shape | None:
    base, exponent = args
    square = not base.shape or base.shape[0] == base.shape[1]
    return base.shape if square and not exponent.shape else None


def _square(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return shape if shape and shape[0] == shape[1] else None


def _turned(args: tuple[Tree, ...]) -> Shape | None:
    return args[0].shape[::-1] or None


def _number_of_square(args: tuple[Tree, ...]) -> Shape | None:
    return () if _square(args) else None


def _number_of_matrix(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape else None


def _as_scalar(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape == (ONE, ONE) else None


def _of_scalar(args: tuple[Tree, ...]) -> Shape | None:
    return () if not args[0].shape else None


def _gaussian(args: tuple[Tree, ...]) -> Shape | None:
    point, mean, covariance = (arg.shape for arg in args)
    if not point:
        return () if mean == covariance == () else None
    column = point[1] == ONE and mean == point
    return () if column and covariance == (point[0], point[0]) else None


def _norm(args: tuple[Tree, ...]) -> Shape | None:
    known = args[1].op == "name" and args[1].name in ("2", "F")
    return () if args[0].shape and known else None


def _entry(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].shape and not args[1].shape and not args[2].shape else None


def _sum_over(args: tuple[Tree, ...]) -> Shape | None:
    """A sum of scalars over an index; its bounds do not speak of that index."""
    summand, over, *bounds = args
    outside = not any(b.shape or over.name in b.indices for b in bounds)
    return () if not summand.shape and over.op == "index" and outside else None


def _tabulated(args: tuple[Tree, ...]) -> Shape | None:
    entry, row, column, *sizes = args
    indexed = row.op == "index" and column.op == "index" and row.name != column.name
    column_only = row.op == "index" and column.op == "number" and column.value == 1
    shape = tuple(map(dimension, sizes))
    fits = indexed or (column_only and shape[1] == ONE)
    return shape if fits and not entry.shape else None


def dimension(tree: Tree) -> Dim:
    """A tree of numbers and dimension symbols as a polynomial."""
    if tree.op == "dimension":
        return dims.symbol(tree.name)
    if tree.op == "number" and tree.value.denominator == 1:
        return dims.number(int(tree.value))
    if tree.op in ("add", "mul"):
        result = dimension(tree.args[0])
        for arg in tree.args[1:]:
            result = (dims.add if tree.op == "add" else dims.multiply)(result, dimension(arg))
        return result
    if tree.op == "pow" and tree.args[1].op == "number" and tree.args[1].value.denominator == 1:
        return dims.power(dimension(tree.args[0]), int(tree.args[1].value))
    raise ReplayError("a dimension is a polynomial in dimension symbols")


def _diag(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return (shape[0], shape[0]) if shape and shape[1] == ONE else None


def _diagonal(args: tuple[Tree, ...]) -> Shape | None:
    return (args[0].shape[0], ONE) if _square(args) else None


def _vec(args: tuple[Tree, ...]) -> Shape | None:
    shape = args[0].shape
    return (dims.multiply(*shape), ONE) if shape else None


def _hadamard(args: tuple[Tree, ...]) -> Shape | None:
    return _alike(args) or None


def _kronecker(args: tuple[Tree, ...]) -> Shape | None:
    rows, cols = ONE, ONE
    for arg in args:
        if not arg.shape:
            return None
        rows, cols = dims.multiply(rows, arg.shape[0]), dims.multiply(cols, arg.shape[1])
    return (rows, cols)


def _jacobian(args: tuple[Tree, ...]) -> Shape | None:
    of, by = args
    if by.op != "symbol":
        return None
    if not of.shape or of.shape == (ONE, ONE):
        return by.shape[::-1]
    if not by.shape:
        return of.shape
    return (of.shape[0], by.shape[0]) if of.shape[1] == ONE == by.shape[1] else None


def _block(args: tuple[Tree, ...]) -> Shape | None:
    """The shape of blocks given row by row after their number in a row; a scalar is 1 x 1."""
    count, *parts = args
    if count.op != "number" or count.value.denominator != 1 or count.value < 1:
        return None
    width = int(count.value)
    shapes = [part.shape or (ONE, ONE) for part in parts]
    rows = [shapes[i : i + width] for i in range(0, len(shapes), width)]
    fits = len(rows[-1]) == width and all(
        shape[0] == row[0][0] and shape[1] == top[1]
        for row in rows
        for shape, top in zip(row, rows[0], strict=False)
    )
    if not fits:
        return None
    tall = reduce(dims.add, (row[0][0] for row in rows))
    return (tall, reduce(dims.add, (top[1] for top in rows[0])))


def _scalar(args: tuple[Tree, ...]) -> Shape | None:
    return None if args[0].shape else ()


def _indicator(args: tuple[Tree, ...]) -> Shape | None:
    known = args[1].op == "name" and args[1].name in RELATIONS
    return () if known and not args[0].shape and not args[2].shape else None


def _limit(args: tuple[Tree, ...]) -> Shape | None:
    body, variable, point, side = args
    letter = variable.op == "symbol" and not variable.shape
    sided = side.op == "number" and side.value in (-1, 0, 1)
    fits = not point.shape and variable.name not in point.symbols
    one_sided = point.op != "infinity" or side.value == 0
    return body.shape if letter and sided and fits and one_sided else None


def _asymptotic(args: tuple[Tree, ...]) -> Shape | None:
    f, g, *approach = args
    return () if not f.shape and not g.shape and _limit((f, *approach)) == () else None


def _equation(args: tuple[Tree, ...]) -> Shape | None:
    left, right = (arg.shape or (ONE, ONE) for arg in args)
    return left if left == right else None


def _optimum(args: tuple[Tree, ...]) -> Shape | None:
    objective = args[1].shape in ((), (ONE, ONE)) and args[1].op not in STATEMENTS
    condition = len(args) == 2 or args[2].op == "equation"
    letters = varied(args[0])
    known = letters and all(letter.op == "symbol" for letter in letters)
    distinct = len({letter.name for letter in letters}) == len(letters)
    return () if known and distinct and objective and condition else None


def varied(tree: Tree) -> tuple[Tree, ...]:
    """The letters that an optimum is over: one, or a column of several."""
    if tree.op != "block":
        return (tree,)
    return tree.args[1:] if tree.args[0].value == 1 and len(tree.args) > 2 else ()


def _for_all(args: tuple[Tree, ...]) -> Shape | None:
    return () if args[0].op == "symbol" and args[1].op == "equation" else None


def _system(args: tuple[Tree, ...]) -> Shape | None:
    first, *others = args
    fits = first.op in ("equation", *OPTIMA) and all(arg.op == "equation" for arg in others)
    return () if fits else None


# the operation: how many arguments (at least, at most), and the shape they give (None: no meaning)
_SHAPES: dict[str, tuple[int, int, Callable[[tuple[Tree, ...]], Shape | None]]] = {
    "add": (2, 10**6, _alike),
    "mul": (2, 10**6, _product),
    "pow": (2, 2, _power),
    "transpose": (1, 1, _turned),
    "inverse": (1, 1, _square),
    "pinv": (1, 1, _turned),
    "adjugate": (1, 1, _square),
    "trace": (1, 1, _number_of_square),
    "det": (1, 1, _number_of_square),
    "rank": (1, 1, _number_of_matrix),
    "exp": (1, 1, _of_scalar),
    "log": (1, 1, _of_scalar),
    "gaussian": (3, 3, _gaussian),
    "as_scalar": (1, 1, _as_scalar),
    "norm": (2, 2, _norm),
    "entry": (3, 3, _entry),
    "sum": (4, 4, _sum_over),
    "tabulated": (5, 5, _tabulated),
    "diag": (1, 1, _diag),
    "diagonal": (1, 1, _diagonal),
    "vec": (1, 1, _vec),
    "hadamard": (2, 10**6, _hadamard),
    "kronecker": (2, 10**6, _kronecker),
    "jacobian": (2, 2, _jacobian),
    "block": (2, 10**6, _block),
    "relu": (1, 1, _scalar),
    "indicator": (3, 3, _indicator),
    "limit": (4, 4, _limit),
    "asymptotic": (5, 5, _asymptotic),
    "equation": (2, 2, _equation),
    "minimizer": (2, 3, _optimum),
    "maximizer": (2, 3, _optimum),
    "system": (1, 10**6, _system),
    "forall": (2, 2, _for_all),
}


# -- making trees -------------------------------------------------------------------------------


def make(op: str, *args: Tree) -> Tree:
    """The node of an operation on these arguments.  ReplayError if it has no meaning for them."""
    if op not in _SHAPES:
        raise ReplayError(f"unknown operation {op[:40]}")
    fewest, most, rule = _SHAPES[op]
    if not fewest <= len(args) <= most:
        raise ReplayError(f"{op} does not take {len(args)} arguments")
    if any(arg.op == "infinity" for arg in args) and op not in ("limit", "asymptotic"):
        raise ReplayError("infinity is no number")
    if op == "limit" and args[0].op == "as_scalar":
        return make("as_scalar", make("limit", *args[0].args, *args[1:]))
    if op not in ("system", "forall", *OPTIMA) and any(arg.op in STATEMENTS for arg in args):
        raise ReplayError(f"{op} of a statement has no meaning")
    shape = rule(args)
    if shape is None:
        raise _fail(op, args)
    return _built(op, shape, args)


def leaf(op: str, shape: Shape, name: str = "", value: Fraction | int = 0) -> Tree:
    """A symbol, a dimension, a number, or a constant of some size."""
    if op == "identity" and (not shape or shape[0] != shape[1]):
        raise ReplayError("the identity is square")
    if (op in ("identity", "zeros", "ones")) != bool(shape) and op != "symbol":
        raise ReplayError(f"{op} cannot have the shape {_show(shape)}")
    return _built(op, shape, (), name, value)


def symbol(name: str, *shape: Dim) -> Tree:
    return leaf("symbol", shape, name)


def number(value: Fraction | int) -> Tree:
    return leaf("number", (), value=value)


def equation(left: Tree, right: Tree) -> Tree:
    return make("equation", left, right)


def zero_like(tree: Tree) -> Tree:
    return leaf("zeros", tree.shape) if tree.shape else number(0)


def subterms(tree: Tree) -> Iterator[Tree]:
    """The tree and every tree below it; a name is none."""
    yield tree
    for arg in terms_of(tree.op, tree.args):
        yield from subterms(arg)


def has_corners(tree: Tree) -> bool:
    """Whether a function of it has corners, and asks for an order; what compares indices has
    none."""
    return any(part.op in CORNERS and part.symbols for part in subterms(tree))


def parse(data: object, depth: int = 0) -> Tree:
    """The tree of the certificate's JSON, every stored shape compared with the derived one."""
    if depth > MAX_DEPTH:
        raise ReplayError("the term is too deep")
    if not isinstance(data, dict) or not isinstance(data.get("op"), str):
        raise ReplayError("not a tree")
    op = data["op"]
    extra = {
        "symbol": "name",
        "dimension": "name",
        "index": "name",
        "name": "name",
        "number": "value",
    }.get(op)
    keys = {"op", "shape", extra} if extra else {"op", "shape"}
    if op not in LEAVES:
        keys = {"op", "shape", "args"}
    if set(data) != keys:
        raise ReplayError(
            f"a tree of {op[:40]} has the keys {', '.join(sorted(str(key) for key in keys))}"
        )
    shape = dims.parse_shape(data["shape"])
    if op in LEAVES:
        return _leaf(op, shape, data)
    if not isinstance(data["args"], list):
        raise ReplayError("args is a list")
    tree = make(op, *(parse(arg, depth + 1) for arg in data["args"]))
    if tree.shape != shape:
        raise ReplayError(f"{op} has the shape {_show(tree.shape)}, not {_show(shape)}")
    return tree


def _leaf(op: str, shape: Shape, data: Mapping[str, object]) -> Tree:
    if op == "number":
        return leaf(op, shape, value=_value(data["value"]))
    name = data.get("name", "")
    if op in ("symbol", "dimension", "index", "name") and not (
        isinstance(name, str) and 0 < len(name) <= MAX_NAME
    ):
        raise ReplayError(f"a {op} needs a name")
    return leaf(op, shape, str(name))


def _value(text: object) -> Fraction:
    if not isinstance(text, str) or not text or len(text) > MAX_DIGITS or not set(text) <= VALUE:
        raise ReplayError("a number is written as 3 or -1/2")
    above, _, below = text.partition("/")
    if not _whole(above) or ("/" in text and not (below.isdigit() and int(below))):
        raise ReplayError("a number is written as 3 or -1/2")
    value = Fraction(int(above), int(below) if below else 1)
    if str(value) != text:
        raise ReplayError(f"{text[:40]} is not in lowest terms")
    return value


def _whole(text: str) -> bool:
    return text.removeprefix("-").isdigit()


# -- substitution -------------------------------------------------------------------------------


def substitute(tree: Tree, values: Mapping[str, Tree], sizes: Mapping[str, Dim]) -> Tree:
    """The instance of a rule's term: every symbol and dimension in it must have a value."""
    if tree.op == "symbol":
        if tree.name not in values:
            raise ReplayError(f"the variable {tree.name} is not bound")
        value = values[tree.name]
        wanted = _sized(tree.shape, sizes)
        # A scalar may stand for a 1 x 1 matrix: the node above checks whether it fits.
        if value.shape != wanted and not (wanted == (ONE, ONE) and not value.shape):
            raise ReplayError(f"{tree.name} is bound to a term of shape {_show(value.shape)}")
        return value
    if tree.op == "index":
        if tree.name not in values or values[tree.name].shape:
            raise ReplayError(f"the index {tree.name} is not bound to an index")
        return values[tree.name]
    if tree.op == "dimension":
        return dimension_tree(_sized((dims.symbol(tree.name),), sizes)[0])
    if not tree.args:
        return leaf(tree.op, _sized(tree.shape, sizes), tree.name, tree.value)
    if tree.op == "norm":
        return make("norm", substitute(tree.args[0], values, sizes), tree.args[1])
    if tree.op == "indicator":
        left, sign, right = tree.args
        sides = (substitute(side, values, sizes) for side in (left, right))
        return make("indicator", next(sides), sign, next(sides))
    args = tuple(substitute(arg, values, sizes) for arg in tree.args)
    if tree.op == "entry" and args[0].op == "tabulated":
        return _entry_of(args[0], args[1:])
    return make(tree.op, *args)


def _entry_of(table: Tree, at: tuple[Tree, ...]) -> Tree:
    """The entry of a tabulated matrix at two indices."""
    pairs = zip(table.args[1:3], at, strict=True)
    return replace_indices(table.args[0], {i.name: j for i, j in pairs if i.op == "index"})


def replace_indices(tree: Tree, by: Mapping[str, Tree]) -> Tree:
    """The tree with its free indices replaced; a bound index that would capture is renamed."""
    by = {name: new for name, new in by.items() if name in tree.indices}
    if not by:
        return tree
    if tree.op == "index":
        return by[tree.name]
    bound = binders(tree.op, tree.args)
    inner = {name: new for name, new in by.items() if name not in bound}
    for name in bound:
        inner[name] = leaf("index", (), name)
        while any(inner[name].name in new.indices for new in by.values()):
            inner[name] = leaf("index", (), inner[name].name + "'")
    bounds = {"sum": 2, "tabulated": 3}.get(tree.op, 0)
    within = len(tree.args) if not bound else bounds
    parts = [replace_indices(arg, inner if i < within else by) for i, arg in enumerate(tree.args)]
    return make(tree.op, *parts)


def _sized(shape: Shape, sizes: Mapping[str, Dim]) -> Shape:
    missing = {name for dim in shape for name in dims.names(dim)} - set(sizes)
    if missing:
        raise ReplayError(f"the size {min(missing)} is not bound")
    return tuple(dims.substitute(dim, sizes) for dim in shape)


def dimension_tree(dim: Dim) -> Tree:
    parts = []
    for monomial, c in dim:
        factors = [leaf("dimension", (), name) for name in monomial]
        if c != 1 or not factors:
            factors.insert(0, number(c))
        parts.append(make("mul", *factors) if len(factors) > 1 else factors[0])
    if not parts:
        return number(0)
    return make("add", *parts) if len(parts) > 1 else parts[0]
