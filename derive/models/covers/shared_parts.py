"""Equal parts of two formulas replaced by one fresh letter, whatever they are.

What holds for every value of the letter holds for the value that the part has, so that accepting
after the replacement is sound; refusing would not be.  Parts are functions, roots, inverses,
pseudo-inverses, ranks and determinants of symbolic size; two are equal if they apply one operation
to arguments that the index rule shows to be equal, or to be transposes of each other where the
operation does not feel that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.models.covers.index_rule import by_index_rule
from derive.models.covers.theorem import NotCovered

__all__ = ["Shared"]

MAX_PARTS = 16
_KEPT = (
    *(Add, Mul, t.MatAdd, t.MatMul, t.Transpose, t.AsScalar, t.Trace, t.HadamardProduct),
    *(t.KroneckerProduct, t.Vectorization, t.DiagonalMatrix, t.Diagonal, t.BlockMatrix, t.Entry),
    *(t.UnitVector, t.IndexSum, t.MatrixSum, t.Indicator, t.Jacobian, t.Derivative),
)
# f(A') = f(A)' for these, and f(A') = f(A) for the scalar ones
_TURNING = (t.Inverse, t.PseudoInverse, t.MatrixFunction)
_UNTURNED = (t.Determinant, t.Rank, t.Norm)
_OF_NUMBERS: Mapping[type, str] = MappingProxyType(
    {
        sympy.exp: "exp",
        sympy.log: "log",
        sympy.tanh: "tanh",
        t.ReLU: "relu",
        sympy.Abs: "abs",
        t.Logistic: "logistic",
    }
)


@dataclass(slots=True)
class Part:
    """A part that was replaced: its operation, arguments, and the letter that stands for it."""

    kind: type
    names: tuple[Term, ...]
    args: tuple[Term, ...]
    letter: Term


@dataclass(slots=True)
class Shared:
    """The parts replaced so far in the formulas of one question."""

    structures: dict[Term, frozenset[str]]
    parts: list[Part] = field(default_factory=list)

    def replaced(self, term: Term, bound: frozenset[Term] = frozenset()) -> Term:
        """The formula with its parts replaced.

        Raises NotCovered for a part that depends on an index that is summed over, other than a
        function of an entry.
        """
        if t.is_leaf(term):
            return term
        if isinstance(term, t.IndexSum | t.MatrixSum):
            bound = bound | {term.args[1]}
        if isinstance(term, Pow | t.MatPow):
            return self._power(term, bound)
        if isinstance(term, t.Jacobian | t.Derivative):
            return t.rebuild(term, (self._without_parts(term.args[0]), *term.args[1:]))
        if isinstance(term, _KEPT) or _is_small_determinant(term):
            args = list(term.args)
            for i in t.places(term):
                args[i] = self.replaced(args[i], bound)
            return t.rebuild(term, tuple(args))
        return self._part(term, bound)

    def _without_parts(self, term: Term) -> Term:
        before = len(self.parts)
        replaced = self.replaced(term)
        if len(self.parts) > before or any(
            p.letter in t.free_symbols(replaced) for p in self.parts
        ):
            raise NotCovered  # the letter of a part would count as a constant
        return replaced

    def _power(self, term: Term, bound: frozenset[Term]) -> Term:
        base, exponent = term.args
        raised = isinstance(exponent, Integer) and bool(exponent > 0)
        if raised and isinstance(base, t.Norm) and int(exponent) % 2 == 0:
            inner = self.replaced(base.args[0], bound)
            return t.power(t.rebuild(base, (inner, *base.args[1:])), exponent)
        if raised:
            return t.power(self.replaced(base, bound), exponent)
        if isinstance(exponent, Integer) and exponent < -1:
            return t.power(self.replaced(t.power(base, Integer(-1)), bound), -exponent)
        if isinstance(exponent, Rational) and exponent.q == 2 and exponent.p not in (1, -1):
            root = Rational(1 if exponent > 0 else -1, 2)
            return t.power(self.replaced(t.power(base, root), bound), Integer(abs(exponent.p)))
        return self._part(term, bound)

    def _part(self, term: Term, bound: frozenset[Term]) -> Term:
        entry = self._function_of_entry(term, bound)
        if entry is not None:
            return entry
        if isinstance(term, t.IndexProduct) and not t.free_symbols(term) & bound:
            factor, index, first, last = term.args
            renamed = t.substitute(factor, {index: t.index("@i")})
            return self._letter(t.IndexProduct, (renamed, first, last), (), term)
        if t.free_symbols(term) & bound or isinstance(term, t.BINDING):
            raise NotCovered
        operands = tuple(self.replaced(term.args[i], bound) for i in t.places(term))
        names = tuple(a for i, a in enumerate(term.args) if i not in t.places(term))
        return self._letter(type(term), names, operands, term)

    def _function_of_entry(self, term: Term, bound: frozenset[Term]) -> Term | None:
        """exp(z_i) as the entry of the column of exponentials."""
        name = _OF_NUMBERS.get(type(term))
        if name is None or not isinstance(term.args[0], t.Entry):
            return None
        of, *places = term.args[0].args
        if t.free_symbols(of) & bound:
            return None
        whole = self._part(t.elementwise(of, name), bound)
        return t.entry(whole, *places)

    def _letter(
        self, kind: type, names: tuple[Term, ...], args: tuple[Term, ...], term: Term
    ) -> Term:
        for part in self.parts:
            if part.kind is not kind or part.names != names or len(part.args) != len(args):
                continue
            if all(map(self._same, part.args, args)):
                return part.letter
            if self._turned(kind, part.args, args):
                return t.transpose(part.letter) if kind in _TURNING else part.letter
        if len(self.parts) == MAX_PARTS:
            raise NotCovered
        letter = self._fresh(term)
        if kind in _TURNING and self._same(args[0], t.transpose(args[0])):
            self.structures[letter] = frozenset(["symmetric"])
        self.parts.append(Part(kind, names, args, letter))
        return letter

    def _turned(self, kind: type, one: tuple[Term, ...], other: tuple[Term, ...]) -> bool:
        """Whether the arguments are the transposes of others where the operation turns with them,
        or does not feel it."""
        fits = kind in (*_TURNING, *_UNTURNED) and t.is_matrix(one[0]) and one[1:] == other[1:]
        return fits and self._same(one[0], t.transpose(other[0]))

    def _same(self, one: Term, other: Term) -> bool:
        if one == other:
            return True
        if t.is_matrix(one) != t.is_matrix(other) or shape_of(one) != shape_of(other):
            return False
        return by_index_rule(one, other, self.structures) is not None

    def _fresh(self, term: Term) -> Term:
        name = f"@{len(self.parts)}"
        shape = shape_of(term)
        if not t.is_matrix(term):
            return t.scalar(name)
        if not all(isinstance(dim, Symbol | Integer) for dim in shape):
            raise NotCovered
        return t.matrix(name, *shape)


def _is_small_determinant(term: Term) -> bool:
    return isinstance(term, t.Determinant) and isinstance(shape_of(term.args[0])[0], Integer)
