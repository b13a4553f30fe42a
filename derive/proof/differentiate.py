"""Derivatives of scalars by matrices, and of columns by columns.

A scalar is differentiated from the outside inwards: the derivative by a node, of the node's shape,
is handed to its arguments (tr, det, log, norms, products, transposes, inverses, powers,
elementwise products).  What comes out is compared with exact dual numbers before it is returned.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapter 9; Giles,
Collected matrix derivative results for forward and reverse mode (2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy
from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.indices import fresh_index
from derive.algebra.normal_form import tidied, tidy
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof.moves import Fuel, normalize
from derive.proof.rule_choice import TIDY
from derive.proof.search import simplified
from derive.proof.slopes import (
    FUNCTIONS,
    entrywise_slope,
    matrix_slope,
    power_slope,
    scalar_slope,
)

__all__ = ["derivative"]

FUEL = 400


def derivative(context: Context, f: Term, x: Term, layout: str = "row") -> Term:
    """The derivative of f by the symbol x.

    `row` (numerator layout): a scalar by a column is a row, by an m x n matrix n x m; `gradient`: a
    scalar by X has X's shape.  A column by a column is the Jacobian in both.  Raises StepError if
    no derivative is found, or what is found does not agree with dual numbers.
    """
    of = shape_of(f)
    wanted = t.jacobian(f, x)
    if of in ((), (1, 1)) and t.is_matrix(x):
        found = t.transpose(_gradient(t.as_scalar(f), x))
    else:
        steps = simplified(context, wanted, None)
        found = steps[-1].after if steps else wanted
        if any(isinstance(part, t.Jacobian) for part in t.subterms(found)):
            raise StepError("no rule differentiates this")
    found = _tidied(context, t.transpose(found) if _turned(of, layout) else found)
    compared = t.transpose(wanted) if _turned(of, layout) else wanted
    verdict = compare(context, compared, found, domain=False)
    if verdict.status != "equal":
        raise StepError(f"the derivative found could not be confirmed: {verdict.reason}")
    return found


def _turned(shape: tuple[object, ...], layout: str) -> bool:
    return layout == "gradient" and shape in ((), (1, 1))


def _tidied(context: Context, term: Term) -> Term:
    """The term with its transposes at the letters; whatever takes too long stays as it is."""
    term = tidied(term)
    try:
        moves = normalize(context, term, TIDY, Fuel(FUEL))
    except LimitError:
        return term
    return tidied(moves[-1].after) if moves else term


def _gradient(f: Term, x: Term) -> Term:
    parts = list(_handed_down(f, t.ONE, x))
    return tidy(t.add(*parts)) if parts else t.zeros(*shape_of(x))


def _handed_down(node: Term, above: Term, x: Term) -> Iterator[Term]:
    """The contributions to the derivative by x, given the derivative by `node`."""
    if node == x:
        yield above
    elif x in t.free_symbols(node):
        if isinstance(node, t.IndexSum | t.MatrixSum):
            summand, *rest = node.args
            for part in _handed_down(summand, above, x):
                yield t.index_sum(part, *rest)
            return
        for arg, by_arg in _arguments(node, above):
            yield from _handed_down(arg, by_arg, x)


def _arguments(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    """The arguments of a node, each with the derivative by it."""
    match node:
        case Add() | t.MatAdd():
            yield from ((part, above) for part in node.args)
        case Mul() | t.MatMul():
            yield from _factors(node, above)
        case t.Transpose():
            yield node.args[0], t.transpose(above)
        case t.AsScalar():
            yield node.args[0], t.mul(above, t.identity(t.ONE))
        case t.Entry():
            yield node.args[0], t.mul(above, *_single_entry(node))
        case t.Trace() if isinstance(node.args[0], t.KroneckerProduct) and _square(node.args[0]):
            traces = [t.trace(part) for part in node.args[0].args]
            yield t.mul(*traces), above
        case t.Trace() if (slope := _slope_in_trace(node.args[0])) is not None:
            yield node.args[0].args[0], t.mul(above, t.transpose(slope))
        case t.Trace():
            yield node.args[0], t.mul(above, t.identity(shape_of(node.args[0])[0]))
        case t.Determinant() if isinstance(node.args[0], t.MatPow):
            base, exponent = node.args[0].args
            yield base, t.mul(above, exponent, node, t.transpose(t.inverse(base)))
        case t.Determinant():
            yield node.args[0], t.mul(above, node, t.transpose(t.inverse(node.args[0])))
        case t.Inverse():
            turned = t.transpose(node)
            yield node.args[0], t.mul(-1, turned, above, turned)
        case t.HadamardProduct() if len(node.args) == 2:
            for index in (0, 1):
                yield node.args[index], t.hadamard(above, node.args[1 - index])
        case t.MatPow() | Pow():
            yield from _powers(node, above)
        case t.KroneckerProduct() if len(node.args) == 2:
            yield from _kronecker(node, above)
        case t.BlockMatrix():
            yield from _blocks(node, above)
        case t.Elementwise() if (slope := entrywise_slope(node)) is not None:
            yield node.args[0], t.hadamard(above, slope)
        case sympy.Function() if (
            isinstance(node, FUNCTIONS) and (slope := scalar_slope(node)) is not None
        ):
            yield node.args[0], t.mul(above, slope)
        case _:
            raise StepError(f"no rule differentiates {type(node).__name__}")


def _single_entry(node: Term) -> tuple[Term, Term]:
    """e_i e_j^T for the entry (i, j): the derivative of the entry by its matrix."""
    of, row, column = node.args
    rows, cols = shape_of(of)
    left, right = (
        t.unit_vector(i, size) if size != 1 else t.identity(size)
        for i, size in ((row, rows), (column, cols))
    )
    return left, t.transpose(right)


def _square(product: Term) -> bool:
    return all(len(set(shape_of(part))) == 1 for part in product.args)


def _slope_in_trace(node: Term) -> Term | None:
    """F with d tr(node) = tr(F dA), for a function or a power of a matrix A."""
    if isinstance(node, t.MatrixFunction):
        return matrix_slope(node)
    if isinstance(node, t.MatPow):
        return power_slope(node)
    return None


def _blocks(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
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


def _kronecker(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
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


def _unit(sizes: Sequence[Term], i: int, k: int) -> Term:
    return t.identity(sizes[i]) if i == k else t.zeros(sizes[i], sizes[k])


def _factors(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
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


def _powers(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
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
