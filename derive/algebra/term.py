"""Terms: SymPy expressions built unevaluated, by these constructors only.

SymPy's operators rewrite while they build (`A*A.I` becomes `I`); a derivation needs each line as
its author wrote it.  The constructors below flatten nested sums and products, fold rational
numbers at the front of a product, and do nothing else.

Notation
    A matrix term has the shape (rows, columns), polynomials in dimension symbols; a scalar has
    the shape ().  Vectors are columns, n x 1.

Limits
    Shapes are not checked here; `derive.algebra.shapes.check` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import sympy
from sympy import Add, Basic, Integer, Mul, Pow, Rational, Symbol
from sympy.matrices.expressions import (
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.determinant import Determinant

if TYPE_CHECKING:
    from typing_extensions import TypeIs  # in the standard library from Python 3.13 on

__all__ = [
    "BINDING",
    "DERIVATIVES",
    "NAMED",
    "ONE",
    "OPTIMA",
    "STATEMENTS",
    "ZERO",
    "Adjugate",
    "AnySymbol",
    "AsScalar",
    "Asymptotic",
    "BlockMatrix",
    "Cases",
    "Derivative",
    "Determinant",
    "Diagonal",
    "DiagonalMatrix",
    "Dim",
    "Elementwise",
    "Entry",
    "Equation",
    "ForAll",
    "GaussianDensity",
    "HadamardProduct",
    "Identity",
    "IndexProduct",
    "IndexSum",
    "Indicator",
    "Inverse",
    "Jacobian",
    "KroneckerProduct",
    "Limit",
    "Logistic",
    "MatAdd",
    "MatMul",
    "MatPow",
    "MatrixExpr",
    "MatrixFunction",
    "MatrixLimit",
    "MatrixSum",
    "MatrixSymbol",
    "Maximizer",
    "Maximum",
    "Minimizer",
    "Minimum",
    "Norm",
    "OneMatrix",
    "PseudoInverse",
    "Rank",
    "ReLU",
    "Shape",
    "System",
    "Tabulated",
    "Term",
    "Trace",
    "Transpose",
    "UnitVector",
    "Vectorization",
    "ZeroMatrix",
    "add",
    "as_scalar",
    "block_rows",
    "blocks",
    "dimension",
    "divide",
    "entry",
    "factors",
    "free_symbols",
    "identity",
    "index",
    "index_product",
    "index_sum",
    "integer",
    "inverse",
    "is_leaf",
    "is_matrix",
    "is_number",
    "is_scalar",
    "jacobian",
    "limit",
    "matrix",
    "mul",
    "neg",
    "norm",
    "pinv",
    "places",
    "power",
    "rebuild",
    "scalar",
    "sub",
    "substitute",
    "subterms",
    "summands",
    "transpose",
    "zeros",
]

Term: TypeAlias = Basic
Dim: TypeAlias = sympy.Expr
AnySymbol: TypeAlias = Symbol | MatrixSymbol
Shape: TypeAlias = tuple[Dim, ...]

ZERO, ONE = Integer(0), Integer(1)


class _MatrixNode(MatrixExpr):
    """A matrix-valued operation that SymPy lacks; the shape follows from the arguments."""

    def __new__(cls, *args: Any) -> Self:
        return Basic.__new__(cls, *args)

    @property
    def shape(self) -> Shape:
        from derive.algebra.shapes import shape_of

        return shape_of(self)

    def _entry(self, i: Any, j: Any, **_: Any) -> Any:
        return Entry(self, i + 1, j + 1)

    def _sympystr(self, printer: Any) -> str:
        """SymPy's printer goes by the name of the class, and its BlockMatrix is another."""
        return f"{type(self).__name__}({', '.join(map(printer.doprint, self.args))})"


class _ScalarNode(sympy.Expr):
    """A scalar-valued operation on matrices that SymPy lacks."""

    is_commutative = True
    is_real = True

    def __new__(cls, *args: Any) -> Self:
        return Basic.__new__(cls, *args)


class PseudoInverse(_MatrixNode):
    """The Moore-Penrose inverse A⁺, n x m for A of shape m x n (Penrose 1955)."""


class DiagonalMatrix(_MatrixNode):
    """diag(x): the n x n matrix with the entries of the column x on its diagonal."""


class Diagonal(_MatrixNode):
    """diag(A): the column of the diagonal entries of a square A."""


class Vectorization(_MatrixNode):
    """vec(A): the columns of A stacked, mn x 1."""


class Adjugate(_MatrixNode):
    """adj(A): the transposed cofactor matrix, A adj(A) = det(A) I."""


class BlockMatrix(_MatrixNode):
    """A matrix given by its blocks; arguments (number of block columns, blocks row by row).

    A scalar block is 1 x 1: a literal matrix has scalar blocks only.
    """


class Elementwise(_MatrixNode):
    """A scalar function applied to every entry of a matrix; arguments (A, name)."""


class MatrixFunction(_MatrixNode):
    """A function of a square matrix (Higham 2008); arguments (A, name), as exp, log, sqrt."""


class UnitVector(_MatrixNode):
    """e_i: the i-th column of the n x n identity; arguments (i, n), i counted from 1."""


class Jacobian(_MatrixNode):
    """The derivative of f by x in numerator layout; arguments (f, x).

    f a scalar or a k x 1 column, x an n x 1 column: k x n (a row for a scalar f).  f a scalar, x of
    shape m x n: n x m.  The gradient layout is its transpose.
    """


class Tabulated(_MatrixNode):
    """The matrix with given entries; arguments (entry, row index, column index, rows, columns).

    It binds both indices; the column index of a column is the number 1.
    """


class MatrixLimit(_MatrixNode):
    """The limit of a matrix, entry by entry; arguments as those of `Limit`."""


class MatrixSum(_MatrixNode):
    """A sum of matrices over an index; arguments (summand, index, first, last)."""


class AsScalar(_ScalarNode):
    """The only entry of a 1 x 1 matrix, as a scalar."""


class Norm(_ScalarNode):
    """The norm of a matrix or column; arguments (A, name), the name a Symbol `2` or `F`."""


class Rank(_ScalarNode):
    """The rank of a matrix."""


class Entry(_ScalarNode):
    """The entry (i, j) of a matrix; arguments (A, i, j), counted from 1."""


class IndexSum(_ScalarNode):
    """A sum of scalars over an index; arguments (summand, index, first, last)."""


class IndexProduct(_ScalarNode):
    """A product of scalars over an index; arguments (factor, index, first, last)."""


class Derivative(_ScalarNode):
    """The derivative of a scalar by a scalar letter; arguments (f, x).

    One agrees on ReLU'(0) = 0.
    """

    def _sympystr(self, printer: Any) -> str:
        """SymPy's printer goes by the name of the class, and its Derivative is another."""
        return f"Derivative({', '.join(map(printer.doprint, self.args))})"


class Limit(_ScalarNode):
    """The limit of a scalar; arguments (body, variable, point, side).

    The variable is a scalar symbol that is bound here, the point a number or `oo`; the side is 1
    for a limit from above, -1 from below, 0 for both sides (and at infinity).  It has a value only
    where the limit exists and is finite (Rudin, Principles of Mathematical Analysis, 4.1 and 4.33).
    """


class Indicator(_ScalarNode):
    """1 where a comparison holds, else 0; arguments (left, relation, right).

    The relation is a Symbol `<`, `<=`, `=` or `!=`.
    """


class Cases(_ScalarNode):
    """A function by cases; arguments (value, condition, value, condition, ...[, otherwise]).

    A condition is an Indicator or a product of them.  The first that holds decides; without
    `otherwise` the value is undefined where none holds.
    """


class GaussianDensity(_ScalarNode):
    """The density at x of the normal distribution; arguments (x, mean, covariance).

    x and the mean are n x 1, the covariance n x n and positive definite; or all three scalars.
    """


class Logistic(sympy.Function):
    """1 / (1 + exp(-x))."""

    nargs = 1


class ReLU(sympy.Function):
    """The larger of x and 0."""

    nargs = 1


class Maximum(sympy.Function):
    """The largest of its arguments, in the author's order."""


class Minimum(sympy.Function):
    """The smallest of its arguments, in the author's order."""


class Equation(Basic):
    """lhs = rhs, as a statement that a step may transform."""

    @property
    def lhs(self) -> Term:
        side: Term = self.args[0]
        return side

    @property
    def rhs(self) -> Term:
        side: Term = self.args[1]
        return side


class Minimizer(Basic):
    """x minimises f, over all x or over those that satisfy an equation; arguments (x, f[, g]).

    x is a letter, or a column of letters that are columns.
    """


class Maximizer(Basic):
    """x maximises f, over all x or over those that satisfy an equation; arguments (x, f[, g])."""


class Asymptotic(Basic):
    """f ~ g: the limit of f / g is 1; arguments (f, g, variable, point, side), as of `Limit`.

    g is a leading term of f where it is the simpler one (de Bruijn, Asymptotic Methods, 1.4).
    """


class System(Basic):
    """All of these statements hold: equations, the first of them possibly an optimum."""


class ForAll(Basic):
    """An equation that holds for every value of a letter; arguments (x, equation)."""


OPTIMA = (Minimizer, Maximizer)  # their first argument is bound
STATEMENTS = (Equation, *OPTIMA, System, Asymptotic, ForAll)
DERIVATIVES = (Jacobian, Derivative)
# below these a letter means more than one value
BINDING = (*DERIVATIVES, IndexSum, IndexProduct, MatrixSum, Tabulated, Limit, MatrixLimit)
NAMED = (Norm, Elementwise, MatrixFunction)  # their second argument is a name, not a term


def matrix(name: str, rows: Any, cols: Any = ONE) -> MatrixSymbol:
    """A matrix symbol; `name` is the LaTeX of the letter without its font."""
    return MatrixSymbol(name, rows, cols)


def scalar(name: str) -> Symbol:
    """A real scalar symbol."""
    return Symbol(name, real=True)


def dimension(name: str) -> Symbol:
    """A dimension symbol: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def index(name: str) -> Symbol:
    """An index: an integer; `nonnegative` sets it apart from other integers."""
    return Symbol(name, integer=True, nonnegative=True)


def integer(name: str) -> Symbol:
    """An integer symbol of any sign."""
    return Symbol(name, integer=True)


def is_matrix(term: Term) -> TypeIs[MatrixExpr]:
    return bool(getattr(term, "is_Matrix", False))


def is_scalar(term: Term) -> bool:
    return isinstance(term, sympy.Expr) and not is_matrix(term)


def is_number(term: Term) -> TypeIs[Rational]:
    return isinstance(term, Rational)


def identity(n: Any) -> Identity:
    return Identity(n)


def zeros(rows: Any, cols: Any) -> ZeroMatrix:
    return ZeroMatrix(rows, cols)


def as_scalar(term: Term) -> Term:
    """A 1 x 1 matrix as a scalar; a scalar is returned as it is."""
    return AsScalar(term) if is_matrix(term) else term


def _flat(kinds: tuple[type, ...], terms: Sequence[Any]) -> Iterator[Any]:
    for term in terms:
        if type(term) in kinds:
            yield from term.args
        else:
            yield term


def add(*terms: Term) -> Term:
    """The sum in the given order.  1 x 1 matrices beside scalars become scalars.

    A sum without terms has no shape and is a ValueError.
    """
    flat: list[Term] = list(_flat((Add, MatAdd), terms))
    if not flat:
        raise ValueError("a sum needs a term: its shape would be unknown")
    if len(flat) == 1:
        return flat[0]
    if all(is_matrix(term) for term in flat):
        return Basic.__new__(MatAdd, *flat)
    return Add._from_args(tuple(map(as_scalar, flat)), is_commutative=True)


def mul(*factors: Term | int) -> Term:
    """The product in the given order, rational numbers at its front folded into one."""
    flat: list[Any] = [sympy.sympify(factor) for factor in _flat((Mul, MatMul), factors)]
    numbers = 0
    while numbers < len(flat) and is_number(flat[numbers]):
        numbers += 1
    coefficient = reduce(lambda a, b: a * b, flat[:numbers], ONE)
    rest: list[Term] = flat[numbers:]
    if coefficient != 1 or not rest:
        rest.insert(0, coefficient)
    if len(rest) == 1:
        return rest[0]
    if any(map(is_matrix, rest)):
        return Basic.__new__(MatMul, *rest)
    return Mul._from_args(tuple(rest), is_commutative=True)


def pinv(term: Term) -> Term:
    """The Moore-Penrose inverse, unevaluated."""
    return Basic.__new__(PseudoInverse, term)


def factors(term: Term) -> tuple[Term, ...]:
    """The factors of a product; any other term is its own only factor."""
    return term.args if isinstance(term, MatMul | Mul) else (term,)


def summands(term: Term) -> tuple[Term, ...]:
    """The terms of a sum; any other term is its own only one."""
    return term.args if isinstance(term, MatAdd | Add) else (term,)


def neg(term: Term) -> Term:
    return mul(Integer(-1), term)


def sub(left: Term, right: Term) -> Term:
    return add(left, neg(right))


def power(base: Term, exponent: Term | int) -> Term:
    """base^exponent.  A matrix to the power -1 is its `Inverse`; numbers are folded."""
    exponent = sympy.sympify(exponent)
    if exponent == 1:
        return base
    if is_matrix(base):
        return inverse(base) if exponent == -1 else Basic.__new__(MatPow, base, exponent)
    if (
        is_number(base)
        and isinstance(exponent, Integer)
        and abs(exponent) <= 4096
        and (base != 0 or exponent > 0)
    ):
        return base**exponent
    return Pow(base, exponent, evaluate=False)


def divide(above: Term, below: Term) -> Term:
    """above / below for a scalar `below`, the reciprocal in front of a matrix."""
    below = as_scalar(below)
    if is_number(above) and is_number(below) and below != 0:
        return above / below
    reciprocal = power(below, Integer(-1))
    return mul(reciprocal, above) if is_matrix(above) else mul(above, reciprocal)


def transpose(term: Term) -> Term:
    """The transpose, unevaluated; a scalar is returned as it is."""
    return Basic.__new__(Transpose, term) if is_matrix(term) else term


def jacobian(of: Term, by: Term) -> Term:
    """The derivative of `of` by `by` in numerator layout; a 1 x 1 matrix and its entry are one."""
    if is_scalar(of) and is_scalar(by):
        return Basic.__new__(Derivative, of, by)
    return Basic.__new__(Jacobian, of.args[0] if isinstance(of, AsScalar) else of, by)


def norm(term: Term, name: str = "2") -> Term:
    """The norm of a column (`2`) or the Frobenius norm of a matrix (`F`)."""
    return Basic.__new__(Norm, term, Symbol(name))


def inverse(term: Term) -> Term:
    """The inverse, unevaluated; a scalar's is its reciprocal."""
    if is_matrix(term):
        return Basic.__new__(Inverse, term, Integer(-1))
    return power(term, Integer(-1))


def entry(of: Term, row: Term, column: Term) -> Term:
    """The entry (row, column); that of a tabulated matrix is read off."""
    if isinstance(of, Tabulated):
        from derive.algebra.indices import entry_of

        return entry_of(of, row, column)
    return Basic.__new__(Entry, of, row, column)


def blocks(rows: Sequence[Sequence[Term]]) -> Term:
    """The matrix with these rows of blocks, all of one length."""
    entries = [entry for row in rows for entry in row]
    return Basic.__new__(BlockMatrix, Integer(len(rows[0])), *entries)


def block_rows(term: Term) -> tuple[tuple[Term, ...], ...]:
    """The rows of blocks of a BlockMatrix."""
    cols = int(term.args[0])
    return tuple(term.args[i : i + cols] for i in range(1, len(term.args), cols))


def index_sum(summand: Term, over: Term, first: Term, last: Term) -> Term:
    """The sum of `summand` for `over` = first, ..., last."""
    kind = MatrixSum if is_matrix(summand) else IndexSum
    return Basic.__new__(kind, summand, over, first, last)


def index_product(factor: Term, over: Symbol, first: Term, last: Term) -> Term:
    """The product of `factor` for `over` = first, ..., last; 1 if there are none."""
    return Basic.__new__(IndexProduct, factor, over, first, last)


def limit(body: Term, variable: Term, point: Term, side: int = 0) -> Term:
    """The limit of `body` as `variable` tends to `point` (a number or `oo`); see `Limit`.

    That of the entry of a 1 x 1 matrix is the entry of its limit.
    """
    if isinstance(body, AsScalar):
        return AsScalar(limit(body.args[0], variable, point, side))
    kind = MatrixLimit if is_matrix(body) else Limit
    return Basic.__new__(kind, body, variable, point, Integer(side))


_CONSTRUCTORS: dict[type, Callable[..., Term]] = {
    MatAdd: add,
    Add: add,
    MatMul: mul,
    Mul: mul,
    MatPow: power,
    Pow: power,
    Transpose: transpose,
    AsScalar: as_scalar,
    Jacobian: jacobian,
    Derivative: jacobian,
    Entry: entry,
    Limit: limit,
    MatrixLimit: limit,
}


def rebuild(term: Term, args: Sequence[Term]) -> Term:
    """`term` with other arguments, by the constructor of its kind; nothing is evaluated."""
    if tuple(args) == term.args:
        return term
    if isinstance(term, Inverse):
        return inverse(args[0])
    construct = _CONSTRUCTORS.get(type(term))
    if construct is not None:
        return construct(*args)
    return Basic.__new__(type(term), *args)


_SIZED = (Identity, ZeroMatrix, OneMatrix)


def is_leaf(term: Term) -> bool:
    """Whether nothing stands below `term`: a symbol, a number, or a constant with its size."""
    return not term.args or isinstance(term, MatrixSymbol | Identity | ZeroMatrix | OneMatrix)


def substitute(term: Term, replacements: dict[Term, Term]) -> Term:
    """`term` with every occurrence of the keys replaced at once; dimensions are reached too.

    The same object is returned when nothing is replaced.
    """
    if term in replacements:
        return replacements[term]
    if isinstance(term, MatrixSymbol):
        shape = [substitute_dim(dim, replacements) for dim in term.shape]
        return term if tuple(shape) == term.shape else MatrixSymbol(term.name, *shape)
    if not term.args:
        return term
    if isinstance(term, _SIZED):
        return type(term)(*(substitute_dim(dim, replacements) for dim in term.args))
    if isinstance(term, NAMED):
        return rebuild(term, [substitute(term.args[0], replacements), term.args[1]])
    return rebuild(term, [substitute(arg, replacements) for arg in term.args])


def substitute_dim(dim: Dim, replacements: dict[Term, Term]) -> Dim:
    """A dimension with its symbols replaced; dimensions are polynomials and may evaluate."""
    return dim if not dim.free_symbols & replacements.keys() else dim.xreplace(replacements)


def subterms(term: Term) -> Iterator[Term]:
    """`term` and every term below it, outermost first; a symbol's name and size are not terms."""
    yield term
    if not is_leaf(term):
        for place in places(term):
            yield from subterms(term.args[place])


def places(term: Term) -> Sequence[int]:
    """The indices of those arguments of an operation that are terms, not names."""
    if isinstance(term, Indicator):
        return (0, 2)
    return (0,) if isinstance(term, NAMED) else range(len(term.args))


def free_symbols(term: Term) -> frozenset[AnySymbol]:
    """The matrix and scalar symbols that occur in `term` (dimension symbols of shapes do not)."""
    return frozenset(t for t in subterms(term) if isinstance(t, Symbol | MatrixSymbol))
