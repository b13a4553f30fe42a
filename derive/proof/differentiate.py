"""Derivatives of scalars by matrices, and of columns by columns.

A scalar is differentiated from the outside inwards: the derivative by a node, of the node's shape,
is handed to its arguments (tr, det, log, norms, products, transposes, inverses, powers,
elementwise products).  What comes out is compared with exact dual numbers before it is returned.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapter 9; Giles,
Collected matrix derivative results for forward and reverse mode (2008).
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal import tidy
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.models.equivalence import compare
from derive.proof.moves import SIMPLIFY, Fuel, normalize
from derive.proof.search import simplified

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
    few = tuple(d for d in SIMPLIFY if d.rule.name.startswith(("transpose_", "symmetric", "<-inv")))
    try:
        moves = normalize(context, term, few, Fuel(FUEL))
    except LimitError:
        return term
    return moves[-1].after if moves else term


def _gradient(f: Term, x: Term) -> Term:
    parts = list(_handed_down(f, t.ONE, x))
    return tidy(t.add(*parts)) if parts else t.zeros(*x.shape)


def _handed_down(node: Term, above: Term, x: Term) -> Iterator[Term]:
    """The contributions to the derivative by x, given the derivative by `node`."""
    if node == x:
        yield above
    elif x in t.free_symbols(node):
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
        case t.Trace():
            yield node.args[0], t.mul(above, t.identity(shape_of(node.args[0])[0]))
        case t.Determinant():
            yield node.args[0], t.mul(above, node, t.transpose(t.inverse(node.args[0])))
        case t.Inverse():
            turned = t.transpose(node)
            yield node.args[0], t.mul(-1, turned, above, turned)
        case t.HadamardProduct() if len(node.args) == 2:
            for index in (0, 1):
                yield node.args[index], t.Term.__new__(type(node), above, node.args[1 - index])
        case t.MatPow() | Pow():
            yield from _powers(node, above)
        case sympy.log():
            yield node.args[0], t.mul(above, t.power(node.args[0], Integer(-1)))
        case sympy.exp():
            yield node.args[0], t.mul(above, node)
        case _:
            raise StepError(f"no rule differentiates {type(node).__name__}")


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
            yield factor, t.Term.__new__(t.Trace, inner)


def _powers(node: Term, above: Term) -> Iterator[tuple[Term, Term]]:
    base, exponent = node.args
    if isinstance(base, t.Norm) and exponent == 2:
        yield base.args[0], t.mul(2, above, base.args[0])
    elif t.is_scalar(base):
        yield base, t.mul(above, exponent, t.power(base, t.add(exponent, Integer(-1))))
    elif isinstance(exponent, Integer) and 0 < exponent <= 6:
        turned = t.transpose(base)
        for k in range(int(exponent)):
            left = [turned] * k
            right = [turned] * (int(exponent) - 1 - k)
            yield base, t.mul(*left, above, *right)
    else:
        raise StepError(f"no rule differentiates the power {exponent} of a matrix")
