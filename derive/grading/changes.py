"""The formulas that differ from one in a single respect, each with what was changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position, get, put
from derive.algebra.term import Term
from derive.latex.printer import latex

__all__ = ["Said", "changed", "instead", "other_letters"]

Said: TypeAlias = tuple[Term, str]
HALF = Rational(1, 2)


def changed(term: Term, position: Position, node: Term) -> Iterator[Said]:
    """The term with one thing changed at a position, each with what it is."""
    if isinstance(node, t.MatrixSymbol):
        yield instead(term, position, t.transpose(node))
        if node.shape[0] == node.shape[1]:
            yield instead(term, position, t.inverse(node))
    elif isinstance(node, Symbol) and not node.is_integer:
        for power in (Integer(2), Integer(-1), HALF):
            yield instead(term, position, t.power(node, power))
        yield instead(term, position, t.neg(node))
    elif isinstance(node, t.Transpose | t.Inverse | t.PseudoInverse):
        yield instead(term, position, node.args[0])
        if isinstance(node, t.Inverse):
            yield instead(term, position, t.transpose(node))
        if isinstance(node, t.Transpose) and isinstance(node.args[0], t.Inverse):
            yield instead(term, position, node.args[0].args[0])
    elif isinstance(node, Pow) and isinstance(node.args[1], Rational):
        yield instead(term, position, node.args[0])
        yield instead(term, position, t.power(node.args[0], -node.args[1]))
    if isinstance(node, t.MatMul | Mul):
        yield from _changed_product(term, position, node)
    if isinstance(node, t.MatAdd) and position.path:
        yield instead(term, position, t.inverse(node))
    if isinstance(node, t.MatAdd | Add):
        yield from _changed_sum(term, position, node)


def _changed_product(term: Term, position: Position, node: Term) -> Iterator[Said]:
    args = list(node.args)
    for index, factor in enumerate(args):
        rest = args[:index] + args[index + 1 :]
        if rest and not t.is_number(factor):
            yield (
                put(term, position, t.mul(*rest)),
                f"without the factor ${latex(factor)}$ it would hold",
            )
    matrices = [index for index, factor in enumerate(args) if t.is_matrix(factor)]
    for first, second in pairwise(matrices):
        swapped = list(args)
        swapped[first], swapped[second] = args[second], args[first]
        yield put(term, position, t.mul(*swapped)), _order([args[first], args[second]])
    if len(matrices) > 2:
        turned = [factor for factor in args if not t.is_matrix(factor)]
        turned += [args[index] for index in reversed(matrices)]
        yield put(term, position, t.mul(*turned)), _order([args[index] for index in matrices])


def _order(factors: Sequence[Term]) -> str:
    """What to say of factors that stand the wrong way round."""
    turned = latex(t.mul(*reversed(factors)))
    for kind, word in ((t.Inverse, "inverse"), (t.Transpose, "transpose")):
        if all(isinstance(factor, kind) for factor in factors):
            return f"the {word} of a product is in the wrong order: with ${turned}$ it would hold"
    return f"with ${turned}$, in this order, it would hold"


def _changed_sum(term: Term, position: Position, node: Term) -> Iterator[Said]:
    args = list(node.args)
    for index, part in enumerate(args):
        changed = [*args[:index], t.neg(part), *args[index + 1 :]]
        words = f"the sign of ${latex(_positive(part))}$ is reversed"
        yield put(term, position, t.add(*changed)), words
    for index, part in enumerate(args):
        for letter in t.factors(part):
            if not isinstance(letter, Symbol | Pow):
                continue
            for other in range(len(args)):
                if other != index:
                    moved = list(args)
                    rest = list(t.factors(part))
                    rest.remove(letter)
                    moved[index] = t.mul(*rest) if rest else t.ONE
                    moved[other] = t.mul(letter, args[other])
                    words = f"${latex(letter)}$ stands at the wrong term"
                    yield put(term, position, t.add(*moved)), words


def _positive(part: Term) -> Term:
    number = t.factors(part)[0]
    return t.neg(part) if t.is_number(number) and number < 0 else part


def other_letters(context: Context, node: Term) -> Iterator[Term]:
    """The letters of the same shape."""
    if isinstance(node, t.MatrixSymbol):
        for symbol in context.symbols.values():
            if symbol != node and isinstance(symbol, t.MatrixSymbol) and symbol.shape == node.shape:
                yield symbol


def instead(term: Term, position: Position, new: Term) -> Said:
    old = get(term, position)
    words = f"with ${latex(new)}$ in place of ${latex(old)}$ it would hold"
    return put(term, position, new), words
