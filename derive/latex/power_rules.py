r"""The types of transposes, inverses and powers: `A^\top`, `A'`, `A^{-1}`, `A^+`, `A^{\circ k}`."""

from __future__ import annotations

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, Place, ReadError
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = [
    "elementwise_power",
    "inverse_of",
    "inverted",
    "power",
    "power_of",
    "primed",
    "pseudo_inverted",
    "raised",
    "transposed",
]

MAX_BITS = 20_000  # of a number that is a power of numbers
MAX_ELEMENTWISE = 16


def transposed(e: Elaborator, node: Node) -> Value:
    """A transpose with its sign; ReadError where it may be of the entry or of the matrix."""
    base = node.args[0]
    if base.op == "entry" and not any(index.op == "all" for index in base.args[1:]):
        e.refuse("whether the entry or the matrix is transposed is not clear", node)
    return _turned(e, node)


def _turned(e: Elaborator, node: Node) -> Value:
    """The transpose; one of 1 x 1 parentheses stays a step of its author's."""
    inner = node.args[0]
    grouped = inner.op == "group"
    base = e.value(inner.args[0] if grouped and inner.value != "[" else inner)
    if grouped and not base.shape:
        base = e.value(inner.args[0])
    return e.made(t.transpose(base.term), base.shape[::-1], node)


def primed(e: Elaborator, node: Node) -> Value:
    """A transpose written as a prime; ReadError for a scalar."""
    made = _turned(e, node)
    if not made.shape:
        token = node.value
        place = Place(e.text, token.start, token.end)
        raise ReadError(
            "a prime on a scalar means nothing here",
            place=place,
            hint="declare the primed letter",
        )
    return made


def inverted(e: Elaborator, node: Node) -> Value:
    """An inverse that is written as one, as in an inverse transpose."""
    base = e.value(node.args[0])
    return inverse_of(e, base, node)


def inverse_of(e: Elaborator, base: Value, node: Node) -> Value:
    """The inverse of a square matrix or a scalar; ShapeError for any other."""
    made = t.inverse(base.term)
    if base.shape and not e.dims.same(*base.shape):
        e.checked(made, base)
    return e.made(made, e.resolved(base.shape), node)


def pseudo_inverted(e: Elaborator, node: Node) -> Value:
    """A⁺ of an m x n matrix, which is n x m; ShapeError for a scalar."""
    base = e.value(node.args[0])
    made = t.pinv(base.term)
    if not base.shape:
        e.checked(made, base)
    return e.made(made, base.shape[::-1], node)


def raised(e: Elaborator, node: Node) -> Value:
    """X^T where T is declared: the power, unless X cannot have one."""
    base, exponent = e.value(node.args[0]), e.value(node.args[1])
    if exponent.shape or (base.shape and not e.dims.same(*base.shape)):
        return e.made(t.transpose(base.term), base.shape[::-1], node)
    return power_of(e, base, exponent.term, node)


def power(e: Elaborator, node: Node) -> Value:
    """A power with a scalar exponent; ReadError where an entry or its matrix may be inverted."""
    base, exponent = e.value(node.args[0]), e.scalar(node.args[1], "an exponent")
    if node.args[0].op == "entry" and exponent == -1:
        matrix = base.term.args[0]
        if isinstance(base.term, t.Entry) and e.dims.same(*shape_of(matrix, e.dims)):
            e.refuse(
                "whether the entry or the matrix is inverted is not clear",
                node,
                "put parentheses",
            )
    return power_of(e, base, exponent, node)


def power_of(e: Elaborator, base: Value, exponent: Term, node: Node) -> Value:
    """The power of a scalar or a square matrix.

    Raises ShapeError for any other matrix, LimitError for a number that is too large.
    """
    if isinstance(exponent, Rational) and isinstance(base.term, Rational):
        bits = max(base.term.p.bit_length(), base.term.q.bit_length())
        if bits * abs(exponent) > MAX_BITS:
            raise LimitError(f"the power {base.term}^{exponent} is too large")
    if not base.shape:
        return e.made(t.power(base.term, exponent), (), node)
    if exponent == -1:
        return inverse_of(e, base, node)
    if e.is_one_by_one(base.shape) and not isinstance(base.term, t.MatrixSymbol):
        return e.made(t.power(t.as_scalar(base.term), exponent), (), node)
    made = t.power(base.term, exponent)
    if not e.dims.same(*base.shape):
        e.checked(made, base)
    return e.made(made, e.resolved(base.shape), node)


def elementwise_power(e: Elaborator, node: Node) -> Value:
    r"""A^{\circ k}: A ⊙ … ⊙ A."""
    base, exponent = e.value(node.args[0]), e.scalar(node.args[1], "an exponent")
    if not base.shape or not isinstance(exponent, Integer) or exponent < 1:
        e.refuse("an elementwise power is of a matrix, to a positive integer", node)
    if exponent > MAX_ELEMENTWISE:
        raise LimitError(f"the elementwise power {exponent} is above {MAX_ELEMENTWISE}")
    if exponent == 1:
        return base
    made = t.hadamard(*[base.term] * int(exponent))
    return e.made(made, base.shape, node)
