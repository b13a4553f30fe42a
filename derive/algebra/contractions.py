"""Equality of formulas with ⊙, diag, entries, sums over an index, 1, e_i, ⊗ and vec, in components.

The table of the operations that `derive.algebra.entries` takes apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sympy import Add, Mul, Pow, Symbol

from derive.algebra import term as t
from derive.algebra.entries import EntryReader, EntryReading
from derive.algebra.entry_functions import is_positive
from derive.algebra.entry_readers import FUNCTIONS
from derive.algebra.index_products import Product, Products
from derive.algebra.multigraphs import Index
from derive.algebra.normal_words import new_reading
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.algebra.word_reading import Known
from derive.errors import LimitError

__all__ = ["equal_in_entries", "positive_in_entries"]


def equal_in_entries(left: Term, right: Term, known: Known) -> bool:
    """Whether two formulas of one shape have the same entries, at every size, wherever both are
    defined; False also where that is not seen."""
    try:
        return not EntryReading(new_reading(known), READERS).difference(left, right)
    except (LimitError, ZeroDivisionError):
        return False


def positive_in_entries(term: Term, known: Known) -> bool:
    """Whether a scalar is seen to be above zero wherever it has a value, bound indices or not."""
    try:
        entries = EntryReading(new_reading(known), READERS)
        return is_positive(entries, entries.entry(term, (), ()))
    except (LimitError, ZeroDivisionError):
        return False


def _read_inverse(entries: EntryReading, term: Term, row: Index, col: Index) -> Products:
    """(A ⊗ B)^-1 = A^-1 ⊗ B^-1 of square A and B."""
    of = term.args[0]
    if not isinstance(of, t.KroneckerProduct):
        return entries.letter(term, row, col)
    if any(not s or s[0] != s[1] for s in map(shape_of, of.args)):
        raise LimitError("these blocks are not square")
    return entries.read_kronecker(t.kronecker(*map(t.inverse, of.args)), row, col)


READERS: Mapping[type, EntryReader] = MappingProxyType(
    {
        **FUNCTIONS,
        Add: EntryReading.read_sum,
        Symbol: EntryReading.read_symbol,
        t.MatAdd: EntryReading.read_sum,
        Mul: EntryReading.read_product,
        t.MatMul: EntryReading.read_product,
        Pow: EntryReading.read_power,
        t.MatPow: EntryReading.read_power,
        t.Transpose: lambda self, term, row, col: self.entry(term.args[0], col, row),
        t.AsScalar: lambda self, term, row, col: self.entry(term.args[0], (), ()),
        t.Identity: lambda self, term, row, col: self.delta(row, col),
        t.ZeroMatrix: lambda self, term, row, col: [],
        t.OneMatrix: lambda self, term, row, col: [Product()],
        t.HadamardProduct: EntryReading.read_hadamard,
        t.DiagonalMatrix: EntryReading.read_diagonal_matrix,
        t.Diagonal: lambda self, term, row, col: self.entry(term.args[0], row, row),
        t.Trace: EntryReading.read_trace,
        t.Entry: EntryReading.read_of_entry,
        t.UnitVector: EntryReading.read_unit_vector,
        t.IndexSum: EntryReading.read_index_sum,
        t.MatrixSum: EntryReading.read_index_sum,
        t.KroneckerProduct: EntryReading.read_kronecker,
        t.Inverse: _read_inverse,
        t.Vectorization: EntryReading.read_vec,
    }
)
