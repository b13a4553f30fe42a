"""SymPy's own nodes: their rows, and the constructors that build them unevaluated.

SymPy's operators rewrite while they build (`A*A.I` becomes `I`); a derivation needs each line as
its author wrote it.  The constructors flatten nested sums and products, fold rational numbers at
the front of a product, and do nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow
from sympy.matrices.expressions import (
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.determinant import Determinant

from derive.algebra import shape_rules as shapes
from derive.algebra.operation import Operation, ScalarNode, build
from derive.algebra.symbols import ONE, Term, is_matrix, is_number

__all__ = ["SIZED", "SYMPY", "AsScalar", "Determinant", "HadamardProduct", "Identity", "Inverse"]
__all__ += ["KroneckerProduct", "MatAdd", "MatMul", "MatPow", "OneMatrix", "Trace", "Transpose"]
__all__ += ["ZeroMatrix", "add", "as_scalar", "determinant", "divide", "exp", "factors", "function"]
__all__ += ["hadamard", "identity", "inverse", "kronecker", "log", "mul", "neg", "ones", "power"]
__all__ += ["product_node", "sub", "summands", "trace", "transpose", "zeros"]


class AsScalar(ScalarNode):
    """The only entry of a 1 x 1 matrix, as a scalar."""

    operation = Operation(
        "as_scalar",
        shape=shapes.of_single_entry,
        construct=lambda inner: as_scalar(inner),
        strict=True,
        continuous=True,
        linear=True,
    )


def as_scalar(term: Term) -> Term:
    """A 1 x 1 matrix as a scalar; a scalar is returned as it is."""
    return build(AsScalar, term) if is_matrix(term) else term


# -- sums and products ----------------------------------------------------------------------------


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
        return build(MatAdd, *flat)
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
        return build(MatMul, *rest)
    return Mul._from_args(tuple(rest), is_commutative=True)


def product_node(*factors: Term) -> Term:
    """A product of matrices as one node, a product among the factors staying a factor."""
    return build(MatMul, *factors)


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


def hadamard(*factors: Term) -> Term:
    """The product entry by entry, of matrices of one shape."""
    return build(HadamardProduct, *factors)


def kronecker(*factors: Term) -> Term:
    """The Kronecker product A ⊗ B."""
    return build(KroneckerProduct, *factors)


# -- powers and functions -------------------------------------------------------------------------


def power(base: Term, exponent: Term | int) -> Term:
    """base^exponent.  A matrix to the power -1 is its `Inverse`; numbers are folded."""
    exponent = sympy.sympify(exponent)
    if exponent == 1:
        return base
    if is_matrix(base):
        return inverse(base) if exponent == -1 else build(MatPow, base, exponent)
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


def inverse(term: Term) -> Term:
    """The inverse, unevaluated; a scalar's is its reciprocal."""
    if is_matrix(term):
        return build(Inverse, term, Integer(-1))
    return power(term, Integer(-1))


def function(kind: Callable[..., Term], *args: Term) -> Term:
    """A function of scalars: one of SymPy's (`sympy.sin`) or of ours, unevaluated."""
    return kind(*args, evaluate=False)


def exp(term: Term) -> Term:
    """The exponential of a scalar."""
    return function(sympy.exp, term)


def log(term: Term) -> Term:
    """The natural logarithm of a scalar."""
    return function(sympy.log, term)


# -- matrices -------------------------------------------------------------------------------------


def identity(n: Any) -> Identity:
    return Identity(n)


def zeros(rows: Any, cols: Any) -> ZeroMatrix:
    return ZeroMatrix(rows, cols)


def ones(rows: Any, cols: Any) -> OneMatrix:
    return OneMatrix(rows, cols)


def transpose(term: Term) -> Term:
    """The transpose, unevaluated; a scalar is returned as it is."""
    return build(Transpose, term) if is_matrix(term) else term


def trace(of: Term) -> Term:
    """The trace of a square matrix."""
    return build(Trace, of)


def determinant(of: Term) -> Term:
    """The determinant of a square matrix."""
    return build(Determinant, of)


# -- the rows -------------------------------------------------------------------------------------

SIZED = (Identity, ZeroMatrix, OneMatrix)  # constants whose arguments are their size

_SUM = Operation("add", shapes.of_sum, add, strict=True, continuous=True, linear=True)
_PRODUCT = Operation("mul", shapes.of_product, mul, strict=True, continuous=True, rational=True)
_APPLIED = Operation("apply")
_STEPPED = Operation("apply", stepped=True)

SYMPY: Mapping[type, Operation] = MappingProxyType(
    {
        MatAdd: _SUM,
        Add: _SUM,
        MatMul: _PRODUCT,
        Mul: _PRODUCT,
        HadamardProduct: Operation(
            "hadamard", shapes.alike("elementwise"), strict=True, continuous=True, rational=True
        ),
        KroneckerProduct: Operation(
            "kronecker", shapes.of_kronecker, strict=True, continuous=True, rational=True
        ),
        MatPow: Operation("pow", shapes.square("a power"), power, strict=True, rational=True),
        Pow: Operation("pow", construct=power, strict=True, rational=True),
        Inverse: Operation(
            "inverse",
            shapes.square("an inverse"),
            lambda base, exponent=None: inverse(base),
            strict=True,
            continuous=True,
            rational=True,
        ),
        Identity: Operation("identity", shapes.sized, rational=True),
        ZeroMatrix: Operation("zeros", shapes.sized, rational=True),
        OneMatrix: Operation("ones", shapes.sized, rational=True),
        Transpose: Operation(
            "transpose",
            shapes.transposed("a transpose"),
            transpose,
            strict=True,
            continuous=True,
            linear=True,
        ),
        Trace: Operation(
            "trace",
            shapes.scalar_of("the trace", of_square=True),
            strict=True,
            continuous=True,
            linear=True,
            counts=True,
        ),
        Determinant: Operation(
            "det",
            shapes.scalar_of("the determinant", of_square=True),
            strict=True,
            continuous=True,
            rational=True,
            counts=True,
        ),
        sympy.exp: Operation("exp"),
        sympy.log: Operation("log"),
        **dict.fromkeys((sympy.sinh, sympy.cosh, sympy.tanh), _APPLIED),
        sympy.Abs: Operation("abs", stepped=True),
        **dict.fromkeys((sympy.sin, sympy.cos, sympy.tan, sympy.sign), _STEPPED),
    }
)
