r"""Elaboration: untyped nodes to typed terms, by the declared shapes and nothing else.

A 1 x 1 matrix becomes a scalar at parentheses, in a sum with scalars, or where the part of a
product read from the left is 1 x 1 and the next factor would not fit; regrouping never crosses
that.  The sizes of I, 0 and 1 are unknowns that unification solves.

Notation
    A `Value` is a term with its shape and the stretch of text that it was written on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

import sympy
from sympy import Add, Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import Dimensions, shape_of, show_shape
from derive.algebra.term import ONE, Dim, Shape, Term
from derive.errors import LimitError, Place, ReadError, ShapeError
from derive.latex.comparisons import delta, is_pair
from derive.latex.syntax import Node

__all__ = ["Elaborator", "Value"]

MAX_DEPTH = 200  # of operations in one another
MAX_OPEN = 200  # sizes to be found; unification is quadratic in them
MAX_BITS = 20_000  # of a number that is a power of numbers
MAX_ELEMENTWISE = 16


class Value(NamedTuple):
    """A term, its shape, and where it was written."""

    term: Term
    shape: Shape
    start: int
    end: int


class Elaborator:
    """One formula's types: the declared names, the sizes found so far, the indices in scope."""

    def __init__(self, text: str, names: Mapping[str, Term], dims: Dimensions) -> None:
        from derive.latex.typing_rules import RULES

        self.rules = RULES
        self.text, self.names, self.dims = text, names, dims
        self.values: list[Value] = []
        self.depth = 0
        self.bound: dict[str, Symbol] = {}
        self.ranges: dict[Symbol, list[tuple[Dim, Node]]] = {}
        self.open: list[tuple[Dim, Node]] = []

    # -- errors -----------------------------------------------------------------------------

    def place(self, where: Node | Value) -> Place:
        return Place(self.text, where.start, where.end)

    def wrong(self, message: str, where: Node | Value, hint: str | None = None) -> NoReturn:
        """A ShapeError that underlines a stretch."""
        raise ShapeError(message, place=self.place(where), hint=hint)

    def refuse(self, message: str, where: Node | Value, hint: str | None = None) -> NoReturn:
        """A ReadError that underlines a stretch."""
        raise ReadError(message, place=self.place(where), hint=hint)

    def checked(self, term: Term, where: Node | Value) -> Shape:
        """The shape of an operation, by the gate; its ShapeError underlines the operand."""
        try:
            return shape_of(term, self.dims)
        except ShapeError as error:
            error.at(self.place(where))
            raise

    # -- values -----------------------------------------------------------------------------

    def value(self, node: Node) -> Value:
        """The typed term of a node.  Raises ShapeError or ReadError with the place."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitError(f"more than {MAX_DEPTH} operations stand in one another")
        made = (_RULES.get(node.op) or self.rules[node.op])(self, node)
        self.depth -= 1
        if node.op != "braces" and (made.start != node.start or made.end != node.end):
            made = made._replace(start=node.start, end=node.end)
        self.values.append(made)
        return made

    def made(self, term: Term, shape: Shape, node: Node) -> Value:
        return Value(term, shape, node.start, node.end)

    def is_one_by_one(self, shape: Shape) -> bool:
        """Whether a shape is known to be 1 x 1; nothing is chosen to make it so."""
        return bool(shape) and all(self.dims.resolve(dim) == ONE for dim in shape)

    def scalarised(self, value: Value) -> Value:
        """A 1 x 1 matrix as a scalar; any other value as it is."""
        if value.shape and self.is_one_by_one(value.shape):
            made = value._replace(term=t.as_scalar(value.term), shape=())
            self.values.append(made)
            return made
        return value

    def scalar(self, node: Node, what: str) -> Dim:
        """The scalar of a node; a ShapeError says what it was wanted for."""
        value = self.scalarised(self.value(node))
        if value.shape:
            self.wrong(f"{what} must be a scalar, and this is {show_shape(value.shape)}", node)
        assert isinstance(value.term, Dim)  # what has the shape () is an expression
        return value.term

    def unknown(self, node: Node) -> Dim:
        """A size that is to be found."""
        dummy = self.dims.unknown()
        self.open.append((dummy, node))
        if len(self.open) > MAX_OPEN:
            raise LimitError(f"more than {MAX_OPEN} constants have no written size")
        return dummy

    def size(self, node: Node) -> Dim:
        """The size that a subscript writes: a polynomial in dimensions."""
        if node.op == "number" and isinstance(node.value, Integer):
            return node.value
        if node.op == "name":
            for name, dim in self.dimension_names().items():
                if name == node.value:
                    return dim
        if node.op in ("sum", "product", "braces"):
            parts = [self.size(arg) for arg in node.args]
            if node.op == "sum":
                parts = [sign * part for sign, part in zip(node.value, parts, strict=True)]
                return sympy.expand(sum(parts, Integer(0)))
            return sympy.expand(sympy.prod(parts))
        return self.refuse("a size was expected here", node, "write a number or a dimension")

    def dimension_names(self) -> dict[str, Dim]:
        """The dimension symbols in scope by name."""
        found: dict[str, Dim] = {
            name: x for name, x in self.names.items() if isinstance(x, Symbol) and x.is_integer
        }
        for symbol in self.names.values():
            if isinstance(symbol, t.MatrixSymbol):
                found |= {str(d): d for dim in symbol.shape for d in dim.free_symbols}
        return found

    def finished(self, value: Value, expected: Shape | None = None) -> Value:
        """The value with all sizes found, or the ReadError that names the one that is open.

        `expected` settles the size of a lone I or 0, and makes a 1 x 1 matrix a scalar for ().
        """
        if expected == () and value.shape and self.dims.same_shape(value.shape, (ONE, ONE)):
            value = value._replace(term=t.as_scalar(value.term), shape=())
        elif expected and value.shape:
            self.dims.same_shape(value.shape, expected)
        elif expected and value.term == 0:
            value = value._replace(term=t.zeros(*expected), shape=expected)
        if not self.open:
            return value
        for dim, node in self.open:
            if self.dims.resolve(dim).atoms(sympy.Dummy):
                self.refuse(
                    "the size of this cannot be inferred here",
                    node,
                    r"write it, as I_n or \mathbf{0}_{m \times n}",
                )
        shape = tuple(self.dims.resolve(dim) for dim in value.shape)
        return value._replace(term=t.substitute(value.term, self.dims.solved), shape=shape)

    # -- sums and products ------------------------------------------------------------------

    def sum(self, node: Node) -> Value:
        """A sum: all scalars, or all of one shape; a plain 0 takes the shape of the others."""
        parts = [
            value if sign > 0 else self._negated(value)
            for sign, value in zip(node.value, map(self.value, node.args), strict=True)
        ]
        if len(parts) == 1:
            return parts[0]
        matrices = [part for part in parts if part.shape]
        if not matrices:
            return self.made(Add._from_args(tuple(_flat(Add, parts))), (), node)
        scalars = [part for part in parts if not part.shape and part.term != 0]
        if scalars:
            for part in matrices:
                if not self.is_one_by_one(part.shape):
                    self._no_sum(node, *sorted((part, scalars[0]), key=lambda p: p.start))
            return self.made(t.add(*(part.term for part in parts)), (), node)
        shape = matrices[0].shape
        for before, part in pairwise(matrices):
            if not self.dims.same_shape(shape, part.shape):
                self._no_sum(node, before, part)
        shape = tuple(self.dims.resolve(dim) for dim in shape)
        terms = [part.term if part.shape else t.zeros(*shape) for part in parts]
        return self.made(t.add(*terms), shape, node)

    def _negated(self, value: Value) -> Value:
        made = value._replace(term=t.neg(value.term))
        self.values.append(made)
        return made

    def _no_sum(self, node: Node, left: Value, right: Value) -> NoReturn:
        shown = [show_shape(self._resolved(side.shape)) for side in (left, right)]
        hint = None
        if not left.shape or not right.shape:
            square = self._resolved(left.shape or right.shape)
            is_square = square[0] == square[1]
            hint = "a scalar is added as a multiple of I" if is_square else None
        elif any(self.is_one_by_one(side.shape) for side in (left, right)):
            hint = "a scalar is added as a multiple of I"
        elif self._resolved(left.shape) == self._resolved(right.shape)[::-1]:
            hint = "one of the two may lack a transpose"
        where = node._replace(start=left.start, end=right.end)
        self.wrong(
            f"these two cannot be added: {shown[0]} plus {shown[1]} has no meaning", where, hint
        )

    def _resolved(self, shape: Shape) -> Shape:
        return tuple(self.dims.resolve(dim) for dim in shape)

    def product(self, node: Node) -> Value:
        return self.multiplied([self.value(arg) for arg in node.args], node)

    def multiplied(self, factors: Sequence[Value], node: Node) -> Value:
        r"""The product from the left; a 1 x 1 part becomes a scalar where the next does not fit.

        `x \cdot y` of two columns is their inner product.
        """
        done: list[Term] = []
        word: list[Value] = []
        shape: Shape = ()
        for place, factor in enumerate(factors):
            if not factor.shape:
                if shape:
                    word.append(factor)
                else:
                    done.append(factor.term)
                continue
            rows, cols = factor.shape
            if not shape:
                shape = factor.shape
            elif self.is_one_by_one(shape) and self.dims.resolve(rows) != ONE:
                done.append(t.as_scalar(t.mul(*(x.term for x in word))))
                word, shape = [], factor.shape
            elif self.dims.same(shape[1], rows):
                shape = (shape[0], cols)
            elif self.is_one_by_one(factor.shape) and _in_parentheses(node, place):
                factor = self.scalarised(factor)
            elif (
                node.op == "product" and place in node.value and self._columns(shape, factor.shape)
            ):
                left = t.transpose(t.mul(*(x.term for x in word)))
                done.append(t.as_scalar(t.mul(left, factor.term)))
                word, shape = [], ()
                continue
            else:
                self._no_product(factors, place, shape)
            word.append(factor)
        made = t.mul(*done, *(x.term for x in word))
        return self.made(made, self._resolved(shape), node)

    def _columns(self, left: Shape, right: Shape) -> bool:
        return self.dims.same_shape((left[1], right[1]), (ONE, ONE)) and self.dims.same(
            left[0], right[0]
        )

    def _no_product(self, factors: Sequence[Value], place: int, shape: Shape) -> NoReturn:
        right = factors[place]
        before = [x for x in factors[:place] if x.shape][-1]
        following = factors[place + 1] if place + 1 < len(factors) else None
        here = self._resolved(right.shape)
        hint = None
        across = self._resolved(following.shape) if following is not None else ()
        if following is not None and here[0] == 1 and across == (here[1], ONE):
            scalar = self.text[right.start : following.end]
            hint = f"{self.text[before.start : before.end]} ({scalar})"
        if hint is None and self.dims.resolve(shape[1]) == here[1]:
            hint = "a transposed right factor would fit"
        if hint is None and self._resolved(before.shape)[0] == here[0]:
            hint = "a transposed left factor would fit"
        self.wrong(
            f"these two cannot be multiplied: {show_shape(self._resolved(shape))} times"
            f" {show_shape(here)} has no meaning",
            before._replace(end=right.end),
            hint,
        )

    def divided(self, above: Value, below: Value, node: Node) -> Value:
        """above / below; a matrix below is a shape error."""
        below = self.scalarised(below)
        if below.shape:
            self.wrong(
                f"one cannot divide by a matrix, and this one is"
                f" {show_shape(self._resolved(below.shape))}",
                below,
                "write the inverse on the side that is meant",
            )
        above = self.scalarised(above)
        return self.made(t.divide(above.term, below.term), above.shape, node)

    def tight(self, node: Node) -> Value:
        """Kronecker and elementwise products."""
        parts = [self.value(arg) for arg in node.args]
        if node.value == r"\otimes":
            if any(not part.shape for part in parts):
                self.refuse("a scalar beside ⊗ is not clear", node, "put parentheses")
            terms = _flat(t.KroneckerProduct, parts)
            made: Term = t.Term.__new__(t.KroneckerProduct, *terms)
            return self.made(made, self.checked(made, node), node)
        if all(not part.shape for part in parts):
            self.refuse("an elementwise product of scalars is not read", node)
        terms = _flat(t.HadamardProduct, parts)
        made = t.Term.__new__(t.HadamardProduct, *terms)
        return self.made(made, self.checked(made, node), node)

    # -- scripts ----------------------------------------------------------------------------

    def transposed(self, node: Node) -> Value:
        base = node.args[0]
        if base.op == "entry" and not any(index.op == "all" for index in base.args[1:]):
            self.refuse("whether the entry or the matrix is transposed is not clear", node)
        return self._turned(node)

    def _turned(self, node: Node) -> Value:
        """The transpose; one of 1 x 1 parentheses stays a step of its author's."""
        inner = node.args[0]
        base = self.value(inner.args[0] if inner.op == "group" else inner)
        return self.made(t.transpose(base.term), base.shape[::-1], node)

    def primed(self, node: Node) -> Value:
        made = self._turned(node)
        if not made.shape:
            token = node.value
            place = Place(self.text, token.start, token.end)
            raise ReadError(
                "a prime on a scalar means nothing here",
                place=place,
                hint="declare the primed letter",
            )
        return made

    def inverted(self, node: Node) -> Value:
        base = self.value(node.args[0])
        return self.inverse_of(base, node)

    def inverse_of(self, base: Value, node: Node) -> Value:
        made = t.inverse(base.term)
        if base.shape and not self.dims.same(*base.shape):
            self.checked(made, base)
        return self.made(made, self._resolved(base.shape), node)

    def pseudo_inverted(self, node: Node) -> Value:
        base = self.value(node.args[0])
        made = t.Term.__new__(t.PseudoInverse, base.term)
        if not base.shape:
            self.checked(made, base)
        return self.made(made, base.shape[::-1], node)

    def raised(self, node: Node) -> Value:
        """X^T where T is declared: the power, unless X cannot have one."""
        base, exponent = self.value(node.args[0]), self.value(node.args[1])
        if exponent.shape or (base.shape and not self.dims.same(*base.shape)):
            return self.made(t.transpose(base.term), base.shape[::-1], node)
        return self.power_of(base, exponent.term, node)

    def power(self, node: Node) -> Value:
        base, exponent = self.value(node.args[0]), self.scalar(node.args[1], "an exponent")
        if node.args[0].op == "entry" and exponent == -1:
            matrix = base.term.args[0]
            if isinstance(base.term, t.Entry) and self.dims.same(*shape_of(matrix, self.dims)):
                self.refuse(
                    "whether the entry or the matrix is inverted is not clear",
                    node,
                    "put parentheses",
                )
        return self.power_of(base, exponent, node)

    def power_of(self, base: Value, exponent: Term, node: Node) -> Value:
        if isinstance(exponent, Rational) and isinstance(base.term, Rational):
            bits = max(base.term.p.bit_length(), base.term.q.bit_length())
            if bits * abs(exponent) > MAX_BITS:
                raise LimitError(f"the power {base.term}^{exponent} is too large")
        if not base.shape:
            return self.made(t.power(base.term, exponent), (), node)
        if exponent == -1:
            return self.inverse_of(base, node)
        if self.is_one_by_one(base.shape) and not isinstance(base.term, t.MatrixSymbol):
            return self.made(t.power(t.as_scalar(base.term), exponent), (), node)
        made = t.power(base.term, exponent)
        if not self.dims.same(*base.shape):
            self.checked(made, base)
        return self.made(made, self._resolved(base.shape), node)

    def elementwise_power(self, node: Node) -> Value:
        r"""A^{\circ k}: A ⊙ … ⊙ A."""
        base, exponent = self.value(node.args[0]), self.scalar(node.args[1], "an exponent")
        if not base.shape or not isinstance(exponent, Integer) or exponent < 1:
            self.refuse("an elementwise power is of a matrix, to a positive integer", node)
        if exponent > MAX_ELEMENTWISE:
            raise LimitError(f"the elementwise power {exponent} is above {MAX_ELEMENTWISE}")
        if exponent == 1:
            return base
        made = t.Term.__new__(t.HadamardProduct, *[base.term] * int(exponent))
        return self.made(made, base.shape, node)

    # -- letters ----------------------------------------------------------------------------

    def name(self, node: Node) -> Value:
        found: Any = self.bound.get(node.value)
        if found is None:
            found = self.names[node.value]
        shape = tuple(found.shape) if isinstance(found, t.MatrixSymbol) else ()
        return self.made(found, shape, node)

    def group(self, node: Node) -> Value:
        return self.scalarised(self.value(node.args[0]))

    def constant_matrix(self, node: Node) -> Value:
        """I, 0 or 1, with its written size or one to be found; I_{ij} is an entry."""
        if node.op == "identity" and is_pair(self, node.args):
            return delta(self, node)
        sizes: list[Dim] = [self.size(arg) for arg in node.args]
        if node.op == "identity":
            size = sizes[0] if sizes else self.unknown(node)
            return self.made(t.identity(size), (size, size), node)
        if not sizes:
            sizes = [self.unknown(node), ONE if node.op == "ones" else self.unknown(node)]
        rows, cols = (*sizes, ONE)[:2]
        made = t.zeros(rows, cols) if node.op == "zeros" else t.OneMatrix(rows, cols)
        return self.made(made, (rows, cols), node)


def _in_parentheses(node: Node, place: int) -> bool:
    """Whether a factor is written as transposed parentheses."""
    if node.op != "product":
        return False
    factor = node.args[place]
    return factor.op in ("transpose", "prime") and factor.args[0].op == "group"


def _flat(kind: type[Term], parts: Sequence[Value]) -> list[Term]:
    """The terms, those of one kind opened up."""
    found: list[Term] = []
    for part in parts:
        found += list(part.term.args) if isinstance(part.term, kind) else [part.term]
    return found


_RULES: dict[str, Callable[[Elaborator, Node], Value]] = {
    "sum": Elaborator.sum,
    "product": Elaborator.product,
    "divide": lambda e, n: e.divided(e.value(n.args[0]), e.value(n.args[1]), n),
    "fraction": lambda e, n: e.divided(e.value(n.args[0]), e.value(n.args[1]), n),
    "tight": Elaborator.tight,
    "transpose": Elaborator.transposed,
    "prime": Elaborator.primed,
    "inverse": Elaborator.inverted,
    "pinv": Elaborator.pseudo_inverted,
    "raised": Elaborator.raised,
    "power": Elaborator.power,
    "elementwise_power": Elaborator.elementwise_power,
    "name": Elaborator.name,
    "group": Elaborator.group,
    "braces": lambda e, n: e.value(n.args[0]),
    "number": lambda e, n: e.made(n.value, (), n),
    "constant": lambda e, n: e.made(sympy.pi if n.value == "pi" else sympy.E, (), n),
    "identity": Elaborator.constant_matrix,
    "zeros": Elaborator.constant_matrix,
    "ones": Elaborator.constant_matrix,
}
