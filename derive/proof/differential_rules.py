"""How each operation is differentiated, one row for both directions.

The differential says what d(f(A)) is by dA, as d(A⁻¹) = -A⁻¹ dA A⁻¹.  The adjoint says it
backwards: given the derivative G of a scalar by f(A), of the shape of f(A), it gives the derivative
by A, as -A⁻ᵀ G A⁻ᵀ.  Neither is believed: `differentials.py` and `differentiate.py` compare what
comes out with exact dual numbers.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapters 8 and 9;
Giles, Collected matrix derivative results for forward and reverse mode (2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import sympy
from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.indices import fresh_index
from derive.algebra.normal_form import tidy
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.differential_row import DifferentialRow, Handed, Marks, Named, of_one, unknown
from derive.proof.slopes import (
    FUNCTIONS,
    entrywise_slope,
    matrix_slope,
    power_slope,
    scalar_slope,
)

__all__ = ["ROWS"]

# -- sums, products, powers -----------------------------------------------------------------------


def _d_sum(node: Term, d: Marks) -> Named:
    return "differential_add", t.add(*(d.of(a) for a in node.args if d.varies(a)))


def _d_product(node: Term, d: Marks) -> Named:
    args = node.args
    varied = (
        t.rebuild(node, [*args[:place], d.of(factor), *args[place + 1 :]])
        for place, factor in enumerate(args)
        if d.varies(factor)
    )
    return "differential_mul", t.add(*varied)


def _by_factors(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    """A B C hands A^T above C^T to B; a scalar factor gets tr(above^T rest)."""
    args = node.args
    numbers = [factor for factor in args if not t.is_matrix(factor)]
    matrices = [factor for factor in args if t.is_matrix(factor)]
    for index, factor in enumerate(matrices):
        before = [t.transpose(m) for m in reversed(matrices[:index])]
        after = [t.transpose(m) for m in reversed(matrices[index + 1 :])]
        yield factor, tidy(t.mul(*numbers, *before, above, *after))
    for index, factor in enumerate(numbers):
        others = numbers[:index] + numbers[index + 1 :]
        if not matrices:
            yield factor, t.mul(above, *others)
        else:
            inner = t.mul(t.transpose(above), *others, *matrices)
            yield factor, t.trace(inner)


def _by_hadamard(node: Term, above: Term) -> Handed | None:
    if len(node.args) != 2:
        return None
    return ((node.args[i], t.hadamard(above, node.args[1 - i])) for i in (0, 1))


def _by_kronecker(node: Term, above: Term) -> Handed | None:
    return _by_two_factors(node, above) if len(node.args) == 2 else None


def _by_two_factors(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    """A ⊗ B hands to each factor the sum of the blocks of `above`, weighted by the other's entries.

    Reference: Magnus and Neudecker (2019), section 3.7.
    """
    for place, factor in enumerate(node.args):
        other, own = node.args[1 - place], shape_of(factor)
        taken = t.free_symbols(node) | t.free_symbols(above)
        i = fresh_index(taken)
        j = fresh_index({*taken, i})
        rows, cols = shape_of(other)
        cut = []
        for index, size, unit in ((i, rows, own[0]), (j, cols, own[1])):
            pair = t.identity(unit), t.unit_vector(index, size)
            cut.append(t.kronecker(*(pair if place == 0 else pair[::-1])))
        weight = t.entry(other, i, j)
        summand = t.mul(weight, t.transpose(cut[0]), above, cut[1])
        inner = t.index_sum(summand, j, t.ONE, cols)
        yield factor, t.index_sum(inner, i, t.ONE, rows)


def _d_power(node: Term, d: Marks) -> Named | None:
    base, exponent = node.args
    if isinstance(base, t.Norm) and exponent == 2:
        inner = base.args[0]
        return "differential_norm_sq", t.mul(2, _product_with(inner, d.of(inner)))
    if t.is_scalar(base) and not d.varies(exponent):
        return "differential_pow", t.mul(power_slope(node), d.of(base))
    if isinstance(exponent, Integer) and 2 <= exponent <= 6:
        factors = [base] * int(exponent)
        parts = ((*factors[:k], d.of(base), *factors[k + 1 :]) for k in range(int(exponent)))
        return "differential_pow", t.add(*(t.mul(*part) for part in parts))
    return None


def _by_base(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    base, exponent = node.args
    if isinstance(base, t.Norm) and exponent == 2:
        yield base.args[0], t.mul(2, above, base.args[0])
    elif t.is_scalar(base):
        yield base, t.mul(above, power_slope(node))
    elif isinstance(exponent, Integer) and 0 < exponent <= 6:
        turned = t.transpose(base)
        for k in range(int(exponent)):
            left = [turned] * k
            right = [turned] * (int(exponent) - 1 - k)
            yield base, t.mul(*left, above, *right)
    else:
        raise StepError(f"no rule differentiates the power {exponent} of a matrix")


def _product_with(inner: Term, other: Term) -> Term:
    """The inner product of a matrix with another one of its shape."""
    product = t.mul(t.transpose(inner), other)
    return t.as_scalar(product) if shape_of(inner)[1] == 1 else t.trace(product)


def _is_euclidean(norm: Term) -> bool:
    """Whether it is the length of a column, or of the column of all entries."""
    of, name = norm.args[0], norm.args[1].name
    return name == "F" or (name == "2" and shape_of(of)[1] == 1)


def _d_norm(node: Term, d: Marks) -> Named | None:
    inner = node.args[0]
    if not _is_euclidean(node):
        return None
    return "differential_norm", t.mul(t.inverse(node), _product_with(inner, d.of(inner)))


def _by_norm(node: Term, above: Term) -> Handed | None:
    inner = node.args[0]
    return [(inner, t.mul(above, t.inverse(node), inner))] if _is_euclidean(node) else None


# -- traces, determinants, entries ----------------------------------------------------------------


def _trace(*factors: Term) -> Term:
    return t.trace(t.mul(*factors))


def _d_trace(node: Term, d: Marks) -> Named | None:
    [of] = node.args
    if not isinstance(of, t.MatrixFunction):
        return "differential_trace", t.trace(d.of(of))
    slope = matrix_slope(of)
    if slope is None:
        return None
    return "differential_trace_function", _trace(slope, d.of(of.args[0]))


def _by_trace(node: Term, above: Term) -> Handed:
    [of] = node.args
    if isinstance(of, t.KroneckerProduct) and _square(of):
        return [(t.mul(*(t.trace(part) for part in of.args)), above)]
    slope = _slope_in_trace(of)
    if slope is not None:
        return [(of.args[0], t.mul(above, t.transpose(slope)))]
    return [(of, t.mul(above, t.identity(shape_of(of)[0])))]


def _square(product: Term) -> bool:
    return all(len(set(shape_of(part))) == 1 for part in product.args)


def _slope_in_trace(node: Term) -> Term | None:
    """F with d tr(node) = tr(F dA), for a function or a power of a matrix A."""
    if isinstance(node, t.MatrixFunction):
        return matrix_slope(node)
    if isinstance(node, t.MatPow):
        return power_slope(node)
    return None


def _d_determinant(node: Term, d: Marks) -> Named:
    [of] = node.args
    return "differential_det", t.mul(node, _trace(t.inverse(of), d.of(of)))


def _by_determinant(node: Term, above: Term) -> Handed:
    [of] = node.args
    if isinstance(of, t.MatPow):
        base, exponent = of.args
        return [(base, t.mul(above, exponent, node, t.transpose(t.inverse(base))))]
    return [(of, t.mul(above, node, t.transpose(t.inverse(of))))]


def _by_inverse(node: Term, above: Term) -> Term:
    turned = t.transpose(node)
    return t.mul(-1, turned, above, turned)


def _by_entry(node: Term, above: Term) -> Handed:
    """The matrix, with e_i e_j^T for its entry (i, j)."""
    of, row, column = node.args
    left, right = (
        t.unit_vector(i, size) if size != 1 else t.identity(size)
        for i, size in zip((row, column), shape_of(of), strict=True)
    )
    return [(of, t.mul(above, left, t.transpose(right)))]


# -- blocks ---------------------------------------------------------------------------------------


def _d_blocks(node: Term, d: Marks) -> Named:
    rows = [
        [d.of(part) if d.varies(part) else _nothing(part) for part in row]
        for row in t.block_rows(node)
    ]
    return "differential_block", t.blocks(rows)


def _nothing(part: Term) -> Term:
    shape = shape_of(part)
    return t.zeros(*shape) if shape else t.ZERO


def _by_blocks(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    """Each block is handed its own block of `above`, cut out by units."""
    rows = t.block_rows(node)
    tall = [(shape_of(row[0]) or (t.ONE, t.ONE))[0] for row in rows]
    wide = [(shape_of(part) or (t.ONE, t.ONE))[1] for part in rows[0]]
    for i, row in enumerate(rows):
        for j, part in enumerate(row):
            left = t.blocks([[_unit(tall, i, k) for k in range(len(tall))]])
            right = t.blocks([[_unit(wide, j, k)] for k in range(len(wide))])
            inner = tidy(
                t.mul(
                    left if len(tall) > 1 else t.identity(tall[0]),
                    above,
                    right if len(wide) > 1 else t.identity(wide[0]),
                )
            )
            yield part, inner if t.is_matrix(part) else t.as_scalar(inner)


def _unit(sizes: Sequence[Term], i: int, k: int) -> Term:
    return t.identity(sizes[i]) if i == k else t.zeros(sizes[i], sizes[k])


# -- functions ------------------------------------------------------------------------------------


def _d_elementwise(node: Term, d: Marks) -> Named | None:
    slope = entrywise_slope(node)
    if slope is None:
        return None
    return "differential_entrywise", t.hadamard(slope, d.of(node.args[0]))


def _by_elementwise(node: Term, above: Term) -> Handed | None:
    slope = entrywise_slope(node)
    if slope is None:
        return None
    return [(node.args[0], t.hadamard(above, slope))]


def _d_log(node: Term, d: Marks) -> Named:
    [of] = node.args
    if isinstance(of, t.Determinant):
        [inner] = of.args
        return "differential_log_det", _trace(t.inverse(inner), d.of(inner))
    return "differential_log", t.mul(t.power(of, Integer(-1)), d.of(of))


def _d_exp(node: Term, d: Marks) -> Named:
    return "differential_exp", t.mul(node, d.of(node.args[0]))


def _d_function(node: Term, d: Marks) -> Named | None:
    slope = scalar_slope(node)
    if slope is None:
        return None
    return "differential_chain", t.mul(slope, d.of(node.args[0]))


def _by_function(node: Term, above: Term) -> Handed | None:
    slope = scalar_slope(node)
    if slope is None:
        return None
    return [(node.args[0], t.mul(above, slope))]


# -- the table ------------------------------------------------------------------------------------


_SUM = DifferentialRow(_d_sum, lambda node, above: ((part, above) for part in node.args))
_PRODUCT = DifferentialRow(_d_product, _by_factors)
_POWER = DifferentialRow(_d_power, _by_base)

ROWS: Mapping[type, DifferentialRow] = MappingProxyType(
    {
        **dict.fromkeys((Add, t.MatAdd), _SUM),
        **dict.fromkeys((Mul, t.MatMul), _PRODUCT),
        **dict.fromkeys((Pow, t.MatPow), _POWER),
        t.HadamardProduct: DifferentialRow(_d_product, _by_hadamard),
        t.KroneckerProduct: DifferentialRow(_d_product, _by_kronecker),
        t.Transpose: of_one(
            "differential_transpose",
            lambda node, d: t.transpose(d),
            lambda node, above: t.transpose(above),
        ),
        t.Inverse: of_one(
            "differential_inv", lambda node, d: t.mul(-1, node, d, node), _by_inverse
        ),
        t.Trace: DifferentialRow(_d_trace, _by_trace),
        t.Determinant: DifferentialRow(_d_determinant, _by_determinant),
        t.Norm: DifferentialRow(_d_norm, _by_norm),
        # a differential is that of the matrix whose entry this is
        t.AsScalar: DifferentialRow(
            unknown,
            lambda node, above: [(node.args[0], t.mul(above, t.identity(t.ONE)))],
        ),
        t.Entry: DifferentialRow(unknown, _by_entry),
        t.BlockMatrix: DifferentialRow(_d_blocks, _by_blocks),
        t.Elementwise: DifferentialRow(_d_elementwise, _by_elementwise),
        **dict.fromkeys(FUNCTIONS, DifferentialRow(_d_function, _by_function)),
        sympy.log: DifferentialRow(_d_log, _by_function),
        sympy.exp: DifferentialRow(_d_exp, _by_function),
    }
)
