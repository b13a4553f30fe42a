"""What the letters mean: declared symbols and the assumptions about them.

A `Fact` is a predicate on terms: `Fact("symmetric", (A,))`, `Fact("<", (n, m))`,
`Fact("=", (X, U S V'))`.  Predicates and comparisons are listed in PREDICATES and COMPARISONS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.plain_text import plain
from derive.algebra.shapes import Dimensions, shape_of, show_shape
from derive.algebra.term import AnySymbol, Dim, Term
from derive.errors import ContextError

__all__ = ["COMPARISONS", "PREDICATES", "Context", "Fact"]

# name: what its argument must be ("square", "matrix", "any")
PREDICATES: Mapping[str, str] = MappingProxyType(
    {
        "symmetric": "square",
        "skew_symmetric": "square",
        "orthogonal": "square",
        "orthonormal_columns": "matrix",
        "diagonal": "matrix",
        "lower_triangular": "matrix",
        "upper_triangular": "matrix",
        "positive_diagonal": "matrix",
        "idempotent": "square",
        "invertible": "square",
        "positive_definite": "square",
        "positive_semidefinite": "square",
        "full_column_rank": "matrix",
        "full_row_rank": "matrix",
        "full_rank": "matrix",
        "positive": "any",
        "nonzero": "any",
        "binary": "any",
        "unit_norm": "matrix",
        "sums_to_one": "matrix",
        "all_ones": "matrix",
        "integer": "any",
        "constant": "any",
    }
)
_SHOWN = {"<=": "≤", "!=": "≠"}
COMPARISONS = ("<", "<=", "=", "!=")  # > and >= are stored turned round


@dataclass(frozen=True, slots=True)
class Fact:
    """A predicate and the terms that it is said of.

    `constant(A, x)` says that A does not depend on x; every other named predicate has one argument,
    a comparison two.
    """

    predicate: str
    args: tuple[Term, ...]

    def __str__(self) -> str:
        if self.predicate in COMPARISONS:
            left, right = map(plain, self.args)
            return f"{left} {_SHOWN.get(self.predicate, self.predicate)} {right}"
        return f"{self.predicate}({', '.join(map(plain, self.args))})"

    @property
    def free_symbols(self) -> frozenset[AnySymbol]:
        """The matrix and scalar symbols that occur in its terms."""
        return frozenset[AnySymbol]().union(*map(t.free_symbols, self.args))

    def substitute(self, replacements: dict[Term, Term]) -> Fact:
        return Fact(self.predicate, tuple(t.substitute(arg, replacements) for arg in self.args))


def _symbols_of(dim: Dim) -> Iterable[Symbol]:
    return (dim,) if isinstance(dim, Symbol) else ordered(dim.free_symbols)


@dataclass(frozen=True, slots=True)
class Context:
    """Declared symbols by name, and the facts assumed of them.

    `symbols` maps a name (LaTeX without fonts) to its MatrixSymbol or Symbol; dimension symbols
    that occur in shapes only are found by `dimensions`.  `functions` are pairs (f, x): f stands for
    a function of x, as in the lemma of a rule of differentiation.  `layout` says how formulas that
    are read under it write derivatives of a scalar: `row`, `gradient`, or "" where nothing is said.
    """

    symbols: Mapping[str, AnySymbol]
    facts: tuple[Fact, ...] = ()
    functions: tuple[tuple[Term, Term], ...] = ()
    layout: str = ""

    @classmethod
    def of(
        cls,
        symbols: Iterable[AnySymbol],
        facts: Iterable[Fact] = (),
        functions: tuple[tuple[Term, Term], ...] = (),
        layout: str = "",
    ) -> Context:
        """A context, its facts checked: each predicate known, each argument of a fitting shape.

        Raises ContextError naming the declaration or assumption at fault.
        """
        named: dict[str, AnySymbol] = {}
        for symbol in symbols:
            if named.setdefault(symbol.name, symbol) != symbol:
                raise ContextError(f"{symbol.name} is declared twice, with different shapes")
        context = cls(MappingProxyType(named), tuple(dict.fromkeys(facts)), functions, layout)
        for fact in context.facts:
            context.check_fact(fact)
        return context

    def check_fact(self, fact: Fact) -> None:
        """Raise ContextError if the predicate is unknown, or said of a term it cannot hold of."""
        if fact.predicate in COMPARISONS:
            self.dims().same_shape(*(shape_of(arg) for arg in fact.args))
            return
        kind = PREDICATES.get(fact.predicate)
        if kind is None:
            raise ContextError(
                f"unknown predicate {fact.predicate}", expected=", ".join(sorted(PREDICATES))
            )
        shape = shape_of(fact.args[0], self.dims())
        if kind != "any" and not shape:
            raise ContextError(
                f"{fact.predicate} is said of matrices, {plain(fact.args[0])} is a scalar"
            )
        if kind == "square" and not self.dims().same(*shape):
            raise ContextError(
                f"{fact.predicate} is said of square matrices, and {plain(fact.args[0])} is"
                f" {show_shape(shape)}",
                hint="orthonormal_columns is the predicate for a tall Q with Q^T Q = I"
                if fact.predicate == "orthogonal"
                else None,
            )

    def dims(self) -> Dimensions:
        """Fresh dimension equality, with the equations between dimensions that are assumed."""
        said: dict[Dim, Dim] = {}
        for fact in self.facts:
            if fact.predicate == "=":
                left, right = fact.args
                if isinstance(left, Symbol) and isinstance(right, Dim):
                    said[left] = right
        known = self.dimensions if said else ()
        return Dimensions({left: right for left, right in said.items() if left in known})

    @property
    def dimensions(self) -> tuple[Symbol, ...]:
        """The dimension symbols in the shapes of the declared symbols, in the order they occur."""
        shaped = (s for s in self.symbols.values() if isinstance(s, t.MatrixSymbol))
        dims = dict.fromkeys(dim for symbol in shaped for dim in symbol.shape)
        return tuple(dict.fromkeys(symbol for dim in dims for symbol in _symbols_of(dim)))

    def assume(self, *facts: Fact) -> Context:
        """The context with more facts."""
        known = (*self.facts, *facts)
        return Context.of(self.symbols.values(), known, self.functions, self.layout)

    def declare(self, *symbols: AnySymbol) -> Context:
        """The context with more symbols."""
        known = (*self.symbols.values(), *symbols)
        return Context.of(known, self.facts, self.functions, self.layout)

    def definition(self, symbol: Term) -> Term | None:
        """The right side of the first assumed equation that has `symbol` alone on its left."""
        for fact in self.facts:
            if fact.predicate == "=" and fact.args[0] == symbol:
                return fact.args[1]
        return None

    def assumed_greater(self, left: Dim, right: Dim) -> bool:
        """Whether left > right stands among the assumptions."""
        return Fact("<", (right, left)) in self.facts
