"""The derivative of a formula by a letter, for the kernel: no rules but these.

Three ways, by what is differentiated.  By a number: the derivative of each node, of its shape.  A
scalar by a column or a matrix: from the outside inwards, the derivative by each node, of its shape,
is handed to its arguments (d f = <G, d node>, with <A, B> = tr(A'B)).  A column by a column: the
Jacobian of each node, that of a matrix M by that of M v with v held fixed.

What comes out is the derivative wherever the function has one and the parts of what comes out have
values.  ReLU has slope 0 at 0, as one agrees.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapters 5, 8 and 9;
Giles, Collected matrix derivative results for forward and reverse mode (2008).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import sympy
from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.arithmetic import power
from derive.algebra.context import Fact
from derive.algebra.indices import free_indices
from derive.algebra.normal_form import tidy
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["brought_by", "derivative_of", "is_total", "needed_for"]

MAX_POWER = 6
MAX_PARTS = 400
ONE = t.ONE


def derivative_of(of: Term, by: Term) -> Term:
    """The derivative of a scalar or a column by a letter, in numerator layout.

    Raises LimitError for what none of the rules differentiates.
    """
    walk = _Walk(by)
    if t.is_scalar(by):
        return tidy(walk.slope(of))
    if shape_of(of) in ((), (ONE, ONE)):
        return tidy(t.transpose(walk.gradient(of)))
    if shape_of(by)[1] == ONE and shape_of(of)[1] == ONE:
        return tidy(walk.jacobian(of))
    raise LimitError("a matrix is not differentiated by a matrix")


def _refuse(node: Term) -> LimitError:
    return LimitError(f"no rule differentiates {type(node).__name__}")


# -- functions of a number ------------------------------------------------------------------------


def _slope_of_function(node: Term) -> Term:
    """f'(u) for f(u)."""
    u = node.args[0]
    match node:
        case sympy.exp():
            return node
        case sympy.log():
            return power(u, -1)
        case sympy.tanh():
            return t.sub(ONE, power(node, 2))
        case t.Logistic():
            return t.mul(node, t.sub(ONE, node))
        case t.ReLU():
            return t.indicator(t.ZERO, "<", u)
        case sympy.sin():
            return t.function(sympy.cos, u)
        case sympy.cos():
            return t.mul(-1, t.function(sympy.sin, u))
        case sympy.sinh():
            return t.function(sympy.cosh, u)
        case sympy.cosh():
            return t.function(sympy.sinh, u)
    raise _refuse(node)


FUNCTIONS = (
    *(sympy.exp, sympy.log, sympy.tanh, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh),
    *(t.Logistic, t.ReLU),
)


def _slope_of_power(node: Term) -> Term:
    """k u^(k-1) for u^k, where k does not vary; k u^k / u where k is no whole number."""
    base, exponent = node.args
    if isinstance(exponent, Integer):
        return t.mul(exponent, power(base, exponent - 1))
    return t.mul(exponent, node, power(base, -1))


def _of(name: str, sign: int = 1) -> Callable[[Term], Term]:
    return lambda node: t.mul(sign, t.elementwise(node.args[0], name))


def _ones_less(node: Term, what: Term) -> Term:
    return t.sub(t.ones(*shape_of(node)), what)


_ENTRYWISE: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "exp": lambda node: node,
        "tanh": lambda node: _ones_less(node, t.hadamard(node, node)),
        "logistic": lambda node: t.hadamard(node, _ones_less(node, node)),
        "relu": _of("positive"),
        "sin": _of("cos"),
        "cos": _of("sin", -1),
        "sinh": _of("cosh"),
        "cosh": _of("sinh"),
    }
)


def _entrywise(node: Term) -> Term:
    slope = _ENTRYWISE.get(node.args[1].name)
    if slope is None:
        raise _refuse(node)
    return slope(node)


def _of_matrix_in_trace(node: Term) -> Term | None:
    """F with d tr(node) = tr(F dA), for a function or a power of a square matrix A."""
    if isinstance(node, t.MatPow):
        exponent = node.args[1]
        less = exponent - 1 if isinstance(exponent, Integer) else t.add(exponent, Integer(-1))
        return t.mul(exponent, power(node.args[0], less))
    if isinstance(node, t.MatrixFunction) and node.args[1].name == "exp":
        return node
    return None


class _Walk:
    """Derivatives by one letter."""

    def __init__(self, by: Term) -> None:
        self._by = by
        self._parts = 0

    def _varies(self, term: Term) -> bool:
        return self._by in t.free_symbols(term)

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise LimitError("this is too long to be differentiated")

    # -- by a number ------------------------------------------------------------------------

    def slope(self, node: Term) -> Term:
        """The derivative by a number, of the node's shape."""
        self._count()
        if node == self._by:
            return ONE
        if not self._varies(node):
            shape = shape_of(node)
            return t.zeros(*shape) if shape else t.ZERO
        args = node.args
        if isinstance(node, Add | t.MatAdd):
            return t.add(*(self.slope(arg) for arg in args if self._varies(arg)))
        if isinstance(node, Mul | t.MatMul | t.HadamardProduct | t.KroneckerProduct):
            return t.add(
                *(
                    t.rebuild(node, [*args[:i], self.slope(arg), *args[i + 1 :]])
                    for i, arg in enumerate(args)
                    if self._varies(arg)
                )
            )
        if isinstance(node, (t.Transpose, t.AsScalar, t.Trace, t.DiagonalMatrix, t.Diagonal)):
            inner = self.slope(args[0])
            return t.rebuild(node, [inner])
        if isinstance(node, t.Inverse):
            return t.mul(-1, node, self.slope(args[0]), node)
        if isinstance(node, t.Determinant):
            return t.mul(node, t.trace(t.mul(t.inverse(args[0]), self.slope(args[0]))))
        if isinstance(node, Pow) and not self._varies(args[1]):
            if _squared_norm(node):
                return self._of_squared_norm(node)
            return t.mul(_slope_of_power(node), self.slope(args[0]))
        if isinstance(node, t.MatPow):
            return self.slope(_written_out(node))
        if isinstance(node, FUNCTIONS):
            return t.mul(_slope_of_function(node), self.slope(args[0]))
        if isinstance(node, t.Elementwise):
            return t.hadamard(_entrywise(node), self.slope(args[0]))
        if isinstance(node, t.IndexSum | t.MatrixSum) and not any(map(self._varies, args[1:])):
            return t.index_sum(self.slope(args[0]), *args[1:])
        raise _refuse(node)

    def _of_squared_norm(self, node: Term) -> Term:
        inner = node.args[0].args[0]
        product = t.mul(t.transpose(inner), self.slope(inner))
        return t.mul(2, t.trace(product))

    # -- a scalar by a matrix ----------------------------------------------------------------

    def gradient(self, of: Term) -> Term:
        """The sum of what is handed to the letter, of its shape."""
        start = t.identity(ONE) if t.is_matrix(of) else ONE
        parts = list(self._handed(of, start))
        return t.add(*parts) if parts else t.zeros(*shape_of(self._by))

    def _handed(self, node: Term, above: Term) -> Iterator[Term]:
        self._count()
        if node == self._by:
            yield above
        elif self._varies(node):
            if isinstance(node, t.IndexSum | t.MatrixSum):
                yield from self._handed_to_summand(node, above)
                return
            for arg, part in self._arguments(node, above):
                yield from self._handed(arg, part)

    def _handed_to_summand(self, node: Term, above: Term) -> Iterator[Term]:
        summand, index, *bounds = node.args
        if index in free_indices(above) or any(map(self._varies, bounds)):
            raise _refuse(node)
        for part in self._handed(summand, above):
            yield t.index_sum(part, index, *bounds)

    def _arguments(self, node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
        args = node.args
        match node:
            case Add() | t.MatAdd():
                yield from ((arg, above) for arg in args)
            case Mul() | t.MatMul():
                yield from self._factors(node, above)
            case t.Transpose():
                yield args[0], t.transpose(above)
            case t.AsScalar():
                yield args[0], t.mul(above, t.identity(ONE))
            case t.Trace():
                yield from self._traced(args[0], above)
            case t.Determinant():
                inverse = t.transpose(t.inverse(args[0]))
                yield args[0], t.mul(above, node, inverse)
            case t.Inverse():
                turned = t.transpose(node)
                yield args[0], t.mul(-1, turned, above, turned)
            case _:
                yield from self._rarer(node, above)

    def _rarer(self, node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
        args = node.args
        match node:
            case Pow() if _squared_norm(node):
                yield args[0].args[0], t.mul(2, above, args[0].args[0])
            case Pow() if not self._varies(args[1]):
                yield args[0], t.mul(above, _slope_of_power(node))
            case t.MatPow():
                yield _written_out(node), above
            case t.Norm() if _is_euclidean(node):
                yield args[0], t.mul(above, power(node, -1), args[0])
            case t.HadamardProduct():
                for i, arg in enumerate(args):
                    yield arg, _entry_by_entry(above, *args[:i], *args[i + 1 :])
            case t.Elementwise():
                yield args[0], _entry_by_entry(above, _entrywise(node))
            case t.DiagonalMatrix():
                yield args[0], t.diagonal(above)
            case t.Diagonal():
                yield args[0], t.diagonal_matrix(above)
            case t.Entry():
                yield args[0], t.mul(above, _unit_at(node))
            case _ if isinstance(node, FUNCTIONS):
                yield args[0], t.mul(above, _slope_of_function(node))
            case _:
                raise _refuse(node)

    def _factors(self, node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
        """A B C hands A' above C' to B; a scalar factor gets tr(above' rest)."""
        numbers = [factor for factor in node.args if not t.is_matrix(factor)]
        matrices = [factor for factor in node.args if t.is_matrix(factor)]
        for i, factor in enumerate(matrices):
            before = [t.transpose(m) for m in reversed(matrices[:i])]
            after = [t.transpose(m) for m in reversed(matrices[i + 1 :])]
            yield factor, tidy(t.mul(*numbers, *before, above, *after))
        for i, factor in enumerate(numbers):
            others = numbers[:i] + numbers[i + 1 :]
            if matrices:
                yield factor, t.trace(t.mul(t.transpose(above), *others, *matrices))
            else:
                yield factor, t.mul(above, *others)

    def _traced(self, of: Term, above: Term) -> Iterator[tuple[Term, Term]]:
        slope = _of_matrix_in_trace(of)
        if slope is not None:
            yield of.args[0], t.mul(above, t.transpose(slope))
        else:
            yield of, t.mul(above, t.identity(shape_of(of)[0]))

    # -- a column by a column ----------------------------------------------------------------

    def jacobian(self, node: Term) -> Term:
        """The Jacobian of a column, or of a scalar as a row."""
        self._count()
        rows = (shape_of(node) or (ONE,))[0]
        if node == self._by:
            return t.identity(rows)
        if not self._varies(node):
            return t.zeros(rows, shape_of(self._by)[0])
        if shape_of(node) in ((), (ONE, ONE)):
            return t.transpose(self.gradient(node))
        args = node.args
        if isinstance(node, t.MatAdd):
            return t.add(*(self.jacobian(arg) for arg in args if self._varies(arg)))
        if isinstance(node, t.MatMul):
            return self._of_product(node, t.identity(ONE))
        if isinstance(node, t.HadamardProduct):
            parts = (
                t.mul(t.diagonal_matrix(_hadamard(*args[:i], *args[i + 1 :])), self.jacobian(arg))
                for i, arg in enumerate(args)
                if self._varies(arg)
            )
            return t.add(*parts)
        if isinstance(node, t.Elementwise):
            return t.mul(t.diagonal_matrix(_entrywise(node)), self.jacobian(args[0]))
        if isinstance(node, t.MatrixSum) and not any(map(self._varies, args[1:])):
            return t.index_sum(self.jacobian(args[0]), *args[1:])
        return self._of_matrix(node, t.identity(ONE))

    def _of_matrix(self, node: Term, v: Term) -> Term:
        """The Jacobian of `node` v, with v held fixed, v a column."""
        self._count()
        if not self._varies(node):
            return t.zeros(shape_of(node)[0], shape_of(self._by)[0])
        args = node.args
        if isinstance(node, t.MatAdd):
            return t.add(*(self._of_matrix(arg, v) for arg in args if self._varies(arg)))
        if isinstance(node, t.MatMul):
            return self._of_product(node, v)
        if node == self._by:
            return tidy(t.mul(t.as_scalar(v), t.identity(shape_of(node)[0])))
        if isinstance(node, t.Inverse):
            return t.mul(-1, node, self._of_matrix(args[0], tidy(t.mul(node, v))))
        if isinstance(node, t.MatPow):
            return self._of_matrix(_written_out(node), v)
        if isinstance(node, t.DiagonalMatrix):
            return t.mul(t.diagonal_matrix(v), self.jacobian(args[0]))
        if isinstance(node, t.Transpose):
            return self._of_transpose(args[0], v)
        if shape_of(node)[1] == ONE:
            scalar = t.as_scalar(v)
            return tidy(t.mul(scalar, self.jacobian(node)))
        raise _refuse(node)

    def _of_transpose(self, inner: Term, v: Term) -> Term:
        """That of inner' v."""
        if shape_of(inner)[1] == ONE:  # inner' v = v' inner
            return t.mul(t.transpose(v), self.jacobian(inner))
        args = inner.args
        if isinstance(inner, t.Transpose):
            return self._of_matrix(args[0], v)
        if isinstance(inner, t.MatAdd):
            parts = (t.transpose(arg) for arg in args if self._varies(arg))
            return t.add(*(self._of_matrix(part, v) for part in parts))
        if isinstance(inner, t.MatMul):
            numbers = [factor for factor in args if not t.is_matrix(factor)]
            turned = [t.transpose(m) for m in reversed(args) if t.is_matrix(m)]
            return self._of_product(t.mul(*numbers, *turned), v)
        if isinstance(inner, t.Inverse):
            return self._of_matrix(t.inverse(t.transpose(inner.args[0])), v)
        if isinstance(inner, t.DiagonalMatrix):
            return self._of_matrix(inner, v)
        raise _refuse(inner)

    def _of_product(self, node: Term, v: Term) -> Term:
        numbers = [factor for factor in node.args if not t.is_matrix(factor)]
        matrices = [factor for factor in node.args if t.is_matrix(factor)]
        parts: list[Term] = []
        for i, factor in enumerate(matrices):
            if self._varies(factor):
                rest = tidy(t.mul(*matrices[i + 1 :], v))
                parts.append(t.mul(*numbers, *matrices[:i], self._of_matrix(factor, rest)))
        whole = tidy(t.mul(*matrices, v))
        for i, factor in enumerate(numbers):
            if self._varies(factor):
                others = numbers[:i] + numbers[i + 1 :]
                parts.append(t.mul(*others, whole, self.jacobian(factor)))
        return t.add(*map(tidy, parts))


def needed_for(of: Term, by: Term) -> Iterator[Fact]:
    """What must hold for the rules to be right, beyond that the function has a value."""
    if t.is_leaf(of) or by not in t.free_symbols(of):
        return
    if isinstance(of, t.Determinant):
        yield Fact("invertible", of.args)
    elif isinstance(of, Pow) and _squared_norm(of):
        yield from needed_for(of.args[0].args[0], by)
        return
    elif isinstance(of, Pow) and not isinstance(of.args[1], Integer):
        yield Fact("!=", (of.args[0], t.ZERO))
    elif isinstance(of, t.Norm):
        yield Fact("!=", (of.args[0], t.zeros(*shape_of(of.args[0]))))
    for arg in t.operands(of):
        yield from needed_for(arg, by)


def brought_by(of: Term, by: Term) -> Iterator[Term]:
    """The inverses and reciprocals that have values where the function has a derivative, and what
    the rules need holds."""
    if t.is_leaf(of) or by not in t.free_symbols(of):
        return
    if isinstance(of, t.Determinant):
        yield t.inverse(of.args[0])
    elif isinstance(of, Pow) and not isinstance(of.args[1], Integer):
        yield power(of.args[0], -1)
    elif isinstance(of, t.Norm):
        yield power(of, -1)
    elif isinstance(of, sympy.log):
        yield power(of.args[0], -1)
    for arg in t.operands(of):
        yield from brought_by(arg, by)


TOTAL = (
    *(Add, t.MatAdd, Mul, t.MatMul, t.Transpose, t.AsScalar, t.Trace, t.HadamardProduct),
    *(t.KroneckerProduct, t.DiagonalMatrix, t.Diagonal, t.Vectorization, t.Norm),
    *(t.IndexSum, t.MatrixSum, sympy.exp, sympy.tanh, sympy.sin, sympy.cos, sympy.sinh),
    *(sympy.cosh, t.Logistic, t.ReLU, t.UnitVector),
)


def is_total(term: Term) -> bool:
    """Whether a term is seen to have a value for all values of its letters."""
    if t.is_leaf(term):
        return True
    if isinstance(term, t.Elementwise):
        known = term.args[1].name in (*_ENTRYWISE, "positive")
        return known and is_total(term.args[0])
    if isinstance(term, Pow | t.MatPow):
        exponent = term.args[1]
        return isinstance(exponent, Integer) and bool(exponent > 0) and is_total(term.args[0])
    if isinstance(term, t.Indicator):
        return all(map(is_total, t.operands(term)))
    if isinstance(term, t.Entry):
        return is_total(term.args[0])
    return isinstance(term, TOTAL) and all(map(is_total, t.operands(term)))


# -- parts ----------------------------------------------------------------------------------------


def _is_euclidean(node: Term) -> bool:
    """Whether a norm is the square root of the sum of the squares of the entries."""
    return bool(node.args[1].name == "F" or shape_of(node.args[0])[1] == ONE)


def _squared_norm(node: Term) -> bool:
    base, exponent = node.args
    return isinstance(base, t.Norm) and exponent == 2 and _is_euclidean(base)


def _written_out(node: Term) -> Term:
    """A whole power of a matrix as a product."""
    base, exponent = node.args
    if not isinstance(exponent, Integer) or not 0 < abs(int(exponent)) <= MAX_POWER:
        raise _refuse(node)
    return t.mul(*[base if exponent > 0 else t.inverse(base)] * abs(int(exponent)))


def _hadamard(*args: Term) -> Term:
    flat = [
        inner
        for arg in args
        for inner in (arg.args if isinstance(arg, t.HadamardProduct) else (arg,))
    ]
    return flat[0] if len(flat) == 1 else t.hadamard(*flat)


def _entry_by_entry(above: Term, *others: Term) -> Term:
    """above ⊙ others, the numbers in front."""
    factors = t.factors(above)
    numbers = [factor for factor in factors if not t.is_matrix(factor)]
    matrices = [factor for factor in factors if t.is_matrix(factor)]
    inner = t.mul(*matrices)
    return t.mul(*numbers, _hadamard(inner, *others))


def _unit_at(node: Term) -> Term:
    """e_i e_j' for the entry (i, j)."""
    of, row, column = node.args
    left, right = (
        t.identity(size) if size == ONE else t.unit_vector(i, size)
        for i, size in zip((row, column), shape_of(of), strict=True)
    )
    return t.mul(left, t.transpose(right))
