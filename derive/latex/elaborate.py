r"""Elaboration: untyped nodes to typed terms, by the declared shapes and nothing else.

The rules come as a table from `typing_rules`, by the operation of a node; here is what they share:
errors with places, 1 x 1 matrices as scalars, and sizes that unification solves (of I, 0 and 1).

Notation
    A `Value` is a term with its shape and the stretch of text that it was written on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, NoReturn, Protocol

import sympy
from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import Dimensions, shape_of, show_shape
from derive.algebra.term import ONE, Dim, Shape, Term
from derive.errors import DeriveError, LimitError, Place, ReadError, ShapeError
from derive.latex.cursor import Node

__all__ = ["Elaborator", "Rule", "Value", "Worked"]

MAX_DEPTH = 200  # of operations in one another
MAX_OPEN = 200  # sizes to be found; unification is quadratic in them


class Value(NamedTuple):
    """A term, its shape, and where it was written."""

    term: Term
    shape: Shape
    start: int
    end: int


class Worked(Protocol):
    """What a reader asks of those who can work it out; see `derive.judging.worked_out`."""

    def follows(self, fact: Fact) -> bool: ...

    def at_any_point(self, term: Term) -> Term | None: ...

    def function_of(self, objective: Term, variable: Term) -> Term: ...

    def constraints(self, variable: Term) -> tuple[Fact, ...]: ...

    def place(self, sense: str, variable: Term, objective: Term) -> Term | None: ...

    def greatest_on_sphere(self, variable: Term, objective: Term) -> Term | None: ...


class Elaborator:
    """One formula's types: the declared names, the sizes found so far, the indices in scope.

    `rules` gives the typed term of a node by the operation of the node; `layout` is that of the
    context.  `single` gives the only size of the context, if it has one only; `blackboard` says
    what `\\mathbb{1}` is (`seen` once it was read as a column of ones, `identity` where it is to
    be I); `notes` say how what could be read in two ways was read.
    """

    def __init__(
        self,
        text: str,
        names: Mapping[str, Term],
        dims: Dimensions,
        rules: Mapping[str, Rule],
        layout: str = "",
    ) -> None:
        self.text, self.names, self.dims, self._rules = text, names, dims, rules
        self.layout = layout
        self.single: Callable[[], Dim | None] = lambda: None
        self.blackboard = ""
        self.worked: Worked | None = None
        self.notes: list[str] = []
        self.values: list[Value] = []
        self.depth = 0
        self.bound: dict[str, Symbol] = {}
        self.ranges: dict[Symbol, list[tuple[Dim, Node]]] = {}
        self.open: list[tuple[Dim, Node]] = []

    # -- errors -----------------------------------------------------------------------------

    def place(self, where: Node | Value) -> Place:
        """The stretch of the text, for an error."""
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
        made = self._rules[node.op](self, node)
        self.depth -= 1
        if node.op != "braces" and (made.start != node.start or made.end != node.end):
            made = made._replace(start=node.start, end=node.end)
        self.values.append(made)
        return made

    def attempt(self, read: Callable[[], Value]) -> Value | DeriveError:
        """What is read, or the error; then no size is found by it."""
        state = self.dims.copy(), len(self.open), len(self.values), self.depth
        bound = dict(self.bound), {symbol: list(found) for symbol, found in self.ranges.items()}
        try:
            return read()
        except (ReadError, ShapeError) as error:
            self.dims, opened, valued, self.depth = state
            del self.open[opened:], self.values[valued:]
            self.bound, self.ranges = bound
            return error

    def made(self, term: Term, shape: Shape, node: Node) -> Value:
        """The value of a node."""
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

    def resolved(self, shape: Shape) -> Shape:
        """The shape with the sizes that are found so far."""
        return tuple(self.dims.resolve(dim) for dim in shape)

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
            if self._is_open(dim):
                self._take_single(dim, node)
            if self._is_open(dim):
                self.refuse(
                    "the size of this cannot be inferred here",
                    node,
                    r"write it, as I_n or \mathbf{0}_{m \times n}",
                )
        shape = tuple(self.dims.resolve(dim) for dim in value.shape)
        return value._replace(term=t.substitute(value.term, self.dims.solved), shape=shape)

    def _take_single(self, dim: Dim, node: Node) -> None:
        """The size of an I that nothing else fixes is the only one that there is."""
        single = self.single() if node.op == "identity" else None
        if single is not None and self.dims.same(dim, single):
            self.notes.append(f"I is {single}×{single}, the only size there is")

    def settled(self, value: Value) -> Term:
        """The term with the sizes that are found; ReadError if one in it is still open."""
        term = t.substitute(value.term, self.dims.solved) if self.open else value.term
        if any(isinstance(symbol, sympy.Dummy) for symbol in t.free_symbols(term)):
            self.refuse("the size of something in this cannot be inferred", value, "write it")
        return term

    def _is_open(self, dim: Dim) -> bool:
        return bool(self.dims.resolve(dim).atoms(sympy.Dummy))


Rule = Callable[[Elaborator, Node], Value]
