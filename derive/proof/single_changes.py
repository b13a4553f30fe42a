"""The formulas that differ from one in a single respect, each with what was changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.latex.printer import latex

__all__ = ["Said", "changed", "instead", "other_letters", "say"]

Words: TypeAlias = tuple[Any, ...]  # texts, and terms that are printed when they are said
Said: TypeAlias = tuple[Position, Term, Words]  # where, what instead, and what that is
HALF = Rational(1, 2)


def say(words: Words) -> str:
    """The words, with the formulas in dollars."""
    return "".join(part if isinstance(part, str) else f"${latex(part)}$" for part in words)


def changed(position: Position, node: Term) -> Iterator[Said]:
    """What may stand instead of the node at a position."""
    if isinstance(node, t.MatrixSymbol):
        yield instead(node, position, t.transpose(node))
        if node.shape[0] == node.shape[1]:
            yield instead(node, position, t.inverse(node))
    elif isinstance(node, Symbol) and not node.is_integer:
        for power in (Integer(2), Integer(-1), HALF):
            yield instead(node, position, t.power(node, power))
        yield instead(node, position, t.neg(node))
    elif isinstance(node, t.Transpose | t.Inverse | t.PseudoInverse):
        yield instead(node, position, node.args[0])
        if isinstance(node, t.Inverse):
            yield instead(node, position, t.transpose(node))
        if isinstance(node, t.Transpose) and isinstance(node.args[0], t.Inverse):
            yield instead(node, position, node.args[0].args[0])
    elif isinstance(node, Pow) and isinstance(node.args[1], Rational):
        yield instead(node, position, node.args[0])
        yield instead(node, position, t.power(node.args[0], -node.args[1]))
    if isinstance(node, t.MatMul | Mul):
        yield from _changed_product(position, node)
    if isinstance(node, t.MatAdd) and position.path:
        yield instead(node, position, t.inverse(node))
    if isinstance(node, t.MatAdd | Add):
        yield from _changed_sum(position, node)


def _changed_product(position: Position, node: Term) -> Iterator[Said]:
    args = list(node.args)
    for index, factor in enumerate(args):
        rest = args[:index] + args[index + 1 :]
        if rest and not t.is_number(factor):
            yield position, t.mul(*rest), ("without the factor ", factor, " it would hold")
    matrices = [index for index, factor in enumerate(args) if t.is_matrix(factor)]
    for first, second in pairwise(matrices):
        swapped = list(args)
        swapped[first], swapped[second] = args[second], args[first]
        yield position, t.mul(*swapped), _order([args[first], args[second]])
    if len(matrices) > 2:
        turned = [factor for factor in args if not t.is_matrix(factor)]
        turned += [args[index] for index in reversed(matrices)]
        yield position, t.mul(*turned), _order([args[index] for index in matrices])


def _order(factors: Sequence[Term]) -> Words:
    """What to say of factors that stand the wrong way round."""
    turned = t.mul(*reversed(factors))
    for kind, word in ((t.Inverse, "inverse"), (t.Transpose, "transpose")):
        if all(isinstance(factor, kind) for factor in factors):
            said = f"the {word} of a product is in the wrong order: with "
            return said, turned, " it would hold"
    return "with ", turned, ", in this order, it would hold"


def _changed_sum(position: Position, node: Term) -> Iterator[Said]:
    args = list(node.args)
    for index, part in enumerate(args):
        changed = [*args[:index], t.neg(part), *args[index + 1 :]]
        words = ("the sign of ", _positive(part), " is reversed")
        yield position, t.add(*changed), words
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
                    yield position, t.add(*moved), (letter, " stands at the wrong term")


def _positive(part: Term) -> Term:
    number = t.factors(part)[0]
    return t.neg(part) if t.is_number(number) and number < 0 else part


def other_letters(context: Context, node: Term) -> Iterator[Term]:
    """The letters of the same shape."""
    if isinstance(node, t.MatrixSymbol):
        for symbol in context.symbols.values():
            if symbol != node and isinstance(symbol, t.MatrixSymbol) and symbol.shape == node.shape:
                yield symbol


def instead(node: Term, position: Position, new: Term) -> Said:
    """A new subterm for a node."""
    return position, new, ("with ", new, " in place of ", node, " it would hold")
