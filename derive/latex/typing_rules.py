r"""What applied operators mean by the shapes of their arguments: functions, norms, entries, sums.

`exp`, `log`, `sin`, `cos`, `sqrt` of a square matrix are matrix functions (Higham 2008); of any
other matrix, and always for ReLU, max, the logistic function, tanh and |·|, they are elementwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE, Dim, Term
from derive.latex.comparisons import compared, condition, delta
from derive.latex.density_notation import gaussian
from derive.latex.derived_functions import COMPOSED, composed_of_entries
from derive.latex.elaborate import Elaborator, Value
from derive.latex.limit_notation import limit_of
from derive.latex.progressions import progression
from derive.latex.syntax import Node

__all__ = ["RULES"]

_SCALAR: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "exp": lambda x: sympy.exp(x, evaluate=False),
        "log": lambda x: sympy.log(x, evaluate=False),
        "sin": lambda x: sympy.sin(x, evaluate=False),
        "cos": lambda x: sympy.cos(x, evaluate=False),
        "tan": lambda x: sympy.tan(x, evaluate=False),
        "sinh": lambda x: sympy.sinh(x, evaluate=False),
        "cosh": lambda x: sympy.cosh(x, evaluate=False),
        "tanh": lambda x: sympy.tanh(x, evaluate=False),
        "abs": lambda x: sympy.Abs(x, evaluate=False),
        "sqrt": lambda x: t.power(x, Rational(1, 2)),
        "logistic": lambda x: t.Logistic(x, evaluate=False),
        "relu": lambda x: t.ReLU(x, evaluate=False),
        "sign": lambda x: sympy.sign(x, evaluate=False),
    }
)
_OF_MATRICES = frozenset(["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "sqrt"])
_TO_SCALAR = {"tr": t.Trace, "det": t.Determinant, "rank": t.Rank}
_HALF = Rational(1, 2)


def applied(e: Elaborator, node: Node) -> Value:
    """An operator word and its arguments."""
    word = node.value
    if word in ("max", "min"):
        return _extreme(e, node)
    if word == "diag" and len(node.args) > 1:
        entries = [[e.scalar(arg, "an entry of diag")] for arg in node.args]
        column = t.blocks(entries)
        size = Integer(len(entries))
        return e.made(t.Term.__new__(t.DiagonalMatrix, column), (size, size), node)
    if len(node.args) != 1:
        e.refuse(f"{word} takes one argument", node)
    inner = e.value(node.args[0])
    if word in _SCALAR or word in COMPOSED:
        return function(e, word, inner, node)
    if not inner.shape and isinstance(inner.term, t.AsScalar):
        inner = inner._replace(term=inner.term.args[0], shape=(ONE, ONE))
    return _operator(e, word, inner, node)


def _operator(e: Elaborator, word: str, inner: Value, node: Node) -> Value:
    if not inner.shape:
        e.wrong(f"{word} needs a matrix, and this is a scalar", inner)
    if word == "logdet":
        made = sympy.log(t.Term.__new__(t.Determinant, inner.term), evaluate=False)
        if not e.dims.same(*inner.shape):
            e.checked(made.args[0], inner)
        return e.made(made, (), node)
    if word == "inv":
        return e.inverse_of(inner, node)
    if word == "softmax":
        return _softmax(e, inner, node)
    if word in _TO_SCALAR:
        made = t.Term.__new__(_TO_SCALAR[word], inner.term)
        if word != "rank" and not e.dims.same(*inner.shape):
            e.checked(made, inner)
        return e.made(made, (), node)
    if word == "diag":
        kind: type[Term] = t.DiagonalMatrix if e.dims.resolve(inner.shape[1]) == ONE else t.Diagonal
    else:
        kind = {"vec": t.Vectorization, "adj": t.Adjugate, "pinv": t.PseudoInverse}[word]
    matrix = t.Term.__new__(kind, inner.term)
    return e.made(matrix, e.checked(matrix, inner), node)


def function(e: Elaborator, word: str, inner: Value, node: Node) -> Value:
    """A scalar function of a scalar, of a square matrix, or of every entry."""
    inner = e.scalarised(inner)
    if not inner.shape:
        return e.made((_SCALAR.get(word) or COMPOSED[word])(inner.term), (), node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if word in COMPOSED:
        composed = composed_of_entries(word, inner.term, rows, cols)
        if composed is None:
            e.refuse(f"{word} is read of scalars only", node)
        return e.made(composed, inner.shape, node)
    if word in _OF_MATRICES and rows == cols:
        if word == "sqrt":
            return e.made(t.power(inner.term, _HALF), inner.shape, node)
        return e.made(t.Term.__new__(t.MatrixFunction, inner.term, Symbol(word)), inner.shape, node)
    made = t.Term.__new__(t.Elementwise, inner.term, Symbol(word))
    return e.made(made, inner.shape, node)


def _softmax(e: Elaborator, inner: Value, node: Node) -> Value:
    """exp(x) / (1ᵀ exp(x)) of a column."""
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if cols != 1:
        e.wrong(f"softmax needs a column, and this is {show_shape((rows, cols))}", inner)
    powers = t.Term.__new__(t.Elementwise, inner.term, Symbol("exp"))
    total = t.as_scalar(t.mul(t.transpose(t.OneMatrix(rows, ONE)), powers))
    return e.made(t.divide(powers, total), inner.shape, node)


def _extreme(e: Elaborator, node: Node) -> Value:
    """max and min of scalars; max of 0 and a matrix is ReLU of its entries."""
    parts = [e.scalarised(e.value(arg)) for arg in node.args]
    if len(parts) < 2:
        e.refuse(f"{node.value} needs two or more arguments", node, r"write \max(a, b)")
    if all(not part.shape for part in parts):
        kind = t.Maximum if node.value == "max" else t.Minimum
        return e.made(kind(*(part.term for part in parts), evaluate=False), (), node)
    matrices = [part for part in parts if part.shape]
    zeros = [part for part in parts if part.term == 0 or isinstance(part.term, t.ZeroMatrix)]
    if node.value == "max" and len(parts) == 2 and len(matrices) - len(zeros) <= 1 and zeros:
        other = next(part for part in parts if part is not zeros[0])
        if zeros[0].shape and not e.dims.same_shape(zeros[0].shape, other.shape):
            e.wrong("the two have different shapes", node)
        return function(e, "relu", other, node)
    return e.refuse(f"{node.value} of matrices is read with 0 only", node)


def function_power(e: Elaborator, node: Node) -> Value:
    r"""\log^2 x, \operatorname{tr}^2(A): the power of the value; \sin^{-1} is refused."""
    exponent = e.scalar(node.args[1], "an exponent")
    if exponent == -1 and node.args[0].value not in ("det", "tr"):
        e.refuse("whether this is the inverse function or one over it is not clear", node)
    return e.power_of(e.value(node.args[0]), exponent, node)


def bars(e: Elaborator, node: Node) -> Value:
    """|A|: the determinant of a matrix, the absolute value of a scalar or of a column's entries."""
    inner = e.scalarised(e.value(node.args[0]))
    if not inner.shape:
        return e.made(sympy.Abs(inner.term, evaluate=False), (), node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    if (rows == ONE) != (cols == ONE):
        return function(e, "abs", inner, node)
    made = t.Term.__new__(t.Determinant, inner.term)
    if not e.dims.same(*inner.shape):
        e.checked(made, inner)
    return e.made(made, (), node)


def norm(e: Elaborator, node: Node) -> Value:
    r"""‖x‖ and ‖x‖_2 of a vector, ‖A‖_F and ‖A‖_2, ‖x‖_1, ‖x‖_A = √(xᵀAx)."""
    inner, kind = e.value(node.args[0]), node.value
    if not inner.shape:
        if kind in ("", "2"):
            return e.made(sympy.Abs(inner.term, evaluate=False), (), node)
        e.refuse("this norm of a scalar is not understood", node)
    rows, cols = (e.dims.resolve(dim) for dim in inner.shape)
    vector = ONE in (rows, cols)
    if kind == "weighted":
        return _weighted(e, inner, node)
    if kind == "1" and cols == 1:
        over = t.index("i_1")
        entry = t.Term.__new__(t.Entry, inner.term, over, ONE)
        size = sympy.Abs(entry, evaluate=False)
        return e.made(t.index_sum(size, over, ONE, rows), (), node)
    if kind in ("", "2") and vector:
        return e.made(t.norm(inner.term, "2"), (), node)
    if kind == "F":
        return e.made(t.norm(inner.term, "2" if cols == 1 else "F"), (), node)
    if kind == "2":
        return e.made(t.norm(inner.term, "2"), (), node)
    return e.refuse("which norm is meant is not clear", node, r"write \|A\|_F or \|x\|_2")


def _weighted(e: Elaborator, inner: Value, node: Node) -> Value:
    weight = e.value(node.args[1])
    if not weight.shape:
        e.refuse("this norm is not understood", node, r"\|x\|_A is read for a matrix A")
    turned = inner._replace(term=t.transpose(inner.term), shape=inner.shape[::-1])
    square = e.scalarised(e.multiplied([turned, weight, inner], node))
    if square.shape:
        e.wrong(f"a weighted norm is of a column, not of {show_shape(inner.shape)}", inner)
    return e.made(t.power(square.term, _HALF), (), node)


def inner_product(e: Elaborator, node: Node) -> Value:
    """xᵀy for columns, tr(AᵀB) for matrices of one shape."""
    left, right = (e.scalarised(e.value(arg)) for arg in node.args)
    if not left.shape and not right.shape:
        return e.made(t.mul(left.term, right.term), (), node)
    if not e.dims.same_shape(left.shape, right.shape):
        e.wrong(
            "an inner product needs two of one shape:"
            f" {show_shape(left.shape)} and {show_shape(right.shape)} differ",
            node,
        )
    product = t.mul(t.transpose(left.term), right.term)
    if e.dims.resolve(left.shape[1]) == ONE:
        return e.made(t.as_scalar(product), (), node)
    return e.made(t.Term.__new__(t.Trace, product), (), node)


# -- entries and sums over an index ---------------------------------------------------------------


def entry(e: Elaborator, node: Node) -> Value:
    """A_{ij}, x_i, (A x)_k, and the row A_{i,:} and column A_{:,j}."""
    above, *indices = node.args
    if above.op == "power":
        inner = e.value(above.args[0])
        exponent = e.scalar(above.args[1], "an exponent")
        square = bool(inner.shape) and e.dims.resolve(inner.shape[0]) == inner.shape[1]
        if square and exponent != -1:
            e.refuse(
                "whether the entry or the matrix is raised is not clear", node, "put parentheses"
            )
        if not square:
            return e.power_of(_entry_of(e, inner, indices, node), exponent, node)
        return _entry_of(e, e.inverse_of(inner, above), indices, node)
    return _entry_of(e, e.value(above), indices, node)


def _entry_of(e: Elaborator, base: Value, indices: list[Node], node: Node) -> Value:
    if not base.shape:
        e.refuse("a scalar has no entries", node, "declare the name with its index")
    rows, cols = (e.dims.resolve(dim) for dim in base.shape)
    column = cols == ONE
    if len(indices) == 1 and not column:
        indices = _split(indices[0])
    if len(indices) == 1 and (column or rows == ONE):
        found = _index(e, indices[0], rows if column else cols)
        pair: tuple[Term, Term] = (found, ONE) if column else (ONE, found)
        return e.made(t.Term.__new__(t.Entry, base.term, *pair), (), node)
    if len(indices) != 2:
        e.refuse("a matrix has two indices", node, "write A_{ij}")
    i, j = indices
    if i.op == j.op == "all":
        e.refuse("this is the whole matrix", node)
    if i.op == "all":
        unit = t.Term.__new__(t.UnitVector, _index(e, j, cols), cols)
        return e.made(t.mul(base.term, unit), (rows, ONE), node)
    if j.op == "all":
        unit = t.Term.__new__(t.UnitVector, _index(e, i, rows), rows)
        return e.made(t.mul(t.transpose(unit), base.term), (ONE, cols), node)
    pair = (_index(e, i, rows), _index(e, j, cols))
    return e.made(t.Term.__new__(t.Entry, base.term, *pair), (), node)


def _split(node: Node) -> list[Node]:
    """`ij` as two indices, `12` as 1 and 2."""
    if node.op == "braces":
        return _split(node.args[0])
    if node.op == "product" and len(node.args) == 2:
        return list(node.args)
    if node.op == "number" and len(str(node.value)) == 2 and node.value.is_Integer:
        digits = [Integer(digit) for digit in str(node.value)]
        if 0 not in digits:
            return [node._replace(value=digit) for digit in digits]
    return [node]


def _index(e: Elaborator, node: Node, size: Dim) -> Term:
    """An index; what it runs over is noted."""
    found = e.scalar(node, "an index")
    if isinstance(found, Integer):
        if found < 1 or (isinstance(size, Integer) and found > size):
            e.wrong(f"there is no entry {found}: the size is {size}", node)
    elif isinstance(found, Symbol) and found in e.ranges:
        e.ranges[found].append((size, node))
    elif not found.is_integer:
        e.refuse("an index must be an integer", node, "declare it as index")
    return found


def unit_vector(e: Elaborator, node: Node) -> Value:
    """e_i: a column of unknown size."""
    size = e.unknown(node)
    found = _index(e, node.args[0], size)
    return e.made(t.Term.__new__(t.UnitVector, found, size), (size, ONE), node)


def index_sum(e: Elaborator, node: Node) -> Value:
    """A sum; without written bounds each index runs over the size of the entries it is used in."""
    names, relation, product = node.value
    symbols = [t.index(name) for name in names]
    before = dict(e.bound), dict(e.ranges)
    written = node.args[1:] if relation in ("", "=") else node.args[1:-2]
    bounds = [e.scalar(arg, "a bound") for arg in written]
    e.bound |= dict(zip(names, symbols, strict=True))
    e.ranges |= {symbol: [] for symbol in symbols}
    body = e.scalarised(e.value(node.args[0]))
    term, shape = body.term, body.shape
    if relation not in ("", "="):
        term = t.mul(compared(e, node.args[-2:], relation).term, term)
    if product and shape:
        e.wrong("a product over an index is of scalars", node.args[0])
    for symbol in reversed(symbols):
        last = bounds[-1] if bounds else _range(e, symbol, node)
        first = bounds[0] if len(bounds) == 2 else ONE
        combined = t.index_product if product else t.index_sum
        term = combined(term, symbol, first, last)
    e.bound, e.ranges = before
    return e.made(term, shape, node)


def _range(e: Elaborator, symbol: Symbol, node: Node) -> Dim:
    found = e.ranges[symbol]
    if not found:
        e.refuse(f"what {symbol} runs over cannot be seen", node, r"write \sum_{i=1}^n")
    size = found[0][0]
    for other, where in found[1:]:
        if not e.dims.same(size, other):
            shown = [str(e.dims.resolve(dim)) for dim in (size, other)]
            e.wrong(f"{symbol} runs to {shown[0]} before, and to {shown[1]} here", where)
    return e.dims.resolve(size)


def cases(e: Elaborator, node: Node) -> Value:
    parts = [e.scalar(arg, "a case") for arg in node.args]
    return e.made(t.Term.__new__(t.Cases, *parts), (), node)


# -- matrices and derivatives ---------------------------------------------------------------------


def matrix(e: Elaborator, node: Node) -> Value:
    """Scalars make a literal matrix, matrices a block matrix with zeros of any size."""
    cols = node.value
    entries = [e.scalarised(e.value(arg)) for arg in node.args]
    if any(entry.shape for entry in entries):
        entries = [_filled(e, entry, arg) for entry, arg in zip(entries, node.args, strict=True)]
    shapes = [entry.shape or (ONE, ONE) for entry in entries]
    made = t.blocks([[x.term for x in entries[i : i + cols]] for i in range(0, len(entries), cols)])
    for place, (height, width) in enumerate(shapes):
        row, column = shapes[place - place % cols], shapes[place % cols]
        if not e.dims.same(row[0], height) or not e.dims.same(column[1], width):
            e.checked(made, entries[place])
    heights = (e.dims.resolve(shapes[i][0]) for i in range(0, len(shapes), cols))
    widths = (e.dims.resolve(shape[1]) for shape in shapes[:cols])
    shape = (sum(heights, Integer(0)), sum(widths, Integer(0)))
    return e.made(made, shape, node)


def _filled(e: Elaborator, entry: Value, node: Node) -> Value:
    if entry.shape or entry.term != 0:
        return entry
    rows, cols = e.unknown(node), e.unknown(node)
    return e.made(t.zeros(rows, cols), (rows, cols), node)


def derivative(e: Elaborator, node: Node) -> Value:
    """∂f/∂x in numerator layout."""
    of, by = (e.value(arg) for arg in node.args)
    if isinstance(by.term, t.Entry) and isinstance(by.term.args[0], t.MatrixSymbol):
        return _partial(e, of, by.term, node)
    if not isinstance(by.term, Symbol | t.MatrixSymbol):
        e.refuse("one differentiates by a letter", node.args[1])
    if by.term.is_integer:
        e.refuse("one differentiates by a real letter", node.args[1])
    made = t.jacobian(of.term, by.term)
    return e.made(made, e.checked(made, node), node)


def _partial(e: Elaborator, of: Value, by: Term, node: Node) -> Value:
    """∂f/∂x_k and ∂f/∂X_ij: an entry of the derivative of a scalar, transposed to numerator
    layout."""
    if of.shape and not e.is_one_by_one(of.shape):
        shown = show_shape(of.shape)
        e.wrong(f"only a scalar is differentiated by an entry, and this is {shown}", of)
    letter, row, column = by.args
    return e.made(t.entry(t.jacobian(of.term, letter), column, row), (), node)


def gradient(e: Elaborator, node: Node) -> Value:
    """∇_x f = (∂f/∂x)ᵀ for a scalar f."""
    of, by = (e.value(arg) for arg in node.args)
    if not isinstance(by.term, t.MatrixSymbol):
        e.refuse("the gradient is by a column or a matrix", node.args[1])
    if of.shape and not e.is_one_by_one(of.shape):
        e.wrong(f"the gradient is of a scalar, not of {show_shape(of.shape)}", of)
    made = t.transpose(t.jacobian(of.term, by.term))
    return e.made(made, by.shape, node)


RULES: Mapping[str, Callable[[Elaborator, Node], Value]] = MappingProxyType(
    {
        "apply": applied,
        "gaussian": gaussian,
        "function_power": function_power,
        "bars": bars,
        "norm": norm,
        "inner": inner_product,
        "entry": entry,
        "unit_vector": unit_vector,
        "index_sum": index_sum,
        "limit": limit_of,
        "progression": progression,
        "condition": condition,
        "delta": delta,
        "indicator": lambda e, n: e.value(n.args[0]),
        "cases": cases,
        "matrix": matrix,
        "derivative": derivative,
        "gradient": gradient,
    }
)
