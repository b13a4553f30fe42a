"""Sums over a whole size in closed form, for the kernel: S e_i e_i' = I, and what follows from it.

The summand is expanded, its entries and rows written with unit vectors e_i, and functions of the
index as entries of columns: f(u_i) = (f(u))_i.  In each monomial the e_i are then counted: none
gives n, one a vector of ones, two are contracted, and more make diagonal matrices.

Reference: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.2.2 and 0.9.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.arithmetic import power
from derive.algebra.expansion import AtomPowers, Expansion, Spelling
from derive.algebra.indices import free_indices
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import LimitError

__all__ = ["closed_sum"]

ENTRYWISE: Mapping[type, str] = MappingProxyType(
    {
        sympy.exp: "exp",
        sympy.tanh: "tanh",
        sympy.sin: "sin",
        sympy.cos: "cos",
        sympy.sinh: "sinh",
        sympy.cosh: "cosh",
        t.Logistic: "logistic",
        t.ReLU: "relu",
    }
)


def closed_sum(node: Term) -> Term:
    """The value of a sum over an index that runs through a whole size.

    Raises LimitError where the index stands elsewhere than at entries, rows and columns.
    """
    if not isinstance(node, t.IndexSum | t.MatrixSum):
        raise LimitError("this is no sum over an index")
    summand, index, first, last = node.args
    if first != 1:
        raise LimitError("the sum does not begin at 1")
    made = _Closing(index, last).closed(summand)
    if index in free_indices(made):
        raise LimitError("the index of the sum is left over")
    return made


class _Closing:
    """Sums over one index."""

    def __init__(self, index: Symbol, size: Dim) -> None:
        self._index, self._size = index, size
        self._unit = t.unit_vector(index, size)
        self._expansion = Expansion()

    def _varies(self, term: Term) -> bool:
        return self._index in free_indices(term)

    def closed(self, summand: Term) -> Term:
        """The sum of a term over the index."""
        total = self._expansion.of(self._with_units(summand))
        parts = [self._summed(scalars, word, c) for (scalars, word), c in total.items()]
        shape = shape_of(summand)
        if not parts:
            return t.zeros(*shape) if shape else t.ZERO
        return t.add(*(self._shaped(part, summand) for part in parts))

    @staticmethod
    def _shaped(part: Term, like: Term) -> Term:
        if t.is_matrix(like) and not t.is_matrix(part):
            return t.mul(part, t.identity(shape_of(like)[0]))
        return t.as_scalar(part) if not t.is_matrix(like) else part

    # -- the summand with unit vectors -----------------------------------------------------------

    def _with_units(self, term: Term) -> Term:
        if not self._varies(term) or t.is_leaf(term):
            return term
        if isinstance(term, t.Entry):
            return self._entry(term)
        if isinstance(term, t.UnitVector):
            return term
        if isinstance(term, tuple(ENTRYWISE)):
            column = self._column(self._with_units(term.args[0]))
            of = t.elementwise(column, ENTRYWISE[type(term)])
            return t.as_scalar(t.mul(t.transpose(self._unit), of))
        if isinstance(term, Pow) and not self._varies(term.args[1]):
            base, exponent = term.args
            if isinstance(exponent, Integer) and exponent > 0:
                return power(self._with_units(base), exponent)
            raise LimitError("a power of what varies with the index")
        plain = (Add, Mul, t.MatAdd, t.MatMul, t.Transpose, t.AsScalar, t.Trace)
        if isinstance(term, plain):
            return t.rebuild(term, [self._with_units(arg) for arg in term.args])
        raise LimitError("the index stands inside an operation that is not taken apart")

    def _entry(self, entry: Term) -> Term:
        of, row, column = entry.args
        if self._varies(of):
            of = self._with_units(of)
        rows, cols = shape_of(of)
        factors = [of]
        if rows != 1:
            factors.insert(0, t.transpose(t.unit_vector(row, rows)))
        if cols != 1:
            factors.append(t.unit_vector(column, cols))
        return t.as_scalar(t.mul(*factors))

    def _column(self, scalar: Term) -> Term:
        """The column of the values of a scalar, entry i for the index i."""
        total = self._expansion.of(scalar)
        parts: list[Term] = []
        for (scalars, word), c in total.items():
            if word:
                raise LimitError("a scalar is expected")
            constant, columns = self._taken_apart(scalars)
            made = _hadamard(columns) if columns else t.ones(self._size, t.ONE)
            parts.append(t.mul(_number(c), *constant, made))
        return t.add(*parts) if parts else t.zeros(self._size, t.ONE)

    # -- monomials ------------------------------------------------------------------------------

    def _taken_apart(self, scalars: AtomPowers) -> tuple[list[Term], list[Term]]:
        """The scalars that do not vary, and the columns whose entries the others are."""
        constant: list[Term] = []
        columns: list[Term] = []
        for atom, count in scalars:
            kind, of = self._expansion.atoms[atom]
            if kind == "word" and isinstance(of, tuple):
                column = self._column_of(of)
                if column is not None:
                    columns += [column] * count
                    continue
            term = self._atom(atom)
            if self._varies(term):
                raise LimitError("the index stands in a scalar that is not taken apart")
            constant.append(power(term, count))
        return constant, columns

    def _atom(self, atom: int) -> Term:
        kind, of = self._expansion.atoms[atom]
        if kind == "term":
            assert isinstance(of, t.Term)
            return t.as_scalar(of)
        if kind == "word" and isinstance(of, tuple):
            return t.as_scalar(self._product(of))
        if kind == "trace" and isinstance(of, tuple):
            return t.trace(self._product(of))
        if isinstance(of, frozenset):
            below = [
                t.mul(_number(Fraction(c)), *(power(self._atom(a), n) for a, n in scalars))
                for (scalars, _), c in of
            ]
            return power(t.add(*below), -1)
        raise LimitError("a scalar that is not known")

    def _column_of(self, word: Spelling) -> Term | None:
        """The column of a 1 x 1 product e' M v, v' M e or e' M e; None where no e stands."""
        starts, ends = self._is_unit(word[0], turned=True), self._is_unit(word[-1])
        if starts and ends and len(word) > 1:
            inner = word[1:-1]
            if not inner:
                return t.ones(self._size, t.ONE)
            return t.diagonal(self._constant(inner))
        if starts:
            return self._constant(word[1:])
        if ends:
            return t.transpose(self._constant(word[:-1]))
        return None

    def _is_unit(self, letter: int, *, turned: bool = False) -> bool:
        term = self._expansion.letters[letter // 2]
        return bool(term == self._unit and (letter % 2 == 1) == turned)

    def _constant(self, word: Spelling) -> Term:
        made = self._product(word)
        if self._varies(made):
            raise LimitError("the index stands inside an operation that is not taken apart")
        return made

    def _product(self, word: Spelling) -> Term:
        factors = []
        for letter in word:
            term = self._expansion.letters[letter // 2]
            factors.append(t.transpose(term) if letter % 2 else term)
        return t.mul(*factors)

    def _summed(self, scalars: AtomPowers, word: Spelling, c: Fraction) -> Term:
        constant, columns = self._taken_apart(scalars)
        front = [_number(c), *constant]
        places = [i for i, letter in enumerate(word) if self._is_any_unit(letter)]
        if not places:
            rest = [self._constant(word)] if word else []
            return t.mul(*front, self._of_columns(columns), *rest)
        if len(places) == 2 and places[1] == places[0] + 1:
            left, right = word[: places[0]], word[places[1] + 1 :]
            if not self._is_unit(word[places[0]]) or not self._is_unit(
                word[places[1]], turned=True
            ):
                raise LimitError("unit vectors that are not contracted")
            middle = [t.diagonal_matrix(column) for column in columns]
            inner = [*self._kept(left), *middle, *self._kept(right)]
            return t.mul(*front, *(inner or [t.identity(self._size)]))
        if len(places) != 1:
            raise LimitError("unit vectors that are not contracted")
        [place] = places
        left, right = word[:place], word[place + 1 :]
        *before, last = columns or [t.ones(self._size, t.ONE)]
        held = t.mul(*map(t.diagonal_matrix, before), last)
        middle_term = held if self._is_unit(word[place]) else t.transpose(held)
        return t.mul(*front, *self._kept(left), middle_term, *self._kept(right))

    def _kept(self, word: Spelling) -> list[Term]:
        return [self._constant(word)] if word else []

    def _is_any_unit(self, letter: int) -> bool:
        return self._is_unit(letter) or self._is_unit(letter, turned=True)

    def _of_columns(self, columns: Sequence[Term]) -> Term:
        """The sum of the products of the entries of columns."""
        if not columns:
            return self._size
        if len(columns) == 1 and isinstance(columns[0], t.Diagonal):
            return t.trace(columns[0].args[0])
        if len(columns) == 1:
            ones = t.transpose(t.ones(self._size, t.ONE))
            return t.as_scalar(t.mul(ones, columns[0]))
        first, *middle, last = columns
        inner = map(t.diagonal_matrix, middle)
        return t.as_scalar(t.mul(t.transpose(first), *inner, last))


def _number(c: Fraction) -> Term:
    return Rational(c.numerator, c.denominator)


def _hadamard(columns: Sequence[Term]) -> Term:
    return columns[0] if len(columns) == 1 else t.hadamard(*columns)
